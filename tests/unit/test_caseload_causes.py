"""Why two caseloads differ, from figures that may be shown: the split, the sentence, what is hidden, the chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ketenzicht.causes.caseload_tree import REST, CaseloadTree
from ketenzicht.causes.difference import difference
from ketenzicht.measures.result import CaseProducts, Count, Equal, Exposure, Level, MeasureResult, Row, Table
from ketenzicht.message import message
from ketenzicht.publish.caseload import beside, explained, sides_of
from ketenzicht.publish.caseload_chance import chance_of
from ketenzicht.publish.charts import chart_of
from ketenzicht.publish.language import Wording
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, PublishedNumber, PublishedResult
from ketenzicht.publish.release import release

pytestmark = pytest.mark.unit

NL = Wording("nl")
THIS, BEFORE = message("deze periode"), message("de periode ervoor")


def tree(**changes: object) -> CaseloadTree:
    usual = CaseloadTree(
        days=100,
        caseload=60,
        reports=200,
        first=100,
        repeats={"geen-hulp": 60, "uitval": 40},
        stages={"onderzoek": 40, "monitoring": 20},
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def measured(
    reports: tuple[tuple[int, ...], ...],
    stages: tuple[tuple[float, ...], ...],
    *,
    days: int = 100,
    inhabitants: tuple[int | None, ...] = (None, None),
) -> MeasureResult:
    """A caseload with first reports, repeats without help and after drop-out; two stages."""
    labels = (THIS, BEFORE)[: len(reports)]
    sides = range(len(labels))
    before = ("eerste", "geen-hulp", "hulp-uitval")
    parts = ("onderzoek", "monitoring")
    report_rows = [
        Row(
            "meldingen", message("alle meldingen"), tuple(Count(sum(reports[at]), f"m@{at}") for at in sides)
        ),
        *(
            Row(id_, message(id_), tuple(Count(reports[at][place], f"m-{id_}@{at}") for at in sides), 1)
            for place, id_ in enumerate(before)
        ),
    ]
    open_rows = [
        Row(
            "gemiddeld",
            message("gemiddelde caseload"),
            tuple(Level(sum(stages[at]), f"o@{at}") for at in sides),
        ),
        *(
            Row(id_, message(id_), tuple(Level(stages[at][place], f"o-{id_}@{at}") for at in sides), 1)
            for place, id_ in enumerate(parts)
        ),
    ]
    return MeasureResult(
        measure="caseload-opbouw",
        kind="caseload",
        unit=message("huishouden"),
        definition=(),
        tables=(
            Table("caseload", message("Open"), labels, tuple(open_rows)),
            Table("meldingen", message("Meldingen"), labels, tuple(report_rows)),
        ),
        chart="waterfall",
        relations=tuple(Equal(tuple(f"o-{id_}@{at}" for id_ in parts), (f"o@{at}",)) for at in sides),
        exposure=tuple(Exposure(days, inhabitants[at], "CBS" if inhabitants[at] else "") for at in sides),
    )


def told(result: MeasureResult) -> PublishedResult:
    return explained(release(result, Policy()), Policy().rounding)


def rows_of(result: PublishedResult, table: str) -> dict[str, float]:
    found = next(item for item in result.tables if item.id == table)
    return {row.id: row.figures[0].value for row in found.rows if isinstance(row.figures[0], PublishedNumber)}


def test_only_more_first_reports_is_all_of_the_difference() -> None:
    # twice of everything but the time open per report
    found = difference(
        tree(),
        tree(
            caseload=120,
            reports=400,
            first=200,
            repeats={"geen-hulp": 120, "uitval": 80},
            stages={"onderzoek": 80, "monitoring": 40},
        ),
    )
    assert {item.name: round(item.adds, 9) for item in found.factors} == {
        "eerste": 60,
        "herhaling": 0,
        "duur": 0,
    }


def test_more_people_alone_is_all_of_the_number_of_inhabitants() -> None:
    found = difference(
        tree(inhabitants=1000),
        tree(
            inhabitants=2000,
            caseload=120,
            reports=400,
            first=200,
            repeats={"geen-hulp": 120, "uitval": 80},
            stages={"onderzoek": 80, "monitoring": 40},
        ),
    )
    assert {item.name: round(item.adds, 9) for item in found.factors} == {
        "inwoners": 60,
        "eerste-per-inwoner": 0,
        "herhaling": 0,
        "duur": 0,
    }


def test_the_part_that_changed_has_all_of_its_factor() -> None:
    found = difference(
        tree(),
        tree(
            caseload=75,
            reports=250,
            repeats={"geen-hulp": 60, "uitval": 90},
            stages={"onderzoek": 50, "monitoring": 25},
        ),
    )
    repeats = next(item for item in found.factors if item.name == "herhaling")
    assert repeats.adds == pytest.approx(15, abs=1e-9)
    assert repeats.parts == pytest.approx({"geen-hulp": 0, "uitval": 15, REST: 0}, abs=1e-9)


def test_a_longer_period_with_as_much_per_day_is_no_difference() -> None:
    double = tree(days=200, reports=400, first=200, repeats={"geen-hulp": 120, "uitval": 80})
    assert [round(item.adds, 9) for item in difference(tree(), double).factors] == [0, 0, 0]


def test_first_reports_that_one_side_does_not_know_are_no_factor() -> None:
    found = difference(tree(), tree(first=None, reports=300, caseload=90))
    assert [item.name for item in found.factors] == ["meldingen", "duur"]
    assert sum(item.adds for item in found.factors) == pytest.approx(30, abs=1e-9)


def test_repeats_without_first_reports_are_taken_with_them() -> None:
    found = difference(tree(), tree(first=0, reports=100))
    assert [item.name for item in found.factors] == ["meldingen", "duur"]


def test_a_part_that_one_side_does_not_know_is_in_the_rest_of_both() -> None:
    found = difference(tree(), tree(stages={"onderzoek": 50}))
    time = next(item for item in found.factors if item.name == "duur")
    assert set(time.parts) == {"onderzoek", REST}
    assert time.parts["onderzoek"] == pytest.approx(10, abs=1e-9)
    assert time.parts[REST] == pytest.approx(-10, abs=1e-9)


def test_the_sentence_says_how_many_by_which_factor_and_mainly_which_part() -> None:
    result = told(measured(((100, 60, 90), (100, 60, 40)), ((50.0, 25.0), (40.0, 20.0))))
    assert NL.text(result.words["verschil"]) == (
        "Dat zijn er 15 meer, vergeleken met de periode ervoor. Daarvan: 15 meer doordat er meer meldingen zijn "
        "voor elke eerste melding (vooral: hulp-uitval)."
    )
    assert NL.text(result.words["per_eerste"]) == "2,5"
    assert NL.text(result.words["dagen_per_melding"]) == "30"


def test_a_difference_smaller_than_the_rounding_is_none() -> None:
    result = told(measured(((100, 60, 40), (100, 60, 40)), ((41.0, 20.0), (40.0, 20.0))))
    assert NL.text(result.words["verschil"]) == "Dat is ongeveer evenveel, vergeleken met de periode ervoor."


def test_rows_of_the_difference_lead_from_one_caseload_to_the_other() -> None:
    result = told(measured(((120, 70, 40), (100, 60, 40)), ((55.0, 30.0), (40.0, 20.0))))
    rows = rows_of(result, "verschil")
    factors = sum(rows[name] for name in ("eerste", "herhaling", "duur"))
    assert rows["van"] + factors == pytest.approx(rows["naar"], abs=0.2)
    for name in ("herhaling", "duur"):
        parts = sum(value for row, value in rows.items() if row.startswith(f"{name}-"))
        assert parts == pytest.approx(rows[name], abs=0.3)


def test_everything_is_worked_out_of_what_is_shown() -> None:
    """Exact numbers that are published alike give the same answer: nothing more leaves."""
    one = told(measured(((101, 59, 41), (99, 61, 40)), ((41.0, 21.0), (38.4, 19.1))))
    other = told(measured(((99, 61, 42), (101, 59, 38)), ((38.0, 22.2), (42.4, 18.3))))
    assert one.tables == other.tables
    assert one.words == other.words


def test_a_small_part_is_hidden_and_its_days_are_in_the_rest() -> None:
    result = told(measured(((100, 60, 4), (100, 60, 40)), ((50.0, 4.0), (40.0, 20.0))))
    shown = {row.id: row.figures for table in result.tables[:1] for row in table.rows}
    assert isinstance(shown["monitoring"][0], Hidden)
    rows = rows_of(result, "verschil")
    assert "duur-monitoring" not in rows
    assert "herhaling-hulp-uitval" not in rows
    assert "duur-rest" in rows


def test_too_small_a_caseload_is_not_compared() -> None:
    result = told(measured(((100, 60, 40), (100, 60, 40)), ((50.0, 14.0), (2.0, 3.0))))
    assert sides_of(result)[1] is None
    assert not [table for table in result.tables if table.id == "verschil"]
    assert NL.text(result.words["verschil"]) == "Een verschil is niet te tonen."


def test_inhabitants_make_the_tree_begin_one_step_earlier() -> None:
    sides = ((100, 60, 40), (100, 60, 40)), ((50.0, 14.0), (40.0, 14.0))
    with_people = told(measured(*sides, inhabitants=(50_000, 50_000)))
    assert rows_of(with_people, "boom")["per-1000"] == 2.0
    assert "per-1000" not in rows_of(told(measured(*sides)), "boom")


def test_two_studies_stand_beside_each_other() -> None:
    one, other = (
        release(measured((reports,), (stages,)), Policy())
        for reports, stages in (((100, 60, 90), (50.0, 25.0)), ((100, 60, 40), (40.0, 20.0)))
    )
    both = explained(beside(one, replace(other)), 5)
    assert rows_of(both, "verschil")["herhaling"] == 15


def test_explaining_twice_is_explaining_once() -> None:
    once = told(measured(((120, 70, 40), (100, 60, 40)), ((55.0, 30.0), (40.0, 20.0))))
    assert explained(once, 5) == once


def with_products(result: MeasureResult, spread: float) -> MeasureResult:
    """As if each number came from cases that add one to it and to nothing else, so many times as spread."""
    numbers = [
        (column, table.id, row.id, getattr(figure, "n", None) or figure.value)  # type: ignore[union-attr]
        for table in result.tables
        for row in table.rows
        if row.level
        for column, figure in enumerate(row.figures)
    ]
    sums = tuple(tuple(spread * one[3] if one is other else 0.0 for other in numbers) for one in numbers)
    return replace(result, products=CaseProducts(tuple(one[:3] for one in numbers), sums))


def test_intervals_go_outward_to_the_rounding_and_stand_around_their_figure() -> None:
    exact = with_products(measured(((120, 70, 40), (100, 60, 40)), ((55.0, 30.0), (40.0, 20.0))), 1.0)
    shown = release(exact, Policy())
    result = explained(shown, 5, chance_of(shown, [exact], 5))
    found = {table.id: {row.id: row.figures[0] for row in table.rows} for table in result.tables}
    first = found["boom"]["eerste"]
    # of 120 first reports that come by themselves 95 of 100 lie within 120 e^(1.96 / sqrt 120): 100.3 to 143.5
    assert isinstance(first, PublishedNumber)
    assert (first.low, first.high) == (100, 145)
    for figure in (*found["boom"].values(), *found["verschil"].values()):
        assert isinstance(figure, PublishedNumber)
        if figure.low is not None and figure.high is not None:
            assert figure.low <= figure.value <= figure.high
    adds = found["verschil"]["herhaling"]
    assert isinstance(adds, PublishedNumber)
    assert adds.low is not None
    assert adds.low % 5 == 0
    assert found["verschil"]["herhaling-rest"].low is None  # type: ignore[union-attr]
    assert "Met toeval erbij ligt dat tussen" in NL.text(result.words["verschil"])


def test_a_factor_that_chance_could_make_is_said_to_be_chance() -> None:
    for spread, said in ((0.01, False), (20.0, True)):
        exact = with_products(measured(((100, 60, 90), (100, 60, 40)), ((50.0, 25.0), (40.0, 20.0))), spread)
        shown = release(exact, Policy())
        words = NL.text(explained(shown, 5, chance_of(shown, [exact], 5)).words["verschil"])
        assert ("kan toeval zijn" in words) == said


def test_of_two_studies_chance_adds_up() -> None:
    exact = [
        with_products(measured((reports,), (stages,)), 1.0)
        for reports, stages in (((100, 60, 90), (50.0, 25.0)), ((100, 60, 40), (40.0, 20.0)))
    ]
    both = beside(*(release(one, Policy()) for one in exact))
    chance = chance_of(both, exact, 5)
    alone = with_products(measured(((100, 60, 90), (100, 60, 40)), ((50.0, 25.0), (40.0, 20.0))), 1.0)
    assert chance is not None
    assert chance == chance_of(release(alone, Policy()), [alone], 5)


@pytest.mark.parametrize("sides", [1, 2])
def test_the_waterfall_is_an_image_with_a_description(sides: int) -> None:
    result = told(measured(((120, 70, 40), (100, 60, 40))[:sides], ((55.0, 30.0), (40.0, 20.0))[:sides]))
    days = (date(2024, 1, 1), date(2024, 12, 31))
    chart = chart_of(result, title="Caseload", sentence="Een zin.", period=days, wording=NL)
    assert chart is not None
    assert "<desc" in chart.svg
    assert ("De periode ervoor" in chart.svg) == (sides == 2)
    assert chart == chart_of(result, title="Caseload", sentence="Een zin.", period=days, wording=NL)
