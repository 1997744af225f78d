"""A catalogue of studies: what is read and refused, what is said about it, and what is found in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ketenzicht.catalogue.checks import check_catalogue
from ketenzicht.catalogue.doubles import doubles
from ketenzicht.catalogue.load import load_catalogue, open_catalogue
from ketenzicht.catalogue.model import Catalogue, Settings, Study
from ketenzicht.catalogue.search import build_index, highlight, search, suggestion
from ketenzicht.errors import UserError, UserErrors

pytestmark = pytest.mark.unit

SETTINGS = """\
id: proef
titel: Proefcahier
samenvatting: Om te proberen.
let_op: Niet volledig.
themas:
  - {id: schulden, naam: Schulden}
  - {id: uitval, naam: Uitval uit hulp}
"""


def study(study_id: str, **changes: object) -> Study:
    return Study(id=study_id, title=3 * study_id, themes=("schulden",), year=2020, **changes)  # type: ignore[arg-type]


def catalogue(*studies: Study) -> Catalogue:
    return Catalogue(settings=Settings.model_validate(SETTINGS_AS_DATA), studies=studies)


SETTINGS_AS_DATA = {
    "id": "proef",
    "titel": "Proefcahier",
    "samenvatting": "Om te proberen.",
    "let_op": "Niet volledig.",
    "themas": [{"id": "schulden", "naam": "Schulden"}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cahier.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "studies").mkdir()
    record(tmp_path, "goed", "titel: Een goed onderzoek\nthemas: schulden\njaar: 2020\n")
    return tmp_path


def record(folder: Path, name: str, text: str) -> None:
    (folder / "studies" / f"{name}.yaml").write_text(f"id: {name}\n{text}", encoding="utf-8")


def test_a_folder_is_read(folder: Path) -> None:
    found = load_catalogue(folder)
    assert [one.id for one in found.studies] == ["goed"]
    assert found.studies[0].themes == ("schulden",)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("titel: X\nthemas: [schuldn]\njaar: 2020\n", 3, "Bedoelde je 'schulden'"),
        ("titel: X\nthemas: schulden\njaar: 2020\nmethode: rct\n", 5, "Bedoelde je 'methoden'"),
        ("titel: X\nthemas: schulden\njaar: 2020\nmethoden: enquête\n", 5, "Bedoelde je 'enquete'"),
        ("themas: schulden\njaar: 2020\n", 1, "'titel' ontbreekt"),
        ("titel: X\nthemas: schulden\njaar: 2020\nverschenen: 2020-13\n", 5, "'2020-13' is geen datum"),
        ("titel: X\nthemas: schulden\njaar: 2020\nverschenen: 2020-02-31\n", 5, "geen dag die bestaat"),
    ],
)
def test_a_mistake_is_told_with_its_line(folder: Path, text: str, line: int, what: str) -> None:
    record(folder, "fout", text)
    with pytest.raises(UserErrors) as caught:
        load_catalogue(folder)
    (error,) = caught.value.errors
    assert what in error.text()
    assert error.place.endswith(f"fout.yaml:{line}")


def test_a_file_is_named_after_its_study(folder: Path) -> None:
    (folder / "studies" / "anders.yaml").write_text("id: iets\ntitel: X\nthemas: schulden\njaar: 2020\n")
    with pytest.raises(UserErrors, match=r"Noem het bestand 'iets\.yaml'"):
        load_catalogue(folder)


def test_one_bad_record_does_not_hide_the_others(folder: Path) -> None:
    record(folder, "kapot", "titel: [\n")
    found = open_catalogue(folder, keep_going=True)
    assert [one.id for one in found.catalogue.studies] == ["goed"]
    assert len(found.unread) == 1


def test_an_unknown_catalogue_suggests_the_nearest() -> None:
    with pytest.raises(UserError, match="Bedoelde je 'sociaal-domein'"):
        load_catalogue("sociaal-domain")


def test_what_is_missing_and_what_is_due_is_told() -> None:
    old = study("oud", address="https://a.nl/1", reviewed_on=date(2024, 11, 22))
    fresh = study("vers", address="https://a.nl/2", reviewed_on=date(2024, 11, 23))
    nowhere = study("nergens", reviewed_on=date(2026, 1, 1), state="teruggetrokken")
    found = {
        (one.check, one.study) for one in check_catalogue(catalogue(old, fresh, nowhere), date(2026, 11, 22))
    }
    assert ("nakijken", "oud") in found
    assert ("nakijken", "vers") not in found
    assert {("zonder-bron", "nergens"), ("zonder-reden", "nergens"), ("zonder-bevindingen", "vers")} <= found


def test_a_reference_into_a_chain_must_exist() -> None:
    wrong = Study.model_validate(
        {
            "id": "a",
            "titel": "A",
            "themas": "schulden",
            "jaar": 2020,
            "raakt": [{"keten": "veilig-thuis", "maten": "uitvl"}],
        }
    )
    (found,) = [
        one for one in check_catalogue(catalogue(wrong), date(2026, 1, 1)) if one.check == "raakt-onbekend"
    ]
    assert found.severity == "fout"
    assert "uitvl" in found.what
    assert "Bedoelde je" in found.fix


def test_doubles_are_found_by_address_doi_and_title() -> None:
    studies = [
        study("a", address="https://www.a.nl/rapport/"),
        study("b", address="http://a.nl/rapport"),
        study("c", doi="10.1000/XYZ"),
        study("d", doi="10.1000/xyz"),
        Study(id="e", title="Oorzaken van de caseload: reconstructie", themes=("schulden",), year=2020),
        Study(id="f", title="Reconstructie: oorzaken van de caseload", themes=("schulden",), year=2021),
        Study(id="g", title="Reconstructie: oorzaken van de caseload", themes=("schulden",), year=2015),
    ]
    assert {(one.one, one.other) for one in doubles(studies)} == {("a", "b"), ("c", "d"), ("e", "f")}


def test_the_same_title_about_another_year_is_another_study() -> None:
    titles = ("Monitor vroegsignalering schulden 2021", "Monitor vroegsignalering schulden 2022",
              "Monitor vroegsignalering van schulden 2022")  # fmt: skip
    studies = [
        Study(id=f"s{at}", title=title, themes=("schulden",), year=2022) for at, title in enumerate(titles)
    ]
    assert {(one.one, one.other) for one in doubles(studies)} == {("s1", "s2")}


def test_new_records_are_held_against_those_that_are_there() -> None:
    there, fresh = study("a", address="https://a.nl/x"), study("b", address="https://a.nl/x")
    assert [(one.one, one.other) for one in doubles([fresh], among=[there])] == [("b", "a")]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("schulden", ["titel", "samen", "tekst"]),
        ("schuld", ["titel", "samen", "tekst"]),
        ("SCHULDEN de", ["titel", "samen", "tekst"]),
        ("schulden beeindigd", ["tekst"]),
        ("onbekend", []),
    ],
)
def test_search_knows_stems_compounds_and_accents(question: str, found: list[str]) -> None:
    studies = [
        study("tekst", description="Hulp bij een schuld die werd beëindigd."),
        Study(id="titel", title="Schulden", themes=("uitval",), year=2020),
        Study(id="samen", title="Probleemschulden", themes=("uitval",), year=2020),
        Study(id="niets", title="Wonen", themes=("uitval",), year=2020),
    ]
    index = build_index(studies, names=lambda one: ())
    assert [hit.study.id for hit in search(index, question)] == found


def test_an_empty_question_gives_everything_newest_first() -> None:
    index = build_index([study("a"), study("b").model_copy(update={"year": 2024})])
    assert [hit.study.id for hit in search(index, " ")] == ["b", "a"]


def test_what_matched_is_marked_and_nothing_of_the_text_is_lost() -> None:
    text = "Schulden, en een probleemschuld van € 5."
    segments = highlight(text, "schuld")
    assert "".join(one.text for one in segments) == text
    assert [one.text for one in segments if one.is_hit] == ["Schulden", "probleemschuld"]


def test_a_typing_error_gets_the_word_that_was_meant() -> None:
    index = build_index([study("a", description="Schulden en uitval.")])
    assert suggestion(index, "schlden uitval") == "schulden uitval"
    assert suggestion(index, "schuld") == ""
    assert suggestion(index, "qqqq") == ""
