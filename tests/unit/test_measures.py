"""The measures on histories that can be checked by hand: the fixtures of Q1 to Q7 and what surrounds them."""

from collections import Counter
from datetime import date, timedelta

import pytest

from helpers.histories import Happening as H
from helpers.histories import history_of, mini_chain
from ketenzicht.chain.model import Chain
from ketenzicht.errors import UserError
from ketenzicht.measures import measure, measure_all
from ketenzicht.measures.kinds.earlier import shares_by_threshold
from ketenzicht.measures.result import MeasureResult, Share

pytestmark = pytest.mark.unit

PERIOD = (date(2024, 1, 1), date(2024, 12, 31))


def chain_measuring(**declared: object) -> Chain:
    return mini_chain(maten=[{"id": "maat", "naam": "Maat", "zin": "Zin."} | declared])


def result(rows: list[H], declared: dict[str, object], **study: object) -> MeasureResult:
    chain = chain_measuring(**declared)
    history = history_of(rows, chain=chain, **study)  # type: ignore[arg-type]
    return measure(history, chain.measures[0])


def figure(found: MeasureResult, row: str, column: int = 0, table: int = 0) -> object:
    return next(item for item in found.tables[table].rows if item.id == row).figures[column]


def as_pair(found: object) -> tuple[int, int]:
    assert isinstance(found, Share)
    return found.x, found.n


EARLIER = {
    "soort": "voorgeschiedenis",
    "gebeurtenis": "melding",
    "volledig_vanaf": {"duur": 5, "eenheid": "jaren"},
    "drempels": [
        {"id": "een", "naam": "Minstens een", "minstens": 1},
        {"id": "drie", "naam": "Drie tot zeven", "minstens": 3, "hoogstens": 7},
    ],
}


def reports(household: str, number: int, **more: object) -> list[H]:
    """That many earlier reports in 2020, and the index report in 2024."""
    past = [
        H(date(2020, 1, 1) + timedelta(days=30 * k), "melding", household, **more)  # type: ignore[arg-type]
        for k in range(number)
    ]
    return [*past, H(date(2024, 3, 1), "melding", household, **more)]  # type: ignore[arg-type]


def test_q1_fixture_zero_one_three_and_eight_earlier_reports() -> None:
    rows = [row for k in (0, 1, 3, 8) for row in reports(f"h{k}", k)]
    found = result(rows, EARLIER, period=PERIOD)
    assert as_pair(figure(found, "een")) == (3, 4)
    assert as_pair(figure(found, "drie")) == (1, 4)


def test_q1_thresholds_are_inclusive_on_both_sides() -> None:
    shares = shares_by_threshold(Counter({2: 5, 3: 1, 7: 1, 8: 3}), (("drie", 3, 7),))
    assert as_pair(shares["drie"]) == (2, 10)


def test_q1_an_index_date_without_a_full_look_back_is_left_out_and_counted() -> None:
    found = result([*reports("h1", 2), H(date(2022, 6, 1), "melding", "h2")], EARLIER)
    assert as_pair(figure(found, "een")) == (1, 1)
    assert found.attrition[1].left_out == 3


def test_q1_five_years_never_exceeds_the_whole_history() -> None:
    rows = [*reports("h1", 1), H(date(2018, 2, 1), "melding", "h2"), H(date(2024, 3, 1), "melding", "h2")]
    whole = result(rows, EARLIER, period=PERIOD)
    five = result(rows, EARLIER | {"terugkijk": {"duur": 5, "eenheid": "jaren"}}, period=PERIOD)
    assert as_pair(figure(whole, "een")) == (2, 2)
    assert as_pair(figure(five, "een")) == (1, 2)


def test_q1_linking_by_person_finds_what_a_move_hides_from_the_household() -> None:
    rows = [
        H(date(2020, 1, 1), "melding", "h1", persons=("p1", "p2")),
        H(date(2024, 3, 1), "melding", "h2", persons=("p2",)),
        H(date(2020, 1, 1), "melding", "h3", persons=("p3",)),
        H(date(2024, 3, 1), "melding", "h3", persons=("p4",)),
    ]
    assert as_pair(figure(result(rows, EARLIER, period=PERIOD), "een")) == (1, 2)
    assert as_pair(figure(result(rows, EARLIER, period=PERIOD, unit="persoon"), "een")) == (2, 2)


def test_q1_two_reports_of_one_household_on_one_day_are_one() -> None:
    rows = [H(date(2024, 3, 1), "melding"), H(date(2024, 3, 1), "melding")]
    assert as_pair(figure(result(rows, EARLIER, period=PERIOD), "een")) == (0, 1)
    assert as_pair(figure(result(rows, EARLIER, period=PERIOD, merge_same_day=False), "een")) == (0, 2)


def test_q1_a_report_that_cannot_be_linked_is_left_out_and_counted() -> None:
    found = result([*reports("h1", 1), H(date(2024, 3, 1), "melding", None)], EARLIER, period=PERIOD)
    assert as_pair(figure(found, "een")) == (1, 1)
    assert found.attrition[0].left_out == 1


CLASSES = {"soort": "klassen", "gebeurtenis": "melding"}


def test_q2_every_class_once() -> None:
    day = date(2024, 1, 1)

    def on(number: int) -> date:
        return day + timedelta(days=number)

    rows = [
        H(on(0), "melding", "h1", ("p1", "p2"), spell="a"),  # first
        H(on(2), "melding", "h1", ("p1",), spell="b"),  # during the assessment of a
        H(on(3), "besluit", "h1", spell="a"),
        H(on(3), "besluit", "h1", spell="b"),
        H(on(8), "melding", "h1", ("p1",), spell="c"),  # after the assessment, involvement runs
        H(on(9), "besluit", "h1", spell="c"),
        H(on(20), "einde", "h1"),
        H(on(30), "melding", "h1", ("p1", "p2"), spell="d"),  # ended; two known
        H(on(31), "besluit", "h1", spell="d"),
        H(on(40), "einde", "h1"),
        H(on(50), "melding", "h1", ("p1", "p9"), spell="e"),  # ended; one known
        H(on(60), "melding", None, spell="f"),  # cannot be linked
    ]
    found = result(rows, CLASSES, period=PERIOD)
    counts = {row.id: row.figures[0].n for row in found.tables[0].rows}  # type: ignore[union-attr]
    assert counts == {
        "eerste": 1,
        "tijdens": 1,
        "na": 1,
        "vervolg": 2,
        "her-meer": 1,
        "her-een": 1,
        "hermelding": 2,
        "niet-ingedeeld": 1,
        "totaal": 6,
    }


INCIDENCE = {
    "soort": "incidentie",
    "vanaf": {"gebeurtenis": "melding"},
    "uitkomsten": [{"id": "nieuw", "naam": "Nieuwe melding", "gebeurtenissen": "melding"}],
    "concurrerend": [{"id": "weg", "naam": "Vertrek", "gebeurtenissen": ["vertrek", "overlijden"]}],
    "horizonnen": [{"duur": 120, "eenheid": "dagen"}],
}


def q3_rows() -> list[H]:
    """The fixture in tens of days: new report at 2, 5, 9; moved at 4; end of the data at 7 for one, 12 for five."""
    end = date(2024, 12, 31)
    rows = []
    for number, (start_before_end, what, after) in enumerate(
        [
            (120, "melding", 20),
            (120, "melding", 50),
            (120, "melding", 90),
            (120, "vertrek", 40),
            (70, None, 0),
        ]
        + [(120, None, 0)] * 5
    ):
        start = end - timedelta(days=start_before_end)
        rows.append(H(start, "melding", f"h{number}"))
        if what is not None:
            rows.append(H(start + timedelta(days=after), what, f"h{number}"))
    return rows


def test_q3_fixture_with_the_move_competing() -> None:
    found = result(q3_rows(), INCIDENCE, period=PERIOD)
    assert figure(found, "nieuw").value == pytest.approx(0.31666667)  # type: ignore[attr-defined]
    assert figure(found, "weg").value == pytest.approx(0.1)  # type: ignore[attr-defined]


def test_q3_a_loss_competes_even_when_the_measure_does_not_name_it() -> None:
    found = result(q3_rows(), INCIDENCE | {"concurrerend": []}, period=PERIOD)
    assert figure(found, "nieuw").value == pytest.approx(0.31666667)  # type: ignore[attr-defined]
    assert figure(found, "vertrek").value == pytest.approx(0.1)  # type: ignore[attr-defined]


def test_q3_from_closure_only_closed_involvement_starts_the_clock() -> None:
    rows = [
        H(date(2024, 1, 1), "melding", "h1"),
        H(date(2024, 2, 1), "einde", "h1"),
        H(date(2024, 2, 11), "melding", "h1"),
        H(date(2024, 1, 1), "melding", "h2"),
    ]
    from_closure = INCIDENCE | {"vanaf": {"fase": "betrokkenheid", "moment": "einde"}}
    found = result(rows, from_closure, period=PERIOD)
    assert figure(found, "nieuw").n == 1  # type: ignore[attr-defined]
    assert found.curves[0].points[0].day == 10


OUTCOMES = {
    "soort": "uitkomsten",
    "vanaf": {"gebeurtenis": "melding"},
    "horizon": {"duur": 6, "eenheid": "maanden"},
    "daarna_tot": {"duur": 9, "eenheid": "maanden"},
    "uitkomsten": [
        {
            "id": name,
            "naam": name,
            "gebeurtenissen": "melding",
            "waar": {"kenmerk": "zorgsoort", "is": [name]},
        }
        for name in ("geweld", "zorgen")
    ],
}


def test_a_mistake_of_a_registration_names_the_measure_that_it_keeps_from_being_computed() -> None:
    unknown = [one | {"waar": {"kenmerk": "haar-kleur", "is": ["rood"]}} for one in OUTCOMES["uitkomsten"]]
    chain = chain_measuring(**(OUTCOMES | {"uitkomsten": unknown}))
    history = history_of([H(date(2024, 1, 10), "melding", "h1")], chain=chain, period=PERIOD)
    with pytest.raises(UserError, match="Maat 'maat': De registraties hebben geen kenmerk 'haar-kleur'"):
        measure_all(history, chain.measures)


def test_q4_violence_wins_shares_are_disjoint_and_later_outcomes_stand_apart() -> None:
    def household(name: str, *later: tuple[int, str]) -> list[H]:
        start = date(2024, 1, 10)
        return [H(start, "melding", name, zorgsoort="geweld")] + [
            H(start + timedelta(days=after), "melding", name, zorgsoort=kind) for after, kind in later
        ]

    rows = [
        *household("h1", (20, "zorgen"), (40, "geweld")),
        *household("h2", (20, "zorgen")),
        *household("h3"),
        *household("h4", (200, "geweld")),
        *household("h5"),
        H(date(2024, 3, 1), "vertrek", "h5"),
        H(date(2024, 10, 1), "melding", "h6", zorgsoort="geweld"),
    ]
    found = result(rows, OUTCOMES, period=PERIOD)
    assert as_pair(figure(found, "geweld", 1)) == (1, 4)
    assert as_pair(figure(found, "zorgen", 1)) == (1, 4)
    assert as_pair(figure(found, "samen", 1)) == (2, 4)
    assert as_pair(figure(found, "geweld", 2)) == (1, 4)
    assert [step.left_out for step in found.attrition] == [1, 1]


DROP_OUT = {
    "soort": "incidentie",
    "vanaf": {"fase": "hulp", "moment": "begin", "keuze": "elke"},
    "uitkomsten": [{"id": "uitval", "naam": "Uitval", "einde_redenen": "eenzijdig-client"}],
    "concurrerend": [
        {"id": "plan", "naam": "Volgens plan", "einde_redenen": "volgens-plan"},
        {"id": "dood", "naam": "Overlijden", "gebeurtenissen": "overlijden"},
    ],
    "horizonnen": [{"duur": 6, "eenheid": "maanden"}],
}


def test_q5_drop_out_with_planned_end_and_death_competing_and_a_switch_as_no_end() -> None:
    start = date(2024, 1, 1)

    def help_of(name: str, days: int, reason: str | None) -> list[H]:
        return [
            H(start, "start-hulp", name, spell=name),
            H(start + timedelta(days=days), "einde-hulp", name, spell=name, end_reason=reason),
        ]

    rows = [
        *help_of("h1", 30, "eenzijdig-client"),
        *help_of("h2", 60, "volgens-plan"),
        *help_of("h3", 70, "overstap"),
        H(start, "start-hulp", "h4", spell="h4"),
        H(start + timedelta(days=20), "overlijden", "h4"),
        *help_of("h5", 90, None),
    ]
    found = result(rows, DROP_OUT, period=PERIOD)
    values = {row.id: row.figures[0].value for row in found.tables[0].rows}  # type: ignore[union-attr]
    assert values == pytest.approx({"uitval": 0.2, "plan": 0.2, "dood": 0.2, "overig": 0.4})
    assert found.warnings


def test_q5_never_picked_up_is_counted_apart_from_drop_out() -> None:
    day = date(2024, 2, 1)
    rows = [
        H(day, "overdracht", "h1", spell="a"),
        H(day + timedelta(days=42), "start-hulp", "h1", spell="a"),
        H(day, "overdracht", "h2", spell="b"),
        H(day + timedelta(days=43), "start-hulp", "h2", spell="b"),
        H(day, "overdracht", "h3", spell="c"),
        H(day, "overdracht", "h4", spell="d"),
        H(day + timedelta(days=5), "overlijden", "h4"),
        H(date(2024, 12, 1), "overdracht", "h5", spell="e"),
    ]
    declared = {
        "soort": "oppakken",
        "fase": "wachten",
        "grenzen": [{"duur": 42, "eenheid": "dagen"}, {"duur": 90, "eenheid": "dagen"}],
        "opgepakt_met": "start-hulp",
    }
    found = result(rows, declared, period=PERIOD)
    assert as_pair(figure(found, "42-dagen", 2)) == (2, 3)
    assert as_pair(figure(found, "90-dagen", 2)) == (1, 3)
    assert [step.left_out for step in found.attrition] == [1, 1, 1, 1]


IN_TIME = {"soort": "op-tijd", "fase": "beoordeling", "termijn": "vijf"}


def decision(name: str, start: date, end: date | None) -> list[H]:
    rows = [H(start, "melding", name, spell=name)]
    return rows if end is None else [*rows, H(end, "besluit", name, spell=name)]


def test_q6_fixture_the_fifth_working_day_after_thursday_2_may_2019_is_thursday_9_may() -> None:
    start = date(2019, 5, 2)
    rows = [*decision("h1", start, date(2019, 5, 9)), *decision("h2", start, date(2019, 5, 10))]
    found = result(rows, IN_TIME)
    assert as_pair(figure(found, "op-tijd", 1)) == (1, 2)
    assert as_pair(figure(found, "te-laat", 1)) == (1, 2)


def test_q6_open_past_the_term_is_late_open_within_it_is_left_out() -> None:
    end = date(2024, 12, 31)
    rows = [
        *decision("h1", date(2024, 6, 3), date(2024, 6, 5)),
        *decision("h2", date(2024, 6, 3), None),
        *decision("h3", end - timedelta(days=1), None),
        *decision("h4", date(2024, 6, 3), None),
        H(date(2024, 6, 4), "overlijden", "h4"),
    ]
    found = result(rows, IN_TIME, period=PERIOD)
    assert as_pair(figure(found, "op-tijd", 1)) == (1, 2)
    assert as_pair(figure(found, "open-te-laat", 1)) == (1, 2)
    assert [step.left_out for step in found.attrition] == [1, 1]


def test_q6_leaving_out_open_items_is_never_less_favourable() -> None:
    rows = [*decision("h1", date(2024, 6, 3), date(2024, 6, 5)), *decision("h2", date(2024, 6, 3), None)]
    with_open = figure(result(rows, IN_TIME, period=PERIOD), "op-tijd", 1)
    closed_only = figure(result(rows[:2], IN_TIME, period=PERIOD), "op-tijd", 1)
    assert as_pair(closed_only)[0] / as_pair(closed_only)[1] >= as_pair(with_open)[0] / as_pair(with_open)[1]


def test_q6_ten_weeks_are_seventy_days() -> None:
    start = date(2024, 1, 1)
    rows = [
        *decision("h1", start, start + timedelta(days=70)),
        *decision("h2", start, start + timedelta(days=71)),
    ]
    found = result(rows, IN_TIME | {"termijn": "tien-weken"}, period=PERIOD)
    assert as_pair(figure(found, "op-tijd", 1)) == (1, 2)


def test_q6_a_decision_on_the_day_itself_counts_in_the_duration() -> None:
    start = date(2024, 6, 3)
    rows = [
        row
        for k, after in enumerate((0, 0, 0, 9))
        for row in decision(f"h{k}", start, start + timedelta(after))
    ]
    found = result(rows, IN_TIME, period=PERIOD)
    lengths = {row.id: row.figures[0] for row in found.tables[1].rows}
    assert [lengths[name].value for name in ("kwart", "helft", "driekwart")] == [0, 0, 4.5]  # type: ignore[union-attr]
    assert lengths["helft"].n == 4  # type: ignore[union-attr]


STOCK = {"soort": "voorraad", "fase": "betrokkenheid", "norm": {"duur": 3, "eenheid": "maanden"}}


def test_q7_fixture_ten_arrivals_of_twenty_days_in_a_hundred_days_make_two() -> None:
    first, last = date(2024, 1, 1), date(2024, 4, 9)
    rows = []
    for number in range(10):
        start = first + timedelta(days=8 * number)
        rows += [
            H(start, "melding", f"h{number}"),
            H(start + timedelta(days=20), "einde", f"h{number}"),
        ]
    found = result(rows, STOCK, data=(first, last))
    assert (last - first).days + 1 == 100
    assert found.headline["gemiddeld"].value == pytest.approx(2.0)  # type: ignore[union-attr]
    little = {row.id: row.figures[0] for row in found.tables[2].rows}
    assert little["product"].value == pytest.approx(2.0)  # type: ignore[union-attr]
    assert little["rand"].value == pytest.approx(0.0)  # type: ignore[union-attr]


def test_q7_the_stock_at_the_end_is_begin_plus_inflow_minus_outflow_and_has_an_age() -> None:
    rows = [
        H(date(2023, 12, 1), "melding", "h1"),
        H(date(2024, 2, 1), "melding", "h2"),
        H(date(2024, 3, 1), "einde", "h2"),
        H(date(2024, 12, 30), "melding", "h3"),
    ]
    found = result(rows, STOCK, period=PERIOD)
    course = {row.id: row.figures[0].n for row in found.tables[0].rows}  # type: ignore[union-attr]
    assert course == {"begin": 1, "erbij": 2, "eraf": 1, "eind": 2}
    assert as_pair(found.headline["aandeel_boven_norm"]) == (1, 2)
