"""Rows of follow-up, cut where the state of a case changes; days counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from helpers.histories import Happening, history_of
from ketenzicht.chain.model import Outcome, StartPoint, State
from ketenzicht.measures.cohort import mark_outcomes, start_cohort
from ketenzicht.measures.kinds.follow_up import cut_follow_up

pytestmark = pytest.mark.unit

START = date(2020, 1, 1)
NO_HELP, RUNS, PLANNED, DROPPED = range(4)
STATES = (
    State(id="geen-hulp", naam="Nog geen hulp", anders=True),
    State(id="loopt", naam="Hulp loopt", loopt="hulp"),
    State(id="volgens-plan", naam="Volgens plan", beeindigd="hulp", einde_redenen="volgens-plan"),
    State(id="uitval", naam="Uitval", beeindigd="hulp", einde_redenen="eenzijdig-client"),
)
REPORT = Outcome(id="nieuw", naam="Nieuwe melding", gebeurtenissen="melding")
DEATH = Outcome(id="overlijden", naam="Overlijden", gebeurtenissen="overlijden")
LAST_DAY = 100


def on(days: int) -> date:
    return START + timedelta(days=days)


def help_from(begin: int, end: int | None, reason: str | None = None, spell: str = "t1") -> list[Happening]:
    happened = [Happening(on(begin), "start-hulp", spell=spell)]
    if end is not None:
        happened.append(Happening(on(end), "einde-hulp", spell=spell, end_reason=reason))
    return happened


def rows(
    happened: list[Happening],
    *,
    states: tuple[State, ...] = STATES,
    every: bool = False,
    choice: str = "eerste",
) -> list[tuple[object, ...]]:
    """Rows as (from, to, cause, state); every history begins with a report on day 0."""
    history = history_of([Happening(on(0), "melding"), *happened], data=(date(2018, 1, 1), on(LAST_DAY)))
    start = StartPoint.model_validate({"gebeurtenis": "melding", "keuze": choice})
    start_cohort(history, start)
    mark_outcomes(history, (REPORT, DEATH))
    cut_follow_up(history, states, every=every)
    return history.rows("select from_day, to_day, cause, state from follow_up order by member, from_day")


def test_without_states_a_member_has_one_row() -> None:
    assert rows([], states=()) == [(0, LAST_DAY, 0, 0)]
    assert rows([Happening(on(7), "melding")], states=()) == [(0, 7, 1, 0)]


def test_each_day_belongs_to_the_state_that_held_before_it() -> None:
    happened = [*help_from(10, 30, "eenzijdig-client"), Happening(on(40), "melding")]
    assert rows(happened) == [(0, 10, 0, NO_HELP), (10, 30, 0, RUNS), (30, 40, 1, DROPPED)]


def test_what_happens_on_the_day_of_a_change_counts_for_the_state_before_it() -> None:
    happened = [*help_from(10, 30, "eenzijdig-client"), Happening(on(30), "melding")]
    assert rows(happened) == [(0, 10, 0, NO_HELP), (10, 30, 1, RUNS)]
    assert rows([*help_from(10, None), Happening(on(10), "melding")]) == [(0, 10, 1, NO_HELP)]


def test_what_happened_up_to_the_end_of_the_day_of_the_start_is_the_first_state() -> None:
    assert rows(help_from(0, 20, "volgens-plan")) == [(0, 20, 0, RUNS), (20, LAST_DAY, 0, PLANNED)]
    assert rows(help_from(-50, -20, "volgens-plan")) == [(0, LAST_DAY, 0, PLANNED)]


def test_help_that_runs_again_has_not_ended() -> None:
    happened = [*help_from(10, 30, "eenzijdig-client"), *help_from(50, 60, "volgens-plan", "t2")]
    assert rows(happened) == [
        (0, 10, 0, NO_HELP),
        (10, 30, 0, RUNS),
        (30, 50, 0, DROPPED),
        (50, 60, 0, RUNS),
        (60, LAST_DAY, 0, PLANNED),
    ]


def test_while_another_trajectory_runs_an_ended_one_does_not_count_and_after_it_the_last_to_end_does() -> (
    None
):
    happened = [*help_from(10, 40, "eenzijdig-client"), *help_from(20, 30, "volgens-plan", "t2")]
    assert [row[3] for row in rows(happened)] == [NO_HELP, RUNS, RUNS, RUNS, DROPPED]


def test_a_reason_that_no_state_names_is_otherwise_and_a_state_without_reasons_takes_all() -> None:
    assert rows(help_from(10, 30))[-1] == (30, LAST_DAY, 0, NO_HELP)
    ended = State(id="voorbij", naam="Voorbij", beeindigd="hulp")
    assert rows(help_from(10, 30), states=(*STATES[:2], ended))[-1] == (30, LAST_DAY, 0, 2)


def test_of_states_of_several_stages_the_first_that_fits_holds() -> None:
    waiting = State(id="wacht", naam="Wacht", loopt="wachten")
    happened = [Happening(on(5), "overdracht", spell="t9"), *help_from(10, 30, "volgens-plan")]
    assert [row[3] for row in rows(happened, states=(STATES[0], waiting, STATES[1]))] == [0, 1, 1, 1]
    assert [row[3] for row in rows(happened, states=(STATES[0], STATES[1], waiting))] == [0, 2, 1, 2]


def test_every_time_goes_on_after_the_outcome_until_a_competing_event() -> None:
    happened = [
        Happening(on(20), "melding"),
        Happening(on(50), "melding"),
        Happening(on(70), "overlijden"),
        Happening(on(80), "melding"),
    ]
    assert rows(happened, states=(), every=True) == [(0, 20, 1, 0), (20, 50, 1, 0), (50, 70, 2, 0)]
    assert rows(happened, states=()) == [(0, 20, 1, 0)]


def test_of_an_outcome_and_a_competing_event_on_one_day_the_outcome_counts() -> None:
    happened = [Happening(on(20), "overlijden"), Happening(on(20), "melding")]
    assert rows(happened, states=()) == [(0, 20, 1, 0)]
    assert rows(happened, states=(), every=True) == [(0, 20, 1, 0)]


def test_every_start_is_followed_from_its_own_day() -> None:
    happened = [*help_from(10, None), Happening(on(20), "melding")]
    assert rows(happened, choice="elke") == [
        (0, 10, 0, NO_HELP),
        (10, 20, 1, RUNS),
        (0, LAST_DAY - 20, 0, RUNS),
    ]


def test_who_starts_on_the_last_day_has_no_row() -> None:
    history = history_of([Happening(on(0), "melding")], data=(date(2018, 1, 1), on(0)))
    start_cohort(history, StartPoint(gebeurtenis="melding"))
    mark_outcomes(history, (REPORT, DEATH))
    cut_follow_up(history, STATES, every=False)
    assert history.rows("select * from follow_up") == []


def test_rows_join_without_gap_or_overlap_and_lose_no_day() -> None:
    happened = [*help_from(3, 9, "volgens-plan"), *help_from(5, 12, "eenzijdig-client", "t2")]
    found = rows([*happened, Happening(on(9), "melding"), Happening(on(40), "melding")], every=True)
    assert found[0][0] == 0
    assert found[-1][1] == LAST_DAY
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert [row[1] for row in found if row[2] == 1] == [9, 40]
