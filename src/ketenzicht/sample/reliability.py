"""How far two readers agree on each question of a codebook, over the files that both finished.

Of a choice Cohen's kappa and Krippendorff's alpha; where several answers go together, kappa of each answer by itself
and alpha over the sets; of a number and a day alpha, which counts how far readers are apart: in days for a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ketenzicht.sample.agreement import Agreement, Scale, Weights, alpha, alpha_of_sets, kappa
from ketenzicht.sample.codebook import NO, UNKNOWN, YES, Codebook, Variable, asked, counted
from ketenzicht.sample.codings import Coding, Codings
from ketenzicht.sample.double import pairs

NOTHING = "niets"
"""What stands in for a question that one reader did not come to, since the one before it was answered otherwise."""
UNORDERED = {UNKNOWN, NOTHING}
Noted = Mapping[str, Any]


@dataclass(frozen=True)
class Agreed:
    """How far readers agree on a question, or on one answer where several go together.

    Args:
        variable: the question.
        level: the one answer; None for the question as a whole.
        kappa: over the files in which at least one reader came to the question; None where it does not apply.
        alpha: over the files in which both did; None where it does not apply.
    """

    variable: Variable
    level: str | None
    kappa: Agreement | None
    alpha: Agreement | None


def agreements(
    book: Codebook, codings: Codings, files: Sequence[str], *, confidence: float = 0.95
) -> tuple[Agreed, ...]:
    """How far readers agree on each question but texts; without those that nobody came to.

    Kappa is weighted where levels have an order. Alpha counts how far apart levels with an order, numbers and days
    are; ``onbekend`` is then no answer.
    """
    both = [(_noted(book, one), _noted(book, other)) for one, other in pairs(codings, files)]
    found = [one for variable in book.variables for one in _agreed(variable, both, confidence)]
    return tuple(one for one in found if one.kappa is not None or one.alpha is not None)


def _agreed(variable: Variable, both: Sequence[tuple[Noted, Noted]], confidence: float) -> list[Agreed]:
    came = [pair for pair in both if any(variable.id in noted for noted in pair)]
    said = [(one.get(variable.id), other.get(variable.id)) for one, other in came]
    if variable.kind == "tekst" or not said:
        return []
    if variable.kind == "meer-keuzes":
        return [
            Agreed(variable, None, None, _alpha_of_sets(said, confidence)),
            *(
                Agreed(variable, level, _kappa_of_level(level, said, confidence), None)
                for level in variable.known_levels
            ),
        ]
    one = _kappa(variable, said, confidence) if variable.kind in ("keuze", "ja-nee") else None
    return [Agreed(variable, None, one, _alpha(variable, said, confidence))]


def _noted(book: Codebook, coding: Coding) -> Noted:
    """What counts of a coding; where several answers go together, none of them is an answer as well."""
    empty = {one.id: () for one in asked(book, coding.values) if one.kind == "meer-keuzes"}
    return empty | counted(book, coding.values)


def _kappa(variable: Variable, said: Sequence[tuple[Any, Any]], confidence: float) -> Agreement:
    named = [tuple(NOTHING if value is None else str(value) for value in pair) for pair in said]
    ordered = variable.scale == "ordinaal" and not any(UNORDERED & set(pair) for pair in named)
    weights: Weights = "kwadratisch" if ordered else "geen"
    one, other = zip(*named, strict=True)
    return kappa(one, other, [*variable.known_levels, NOTHING], weights=weights, confidence=confidence)


def _kappa_of_level(level: str, said: Sequence[tuple[Any, Any]], confidence: float) -> Agreement:
    """Whether both chose this answer; who did not come to the question did not choose it."""
    one, other = zip(
        *([YES if level in (value or ()) else NO for value in pair] for pair in said), strict=True
    )
    return kappa(one, other, [YES, NO], confidence=confidence)


def _alpha(variable: Variable, said: Sequence[tuple[Any, Any]], confidence: float) -> Agreement | None:
    scale: Scale = "nominaal"
    if variable.kind in ("getal", "datum"):
        scale = "interval"
    elif variable.scale == "ordinaal":
        scale = "ordinaal"
    numbers = [tuple(_number(variable, scale, value) for value in pair) for pair in said]
    whole = [pair for pair in numbers if None not in pair]
    return alpha(list(zip(*whole, strict=True)), scale=scale, confidence=confidence) if whole else None


def _alpha_of_sets(said: Sequence[tuple[Any, Any]], confidence: float) -> Agreement | None:
    whole = [pair for pair in said if None not in pair]
    return alpha_of_sets(list(zip(*whole, strict=True)), confidence=confidence) if whole else None


def _number(variable: Variable, scale: Scale, value: Any) -> float | None:
    """A value as a number; None where nothing was said, or ``onbekend`` on a scale with an order."""
    if value is None or (scale != "nominaal" and value == UNKNOWN):
        return None
    if variable.kind == "datum":
        return float(date.fromisoformat(str(value)).toordinal())
    return float(value) if variable.kind == "getal" else float(variable.known_levels.index(str(value)))
