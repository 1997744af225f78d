"""Follow-up in states, held against a day-by-day walk through whatever histories come in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.histories import Happening, history_of
from ketenzicht.chain.model import Outcome, StartPoint, State
from ketenzicht.measures.cohort import mark_outcomes, start_cohort
from ketenzicht.measures.kinds.follow_up import cut_follow_up

pytestmark = pytest.mark.generative

FIRST, LAST = date(2020, 1, 1), date(2020, 2, 10)
STATES = (
    State(id="uitval", naam="Uitval", beeindigd="hulp", einde_redenen="eenzijdig-client"),
    State(id="loopt", naam="Loopt", loopt="hulp"),
    State(id="wacht", naam="Wacht", loopt="wachten"),
    State(id="anders", naam="Anders", anders=True),
)
REPORT = Outcome(id="nieuw", naam="Nieuw", gebeurtenissen="melding")
LOSSES = (
    Outcome(id="overlijden", naam="Overlijden", gebeurtenissen="overlijden"),
    Outcome(id="vertrek", naam="Vertrek", gebeurtenissen="vertrek"),
)
ACTIVITIES = ("melding", "melding", "start-hulp", "einde-hulp", "overdracht", "overlijden")

happenings = st.lists(
    st.builds(
        Happening,
        day=st.integers(0, (LAST - FIRST).days).map(lambda days: FIRST + timedelta(days=days)),
        activity=st.sampled_from(ACTIVITIES),
        household=st.sampled_from(("h1", "h2")),
        spell=st.sampled_from(("t1", "t2", "t3")),
        end_reason=st.sampled_from(("volgens-plan", "eenzijdig-client", None)),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(happened=happenings, every=st.booleans(), choice=st.sampled_from(("eerste", "elke")))
def test_every_day_has_the_state_of_the_evening_before_and_the_outcomes_of_that_day(
    happened: list[Happening], every: bool, choice: str
) -> None:
    history = history_of(happened, data=(FIRST, LAST))
    start = StartPoint.model_validate({"gebeurtenis": "melding", "keuze": choice})
    start_cohort(history, start)
    mark_outcomes(history, (REPORT, *LOSSES))
    cut_follow_up(history, STATES, every=every)
    found: dict[tuple[object, int], tuple[int, int]] = {}
    for member, begin, end, cause, state in history.rows(
        "select member, from_day, to_day, cause, state from follow_up"
    ):
        for day in range(int(str(begin)) + 1, int(str(end)) + 1):
            assert (member, day) not in found, "a day is observed once"
            found[member, day] = (int(str(state)), int(str(cause)) if day == end else 0)

    spells = history.rows("select case_id, stage, started_on, ended_on, end_reason, spell_number from spell")
    expected: dict[tuple[object, int], tuple[int, int]] = {}
    for member, case_id, started_on in history.rows("select member, case_id, started_on from cohort"):
        assert isinstance(started_on, date)
        own = [row[1:] for row in spells if row[0] == case_id]
        for number in range(1, (LAST - started_on).days + 1):
            day = started_on + timedelta(days=number)
            today = {item.activity for item in happened if item.household == case_id and item.day == day}
            cause = 1 if "melding" in today else 2 if "overlijden" in today else 0
            expected[member, number] = (_state(own, day - timedelta(days=1)), cause)
            if "overlijden" in today or (cause == 1 and not every):
                break
    assert found == expected


def _state(spells: list[tuple[object, ...]], evening: date) -> int:
    """The state at the end of a day, read off the spells (stage, start, end, reason, number) one by one."""
    running, ended = set(), []
    for stage, started_on, ended_on, reason, number in spells:
        assert isinstance(started_on, date)
        assert ended_on is None or isinstance(ended_on, date)
        if started_on > evening:
            continue
        if ended_on is None or ended_on > evening:
            running.add(stage)
        elif stage == "hulp":
            ended.append((ended_on, int(str(number)), reason))
    if "hulp" not in running and ended and max(ended, key=lambda item: item[:2])[2] == "eenzijdig-client":
        return 0
    if "hulp" in running:
        return 1
    return 2 if "wachten" in running else 3
