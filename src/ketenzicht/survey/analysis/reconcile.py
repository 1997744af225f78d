"""Totals held against case rows, for organisations that gave both. The list is for the coordinator alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ketenzicht.chain.model.base import TextNode
from ketenzicht.measures.result import Count, MeasureResult, Row, Table
from ketenzicht.message import message
from ketenzicht.survey.analysis.given import Given
from ketenzicht.survey.evaluate import filtered
from ketenzicht.survey.model import Survey
from ketenzicht.survey.parts import questions

RECONCILED = "aansluiting"


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


def reconciled_result(survey: Survey, compared: Sequence[Compared]) -> MeasureResult | None:
    """The sums of totals and of rows beside each other, and how many organisations agree; None without any."""
    if not compared:
        return None
    rows = []
    for question in dict.fromkeys(one.question for one in compared):
        those = [one for one in compared if one.question == question]
        label = message(
            "{vraag} ({gelijk} van {n} organisaties gelijk)",
            vraag=those[0].name,
            gelijk=sum(one.difference == 0 for one in those),
            n=len(those),
        )
        figures = (Count(sum(one.total for one in those)), Count(sum(one.rows for one in those)))
        rows.append(Row(question, label, figures))
    return MeasureResult(
        measure=RECONCILED,
        kind="aansluiten",
        unit=message("jongere of periode, zoals in de uitvraag {titel}", titel=survey.title),
        definition=(
            (message("Uit"), message("organisaties die zowel aantallen als rijen gaven")),
            (message("Verschil"), message("staat per organisatie in de lijst van de coördinator")),
        ),
        tables=(
            Table(
                "aansluiting",
                message("Aantallen naast rijen"),
                (message("volgens aantallen"), message("volgens rijen")),
                tuple(rows),
            ),
        ),
        chart="none",
    )
