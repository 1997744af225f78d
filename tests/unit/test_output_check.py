"""The checks on outputs: each can pass, ask for a look or fail, and what fails leaves in no file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from helpers import report_content as example
from ketenzicht.attrition import Attrition
from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.result import (
    Count,
    Curve,
    CurvePoint,
    Days,
    Figure,
    Level,
    Mean,
    MeasureResult,
    Probability,
    PValue,
    Rate,
    Ratio,
    Row,
    Series,
    Table,
)
from ketenzicht.message import message
from ketenzicht.publish.content import ReleaseFacts
from ketenzicht.publish.context import context_line, status_of
from ketenzicht.publish.data import results_data
from ketenzicht.publish.language import Wording
from ketenzicht.publish.output_check import check_outputs, without_refused
from ketenzicht.publish.outputs import CheckedOutput, overall
from ketenzicht.publish.policy import Dominance, Policy
from ketenzicht.publish.published import Hidden, Published, PublishedCount, PublishedNumber
from ketenzicht.publish.release import release, release_together, rounded
from ketenzicht.publish.statbarn import CHECKS_OF_RISK, RISKS

pytestmark = pytest.mark.unit

STEP = Attrition(message("gekoppeld"), message("meldingen"), 500, 480, message("niet te koppelen"))


def measure(*figures: Figure, **more: object) -> MeasureResult:
    """A measure with one table of one column."""
    rows = tuple(Row(f"rij-{number}", message("Op tijd"), (figure,)) for number, figure in enumerate(figures))
    table = Table("tabel", message("Aandeel"), (message("Aandeel"),), rows)
    usual = {"tables": (table,), "attrition": (STEP,)}
    return MeasureResult("maat", "op-tijd", message("huishouden"), (), **{**usual, **more})  # type: ignore[arg-type]


def checked(result: MeasureResult, policy: Policy | None = None) -> dict[str, CheckedOutput]:
    policy = policy or Policy()
    outputs = check_outputs([result], Published((release(result, policy),)), policy)
    return {output.id: output for output in outputs}


def of_example() -> tuple[CheckedOutput, ...]:
    """What belongs to the whole of the made-up report."""
    content = example.content()
    return check_outputs([], Published((), content.attrition, content.quality), content.policy)


def table_of(*figures: Figure, policy: Policy | None = None) -> CheckedOutput:
    return checked(measure(*figures), policy)["maat/table/tabel"]


def said(output: CheckedOutput) -> str:
    return "; ".join(Wording("nl").text(reason) for reason in output.reasons)


@pytest.mark.parametrize(
    ("figure", "statbarn"),
    [
        (Count(50), "Frequencies"),
        (share(50, 100), "Frequencies"),
        (Probability(0.5, 0.4, 0.6, 100, 50), "HazardSurvivalTables"),
        (Mean(4.0, 50, largest=9.0), "LinearAggregations"),
        (Level(40.0), "LinearAggregations"),
        (Rate(40, 365), "LinearAggregations"),
        (Days(12.0, 50), "Position"),
        (Ratio(1.2, 0.9, 1.6, 50, 20), "CalculatedRatios"),
        (PValue(0.03, 50), "StatisticalHypothesisTests"),
    ],
)
def test_each_figure_is_of_one_kind_and_gets_the_checks_of_its_risks(figure: Figure, statbarn: str) -> None:
    output = table_of(figure)
    assert output.statbarns == (statbarn,)
    asked = {check for risk in RISKS[output.statbarns[0]] for check in CHECKS_OF_RISK[risk]}
    assert asked | {"MissingCheck"} <= set(dict(output.checks))


def test_what_is_in_order_is_protected() -> None:
    output = table_of(share(50, 100), share(30, 100))
    assert output.status == "protected"
    assert set(dict(output.checks).values()) == {"pass"}
    assert (output.n, output.shown, output.small, output.derivable) == (100, 2, 0, 0)


def test_hidden_figures_are_counted_and_do_no_harm() -> None:
    output = table_of(share(50, 100), share(3, 100))
    assert (output.status, output.shown, output.small) == ("protected", 1, 1)


def test_an_output_of_which_nothing_is_shown_is_withheld() -> None:
    output = table_of(Count(3), Count(7))
    assert (output.status, output.n, output.shown) == ("withheld", None, 0)


def test_a_small_number_that_slipped_through_fails_and_is_taken_out() -> None:
    result, policy = measure(Count(50), Count(4)), Policy()
    honest = release(result, policy)
    row = replace(honest.tables[0].rows[1], figures=(PublishedCount(5),))
    leaking = replace(honest, tables=(replace(honest.tables[0], rows=(honest.tables[0].rows[0], row)),))
    outputs = check_outputs([result], Published((leaking,)), policy)
    [output] = [item for item in outputs if item.part == "table"]
    assert dict(output.checks)["MinimumThresholdCheck"] == "fail"
    assert output.status == "refused"
    assert "niet gehaald: geen cijfer rust op een te klein aantal" in said(output)
    [cleaned] = without_refused(Published((leaking,)), outputs).results
    assert cleaned.tables == ()
    assert cleaned.chart == "none"


@pytest.mark.parametrize(("n", "status"), [(11, "protected"), (30, "protected"), (10, "withheld")])
def test_a_test_needs_degrees_of_freedom(n: int, status: str) -> None:
    assert table_of(PValue(0.04, n)).status == status


def test_a_policy_may_ask_for_more_degrees_of_freedom() -> None:
    strict = Policy(degrees_of_freedom=60)
    assert table_of(PValue(0.04, 60), policy=strict).status == "withheld"
    chance = table_of(Probability(0.5, 0.4, 0.6, 50, 25), policy=strict)
    assert dict(chance.checks)["MinimumDoFCheck"] == "fail"
    assert chance.status == "refused"


@pytest.mark.parametrize(
    ("largest", "rule", "outcomes"),
    [
        (20.0, Dominance(), ("pass", "pass")),
        (95.0, Dominance(), ("fail", "fail")),
        (45.0, Dominance(), ("fail", "pass")),
        (45.0, Dominance(rest=0.5), ("fail", "fail")),
        (45.0, Dominance(number=1), ("pass", "pass")),
        (None, Dominance(), ("review", "review")),
    ],
)
def test_dominance_by_hand(largest: float | None, rule: Dominance, outcomes: tuple[str, str]) -> None:
    # twenty cases with 100 days together; the largest has so many of them
    output = table_of(Mean(5.0, 20, largest=largest), policy=Policy(dominance=rule))
    checks = dict(output.checks)
    assert (checks["NKCheck"], checks["PPercentCheck"]) == outcomes


@pytest.mark.parametrize(
    ("rule", "status", "outcome", "named"),
    [
        ("review", "review", "review", True),
        ("warn", "protected", "pass", True),
        ("allow", "protected", "pass", False),
    ],
)
@pytest.mark.parametrize(("x", "who"), [(0, "niemand"), (100, "iedereen")])
def test_nobody_and_everybody_by_policy(
    rule: str, status: str, outcome: str, named: bool, x: int, who: str
) -> None:
    output = table_of(share(x, 100), policy=Policy(class_disclosure=rule))  # type: ignore[arg-type]
    assert (output.status, dict(output.checks)["PresenceOfZeroCheck"]) == (status, outcome)
    assert (f"{who}: Op tijd" in said(output)) == named


def test_an_estimated_total_rests_on_the_cases_that_were_counted() -> None:
    result, policy = measure(Level(400.0), Level(60.0, per_case=20.0)), Policy()
    honest = release(result, policy)
    assert isinstance(honest.tables[0].rows[1].figures[0], Hidden)
    row = replace(honest.tables[0].rows[1], figures=(PublishedNumber(60.0, 60, 0),))
    leaking = replace(honest, tables=(replace(honest.tables[0], rows=(honest.tables[0].rows[0], row)),))
    outputs = check_outputs([result], Published((leaking,)), policy)
    [output] = [item for item in outputs if item.part == "table"]
    assert dict(output.checks)["MinimumThresholdCheck"] == "fail"
    assert output.status == "refused"


def test_nobody_is_also_seen_in_a_chance() -> None:
    output = table_of(Probability(0.0, 0.0, 0.02, 100, 0), policy=Policy(class_disclosure="review"))
    assert output.status == "review"


def test_a_ratio_asks_for_a_look_unless_the_custodian_allows_ratios() -> None:
    output = table_of(Ratio(1.2, 0.9, 1.6, 50, 20))
    assert (output.status, dict(output.checks)["StatbarnDataCheck"]) == ("review", "review")
    allowed = table_of(Ratio(1.2, 0.9, 1.6, 50, 20), policy=Policy(allowed=frozenset(["CalculatedRatios"])))
    assert (allowed.status, dict(allowed.checks)["StatbarnDataCheck"]) == ("protected", "pass")


def test_steps_of_a_line_are_safe_because_of_rounding() -> None:
    points = tuple(
        CurvePoint(day, day / 400, 0.0, 0.9, 200 - day // 4, day // 2) for day in range(30, 361, 30)
    )
    result = measure(Count(200), curves=(Curve("uitval", message("Uitkomst"), 200, points),))
    assert checked(result)["maat/curves"].status == "protected"
    bare = checked(result, Policy(rounding=1))["maat/curves"]
    assert (bare.status, dict(bare.checks)["StatbarnDataCheck"]) == ("review", "review")


def test_the_months_of_a_series_are_one_output() -> None:
    days = tuple(date(2024, month, 1) for month in range(1, 5))
    result = measure(Count(200), series=(Series("open", message("Open"), days, (40, 4, 50, 60)),))
    output = checked(result)["maat/series"]
    assert (output.statbarns, output.shown, output.small, output.n) == (("Frequencies",), 3, 1, 60)


def test_a_policy_refuses_or_wants_to_see_a_kind_of_output() -> None:
    result = measure(Ratio(1.2, 0.9, 1.6, 50, 20), headline={"verhouding": Ratio(1.2, 0.9, 1.6, 50, 20)})
    policy = Policy(refused=frozenset(["CalculatedRatios"]))
    outputs = checked(result, policy)
    assert {output.status for output in outputs.values() if output.part != "attrition"} == {"refused"}
    assert "het beleid weigert verhoudingen tussen groepen" in said(outputs["maat/table/tabel"])
    [cleaned] = without_refused(Published((release(result, policy),)), outputs.values()).results
    assert cleaned.tables == ()
    assert cleaned.headline == {"verhouding": Hidden("geweigerd")}
    looked = table_of(Days(12.0, 50), policy=Policy(review=frozenset(["Position"])))
    assert looked.status == "review"
    assert "nakijken" in said(looked)


def test_missing_data_must_be_counted_beside_the_figures() -> None:
    [output] = checked(measure(Count(50), attrition=())).values()
    assert (output.status, dict(output.checks)["MissingCheck"]) == ("review", "review")


def test_what_is_refused_does_not_decide_for_what_leaves() -> None:
    assert overall(["protected", "refused", "withheld"]) == "protected"
    assert overall(["protected", "review"]) == "review"
    assert overall(["withheld", "refused"]) == "withheld"
    assert overall([]) == "protected"


def test_every_output_carries_its_context_in_the_data() -> None:
    content = example.content()
    data = results_data(replace(content, outputs=of_example()))
    assert [item["id"] for item in data["outputs"]] == ["attrition", "quality"]
    for item in data["outputs"]:
        assert (item["rounding"], item["threshold"], item["unit"]) == (5, 10, "huishouden")
        assert item["period"] == {"from": "2024-01-01", "to": "2024-12-31"}
        assert item["data_fingerprint"] == content.study.data_fingerprint
        assert item["program_version"] == "0.1.0"
        assert item["risks"] == ["ClassDisclosure", "Differencing", "LowCount"]


def test_the_line_under_a_table_says_what_a_loose_copy_needs() -> None:
    content = example.content()
    line = context_line(content, of_example()[:1], "VT_EERDER", Wording("nl")).replace("\u00a0", " ")
    for words in ("Beschermd", "afgerond op 5", "kleinste aantal 10", "huishouden", "n = 1.015", "VT_EERDER"):
        assert words in line
    assert content.study.data_fingerprint[:12] in line
    assert "1 januari 2024 tot en met 31 december 2024" in line


def test_nothing_is_simply_protected_while_a_second_person_must_look() -> None:
    content = example.content()
    outputs = of_example()
    asks = replace(content, policy=Policy(second_person=True), release=ReleaseFacts("ab" * 32))
    assert (status_of(content, outputs), status_of(asks, outputs)) == ("protected", "review")
    approved = replace(asks, release=ReleaseFacts("ab" * 32, approved_by="A. de Vries"))
    assert status_of(approved, outputs) == "protected"


def test_published_results_without_refusals_stay_the_same() -> None:
    published = Published((release(measure(Count(50)), Policy()),))
    assert without_refused(published, checked(measure(Count(50))).values()) is published


def test_what_belongs_to_the_whole_study_can_be_refused_as_well() -> None:
    content, policy = example.content(), Policy(refused=frozenset(["Frequencies"]))
    published = Published((), content.attrition, content.quality)
    left = without_refused(published, check_outputs([], published, policy))
    assert (left.attrition, left.quality) == ((), None)


def test_a_hidden_number_that_follows_from_the_rest_fails() -> None:
    # ten in all, ten in the one row: what is hidden in the other is 1 or 2
    rows = (Row("een", message("Op tijd"), (Count(10),)), Row("twee", message("Te laat"), (Count(2),)))
    total = Row("totaal", message("Totaal"), (Count(12),))
    table = Table("tabel", message("Aandeel"), (message("Aantal"),), (*rows, total), "totaal")
    result, policy = measure(tables=(table,)), Policy()
    leaking = rounded([result], policy)
    outputs = {output.id: output for output in check_outputs([result], leaking, policy)}
    assert dict(outputs["maat/table/tabel"].checks)["PresenceOfLinkedTableCheck"] == "fail"
    assert outputs["maat/table/tabel"].status == "refused"
    safe = {
        output.id: output for output in check_outputs([result], release_together([result], policy), policy)
    }
    assert dict(safe["maat/table/tabel"].checks)["PresenceOfLinkedTableCheck"] == "pass"


def test_a_point_of_a_line_with_few_still_followed_fails() -> None:
    points = tuple(
        CurvePoint(day, day / 400, 0.0, 0.9, 200 - day // 2, day // 2) for day in range(30, 361, 30)
    )
    result, policy = (
        measure(Count(200), curves=(Curve("uitval", message("Uitkomst"), 200, points),)),
        Policy(),
    )
    published = release(result, policy)
    few = replace(result.curves[0], points=tuple(replace(point, at_risk=8) for point in points))
    outputs = check_outputs([replace(result, curves=(few,))], Published((published,)), policy)
    [output] = [item for item in outputs if item.part == "curves"]
    assert dict(output.checks)["MinimumThresholdCheck"] == "fail"
