"""The checks on what is about to leave, against the exact figures: by other code than that which protected them.

``release`` hides and rounds; here each shown figure is held against what it really rests on, per kind of output and
under the names of SACRO (:mod:`ketenzicht.publish.statbarn`). What fails a check, or is of a kind that the policy
refuses, is taken out: a mistake elsewhere then costs a figure, not a secret.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from ketenzicht.measures.result import Curve, Figure, MeasureResult
from ketenzicht.message import Label, message
from ketenzicht.publish.audit import weak_spots
from ketenzicht.publish.checks import Shown, run_check
from ketenzicht.publish.evidence import Evidence, evidence_of, evidence_of_point
from ketenzicht.publish.linked import known_of_published
from ketenzicht.publish.outputs import CheckedOutput, Part, Status
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    Name,
    Numbers,
    Published,
    PublishedCount,
    PublishedFigure,
    PublishedNumber,
    PublishedQuality,
    PublishedResult,
    PublishedShare,
    PublishedStep,
)
from ketenzicht.publish.statbarn import STATBARN_NAMES, STATBARNS, checks_of

REFUSED = Hidden("geweigerd")
SECONDS = 30.0
"""The most time for the attack; what it does not settle counts as given away."""


def check_outputs(
    exact: Sequence[MeasureResult], published: Published, policy: Policy, *, clashing: Set[Name] = frozenset()
) -> tuple[CheckedOutput, ...]:
    """Check every output of a study, measure by measure and then what belongs to the whole.

    Args:
        exact: the measures as they are.
        published: the same, protected, in the same order; with what was left out and the quality of the data.
        policy: what is asked.
        clashing: the names of numbers that follow together with earlier releases.
    """
    weak = weak_spots(known_of_published(published, policy), time.monotonic() + SECONDS)
    given_away = {name for item in weak for name in item.target.names} | clashing
    found: list[CheckedOutput] = []
    for result, shown in zip(exact, published.results, strict=True):
        counted = bool(shown.attrition or published.attrition)
        found += _Checker(policy, result.measure, counted, given_away).measured(result, shown)
    whole = _Checker(policy, None, counted=True, given_away=given_away)
    if published.attrition:
        title = message("Wat er per stap overblijft")
        found.append(whole.output("attrition", "attrition", title, _steps(published.attrition)))
    if published.quality is not None:
        title = message("Kwaliteit van de gegevens")
        found.append(whole.output("quality", "quality", title, _quality(published.quality)))
    return tuple(found)


def without_refused(published: Published, outputs: Iterable[CheckedOutput]) -> Published:
    """What may be shown when the refused outputs are taken out."""
    refused = {output.id for output in outputs if output.status == "refused"}
    if not refused:
        return published
    return Published(
        results=tuple(_without(result, refused) for result in published.results),
        attrition=() if "attrition" in refused else published.attrition,
        quality=None if "quality" in refused else published.quality,
    )


def _without(result: PublishedResult, refused: Set[str]) -> PublishedResult:
    def out(part: str) -> bool:
        return f"{result.measure}/{part}" in refused

    tables = tuple(table for table in result.tables if not out(f"table/{table.id}"))
    drawn = result.tables[:1] == tables[:1] and not out("curves") and not out("series")
    return replace(
        result,
        tables=tables,
        headline=dict.fromkeys(result.headline, REFUSED) if out("headline") else result.headline,
        curves=() if out("curves") else result.curves,
        series=() if out("series") else result.series,
        attrition=() if out("attrition") else result.attrition,
        chart=result.chart if drawn else "none",
    )


@dataclass(frozen=True)
class _Checker:
    """The checks of one measure, or of what belongs to the whole study.

    Args:
        policy: what is asked.
        measure: its id; None for the whole study.
        counted: whether what is missing stands beside the figures.
        given_away: the hidden numbers that follow from what is shown.
    """

    policy: Policy
    measure: str | None
    counted: bool
    given_away: Set[Name]

    def measured(self, exact: MeasureResult, published: PublishedResult) -> Iterator[CheckedOutput]:
        for table, shown in zip(exact.tables, published.tables, strict=True):
            cells = [
                Shown(evidence_of(figure), cell, row.label)
                for row, line in zip(table.rows, shown.rows, strict=True)
                for figure, cell in _pairs(row.figures, line.figures)
            ]
            yield self.output(f"table/{table.id}", "table", table.title, cells)
        if exact.headline:
            title = message("Cijfers in de zin")
            figures = [
                Shown(evidence_of(figure), published.headline[name], message(name))
                for name, figure in exact.headline.items()
            ]
            yield self.output("headline", "headline", title, figures)
        if exact.curves:
            title = message("Kans in de loop van de tijd")
            yield self.output("curves", "curves", title, list(_points(exact.curves, published)))
        if exact.series:
            title = message("Aantal open per maand")
            yield self.output("series", "series", title, list(_months(exact, published)))
        if published.attrition:
            title = message("Wat niet meetelt")
            yield self.output("attrition", "attrition", title, _steps(published.attrition))

    def output(self, id_: str, part: Part, title: Label, items: Sequence[Shown]) -> CheckedOutput:
        statbarns = tuple(name for name in STATBARNS if name in {item.evidence.statbarn for item in items})
        # a chance is treated as the number of cases that it stands for, so it is also checked as one
        asks = (*statbarns, "Frequencies") if "HazardSurvivalTables" in statbarns else statbarns
        found = {
            check: run_check(check, items, self.counted, self.given_away, self.policy)
            for check in checks_of(asks)
        }
        refused = [name for name in statbarns if name in self.policy.refused]
        asked = [name for name in statbarns if name in self.policy.review]
        reasons: list[Label] = [reason for _outcome, said in found.values() for reason in said]
        reasons += [message("het beleid weigert {soort}", soort=STATBARN_NAMES[name]) for name in refused]
        reasons += [message("het beleid laat {soort} nakijken", soort=STATBARN_NAMES[name]) for name in asked]
        shown = [item for item in items if not isinstance(item.figure, Hidden)]
        outcomes = {outcome for outcome, _said in found.values()}
        status: Status = "protected"
        if refused or "fail" in outcomes:
            status = "refused"
        elif not shown:
            status = "withheld"
        elif asked or "review" in outcomes:
            status = "review"
        hidden = [item.figure.reason for item in items if isinstance(item.figure, Hidden)]
        return CheckedOutput(
            id=id_ if self.measure is None else f"{self.measure}/{id_}",
            measure=self.measure,
            part=part,
            title=title,
            statbarns=statbarns,
            checks=tuple((check, outcome) for check, (outcome, _said) in found.items()),
            status=status,
            reasons=tuple(dict.fromkeys(reasons)),
            n=max((number for item in shown if (number := _cases(item.figure)) is not None), default=None),
            shown=len(shown),
            small=hidden.count("klein"),
            derivable=hidden.count("afleidbaar"),
        )


def _pairs(
    exact: Sequence[Figure | None], published: Sequence[PublishedFigure | None]
) -> Iterator[tuple[Figure, PublishedFigure]]:
    for figure, cell in zip(exact, published, strict=True):
        if figure is not None and cell is not None:
            yield figure, cell


def _points(curves: Sequence[Curve], published: PublishedResult) -> Iterator[Shown]:
    """The points of the curves that are drawn; one hidden figure for a curve of which nothing is."""
    drawn = {curve.id: curve.points for curve in published.curves}
    for curve in curves:
        points = drawn.get(curve.id, ())
        for day, figure in points:
            yield Shown(evidence_of_point(curve, day), figure, curve.label)
        if not points:
            yield Shown(Evidence("HazardSurvivalTables"), Hidden(), curve.label)


def _months(exact: MeasureResult, published: PublishedResult) -> Iterator[Shown]:
    drawn = {series.id: dict(series.points) for series in published.series}
    for series in exact.series:
        shown = drawn.get(series.id)
        for day, count in zip(series.dates, series.counts, strict=True):
            name = None if series.name is None else f"{series.name}@{day}"
            figure = Hidden("afleidbaar") if shown is None else _figure(shown[day], name)
            yield Shown(Evidence("Frequencies", (count,)), figure, message(str(day)))


def _steps(steps: Iterable[PublishedStep]) -> list[Shown]:
    return [
        Shown(Evidence("Frequencies"), _figure(number, name), step.step)
        for step in steps
        for number, name in zip((step.before, step.after, step.left_out), step.names, strict=True)
    ]


def _quality(quality: PublishedQuality) -> list[Shown]:
    files = [((item.rows, item.unreadable), item.names, message("Bestanden")) for item in quality.files]
    found = [((item.count, item.total), item.names, item.what) for item in quality.findings]
    return [
        Shown(Evidence("Frequencies"), _figure(number, name), label)
        for numbers, names, label in (*files, *found)
        for number, name in zip(numbers, names, strict=True)
    ]


def _figure(number: int | Hidden | None, name: Name | None) -> PublishedFigure:
    numbers = None if name is None else Numbers("count", name)
    if number is None:
        return Hidden("klein", numbers)
    return number if isinstance(number, Hidden) else PublishedCount(number, numbers)


def _cases(figure: PublishedFigure) -> int | None:
    return figure.n if isinstance(figure, PublishedCount | PublishedShare | PublishedNumber) else None
