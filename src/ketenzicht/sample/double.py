"""Reading twice: which files, where two readers differ, and what they settled on.

Both read blind: nobody sees what the other noted until both are finished.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.sample.agreement import Agreement, Scale, Weights, alpha, kappa
from ketenzicht.sample.codebook import UNKNOWN, Codebook, Variable, counted, remarks
from ketenzicht.sample.codings import Coding, Codings
from ketenzicht.sample.lots import lots

NOTHING = "niets"
"""What stands in for a question that one reader did not come to, since the one before it was answered otherwise."""


@dataclass(frozen=True)
class Difference:
    """A variable of a file on which two readers do not say the same."""

    file: str
    variable: str
    one: Any
    other: Any
    settled: Any = None
    reason: str = ""


def read_twice(files: Sequence[str], share: float, seed: int) -> tuple[str, ...]:
    """The files that two readers read: a share of them, rounded up, by lot.

    Raises:
        ValueError: a share that is not between 0 and 1.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError("the share of files that is read twice lies between 0 and 1")
    luck = lots(files, seed, "dubbel")
    order = sorted(range(len(files)), key=lambda at: (luck[at], files[at]))
    chosen = set(order[: ceil(share * len(files))])
    return tuple(file for at, file in enumerate(files) if at in chosen)


def pairs(codings: Codings, files: Sequence[str]) -> list[tuple[Coding, Coding]]:
    """Of each file that two readers finished, the last save of both, in alphabetical order of reader."""
    found = []
    for file in files:
        newest = {one.reader: one for one in codings.saved if one.file == file and one.role == "lezer"}
        done = [newest[reader] for reader in sorted(newest) if newest[reader].state == "klaar"]
        if len(done) >= 2:
            found.append((done[0], done[1]))
    return found


def differences(book: Codebook, codings: Codings, files: Sequence[str]) -> list[Difference]:
    """Where two readers differ, with what they settled on, if they did; texts are not compared."""
    found = []
    for one, other in pairs(codings, files):
        settled = codings.newest(one.file, role="overleg")
        own, theirs = counted(book, one.values), counted(book, other.values)
        for variable in _compared(book):
            first, second = _plain(own.get(variable.id)), _plain(theirs.get(variable.id))
            if first != second:
                agreed = settled.values.get(variable.id) if settled else None
                reason = (settled.reasons or {}).get(variable.id, "") if settled else ""
                found.append(Difference(one.file, variable.id, first, second, _plain(agreed), reason))
    return found


def agreement(
    book: Codebook, codings: Codings, files: Sequence[str], *, confidence: float = 0.95
) -> dict[str, Agreement]:
    """Kappa of every choice, over the files that were read twice; weighted where levels have an order.

    Of a variable that is only asked after another, files count in which at least one of both came to it.
    """
    both = [(counted(book, one.values), counted(book, other.values)) for one, other in pairs(codings, files)]
    found = {}
    for variable in _compared(book):
        if variable.kind not in ("keuze", "ja-nee"):
            continue
        said = [
            (str(_plain(one.get(variable.id)) or NOTHING), str(_plain(other.get(variable.id)) or NOTHING))
            for one, other in both
        ]
        came = [pair for pair in said if pair != (NOTHING, NOTHING)]
        if came:
            ordered = variable.scale == "ordinaal" and not any(UNORDERED & set(pair) for pair in came)
            weights: Weights = "kwadratisch" if ordered else "geen"
            levels = [*variable.known_levels, NOTHING]
            found[variable.id] = kappa(
                [one for one, _ in came],
                [other for _, other in came],
                levels,
                weights=weights,
                confidence=confidence,
            )
    return found


def reliability(
    book: Codebook, codings: Codings, files: Sequence[str], *, confidence: float = 0.95
) -> dict[str, Agreement]:
    """Krippendorff's alpha of every choice and number, over the files in which both readers came to it.

    Levels with an order and numbers count how far apart two readers are; ``onbekend`` is then no answer.
    """
    both = [(counted(book, one.values), counted(book, other.values)) for one, other in pairs(codings, files)]
    found = {}
    for variable in _compared(book):
        if variable.kind not in ("keuze", "ja-nee", "getal"):
            continue
        scale: Scale = "nominaal"
        if variable.kind == "getal":
            scale = "interval"
        elif variable.scale == "ordinaal":
            scale = "ordinaal"
        said = [
            [_number(variable, scale, pair[reader].get(variable.id)) for pair in both] for reader in (0, 1)
        ]
        if any(None not in pair for pair in zip(*said, strict=True)):
            found[variable.id] = alpha(said, scale=scale, confidence=confidence)
    return found


def settle(book: Codebook, codings: Codings, file: str, variable: str, value: Any, reason: str) -> Coding:
    """What readers settled on, to be saved; what they settled on before goes along.

    Raises:
        UserError: they do not differ there, the value does not fit, or there is no reason.
    """
    found = {one.variable: one for one in differences(book, codings, [file])}
    if variable not in found:
        raise UserError(
            f"Over '{variable}' verschillen de lezers niet in dit dossier.",
            fix=did_you_mean(variable, found) or "Zie: ketenzicht sample differences STUDIE",
        )
    if not reason.strip():
        raise UserError(
            "Zonder reden kan een verschil niet worden afgehandeld.",
            why="Wie later met het codeboek werkt, moet kunnen zien waarom.",
        )
    one, other = pairs(codings, [file])[0]
    before = codings.newest(file, role="overleg")
    values = dict(before.values if before else {}) | {variable: value}
    wrong = [r for r in remarks(book, {**one.values, **values}, finished=False) if r.variable == variable]
    if wrong:
        raise UserError(wrong[0].what, why=f"Het gaat om '{variable}'.")
    return Coding(
        file,
        f"{one.reader} en {other.reader}",
        before.number if before else 0,
        book.version,
        values,
        "klaar",
        "overleg",
        dict((before.reasons if before else None) or {}) | {variable: reason.strip()},
    )


def final(book: Codebook, codings: Codings, file: str) -> dict[str, Any]:
    """What counts of a file: what was settled, and else what the first reader by name noted; nothing of a draft."""
    newest = {one.reader: one for one in codings.saved if one.file == file and one.role == "lezer"}
    done = [newest[reader] for reader in sorted(newest) if newest[reader].state == "klaar"]
    if not done:
        return {}
    values = dict(done[0].values)
    settled = codings.newest(file, role="overleg")
    if settled is not None:
        values |= dict(settled.values)
    return counted(book, values)


UNORDERED = {UNKNOWN, NOTHING}


def _compared(book: Codebook) -> list[Variable]:
    return [variable for variable in book.variables if variable.kind != "tekst"]


def _number(variable: Variable, scale: Scale, value: Any) -> float | None:
    """A value as a number; None where nothing was said, or ``onbekend`` on a scale with an order."""
    if value is None or (scale != "nominaal" and value == UNKNOWN):
        return None
    return float(value) if variable.kind == "getal" else float(variable.known_levels.index(str(value)))


def _plain(value: Any) -> Any:
    return tuple(sorted(value)) if isinstance(value, list | tuple) else value
