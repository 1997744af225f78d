"""Totals held against case rows, for organisations that gave both. The list is for the coordinator alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ketenzicht.chain.model.base import TextNode
from ketenzicht.survey.analysis.given import Given
from ketenzicht.survey.evaluate import filtered
from ketenzicht.survey.model import Survey
from ketenzicht.survey.parts import questions


@dataclass(frozen=True)
class Compared:
    """One total of one organisation and the number of rows that it should be."""

    organisation: str
    question: str
    name: TextNode
    total: int
    rows: int

    @property
    def difference(self) -> int:
        """Total minus rows."""
        return self.total - self.rows


def reconciled(survey: Survey, given: Sequence[Given]) -> tuple[Compared, ...]:
    """Every total that can be held against rows, by question and organisation."""
    return tuple(_compared(survey, given))


def _compared(survey: Survey, given: Sequence[Given]) -> Iterator[Compared]:
    asked = questions(survey)
    for one in survey.analysis.reconciled:
        for organisation in given:
            if organisation.answers is None:
                continue
            total = organisation.answers.values.get(one.question)
            rows = organisation.answers.rows.get(one.table, ())
            if isinstance(total, Decimal) and rows:
                number = len(filtered(rows, one.where))
                code = organisation.organisation.code
                yield Compared(code, one.question, asked[one.question].name, int(total), number)
