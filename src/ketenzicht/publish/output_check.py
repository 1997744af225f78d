"""The checks on what is about to leave, against the exact figures: by other code than that which protected them.

``release`` hides and rounds; here each shown figure is held against what it really rests on, per kind of output and
under the names of SACRO (:mod:`ketenzicht.publish.statbarn`). What fails a check, or is of a kind that the policy
refuses, is taken out (:func:`without_refused`): a mistake elsewhere then costs a figure, not a secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ketenzicht.measures.result import Figure, MeasureResult
from ketenzicht.message import Label, message
from ketenzicht.publish.checks import Shown, run_check
from ketenzicht.publish.evidence import Evidence, evidence_of
from ketenzicht.publish.outputs import CheckedOutput, Part, Status
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
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


def check_result(
    exact: MeasureResult, published: PublishedResult, policy: Policy, *, counted: bool
) -> tuple[CheckedOutput, ...]:
    """Check every output of a measure.

    Args:
        exact: the figures as they are.
        published: the same, protected; in the same order.
        policy: what is asked of them.
        counted: whether what is missing stands beside the figures, with the measure or with the whole study.
    """
    found: list[CheckedOutput] = []
    for table, shown in zip(exact.tables, published.tables, strict=True):
        pairs = [
            Shown(evidence_of(figure), cell, row.label)
            for row, line in zip(table.rows, shown.rows, strict=True)
            for figure, cell in _pairs(row.figures, line.figures)
        ]
        found.append(
            _checked(f"table/{table.id}", "table", table.title, pairs, exact.measure, counted, policy)
        )
    headline = [
        Shown(evidence_of(figure), published.headline[name], message(name))
        for name, figure in exact.headline.items()
    ]
    if headline:
        title = message("Cijfers in de zin")
        found.append(_checked("headline", "headline", title, headline, exact.measure, counted, policy))
    if exact.curves:
        found.append(_curves(exact, published, counted, policy))
    if exact.series:
        found.append(_series(exact, published, counted, policy))
    if published.attrition:
        steps = _steps(published.attrition)
        found.append(
            _checked(
                "attrition", "attrition", message("Wat niet meetelt"), steps, exact.measure, True, policy
            )
        )
    return tuple(found)


def check_study(
    attrition: Sequence[PublishedStep], quality: PublishedQuality | None, policy: Policy
) -> tuple[CheckedOutput, ...]:
    """Check what belongs to the whole study: what was left out, and the quality of the registrations."""
    title = message("Wat er per stap overblijft")
    found = (
        [_checked("attrition", "attrition", title, _steps(attrition), None, True, policy)]
        if attrition
        else []
    )
    if quality is not None:
        title = message("Kwaliteit van de gegevens")
        files = [number for item in quality.files for number in (item.rows, item.unreadable)]
        shown = [_count(number, message("Bestanden")) for number in files]
        shown += [
            _count(number, item.what) for item in quality.findings for number in (item.count, item.total)
        ]
        found.append(_checked("quality", "quality", title, shown, None, True, policy))
    return tuple(found)


def without_refused(result: PublishedResult, outputs: Iterable[CheckedOutput]) -> PublishedResult:
    """A measure without its refused outputs."""
    refused = {
        output.id for output in outputs if output.status == "refused" and output.measure == result.measure
    }
    if not refused:
        return result
    name = result.measure
    tables = tuple(table for table in result.tables if f"{name}/table/{table.id}" not in refused)
    drawn = (
        result.tables[:1] == tables[:1]
        and f"{name}/curves" not in refused
        and f"{name}/series" not in refused
    )
    return replace(
        result,
        tables=tables,
        headline=dict.fromkeys(result.headline, REFUSED)
        if f"{name}/headline" in refused
        else result.headline,
        curves=() if f"{name}/curves" in refused else result.curves,
        series=() if f"{name}/series" in refused else result.series,
        attrition=() if f"{name}/attrition" in refused else result.attrition,
        chart=result.chart if drawn else "none",
    )


def _pairs(
    exact: Sequence[Figure | None], published: Sequence[PublishedFigure | None]
) -> Iterator[tuple[Figure, PublishedFigure]]:
    for figure, cell in zip(exact, published, strict=True):
        if figure is not None and cell is not None:
            yield figure, cell


def _curves(exact: MeasureResult, published: PublishedResult, counted: bool, policy: Policy) -> CheckedOutput:
    by_id = {curve.id: curve for curve in published.curves}
    pairs = []
    for curve in exact.curves:
        points = by_id[curve.id].points if curve.id in by_id else ()
        evidence = Evidence("HazardSurvivalTables", (), curve.n, curve.n)
        pairs += [Shown(evidence, figure, curve.label) for _day, figure in points] or [
            Shown(evidence, Hidden(), curve.label)
        ]
    title = message("Kans in de loop van de tijd")
    return _checked("curves", "curves", title, pairs, exact.measure, counted, policy)


def _series(exact: MeasureResult, published: PublishedResult, counted: bool, policy: Policy) -> CheckedOutput:
    by_id = {series.id: dict(series.points) for series in published.series}
    pairs = []
    for series in exact.series:
        shown = by_id.get(series.id)
        for day, count in zip(series.dates, series.counts, strict=True):
            figure = Hidden("afleidbaar") if shown is None else _figure(shown[day])
            pairs.append(Shown(Evidence("Frequencies", (count,)), figure, message(str(day))))
    return _checked(
        "series", "series", message("Aantal open per maand"), pairs, exact.measure, counted, policy
    )


def _steps(steps: Iterable[PublishedStep]) -> list[Shown]:
    return [
        _count(number, step.step) for step in steps for number in (step.before, step.after, step.left_out)
    ]


def _count(number: int | Hidden | None, label: Label) -> Shown:
    return Shown(Evidence("Frequencies"), _figure(number), label)


def _figure(number: int | Hidden | None) -> PublishedFigure:
    if number is None:
        return Hidden()
    return number if isinstance(number, Hidden) else PublishedCount(number)


def _checked(
    id_: str,
    part: Part,
    title: Label,
    pairs: Sequence[Shown],
    measure: str | None,
    counted: bool,
    policy: Policy,
) -> CheckedOutput:
    statbarns = tuple(name for name in STATBARNS if name in {pair.evidence.statbarn for pair in pairs})
    shown = [pair for pair in pairs if not isinstance(pair.figure, Hidden)]
    # a chance in a table is treated as the number of cases that it stands for, so it is also checked as one
    asks = (
        statbarns
        if part == "curves" or "HazardSurvivalTables" not in statbarns
        else (*statbarns, "Frequencies")
    )
    found = {check: run_check(check, shown, counted, policy) for check in checks_of(asks)}
    reasons = [reason for _outcome, said in found.values() for reason in said]
    not_allowed = [name for name in statbarns if name in policy.refused]
    asked = [name for name in statbarns if name in policy.review]
    reasons += [message("het beleid weigert {soort}", soort=STATBARN_NAMES[name]) for name in not_allowed]
    reasons += [message("het beleid laat {soort} nakijken", soort=STATBARN_NAMES[name]) for name in asked]
    outcomes = {outcome for outcome, _said in found.values()}
    status: Status = "protected"
    if not_allowed or "fail" in outcomes:
        status = "refused"
    elif not shown:
        status = "withheld"
    elif asked or "review" in outcomes:
        status = "review"
    hidden = [pair.figure.reason for pair in pairs if isinstance(pair.figure, Hidden)]
    return CheckedOutput(
        id=id_ if measure is None else f"{measure}/{id_}",
        measure=measure,
        part=part,
        title=title,
        statbarns=statbarns,
        checks=tuple((check, outcome) for check, (outcome, _said) in found.items()),
        status=status,
        reasons=tuple(dict.fromkeys(reasons)),
        n=max((number for pair in shown if (number := _cases(pair.figure)) is not None), default=None),
        shown=len(shown),
        small=hidden.count("klein"),
        derivable=hidden.count("afleidbaar"),
    )


def _cases(figure: PublishedFigure) -> int | None:
    return figure.n if isinstance(figure, PublishedCount | PublishedShare | PublishedNumber) else None
