"""Who answered and what was left open. These are facts about organisations, not about the people they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ketenzicht.message import Label, message
from ketenzicht.survey.analysis.given import UNKNOWN, Given
from ketenzicht.survey.model import ChoiceQuestion, Survey
from ketenzicht.survey.parts import questions, tables
from ketenzicht.survey.typed import applies


@dataclass(frozen=True)
class ResponseRow:
    """Response of a group of organisations: asked, submitted, only begun; and the known totals that they cover.

    ``covered`` is the share of each known total that belongs to those who submitted; None where it is not known of
    every organisation.
    """

    label: Label
    asked: int
    submitted: int
    begun: int
    covered: tuple[tuple[Label, float | None], ...]


@dataclass(frozen=True)
class DefinitionRow:
    """How many organisations count by a definition, and whether it is the one asked for."""

    label: Label
    organisations: int
    as_asked: bool


@dataclass(frozen=True)
class ItemRow:
    """Of a question or table: to how many who submitted it applied, and how many answered it."""

    label: Label
    applied: int
    answered: int


def response_rows(survey: Survey, given: Sequence[Given]) -> tuple[ResponseRow, ...]:
    """A row per group that has organisations, and the total last."""
    rows = [
        _row(survey, group.name, [one for one in given if one.organisation.group == group.id])
        for group in survey.asked.groups
    ]
    return (*(row for row in rows if row.asked), _row(survey, message("totaal"), given))


def definition_rows(survey: Survey, given: Sequence[Given]) -> tuple[DefinitionRow, ...]:
    """Definitions by which somebody counts, the one asked for first."""
    counted = survey.analysis.counted_by
    if counted is None:
        return ()
    names = definition_names(survey)
    codes = sorted({one.counts_by for one in given if one.answers is not None}, key=list(names).index)
    rows = []
    for code in codes:
        those = [one for one in given if one.answers is not None and one.counts_by == code]
        rows.append(DefinitionRow(names[code], len(those), code in counted.asked))
    return tuple(sorted(rows, key=lambda row: not row.as_asked))


def definition_names(survey: Survey) -> dict[str, Label]:
    """The names of the definitions that an organisation could choose."""
    counted = survey.analysis.counted_by
    question = questions(survey).get(counted.question) if counted else None
    names: dict[str, Label] = {}
    if isinstance(question, ChoiceQuestion):
        names = {choice.id: choice.name for choice in question.choices}
    return {**names, UNKNOWN: message("niet gezegd")}


def item_rows(survey: Survey, given: Sequence[Given]) -> tuple[ItemRow, ...]:
    """Every question and table, in order."""
    answered = [one.answers for one in given if one.answers is not None]
    rows = []
    for name, question in questions(survey).items():
        applied = [one for one in answered if applies(question.when, one.values)]
        rows.append(ItemRow(question.name, len(applied), sum(name in one.values for one in applied)))
    for name, table in tables(survey).items():
        filled = sum(bool(one.rows.get(name)) for one in answered)
        rows.append(ItemRow(table.name, len(answered), filled))
    return tuple(rows)


def _row(survey: Survey, label: Label, given: Sequence[Given]) -> ResponseRow:
    done = [one for one in given if one.answers is not None]
    covered = tuple((total.name, _covered(total.id, given, done)) for total in survey.asked.totals)
    begun = sum(one.begun for one in given) - len(done)
    return ResponseRow(label, len(given), len(done), begun, covered)


def _covered(total: str, given: Sequence[Given], done: Sequence[Given]) -> float | None:
    if not given or any(total not in one.organisation.totals for one in given):
        return None
    whole = sum(one.organisation.totals[total] for one in given)
    return float(sum(one.organisation.totals[total] for one in done) / whole) if whole else None
