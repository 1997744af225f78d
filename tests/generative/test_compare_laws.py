"""What must hold of comparisons whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketenzicht.compare.funnel import funnel
from ketenzicht.compare.intervals import poisson, wilson
from ketenzicht.compare.neighbours import nearest
from ketenzicht.compare.shrink import shrunk_rates, shrunk_shares
from ketenzicht.compare.standardise import crude, direct, indirect
from ketenzicht.compare.trend import xmr

pytestmark = pytest.mark.generative


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Events and population by unit and stratum."""
    units, strata = draw(st.integers(1, 8)), draw(st.integers(1, 6))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    population = random.integers(1, 5000, (units, strata))
    return random.binomial(population, random.uniform(0, 0.3, (units, strata))), population


@st.composite
def units(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Events and population of units that differ, and of which one has events."""
    number = draw(st.integers(3, 60))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    population = random.integers(20, 20_000, number)
    spread = draw(st.floats(0.01, 0.9))
    share = np.clip(random.normal(0.1, 0.1 * spread, number), 0.005, 0.9)
    events = random.binomial(population, share)
    events[0] = max(events[0], 1)
    return events, population


@settings(deadline=None)
@given(tables())
def test_standardised_to_its_own_population_a_rate_is_the_crude_one(
    table: tuple[np.ndarray, np.ndarray],
) -> None:
    events, population = table
    for own_events, own in zip(events, population, strict=True):
        plain = crude(own_events.sum(), own.sum())
        assert float(direct(own_events, own, own, fewest=0).value) == pytest.approx(float(plain.value))
        against = indirect(own_events, own, own_events, own)
        assert float(against.expected) == pytest.approx(own_events.sum())


@settings(deadline=None)
@given(tables(), st.randoms())
def test_the_order_of_strata_and_units_does_not_matter(
    table: tuple[np.ndarray, np.ndarray], random: object
) -> None:
    events, population = table
    strata, order = np.arange(events.shape[1]), np.arange(events.shape[0])
    for one in (strata, order):
        random.shuffle(one)  # type: ignore[attr-defined]
    standard = np.arange(1, len(strata) + 1)
    straight = direct(events, population, standard, method="gamma")
    mixed = direct(events[order][:, strata], population[order][:, strata], standard[strata], method="gamma")
    for end in ("value", "low", "high"):
        np.testing.assert_allclose(getattr(mixed, end), getattr(straight, end)[order], rtol=1e-9)


@settings(deadline=None)
@given(tables(), st.floats(0.5, 0.98))
def test_a_surer_interval_is_wider_and_holds_the_rate(
    table: tuple[np.ndarray, np.ndarray], level: float
) -> None:
    events, population = table
    standard = np.ones(events.shape[1])
    for method in ("dobson", "gamma"):
        near = direct(events, population, standard, confidence=level, method=method)  # type: ignore[arg-type]
        far = direct(events, population, standard, confidence=level + 0.019, method=method)  # type: ignore[arg-type]
        given_ = np.isfinite(near.value)
        assert (far.low[given_] <= near.low[given_] + 1e-12).all()
        assert (near.low[given_] <= near.value[given_]).all()
        assert (near.value[given_] <= near.high[given_]).all()
        assert (near.high[given_] <= far.high[given_] + 1e-12).all()


@settings(deadline=None)
@given(tables())
def test_events_of_the_same_persons_only_widen(table: tuple[np.ndarray, np.ndarray]) -> None:
    events, population = table
    standard = np.ones(events.shape[1])
    alone = direct(events, population, standard)
    same = direct(events, population, standard, squares=events * 3)
    found = np.isfinite(alone.value)
    assert (same.high[found] >= alone.high[found]).all()
    assert (same.low[found] <= alone.low[found]).all()


@settings(deadline=None)
@given(units())
def test_expected_events_of_all_units_are_all_events(unit: tuple[np.ndarray, np.ndarray]) -> None:
    events, population = (one[:, None] for one in unit)
    found = indirect(events, population, events.sum(axis=0), population.sum(axis=0))
    assert found.expected.sum() == pytest.approx(events.sum())


@settings(deadline=None)
@given(units(), st.sampled_from(["rate", "share"]))
def test_limits_widen_with_certainty_and_between_units_and_narrow_with_size(
    unit: tuple[np.ndarray, np.ndarray], of: str
) -> None:
    found = funnel(*unit, of=of)  # type: ignore[arg-type]
    sizes = np.geomspace(10, 1e6, 30)
    near, far = found.limits(sizes, 0.95), found.limits(sizes, 0.998)
    chance = found.limits(sizes, 0.998, widened=False)
    width = far.high - far.low
    assert (near.high <= far.high).all()
    assert (near.low >= far.low).all()
    assert (chance.high <= far.high + 1e-12).all()
    assert (chance.low >= far.low - 1e-12).all()
    assert (np.diff(far.high) <= 1e-12).all()
    assert (width >= 0).all()
    assert set(np.flatnonzero(found.outside())) <= set(np.flatnonzero(found.outside(widened=False)))


@settings(deadline=None)
@given(units(), st.integers(0, 2**32 - 1))
def test_the_order_of_units_does_not_matter(unit: tuple[np.ndarray, np.ndarray], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(unit[0]))
    straight, mixed = funnel(*unit), funnel(*(one[order] for one in unit))
    assert mixed.between == pytest.approx(straight.between, abs=1e-9)
    np.testing.assert_allclose(mixed.z_between, straight.z_between[order], atol=1e-6)


@settings(deadline=None)
@given(units(), st.sampled_from([shrunk_rates, shrunk_shares]))
def test_a_shrunk_figure_lies_between_the_unit_and_the_mean(
    unit: tuple[np.ndarray, np.ndarray], shrunk: object
) -> None:
    events, population = unit
    found = shrunk(events, population)  # type: ignore[operator]
    own, near = events / population, 1e-9
    assert (found.value <= np.maximum(own, found.mean) + near).all()
    assert (found.value >= np.minimum(own, found.mean) - near).all()
    assert ((found.weight >= 0) & (found.weight <= 1)).all()
    np.testing.assert_allclose(found.value, found.weight * own + (1 - found.weight) * found.mean, rtol=1e-6)
    assert (np.diff(found.weight[np.argsort(population, kind="stable")]) >= -near).all()


@settings(deadline=None)
@given(st.lists(st.floats(0, 1000), min_size=6, max_size=40), st.floats(0.1, 50), st.floats(-100, 100))
def test_a_trend_moves_and_stretches_with_its_values(values: list[float], scale: float, shift: float) -> None:
    found, other = xmr(values).segments[0], xmr(np.array(values) * scale + shift).segments[0]
    for end in ("centre", "low", "high"):
        assert getattr(other, end) == pytest.approx(getattr(found, end) * scale + shift, rel=1e-6, abs=1e-6)


@settings(deadline=None)
@given(st.integers(2, 40), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_distances_are_symmetric_and_their_reasons_are_whole(number: int, features: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(number, features))
    found = nearest(values, number)
    to = {
        (unit, int(other)): found.distance[unit, place]
        for unit in range(number)
        for place, other in enumerate(found.unit[unit])
    }
    assert all(to[other, unit] == pytest.approx(distance) for (unit, other), distance in to.items())
    assert (np.diff(found.distance, axis=1) >= 0).all()
    np.testing.assert_allclose(found.share.sum(axis=2), 1)
    assert ((found.nearer_than >= 0) & (found.nearer_than < 1)).all()


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(1, 500))
def test_intervals_hold_what_they_bound(x: int, more: int) -> None:
    low, high = wilson(x, x + more)
    assert 0 <= low <= x / (x + more) <= high <= 1
    low, high = poisson(x)
    assert 0 <= low <= x < high


def test_limits_hold_what_they_promise_and_the_test_errs_as_often_as_asked() -> None:
    """Units of unequal size, first without and then with a spread of their own."""
    random = np.random.default_rng(20261122)
    called, outside = 0, 0.0
    for _ in range(300):
        population = np.exp(random.normal(10.3, 0.9, 100))
        called += funnel(random.poisson(population * 0.01), population).p_value < 0.05
        rates = np.clip(random.normal(0.1, 0.015, 100), 0.01, None) ** 2
        found = funnel(random.poisson(population * rates), population)
        outside += np.count_nonzero(found.outside()) / 100
    assert 0.02 < called / 300 < 0.09
    assert 0.0005 < outside / 300 < 0.005
