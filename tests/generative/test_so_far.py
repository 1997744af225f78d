"""Groups by what happened so far, held against a day-by-day walk through whatever histories come in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.histories import Happening, history_of, mini_chain
from ketenzicht.chain.model import Outcome, SoFar, StartPoint
from ketenzicht.measures.cohort import mark_outcomes, start_cohort
from ketenzicht.measures.kinds.follow_up import cut_follow_up

pytestmark = pytest.mark.generative

FIRST, LAST = date(2020, 1, 1), date(2020, 2, 10)
PLACE = {"id": "plaats", "naam": "Plaats", "van": "overdracht"}
GROUPS = [
    {"id": "geen", "naam": "Geen", "hoogstens": 0},
    {"id": "meer", "naam": "Meer", "minstens": 2},
]
"""A number of 1 fits no group."""
ITEMS = tuple(
    SoFar.model_validate({"id": name, "naam": name, "groepen": GROUPS} | what)
    for name, what in {
        "overdrachten": {"gebeurtenis": "overdracht"},
        "plaatsen": {"gebeurtenis": "overdracht", "verschillende": "plaats"},
        "gewacht": {"fase": "wachten"},
    }.items()
)
REPORT = Outcome(id="nieuw", naam="Nieuw", gebeurtenissen="melding")

happenings = st.lists(
    st.builds(
        Happening,
        day=st.integers(0, (LAST - FIRST).days).map(lambda days: FIRST + timedelta(days=days)),
        activity=st.sampled_from(("melding", "overdracht", "overdracht", "start-hulp")),
        household=st.sampled_from(("h1", "h2")),
        spell=st.sampled_from(("t1", "t2", "t3")),
        attributes=st.sampled_from(("a", "b", "c", "a,b", None)).map(lambda place: {"plaats": place}),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(happened=happenings, choice=st.sampled_from(("eerste", "elke")))
def test_every_day_counts_for_what_had_happened_by_the_evening_before(
    happened: list[Happening], choice: str
) -> None:
    history = history_of(happened, chain=mini_chain(kenmerken=[PLACE]), data=(FIRST, LAST))
    start_cohort(history, StartPoint.model_validate({"gebeurtenis": "melding", "keuze": choice}))
    mark_outcomes(history, (REPORT,))
    cut_follow_up(history, (), every=True, so_far=ITEMS)
    waits = history.rows("select case_id, started_on, ended_on from spell where stage = 'wachten'")
    started = {row[0]: row[1:] for row in history.rows("select member, case_id, started_on from cohort")}
    seen = 0
    for member, begin, end, *positions in history.rows(
        "select member, from_day, to_day, overdrachten, plaatsen, gewacht from follow_up"
    ):
        case_id, started_on = started[member]
        assert isinstance(started_on, date)
        for number in range(int(str(begin)) + 1, int(str(end)) + 1):
            evening = started_on + timedelta(days=number - 1)
            moved = [
                item
                for item in happened
                if item.household == case_id
                and item.activity == "overdracht"
                and item.day is not None
                and started_on < item.day <= evening
            ]
            places = {
                place for item in moved for place in (item.attributes["plaats"] or "").split(",") if place
            }
            longest = max(
                (
                    (min(evening, until or evening) - since).days
                    for case, since, until in waits
                    if case == case_id
                    and isinstance(since, date)
                    and (until is None or isinstance(until, date))
                    and started_on <= since <= evening
                ),
                default=0,
            )
            expected = [_group(of) for of in (len(moved), len(places), longest)]
            assert positions == expected, (member, number)
            seen += 1
    assert seen or all(item.day == LAST or item.activity != "melding" for item in happened)


def _group(number: int) -> int:
    return 0 if number == 0 else 1 if number >= 2 else 2
