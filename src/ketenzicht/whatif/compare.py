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

import numpy as np

from ketenzicht.whatif.cost import Costs, break_even
from ketenzicht.whatif.model import Span
from ketenzicht.whatif.model_file import ModelFile
from ketenzicht.whatif.outcome import Floats, Outcome, joined, outcome_of
from ketenzicht.whatif.replications import Change, run
from ketenzicht.whatif.results import Results
from ketenzicht.whatif.scenario import Scenario, changed_values


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
            found[place].append(outcome_of(results, model.model, from_period, costs))
            finished += len(results.replications)
        if interrupted:
            break
    outcomes = [joined(several) for several in found]
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
