"""Laws of protected tables: what is shown adds up, lies near the truth, and gives no small count away."""

from __future__ import annotations

from time import monotonic

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketenzicht.publish.audit import attack, given_away
from ketenzicht.publish.known import Between, Knowledge
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.rounding import adds_up, controlled, midpoints, with_sums
from ketenzicht.publish.tables import ProtectedTable, protect_table

pytestmark = pytest.mark.generative

Counts = npt.NDArray[np.int64]
POLICY = Policy()
IMPOSSIBLE = np.array([[[5, 5], [5, 0]], [[5, 0], [5, 5]]])
"""No rounding to 10 of this leaves every multiple of 10 among its sums where it is."""


@st.composite
def tables(draw: st.DrawFn, most: int = 4) -> Counts:
    """Small tables of one to so many directions, many counts near the threshold."""
    shape = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=most)))
    seed, mean = draw(st.integers(0, 10_000)), draw(st.sampled_from([0.5, 3, 8, 30]))
    random = np.random.default_rng(seed)
    return random.poisson(mean * random.gamma(0.8, 1, size=shape)).astype(np.int64)


def dimensions(counts: Counts) -> dict[str, list[str]]:
    return {f"d{axis}": [str(place) for place in range(size)] for axis, size in enumerate(counts.shape)}


def lines(shape: tuple[int, ...]) -> list[list[int]]:
    """The places of each line of a table with its sums; the last is the sum."""
    places = np.arange(int(np.prod(shape))).reshape(shape)
    return [
        line.tolist()
        for axis in range(len(shape))
        for line in np.moveaxis(places, axis, -1).reshape(-1, shape[axis])
    ]


def reader_of(found: ProtectedTable, policy: Policy) -> Knowledge:
    """What the reader of a protected table knows, written down without the code that protected it."""
    known = Knowledge(policy)
    bins = {"round": (found.base - 1, found.base - 1), "midpoint": ((found.base - 1) // 2, found.base // 2)}
    for place, (value, code) in enumerate(zip(found.values.ravel(), found.codes.ravel(), strict=True)):
        quantity = known.quantities[known.position(str(place))]
        if found.method == "suppress":
            quantity.low, quantity.high = suppressed_range(int(value), int(code), policy)
        else:
            below, above = (
                bins[found.method] if value else (0, found.base - 1 if found.method == "round" else 0)
            )
            quantity.low, quantity.high = max(0, value - below), value + above
    for line in lines(found.values.shape):
        known.say(Between({**dict.fromkeys(line[:-1], 1), line[-1]: -1}, 0, 0))
    return known


def suppressed_range(value: int, code: int, policy: Policy) -> tuple[float, float]:
    half = policy.rounding // 2
    if code == 0:
        return (0, 0) if value == 0 else (max(policy.threshold, value - half), value + half)
    return (1, policy.threshold - 1) if code == 1 else (policy.threshold, float("inf"))


def assert_nothing_given_away(found: ProtectedTable, counts: Counts, policy: Policy) -> None:
    """No small count of a table is known too well by its reader, and the truth is possible for him."""
    known = reader_of(found, policy)
    true = with_sums(counts).ravel().tolist()
    for quantity, value in zip(known.quantities, true, strict=True):
        assert quantity.low <= value <= quantity.high, (quantity, value)
    for place, value in enumerate(true):
        if policy.hides(value):
            known.protect({place: 1})
    assert given_away(attack(known)) == ()


@given(tables(), st.sampled_from([3, 5, 10]))
@settings(deadline=None, max_examples=60)
def test_controlled_rounding_adds_up_and_stays_within_the_base(counts: Counts, base: int) -> None:
    found = controlled(counts, base, 10.0)
    if found is None:
        assert counts.ndim > 2
        return
    table = with_sums(counts)
    assert adds_up(found)
    assert (found % base == 0).all()
    assert (found[table == 0] == 0).all()
    moved = np.abs(found - table)
    assert (moved[table % base > 0] < base).all()
    assert (moved[table % base == 0] <= (base if counts.ndim > 2 else 0)).all()


@given(tables(most=3))
@settings(deadline=None, max_examples=25)
def test_rounding_gives_no_small_count_away(counts: Counts) -> None:
    found = protect_table(counts, dimensions(counts), method="round")
    assert found.additive
    assert_nothing_given_away(found, counts, POLICY)


@given(tables(most=3))
@settings(deadline=None, max_examples=25)
def test_suppression_gives_no_small_count_away(counts: Counts) -> None:
    found = protect_table(counts, dimensions(counts), method="suppress")
    table = with_sums(counts)
    shown = found.codes == 0
    assert (2 * np.abs(found.values - table)[shown] <= POLICY.rounding).all()
    assert not any(POLICY.hides(int(count)) for count in table[shown])
    if shown.any():
        assert_nothing_given_away(found, counts, POLICY)


@given(tables(most=3))
@settings(deadline=None, max_examples=25)
def test_midpoints_give_no_small_count_away(counts: Counts) -> None:
    found = protect_table(counts, dimensions(counts), method="midpoint")
    inside = tuple(slice(size) for size in counts.shape)
    classes = -(-counts // found.base)
    assert (found.values[inside][classes == 0] == 0).all()
    assert (-(-found.values[inside] // found.base) == classes).all()
    assert adds_up(found.values)
    # sums are made of what is shown, so that a reader learns nothing more from them than from the counts
    small = np.arange(1, POLICY.threshold)
    assert len(set(midpoints(small, found.base).tolist())) == 1


def test_midpoints_of_six_are_those_of_opensafely() -> None:
    assert midpoints(np.arange(15), 6).tolist() == [0] + 6 * [3] + 6 * [9] + 2 * [15]


def test_midpoints_of_evenly_spread_counts_keep_their_sum() -> None:
    counts = np.arange(4 * 9 + 1)
    found = protect_table(counts, dimensions(counts), method="midpoint")
    assert found.values[-1] == counts.sum()


def test_where_multiples_cannot_all_stay_some_move_by_one_base() -> None:
    found = controlled(IMPOSSIBLE, 10, 10.0)
    assert found is not None
    table = with_sums(IMPOSSIBLE)
    moved = (found != table) & (table % 10 == 0)
    assert moved.any()
    assert (np.abs(found - table)[moved] == 10).all()


def test_a_table_of_all_municipalities_takes_seconds() -> None:
    random = np.random.default_rng(3)
    counts = random.poisson(6 * random.gamma(0.6, 1, size=(345, 4, 5))).astype(np.int64)
    started = monotonic()
    found = protect_table(counts, dimensions(counts))
    assert monotonic() - started < 8
    assert found.method == "round"
    assert np.abs(found.values - with_sums(counts)).max() < found.base
    assert adds_up(found.values)


def test_out_of_time_sums_are_those_of_what_is_shown_and_that_is_said() -> None:
    counts = np.random.default_rng(3).poisson(6, size=(345, 12, 10)).astype(np.int64)
    started = monotonic()
    found = protect_table(counts, dimensions(counts), seconds=0.01)
    assert monotonic() - started < 5
    assert "added up" in found.note
    assert adds_up(found.values)
    assert np.abs(found.values - with_sums(counts))[:-1, :-1, :-1].max() < found.base


def test_out_of_time_nothing_is_shown_when_suppression_is_asked_for() -> None:
    counts = np.array([10, 2, 0])
    found = protect_table(counts, {"soort": ["a", "b", "c"]}, method="suppress", seconds=0)
    assert {row["status"] for row in found.rows()} == {"withheld"}
    assert {row["value"] for row in found.rows()} == {None}
