"""The chain of wijkteams: true to where it comes from, and honest about what it does not measure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.domain_files import domain_rows, is_printed, published_values, sources_of
from ketenzicht.chain import load_chain
from ketenzicht.chain.model import Chain, IncidenceMeasure, ScoreMeasure

pytestmark = pytest.mark.content

PRINTED = {
    "wt-jz-2023-n": ("D-030", "474 thousand"),
    "wt-jz-2023-pct": ("D-030", "10.6%"),
    "wt-jz-2023-zonder-verblijf-n": ("D-030", "447 thousand"),
    "wt-jz-2023-met-verblijf-n": ("D-030", "41 thousand"),
    "wt-jz-2023-bescherming-n": ("D-030", "36 thousand"),
    "wt-jz-2023-reclassering-n": ("D-030", "8 thousand"),
    "wt-jz-2022-n": ("D-030", "469 thousand"),
    "wt-2023h1-natura-n": ("D-031", "376,045"),
    "wt-2023h1-natura-en-pgb-n": ("D-031", "8,395"),
    "wt-2023h1-pgb-n": ("D-031", "4,825"),
    "wt-2023h1-zonder-verblijf-pct": ("D-031", "95%"),
    "wt-2023h1-met-verblijf-pct": ("D-053", "5%"),
    "wt-2023h1-ambulant-pct": ("D-032", "70%"),
    "wt-2023h1-netwerk-pct": ("D-032", "20%"),
    "wt-2023h1-wijkteam-pct": ("D-032", "15%"),
    "wt-2023h1-daghulp-pct": ("D-032", "7%"),
    "wt-2023h1-wijkteam-n": ("D-032", "56.7 thousand"),
    "wt-team-2016-n": ("D-033", "62.1k"),
    "wt-team-2017-n": ("D-033", "81.6k"),
    "wt-team-2018-n": ("D-033", "82.3k"),
    "wt-team-2019-n": ("D-033", "79.4k"),
    "wt-bijstelling-pct": ("D-034", "4 to 5%"),
    "wt-2021-trajecten-n": ("D-036", "625,545"),
    "wt-2021-verwijzer-toegang-n": ("D-035", "195,985"),
    "wt-2021-verwijzer-toegang-pct": ("D-035", "31.3%"),
    "wt-2021-verwijzer-huisarts-n": ("D-035", "222,165"),
    "wt-2021-verwijzer-huisarts-pct": ("D-035", "35.5%"),
    "wt-2021-verwijzer-jeugdarts-n": ("D-035", "17,310"),
    "wt-2021-verwijzer-jeugdarts-pct": ("D-035", "2.8%"),
    "wt-2021-verwijzer-gi-n": ("D-035", "58,015"),
    "wt-2021-verwijzer-gi-pct": ("D-035", "9.3%"),
    "wt-2021-verwijzer-specialist-n": ("D-035", "30,070"),
    "wt-2021-verwijzer-specialist-pct": ("D-035", "4.8%"),
    "wt-2021-verwijzer-geen-n": ("D-035", "94,605"),
    "wt-2021-verwijzer-geen-pct": ("D-035", "15.1%"),
    "wt-2021-gestart-n": ("D-036", "287,870"),
    "wt-2021-nieuw-n": ("D-036", "219,555"),
    "wt-2021-duur-0-3-n": ("D-037", "47,200"),
    "wt-2021-duur-0-3-pct": ("D-037", "16%"),
    "wt-2021-duur-3-6-n": ("D-037", "50,485"),
    "wt-2021-duur-3-6-pct": ("D-037", "17%"),
    "wt-2021-duur-6-12-n": ("D-037", "86,590"),
    "wt-2021-duur-6-12-pct": ("D-037", "30%"),
    "wt-2021-duur-12-24-n": ("D-037", "68,260"),
    "wt-2021-duur-12-24-pct": ("D-037", "23%"),
    "wt-2021-duur-24-36-n": ("D-037", "19,610"),
    "wt-2021-duur-24-36-pct": ("D-037", "7%"),
    "wt-2021-duur-36-48-n": ("D-037", "9,175"),
    "wt-2021-duur-36-48-pct": ("D-037", "3%"),
    "wt-2021-duur-48-meer-n": ("D-037", "11,505"),
    "wt-2021-duur-48-meer-pct": ("D-037", "4%"),
    "wt-bbv-2017h1-pct": ("D-040", "10.8%"),
    "wt-bbv-2016-pct": ("D-040", "10.7%"),
    "wt-bbv-2018h1-pct": ("D-040", "9.2%"),
    "wt-2017-hoogste-pct": ("D-041", "18%"),
    "wt-2017-laagste-pct": ("D-041", "under 6%"),
    "wt-wmo-2016h1-nl": ("D-042", "58"),
    "wt-wmo-2016h1-gouda": ("D-042", "40"),
    "wt-cpb-zonder-2015": ("D-043", "8.0"),
    "wt-cpb-zonder-2017": ("D-043", "10.1"),
    "wt-cpb-zonder-groei-pct": ("D-043", "+26%"),
    "wt-cpb-met-extra-pct": ("D-043", "14%"),
    "wt-cpb-aanbieder-in-team-pct": ("D-044", "59%"),
    "wt-cpb-aanbieder-niet-in-team-pct": ("D-044", "29%"),
    "wt-cpb-gemeenten-met-team-pct": ("D-045", "three quarters"),
}
"""Each reference value as the row of the domain file prints it."""

INDICATORS = {
    "D-048": "gebruik-per-inwoner",
    "D-049": "verwijzer",
    "D-050": "verwijzer",
    "D-051": "specialistisch-per-inwoner",
    "D-052": "hulp-na-eigen-hulp",
    "D-053": "met-verblijf",
    "D-054": "uitval-van-beeindigde-trajecten",
    "D-055": "herhaald-beroep",
    "D-056": "duur-van-hulp",
    "D-057": "zelfredzaamheid",
    "D-058": "methode-cebeon",
    "D-059": "tijd-tot-beschikking",
    "D-060": "wmo-arrangementen",
}
"""Each indicator of the domain file is a measure of the chain, or a gap that says why it is none."""


@pytest.fixture(scope="module")
def chain() -> Chain:
    return load_chain("wijkteams")


@pytest.fixture
def rows(shared_data: Path) -> dict[str, list[str]]:
    return domain_rows(shared_data, "wijkteams")


def test_reference_values_are_those_of_the_domain_file(chain: Chain, rows: dict[str, list[str]]) -> None:
    values = {value.id: value for value in chain.reference_values}
    assert values.keys() == PRINTED.keys()
    for name, (row, printed) in PRINTED.items():
        value = values[name]
        assert is_printed(printed, rows[row]), name
        assert set(read(printed)) == {value.value, value.low, value.high} - {None}, name
        assert value.certainty == rows[row][-1], name
        assert set(value.source) <= sources_of(rows[row]), name


def read(printed: str) -> list[float]:
    """The numbers that a text prints: ``62.1k`` is 62100, ``4 to 5%`` two."""
    if printed == "three quarters":
        return [75]
    factor = 1000 if printed.endswith(("k", "thousand")) else 1
    return [
        round(float(number.replace(",", "")) * factor, 6) for number in re.findall(r"\d[\d,.]*\d|\d", printed)
    ]


def test_the_table_of_published_values_has_no_row_of_its_own_for_this_chain(shared_data: Path) -> None:
    assert published_values(shared_data, "wijkteams") == [], (
        "set these beside the values of the chain, as above"
    )


def test_every_indicator_is_a_measure_or_a_gap(chain: Chain, rows: dict[str, list[str]]) -> None:
    known = {measure.id for measure in chain.measures} | {gap.id for gap in chain.gaps}
    assert {row for row in rows if "D-048" <= row <= "D-060"} == INDICATORS.keys()
    assert set(INDICATORS.values()) <= known


def test_shares_are_those_of_the_counts(chain: Chain) -> None:
    value = {item.id: item.value or 0 for item in chain.reference_values}
    referrers = {
        name: n for name, n in value.items() if name.startswith("wt-2021-verwijzer-") and name[-1] == "n"
    }
    lengths = {name: n for name, n in value.items() if name.startswith("wt-2021-duur-") and name[-1] == "n"}
    assert (len(referrers), len(lengths)) == (6, 7)
    for counts, whole, digits in (
        (referrers, value["wt-2021-trajecten-n"], 1),
        (lengths, sum(lengths.values()), 0),
    ):
        shares = {name: value[name.removesuffix("n") + "pct"] for name in counts}
        assert {name: round(100 * n / whole, digits) for name, n in counts.items()} == shares


def test_a_series_does_not_cross_its_breaks(chain: Chain) -> None:
    code = {item.id: item.definition_code for item in chain.reference_values}
    teams = [code[f"wt-team-{year}-n"] for year in range(2016, 2020)]
    assert len(set(teams[1:])) == 1
    assert teams[0] not in teams[1:], "partly wrong, and municipalities that delivered for the first time"
    assert code["wt-2023h1-wijkteam-n"] not in teams, "half a year"
    assert code["wt-bbv-2016-pct"] != code["wt-bbv-2017h1-pct"] == code["wt-bbv-2018h1-pct"]


def test_drop_out_is_one_sided_and_every_end_counts_once(chain: Chain) -> None:
    code = {reason.id: reason.code for reason in chain.end_reasons}
    assert {reason.code for reason in chain.end_reasons if reason.dropout == "hoofd"} == {"03", "04"}
    measure = next(item for item in chain.measures if item.id == "uitval")
    assert isinstance(measure, IncidenceMeasure)
    assert {code[reason] for item in measure.outcomes for reason in item.end_reasons} == {"03", "04"}
    counted = [reason for item in (*measure.outcomes, *measure.competing) for reason in item.end_reasons]
    assert sorted(counted) == sorted(code)


def test_self_reliance_has_the_thirteen_domains_of_2017_and_numbers_only(chain: Chain) -> None:
    measure = next(item for item in chain.measures if isinstance(item, ScoreMeasure))
    assert (len(measure.domains), measure.scale.lowest, measure.scale.highest) == (13, 1, 5)
    assert {item.type for item in chain.attributes if item.id in measure.domains} == {"getal"}


def test_every_measure_has_a_definition_of_its_own(chain: Chain) -> None:
    codes = [measure.definition_code for measure in chain.measures]
    assert None not in codes
    assert len(set(codes)) == len(codes)
