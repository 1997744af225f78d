"""The chain of thuiszitters: meanings of the word are never mixed, series are the published ones, and it counts."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from helpers.absence import write_absence_study
from ketenzicht.chain import load_chain
from ketenzicht.chain.model import Chain, Measure
from ketenzicht.chain.references import references
from ketenzicht.publish import write
from ketenzicht.study import policy as found
from ketenzicht.study.run import run_study

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
    known = codes(chain, "definities")
    used = {code for _, code in measured(chain)} | {value.definition_code for value in chain.reference_values}
    assert used == known
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
    assert BROAD not in codes(chain, "definities")


def test_the_meaning_of_the_minister_changes_on_one_day(chain: Chain) -> None:
    lists = {item.id: item for item in chain.code_lists}
    before, since = lists["thuiszitter-tot-2016"], lists["thuiszitter-sinds-2016"]
    assert (set(before.codes), set(since.codes)) == ({"LRV"}, {"ABS_LRV"})
    assert before.valid_to is not None
    assert since.valid_from == before.valid_to + timedelta(days=1)
    stage = next(item for item in chain.stages if item.id == "thuiszitten")
    assert stage.valid_from == since.valid_from
    assert str(since.valid_from) in lists["reeksbreuken"].codes


def test_the_published_series_add_up_as_their_definitions_say(chain: Chain) -> None:
    count = {
        (value.definition_code, value.period): int(value.value or 0)
        for value in chain.reference_values
        if value.region == "Nederland"
    }
    assert [count["T3M", year] for year in ("2016-17", "2017-18", "2018-19")] == [4212, 4479, 4790]
    year = "2018-19"
    short = (count["LRV", year] - count["T3M_LRV", year], count["ABS", year] - count["T3M_ABS", year])
    assert short == (1205, 2880)
    assert count["T3M", year] + sum(short) + count["V5A", year] == 14897
    assert count["ABS", year] + count["LRV", year] == 8875
    parts = {
        year: count["T3M_ABS", year] + count["T3M_LRV", year] for year in ("2015-16", "2016-17", "2018-19")
    }
    assert parts == {"2015-16": 4194, "2016-17": 4214, "2018-19": 4790}


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


def test_every_measure_of_the_chain_is_tried(chain: Chain, results: dict[str, Any]) -> None:
    assert set(results) == {measure.id for measure in chain.measures}
