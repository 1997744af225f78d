"""How often an event comes back: histories that can be worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from math import log

import pytest

from helpers.attack import assert_true, truth
from helpers.histories import Happening as H
from helpers.histories import history_of, mini_chain
from ketenzicht.chain.checks.placeholders import placeholders
from ketenzicht.chain.model import Chain
from ketenzicht.measures import measure
from ketenzicht.measures.result import (
    AtMost,
    Count,
    Curve,
    Days,
    Difference,
    Equal,
    Figure,
    MeanNumber,
    MeasureResult,
    Probability,
    PValue,
    Share,
)
from ketenzicht.publish.audit import attack, given_away
from ketenzicht.publish.linked import known_of_result
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden
from ketenzicht.publish.release import release
from ketenzicht.publish.sentence import sentence_of

pytestmark = pytest.mark.unit

FIRST = date(2024, 1, 1)
DATA = (date(2023, 1, 1), date(2024, 12, 31))
PERIOD = (FIRST, date(2024, 12, 31))

NEW_REPORTS: dict[str, object] = {
    "soort": "herhaling",
    "vanaf": {"gebeurtenis": "melding"},
    "gebeurtenissen": ["melding"],
    "horizonnen": [{"duur": 30, "eenheid": "dagen"}, {"duur": 100, "eenheid": "dagen"}],
}
KINDS = [
    {"id": name, "naam": name, "gebeurtenissen": ["melding"], "waar": {"kenmerk": "zorgsoort", "is": [name]}}
    for name in ("geweld", "zorgen")
]
EARLIER = {
    "id": "eerder",
    "naam": "Eerdere meldingen",
    "eerdere": "melding",
    "groepen": [{"id": "geen", "naam": "geen", "hoogstens": 0}, {"id": "wel", "naam": "wel", "minstens": 1}],
}


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def reports(household: str, *days: int, **more: object) -> list[H]:
    return [H(day(number), "melding", household, **more) for number in days]  # type: ignore[arg-type]


def chain_with(**declared: object) -> Chain:
    return mini_chain(maten=[{"id": "maat", "naam": "Maat", "zin": "Zin."} | NEW_REPORTS | declared])


def result(rows: list[H], **declared: object) -> MeasureResult:
    chain = chain_with(**declared)
    return measure(history_of(rows, chain=chain, data=DATA, period=PERIOD), chain.measures[0])


def figure(found: MeasureResult, row: str, column: int = 0, table: str = "gemiddelden") -> Figure | None:
    [of] = [item for item in found.tables if item.id == table]
    return next(item for item in of.rows if item.id == row).figures[column]


def mean(found: MeasureResult, row: str = "alle", column: int = 1) -> MeanNumber:
    shown = figure(found, row, column)
    assert isinstance(shown, MeanNumber)
    return shown


def left_out(found: MeasureResult, step: str) -> int:
    return next(item.left_out for item in found.attrition if str(item.step) == step)


def test_the_mean_counts_every_time_and_the_chance_every_case() -> None:
    found = result([*reports("a", 0, 10, 20, 90), *reports("b", 0), *reports("c", 5, 45)])
    assert mean(found, column=0).value == pytest.approx(2 / 3)
    assert mean(found).value == pytest.approx(4 / 3)
    assert (mean(found).n, mean(found).events) == (3, 4)
    chances = [figure(found, f"minstens-{number}", table="kansen") for number in (1, 2, 3)]
    assert [item.value for item in chances if isinstance(item, Probability)] == pytest.approx(
        [2 / 3, 1 / 3, 1 / 3]
    )


def test_the_interval_is_that_of_cases_and_not_of_events() -> None:
    # one case has all ten events: 1 per case, of which nobody can say more than of one case in ten
    found = mean(
        result([*reports("a", *range(0, 51, 5)), *(r for k in range(9) for r in reports(f"b{k}", 0))])
    )
    assert found.value == pytest.approx(1.0)
    error = (9**2 + 9 * 1) ** 0.5 / 10
    assert log(found.high / found.value) == pytest.approx(1.96 * error, rel=1e-4)


def test_who_is_lost_stays_in_one_mean_and_leaves_the_other() -> None:
    # Day 10: a dies. Day 20: one of the two left has an event, day 30 again.
    rows = [*reports("a", 0), H(day(10), "overlijden", "a"), *reports("b", 0, 20, 30), *reports("c", 0)]
    found = result(rows)
    assert mean(found).value == pytest.approx(2 / 3)
    assert mean(found, "blijvers").value == pytest.approx(1.0)


def test_without_losses_there_is_one_mean() -> None:
    rows = result(reports("a", 0, 10)).tables[0].rows
    assert [row.id for row in rows] == ["alle"]


def test_parts_add_up_and_what_is_in_none_is_shown() -> None:
    rows = [
        *reports("a", 0),
        *reports("a", 10, 20, zorgsoort="geweld"),
        *reports("a", 20, 30, zorgsoort="zorgen"),
        *reports("a", 40),
        *reports("b", 0),
        H(day(50), "vertrek", "b"),
    ]
    found = result(rows, waarvan=KINDS)
    parts = {name: mean(found, name) for name in ("onderdeel-geweld", "onderdeel-zorgen", "zonder-onderdeel")}
    # day 20 had both: it counts as the first part, violence
    assert [part.events for part in parts.values()] == [2, 1, 1]
    assert sum(part.value for part in parts.values()) == pytest.approx(mean(found).value)
    known = result(reports("a", 0) + reports("a", 10, zorgsoort="geweld"), waarvan=KINDS)
    assert [row.id for row in known.tables[0].rows] == ["alle", "onderdeel-geweld", "onderdeel-zorgen"]


def test_more_on_one_day_is_one_and_what_is_merged_is_counted() -> None:
    found = result([*reports("a", 0, 0, 10, 10, 10, 20), *reports("b", 0)])
    assert mean(found).value == 1.0
    assert left_out(found, "een per dag") == 2


def test_what_comes_after_a_loss_does_not_count_and_is_counted() -> None:
    found = result([*reports("a", 0, 10, 30, 40), H(day(20), "vertrek", "a"), *reports("b", 0)])
    assert mean(found).events == 1
    assert left_out(found, "voor een verlies") == 2


def test_a_loss_on_the_day_of_an_event_counts_a_day_later_and_is_said() -> None:
    rows = [*reports("a", 0, 10), H(day(10), "overlijden", "a"), *reports("b", 0, 11), *reports("c", 0, 12)]
    found = result(rows)
    # on day 11 a is still there: 1/3 + 1/3, and then two in three are left: 2/3 x 1/2
    assert mean(found).value == pytest.approx(1.0)
    assert mean(found, "blijvers").value == pytest.approx(1 / 3 + 1 / 3 + 1 / 2)
    assert left_out(found, "verlies op een andere dag dan een herhaling") == 1


def test_a_case_that_starts_on_the_last_day_has_no_day_to_follow() -> None:
    found = result([*reports("a", 0, 10), H(DATA[1], "melding", "b")])
    assert mean(found).n == 1
    assert left_out(found, "gevolgd na de dag van het begin") == 1


def test_on_the_calendar_cases_come_in_sight_on_their_start() -> None:
    rows = [*reports("a", 0, 20, 60), *reports("b", 40, 50)]
    found = result(rows, klok="kalender", waarvan=KINDS)
    # day 20: a alone; days 50 and 60: both in sight
    assert mean(found, column=0).value == 1.0
    assert mean(found).value == 2.0
    # chances run from the start of each case: b has its event within 100 days too
    first = figure(found, "minstens-1", table="kansen")
    assert isinstance(first, Probability)
    assert first.value == 1.0
    assert "kalender" not in str(found.definition)
    assert any("eerste dag van de periode" in str(text) for _, text in found.definition)


def grouped(number: int, earlier: bool, *days: int) -> list[H]:
    rows: list[H] = []
    for case in range(number):
        name = f"{'wel' if earlier else 'geen'}-{case}"
        # every third case has one event less
        shown = days[:-1] if case % 3 == 0 else days
        rows += reports(name, *([-100] if earlier else []), 0, *shown)
    return rows


def test_groups_are_set_beside_the_first_with_a_test() -> None:
    found = result([*grouped(12, True, 10, 20, 30), *grouped(15, False, 40)], groepen=EARLIER)
    difference, test = (figure(found, "groep-wel", column, "groepen") for column in (2, 3))
    assert isinstance(difference, Difference)
    assert isinstance(test, PValue)
    assert difference.value == pytest.approx(8 / 3 - 2 / 3)
    assert difference.low < difference.value < difference.high
    assert (difference.n, difference.events, difference.of) == (12, 10, "numbers")
    assert test.value < 0.001
    assert figure(found, "groep-geen", 2, "groepen") is None
    assert [curve.id for curve in found.curves] == ["groep-geen", "groep-wel"]


def test_who_fits_no_group_is_shown_and_not_compared() -> None:
    split = EARLIER | {"groepen": [EARLIER["groepen"][0], {"id": "veel", "naam": "veel", "minstens": 5}]}  # type: ignore[index]
    found = result([*grouped(4, True, 10), *grouped(4, False, 10)], groepen=split)
    assert figure(found, "zonder-groep", 0, "groepen") == Count(4, "maat:zonder-groep:casussen")
    assert figure(found, "zonder-groep", 2, "groepen") is None
    # the sentence may name a group without cases
    empty = found.headline["gemiddeld_groep_veel"]
    assert release(found, Policy()).headline["gemiddeld_groep_veel"] == Hidden()
    assert isinstance(empty, MeanNumber)
    assert empty.n == 0


def test_groups_without_events_are_not_tested() -> None:
    found = result([*grouped(4, True), *grouped(4, False)], groepen=EARLIER)
    difference, test = (figure(found, "groep-wel", column, "groepen") for column in (2, 3))
    assert isinstance(difference, Difference)
    assert (difference.value, test) == (0.0, None)


def test_where_nobody_could_be_followed_so_long_no_mean_is_given() -> None:
    late = [{"duur": 100, "eenheid": "dagen"}, {"duur": 12, "eenheid": "maanden"}]
    found = result([*reports("a", 30, 40), *reports("b", 200)], horizonnen=late)
    assert mean(found, column=0).value == 0.5
    assert figure(found, "alle", 1) is None
    assert any("12 maanden" in str(warning) for warning in found.warnings)
    # the sentence is about the longest horizon that says something
    assert (str(found.words["horizon"]), found.headline["gemiddeld"]) == ("100 dagen", mean(found, column=0))
    too_few = found.headline["gemiddeld_12_maanden"]
    assert isinstance(too_few, MeanNumber)
    assert too_few.n == 0
    nothing = result(reports("a", 340, 350))
    assert nothing.headline == {}


def test_where_all_were_lost_before_a_horizon_its_mean_is_not_known() -> None:
    found = result([*reports("a", 0, 10), H(day(50), "overlijden", "a")])
    assert (mean(found, column=0).n, mean(found, column=1).n) == (1, 0)


def test_on_the_calendar_a_horizon_past_the_data_has_no_figure() -> None:
    late = [{"duur": 100, "eenheid": "dagen"}, {"duur": 13, "eenheid": "maanden"}]
    found = result(reports("a", 0, 10), klok="kalender", horizonnen=late)
    assert [item is None for item in found.tables[0].rows[0].figures] == [False, True]


def test_nothing_seen_is_not_nothing_possible() -> None:
    found = mean(result([row for number in range(50) for row in reports(f"h{number}", 0)]))
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(-log(0.025) / 50)


def test_days_to_the_next_time_are_of_those_who_had_the_one_before() -> None:
    found = result(
        [*reports("a", 0, 10, 14, 50), *reports("b", 0, 30, 60), *reports("c", 0), *reports("d", 0)]
    )
    gaps = {number: figure(found, f"keer-{number}", 2, "tussentijd") for number in (1, 2, 3)}
    counts = {number: figure(found, f"keer-{number}", 0, "tussentijd") for number in (1, 2, 3)}
    assert [item.n for item in counts.values() if isinstance(item, Count)] == [4, 2, 2]
    halves = [item.value for item in gaps.values() if isinstance(item, Days)]
    # half of four by day 30; of two: 4 and 30 days, in the middle of the step; 36 days, and one had no third
    assert halves == [30.0, 17.0, 36.0]


def test_the_curve_ends_where_the_table_does() -> None:
    rows = [*reports("a", 0, 10, 150), *reports("b", 0, 99, 100), H(day(120), "overlijden", "b")]
    found = result(rows, waarvan=KINDS)
    curve: Curve = found.curves[0]
    last = curve.points[-1]
    assert (curve.of, last.day, last.value, last.events) == ("number", 100, mean(found).value, 3)
    assert [item.id for item in found.curves] == [
        "alle",
        "onderdeel-geweld",
        "onderdeel-zorgen",
        "zonder-onderdeel",
    ]


def test_every_figure_that_a_sentence_may_name_is_there() -> None:
    chain = chain_with(waarvan=KINDS, groepen=EARLIER)
    found = result(reports("a", 0, 10), waarvan=KINDS, groepen=EARLIER)
    named = placeholders(chain.measures[0], chain)
    assert named == set(found.headline) | set(found.words) | {"laag", "hoog"}


def test_what_is_said_to_add_up_adds_up() -> None:
    rows = [*grouped(12, True, 10, 20, 30), *grouped(15, False, 40), H(day(25), "overlijden", "wel-3")]
    found = result([*rows, *reports("laat", 330)], groepen=EARLIER, waarvan=KINDS)
    numbers: dict[str | None, float] = {}
    for table in found.tables:
        for row in table.rows:
            for item in row.figures:
                if isinstance(item, Count):
                    numbers[item.name] = item.n
                elif isinstance(item, MeanNumber | Probability):
                    numbers[item.part] = item.value * item.n
                elif isinstance(item, Share):
                    numbers[item.part] = item.x
    assert found.relations
    for relation in found.relations:
        left, right = (sum(numbers[name] for name in side) for side in (relation.left, relation.right))
        if isinstance(relation, Equal):
            assert left == pytest.approx(right)
        else:
            assert isinstance(relation, AtMost)
            assert left <= right + 1e-9


def test_what_leaves_gives_no_small_number_away() -> None:
    for violence, concerns, unknown, earlier in (
        (95, 4, 0, 6),
        (40, 30, 3, 0),
        (12, 11, 9, 25),
        (3, 80, 12, 11),
    ):
        rows: list[H] = []
        for case in range(60):
            rows += reports(f"h{case}", *([-50] if case < earlier else []), 0)
        kinds = ["geweld"] * violence + ["zorgen"] * concerns + [None] * unknown
        for number, kind in enumerate(kinds):
            rows.append(H(day(1 + number // 60), "melding", f"h{number % 60}", zorgsoort=kind))
        rows += [H(day(20 + case), "overlijden", f"h{case}") for case in range(4)]
        exact = result(rows, waarvan=KINDS, groepen=EARLIER)
        known = known_of_result(release(exact, Policy()), Policy())
        found = attack(known)
        assert_true(known, found, truth((exact,)))
        assert given_away(found) == ()


def test_the_sentence_gives_the_mean_with_its_interval() -> None:
    chain = chain_with(zin="Er kwamen {gemiddeld} ({laag} tot {hoog}, n = {n}) in {horizon}.")
    rows = [row for case in range(60) for row in reports(f"h{case}", 0, *(range(1, 1 + case % 3)))]
    found = release(measure(history_of(rows, chain=chain, data=DATA), chain.measures[0]), Policy())
    said = sentence_of(chain.measures[0], found, "nl")
    # 1 divided and multiplied by exp(1.96 x 0.1054) is 0.81 to 1.23: 48.8 to 73.8 events, outward to fives
    assert said == "Er kwamen 1,00 (0,75 tot 1,25, n = 60) in 100 dagen."
