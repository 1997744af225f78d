"""The chain of thuiszitters: meanings of the word are never mixed, series are the published ones, and it counts."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from helpers.absence import write_absence_study
from helpers.domain_files import domain_rows, published_values
from ketenzicht.chain import load_chain
from ketenzicht.chain.definitions import add, trend
from ketenzicht.chain.model import Chain, Measure
from ketenzicht.chain.published import Published, published, series_of, worked_out
from ketenzicht.chain.references import references
from ketenzicht.publish import write
from ketenzicht.study import policy as found
from ketenzicht.study.run import run_study
from ketenzicht.study.whatif import estimate_study
from ketenzicht.whatif.estimate import BEGIN
from ketenzicht.whatif.model_file import read_model_file
from ketenzicht.whatif.replications import run

pytestmark = pytest.mark.content

BROAD = "ABS_LRV_V5A"
OTHER = ("V5A", "V5B", "V5C", "MELDING", "LVB")
"""What is counted and is no meaning of thuiszitter."""
COUNTED = {
    "ABS": {"absoluut-verzuim"},
    "LRV": {"langdurig-relatief-verzuim"},
    "ABS_LRV": {"thuiszitten"},
    "T3M": {"thuiszitten"},
    "PACT": {"thuiszitten", "thuiszitten-zonder-aanbod"},
    "V5A": {"vrijstelling-5-onder-a", "beoordeling-5-onder-a", "jaar-tot-nieuwe-kennisgeving"},
    "V5B": set(),
    "V5C": set(),
    "MELDING": set(),
    "LVB": set(),
}
"""The stages that a measure with a code may count."""


@pytest.fixture(scope="module")
def chain() -> Chain:
    return load_chain("thuiszitters")


def codes(chain: Chain, name: str) -> set[str]:
    return set(next(item for item in chain.code_lists if item.id == name).codes)


def meaning(chain: Chain, code: str) -> str:
    """What is counted: the longest meaning that a code begins with."""
    known = codes(chain, "betekenis-thuiszitter") | set(OTHER)
    return max((one for one in known if code == one or code.startswith(f"{one}_")), key=len)


def measured(chain: Chain) -> list[tuple[Measure, str]]:
    return [(measure, measure.definition_code or "") for measure in chain.measures]


def test_every_count_carries_a_definition_that_is_described(chain: Chain) -> None:
    described = [item.code for item in chain.definitions]
    used = {code for _, code in measured(chain)} | {value.definition_code for value in chain.reference_values}
    in_relation = {code for item in chain.definitions if item.parts for code in (item.code, *item.parts)}
    assert used | in_relation == set(described)
    assert len({code for _, code in measured(chain)}) == len(chain.measures)


def test_a_measure_counts_one_meaning(chain: Chain) -> None:
    for measure, code in measured(chain):
        stages = {item.id for item in references(measure) if item.target == "fase"}
        assert stages <= COUNTED[meaning(chain, code)], measure.id


def test_published_figures_stand_beside_measures_of_the_same_meaning(chain: Chain) -> None:
    values = {value.id: value.definition_code for value in chain.reference_values}
    for measure, code in measured(chain):
        beside = {meaning(chain, values[name]) for name in measure.reference}
        assert beside <= {meaning(chain, code)}, measure.id
        assert not measure.reference or measure.not_comparable is not None, measure.id


def test_the_broad_meaning_is_described_and_never_counted(chain: Chain) -> None:
    assert BROAD in codes(chain, "betekenis-thuiszitter")
    assert BROAD not in {code for _, code in measured(chain)}
    assert BROAD not in {value.definition_code for value in chain.reference_values}


def test_the_meaning_of_the_minister_changes_on_one_day(chain: Chain) -> None:
    lists = {item.id: item for item in chain.code_lists}
    before, since = lists["thuiszitter-tot-2016"], lists["thuiszitter-sinds-2016"]
    assert (set(before.codes), set(since.codes)) == ({"LRV"}, {"ABS_LRV"})
    assert before.valid_to is not None
    assert since.valid_from == before.valid_to + timedelta(days=1)
    stage = next(item for item in chain.stages if item.id == "thuiszitten")
    assert stage.valid_from == since.valid_from


def test_the_published_series_are_those_of_the_csv(chain: Chain, shared_data: Path) -> None:
    published = {row["id"]: row for row in published_values(shared_data, "thuiszitters")}
    for code, values in {
        "T3M": {"2016-17": 4212, "2017-18": 4479, "2018-19": 4790},
        "ABS": {"2022-23": 13707},
    }.items():
        [series] = series_of(chain, code)
        told = {item.period: item for item in series.figures}
        for period, value in values.items():
            row = published[told[period].source]
            assert (row["definition_code"], row["period"], float(row["value"])) == (code, period, value)
            assert told[period].value == value


def test_what_is_not_verified_is_a_gap_and_no_figure(chain: Chain, shared_data: Path) -> None:
    assert all(row["value"] != "4733" for row in published_values(shared_data, "thuiszitters"))
    assert all(value.value != 4733 for value in chain.reference_values)
    assert any("4.733" in gap.what.nl for gap in chain.gaps)


def test_one_school_year_is_three_numbers_each_with_its_code(chain: Chain) -> None:
    def known(code: str) -> Published:
        found = worked_out(chain, code, "Nederland", "2018-19")
        assert found is not None
        return found

    parts = [known(code) for code in ("T3M", "LRV_KORT", "ABS_KORT", "V5A")]
    assert [item.value for item in parts] == [4790, 1205, 2880, 6022]
    whole = add(chain, parts)
    assert (whole.code, whole.value) == (BROAD, 14897)
    without = add(chain, [known("ABS"), known("LRV")])
    assert (without.code, without.value) == ("ABS_LRV", 8875)
    assert {known(BROAD).value, known("ABS_LRV").value, known("T3M").value} == {14897, 8875, 4790}


def test_older_sums_of_a_minister_come_out(chain: Chain) -> None:
    found = [worked_out(chain, code, "Nederland", "2010-11") for code in ("ABS_LRV", BROAD)]
    assert [item.value for item in found if item is not None] == [13534, 16641]


def test_parts_of_a_figure_that_was_revised_add_up_to_the_first_one(chain: Chain) -> None:
    parts = [published(chain, f"tz-t3m-{part}-2016-17") for part in ("abs", "lrv")]
    assert (add(chain, parts).code, add(chain, parts).value) == ("T3M", 4214)
    revised = trend(chain, [published(chain, f"tz-t3m-{year}") for year in ("2016-17", "2017-18")])
    assert revised.difference == 267
    assert [item.id for item in revised.remarks] == ["herzien-2016-17"]


def test_some_leave_the_count_by_a_third_exit(chain: Chain) -> None:
    count = {value.id.removeprefix("tz-flow-lrv-"): int(value.value or 0) for value in chain.reference_values}
    left = count["start-2009-10"] + count["nieuw-2009-10"] - count["terug-2009-10"]
    assert left - count["start-2010-11"] == 472
    assert {reason.id for reason in chain.end_reasons if reason.effect == "einde"} == {"terug"}
    assert len(chain.end_reasons) == 7


def test_5_onder_a_is_not_article_5a(chain: Chain) -> None:
    assert {"5-onder-a", "art-5a"} <= codes(chain, "grond-vrijstelling")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The figures of the made-up registration, as released."""
    folder = tmp_path_factory.mktemp("thuis")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write, "render_pdf", lambda content, language: b"paper")
        patch.setattr(found, "system_policy", lambda: folder / "etc" / "onthulling.yaml")
        patch.setenv("XDG_CONFIG_HOME", str(folder / "settings"))
        patch.setenv("KETENZICHT_KEY_FILE", str(folder / "key"))
        patch.delenv(found.VARIABLE, raising=False)
        write_absence_study(folder / "study")
        run_study(folder / "study", on=date(2026, 11, 22))
    data = json.loads((folder / "study" / "out" / "results.json").read_text(encoding="utf-8"))
    return {item["id"]: item for item in data["measures"]}


@pytest.mark.parametrize(
    ("name", "figure", "x", "n"),
    [
        ("aanbod-binnen-3-maanden", "kans", 80, 260),
        ("pactnorm", "aandeel", 160, 240),  # the 20 who moved within the term are left out
        ("korter-dan-3-maanden", "aandeel", 80, 240),
        ("einde-van-thuiszitten", "aandeel_terug", 160, 240),
        ("einde-van-thuiszitten", "aandeel_vrijstelling", 20, 240),
        ("einde-van-thuiszitten", "aandeel_ander_einde", 40, 240),
        ("opnieuw-thuis", "kans", 20, 220),
        ("terug-na-absoluut-verzuim", "kans", 60, 140),
        ("terug-na-langdurig-relatief-verzuim", "kans", 80, 120),  # without the 20 of less than four weeks
        ("opnieuw-gemeld", "kans_minstens_1", 20, 80),
        ("screening-na-vermoeden", "kans", 20, 20),
        ("einde-vrijstelling-5-onder-a", "kans", 0, 80),
        ("afloop-kennisgeving-5-onder-a", "aandeel_jaarlijks", 40, 80),
        ("afloop-kennisgeving-5-onder-a", "aandeel_nooit_geschikt", 20, 80),
        ("afloop-kennisgeving-5-onder-b", "aandeel_vrijstelling", 20, 40),
        ("afloop-kennisgeving-5-onder-c", "aandeel_vrijstelling", 20, 20),
        ("onderwijskundig-advies", "kans", 40, 80),
        ("opnieuw-bekeken", "aandeel", 40, 60),
        ("meldingen-onder-de-grens", "aandeel", 20, 100),
        ("nooit-geschikt", "aandeel", 20, 80),
    ],
)
def test_a_made_up_registration_counts_as_by_hand(
    results: dict[str, Any], name: str, figure: str, x: int, n: int
) -> None:
    told = results[name]["headline"][figure]
    assert (told["x"], told["n"]) == (x, n)
    assert told["value"] == pytest.approx(x / n, abs=5e-5)


@pytest.mark.parametrize(
    ("name", "open_at_the_end"),
    [
        ("thuiszitters", 20),
        ("thuis-zonder-aanbod", 20),
        ("absoluut-verzuim", 20),
        ("langdurig-relatief-verzuim", 0),
        ("vrijstellingen-5-onder-a", 80),
    ],
)
def test_who_is_open_on_the_last_day(results: dict[str, Any], name: str, open_at_the_end: int) -> None:
    assert results[name]["headline"]["eind"]["n"] == open_at_the_end


@pytest.mark.parametrize(
    ("name", "number", "rate"),
    [
        ("absoluut-verzuim-per-inwoner", 140, 35.0),  # of 4,000 inhabitants
        ("wettelijk-verzuim-per-inwoner", 80, 20.0),
        ("langdurig-relatief-verzuim-per-leerling", 120, 40.0),  # of 3,000 pupils; 20 of less than four weeks
        (
            "langer-dan-3-maanden-per-leerplichtige",
            160,
            50.0,
        ),  # of 3,200; the same 160 that were too late above
        ("vrijstelling-5-onder-a-per-leerplichtige", 80, 25.0),
    ],
)
def test_rates_are_of_young_people_once_a_school_year(
    results: dict[str, Any], name: str, number: int, rate: float
) -> None:
    told = results[name]["headline"]
    assert (told["aantal"]["n"], told["per_inwoner"]["value"]) == (number, rate)
    assert told["per_inwoner"]["low"] < rate < told["per_inwoner"]["high"]


INDICATORS = {
    "A-141": "absoluut-verzuim-per-inwoner",
    "A-142": "wettelijk-verzuim-per-inwoner",
    "A-143": "langdurig-relatief-verzuim-per-leerling",
    "A-144": "langer-dan-3-maanden-per-leerplichtige",
    "A-145": "aanbod-binnen-3-maanden",
    "A-146": "terug-na-absoluut-verzuim",
    "A-147": "korter-dan-3-maanden",
    "A-148": "doelen-grote-steden",
    "A-149": "vrijstelling-5-onder-a-per-leerplichtige",
    "A-150": "proces-verbaal",
    "A-151": "opnieuw-gemeld",
    "A-152": "meldingen-onder-de-grens",
    "A-153": "vroegtijdig-schoolverlaters",
    "B-026": "vrijstelling-5-onder-a-per-leerplichtige",
    "B-027": "vrijstellingen-5-onder-a",
    "B-028": "onderwijskundig-advies",
    "B-029": "nooit-geschikt",
    "B-030": "opnieuw-bekeken",
    "B-031": "afloop-kennisgeving-5-onder-a",
    "G-018": "screening-na-vermoeden",
    "G-019": "licht-verstandelijke-beperking",
    "G-020": "licht-verstandelijke-beperking",
}
"""Each indicator of the domain file is a measure of the chain, or a gap that says why it is none."""


def test_every_indicator_is_a_measure_or_a_gap(chain: Chain, shared_data: Path) -> None:
    rows = domain_rows(shared_data, "thuiszitters")
    asked = {
        row
        for first, last in (("A-141", "A-153"), ("B-026", "B-031"), ("G-018", "G-020"))
        for row in rows
        if first <= row <= last
    }
    assert asked == INDICATORS.keys()
    assert set(INDICATORS.values()) <= {item.id for item in (*chain.measures, *chain.gaps)}


def test_a_what_if_model_comes_from_a_made_up_registration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "key"))
    write_absence_study(tmp_path / "study")
    made = estimate_study(tmp_path / "study", Path("wat-als.yaml"), since=date(2022, 8, 1))
    read = read_model_file(made.file)
    begun = {route.branches[0].to for route in read.model.routes if route.stage == BEGIN}
    assert {"absoluut-verzuim", "langdurig-relatief-verzuim", "beoordeling-5-onder-b"} <= begun
    assert run(read.model, read.span).caseload("thuiszitten-zonder-aanbod").min() > 0


def test_every_measure_of_the_chain_is_tried(chain: Chain, results: dict[str, Any]) -> None:
    assert set(results) == {measure.id for measure in chain.measures}
