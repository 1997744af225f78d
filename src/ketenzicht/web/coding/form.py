"""The form of a file: what was typed, from a browser to values and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from ketenzicht.message import Label
from ketenzicht.sample.codebook import NOTHING_SAID, UNKNOWN, Codebook, Values, Variable, remarks
from ketenzicht.sample.words import level_label
from ketenzicht.sample.workbook import typed

PREFIX = "v."


@dataclass(frozen=True)
class Field:
    """A question on the page.

    Args:
        variable: the question.
        texts: what stands in it.
        levels: what can be chosen, with how it is called.
        wrong: what does not fit; None when it does.
        again: why it has to be looked at again; None when it need not.
        reason: why it was settled so.
        condition: the question that it hangs on, and the names of the levels; None for none.
    """

    variable: Variable
    texts: tuple[str, ...]
    levels: tuple[tuple[str, Label], ...]
    wrong: Label | None = None
    again: Label | None = None
    reason: str = ""
    condition: tuple[Variable, tuple[Label, ...]] | None = None

    @property
    def name(self) -> str:
        """As the form sends it."""
        return PREFIX + self.variable.id

    @property
    def unknown(self) -> bool:
        """Whether the reader says that the file does not tell."""
        return UNKNOWN in self.texts


def read_values(book: Codebook, sent: QueryDict, before: Values) -> dict[str, Any]:
    """What a form says; questions that the codebook does not have any more keep what was said before."""
    values = {name: value for name, value in before.items() if book.variable(name) is None}
    for variable in book.variables:
        value = read_value(variable, sent)
        if value not in NOTHING_SAID:
            values[variable.id] = value
    return values


def read_value(variable: Variable, sent: QueryDict) -> Any:
    """What a form says of one question."""
    texts = [text.strip() for text in sent.getlist(PREFIX + variable.id) if text.strip()]
    if UNKNOWN in texts and variable.kind in ("getal", "datum"):
        texts = [UNKNOWN]
    return typed(variable, ";".join(texts) if variable.kind == "meer-keuzes" else "".join(texts[:1]))


def fields(
    book: Codebook,
    values: Values,
    *,
    finished: bool = False,
    again: Mapping[str, Label] | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Sequence[Field]:
    """The questions with what was said; with ``finished`` also what is still missing is told."""
    wrong = {one.variable: one.what for one in remarks(book, values, finished=finished)}
    found = []
    for variable in book.variables:
        rule = variable.only_if
        on = book.variable(rule.variable) if rule else None
        condition = (on, tuple(level_label(on, one) for one in rule.levels)) if rule and on else None
        chosen = variable.kind in ("keuze", "meer-keuzes", "ja-nee")
        found.append(
            Field(
                variable,
                shown_texts(variable, values.get(variable.id)),
                tuple((level, level_label(variable, level)) for level in variable.known_levels)
                if chosen
                else (),
                wrong.get(variable.id),
                (again or {}).get(variable.id),
                (reasons or {}).get(variable.id, ""),
                condition,
            )
        )
    return found


def shown_texts(variable: Variable, value: Any) -> tuple[str, ...]:
    """What stands in a field for a value; a day as people write it."""
    if value in NOTHING_SAID:
        return ()
    if isinstance(value, list | tuple):
        return tuple(str(one) for one in value)
    try:
        day = date.fromisoformat(str(value)) if variable.kind == "datum" else None
    except ValueError:
        day = None
    return (f"{day.day}-{day.month}-{day.year}" if day else str(value),)
