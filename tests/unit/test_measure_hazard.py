"""How fast an outcome comes, by group and by state: small histories counted by hand, and a log made to mislead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import exp, log, sqrt

import numpy as np
import pytest

from helpers.histories import Happening, history_of, mini_chain
from ketenzicht.chain.checks.placeholders import placeholders
from ketenzicht.chain.model import HazardMeasure
from ketenzicht.measures.estimators.confounding import e_value
from ketenzicht.measures.kinds.hazard import measure_hazard
from ketenzicht.measures.kinds.hazard_association import ASSOCIATION, ASSOCIATION_TABLE
from ketenzicht.measures.result import Count, Difference, MeasureResult, Probability, Rate, Ratio
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, PublishedNumber, PublishedResult
from ketenzicht.publish.release import release
from ketenzicht.publish.release_figure import release_figure
from ketenzicht.publish.sentence import sentence_of

pytestmark = pytest.mark.unit

START = date(2020, 1, 1)
DAYS = 1000
CONCERN = {
    "id": "soort-zorg",
    "naam": "Soort zorg",
    "kenmerk": "zorgsoort",
    "groepen": [
        {"id": "zorgen", "naam": "Zorgen", "is": ["zorgen"]},
        {"id": "geweld", "naam": "Geweld", "is": ["geweld"]},
    ],
}
STATES = [
    {"id": "geen-uitval", "naam": "Geen uitval", "anders": True},
    {"id": "uitval", "naam": "Uitval", "beeindigd": "hulp", "einde_redenen": "eenzijdig-client"},
]


def declared(**changes: object) -> HazardMeasure:
    return HazardMeasure.model_validate(
        {
            "id": "tempo",
            "naam": "Tempo",
            "zin": "Zin.",
            "soort": "hazard",
            "vanaf": {"gebeurtenis": "melding"},
            "uitkomst": {"id": "nieuw", "naam": "Nieuwe melding", "gebeurtenissen": "melding"},
            "banden": [{"duur": 10, "eenheid": "jaren"}],
            "horizon": {"duur": 12, "eenheid": "maanden"},
        }
        | changes
    )


def case(
    number: int, *after: int, concern: str | None = None, drops_out: int | None = None
) -> list[Happening]:
    """A case with a first report on day 0, more reports some days later, and perhaps help that was dropped."""
    household = f"h{number}"
    rows = [Happening(START, "melding", household, zorgsoort=concern)]
    rows += [Happening(START + timedelta(days=days), "melding", household) for days in after]
    if drops_out is not None:
        ended = START + timedelta(days=drops_out)
        rows += [
            Happening(START, "start-hulp", household, spell=household),
            Happening(ended, "einde-hulp", household, spell=household, end_reason="eenzijdig-client"),
        ]
    return rows


def result(rows: list[Happening], **changes: object) -> MeasureResult:
    last = START + timedelta(days=DAYS)
    return measure_hazard(history_of(rows, data=(date(2018, 1, 1), last)), declared(**changes))


def cells(found: MeasureResult, row: str, table: str = "verhoudingen") -> tuple[object, ...]:
    rows = next(item for item in found.tables if item.id == table).rows
    return next(item for item in rows if item.id == row).figures


def counts(found: MeasureResult, row: str) -> tuple[object, ...]:
    return cells(found, row, "aantallen")


def rate_of(found: MeasureResult, row: str) -> Rate:
    rate = cells(found, row)[1]
    assert isinstance(rate, Rate)
    return rate


def ratio(found: MeasureResult, name: str = "verhouding") -> Ratio:
    figure = found.headline[name]
    assert isinstance(figure, Ratio)
    return figure


TWO_GROUPS = [
    *case(1, 100, concern="zorgen"),
    *case(2, concern="zorgen"),
    *case(3, 50, concern="geweld"),
    *case(4, 200, concern="geweld"),
    *case(5, concern="geweld"),
]
"""Concerns: 1 new report in 1100 days; violence: 2 in 1250 days."""


def test_with_one_band_and_one_split_the_ratio_is_that_of_the_rates() -> None:
    found = result(TWO_GROUPS, kenmerken=[CONCERN])
    assert counts(found, "soort-zorg-zorgen") == (
        Count(2, "tempo:casussen:soort-zorg-zorgen"),
        Count(1, "tempo:uitkomsten:soort-zorg-zorgen"),
    )
    rate = rate_of(found, "soort-zorg-zorgen")
    assert (rate.n, rate.days, rate.name) == (1, 1100, "tempo:uitkomsten:soort-zorg-zorgen")
    assert cells(found, "soort-zorg-zorgen")[0] is None
    assert ratio(found).value == pytest.approx((2 / 1250) / (1 / 1100))
    assert (ratio(found).n, ratio(found).events) == (2, 1)
    assert ratio(found).whole == "tempo:casussen:soort-zorg-zorgen"


def test_all_cases_stand_in_the_first_row_and_the_groups_add_up_to_it() -> None:
    found = result(TWO_GROUPS, kenmerken=[CONCERN])
    assert counts(found, "alle") == (Count(5, "tempo:casussen:alle"), Count(3, "tempo:uitkomsten:alle"))
    assert [row.id for row in found.tables[0].rows] == [
        "alle",
        "soort-zorg",
        "soort-zorg-zorgen",
        "soort-zorg-geweld",
    ]
    assert found.headline["n"] == Count(5, "tempo:casussen:alle")


def test_who_fits_no_group_is_shown_as_unknown() -> None:
    found = result([*TWO_GROUPS, *case(6, 10), *case(7, 20)], kenmerken=[CONCERN])
    assert counts(found, "soort-zorg-onbekend")[0] == Count(2, "tempo:casussen:soort-zorg-onbekend")
    assert ratio(found, "verhouding_soort_zorg_onbekend").value == pytest.approx((2 / 30) / (1 / 1100))


def test_a_split_that_was_not_registered_is_left_out_and_named() -> None:
    age = CONCERN | {"id": "leeftijd", "naam": "Leeftijd", "kenmerk": "leeftijd-kind"}
    found = result(TWO_GROUPS, kenmerken=[CONCERN, age])
    assert [row.id for row in found.tables[0].rows if row.level == 0] == ["alle", "soort-zorg"]
    assert ["Niet geregistreerd" in str(warning) for warning in found.warnings] == [True]


def test_a_group_without_outcomes_has_a_rate_but_no_ratio() -> None:
    found = result([*TWO_GROUPS[:3], *case(3, concern="geweld")], kenmerken=[CONCERN])
    assert ratio(found).value is None
    rate = rate_of(found, "soort-zorg-geweld")
    assert rate.low == 0
    assert rate.high == pytest.approx(-log(0.025) / DAYS * 36525)


def test_nothing_is_compared_with_a_first_group_without_outcomes() -> None:
    found = result(
        [*case(1, concern="zorgen"), *case(2, 5, concern="geweld"), *case(3, 9)], kenmerken=[CONCERN]
    )
    assert ratio(found).value is None
    assert ratio(found, "verhouding_soort_zorg_onbekend").value is None


def test_without_outcomes_or_without_cases_nothing_breaks() -> None:
    assert (
        ratio(result([*case(1, concern="zorgen"), *case(2, concern="geweld")], kenmerken=[CONCERN])).value
        is None
    )
    nobody = result([], kenmerken=[CONCERN], toestanden=STATES)
    assert counts(nobody, "alle")[0] == Count(0, "tempo:casussen:alle")


def test_days_belong_to_the_state_of_the_evening_before() -> None:
    found = result([*case(1, 300, drops_out=100), *case(2, 500)], toestanden=STATES)
    assert counts(found, "toestand-geen-uitval")[0] == Count(2, "tempo:casussen:toestand-geen-uitval")
    before, after = rate_of(found, "toestand-geen-uitval"), rate_of(found, "toestand-uitval")
    assert (before.n, before.days) == (1, 100 + 500)
    assert (after.n, after.days) == (1, 200)
    assert ratio(found).value == pytest.approx((1 / 200) / (1 / 600))


def test_every_time_counts_all_outcomes_and_widens_the_interval() -> None:
    several = [
        *case(1, 100, 110, 120, 130, 140, 150, concern="zorgen"),
        *case(2, 100, concern="zorgen"),
        *case(3, concern="zorgen"),
        *case(4, 300, 310, 320, 330, concern="geweld"),
        *case(5, concern="geweld"),
    ]
    found = result(several, kenmerken=[CONCERN], elke_keer=True)
    rate = rate_of(found, "soort-zorg-zorgen")
    assert (rate.n, rate.days) == (7, 3 * DAYS)
    comparison = ratio(found)
    assert comparison.value == pytest.approx((4 / 2000) / (7 / 3000))
    assert comparison.low is not None
    assert comparison.high is not None
    poisson = sqrt(1 / 4 + 1 / 7)
    assert log(comparison.high / comparison.low) > 2 * 1.96 * poisson


def test_losses_of_the_chain_end_the_follow_up() -> None:
    moved = Happening(START + timedelta(days=10), "vertrek", "h2")
    rate = rate_of(result([*case(1, 100), *case(2, 300), moved]), "alle")
    assert (rate.n, rate.days) == (1, 110)


def dropping_out(times: float) -> tuple[list[Happening], dict[bool, tuple[int, int]]]:
    """600 cases that all have help; after drop-out new reports come so many times as fast.

    Returns the log, and events and days by whether a case *ever* dropped out while it was followed.
    """
    random = np.random.default_rng(20240229)
    rows: list[Happening] = []
    naive = {False: (0, 0), True: (0, 0)}
    for number in range(600):
        comes, drops = random.exponential(400), 1 + int(random.exponential(500))
        comes = 1 + int(comes if comes < drops else drops + (comes - drops) / times)
        rows += case(number, *([comes] if comes < DAYS else []), drops_out=drops if drops < DAYS else None)
        followed, ever = min(comes, DAYS), drops < min(comes, DAYS)
        events, days = naive[ever]
        naive[ever] = events + (comes < DAYS), days + followed
    return rows, naive


def test_where_drop_out_changes_nothing_no_difference_is_found_though_ever_and_never_differ() -> None:
    rows, naive = dropping_out(times=1)
    (few, days_never), (some, days_ever) = naive[False], naive[True]
    naively = log((some / days_ever) / (few / days_never))
    assert naively + 1.96 * sqrt(1 / few + 1 / some) < log(0.7), (
        "who ever drops out seems safe: time made it so"
    )
    found = ratio(result(rows, toestanden=STATES))
    assert found.low is not None
    assert found.high is not None
    assert found.low < 1 < found.high
    assert found.high / found.low < 2


def test_where_drop_out_doubles_the_rate_that_is_found() -> None:
    found = result(dropping_out(times=2)[0], toestanden=STATES, banden=[])
    comparison = ratio(found)
    assert comparison.low is not None
    assert comparison.high is not None
    assert 1.3 < comparison.low < 2 < comparison.high < 3
    assert proportionality_line(found).startswith("getoetst")


def proportionality_line(found: MeasureResult) -> str:
    return next(
        str(text) for label, text in found.definition if str(label) == "Verhoudingen gelijk in de tijd"
    )


EARLIER = {
    "id": "eerder",
    "naam": "Eerdere meldingen",
    "eerdere": "melding",
    "groepen": [
        {"id": "geen", "naam": "Geen", "hoogstens": 0},
        {"id": "wel", "naam": "Wel", "minstens": 1},
    ],
}


def test_a_difference_that_is_all_due_to_another_split_is_gone_after_adjustment() -> None:
    random = np.random.default_rng(7)
    rows: list[Happening] = []
    for number in range(800):
        known, violence = number % 2 == 1, number % 10 in (0, 1, 3, 5, 7)
        comes = 1 + int(random.exponential(300 if known else 1200))
        rows += case(number, *([comes] if comes < DAYS else []), concern="geweld" if violence else "zorgen")
        if known:
            rows.append(Happening(START - timedelta(days=30), "melding", f"h{number}"))
    last = START + timedelta(days=DAYS)
    history = history_of(rows, data=(date(2018, 1, 1), last), period=(START, last))
    crude, adjusted = (
        ratio(measure_hazard(history, declared(kenmerken=splits)))
        for splits in ([CONCERN], [CONCERN, EARLIER])
    )
    assert crude.low is not None
    assert crude.low > 1.2
    assert adjusted.low is not None
    assert adjusted.high is not None
    assert adjusted.low < 1 < adjusted.high


WHOLE = {"duur": DAYS, "eenheid": "dagen"}


def chance(found: MeasureResult, row: str) -> Probability:
    figure = cells(found, row, table="kansen")[0]
    assert isinstance(figure, Probability)
    return figure


def test_with_one_band_the_chance_follows_from_the_rate() -> None:
    found = result(TWO_GROUPS, kenmerken=[CONCERN], horizon=WHOLE)
    concerns, violence = (chance(found, f"soort-zorg-{group}") for group in ("zorgen", "geweld"))
    assert concerns.value == pytest.approx(1 - exp(-DAYS / 1100))
    assert violence.value == pytest.approx(1 - exp(-DAYS * 2 / 1250))
    assert (violence.n, violence.events) == (3, 2)
    assert violence.whole == "tempo:casussen:soort-zorg-geweld"
    assert violence.part == "tempo:gecorrigeerd:soort-zorg-geweld"
    difference = cells(found, "soort-zorg-geweld", table="kansen")[1]
    assert isinstance(difference, Difference)
    assert difference.value == pytest.approx(violence.value - concerns.value)
    assert cells(found, "soort-zorg-zorgen", table="kansen")[1] is None
    assert found.headline["kans_soort_zorg_geweld"] == violence


def test_what_competes_takes_part_of_the_chance_and_is_alike_in_all_groups_where_it_is_rare() -> None:
    moved = Happening(START + timedelta(days=500), "vertrek", "h5")
    found = result([*TWO_GROUPS, moved], kenmerken=[CONCERN], horizon=WHOLE)
    outcome, leaving = 2 / 750, 1 / (1100 + 750)
    together = outcome + leaving
    expected = outcome / together * (1 - exp(-together * DAYS))
    assert chance(found, "soort-zorg-geweld").value == pytest.approx(expected)
    assert any("te schaars" in str(warning) for warning in found.warnings)


def test_chances_count_the_first_outcome_only_also_where_rates_count_all() -> None:
    rows = [*TWO_GROUPS, *case(1, 150, 160)[1:]]
    every, first = (
        result(rows, kenmerken=[CONCERN], horizon=WHOLE, elke_keer=every) for every in (True, False)
    )
    assert chance(every, "soort-zorg-zorgen") == chance(first, "soort-zorg-zorgen")
    assert counts(every, "soort-zorg-zorgen")[1] == Count(3, "tempo:uitkomsten:soort-zorg-zorgen")


def test_there_is_no_chance_beyond_what_anybody_was_followed_and_none_for_states() -> None:
    beyond = result(TWO_GROUPS, kenmerken=[CONCERN], horizon={"duur": DAYS + 1, "eenheid": "dagen"})
    assert [table.id for table in beyond.tables] == ["verhoudingen", "samenhang", "aantallen"]
    assert any("Niemand was" in str(warning) for warning in beyond.warnings)
    states = result(TWO_GROUPS, kenmerken=[CONCERN], toestanden=STATES)
    assert [row.id for row in states.tables[1].rows] == [
        "soort-zorg",
        "soort-zorg-zorgen",
        "soort-zorg-geweld",
    ]


def test_ratios_that_change_over_time_are_warned_for() -> None:
    early = [row for number in range(60) for row in case(number, 10 + number, concern="geweld")]
    late = [row for number in range(60, 120) for row in case(number, 500 + number, concern="geweld")]
    level = [row for number in range(120, 240) for row in case(number, 5 * (number - 119), concern="zorgen")]
    found = result([*early, *late, *level], kenmerken=[CONCERN], banden=[])
    assert any("veranderen in de loop van de tijd" in str(warning) for warning in found.warnings)
    line = next(
        str(text) for label, text in found.definition if str(label) == "Verhoudingen gelijk in de tijd"
    )
    assert line == "nee: niet elke verhouding blijft in de tijd gelijk"


def bands_line(**changes: object) -> str:
    definition = result(TWO_GROUPS, kenmerken=[CONCERN], **changes).definition
    return next(str(text) for label, text in definition if str(label) == "Tijdvakken")


def test_bands_chosen_from_the_data_are_not_shown() -> None:
    two = [{"duur": 3, "eenheid": "maanden"}, {"duur": 1, "eenheid": "jaren"}]
    assert bands_line(banden=two) == "tot en met 3 maanden, 1 jaar, en de tijd daarna"
    assert (
        bands_line(banden=[]) == "uit de gegevens gekozen: hoogstens 50, elk met ongeveer evenveel uitkomsten"
    )


def test_small_groups_do_not_leave_the_secure_folder() -> None:
    published = release(result(TWO_GROUPS, kenmerken=[CONCERN]), Policy())
    rows = [row for table in published.tables for row in table.rows]
    shown = [figure for row in rows for figure in row.figures if figure is not None]
    assert {type(figure).__name__ for figure in shown} == {"Hidden"}


def test_every_figure_that_a_sentence_may_name_is_there_also_of_groups_that_nobody_is_in() -> None:
    age = CONCERN | {"id": "leeftijd", "naam": "Leeftijd", "kenmerk": "leeftijd-kind"}
    measure = declared(kenmerken=[CONCERN, age], toestanden=STATES)
    asked = placeholders(measure, mini_chain()) - {"laag", "hoog", "horizon"}
    for rows in ([], TWO_GROUPS[:3]):
        found = result(rows, kenmerken=[CONCERN, age], toestanden=STATES)
        assert asked <= set(found.headline)
        assert ratio(found) == ratio(found, "verhouding_toestand_uitval")
        assert ratio(found).value is None


def test_a_hidden_ratio_is_not_replaced_by_another_in_the_sentence() -> None:
    figures = release(result(TWO_GROUPS, kenmerken=[CONCERN]), Policy())
    shown = {"verhouding_soort_zorg_onbekend": PublishedNumber(2.0, 50, 2, 1.5, 2.5)}
    published = replace(figures, headline=figures.headline | shown)
    measure = declared(kenmerken=[CONCERN], zin="Het is {verhouding} keer zo vaak ({laag} tot {hoog}).")
    assert sentence_of(measure, published, "nl") == "Te weinig gevallen om te tonen."


def test_the_part_that_goes_with_a_group_and_its_e_value_are_protected_as_their_ratio() -> None:
    """30 cases with concerns, and as many or only 8 with violence; all with a new report."""

    def published(violence: int) -> PublishedResult:
        rows = [row for number in range(30) for row in case(number, 100 + number, concern="zorgen")]
        rows += [
            row for number in range(violence) for row in case(100 + number, 40 + number, concern="geweld")
        ]
        return release(result(rows, kenmerken=[CONCERN]), Policy())

    names = [f"{name}_soort_zorg_geweld" for name in ("verhouding", *ASSOCIATION)]
    enough, few = published(30), published(8)
    assert all(isinstance(enough.headline[name], PublishedNumber) for name in names)
    assert all(isinstance(few.headline[name], Hidden) for name in names)
    [table] = [item for item in few.tables if item.id == ASSOCIATION_TABLE]
    assert all(
        isinstance(figure, Hidden) for row in table.rows for figure in row.figures if figure is not None
    )


def test_a_part_is_rounded_so_far_that_no_number_of_outcomes_follows_from_it() -> None:
    """Of 40 outcomes one is 2.5 %, of five 12.5 %: with rounding to five a part is a multiple of that."""
    exact = Difference(0.31, 0.11, 0.47, 400, 20, of="part", whole="x", per_case=1 / 40)
    shown = release_figure(exact, Policy())
    assert shown == PublishedNumber(0.25, 400, 2, 0.0, 0.5, style="percent")
    coarse = release_figure(replace(exact, per_case=4 / 40), Policy())
    assert (coarse.value, coarse.low, coarse.high) == (0.5, 0.0, 0.5)  # type: ignore[union-attr]


def test_without_repeats_a_common_outcome_is_said_to_be_approximated() -> None:
    rows = [row for number in range(30) for row in case(number, 100 + number, concern="zorgen")]
    rows += [row for number in range(30) for row in case(100 + number, 40 + number, concern="geweld")]
    once, every = (result(rows, kenmerken=[CONCERN], elke_keer=each) for each in (False, True))
    line = "Benadering bij de E-waarde"
    assert [line in {str(name) for name, _ in found.definition} for found in (once, every)] == [True, False]
    for found, common in ((once, True), (every, False)):
        own = ratio(found)
        assert own.value is not None
        assert own.low is not None
        assert own.high is not None
        expected = e_value(own.value, own.low, own.high, common_hazard=common)
        shown = [ratio(found, f"{name}_soort_zorg_geweld").value for name in ASSOCIATION[1:]]
        assert shown == [expected.of_ratio, expected.of_limit]


def test_places_that_are_not_registered_are_left_out_and_named() -> None:
    places = {
        "id": "plaatsen",
        "naam": "Plaatsen",
        "gebeurtenis": "overdracht",
        "verschillende": "zorgsoort",
        "groepen": [
            {"id": "een", "naam": "Een", "hoogstens": 1},
            {"id": "meer", "naam": "Meer", "minstens": 2},
        ],
    }
    history = history_of(TWO_GROUPS, data=(date(2018, 1, 1), START + timedelta(days=DAYS)))
    history.run("alter table events drop column zorgsoort")
    found = measure_hazard(history, declared(onderweg=[places], toestanden=STATES))
    assert any("Niet geregistreerd" in str(text) and "Plaatsen" in str(text) for text in found.warnings)
    assert found.headline["verhouding_plaatsen_meer"] == Ratio(None, None, None, 0, 0)
