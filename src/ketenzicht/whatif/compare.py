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


def compare(
    model: ModelFile,
    scenarios: Sequence[Scenario] = (),
    *,
    span: Span | None = None,
    replications: int = 5,
    draws: int = 20,
    seed: int = 0,
    costs: Costs | None = None,
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
        tell: hears how many runs are finished.

    Raises:
        ValueError: fewer than one replication or draw.
        KeyboardInterrupt: interrupted before all models finished one run. A later interruption ends the comparison
            with the runs that all of them finished.
    """
    if replications < 1 or draws < 1:
        raise ValueError("a comparison has at least one draw with one replication")
    span = span or model.span
    found: list[list[Results]] = [[] for _ in range(1 + len(scenarios))]
    finished = 0
    for number, values in enumerate(_drawn(model, draws, seed)):
        together, interrupted = _together(
            model, scenarios, values, span, replications, _seed(seed, number), partial(_tell, tell, finished)
        )
        if together is None:
            if not finished:
                raise KeyboardInterrupt
            break
        for place, one in enumerate(together):
            found[place].append(one)
        finished += len(together[0].replications) * len(together)
        if interrupted:
            break
    first = found[0][0]
    start = min((one.content.start for one in scenarios), default=span.first)
    from_period = min(sum(day < start for day in first.first_days), len(first.days) - 1)
    outcomes = [_outcome(model, several, from_period, costs) for several in found]
    return Comparison(
        model=model,
        span=span,
        measured=first.first_days[from_period],
        months=first.first_days,
        days=first.days,
        asked=replications * draws,
        finished=len(outcomes[0].caseload),
        draws=len(found[0]) if any(one.standard_error for one in model.estimates.estimates) else 1,
        seed=seed,
        baseline=outcomes[0],
        scenarios=tuple(
            Compared(one, outcome, _break_even(one, outcomes[0], outcome, first, costs))
            for one, outcome in zip(scenarios, outcomes[1:], strict=True)
        ),
        costs=costs,
    )


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
) -> tuple[list[Results] | None, bool]:
    """The baseline and the scenarios with one draw, those replications that all finished; and whether it was cut."""
    baseline, found = model.model_with(values), list[Results]()
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
        one(())
        for scenario in scenarios:
            changed = model.model_with(changed_values(scenario.content, model.numbers, values))
            one([Change(float((scenario.content.start - span.first).days), changed)])
    except KeyboardInterrupt:
        interrupted = True
    if len(found) < 1 + len(scenarios):
        return None, True
    shared = set.intersection(*(set(result.replications.tolist()) for result in found))
    interrupted |= len(shared) < replications
    return ([_only(result, sorted(shared)) for result in found] if shared else None), interrupted


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


def _outcome(model: ModelFile, several: Sequence[Results], start: int, costs: Costs | None) -> Outcome:
    parts = [figures_of(results, model.model, start, costs) for results in several]
    troubles: dict[str, Trouble] = {}
    for trouble in (one for results in several for one in results.trouble):
        if trouble.organisation not in troubles or trouble.load > troubles[trouble.organisation].load:
            troubles[trouble.organisation] = trouble
    return Outcome(
        figures={name: np.concatenate([part[name] for part in parts]) for name in parts[0]},
        caseload=np.concatenate([results.caseload() for results in several]),
        costs=np.concatenate([costs.per_period(results) for results in several]) if costs else None,
        counts=_counts(several, model.model, start),
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


def _counts(several: Sequence[Results], model: Model, start: int) -> Counts:
    """Means over all runs."""
    periods = slice(start, None)
    runs = sum(len(results.replications) for results in several)

    def mean(counted: Callable[[Results], Floats]) -> float:
        return float(sum(counted(results)[:, periods].sum() for results in several) / runs)

    return Counts(
        days=float(several[0].days[periods].sum()),
        case_days=mean(lambda results: results.count(Column.CASE_DAYS)),
        first=mean(lambda results: results.reports[:, :, ReportColumn.FIRST]),
        after=mean(lambda results: results.reports[:, :, ReportColumn.AFTER]),
        during=mean(lambda results: results.reports[:, :, ReportColumn.DURING]),
        stage_days={
            stage.name: mean(lambda results, name=stage.name: results.count(Column.CASE_DAYS, name))  # type: ignore[misc]
            for stage in model.stages
            if stage.involved
        },
    )


def _break_even(
    scenario: Scenario, baseline: Outcome, outcome: Outcome, results: Results, costs: Costs | None
) -> Floats | None:
    if costs is None or baseline.costs is None or outcome.costs is None:
        return None
    once, per_year = costs.investment(scenario)
    if not (once or per_year):
        return None
    start, months = scenario.content.start, results.first_days
    ends = [*months[1:], months[-1] + timedelta(days=float(results.days[-1]))]
    under_way = [place for place, end in enumerate(ends) if end > start]
    days = np.array([(ends[place] - max(months[place], start)).days for place in under_way], dtype=np.float64)
    return break_even((baseline.costs - outcome.costs)[:, under_way], days, once, per_year)


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
