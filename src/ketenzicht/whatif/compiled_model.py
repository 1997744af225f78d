"""A model as flat arrays: names become numbers, chances become running sums, so that a compiled loop can read it.

Stages, ends, outcomes, organisations, levels and classes are numbered in the order of the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.durations import Duration, Rounding, exponential
from ketenzicht.whatif.model import Arrivals, Branch, CaseClass, Model, Route, Span, Stage

Records = NDArray[Any]
Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

YEAR = 365.25
NO_TERM = -1.0
NO_LIMIT = 1 << 62
"""Places of an organisation that always has one."""

STAGE = np.dtype(
    [("ends", "i4"), ("ends_stop", "i4"), ("clocks", "i4"), ("clocks_stop", "i4"), ("patience", "i4"),
     ("doers", "i4"), ("doers_stop", "i4"), ("involved", "i4"), ("term", "f8"), ("working_days", "i4"),
     ("doer", "i4"), ("timeless", "i4")]
)  # fmt: skip
"""A stage: rows of its ends, its clocks, its patience (or -1), of who does it; ``doer``: if that is one, or -1;
``timeless``: whether how long its work takes does not depend on the day on which it begins."""
DRAW = np.dtype(
    [("chance", "f8"), ("parts", "i4"), ("parts_stop", "i4"), ("rounding", "i4"), ("end", "i4"), ("mean", "f8")]
)  # fmt: skip
"""An end, a clock or a delay: running chance among its likes, rows of the duration, number of the end; ``mean``: of a
duration that is exponential and nothing else, or -1."""
PART = np.dtype(
    [("chance", "f8"), ("share", "f8"), ("kind", "i4"), ("scale", "f8"), ("shape", "f8"), ("plus", "f8"),
     ("at_least", "f8"), ("at_most", "f8"), ("table", "i4"), ("table_size", "i4")]
)  # fmt: skip
DOER = np.dtype([("chance", "f8"), ("organisation", "i4")])
ROUTE = np.dtype([("first", "i4"), ("stop", "i4")])
"""The branches of an end."""
BRANCH = np.dtype(
    [("chance", "f8"), ("to", "i4"), ("outcome", "i4"), ("besides", "i4"), ("besides_stop", "i4")]
)
BESIDE = np.dtype([("stage", "i4"), ("chances", "i4"), ("chances_stop", "i4"), ("others", "f8")])
BACK = np.dtype([("draw", "i4"), ("chances", "i4"), ("chances_stop", "i4")])
"""Return by chance after an outcome; ``draw`` -1: none."""
CLASS = np.dtype(
    [("entry", "i4"), ("frailty", "f8"), ("persons", "i4"), ("persons_stop", "i4"), ("losses", "i4"),
     ("losses_stop", "i4")]
)  # fmt: skip
LEVEL = np.dtype([("factor", "f8"), ("days", "f8"), ("then", "i4")])
OPENING = np.dtype([("time", "f8"), ("organisation", "i4"), ("places", "i8")])
"""A capacity from a moment on."""
RULES = np.dtype(
    [("begin", "f8"), ("days", "f8"), ("weekday", "i4"), ("buckets_per_day", "f8"), ("by_rate", "i4"),
     ("per_day", "f8"), ("by_earlier", "f8"), ("most_earlier", "i4"), ("next_day", "i4"), ("to_monday", "f8"),
     ("version", "i4")]
)  # fmt: skip


class Plan(NamedTuple):
    """The arrays. What is not a list of rows has its axes in its comment."""

    rules: Records  # 1
    stages: Records
    draws: Records
    parts: Records
    tables: Floats
    doers: Records
    routes: Records  # ends x classes x during, one after the other
    branches: Records
    besides: Records
    chances: Floats
    backs: Records  # by outcome
    classes: Records
    losses: Floats  # per day
    arriving: Floats  # classes x days + 1: arrivals expected until the beginning of each day
    priority: NDArray[np.int8]  # stages x classes
    levels: Records
    standings: Ints  # standings x (first level, stop)
    at_work: Ints  # stages x standings: the level while at work, -1: none
    waiting: Ints  # the same while waiting
    leaves: Ints  # draws x standings: the level after this end
    openings: Records  # in order of time
    first_days: Floats  # periods + 1: day on which each begins, and the end of the span
    period_of_day: Ints


class Names(NamedTuple):
    """What the numbers in a plan stand for."""

    stages: tuple[str, ...]
    ends: tuple[tuple[str, str], ...]
    outcomes: tuple[str, ...]
    organisations: tuple[str, ...]
    standings: tuple[tuple[str, str], ...]
    classes: tuple[str, ...]


def names_of(model: Model) -> Names:
    """The numbering of a model."""
    return Names(
        tuple(stage.name for stage in model.stages),
        tuple((stage.name, end) for stage in model.stages for end in model.end_names(stage)),
        model.outcomes(),
        tuple(one.name for one in model.organisations),
        tuple((standing.name, level.name) for standing in model.standings for level in standing.levels),
        tuple(one.name for one in model.classes),
    )


def _exponential_mean(duration: Duration) -> float:
    mean = duration.parts[0].scale
    return mean if duration == exponential(mean) else -1.0


class _Rows:
    """Rows being gathered while a model is read."""

    def __init__(self, model: Model) -> None:
        self.model, self.names = model, names_of(model)
        self.draws: list[tuple[float, int, int, int, int, float]] = []
        self.leaves: list[list[int]] = []
        self.parts: list[tuple[float, ...]] = []
        self.tables: list[float] = []
        self.chances: list[float] = []

    def duration(self, duration: Duration) -> tuple[int, int, int]:
        """Rows of its parts, and its rounding."""
        first, running = len(self.parts), 0.0
        for part in duration.parts:
            running += part.share
            self.parts.append(
                (running, part.share, int(part.kind), part.scale, part.shape, part.plus, part.at_least,
                 part.at_most, len(self.tables), len(part.table))
            )  # fmt: skip
            self.tables += part.table
        return first, len(self.parts), int(duration.rounding)

    def draw(
        self,
        duration: Duration,
        *,
        chance: float = 1.0,
        end: int = -1,
        leaves: Iterable[tuple[str, str]] = (),
    ) -> int:
        """A row of draws; its number."""
        self.draws.append((chance, *self.duration(duration), end, _exponential_mean(duration)))
        self.leaves.append(self.levels(leaves))
        return len(self.draws) - 1

    def levels(self, pairs: Iterable[tuple[str, str]]) -> list[int]:
        """The number of the level for each standing, -1 where none is named."""
        named = dict(pairs)
        return [
            self.names.standings.index((standing.name, named[standing.name]))
            if standing.name in named
            else -1
            for standing in self.model.standings
        ]

    def chance_rows(self, chances: Sequence[float]) -> tuple[int, int]:
        """Rows of chances."""
        first = len(self.chances)
        self.chances += chances
        return first, len(self.chances)

    def stage(self, stage: Stage, doers: list[tuple[float, int]]) -> tuple[float, ...]:
        """The row of a stage."""
        first, running = len(self.draws), 0.0
        for end in stage.ends:
            running += end.share
            number = self.names.ends.index((stage.name, end.name))
            self.draw(end.duration, chance=running, end=number, leaves=end.leaves)
        clocks = len(self.draws)
        for clock in stage.drop_out:
            number = self.names.ends.index((stage.name, clock.end))
            self.draw(clock.time, end=number, leaves=clock.leaves)
        stop, patience = len(self.draws), -1
        if stage.patience:
            number = self.names.ends.index((stage.name, stage.patience.end))
            patience = self.draw(stage.patience.time, end=number, leaves=stage.patience.leaves)
        first_doer, running = len(doers), 0.0
        for name, share in stage.organisations:
            running += share
            doers.append((running, self.names.organisations.index(name)))
        timeless = all(draw[3] != Rounding.WORKING_DAYS for draw in self.draws[first:stop])
        term = NO_TERM if stage.term is None else float(stage.term)
        doer = doers[-1][1] if len(stage.organisations) == 1 else -1
        return (first, clocks, clocks, stop, patience, first_doer, len(doers), stage.involved, term,
                stage.term_working_days, doer, timeless)  # fmt: skip


def _running(values: Iterable[float]) -> list[float]:
    return [float(value) for value in np.cumsum(list(values))]


def _routes(
    rows: _Rows,
) -> tuple[Ints, list[tuple[float, int, int, int, int]], list[tuple[int, int, int, float]]]:
    names = rows.names
    table = np.full((len(names.ends), len(names.classes), 2, 2), -1, dtype=np.int32)
    branches: list[tuple[float, int, int, int, int]] = []
    besides: list[tuple[int, int, int, float]] = []

    def add(ways: Sequence[Branch], end: str) -> tuple[int, int]:
        first = len(branches)
        for running, way in zip(_running(one.share for one in ways), ways, strict=True):
            begin = len(besides)
            for beside in way.beside:
                besides.append(
                    (names.stages.index(beside.stage), *rows.chance_rows(beside.chances), beside.others)
                )
            to = -1 if way.to is None else names.stages.index(way.to)
            outcome = -1 if way.to is not None else names.outcomes.index(way.outcome or end)
            branches.append((running, to, outcome, begin, len(besides)))
        return first, len(branches)

    def special(route: Route) -> tuple[bool, bool]:
        return route.case_class is not None, route.during is not None

    for route in sorted(rows.model.routes, key=special):
        where = add(route.branches, route.end)
        end = names.ends.index((route.stage, route.end))
        of = slice(None) if route.case_class is None else names.classes.index(route.case_class)
        when = slice(None) if route.during is None else int(route.during)
        table[end, of, when] = where
    for end, (_, name) in enumerate(names.ends):
        if (table[end, ..., 0] < 0).any():
            where = add((Branch(1.0, outcome=name),), name)
            table[end] = np.where(table[end] < 0, where, table[end])
    return table, branches, besides


def arriving(arrivals: Arrivals, span: Span) -> Floats:
    """Cases expected until the beginning of each day, from the first day of the warm-up on; (days + 1)."""
    begin = span.first - timedelta(days=span.warm_up)
    days = np.datetime64(begin) + np.arange((span.last - begin).days + 1)
    month = days.astype("datetime64[M]").astype(np.intp) % 12
    weekday = (days.astype(np.intp) + 3) % 7  # 1 January 1970 was a Thursday: Monday is 0
    since = (days - np.datetime64(span.first)).astype(np.float64)
    rate = (
        arrivals.per_day
        * np.asarray(arrivals.season)[month]
        * np.asarray(arrivals.weekdays)[weekday]
        * (1 + arrivals.growth_per_year) ** (since / YEAR)
    )
    return np.concatenate([[0.0], np.cumsum(rate)])


def _openings(model: Model, begin: float) -> list[tuple[float, int, int]]:
    found = []
    for number, one in enumerate(model.organisations):
        found.append((begin, number, _places(one.capacity)))
        found += [(max(change.from_day, begin), number, _places(change.cases)) for change in one.changes]
    return sorted(found, key=lambda opening: opening[0])


def _places(cases: int | None) -> int:
    return NO_LIMIT if cases is None else cases


def _class(rows: _Rows, one: CaseClass, losses: list[float]) -> tuple[float, ...]:
    persons = rows.chance_rows(_running(one.persons))
    first = len(losses)
    losses += [loss.per_year / YEAR for loss in one.losses]
    return (rows.names.stages.index(one.entry), one.frailty_shape or 0.0, *persons, first, len(losses))


def _array(rows: Sequence[Any], dtype: np.dtype[Any]) -> Records:
    return np.array([tuple(row) for row in rows], dtype=dtype)


def compile_model(model: Model, span: Span, *, buckets_per_day: float = 16.0) -> Plan:
    """Flat arrays of a model for a span of days.

    Args:
        model: the chain.
        span: the days.
        buckets_per_day: how fine the calendar of events is; it changes nothing but the speed.
    """
    rows, names, begin = _Rows(model), names_of(model), -float(span.warm_up)
    doers: list[tuple[float, int]] = []
    stages = [rows.stage(stage, doers) for stage in model.stages]
    routes, branches, besides = _routes(rows)
    by_outcome = {one.outcome: one for one in model.returns}
    backs = [
        (rows.draw(by_outcome[name].delay), *rows.chance_rows(by_outcome[name].chances))
        if name in by_outcome
        else (-1, 0, 0)
        for name in names.outcomes
    ]
    losses: list[float] = []
    classes = [_class(rows, one, losses) for one in model.classes]
    levels: list[tuple[float, float, int]] = []
    standings: list[tuple[int, int]] = []
    for standing in model.standings:
        first, own = len(levels), [level.name for level in standing.levels]
        for level in standing.levels:
            then = -1 if level.then is None else first + own.index(level.then)
            levels.append((level.factor, np.inf if level.days is None else level.days, then))
        standings.append((first, len(levels)))
    _, first_days = span.periods()
    rate = model.rate_return
    rules = (
        begin, span.days, (span.first - date(1, 1, 1)).days % 7, buckets_per_day, rate is not None,
        *((rate.per_year / YEAR, rate.by_earlier, rate.most_earlier, rate.next_day, rate.weekend_to_monday)
          if rate else (0.0, 1.0, 0, False, 0.0)), 0,
    )  # fmt: skip
    limits = np.array([*first_days, span.days], dtype=np.float64)
    wide = len(model.standings)

    def table(found: Sequence[Sequence[int]]) -> Ints:
        return np.array(found, dtype=np.int32).reshape(len(found), wide)

    return Plan(
        rules=_array([rules], RULES),
        stages=_array(stages, STAGE),
        draws=_array(rows.draws, DRAW),
        parts=_array(rows.parts, PART),
        tables=np.array(rows.tables, dtype=np.float64),
        doers=_array(doers, DOER),
        routes=routes.view(ROUTE).reshape(-1),
        branches=_array(branches, BRANCH),
        besides=_array(besides, BESIDE),
        chances=np.array(rows.chances, dtype=np.float64),
        backs=_array(backs, BACK),
        classes=_array(classes, CLASS),
        losses=np.array(losses, dtype=np.float64),
        arriving=np.array([arriving(one.arrivals, span) for one in model.classes]),
        priority=np.array(
            [
                [dict(stage.priority_by_class).get(one, stage.priority) for one in names.classes]
                for stage in model.stages
            ],
            dtype=np.int8,
        ),
        levels=_array(levels, LEVEL),
        standings=np.array(standings, dtype=np.int32).reshape(wide, 2),
        at_work=table([rows.levels(stage.standing) for stage in model.stages]),
        waiting=table([rows.levels(stage.waiting_standing or stage.standing) for stage in model.stages]),
        leaves=table(rows.leaves),
        openings=_array(_openings(model, begin), OPENING),
        first_days=limits,
        period_of_day=(np.searchsorted(limits, np.arange(span.days), "right") - 1).astype(np.int32),
    )
