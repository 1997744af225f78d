"""What is said about a whole catalogue: the round, the gap map, the indicators, citations and the feed."""

from __future__ import annotations

from datetime import date
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from ketenzicht.catalogue.checks import check_catalogue
from ketenzicht.catalogue.citation import citation
from ketenzicht.catalogue.feed import feed
from ketenzicht.catalogue.gap_map import gap_map
from ketenzicht.catalogue.indicators import Share, indicators
from ketenzicht.catalogue.model import Catalogue, Heading, Settings, Study
from ketenzicht.catalogue.rounds import last_round, yearly_round

pytestmark = pytest.mark.unit

DAY = date(2026, 12, 10)
HELP = Heading.model_validate({"id": "hulp", "naam": "Hulp"})
WORK = Heading.model_validate({"id": "werk", "naam": "Werk"})


def study(study_id: str, **changes: Any) -> Study:
    return Study.model_validate(
        {"id": study_id, "titel": study_id, "themas": "schulden", "jaar": 2020} | changes
    )


def catalogue(*studies: Study) -> Catalogue:
    settings = {
        "id": "proef",
        "titel": "Proef",
        "samenvatting": "Proef.",
        "let_op": "Niet volledig.",
        "ronde": {"maand": 12, "nakijken_na_jaren": 2, "vanaf_jaar": 2015},
        "themas": [{"id": "schulden", "naam": "Schulden"}, {"id": "uitval", "naam": "Uitval"}],
    }
    return Catalogue(settings=Settings.model_validate(settings), studies=studies)


def approaches(*studies: Study) -> Catalogue:
    """The same with an approach and an outcome."""
    found = catalogue(*studies)
    headings = {"interventions": (HELP,), "outcomes": (WORK,)}
    return found.model_copy(update={"settings": found.settings.model_copy(update=headings)})


def test_a_round_tells_what_came_what_went_and_what_is_due() -> None:
    found = yearly_round(
        catalogue(
            study("nieuw", toegevoegd="2026-12-05", nagekeken="2026-12-05"),
            study("herzien", toegevoegd="2020-01-01", nagekeken="2026-12-06"),
            study("oud", toegevoegd="2020-01-01", nagekeken="2024-12-10", jaar=2012),
            study("weg", staat="teruggetrokken", nagekeken="2026-12-07"),
        ),
        DAY,
    )
    assert found.since == date(2026, 12, 1)
    names = {key: [one.id for one in value] for key, value in vars(found).items() if isinstance(value, tuple)}
    assert names == {
        "added": ["nieuw"],
        "reviewed": ["herzien"],
        "due": ["oud"],
        "retired": ["weg"],
        "out_of_scope": ["oud"],
    }


def test_a_round_before_the_month_goes_back_to_last_year() -> None:
    assert last_round(catalogue(), date(2026, 12, 1)) == date(2025, 12, 1)
    assert last_round(catalogue(), date(2026, 11, 30)) == date(2025, 12, 1)


def test_a_study_stands_in_every_cell_that_it_belongs_to_and_empty_ones_are_shown() -> None:
    both = study("beide", themas=["schulden", "uitval"], methoden=["rct", "interviews"])
    unknown = study("los")
    found = gap_map(catalogue(both, unknown))
    assert {place for place, cell in found.cells.items() if cell.count} == {
        ("schulden", "rct"), ("schulden", "interviews"), ("uitval", "rct"), ("uitval", "interviews"),
        ("schulden", "onbekend"),
    }  # fmt: skip
    assert (found.known, found.empty, found.largest) == (28, 24, 1)


def test_a_cell_tells_the_strongest_design_and_the_surest_reading() -> None:
    finding = [{"tekst": "x", "richting": "positief"}]
    found = gap_map(
        catalogue(
            study("a", ontwerp="samenhang", zekerheid="S", bevindingen=finding, methoden="enquete"),
            study("b", ontwerp="effect", zekerheid="A", methoden="enquete"),
        )
    ).cells["schulden", "enquete"]
    assert (found.count, found.with_findings, found.design, found.certainty) == (2, 1, "effect", "S")
    assert found.directions == {"positief": 1}


def test_what_is_proposed_or_retired_is_on_no_map() -> None:
    found = gap_map(catalogue(study("a", staat="voorstel"), study("b", staat="teruggetrokken")))
    assert found.largest == 0


def test_who_was_coded_and_is_about_no_approach_stands_apart_from_who_was_not_coded() -> None:
    counted = study("telling", uitkomsten="werk", ingedeeld_naar=["titel", "bevindingen"])
    found = gap_map(approaches(counted, study("nieuw")), "aanpakken", "uitkomsten")
    assert {place for place, cell in found.cells.items() if cell.count} == {
        ("geen", "werk"), ("onbekend", "onbekend"),
    }  # fmt: skip
    assert (found.known, found.empty) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"aanpakken": "hulp"}, "indeling-zonder-herkomst"),
        ({"aanpakken": "hulp", "ingedeeld_naar": ["titel", "vraag"]}, "indeling-zonder-herkomst"),
        ({}, "niet-ingedeeld"),
        ({"aanpakken": "hulp", "ingedeeld_naar": "titel"}, None),
        ({"ingedeeld_naar": "onderzoek"}, None),
    ],
)
def test_a_code_says_what_it_was_read_from(changes: dict[str, Any], check: str | None) -> None:
    found = {one.check for one in check_catalogue(approaches(study("a", **changes)), DAY)}
    assert found & {"indeling-zonder-herkomst", "niet-ingedeeld"} == ({check} if check else set())


def test_rows_and_columns_must_differ() -> None:
    with pytest.raises(ValueError, match="must differ"):
        gap_map(catalogue(), "themas", "themas")


def test_indicators_of_a_small_catalogue() -> None:
    found = indicators(
        catalogue(
            study(
                "a",
                jaar=2024,
                ontwerp="effect",
                methoden="rct",
                nagekeken="2026-01-01",
                toegevoegd="2026-01-01",
            ),
            study("b", jaar=2015, methoden="rct", beschrijving="x", toelichting="y"),
            study("c", jaar=1999, staat="voorstel"),
        ),
        DAY,
    )
    assert (found.studies, found.by_theme, found.median_age_years) == (2, {"schulden": 2, "uitval": 0}, 6.5)
    assert found.empty_cells == Share(27, 28)
    assert (
        found.with_effect_design
        == found.with_description_and_explanation
        == found.reviewed_in_time
        == Share(1, 2)
    )
    assert found.with_findings.percent == 0.0
    assert indicators(catalogue(), DAY).with_findings.percent is None


@pytest.mark.parametrize(
    ("changes", "cited"),
    [
        ({"auteurs": ["Jansen, P."]}, "Jansen, P. (2020). a."),
        (
            {
                "auteurs": ["Jansen, P.", "De Vries, A."],
                "organisaties": "SCP",
                "doi": "10.1000/x",
                "publicatienummer": "7",
            },
            "Jansen, P. & De Vries, A. (2020). a (7). SCP. https://doi.org/10.1000/x",
        ),
        ({"organisaties": "SCP", "adres": "https://a.nl"}, "SCP (2020). a. https://a.nl"),
        ({}, "(2020). a."),
    ],
)
def test_a_citation_names_the_makers_once(changes: dict[str, Any], cited: str) -> None:
    assert citation(study("a", **changes)) == cited


def test_the_feed_is_atom_with_the_newest_first() -> None:
    text = feed(
        catalogue(
            study("oud", toegevoegd="2020-01-01"), study("nieuw", toegevoegd="2026-01-01", titel="A & <b>")
        ),
        "https://a.nl/cahier/",
    )
    root = fromstring(text)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert [one.text for one in root.findall("a:entry/a:title", space)] == ["A & <b>", "oud"]
    assert [one.text for one in root.findall("a:entry/a:id", space)] == [
        "https://a.nl/cahier/nieuw/",
        "https://a.nl/cahier/oud/",
    ]
    assert root.findtext("a:updated", namespaces=space) == "2026-01-01T00:00:00Z"
    assert root.findtext("a:author/a:name", namespaces=space)
