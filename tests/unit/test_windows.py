"""Follow-up that is not complete, and deliveries that begin late or end early."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from helpers.histories import Happening, history_of, mini_chain
from ketenzicht.chain.model import Chain, Duration
from ketenzicht.measures import measure
from ketenzicht.measures.result import AtMost, MeasureResult, Share, Table
from ketenzicht.measures.windows import delivery_warnings, follow_up
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.release import release
from ketenzicht.publish.sentence import sentence_of

pytestmark = pytest.mark.unit

DATA = (date(2018, 1, 1), date(2024, 12, 31))
PERIOD = (date(2024, 1, 1), date(2024, 12, 31))
ORGANISATIONS = [
    {"id": "vt", "naam": {"nl": "Meldpunt", "en": "Reporting centre"}},
    {"id": "zorg", "naam": "Zorg"},
]


def chain_measuring(**declared: object) -> Chain:
    return mini_chain(
        organisaties=ORGANISATIONS,
        maten=[{"id": "maat", "naam": "Maat", "zin": "Binnen {horizon} {kans}."} | declared],
    )


def result(rows: list[Happening], *, period: tuple[date, date] = PERIOD, **declared: object) -> MeasureResult:
    chain = chain_measuring(**declared)
    return measure(history_of(rows, chain=chain, data=DATA, period=period), chain.measures[0])


def told(found: MeasureResult) -> str:
    return " ".join(str(text) for text in found.warnings)


def table(found: MeasureResult, name: str) -> Table:
    return next(item for item in found.tables if item.id == name)


INCIDENCE = {
    "soort": "incidentie",
    "vanaf": {"gebeurtenis": "melding"},
    "uitkomsten": [{"id": "nieuw", "naam": "Nieuwe melding", "gebeurtenissen": "melding"}],
    "horizonnen": [{"duur": 1, "eenheid": "maanden"}, {"duur": 12, "eenheid": "maanden"}],
}
MARCH, DECEMBER = Happening(date(2024, 3, 1), "melding", "h1"), Happening(date(2024, 12, 2), "melding", "h2")


def test_a_horizon_past_the_data_of_every_start_has_no_figure_but_words() -> None:
    found = result([MARCH, DECEMBER, Happening(date(2024, 3, 20), "melding", "h1")], **INCIDENCE)
    [row] = [row for row in found.tables[0].rows if row.id == "nieuw"]
    assert row.figures[0] is not None
    assert row.figures[1] is None
    assert (
        told(found)
        == "Niemand was 12 maanden te volgen: de gegevens eindigen eerder. Daar staat geen cijfer."
    )


def test_the_sentence_is_about_the_longest_horizon_that_somebody_was_followed_to() -> None:
    found = result([MARCH], **INCIDENCE)
    assert str(found.words["horizon"]) == "1 maand"
    longest = INCIDENCE | {"horizonnen": [{"duur": 12, "eenheid": "maanden"}]}
    assert result([MARCH], **longest).headline == {}


def test_without_any_start_there_is_nothing_to_say_about_windows() -> None:
    found = result([], **INCIDENCE)
    assert found.warnings == ()
    assert [item.id for item in found.tables] == ["kansen"]


def test_starts_that_could_not_be_followed_in_full_are_said_with_their_share() -> None:
    found = result([MARCH, DECEMBER], **INCIDENCE)
    lines = {str(name): str(text) for name, text in found.definition}
    # 1 month is 30 days on the clock, 12 months are 365
    assert lines["Te volgen voor 1 maand"] == "wie begon tot en met 2024-12-01"
    assert lines["Te volgen voor 12 maanden"] == "niemand uit de periode"
    shares = [row.figures[0] for row in table(found, "te-volgen").rows]
    assert [(share.x, share.n) for share in shares if isinstance(share, Share)] == [(1, 2), (0, 2)]
    one, twelve = (share.part for share in shares if isinstance(share, Share))
    assert AtMost((twelve,), (one,)) in found.relations


def test_a_cohort_that_could_be_followed_in_full_says_nothing() -> None:
    found = result(
        [Happening(date(2023, 3, 1), "melding")], period=(date(2023, 1, 1), date(2023, 12, 31)), **INCIDENCE
    )
    assert len(found.tables) == 1
    assert not [name for name, _text in found.definition if str(name).startswith("Te volgen")]


def test_months_of_a_share_run_on_the_calendar_those_of_a_chance_on_days() -> None:
    history = history_of([MARCH], data=DATA, period=PERIOD)
    history.run("create table cohort as select date '2024-06-30' as started_on")
    six = [Duration(length=6, unit="maanden")]
    [on_calendar], [on_days] = follow_up(history, six, calendar=True), follow_up(history, six)
    assert (on_calendar.last_on, on_calendar.complete) == (date(2024, 6, 30), 1)
    assert (on_days.last_on, on_days.complete) == (date(2024, 7, 1), 1)


def test_the_last_start_that_can_be_followed_allows_for_short_months() -> None:
    history = history_of([MARCH], data=(DATA[0], date(2024, 2, 28)), period=(DATA[0], date(2024, 2, 28)))
    history.run("create table cohort as select date '2024-01-29' as started_on")
    [one] = follow_up(history, [Duration(length=1, unit="maanden")], calendar=True)
    assert (one.last_on, one.complete, one.nobody) == (date(2024, 1, 28), 0, True)


def test_of_help_every_spell_is_a_start() -> None:
    rows = [
        Happening(date(2024, 3, 1), "start-hulp", "h1", spell="a"),
        Happening(date(2024, 3, 1), "start-hulp", "h1", spell="b"),
        Happening(date(2024, 12, 2), "start-hulp", "h1", spell="c"),
    ]
    drop_out = INCIDENCE | {
        "vanaf": {"fase": "hulp", "keuze": "elke"},
        "uitkomsten": [{"id": "uitval", "naam": "Uitval", "einde_redenen": "eenzijdig-client"}],
    }
    share = table(result(rows, **drop_out), "te-volgen").rows[0].figures[0]
    assert isinstance(share, Share)
    assert (share.x, share.n) == (2, 3)
    first = drop_out | {"vanaf": {"fase": "hulp", "keuze": "eerste"}}
    assert [
        item.id for item in result(rows, **first | {"horizonnen": INCIDENCE["horizonnen"][:1]}).tables
    ] == ["kansen"]  # type: ignore[index]


OUTCOMES = {
    "soort": "uitkomsten",
    "vanaf": {"gebeurtenis": "melding"},
    "horizon": {"duur": 6, "eenheid": "maanden"},
    "daarna_tot": {"duur": 12, "eenheid": "maanden"},
    "uitkomsten": INCIDENCE["uitkomsten"],
}


def test_outcomes_that_nobody_could_have_shown_are_left_empty_by_column() -> None:
    later = result([MARCH], **OUTCOMES)
    assert [row.figures[2] for row in later.tables[0].rows] == [None, None]
    assert later.tables[0].rows[0].figures[1] is not None
    assert told(later).startswith("Niemand was 12 maanden te volgen")
    none = result([DECEMBER], **OUTCOMES)
    assert {figure for row in none.tables[0].rows for figure in row.figures} == {None}
    assert "aandeel_samen" not in none.headline
    assert [step.left_out for step in none.attrition] == [1, 0]


EARLIER = {
    "soort": "voorgeschiedenis",
    "gebeurtenis": "melding",
    "volledig_vanaf": {"duur": 5, "eenheid": "jaren"},
    "drempels": [{"id": "een", "naam": "Minstens een", "minstens": 1}],
}


def test_without_any_full_look_back_there_is_no_share() -> None:
    found = result(
        [Happening(date(2020, 3, 1), "melding")], period=(date(2020, 1, 1), date(2020, 12, 31)), **EARLIER
    )
    assert found.tables[0].rows[0].figures == (None,)
    assert found.headline == {}
    assert told(found) == (
        "Van geen enkele melding is 5 jaar ervoor bekend: de gegevens beginnen later. Er staat geen cijfer."
    )


def test_a_look_back_that_grows_with_the_period_is_said_and_over_more_than_a_year_warned_for() -> None:
    found = result([MARCH], **EARLIER)
    assert {str(name): str(text) for name, text in found.definition}["Terugkijkperiode"] == (
        "alles wat de gegevens bevatten: 72 maanden bij het begin van de periode, 83 bij het eind"
    )
    assert told(found) == ""
    longer = result([MARCH], period=(date(2023, 1, 1), date(2024, 12, 31)), **EARLIER)
    assert told(longer).startswith("Van latere meldingen in de periode is meer geschiedenis bekend")
    fixed = EARLIER | {"terugkijk": {"duur": 5, "eenheid": "jaren"}}
    assert told(result([MARCH], period=(date(2023, 1, 1), date(2024, 12, 31)), **fixed)) == ""


def weekly(activity: str, organisation: str | None, first: date, last: date) -> list[Happening]:
    days = range(0, (last - first).days + 1, 7)
    return [
        Happening(first + timedelta(days=day), activity, f"{organisation}{day}", organisation=organisation)
        for day in days
    ]


def warned(rows: list[Happening], *activities: str) -> list[str]:
    history = history_of(rows, chain=chain_measuring(**INCIDENCE), data=DATA, period=PERIOD)
    return [str(text) for text in delivery_warnings(history, activities)]


def test_an_organisation_that_falls_silent_months_before_the_end_is_named_with_the_month() -> None:
    rows = weekly("melding", "vt", *DATA) + weekly("start-hulp", "zorg", DATA[0], date(2024, 5, 20))
    assert warned(rows, "melding", "start-hulp") == [
        "Van Zorg staat er na mei 2024 niets meer in de gegevens. "
        "Kijk na of de levering compleet is: wat ontbreekt, telt niet mee."
    ]
    assert warned(rows, "melding") == []


def test_an_organisation_whose_data_begin_late_is_named_too() -> None:
    rows = weekly("melding", "vt", date(2019, 3, 4), DATA[1])
    [text] = warned(rows, "melding")
    assert text.startswith("Van Meldpunt staat er voor maart 2019 niets in de gegevens.")


def test_who_registers_seldom_is_not_silent_soon() -> None:
    quarterly = [
        Happening(DATA[0] + timedelta(days=91 * k), "melding", f"h{k}", organisation="vt") for k in range(28)
    ]
    assert (DATA[1] - quarterly[-1].day).days > 61  # type: ignore[operator]
    assert warned(quarterly, "melding") == []
    assert warned(weekly("melding", "vt", date(2024, 1, 1), date(2024, 2, 26)), "melding") == []


def test_a_name_that_the_chain_does_not_know_is_not_repeated() -> None:
    rows = weekly("melding", "Praktijk Jansen", DATA[0], date(2024, 5, 20))
    rows += weekly("melding", None, DATA[0], date(2024, 5, 20))
    one, other = warned(rows, "melding")
    assert one.startswith("Van gebeurtenissen zonder organisatie staat er na mei 2024")
    assert other.startswith("Van een organisatie die de keten niet noemt staat er na mei 2024")


def test_each_of_the_three_kinds_warns() -> None:
    rows = weekly("melding", "vt", DATA[0], date(2024, 5, 20))
    for declared in (INCIDENCE, OUTCOMES, EARLIER):
        assert "na mei 2024 niets meer" in told(result(rows, **declared))


def test_what_cannot_be_said_leaves_as_nothing_with_its_warning() -> None:
    rows = [Happening(date(2024, 3, 1), "melding", f"h{k}") for k in range(40)]
    rows += [Happening(date(2024, 3, 20), "melding", f"h{k}") for k in range(20)]
    found = result(rows, **INCIDENCE)
    published = release(found, Policy())
    assert published.tables[0].rows[0].figures[1] is None
    declared = chain_measuring(**INCIDENCE).measures[0]
    assert sentence_of(declared, published, "nl") == "Binnen 1 maand 50\u00a0%."
    assert published.warnings
    for nothing in (OUTCOMES, EARLIER | {"volledig_vanaf": {"duur": 9, "eenheid": "jaren"}}):
        assert release(result([DECEMBER] * 3, **nothing), Policy()).warnings
