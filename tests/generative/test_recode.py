"""Counts on another division: nobody is lost or counted twice, whatever merged, was split or took another name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketenzicht.compare.places.follow import follow_all
from ketenzicht.compare.places.municipalities import Municipalities, Municipality
from ketenzicht.compare.places.recode import recode
from ketenzicht.compare.places.splits import Split, Splits

pytestmark = pytest.mark.generative

FIRST = date(2000, 1, 1)
LAST = FIRST + timedelta(days=1_000)


@st.composite
def histories(draw: st.DrawFn, parts_known: bool) -> tuple[Municipalities, Splits]:
    """Municipalities that end go into one that is later in the list, or are split over two of those."""
    number = draw(st.integers(3, 12))
    codes = [f"{place + 1:04}" for place in range(number)]
    found: dict[str, Municipality] = {}
    splits: dict[str, Split] = {}
    for place, code in enumerate(codes):
        ends = place < number - 2 and draw(st.booleans())
        end = FIRST + timedelta(days=draw(st.integers(1 + place * 50, 50 + place * 50))) if ends else None
        into = draw(st.sampled_from(codes[place + 1 :])) if ends else None
        found[code] = Municipality(code, f"naam {code}", None, end, into)
        if end is not None and draw(st.booleans()):
            both = tuple(sorted(draw(st.permutations(codes[place + 1 :]))[:2]))
            share = draw(st.integers(0, 4)) / 4
            splits[code] = Split(code, end, both, (share, 1 - share) if parts_known else None, "verzonnen")
    return Municipalities(found), Splits(splits)


@given(histories(parts_known=True), st.data())
def test_the_sum_stays_the_same(history: tuple[Municipalities, Splits], data: st.DataObject) -> None:
    table, splits = history
    counts: dict[str, float | None] = {
        code: data.draw(st.integers(0, 40)) * 256.0 for code in sorted(table.on(FIRST))
    }
    found = recode(table, splits, counts, FIRST, LAST)
    assert set(found.counts) <= set(table.on(LAST))
    assert sum(count or 0 for count in found.counts.values()) == pytest.approx(
        sum(count or 0 for count in counts.values())
    )
    assert None not in found.counts.values()


@given(histories(parts_known=False), st.data())
def test_what_is_given_is_all_of_it_and_never_a_part(
    history: tuple[Municipalities, Splits], data: st.DataObject
) -> None:
    table, splits = history
    counted = data.draw(st.sets(st.sampled_from(sorted(table.on(FIRST)))))
    counts: dict[str, float | None] = {code: 2.0 ** int(code) for code in counted}
    found = recode(table, splits, counts, FIRST, LAST, on_split="missing")
    came_from = {
        code: {one.code for one in follow_all(table, splits, FIRST, LAST).values() if code in one.into}
        for code in table.on(LAST)
    }
    for code, count in found.counts.items():
        if count is not None:
            assert count == sum(2.0 ** int(part) for part in came_from[code]), "a power of two for each part"


@given(histories(parts_known=False))
def test_there_and_back_ends_where_it_began(history: tuple[Municipalities, Splits]) -> None:
    table, splits = history
    there = follow_all(table, splits, FIRST, LAST)
    back = follow_all(table, splits, LAST, FIRST)
    for one in there.values():
        for code in one.into:
            assert one.code in back[code].into
    for one in back.values():
        if one.resolved:
            assert there[one.into[0]].into == (one.code,)
