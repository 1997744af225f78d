"""The chain of onderwijsconsulenten: true to where it comes from, and honest about what it does not know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.domain_files import domain_rows, is_printed, published_values, sources_of
from ketenzicht.chain import chain_data, load_chain
from ketenzicht.chain.model import Chain

pytestmark = pytest.mark.content

PRINTED = {"oc-zaken": ("C-014", "1,605"), "oc-zaken-groei": ("C-014", "30%")}
"""Each reference value as the row of the domain file prints it."""

INDICATORS = {
    "C-022": "intake-op-tijd",
    "C-023": "eerste-contact-op-tijd",
    "C-024": "caseload",
    "C-025": "opgelost-van-de-afgesloten-zaken",
    "C-026": "nazorg-gedaan",
    "C-027": "terug-in-verzuim",
    "C-028": "heraanmelding",
}
"""Each indicator of the domain file is a measure of the chain."""


@pytest.fixture(scope="module")
def chain() -> Chain:
    return load_chain("onderwijsconsulenten")


@pytest.fixture
def rows(shared_data: Path) -> dict[str, list[str]]:
    return domain_rows(shared_data, "onderwijsconsulenten")


def test_reference_values_are_those_of_the_domain_file(chain: Chain, rows: dict[str, list[str]]) -> None:
    values = {value.id: value for value in chain.reference_values}
    assert values.keys() == PRINTED.keys()
    for name, (row, printed) in PRINTED.items():
        assert is_printed(printed, rows[row]), name
        assert values[name].value == float(printed.strip("%").replace(",", "")), name
        assert values[name].certainty == rows[row][-1], name
        assert set(values[name].source) <= sources_of(rows[row]), name


def test_the_table_of_published_values_has_no_row_of_its_own_for_this_chain(shared_data: Path) -> None:
    found = published_values(shared_data, "onderwijsconsulenten")
    assert found == [], "set these beside the values of the chain, as above"


def test_every_indicator_is_a_measure_with_a_definition_of_its_own(
    chain: Chain, rows: dict[str, list[str]]
) -> None:
    assert {row for row in rows if "C-022" <= row <= "C-028"} == INDICATORS.keys()
    # a chance from the application, beside the share of closed cases
    assert {measure.id for measure in chain.measures} == {*INDICATORS.values(), "opgelost"}
    assert len({measure.definition_code for measure in chain.measures} - {None}) == len(chain.measures)


def test_the_school_year_of_the_number_of_cases_is_said_to_be_uncertain(chain: Chain) -> None:
    assert all("niet zeker" in value.period for value in chain.reference_values)
    assert "welk-schooljaar" in {gap.id for gap in chain.gaps}


def test_the_number_of_consultants_that_nobody_checked_is_not_shipped(chain: Chain) -> None:
    data = chain_data(chain)
    assert "49" not in json.dumps({key: value for key, value in data.items() if key != "bronnen"})


def test_terms_are_promises_of_the_bureau_and_only_one_has_a_norm(chain: Chain) -> None:
    terms = {term.id: term for stage in chain.stages for term in stage.terms}
    assert terms.keys() == {"intake-7-weken", "contact-5-werkdagen"}
    assert {name: term.norm for name, term in terms.items()} == {
        "intake-7-weken": None,
        "contact-5-werkdagen": 1.0,
    }
    assert {term.source for term in terms.values()} == {("oc-faq",)}
    assert {term.certainty for term in terms.values()} == {"A"}


def test_reasons_to_apply_and_to_be_rejected_are_those_of_the_bureau(chain: Chain) -> None:
    sizes = {item.id: len(item.codes) for item in chain.code_lists}
    assert sizes == {"reden-aanmelding": 4, "reden-afwijzing": 4, "kanaal": 2}
