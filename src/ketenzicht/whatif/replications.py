"""Run a model many times and gather what was counted; or once, keeping what happened to every case."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from queue import SimpleQueue
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.compiled_model import Names, Plan, compile_model, names_of
from ketenzicht.whatif.kernel import BREATHE, FULL, MARGIN
from ketenzicht.whatif.model import Model, Span, Stock
from ketenzicht.whatif.results import Results, Trajectories
from ketenzicht.whatif.single import AnyState, SingleState, grow_single, is_single, new_single_state
from ketenzicht.whatif.stability import find_trouble, without_limits
from ketenzicht.whatif.state import (
    CASES_LOGGED,
    COURSES_IN_USE,
    COURSES_LOGGED,
    REPORTS_LOGGED,
    SPELLS_FINISHED,
    grow,
    new_state,
)
from ketenzicht.whatif.streams import key_of
from ketenzicht.whatif.way_in import add_stock, advance, change, finish, open_doors, start

MOST_EVENTS = 500_000
"""After so many events the loop asks whether it should stop: some tenth of a second."""
STOCK_KEYS = 1 << 40
"""Numbers of the keys of cases that were there already: no case that arrives has them."""


@dataclass(frozen=True)
class Change:
    """From this day of the span on, the model is another one: same names, other numbers."""

    from_day: float
    model: Model


class Stopped(Exception):  # noqa: N818 - not an error: somebody asked for it
    """A replication was told to stop."""


def run(
    model: Model,
    span: Span,
    *,
    replications: int = 1,
    seed: int = 0,
    threads: int | None = None,
    stock: Sequence[Stock] = (),
    changes: Sequence[Change] = (),
    tell: Callable[[int], None] = lambda _finished: None,
) -> Results:
    """Let time pass in a model, several times.

    Replication k of two runs with the same seed uses the same random numbers case by case (common random numbers):
    what a change does not touch is equal to the last bit.

    Args:
        model: the chain.
        span: the days to count, and how long before it begins from empty.
        replications: how many times.
        seed: of all random numbers, not negative; the same gives the same bytes, whatever the number of threads.
        threads: how many replications at a time; None: one per core.
        stock: cases that are in the chain at the beginning (at the warm-up's, if there is one).
        changes: other models from a day on.
        tell: hears how many replications are finished.

    Returns:
        What was counted. After an interruption (Ctrl-C) the replications that were finished. Organisations that
        cannot keep up are named in ``trouble``.

    Raises:
        ValueError: a change with other names than the model; a number of replications below 1.
        KeyboardInterrupt: interrupted before any replication was finished.
    """
    if replications < 1:
        raise ValueError(f"a run has at least one replication, not {replications}")
    names = names_of(model)
    plans = _plans(model, span, changes)
    stop, numbers = Event(), iter(range(replications))
    ended: SimpleQueue[int | BaseException] = SimpleQueue()
    finished: set[int] = set()
    blank = fresh_state(plans, names)
    counts = room_for(blank, replications)

    def work() -> None:
        state = None
        while not stop.is_set() and (number := next(numbers, None)) is not None:
            try:
                state = made_blank(state, blank) or fresh_state(plans, names)
                state = replicate(plans, names, seed, number, state, stock=stock, stop=stop)
                keep(counts, number, state)
                ended.put(number)
            except BaseException as error:  # raised where somebody waits for it
                ended.put(error)

    try:
        workers = min(threads or os.cpu_count() or 1, replications)
        with ThreadPoolExecutor(workers) as pool:
            try:
                for _ in range(workers):
                    pool.submit(work)
                while len(finished) < replications:
                    _note(ended.get(), finished)
                    tell(len(finished))
            finally:
                stop.set()
    except KeyboardInterrupt:
        while not ended.empty():
            with suppress(Stopped, KeyboardInterrupt):
                _note(ended.get(), finished)
        if not finished:
            raise
    found = _results(names, span, counts, sorted(finished))

    def offered() -> NDArray[np.float64]:
        free = [Change(later.from_day, without_limits(later.model)) for later in changes]
        without = _plans(without_limits(model), span, free)
        state = replicate(without, names, seed, 0, fresh_state(without, names), stock=stock)
        days: NDArray[np.float64] = state.organisation_days[: len(found.days), :, 0]
        return days

    last = max(changes, key=lambda later: later.from_day).model if changes else model
    return replace(found, trouble=find_trouble(last, found.organisation_days, found.days, offered))


def _note(ended: int | BaseException, finished: set[int]) -> None:
    """Put a replication that ended among those that were finished, or raise what went wrong in it."""
    if isinstance(ended, BaseException):
        raise ended
    finished.add(ended)


def _plans(
    model: Model, span: Span, changes: Sequence[Change], *, buckets_per_day: float | None = None
) -> list[tuple[float, Plan]]:
    """The plan of each stretch of time, with the moment at which it ends."""
    plan = compile_model(model, span)
    fineness = buckets_per_day or _fineness(model, is_single(plan))
    plan.rules["buckets_per_day"] = fineness
    plans, moments = [plan], []
    for later in sorted(changes, key=lambda one: one.from_day):
        if names_of(later.model) != names_of(model):
            raise ValueError("a changed model has the same stages, ends, outcomes, organisations and classes")
        moment = max(float(later.from_day), -float(span.warm_up))
        plans.append(_splice(plans[-1], compile_model(later.model, span, buckets_per_day=fineness), moment))
        moments.append(moment)
    return list(zip([*moments, np.inf], plans, strict=True))


def _fineness(model: Model, single: bool) -> float:
    """Buckets per day, counting a handful of events per arrival.

    About one per two events, and two per event where a case has a single course at a time: those go round in little
    memory.
    """
    per_day = sum(one.arrivals.per_day for one in model.classes) * (2 + len(model.stages))
    return float(np.clip(2.0 ** np.round(np.log2(max(per_day, 1e-6) * (2 if single else 0.5))), 1, 512))


def _splice(before: Plan, after: Plan, moment: float) -> Plan:
    """What comes after, but with the arrivals and openings until the moment as they were."""
    begin = float(after.rules[0]["begin"])
    day = min(int(np.ceil(moment - begin)), after.arriving.shape[1] - 1)
    shifted = after.arriving + (before.arriving[:, [day]] - after.arriving[:, [day]])
    arriving = np.where(np.arange(after.arriving.shape[1]) < day, before.arriving, shifted)
    current = {int(one["organisation"]): one for one in after.openings if one["time"] <= moment}
    openings = after.openings[after.openings["time"] > moment]
    set_now = np.array(list(current.values()), dtype=after.openings.dtype)
    set_now["time"] = moment
    rules = after.rules.copy()
    rules["version"] = before.rules["version"] + 1
    return after._replace(rules=rules, arriving=arriving, openings=np.concatenate([set_now, openings]))


def fresh_state(plans: Sequence[tuple[float, Plan]], names: Names, *, log: bool = False) -> AnyState:
    """Before the first moment, of the kind that the plans need."""
    plan = plans[0][1]
    if not log and all(is_single(plan) for _, plan in plans):
        return new_single_state(plan, len(names.ends))
    return new_state(plan, len(names.ends), log=log, size=2 * MARGIN)


def made_blank(state: AnyState | None, blank: AnyState) -> AnyState | None:
    """A state that was used, as it was before: fresh memory costs more. None if there is none, or it has grown."""
    if state is None:
        return None
    pairs: list[Any] = [*zip(state, blank, strict=True)]
    if any(len(used) != len(empty) for used, empty in pairs):
        return None
    for used, empty in pairs:
        if used.dtype.names:  # as bytes: field by field takes ten times as long
            used, empty = used.view(np.uint8), empty.view(np.uint8)
        np.copyto(used, empty)
    return state


def replicate(
    plans: Sequence[tuple[float, Plan]],
    names: Names,
    seed: int,
    number: int,
    state: AnyState,
    *,
    stock: Sequence[Stock] = (),
    stop: Event | None = None,
) -> AnyState:
    """One replication from beginning to end, in a state before the first moment.

    Raises:
        Stopped: it was told to.
    """
    plan = plans[0][1]
    key = np.uint64(key_of(np.uint64(key_of(np.uint64(seed), 0)), number))
    start(plan, state, key)
    state = _put_stock(plan, state, names, key, stock)
    previous = -np.inf
    for until, plan in plans:
        if previous > -np.inf:
            state = more_room(state, MARGIN + len(state.cases) + int(state.organisation_now["waiting"].sum()))
            change(plan, state, previous)
        while (why := advance(plan, state, until, MOST_EVENTS)) in (FULL, BREATHE):
            if why == FULL:
                state = more_room(state, MARGIN)
            elif stop is not None and stop.is_set():
                raise Stopped
        previous = until
    state = more_room(state, MARGIN + int(state.numbers[COURSES_IN_USE]))
    finish(plan, state)
    return state


def more_room(state: AnyState, margin: int) -> AnyState:
    """The same with more room where little is left."""
    return grow_single(state, MARGIN) if isinstance(state, SingleState) else grow(state, margin)


def _put_stock(plan: Plan, state: AnyState, names: Names, key: np.uint64, stock: Sequence[Stock]) -> AnyState:
    if not stock:
        return state
    numbers = count()
    for one in stock:
        of, stage = names.classes.index(one.case_class), names.stages.index(one.stage)
        if one.waiting and not plan.stages[stage]["doers"] < plan.stages[stage]["doers_stop"]:
            raise ValueError(f"nobody waits for a place in stage {one.stage!r}: no organisation does it")
        for _ in range(one.cases):
            state = more_room(state, MARGIN)
            own = np.uint64(key_of(key, STOCK_KEYS + next(numbers)))
            add_stock(plan, state, of, stage, own, days=one.days, before=one.spells_before, waits=one.waiting)
    state = more_room(state, MARGIN + int(state.organisation_now["waiting"].sum()))
    open_doors(plan, state)
    return state


Counts = dict[str, NDArray[Any]]
"""Of all replications, by name of the array in a state; ``finished_spells`` besides."""
COUNTED = (
    "stage_counts", "waits", "ages", "end_counts", "outcome_counts", "organisation_days", "reports"
)  # fmt: skip


def room_for(state: AnyState, replications: int) -> Counts:
    """Room for the counts of each replication, without the period before the span."""
    counts = {name: getattr(state, name)[:-1] for name in COUNTED}
    room = {name: np.empty((replications, *one.shape), one.dtype) for name, one in counts.items()}
    return room | {"finished_spells": np.zeros(replications, dtype=np.int64)}


def keep(counts: Counts, number: int, state: AnyState) -> None:
    """Put the counts of a replication that is finished in their place."""
    for name in COUNTED:
        counts[name][number] = getattr(state, name)[:-1]
    counts["finished_spells"][number] = state.numbers[SPELLS_FINISHED]


def _results(names: Names, span: Span, counts: Counts, finished: Sequence[int]) -> Results:
    first_days, starts = span.periods()
    if len(finished) < len(counts["reports"]):
        counts = {name: one[finished] for name, one in counts.items()}
    return Results(
        stages=names.stages,
        organisations=names.organisations,
        ends=names.ends,
        outcomes=names.outcomes,
        first_days=first_days,
        days=np.diff([*starts, span.days]).astype(np.float64),
        replications=np.array(finished, dtype=np.int64),
        trouble=(),
        **counts,
    )


def trajectories(
    model: Model, span: Span, *, seed: int = 0, replication: int = 0, stock: Sequence[Stock] = ()
) -> Trajectories:
    """Let time pass once and keep what happened to every case: the same cases as in :func:`run`."""
    names, plans = names_of(model), _plans(model, span, ())
    state: Any = replicate(plans, names, seed, replication, fresh_state(plans, names, log=True), stock=stock)
    return Trajectories(
        cases=state.case_log[: state.numbers[CASES_LOGGED]],
        reports=state.report_log[: state.numbers[REPORTS_LOGGED]],
        courses=state.course_log[: state.numbers[COURSES_LOGGED]],
    )
