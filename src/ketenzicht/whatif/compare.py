"""A model as it is beside the same model with scenarios: figures of each and of the difference, with intervals.

Two things are uncertain: the numbers of the model, and chance. So the numbers are drawn several times, jointly
(:meth:`.uncertain.Estimates.draw`), and with every draw time passes several times. Baseline and scenarios share each
draw and each random number (common random numbers), so that their difference holds nothing but the change; where
nothing changes it is exactly 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import partial
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.cost import YEAR, Costs, break_even
from ketenzicht.whatif.model import Model, Span
from ketenzicht.whatif.model_file import ModelFile
from ketenzicht.whatif.replications import Change, run
from ketenzicht.whatif.results import Results
from ketenzicht.whatif.scenario import Scenario, changed_values
from ketenzicht.whatif.stability import Trouble
from ketenzicht.whatif.tally import Column, ReportColumn

Floats = NDArray[np.float64]
What: TypeAlias = Literal[
    "caseload", "caseload-end", "older", "stage", "reports", "wait", "wait-90", "back-1", "back-2", "in-time",
    "at-work", "cost",
]  # fmt: skip
FigureName: TypeAlias = tuple[What, str]
"""What it is, and of which stage or organisation; empty for the chain."""

OLDER = 91.0
"""Days; three months."""
ENOUGH = 40
"""From so many runs on, an interval is cut off by counting runs; below it by a t distribution."""


@dataclass(frozen=True)
class Summary:
    """A figure: its mean over the runs, and between which bounds 95 of 100 runs lie."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Counts:
    """The means that the caseload tree is made of, in the periods that are measured."""

    days: float
    case_days: float
    first: float
    after: float
    during: float
    stage_days: Mapping[str, float]
    """Of stages in which the chain is involved."""


@dataclass(frozen=True)
class Outcome:
    """What one model gave; K runs, P periods.

    Args:
        figures: (K) by name; not a number where there is nothing to count.
        caseload: (K x P) mean number of cases in each period.
        costs: (K x P); None without unit costs.
        counts: means over the runs.
        trouble: organisations that cannot keep up, with the largest load that a draw gave.
    """

    figures: Mapping[FigureName, Floats]
    caseload: Floats
    costs: Floats | None
    counts: Counts
    trouble: tuple[Trouble, ...]


@dataclass(frozen=True)
class Compared:
    """One scenario beside the model as it is.

    Args:
        scenario: the changes.
        outcome: what they gave.
        break_even: (K) months until the investment has earned itself back; None without costs of both kinds.
    """

    scenario: Scenario
    outcome: Outcome
    break_even: Floats | None


@dataclass(frozen=True)
class Comparison:
    """A model and its scenarios.

    Args:
        model: the file.
        span: the days that were counted.
        measured: the first day of the periods that figures are about: those after the first scenario begins.
        months: the first day of every period.
        days: (P) length of each period.
        asked, finished: how many runs of each were asked for, and finished by all.
        draws: how many draws of the parameters took part; 1 without uncertain parameters.
        seed: of all random numbers.
        baseline: the model as it is.
        scenarios: beside it.
        costs: the unit costs, if any.
    """

    model: ModelFile
    span: Span
    measured: date
    months: tuple[date, ...]
    days: Floats
    asked: int
    finished: int
    draws: int
    seed: int
    baseline: Outcome
    scenarios: tuple[Compared, ...]
    costs: Costs | None


@dataclass(frozen=True)
class Baseline:
    """A model as it is, run once, to be compared with one scenario after another.

    Args:
        span, replications, draws, seed: how it was run, and so how scenarios are.
        results: of each draw.
    """

    span: Span
    replications: int
    draws: int
    seed: int
    results: tuple[Results, ...]


def run_baseline(
    model: ModelFile, *, span: Span | None = None, replications: int, draws: int, seed: int = 0
) -> Baseline:
    """Run a model as it is, for :func:`compare`; the arguments are those of that function."""
    span = span or model.span
    results = tuple(
        run(model.model_with(values), span, replications=replications, seed=_seed(seed, number))
        for number, values in enumerate(_drawn(model, draws, seed))
    )
    return Baseline(span, replications, draws, seed, results)


def compare(
    model: ModelFile,
    scenarios: Sequence[Scenario] = (),
    *,
    span: Span | None = None,
    replications: int = 5,
    draws: int = 20,
    seed: int = 0,
    costs: Costs | None = None,
    baseline: Baseline | None = None,
    tell: Callable[[int], None] = lambda _finished: None,
) -> Comparison:
    """Run a model and its scenarios.

    Args:
        model: the file.
        scenarios: what changes; each is held against the model as it is.
        span: the days to count; those of the model when left out.
        replications: how often time passes with each draw of the parameters.
        draws: how often the parameters are drawn.
        seed: the same gives the same figures.
        costs: unit costs.
        baseline: the same model as it is, when it has run already; then span, replications, draws and seed are its
            own.
        tell: hears how many runs are finished.

    Raises:
        ValueError: fewer than one replication or draw.
        KeyboardInterrupt: interrupted before all models finished one run. A later interruption ends the comparison
            with the runs that all of them finished.
    """
    if replications < 1 or draws < 1:
        raise ValueError("a comparison has at least one draw with one replication")
    if baseline is not None:
        span, replications, draws, seed = baseline.span, baseline.replications, baseline.draws, baseline.seed
    span = span or model.span
    months, days = _months(span)
    start = min((one.content.start for one in scenarios), default=span.first)
    from_period = min(sum(month < start for month in months), len(months) - 1)
    found: list[list[Outcome]] = [[] for _ in range(1 + len(scenarios))]
    finished = 0
    for number, values in enumerate(_drawn(model, draws, seed)):
        together, interrupted = _together(
            model,
            scenarios,
            values,
            span,
            replications,
            _seed(seed, number),
            partial(_tell, tell, finished),
            baseline.results[number] if baseline else None,
        )
        if together is None:
            if not finished:
                raise KeyboardInterrupt
            break
        for place, results in enumerate(together):
            found[place].append(_outcome(results, model.model, from_period, costs))
            finished += len(results.replications)
        if interrupted:
            break
    outcomes = [_joined(several) for several in found]
    return Comparison(
        model=model,
        span=span,
        measured=months[from_period],
        months=months,
        days=days,
        asked=replications * draws,
        finished=len(outcomes[0].caseload),
        draws=len(found[0]) if any(one.standard_error for one in model.estimates.estimates) else 1,
        seed=seed,
        baseline=outcomes[0],
        scenarios=tuple(
            Compared(one, outcome, _break_even(one, outcomes[0], outcome, span, costs))
            for one, outcome in zip(scenarios, outcomes[1:], strict=True)
        ),
        costs=costs,
    )


def _months(span: Span) -> tuple[tuple[date, ...], Floats]:
    """The first day of every period, and how long each is."""
    months, starts = span.periods()
    return months, np.diff([*starts, span.days]).astype(np.float64)


def _tell(tell: Callable[[int], None], before: int, done: int) -> None:
    tell(before + done)


def _seed(seed: int, number: int) -> int:
    return int(np.random.SeedSequence((seed, number)).generate_state(1, np.uint64)[0] >> np.uint64(1))


def _drawn(model: ModelFile, draws: int, seed: int) -> list[dict[str, float]]:
    """The numbers of every draw; as they are where none is uncertain."""
    if not any(one.standard_error for one in model.estimates.estimates):
        return [model.values] * draws
    names = [one.name for one in model.estimates.estimates]
    rows = model.estimates.draw(np.random.default_rng(seed), draws)
    return [dict(zip(names, map(float, row), strict=True)) for row in rows]


def _together(
    model: ModelFile,
    scenarios: Sequence[Scenario],
    values: Mapping[str, float],
    span: Span,
    replications: int,
    seed: int,
    tell: Callable[[int], None],
    as_it_is: Results | None,
) -> tuple[list[Results] | None, bool]:
    """The baseline and the scenarios with one draw, those replications that all finished; and whether it was cut."""
    baseline, found = model.model_with(values), [as_it_is] if as_it_is is not None else []
    interrupted = False

    def one(changes: Sequence[Change]) -> None:
        done = sum(len(other.replications) for other in found)
        found.append(
            run(
                baseline,
                span,
                replications=replications,
                seed=seed,
                changes=changes,
                tell=lambda number: tell(done + number),
            )
        )

    try:
        if not found:
            one(())
        for scenario in scenarios:
            changed = model.model_with(_changed(model, scenario, values))
            one([Change(float((scenario.content.start - span.first).days), changed)])
    except KeyboardInterrupt:
        interrupted = True
    if len(found) < 1 + len(scenarios):
        return None, True
    shared = set.intersection(*(set(result.replications.tolist()) for result in found))
    interrupted |= len(shared) < replications
    return ([_only(result, sorted(shared)) for result in found] if shared else None), interrupted


def _changed(model: ModelFile, scenario: Scenario, values: Mapping[str, float]) -> dict[str, float]:
    try:
        return changed_values(scenario.content, model.numbers, values)
    except ValueError as error:
        raise scenario.error(
            ("wijzigingen",),
            f"Bij een van de trekkingen kan dit scenario niet: {error}.",
            why="De getallen van het model zijn onzeker, en de wijziging past niet bij alle waarden.",
            fix="Zet aandelen met 'wordt' in plaats van met 'maal' of 'plus'.",
        ) from None


def _only(results: Results, replications: list[int]) -> Results:
    """The results of some replications."""
    rows = np.searchsorted(results.replications, replications)
    if len(rows) == len(results.replications):
        return results
    by_run = {
        field.name: getattr(results, field.name)[rows]
        for field in fields(results)
        if isinstance(getattr(results, field.name), np.ndarray) and field.name != "days"
    }
    return replace(results, **by_run)


def _outcome(results: Results, model: Model, start: int, costs: Costs | None) -> Outcome:
    """What the runs with one draw gave."""
    return Outcome(
        figures=figures_of(results, model, start, costs),
        caseload=results.caseload(),
        costs=costs.per_period(results) if costs else None,
        counts=_counts(results, model, start),
        trouble=results.trouble,
    )


def _joined(several: Sequence[Outcome]) -> Outcome:
    """What the runs with all draws gave."""
    runs = [len(one.caseload) for one in several]
    costs = [one.costs for one in several if one.costs is not None]
    troubles: dict[str, Trouble] = {}
    for trouble in (one for outcome in several for one in outcome.trouble):
        if trouble.organisation not in troubles or trouble.load > troubles[trouble.organisation].load:
            troubles[trouble.organisation] = trouble

    def mean(name: str) -> float:
        return float(np.average([getattr(one.counts, name) for one in several], weights=runs))

    return Outcome(
        # with one draw there may be a wait where there is none with another
        figures={
            name: np.concatenate(
                [one.figures.get(name, np.full(len(one.caseload), np.nan)) for one in several]
            )
            for name in dict.fromkeys(name for one in several for name in one.figures)
        },
        caseload=np.concatenate([one.caseload for one in several]),
        costs=np.concatenate(costs) if costs else None,
        counts=Counts(
            days=several[0].counts.days,
            case_days=mean("case_days"),
            first=mean("first"),
            after=mean("after"),
            during=mean("during"),
            stage_days={
                stage: float(np.average([one.counts.stage_days[stage] for one in several], weights=runs))
                for stage in several[0].counts.stage_days
            },
        ),
        trouble=tuple(troubles.values()),
    )


def figures_of(
    results: Results, model: Model, start: int = 0, costs: Costs | None = None
) -> dict[FigureName, Floats]:
    """The figures of a run, one number per replication.

    Args:
        results: the run.
        model: what was run; says where one can wait and which terms there are.
        start: the first period that is measured.
        costs: unit costs.
    """
    periods, days = slice(start, None), results.days[start:]
    years = days.sum() / YEAR

    def mean(counts: Floats) -> Floats:
        found: Floats = counts[:, periods].sum(axis=1) / days.sum()
        return found

    reports = results.reports[:, periods, : ReportColumn.DURING + 1].sum(axis=(1, 2))
    found: dict[FigureName, Floats] = {
        ("caseload", ""): mean(results.count(Column.CASE_DAYS)),
        ("caseload-end", ""): results.caseload()[:, -1],
        ("older", ""): results.share_longer(OLDER)[:, -1],
        ("reports", ""): reports / years,
        ("back-1", ""): results.share_returned(1, periods),
        ("back-2", ""): results.share_returned(2, periods),
    }
    limited = {one.name for one in model.organisations if one.capacity is not None or one.changes}
    for stage in model.stages:
        found["stage", stage.name] = mean(results.count(Column.CASE_DAYS, stage.name))
        if stage.term is not None:
            found["in-time", stage.name] = results.in_time(stage.name, periods)
        if (
            limited & {name for name, _ in stage.organisations}
            or results.count(Column.WAIT, stage.name).any()
        ):
            found["wait", stage.name] = results.mean_wait(stage.name, periods)
            found["wait-90", stage.name] = results.wait_quantile(stage.name, 0.9, periods)
    for number, name in enumerate(results.organisations):
        found["at-work", name] = mean(results.organisation_days[:, :, number, 0])
    if costs:
        found["cost", ""] = costs.per_period(results)[:, periods].sum(axis=1) / years
    return found


def _counts(results: Results, model: Model, start: int) -> Counts:
    """Means over the replications."""

    def mean(counted: Floats) -> float:
        return float(counted[:, start:].sum(axis=1).mean())

    return Counts(
        days=float(results.days[start:].sum()),
        case_days=mean(results.count(Column.CASE_DAYS)),
        first=mean(results.reports[:, :, ReportColumn.FIRST]),
        after=mean(results.reports[:, :, ReportColumn.AFTER]),
        during=mean(results.reports[:, :, ReportColumn.DURING]),
        stage_days={
            stage.name: mean(results.count(Column.CASE_DAYS, stage.name))
            for stage in model.stages
            if stage.involved
        },
    )


def _break_even(
    scenario: Scenario, baseline: Outcome, outcome: Outcome, span: Span, costs: Costs | None
) -> Floats | None:
    if costs is None or baseline.costs is None or outcome.costs is None:
        return None
    once, per_year = costs.investment(scenario)
    if not (once or per_year):
        return None
    start = scenario.content.start
    months, _ = _months(span)
    ends = [*months[1:], span.last + timedelta(days=1)]
    under_way = [place for place, end in enumerate(ends) if end > start]
    days = [(ends[place] - max(months[place], start)).days for place in under_way]
    savings = (baseline.costs - outcome.costs)[:, under_way]
    return break_even(savings, np.array(days, dtype=np.float64), once, per_year)


def summary(values: Floats) -> Summary | None:
    """A figure over all runs; None where no run has it.

    The bounds are those between which 95 of 100 runs lie: counted where there are at least :data:`ENOUGH` runs, else
    the prediction interval of a normal distribution (t distribution with as many degrees of freedom as runs less 1).
    """
    from scipy.stats import t

    known = values[np.isfinite(values)]
    if not len(known):
        return None
    mean = float(known.mean())
    if len(known) >= ENOUGH:
        low, high = np.quantile(known, [0.025, 0.975])
        return Summary(mean, float(low), float(high))
    if len(known) == 1:
        return Summary(mean, mean, mean)
    width = float(t.ppf(0.975, len(known) - 1) * known.std(ddof=1) * (1 + 1 / len(known)) ** 0.5)
    return Summary(mean, mean - width, mean + width)


def months_until(months: Floats) -> Summary:
    """The middle run and the bounds of 95 of 100; infinite where that run does not get there in time."""
    low, middle, high = np.quantile(months, [0.025, 0.5, 0.975], method="inverted_cdf")
    return Summary(float(middle), float(low), float(high))
