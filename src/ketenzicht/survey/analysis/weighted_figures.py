"""Totals of everybody who was asked, estimated from those who answered; what the weighting does stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import isnan, nan

from ketenzicht.measures.result import Count, Level, Mean, MeasureResult, Row, Table
from ketenzicht.message import Label, message
from ketenzicht.survey.analysis.given import Given
from ketenzicht.survey.analysis.ratio import RatioTotal, ratio_total
from ketenzicht.survey.model import KnownTotal, NumberQuestion, Question, Survey, WeightedTotal
from ketenzicht.survey.parts import questions

WEIGHTED = "ophogen"
COLUMNS: tuple[Label, ...] = (
    message("geteld"),
    message("zonder weging"),
    message("met weging"),
    message("ondergrens"),
    message("bovengrens"),
    message("weging: maal"),
)


def weighted_results(survey: Survey, given: Sequence[Given]) -> tuple[MeasureResult, ...]:
    """One result per question that is weighted and that enough organisations answered."""
    return tuple(_weighted(survey, given))


def _weighted(survey: Survey, given: Sequence[Given]) -> Iterator[MeasureResult]:
    asked, totals = questions(survey), {one.id: one for one in survey.asked.totals}
    for one in survey.analysis.weighted:
        known = [item for item in given if item.organisation.totals.get(one.by, Decimal(0)) > 0]
        found = _estimate(one, known)
        if found is not None:
            without = len(given) - len(known)
            yield _result(survey, one, asked[one.question], totals[one.by], known, found, without)


def _estimate(one: WeightedTotal, known: Sequence[Given]) -> RatioTotal | None:
    return ratio_total(
        [_answer(item, one.question) for item in known],
        [float(item.organisation.totals[one.by]) for item in known],
        [item.organisation.group or "" for item in known],
    )


def _answer(given: Given, question: str) -> float:
    """The answer; none of who counts by another definition, as of who did not answer."""
    value = given.answers.values.get(question) if given.answers is not None and given.as_asked else None
    return float(value) if isinstance(value, Decimal) else nan


def _result(
    survey: Survey,
    one: WeightedTotal,
    question: Question,
    by: KnownTotal,
    known: Sequence[Given],
    found: RatioTotal,
    without: int,
) -> MeasureResult:
    rows = []
    for group in survey.asked.groups:
        inside = [item for item in known if item.organisation.group == group.id]
        part = _estimate(one, inside)
        if inside:
            rows.append(Row(group.id, group.name, _figures(part) if part else _counted(inside, one.question)))
    rows.append(Row("totaal", message("totaal"), _figures(found)))
    code = question.definition_code if isinstance(question, NumberQuestion) else None
    warnings: list[Label] = []
    if found.merged:
        warnings.append(message("Een groep had te weinig antwoorden en is bij het totaal samengenomen."))
    if without:
        warnings.append(
            message("Van {n} organisaties is het bekende totaal er niet: zij tellen niet mee.", n=without)
        )
    return MeasureResult(
        measure=f"{WEIGHTED}-{one.question}",
        kind="ophogen",
        unit=question.name,
        definition=(
            (message("Wat"), question.name),
            (message("Definitiecode"), message("{code}", code=code or "–")),
            (message("Antwoorden"), message("{n} van {van} organisaties", n=found.answered, van=found.asked)),
            (message("Bekend totaal"), by.name),
            (
                message("Zonder weging"),
                message("per groep: geteld, maal gevraagde organisaties gedeeld door die met een antwoord"),
            ),
            (
                message("Met weging"),
                message(
                    "per groep: geteld gedeeld door het bekende totaal van wie antwoordde, maal dat van allen"
                ),
            ),
            (
                message("Aanname"),
                message(
                    "wie niet antwoordde lijkt, per eenheid van het bekende totaal, op wie in de groep dat wel deed"
                ),
            ),
            (
                message("Interval"),
                message(
                    "95 %, van het getal met weging: over welke organisaties antwoordden, van een eindig aantal"
                ),
            ),
        ),
        words={"antwoorden": message("{n} van {van} organisaties", n=found.answered, van=found.asked)},
        tables=(Table("totalen", message("Geteld en opgehoogd"), COLUMNS, tuple(rows), "totaal"),),
        warnings=tuple(warnings),
        chart="none",
    )


def _counted(inside: Sequence[Given], question: str) -> tuple[Count | None, ...]:
    """Only what was counted: too few answered to say anything of the others."""
    answers = [answer for item in inside if not isnan(answer := _answer(item, question))]
    return (Count(round(sum(answers))), *(None for _ in COLUMNS[1:]))


def _figures(found: RatioTotal) -> tuple[Count | Level | Mean | None, ...]:
    counted = round(found.counted)
    per_case = max(found.estimate / found.counted, 1.0) if found.counted else 1.0
    levels = (found.expanded, found.estimate, found.low, found.high)
    effect = found.estimate / found.expanded if found.expanded else None
    return (
        Count(counted),
        *(Level(value, per_case=per_case) for value in levels),
        None if effect is None else Mean(effect, counted, digits=2),
    )
