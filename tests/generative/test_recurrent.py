"""Statistics on repeats against their definitions: ties, late entry, gaps, rows of no length, terminal events."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.definitions import by_definition
from helpers.repeat_definitions import (
    Row,
    histories_until_gap,
    kth_event,
    mean_repeats_by_definition,
    pseudo_score_by_definition,
)
from ketenzicht.measures.estimators.recurrent import mean_repeats
from ketenzicht.measures.estimators.recurrent_groups import pseudo_score_test
from ketenzicht.measures.estimators.recurrent_orders import gap_times, share_with_repeats
from ketenzicht.measures.estimators.repeat_table import RepeatTable, repeat_table

pytestmark = pytest.mark.generative

thorough = settings(max_examples=150, deadline=None)

LAST_DAY = 16
pieces = st.lists(
    st.tuples(st.sampled_from((0, 0, 0, 2)), st.integers(0, 4), st.sampled_from((0, 1, 1))),
    min_size=1,
    max_size=4,
)
"""Days out of sight before the row, length of the row, how it ends."""


@st.composite
def histories(draw: st.DrawFn, most: int = 7) -> list[Row]:
    rows: list[Row] = []
    for case in range(draw(st.integers(0, most))):
        day = draw(st.sampled_from((0, 0, 0, 3)))
        own = []
        for gap, length, event in draw(pieces):
            own.append((case, day + gap, day + gap + length, event))
            day += gap + length
        if draw(st.booleans()):
            own[-1] = (*own[-1][:3], 2)
        rows += own
    return draw(st.permutations(rows))


def table(rows: Sequence[Row]) -> RepeatTable:
    case, entry, time, event = (np.array([row[at] for row in rows], dtype=np.int64) for at in range(4))
    return repeat_table(case, time, event, entry=entry)


@thorough
@given(histories(), st.booleans())
def test_mean_and_variance_are_their_definition_on_every_day(rows: list[Row], everyone: bool) -> None:
    found = mean_repeats(table(rows), terminal="everyone" if everyone else "survivors")
    for day in range(LAST_DAY + 2):
        mean, variance = mean_repeats_by_definition(rows, day, everyone=everyone)
        value, error = found.at(day)
        assert value == pytest.approx(float(mean), abs=1e-12)
        assert error**2 == pytest.approx(float(variance), rel=1e-11, abs=1e-13)


@thorough
@given(histories(), histories(), st.booleans())
def test_pseudo_score_is_its_definition(first: list[Row], second: list[Row], linear: bool) -> None:
    lengths = [{day for _, entry, end, _ in rows for day in range(entry, end)} for rows in (first, second)]
    assume(lengths[0] & lengths[1])
    statistic, variance = pseudo_score_by_definition((first, second), linear=linear)
    assume(variance > 0)
    found = pseudo_score_test(table(first), table(second), weight="linear" if linear else "constant")
    assert found.statistic == pytest.approx(float(statistic), abs=1e-12)
    assert found.variance == pytest.approx(float(variance), rel=1e-11)


@thorough
@given(histories(), st.integers(1, 3), st.integers(0, LAST_DAY))
def test_share_with_repeats_is_its_definition(rows: list[Row], number: int, day: int) -> None:
    found = share_with_repeats(table(rows), number)
    whole, late, _ = histories_until_gap(rows)
    ends = [(0, *kth_event(history, number)) for history in whole]
    assert (found.cases, found.late) == (len(whole), late)
    assert found.at(day)[0] == pytest.approx(float(by_definition(ends, 2, day)[0][0]), abs=1e-12)


@thorough
@given(histories(), st.integers(1, 3), st.integers(0, LAST_DAY))
def test_gap_times_are_their_definition(rows: list[Row], number: int, day: int) -> None:
    gaps = []
    for history in histories_until_gap(rows)[0]:
        before = kth_event(history, number - 1) if number > 1 else (0, 1)
        after = kth_event(history, number)
        if before[1] == 1 and after[0] > before[0]:
            gaps.append((0, after[0] - before[0], after[1]))
    found = gap_times(table(rows), number)
    assert found.cases == len(gaps)
    assert found.at(day)[0] == pytest.approx(float(by_definition(gaps, 2, day)[0][0]), abs=1e-12)


@thorough
@given(histories(), st.integers(-5, 400), st.randoms(use_true_random=False))
def test_a_shift_of_time_other_names_and_another_order_change_nothing(rows, days, random) -> None:
    names = list(range(8))
    random.shuffle(names)
    moved = [(names[case], entry + days, end + days, event) for case, entry, end, event in rows]
    random.shuffle(moved)
    one, other = (mean_repeats(table(of), terminal="everyone") for of in (rows, moved))
    assert list(one.days + days) == list(other.days)
    assert one.value == pytest.approx(other.value, abs=1e-14)
    assert one.standard_error == pytest.approx(other.standard_error, abs=1e-7)


@thorough
@given(histories())
def test_a_row_cut_in_two_changes_nothing(rows: list[Row]) -> None:
    cut = []
    for case, entry, end, event in rows:
        middle = (entry + end) // 2
        cut += (
            [(case, entry, middle, 0), (case, middle, end, event)]
            if entry < middle
            else [(case, entry, end, event)]
        )
    one, other = (mean_repeats(table(of), terminal="everyone") for of in (rows, cut))
    assert one.value == pytest.approx(other.value, abs=1e-14)
    assert one.standard_error == pytest.approx(other.standard_error, abs=1e-7)


@thorough
@given(histories())
def test_everyone_never_has_more_than_survivors_and_the_same_without_terminal_events(rows: list[Row]) -> None:
    survivors, everyone = (mean_repeats(table(rows), terminal=of) for of in ("survivors", "everyone"))
    assert np.all(everyone.value <= survivors.value + 1e-14)
    endless = [(case, entry, end, event % 2) for case, entry, end, event in rows]
    chosen, left_out = mean_repeats(table(endless), terminal="everyone"), mean_repeats(table(endless))
    assert chosen.value == pytest.approx(left_out.value, abs=1e-14)
    assert chosen.standard_error == pytest.approx(left_out.standard_error, abs=1e-7)
