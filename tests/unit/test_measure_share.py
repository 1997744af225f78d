"""Shares by a code and rates per inhabitant: laws over any registration, and how their figures leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.attack import assert_true, truth
from helpers.histories import Happening, history_of, mini_chain
from ketenzicht.chain.model import Chain
from ketenzicht.history import Population
from ketenzicht.measures import measure
from ketenzicht.measures.kinds.years import years_of
from ketenzicht.measures.result import Count, Equal, MeasureResult, Rate, Share
from ketenzicht.publish.audit import attack, given_away
from ketenzicht.publish.linked import known_of_result
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, PublishedNumber, PublishedShare
from ketenzicht.publish.release import release, release_together
from ketenzicht.publish.sentence import sentence_of

pytestmark = pytest.mark.unit

FIRST = date(2022, 1, 1)
DATA = (FIRST, date(2024, 12, 31))
TEXT = {"id": "maat", "naam": "Maat"}
SHARE = TEXT | {
    "soort": "aandeel",
    "zin": "Het is {aandeel} ({laag} tot {hoog}, n = {n}).",
    "gebeurtenissen": "melding",
    "onderdelen": [
        {"id": "geweld", "naam": "Geweld", "waar": {"kenmerk": "zorgsoort", "is": ["geweld"]}},
        {"id": "zorgen", "naam": "Zorgen", "waar": {"kenmerk": "zorgsoort", "is": ["zorgen"]}},
    ],
    "groepen": {
        "id": "eerder",
        "naam": "Eerder gemeld",
        "eerdere": "melding",
        "groepen": [{"id": "nee", "naam": "Nee", "hoogstens": 0}, {"id": "ja", "naam": "Ja", "minstens": 1}],
    },
}
RATE = TEXT | {
    "soort": "per-inwoner",
    "zin": "In {jaar}: {aantal}, {per_inwoner} per {per} ({laag} tot {hoog}).",
    "gebeurtenissen": "melding",
    "elke_keer": True,
    "plaats": "zorgsoort",
}
PEOPLE = (
    Population(1000, "CBS", 2022), Population(1100, "CBS", 2023), Population(1200, "CBS", 2024),
    Population(400, "CBS", 2024, "geweld"), Population(300, "CBS", 2024, "zorgen"),
)  # fmt: skip
Drawn = Sequence[tuple[int, int, str | None]]


def chain_with(declared: dict[str, object]) -> Chain:
    codes = {
        "id": "soort",
        "naam": "Soort",
        "codes": {"geweld": "Geweld", "zorgen": "Zorgen", "9": "Onbekend"},
    }
    return mini_chain(
        maten=[declared],
        codelijsten=[codes | {"onbekend": ["9"]}],
        kenmerken=[
            {"id": "zorgsoort", "naam": "Soort", "van": "melding", "type": "code", "codelijst": "soort"}
        ],
    )


def result(
    declared: dict[str, object], rows: Drawn, *, period: tuple[date, date] = DATA
) -> tuple[MeasureResult, Chain]:
    """Reports as (household, day since the first, code)."""
    chain = chain_with(declared)
    history = history_of(
        [Happening(FIRST + timedelta(days=day), "melding", f"h{case}", zorgsoort=code) for case, day, code in rows],
        chain=chain,
        data=DATA,
        period=period,
        merge_same_day=False,
        population=PEOPLE,
    )  # fmt: skip
    return measure(history, chain.measures[0]), chain


DRAWN = st.lists(
    st.tuples(
        st.integers(0, 8),
        st.integers(0, 1095),
        st.sampled_from(["geweld", "zorgen", "anders", "9", "", None]),
    ),
    max_size=40,
)


@settings(deadline=None, max_examples=20)
@given(DRAWN)
def test_every_report_is_in_one_part_or_unknown(rows: Drawn) -> None:
    found, _ = result(SHARE, rows)
    told = Counter(code if code not in ("9", "", None) else "onbekend" for *_rest, code in rows)
    [parts, years, groups] = found.tables
    counted = {row.id: row.figures[0] for row in parts.rows}
    assert {name: figure.n for name, figure in counted.items() if isinstance(figure, Count)} == {
        "geweld": told["geweld"],
        "zorgen": told["zorgen"],
        "anders": told["anders"],
        "totaal": told.total() - told["onbekend"],
    }
    assert found.attrition[0].left_out == told["onbekend"]
    for table in (years, groups):
        unknown = [row.figures[-1] for row in table.rows]
        assert sum(figure.n for figure in unknown if isinstance(figure, Count)) == told["onbekend"]


@settings(deadline=None, max_examples=20)
@given(DRAWN)
def test_named_numbers_are_one_number_each_and_add_up(rows: Drawn) -> None:
    for declared in (SHARE, RATE):
        found, _ = result(declared, rows)
        values = truth((found,))
        for relation in found.relations:
            assert isinstance(relation, Equal)
            sides = [[values.get(name) for name in side] for side in (relation.left, relation.right)]
            if None not in (*sides[0], *sides[1]):
                assert sum(value or 0 for value in sides[0]) == sum(value or 0 for value in sides[1])


@settings(deadline=None, max_examples=20)
@given(DRAWN)
def test_reports_are_counted_every_time_or_each_case_once_a_year(rows: Drawn) -> None:
    by_year = Counter((FIRST + timedelta(days=day)).year for _, day, _ in rows)
    cases = {(case, (FIRST + timedelta(days=day)).year) for case, day, _ in rows}
    every, _ = result(RATE, rows)
    once, _ = result(RATE | {"elke_keer": False}, rows)
    for year, people in ((2022, 1000), (2023, 1100), (2024, 1200)):
        number, rate = next(row for row in every.tables[0].rows if row.id == str(year)).figures
        assert isinstance(number, Count)
        assert isinstance(rate, Rate)
        assert (number.n, rate.n, rate.days, rate.per) == (by_year[year], by_year[year], people, 1000)
        single, narrow = next(row for row in once.tables[0].rows if row.id == str(year)).figures
        assert isinstance(single, Count)
        assert isinstance(narrow, Rate)
        assert single.n == sum(of == year for _, of in cases)
        low, high = rate.low or 0, rate.high or 0
        assert low <= 1000 * rate.n / people <= high


def test_repeats_of_one_household_widen_the_interval() -> None:
    apart, _ = result(RATE, [(number, 740 + number, None) for number in range(12)])
    together, _ = result(RATE, [(number % 2, 740 + number, None) for number in range(12)])
    widths = []
    for found in (apart, together):
        rate = found.headline["per_inwoner"]
        assert isinstance(rate, Rate)
        assert rate.n == 12
        widths.append((rate.high or 0) - (rate.low or 0))
    assert widths[1] > 2 * widths[0]


def test_years_are_the_whole_stretch_and_say_whether_they_are_whole() -> None:
    found = years_of(date(2022, 10, 1), date(2024, 7, 31), "schooljaar")
    assert [(item.name, item.whole) for item in found] == [("2022-23", False), ("2023-24", True)]
    found = years_of(date(2022, 10, 1), date(2024, 12, 31), "kalenderjaar")
    assert [(item.name, item.whole) for item in found] == [("2022", False), ("2023", True), ("2024", True)]
    for one, other in pairwise(found):
        assert other.first - one.last == timedelta(days=1)


def test_a_period_without_a_whole_year_gives_no_rate() -> None:
    within = (date(2023, 1, 1), date(2023, 12, 31))
    rows = [(number, 370 + number, None) for number in range(28)]
    found, chain = result(RATE | {"jaar": "schooljaar"}, rows, period=within)
    assert not found.tables
    [shown] = release_together([found], Policy()).results
    assert sentence_of(chain.measures[0], shown, "nl") == "De gegevens zeggen hier niets over."


def test_an_attribute_that_the_registrations_lack_gives_no_figure_and_a_warning() -> None:
    chain = chain_with(SHARE)
    absent = {"kenmerk": "aard", "is": ["x"]}
    declared = SHARE | {"onderdelen": [{"id": "x", "naam": "X", "waar": absent}], "groepen": None}
    attributes = [
        *(item.model_dump(by_alias=True) for item in chain.attributes),
        {"id": "aard", "naam": "Aard"},
    ]
    chain = mini_chain(maten=[declared], kenmerken=attributes, codelijsten=[
        item.model_dump(by_alias=True) for item in chain.code_lists
    ])  # fmt: skip
    history = history_of([Happening(FIRST, "melding")], chain=chain, data=DATA)
    found = measure(history, chain.measures[0])
    assert not found.tables
    assert "Aard" in str(found.warnings[0])
    told = sentence_of(chain.measures[0], release(found, Policy()), "nl")
    assert told == "De gegevens zeggen hier niets over."


@pytest.mark.parametrize("declared", [SHARE, RATE], ids=["aandeel", "per-inwoner"])
def test_what_leaves_gives_no_small_number_away(declared: dict[str, object]) -> None:
    for more in range(4):
        rows = [
            (
                number,
                37 * number % 1095,
                ("geweld", "zorgen", "zorgen", "anders", None)[number % (3 + more % 3)],
            )
            for number in range(60 + 7 * more)
        ]
        exact, _ = result(declared, [*rows, (900, 3, "9"), (901, 1000, "geweld")])
        known = known_of_result(release(exact, Policy()), Policy())
        found = attack(known)
        assert_true(known, found, truth((exact,)))
        assert given_away(found) == ()


def test_few_are_hidden_and_many_make_a_sentence() -> None:
    few, chain = result(SHARE, [(1, 5, "geweld"), (2, 6, "zorgen")])
    shown = release(few, Policy())
    assert isinstance(shown.headline["aandeel"], Hidden)
    assert sentence_of(chain.measures[0], shown, "nl") == "Te weinig gevallen om te tonen."
    many, chain = result(SHARE, [(number, number, ("geweld", "zorgen")[number % 2]) for number in range(60)])
    shown = release(many, Policy())
    assert isinstance(shown.headline["aandeel"], PublishedShare)
    told = sentence_of(chain.measures[0], shown, "nl").replace("\N{NO-BREAK SPACE}", " ")
    assert told == "Het is 50 % (38 % tot 62 %, n = 60)."


def test_a_rate_leaves_from_its_rounded_number() -> None:
    exact, chain = result(RATE, [(number, 740 + number, None) for number in range(28)])
    shown = release(exact, Policy())
    rate = shown.headline["per_inwoner"]
    assert isinstance(rate, PublishedNumber)
    assert rate.value == pytest.approx(30 / 1200 * 1000)
    told = sentence_of(chain.measures[0], shown, "nl").replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith("In 2024: 30, 25,00 per 1.000 (")
    few, chain = result(RATE, [(1, 740, None)])
    assert sentence_of(chain.measures[0], release(few, Policy()), "nl") == "Te weinig gevallen om te tonen."


def test_a_share_has_the_interval_of_wilson() -> None:
    found, _ = result(
        SHARE, [(number, number, ("geweld", "zorgen", "zorgen")[number % 3]) for number in range(30)]
    )
    share = found.headline["aandeel"]
    assert isinstance(share, Share)
    # R: prop.test(10, 30, correct = FALSE)$conf.int
    assert (share.low, share.high) == pytest.approx((0.19230498, 0.51219948), abs=1e-8)
