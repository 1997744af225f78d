"""The what-if kernel does what its plain twin does, on whatever model comes in; no change makes no difference."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.slow_chain import SlowChain
from ketenzicht.whatif import replications
from ketenzicht.whatif.durations import Duration, Rounding, exponential, fixed, lognormal, mixture, quantiles
from ketenzicht.whatif.model import (
    Arrivals,
    Beside,
    Branch,
    Capacity,
    CaseClass,
    ChanceReturn,
    Clock,
    End,
    Level,
    Loss,
    Model,
    Organisation,
    RateReturn,
    Route,
    Span,
    Stage,
    Standing,
    Stock,
)
from ketenzicht.whatif.replications import Change, run, trajectories
from ketenzicht.whatif.results import Results

pytestmark = pytest.mark.generative

SPAN = Span(date(2021, 3, 5), date(2021, 8, 20), warm_up=30)
NAMES = ("een", "twee", "drie")
FASE = Standing("fase", (Level("buiten", 0.5), Level("binnen", 3.0), Level("na", 1.5, 20.0, "buiten")))


def durations() -> st.SearchStrategy[Duration]:
    days = st.floats(0.1, 20.0)
    plain = st.one_of(
        days.map(exponential),
        st.tuples(days, st.floats(0.1, 1.5)).map(lambda pair: lognormal(*pair)),
        st.lists(days, min_size=2, max_size=5).map(lambda values: quantiles(tuple(sorted(values)))),
        st.tuples(days, days).map(lambda pair: mixture((0.3, fixed(pair[0])), (0.7, exponential(pair[1])))),
    )
    return st.tuples(plain, st.sampled_from(Rounding)).map(lambda pair: pair[0].rounded(pair[1]))


@st.composite
def stages(draw: st.DrawFn, name: str) -> Stage:
    doers = draw(st.sampled_from([(), (("a", 1.0),), (("b", 1.0),), (("a", 0.4), ("b", 0.6))]))
    one, other = draw(st.sampled_from([(1.0, 0.0), (0.6, 0.4)]))
    ends = (End("goed", draw(durations()), one, (("fase", "na"),)), End("anders", draw(durations()), other))
    return Stage(
        name,
        ends,
        drop_out=(Clock("uitval", draw(durations()), (("fase", "buiten"),)),) if draw(st.booleans()) else (),
        patience=Clock("op", draw(durations())) if doers and draw(st.booleans()) else None,
        organisations=doers,
        priority=draw(st.integers(0, 2)),
        involved=draw(st.booleans()),
        standing=(("fase", "binnen"),) if draw(st.booleans()) else (),
        term=draw(st.sampled_from([None, 3])),
    )


@st.composite
def models(draw: st.DrawFn) -> Model:
    made = tuple(draw(stages(name)) for name in NAMES)
    besides = st.sampled_from([(), (Beside("drie", (0.5, 0.9), 0.5),)])
    routes = (
        Route("een", "goed", (Branch(0.7, "twee", beside=draw(besides)), Branch(0.3, outcome="weg"))),
        Route("een", "goed", (Branch(1.0, outcome="weg", beside=draw(besides)),), during=True),
        Route("twee", "goed", (Branch(0.2, "een"), Branch(0.8, outcome="klaar"))),
    )
    by_rate = draw(st.booleans())
    return Model(
        classes=(
            CaseClass(
                "zaak",
                Arrivals(draw(st.sampled_from([0.2, 1.0]))),
                "een",
                frailty_shape=draw(st.sampled_from([None, 0.7, 2.0])),
                persons=(0.5, 0.5),
                losses=draw(st.sampled_from([(), (Loss("vertrek", 1.0),)])),
            ),
        ),
        stages=made,
        routes=routes,
        organisations=(
            Organisation("a", draw(st.integers(1, 4))),
            Organisation("b", draw(st.sampled_from([None, 2, 5]))),
        ),
        returns=() if by_rate else (ChanceReturn("klaar", (0.6, 0.2), draw(durations())),),
        standings=(FASE,),
        rate_return=RateReturn(2.0, by_earlier=0.5) if by_rate else None,
    )


@settings(max_examples=60, deadline=None)
@given(models(), st.integers(0, 1000))
def test_the_kernel_makes_the_events_of_its_plain_twin(model: Model, seed: int) -> None:
    found = trajectories(model, SPAN, seed=seed, replication=1)
    slow = SlowChain(model, SPAN, seed, 1)
    names = slow.names
    whole = len(names.stages)
    rows = sorted(
        (
            int(row["case"]), int(row["spell"]), int(row["person"]), names.stages[row["stage"]],
            float(row["entered"]), float(row["started"]), float(row["ended"]),
            names.ends[row["end"]][1] if row["end"] >= 0 else "lost",
        )
        for row in found.courses
        if row["stage"] != whole and np.isfinite(row["ended"])
    )  # fmt: skip
    expected = sorted(slow.run())
    assert [(*row[:4], row[7]) for row in rows] == [(*row[:4], row[7]) for row in expected]
    assert np.allclose([row[4:7] for row in rows], [row[4:7] for row in expected], rtol=0, atol=1e-6)


def same(one: Results, other: Results) -> bool:
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name), equal_nan=True)
        for field in fields(Results)
        if isinstance(getattr(one, field.name), np.ndarray)
    )


@settings(max_examples=20, deadline=None)
@given(models(), st.floats(-20, 160))
def test_a_change_into_the_same_changes_nothing(model: Model, day: float) -> None:
    plain = run(model, SPAN, replications=2, seed=1)
    changed = run(model, SPAN, replications=2, seed=1, changes=(Change(day, model),))
    assert same(plain, changed)


@settings(max_examples=60, deadline=None)
@given(models(), st.integers(0, 1000), st.floats(-20, 160), st.integers(0, 30))
def test_a_case_with_a_single_course_is_counted_to_the_last_bit_as_any_other(
    model: Model, seed: int, day: float, cases: int
) -> None:
    def single(places: int) -> Model:
        return replace(
            model,
            classes=tuple(replace(one, losses=()) for one in model.classes),
            routes=tuple(
                replace(route, branches=tuple(replace(way, beside=()) for way in route.branches))
                for route in model.routes
            ),
            organisations=(
                Organisation("a", places, (Capacity(40.0, places + 2), Capacity(90.0, 1))),
                Organisation("b"),
            ),
            returns=model.returns or (ChanceReturn("klaar", (0.5,), fixed(7.0)),),
            rate_return=None,
        )

    def counted() -> Results:
        stock = (Stock("zaak", "een", cases, days=1.0), Stock("zaak", "twee", cases))
        changes = (Change(day, single(3)),)
        return run(single(2), SPAN, replications=2, seed=seed, stock=stock, changes=changes)

    one_row = counted()
    with patch.object(replications, "is_single", return_value=False):
        rows = counted()
    assert one_row.finished_spells.sum() > 0
    assert same(one_row, rows)


@settings(max_examples=20, deadline=None)
@given(models())
def test_the_same_seed_gives_the_same_bytes_whatever_the_threads(model: Model) -> None:
    one, other = (run(model, SPAN, replications=3, seed=5, threads=threads) for threads in (1, 2))
    assert same(one, other)
    third = run(model, SPAN, replications=1, seed=5)
    assert np.array_equal(third.stage_counts[0], one.stage_counts[0])


@settings(max_examples=20, deadline=None)
@given(models())
def test_a_link_that_is_zero_has_no_effect(model: Model) -> None:
    beside = (Beside("drie", (0.0,), 1.0),)
    zero = replace(
        model,
        returns=tuple(replace(one, chances=(0.0,)) for one in model.returns),
        rate_return=None,
        routes=tuple(
            replace(route, branches=tuple(replace(branch, beside=beside) for branch in route.branches))
            for route in model.routes
        ),
    )
    without = replace(
        zero,
        returns=(),
        routes=tuple(
            replace(route, branches=tuple(replace(branch, beside=()) for branch in route.branches))
            for route in model.routes
        ),
    )
    assert same(run(zero, SPAN, seed=2), run(without, SPAN, seed=2))


@settings(max_examples=20, deadline=None)
@given(models(), st.integers(1, 3))
def test_what_comes_before_a_stage_does_not_move_when_it_changes(model: Model, longer: int) -> None:
    free = replace(model, organisations=(Organisation("a"), Organisation("b")), returns=(), rate_return=None)
    routes = tuple(route for route in free.routes if route.stage == "een")
    free = replace(free, routes=routes)
    two = free.stages[1]
    slower = tuple(replace(end, duration=end.duration.later(longer)) for end in two.ends)
    changed = replace(free, stages=(free.stages[0], replace(two, ends=slower), free.stages[2]))
    one, other = run(free, SPAN, seed=3), run(changed, SPAN, seed=3)
    assert np.array_equal(one.stage_counts[:, :, 0], other.stage_counts[:, :, 0])
    assert np.array_equal(one.stage_counts[:, :, 2], other.stage_counts[:, :, 2])
    assert (one.caseload("twee").sum() <= other.caseload("twee").sum()).all()
