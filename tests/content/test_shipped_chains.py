"""The chains that we ship: right, complete, in two languages, and true to where they come from."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ketenzicht.chain import chain_data, load_chain, open_chain, shipped_chains
from ketenzicht.chain.model import Chain, IncidenceMeasure, Node, TextNode
from ketenzicht.guide.checks import check_folder

pytestmark = pytest.mark.content


@pytest.fixture(scope="module")
def chain() -> Chain:
    return load_chain("veilig-thuis")


@pytest.fixture(params=("thuiszitters", "veilig-thuis"))
def published(request: pytest.FixtureRequest, shared_data: Path) -> tuple[Chain, dict[str, dict[str, str]]]:
    """A chain with figures of others, and those figures as they were published."""
    path = shared_data.parent / "domain" / "reference-values.csv"
    if not path.is_file():
        pytest.skip("published reference values absent: this test needs ../shared/domain")
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file) if row["chain"] == request.param}
    return load_chain(request.param), rows


@pytest.mark.parametrize("name", shipped_chains())
def test_checks_find_nothing(name: str) -> None:
    assert check_folder(open_chain(name), as_of=date(2026, 11, 22)) == []


@pytest.mark.parametrize("name", shipped_chains())
def test_every_text_has_an_english_translation(name: str) -> None:
    missing = [text.nl for text in texts(load_chain(name)) if not text.en]
    assert missing == []


@pytest.mark.parametrize("name", shipped_chains())
def test_no_unverified_fact_is_shipped(name: str) -> None:
    text = json.dumps(chain_data(load_chain(name)))
    assert '"zekerheid": "L"' not in text
    assert '"norm_zekerheid": "L"' not in text


@pytest.mark.parametrize("name", shipped_chains())
def test_both_languages_name_the_same_figures(name: str) -> None:
    for measure in load_chain(name).measures:
        figures = [
            set(re.findall(r"{(\w+)}", text or "")) for text in (measure.sentence.nl, measure.sentence.en)
        ]
        assert figures[0] == figures[1], measure.id


@pytest.mark.parametrize("name", shipped_chains())
def test_files_stay_readable(name: str) -> None:
    for path in open_chain(name).folder.glob("*.yaml"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 500, path.name


def test_reference_values_are_those_published(published: tuple[Chain, dict[str, dict[str, str]]]) -> None:
    chain, rows = published
    values = {value.id: value for value in chain.reference_values}
    assert values.keys() == rows.keys()
    for name, row in rows.items():
        value = values[name]
        figures = {"value": value.value, "low": value.low, "high": value.high}
        assert {key: float(row[key]) if row[key] else None for key in figures} == figures, name
        assert (value.status, value.certainty) == (row["status"], row["certainty"]), name
        assert value.definition_code == row["definition_code"], name
        assert value.indicator.en == row["indicator"], name
        assert value.period == row["period"] or not row["period"][:4].isdigit(), name


def test_national_classes_add_up(chain: Chain) -> None:
    count = {value.id: value.value or 0 for value in chain.reference_values if value.unit == "count"}
    classes = ("eerste", "her", "vervolg", "onbekend")
    assert sum(count[f"vt-nl-2023-{name}-n"] for name in classes) == count["vt-nl-2023-totaal-n"] == 127340


def test_fixed_names_that_other_rooms_rely_on(chain: Chain) -> None:
    assert [stage.id for stage in chain.stages] == [
        "betrokkenheid", "veiligheidsbeoordeling", "onderzoek", "voorwaarden-en-vervolg",
        "wachten-op-hulp", "hulp", "monitoring",
    ]  # fmt: skip
    assert [item.id for item in chain.report_classes] == [
        "niet-ingedeeld", "vervolg-tijdens-veiligheidsbeoordeling", "vervolg-in-monitoring",
        "vervolg-na-veiligheidsbeoordeling", "hermelding-meer-personen", "hermelding-een-persoon", "eerste-melding",
    ]  # fmt: skip
    assert [item.id for item in chain.measures] == [
        "eerdere-meldingen", "eerdere-meldingen-5-jaar", "meldingsklassen", "nieuwe-melding",
        "nieuwe-melding-na-afsluiting", "nieuwe-meldingen-per-zaak", "nieuw-geweld-of-zorgen", "uitval",
        "uitval-breed", "nieuwe-melding-en-hulp", "niet-opgepakt", "routes", "regie", "besluit-binnen-5-werkdagen",
        "onderzoek-gestart-binnen-5-dagen", "oordeel-binnen-10-weken", "oordeel-binnen-10-weken-na-melding",
        "caseload", "caseload-opbouw",
    ]  # fmt: skip


def test_drop_out_is_one_sided_and_continuation_is_no_end(chain: Chain) -> None:
    by_code = {reason.code: reason for reason in chain.end_reasons}
    assert sorted(by_code) == ["02", "20", "31", "32", "33", "34", "35", "36", "37", "38", "39"]
    assert {code for code, reason in by_code.items() if reason.dropout == "hoofd"} == {"32", "33"}
    assert {code for code, reason in by_code.items() if reason.dropout == "breed"} == {"34"}
    assert {code for code, reason in by_code.items() if reason.effect == "voortzetting"} == {"20", "37", "38"}


@pytest.mark.parametrize(("name", "codes"), [("uitval", {"32", "33"}), ("uitval-breed", {"32", "33", "34"})])
def test_drop_out_measures_count_every_true_end_once(chain: Chain, name: str, codes: set[str]) -> None:
    code = {reason.id: reason.code for reason in chain.end_reasons}
    measure = next(item for item in chain.measures if item.id == name)
    assert isinstance(measure, IncidenceMeasure)
    counted = [code[reason] for item in measure.outcomes for reason in item.end_reasons]
    competing = [code[reason] for item in measure.competing for reason in item.end_reasons]
    assert set(counted) == codes
    ends = {reason.code for reason in chain.end_reasons if reason.effect != "voortzetting"}
    assert sorted(str(item) for item in [*counted, *competing]) == sorted(str(item) for item in ends)


def test_the_law_and_the_practice_stand_side_by_side(chain: Chain) -> None:
    terms = {term.id: term for stage in chain.stages for term in stage.terms}
    law, practice = terms["start-5-dagen"], terms["start-5-werkdagen"]
    assert (law.limit.unit, law.certainty) == ("dagen", "H")
    assert (practice.limit.unit, practice.certainty) == ("werkdagen", "A")
    assert terms["oordeel-10-weken"].clock is None
    assert terms["oordeel-10-weken-na-melding"].clock == "melding"
    norms = {name: (term.norm, term.norm_certainty) for name, term in terms.items() if term.norm}
    assert norms == {"besluit-5-werkdagen": (0.9, "S"), "oordeel-10-weken": (0.8, "S")}


def test_incomplete_addresses_are_marked(chain: Chain) -> None:
    marked = {source.id for source in chain.sources if source.url_incomplete}
    assert {"blikopnieuws-2025", "nos-2020", "huiselijkgeweld-2013", "aef-2020", "igj-2023"} <= marked


def test_dummy_citizen_numbers_are_reversed_between_the_protocols(chain: Chain) -> None:
    lists = {item.id: item for item in chain.code_lists}
    here, youth = lists["bsn-bijzonder-veilig-thuis"], lists["bsn-bijzonder-jeugd"]
    assert here.codes["000000000"] == youth.codes["999999999"]
    assert here.codes["999999999"] == youth.codes["000000000"]


def texts(node: object) -> Iterator[TextNode]:
    if isinstance(node, TextNode):
        yield node
    elif isinstance(node, Node):
        for name in type(node).model_fields:
            yield from texts(getattr(node, name))
    elif isinstance(node, tuple):
        for item in node:
            yield from texts(item)
    elif isinstance(node, dict):
        for item in node.values():
            yield from texts(item)
