"""What the answers of 76 made-up organisations tell, held against the truth that made them."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.partnerships import (
    OTHERWISE,
    SILENT,
    WITH_ROWS,
    WITH_TOTALS,
    Truth,
    answers_of,
    rows_of,
    write_survey,
)
from ketenzicht.measures.result import Count, Level, MeasureResult, Probability
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, PublishedNumber, PublishedShare
from ketenzicht.publish.survey import release_survey
from ketenzicht.publish.survey_report import render_survey, survey_data, survey_pdf, survey_workbook
from ketenzicht.publish.survey_report import write_survey as write_files
from ketenzicht.survey.analysis.clustered_share import clustered_share
from ketenzicht.survey.analysis.given import Given, gather
from ketenzicht.survey.analysis.offer import offer_by_rows, offer_by_totals
from ketenzicht.survey.analysis.offer_figures import BY_ROWS, BY_TOTALS
from ketenzicht.survey.analysis.offer_figures import OTHERWISE as COUNTED_OTHERWISE
from ketenzicht.survey.analysis.ratio import ratio_total
from ketenzicht.survey.analysis.results import SurveyResults, analyse
from ketenzicht.survey.answers import AnswerFile, read_answer_folder
from ketenzicht.survey.load import SurveyFolder, load_survey
from ketenzicht.survey.model import AskedOrganisation
from ketenzicht.survey.typed import type_answers

pytestmark = pytest.mark.unit

TRUTH = Truth()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> SurveyFolder:
    return write_survey(tmp_path_factory.mktemp("uitvraag") / "thuiszitters")


@pytest.fixture(scope="module")
def files(folder: SurveyFolder) -> dict[str, AnswerFile]:
    return read_answer_folder(folder.folder / "antwoorden")


@pytest.fixture(scope="module")
def results(folder: SurveyFolder, files: dict[str, AnswerFile]) -> SurveyResults:
    return analyse(folder, files)


def measure(results: SurveyResults, name: str) -> MeasureResult:
    return next(one for one in results.measures if one.measure == name)


def chance(results: SurveyResults, name: str, figure: str) -> Probability:
    found = measure(results, name).headline[figure]
    assert isinstance(found, Probability)
    return found


def test_response_is_counted_by_group(results: SurveyResults) -> None:
    total = results.response[-1]
    assert (total.asked, total.submitted, total.begun) == (76, 76 - SILENT, 0)
    assert sum(row.asked for row in results.response[:-1]) == 76
    assert len(results.late) == SILENT
    covered = total.covered[0][1]
    assert covered is not None
    assert 0.5 < covered < 1


def test_the_offer_by_rows_and_by_totals_are_the_truth_that_made_them(results: SurveyResults) -> None:
    rows, totals = chance(results, BY_ROWS, "kans"), chance(results, BY_TOTALS, "aandeel")
    assert rows.low < TRUTH.by_rows < rows.high
    assert totals.low < TRUTH.by_totals < totals.high
    assert rows.high - rows.low < 0.05
    assert rows.value > totals.high


def test_who_counts_otherwise_is_in_no_other_figure(
    folder: SurveyFolder, files: dict[str, AnswerFile], results: SurveyResults
) -> None:
    assert {row.organisations for row in results.definitions if not row.as_asked} == {OTHERWISE}
    apart = measure(results, COUNTED_OTHERWISE).tables[0]
    assert [row.id for row in apart.rows] == ["LRV"]
    # their numbers are made a thousand times larger, and nothing moves but the row that is theirs
    worse = {
        code: replace(given, answers={**given.answers, "aanbod-van": 10**6, "aanbod-binnen": 1, "abs": 10**6})
        if given.answers["telling"] == "LRV"
        else given
        for code, given in files.items()
    }
    again = analyse(folder, worse)
    for one, other in zip(results.measures, again.measures, strict=True):
        assert (one == other) == (one.measure != COUNTED_OTHERWISE)


def test_rows_and_totals_share_nobody(folder: SurveyFolder, files: dict[str, AnswerFile]) -> None:
    """Who gives both is in the share by totals only as a row of its own."""
    offer = folder.survey.analysis.offer
    assert offer is not None
    both = {
        code: replace(given, answers={**given.answers, "aanbod-van": 10, "aanbod-binnen": 10})
        if "jongeren" in given.answers
        else given
        for code, given in files.items()
    }
    before = offer_by_totals(offer, [one for one in gather(folder, files)[0] if one.as_asked])
    after = offer_by_totals(offer, [one for one in gather(folder, both)[0] if one.as_asked])
    assert before is not None
    assert after is not None
    assert before.only_totals == after.only_totals
    assert before.beside_rows is None
    assert after.beside_rows is not None
    assert (after.beside_rows.value, after.organisations_beside, after.organisations_only) == (
        1,
        WITH_ROWS,
        WITH_TOTALS,
    )


def test_drafts_are_begun_and_count_for_nothing(folder: SurveyFolder, files: dict[str, AnswerFile]) -> None:
    drafts = {code: replace(given, submitted=False) for code, given in files.items()}
    found = analyse(folder, drafts)
    assert (found.response[-1].submitted, found.response[-1].begun) == (0, 76 - SILENT)
    assert found.measures == ()


def test_a_value_that_is_none_counts_for_nothing_and_is_said(
    folder: SurveyFolder, files: dict[str, AnswerFile]
) -> None:
    code = next(iter(files))
    wrong = replace(files[code], answers={**files[code].answers, "abs": "veel"})
    found = analyse(folder, files | {code: wrong})
    assert any("1 organisaties dienden 1 waarden" in str(one) for one in found.warnings)


def test_an_answer_of_nobody_who_was_asked_is_said(
    folder: SurveyFolder, files: dict[str, AnswerFile]
) -> None:
    found = analyse(folder, files | {"VREEMD": AnswerFile("VREEMD", "", "", {"abs": 5}, submitted=True)})
    assert any("VREEMD" in str(one) for one in found.warnings)
    assert found.measures == analyse(folder, files).measures


def test_a_period_at_home_from_before_is_followed_from_the_first_day() -> None:
    """By hand: two at risk from the start of the period on their 30th day, one from its own start."""
    survey = load_survey("thuiszitters").survey
    rows = [
        {
            "nummer": "a",
            "soort": "ABS",
            "begin": "2025-07-03",
            "aanbod-op": "2025-08-11",
        },  # day 39, enters after 28
        {
            "nummer": "b",
            "soort": "ABS",
            "begin": "2025-07-03",
            "einde-op": "2025-09-01",
            "einde-reden": "terug",
        },
        {
            "nummer": "c",
            "soort": "ABS",
            "begin": "2025-10-01",
            "aanbod-op": "2025-10-11",
        },  # day 10: alone at risk
        {"nummer": "d", "soort": "ABS", "begin": "2025-01-01", "aanbod-op": "2025-07-31"},  # over before
        {"nummer": "e", "soort": "ABS", "begin": "2025-10-01", "aanbod-op": "2025-10-01"},  # the day itself
        {"nummer": "f", "soort": "ABS", "begin": "2026-07-01"},  # censored on day 30
        {
            "nummer": "g",
            "soort": "ABS",
            "begin": "2025-01-01",
            "aanbod-op": "2025-09-01",
        },  # past the quarter already
    ]
    found = by_rows(survey, {"jongeren": rows})
    assert (found.given, found.over_before, found.too_long, found.same_day) == (7, 1, 1, 1)
    assert found.counts.started == 4
    # day 10: c among c and f; day 39: a among a and b; day 60: b is the last
    value = 1 / 2 + 1 / 2 * 1 / 2
    assert found.estimate.at(91, 0)[0] == pytest.approx(value)
    assert found.estimate.at(91, 1)[0] == pytest.approx(1 - value)
    assert found.reasons == ("terug",)


def by_rows(survey: Any, answers: dict[str, Any]) -> Any:
    organisation = AskedOrganisation(code="a", name="a")
    given = Given(organisation, type_answers(survey, answers)[0], begun=True, as_asked=True)
    return offer_by_rows(survey, survey.analysis.offer, [given])


def test_totals_and_rows_that_differ_are_listed(folder: SurveyFolder, files: dict[str, AnswerFile]) -> None:
    code = next(code for code, given in files.items() if "jongeren" in given.answers)
    rows = [row for row in files[code].answers["jongeren"] if row["soort"] == "ABS"]
    changed = replace(files[code], answers={**files[code].answers, "abs": len(rows) + 14})
    found = {one.organisation: one for one in analyse(folder, files | {code: changed}).reconciled}
    assert (found[code].total, found[code].rows, found[code].difference) == (len(rows) + 14, len(rows), 14)
    assert len(found) == WITH_ROWS


def test_a_missing_answer_is_counted(folder: SurveyFolder, files: dict[str, AnswerFile]) -> None:
    code = next(iter(files))
    less = {key: value for key, value in files[code].answers.items() if key != "abs"}
    rows = {
        str(row.label): row
        for row in analyse(folder, files | {code: replace(files[code], answers=less)}).items
    }
    row = next(row for name, row in rows.items() if "Absoluut verzuim" in name and "Langer" not in name)
    assert (row.applied, row.answered) == (76 - SILENT, 76 - SILENT - 1)


def test_weighting_stands_beside_what_was_counted(results: SurveyResults) -> None:
    table = measure(results, "ophogen-abs").tables[0]
    counted, plain, weighted, low, high, _ = table.rows[-1].figures
    assert isinstance(counted, Count)
    assert isinstance(plain, Level)
    assert isinstance(weighted, Level)
    assert isinstance(low, Level)
    assert isinstance(high, Level)
    assert counted.n < low.value < weighted.value < high.value
    assert plain.value != weighted.value
    assert counted.n == sum(row.figures[0].n for row in table.rows[:-1] if isinstance(row.figures[0], Count))


def test_the_ratio_estimate_by_hand() -> None:
    found = ratio_total([2, 4, nan, 9], [1, 2, 3, 4], ["po"] * 4)
    assert found is not None
    assert (found.counted, found.expanded) == (15, 20)
    assert found.estimate == pytest.approx(15 / 7 * 10)
    # residuals -1/7, -2/7, 3/7: spread 1/7; weight 10 / (4/3 x 7); variance weight^2 x 16 x (1 - 3/4) / 3 / 7
    assert found.standard_error == pytest.approx((10 / (4 / 3 * 7)) * (16 * 0.25 / 3 / 7) ** 0.5)
    assert found.high - found.estimate == pytest.approx(4.302653 * found.standard_error, rel=1e-6)


def test_who_all_answered_leaves_nothing_to_guess() -> None:
    found = ratio_total([2, 4, 9], [1, 2, 3], ["po"] * 3)
    assert found is not None
    assert found.low == found.estimate == found.high == 15


def test_a_stratum_with_one_answer_is_taken_together() -> None:
    found = ratio_total([2, nan, 4, 6, nan], [1, 1, 2, 3, 3], ["a", "a", "b", "b", "b"])
    assert found is not None
    assert found.merged
    assert found.estimate == pytest.approx(12 / 6 * 10)
    assert ratio_total([1, nan], [1, 1], ["a", "a"]) is None
    with pytest.raises(ValueError, match="above 0"):
        ratio_total([1, 2], [1, 0], ["a", "a"])


def test_the_interval_of_a_weighted_total_holds_the_truth_as_often_as_it_says() -> None:
    random, inside, runs = np.random.default_rng(5), 0, 1000
    pupils, group = random.lognormal(10, 0.5, 76), np.arange(76) % 2
    for _ in range(runs):
        y = random.poisson(pupils * 0.004 * random.gamma(20, 1 / 20, 76)).astype(float)
        answered = np.concatenate([2 * random.permutation(38)[:26], 2 * random.permutation(38)[:26] + 1])
        given = np.full(76, nan)
        given[answered] = y[answered]
        found = ratio_total(given, pupils, group)
        assert found is not None
        inside += found.low <= y.sum() <= found.high
    assert 0.925 < inside / runs < 0.97


def test_the_interval_of_a_share_counts_organisations() -> None:
    random, inside, naive, runs = np.random.default_rng(6), 0, 0, 1000
    for _ in range(runs):
        sizes = random.integers(20, 200, 25)
        having = random.binomial(sizes, random.beta(12, 12, 25))
        found = clustered_share(having, sizes)
        assert found is not None
        inside += found.low <= 0.5 <= found.high
        half = 1.96 * (found.value * (1 - found.value) / found.n) ** 0.5
        naive += abs(found.value - 0.5) <= half
    assert 0.93 < inside / runs < 0.975
    assert naive / runs < 0.8


def test_a_share_without_anybody_or_of_everybody() -> None:
    assert clustered_share([], []) is None
    assert clustered_share([0], [0]) is None
    everybody = clustered_share([5, 7], [5, 7])
    assert everybody is not None
    assert everybody.high == 1
    assert everybody.low > 0.7
    with pytest.raises(ValueError, match="between 0 and n"):
        clustered_share([2], [1])


@pytest.mark.nightly
def test_the_interval_by_rows_holds_the_truth_as_often_as_it_says() -> None:
    survey = load_survey("thuiszitters").survey
    offer, inside, runs = survey.analysis.offer, 0, 200
    assert offer is not None
    random = np.random.default_rng(7)
    for _ in range(runs):
        given = [
            Given(
                AskedOrganisation(code=str(number), name=str(number)),
                type_answers(survey, {"jongeren": rows_of(10, 40, random, TRUTH)})[0],
                begun=True,
                as_asked=True,
            )
            for number in range(30)
        ]
        found = offer_by_rows(survey, offer, given)
        assert found is not None
        value, error = found.estimate.at(found.horizon, 0)
        inside += abs(value - TRUTH.by_rows) <= 1.96 * error
    assert 0.92 <= inside / runs <= 0.98


def test_figures_leave_protected_and_facts_about_organisations_exact(
    folder: SurveyFolder, results: SurveyResults, tmp_path: Path
) -> None:
    shown = release_survey(
        folder.survey, folder.chain, results, Policy(), fingerprint="0" * 64, synthetic=True
    )
    assert shown.response[-1].asked == 76
    by_id = {one.measure: one for one in shown.results}
    figure = by_id[BY_ROWS].headline["kans"]
    assert isinstance(figure, PublishedShare)
    assert figure.n % 5 == 0
    counted, *levels, _ = by_id["ophogen-abs"].tables[0].rows[-1].figures
    assert not isinstance(counted, Hidden)
    assert all(isinstance(one, PublishedNumber) for one in levels)
    paths = write_files(tmp_path, shown)
    assert [path.name for path in paths] == [
        "uitvraag.html", "uitvraag.pdf", "uitvraag.xlsx", "uitvraag.en.html", "uitvraag.en.pdf", "uitvraag.en.xlsx",
        "uitvraag.json",
    ]  # fmt: skip
    page = render_survey(shown, "nl")
    assert "Verzonnen" in page
    assert "tel ze niet op" in page
    assert render_survey(shown, "nl") == page
    assert survey_workbook(shown, "nl") == survey_workbook(shown, "nl")
    assert survey_pdf(shown, "nl") == survey_pdf(shown, "nl")
    assert survey_data(shown)["draft"] is False


def test_few_young_people_are_not_shown(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    folder = write_survey(tmp_path / "u")
    answers = answers_of("rows", 4000, random, TRUTH)
    answers["jongeren"] = answers["jongeren"][:4]
    one = {"SWV01": AnswerFile("SWV01", "thuiszitters", "2026.11", answers, submitted=True)}
    found = analyse(folder, one)
    shown = release_survey(folder.survey, folder.chain, found, Policy(), fingerprint="0" * 64)
    assert isinstance(next(one for one in shown.results if one.measure == BY_ROWS).headline["kans"], Hidden)
    assert "te weinig gevallen" in render_survey(shown, "nl")


def test_a_policy_that_refuses_files_gets_none(
    folder: SurveyFolder, results: SurveyResults, tmp_path: Path
) -> None:
    policy = Policy(output_types=("json",), second_person=True)
    shown = release_survey(folder.survey, folder.chain, results, policy, fingerprint="0" * 64)
    assert [path.name for path in write_files(tmp_path, shown)] == ["uitvraag.json"]
    assert survey_data(shown)["draft"] is True
