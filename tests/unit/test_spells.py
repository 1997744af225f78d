"""Events to spells: pairing, same-day policy, gaps, continuations, losses, open spells."""

from datetime import date

import pytest

from helpers.histories import Happening as H
from helpers.histories import history_of, mini_chain, spells

pytestmark = pytest.mark.unit


def day(number: int) -> date:
    return date(2024, 1, number)


def chain_with(stage: dict[str, object]):
    fasen = [stage | {"id": "f", "naam": "F", "begint_met": "melding", "eindigt_met": "einde"}]
    return mini_chain(fasen=fasen, klassen=[])


def test_a_report_while_involvement_runs_joins_it() -> None:
    history = history_of([H(day(1), "melding"), H(day(3), "melding"), H(day(9), "einde")])
    assert spells(history, "betrokkenheid") == [("h1", day(1), day(9), "einde")]


def test_an_open_spell_stays_open_and_is_not_dropped() -> None:
    history = history_of([H(day(1), "melding")])
    assert spells(history, "betrokkenheid") == [("h1", day(1), None, "open")]


def test_end_and_new_report_on_one_day_are_two_spells() -> None:
    history = history_of([H(day(1), "melding"), H(day(5), "melding"), H(day(5), "einde"), H(day(8), "einde")])
    assert spells(history, "betrokkenheid") == [
        ("h1", day(1), day(5), "einde"),
        ("h1", day(5), day(8), "einde"),
    ]


def test_report_and_end_on_one_day_without_a_running_spell_are_one_spell_of_no_length() -> None:
    history = history_of([H(day(5), "einde"), H(day(5), "melding"), H(day(7), "melding")])
    assert spells(history, "betrokkenheid") == [("h1", day(5), day(5), "einde"), ("h1", day(7), None, "open")]


def test_an_end_without_a_start_makes_no_spell() -> None:
    history = history_of([H(day(2), "einde"), H(day(4), "melding"), H(day(6), "einde")])
    assert spells(history, "betrokkenheid") == [("h1", day(4), day(6), "einde")]


def test_start_and_end_find_each_other_by_spell_id_whatever_their_order() -> None:
    history = history_of(
        [
            H(day(1), "melding", spell="m1"),
            H(day(2), "melding", spell="m2"),
            H(day(4), "besluit", spell="m2"),
            H(day(9), "besluit", spell="m1"),
        ]
    )
    assert spells(history, "beoordeling") == [
        ("h1", day(1), day(9), "einde"),
        ("h1", day(2), day(4), "einde"),
    ]


def test_without_spell_ids_the_first_start_belongs_to_the_first_end() -> None:
    history = history_of(
        [H(day(1), "melding"), H(day(2), "melding"), H(day(4), "besluit"), H(day(9), "besluit")]
    )
    assert spells(history, "beoordeling") == [
        ("h1", day(1), day(4), "einde"),
        ("h1", day(2), day(9), "einde"),
    ]


def test_a_gap_within_the_tolerance_joins_and_one_day_more_does_not() -> None:
    rows = [H(day(1), "melding"), H(day(3), "einde"), H(day(5), "melding"), H(day(6), "einde")]
    chain = chain_with({"onderbreking": 2})
    assert spells(history_of(rows, chain=chain), "f") == [("h1", day(1), day(6), "einde")]
    assert len(spells(history_of(rows, chain=chain_with({"onderbreking": 1})), "f")) == 2


def test_spells_at_the_same_time_stay_apart_or_are_one() -> None:
    rows = [
        H(day(1), "melding", spell="a"),
        H(day(3), "melding", spell="b"),
        H(day(5), "einde", spell="a"),
        H(day(9), "einde", spell="b"),
    ]
    apart = history_of(rows, chain=chain_with({"koppeling": "traject"}))
    assert spells(apart, "f") == [("h1", day(1), day(5), "einde"), ("h1", day(3), day(9), "einde")]
    one = history_of(rows, chain=chain_with({"koppeling": "traject", "overlap": "samenvoegen"}))
    assert spells(one, "f") == [("h1", day(1), day(9), "einde")]


def test_a_spell_shorter_than_the_minimum_is_left_out_and_counted() -> None:
    rows = [H(day(1), "melding"), H(day(3), "einde"), H(day(5), "melding")]
    history = history_of(rows, chain=chain_with({"minimum": 3}))
    assert spells(history, "f") == [("h1", day(5), None, "open")]
    assert history.attrition[-1].left_out == 1


def test_a_loss_ends_what_runs_and_nothing_that_starts_later() -> None:
    history = history_of(
        [H(day(1), "melding"), H(day(4), "vertrek"), H(day(8), "melding"), H(day(9), "einde")]
    )
    assert spells(history, "betrokkenheid") == [
        ("h1", day(1), day(4), "verlies"),
        ("h1", day(8), day(9), "einde"),
    ]


def test_a_report_on_the_day_of_a_loss_is_lost_with_it_and_a_later_one_is_a_new_spell() -> None:
    history = history_of(
        [H(day(1), "melding"), H(day(4), "melding"), H(day(4), "vertrek"), H(day(8), "melding")]
    )
    assert spells(history, "betrokkenheid") == [
        ("h1", day(1), day(4), "verlies"),
        ("h1", day(8), None, "open"),
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_of_an_end_and_a_loss_on_one_day_the_end_counts(order: int) -> None:
    last = [H(day(4), "einde"), H(day(4), "vertrek")][::order]
    assert spells(history_of([H(day(1), "melding"), *last]), "betrokkenheid") == [
        ("h1", day(1), day(4), "einde")
    ]


def test_the_unknown_reason_of_a_joined_spell_is_not_taken_from_an_earlier_part() -> None:
    stage = {"begint_met": "start-hulp", "eindigt_met": "einde-hulp", "onderbreking": 30}
    history = history_of(
        [
            H(day(1), "start-hulp"),
            H(day(3), "einde-hulp", end_reason="eenzijdig-client"),
            H(day(5), "start-hulp"),
            H(day(9), "einde-hulp"),
        ],
        chain=mini_chain(fasen=[stage | {"id": "f", "naam": "F"}], klassen=[]),
    )
    assert history.rows("select ended_on, end_reason, parts from spell") == [(day(9), None, 2)]


def test_a_switch_of_provider_is_no_end() -> None:
    history = history_of(
        [
            H(day(1), "start-hulp", spell="t1"),
            H(day(5), "einde-hulp", spell="t1", end_reason="overstap"),
            H(day(7), "start-hulp", spell="t2"),
            H(day(9), "einde-hulp", spell="t2", end_reason="eenzijdig-client"),
        ]
    )
    [found] = history.rows("select started_on, ended_on, end_reason, parts from spell where stage = 'hulp'")
    assert found == (day(1), day(9), "eenzijdig-client", 2)


def test_a_continuation_does_not_reach_past_the_days_of_the_stage_nor_back_in_time() -> None:
    history = history_of(
        [
            H(date(2023, 1, 1), "start-hulp", spell="t0"),
            H(day(1), "start-hulp", spell="t1"),
            H(day(5), "einde-hulp", spell="t1", end_reason="overstap"),
            H(date(2024, 4, 6), "start-hulp", spell="t2"),
        ]
    )
    assert spells(history, "hulp") == [
        ("h1", date(2023, 1, 1), None, "open"),
        ("h1", day(1), day(5), "voortzetting"),
        ("h1", date(2024, 4, 6), None, "open"),
    ]


def test_one_spell_continues_one_spell() -> None:
    history = history_of(
        [
            H(day(1), "start-hulp", spell="t1"),
            H(day(1), "start-hulp", spell="t2"),
            H(day(4), "einde-hulp", spell="t1", end_reason="overstap"),
            H(day(5), "einde-hulp", spell="t2", end_reason="overstap"),
            H(day(6), "start-hulp", spell="t3"),
            H(day(7), "einde-hulp", spell="t3", end_reason="volgens-plan"),
        ]
    )
    assert spells(history, "hulp") == [
        ("h1", day(1), day(4), "voortzetting"),
        ("h1", day(1), day(7), "einde"),
    ]


def test_unknown_and_partial_dates_are_left_out_and_counted() -> None:
    history = history_of(
        [
            H(None, "melding"),
            H(day(1), "melding", precision="maand"),
            H(day(2), "melding"),
            H(day(3), "einde"),
        ]
    )
    assert spells(history, "betrokkenheid") == [("h1", day(2), day(3), "einde")]
    assert history.attrition[0].left_out == 2


def test_what_lies_outside_the_data_window_is_left_out_and_counted() -> None:
    history = history_of([H(date(2017, 12, 31), "melding"), H(day(2), "melding")])
    assert spells(history, "betrokkenheid") == [("h1", day(2), None, "open")]
    assert history.attrition[1].left_out == 1


def test_the_same_registrations_give_persons_as_cases() -> None:
    rows = [
        H(day(1), "melding", persons=("p1", "p2")),
        H(day(4), "einde"),
        H(day(6), "melding", household="h2", persons=("p2",)),
    ]
    assert spells(history_of(rows, unit="persoon"), "betrokkenheid") == [
        ("p1", day(1), day(4), "einde"),
        ("p2", day(1), day(4), "einde"),
        ("p2", day(6), None, "open"),
    ]


def test_an_end_without_a_start_is_counted() -> None:
    history = history_of([H(day(2), "einde"), H(day(4), "melding"), H(day(6), "einde")])
    step = next(item for item in history.attrition if str(item.step) == "einde hoort bij een begin")
    assert (step.before, step.left_out) == (2, 1)
