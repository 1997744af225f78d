"""Households over time against a twin that works them out day by day with sets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.households import PlainStay, Tie, Village, groups_on, households_by_day
from helpers.intake import KEY
from ketenzicht.engine import Engine
from ketenzicht.household.build import follow_households
from ketenzicht.intake.pseudonym import prepare

pytestmark = pytest.mark.generative

FIRST, LAST = date(2020, 1, 1), date(2020, 1, 20)
PEOPLE = ("a", "b", "c", "d", "e", "f", "g")
DAY = st.integers(0, 20).map(lambda day: FIRST + timedelta(days=day))
SPAN = st.tuples(st.none() | DAY, st.none() | DAY).filter(
    lambda span: span[0] is None or span[1] is None or span[0] < span[1]
)


@st.composite
def villages(draw: st.DrawFn) -> Village:
    people = PEOPLE[: draw(st.integers(1, len(PEOPLE)))]
    # around the days looked at, so that people come of age in between
    adult_on = {
        person: draw(st.none() | DAY | st.just(FIRST) | st.just(date(2030, 1, 1))) for person in people
    }
    stays = []
    for person in people:
        days = sorted(draw(st.sets(DAY, min_size=1, max_size=4)))
        ends: list[date | None] = [*days[1:], draw(st.none() | st.just(LAST + timedelta(days=9)))]
        for from_on, until_on in zip(days, ends, strict=True):
            kind = draw(st.sampled_from(["woonadres"] * 6 + ["briefadres"]))
            address = draw(st.sampled_from(["x", "x", "y"]))
            stays.append(PlainStay(person, kind, address, from_on, until_on, draw(st.booleans())))
    parents, partners = dict[tuple[str, str], Tie](), list[Tie]()
    if len(people) > 1:
        pair = st.lists(st.sampled_from(people), min_size=2, max_size=2, unique=True)
        for child, parent in draw(st.lists(pair, max_size=5)):
            parents[child, parent] = Tie(child, parent, *draw(SPAN))
        for one, other in draw(st.lists(pair, max_size=3)):
            partners.append(Tie(min(one, other), max(one, other), *draw(SPAN)))
    listed = [("x", first, until) for first, until in draw(st.lists(SPAN, max_size=1)) if first is not None]
    most = draw(st.sampled_from([2, 3, 10]))
    return Village(adult_on, stays, list(parents.values()), partners, listed, most, FIRST, LAST)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(threads=1) as made:
        prepare(made, KEY)
        yield made


def follow(engine: Engine, village: Village) -> None:
    """Make the tables of households of a village."""
    text, day = pa.string(), pa.date32()

    def put(name: str, columns: dict[str, pa.DataType], rows: list[tuple[object, ...]]) -> None:
        made = [dict(zip(columns, row, strict=True)) for row in rows]
        engine.register(name, pa.Table.from_pylist(made, schema=pa.schema(list(columns.items()))))

    put("person", {"person_id": text, "adult_on": day}, list(village.adult_on.items()))
    put(
        "stay",
        {
            "person_id": text,
            "kind": text,
            "address": text,
            "from_on": day,
            "until_on": day,
            "day_known": pa.bool_(),
        },
        [(s.person, s.kind, s.address, s.from_on, s.until_on, s.day_known) for s in village.stays],
    )
    put(
        "parent",
        {"child_id": text, "parent_id": text, "from_on": day, "until_on": day},
        [(tie.one, tie.other, tie.from_on, tie.until_on) for tie in village.parents],
    )
    put(
        "partner",
        {"one_id": text, "other_id": text, "from_on": day, "until_on": day},
        [(tie.one, tie.other, tie.from_on, tie.until_on) for tie in village.partners],
    )
    put("no_household", {"address": text, "from_on": day, "until_on": day}, list(village.listed))
    follow_households(engine, village.last, most=village.most)


def by_day(engine: Engine, village: Village) -> dict[tuple[str, date], str]:
    rows = engine.rows("select person_id, household_id, from_on, until_on from household_member")
    found: dict[tuple[str, date], str] = {}
    for person, household, from_on, until_on in rows:
        for day in village.days():
            if holds(from_on, until_on, day):
                assert (person, day) not in found, "nobody lives in two households on one day"
                found[person, day] = household
    return found


@settings(max_examples=40, deadline=None)
@given(village=villages())
def test_each_day_is_as_the_twin_says(engine: Engine, village: Village) -> None:
    follow(engine, village)
    found, expected = by_day(engine, village), households_by_day(village)
    assert found.keys() == expected.keys()
    # the numbers differ, who shares one does not
    pairs = {(found[key], expected[key]) for key in found}
    assert len(pairs) == len(set(found.values())) == len(set(expected.values()))
    sizes = engine.rows("select dwelling, persons, from_on, until_on from household")
    elsewhere = engine.rows(
        "select person_id, household_id, parent_id, parent_household_id, from_on, until_on from parent_elsewhere"
    )
    for day in village.days():
        said = sorted(
            (dwelling == "opvang", persons) for dwelling, persons, *days in sizes if holds(*days, day)
        )
        assert said == sorted((shared, len(members)) for _address, shared, members in groups_on(village, day))
        named = sorted(tuple(names) for *names, first, until in elsewhere if holds(first, until, day))
        assert named == parents_elsewhere(village, found, day)


def holds(from_on: date, until_on: date | None, day: date) -> bool:
    return from_on <= day and (until_on is None or day < until_on)


def parents_elsewhere(
    village: Village, found: dict[tuple[str, date], str], day: date
) -> list[tuple[str, str, str, str]]:
    """Of each minor the parents that live in another household on a day."""
    return sorted(
        (tie.one, found[tie.one, day], tie.other, found[tie.other, day])
        for tie in village.parents
        if tie.holds(day)
        and (tie.one, day) in found
        and (tie.other, day) in found
        and found[tie.one, day] != found[tie.other, day]
        and (adult_on := village.adult_on[tie.one]) is not None
        and day < adult_on
    )
