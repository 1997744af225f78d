"""References in and out: nothing lost on the way, broken ones named with their line and the others read."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ketenzicht.catalogue.citation import citation
from ketenzicht.catalogue.exchange.ris import read_ris
from ketenzicht.catalogue.load import load_catalogue, open_catalogue
from ketenzicht.catalogue.model import Catalogue, Settings, Study
from ketenzicht.catalogue.proposals import (
    READERS,
    WRITERS,
    accept,
    export,
    read_references,
    study_yaml,
    write_proposals,
)
from ketenzicht.errors import UserError

pytestmark = pytest.mark.unit

EMPTY = Catalogue(
    settings=Settings.model_validate(
        {
            "id": "proef",
            "titel": "Proef",
            "samenvatting": "Proef.",
            "let_op": "Proef.",
            "themas": [{"id": "schulden", "naam": "Schulden"}],
        }
    ),
    studies=(),
)

RIS = """\
TY  - RPRT
AU  - Jansen, Piet
AU  - Gemeente Utrecht
TI  - Schulden en hulp
PY  - 2020/03//
UR  - https://a.nl/1
KW  - schulden
KW  - regie
C1  - iets bijzonders
ER  -

TY  - JOUR
TI  - Zonder jaar
ER  -
TY  - RPRT
TI  - Niet afgesloten
PY  - 2019
UR  - https://a.nl/2
TY  - RPRT
TI  - De laatste
PY  - 2021
DO  - https://doi.org/10.1000/abc
ER  -
"""


def imported(tmp_path: Path, name: str, text: str, catalogue: Catalogue = EMPTY):  # type: ignore[no-untyped-def]
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_references(path, catalogue)


def test_broken_references_are_named_and_the_others_read(tmp_path: Path) -> None:
    found = imported(tmp_path, "x.ris", RIS)
    assert [study.title for study in found.studies] == ["Schulden en hulp", "Niet afgesloten", "De laatste"]
    assert [(one.line, one.what.split()[-2:]) for one in found.problems] == [
        (12, ["is", "overgeslagen."]),
        (15, ["regel", "19."]),
    ]


def test_every_field_comes_along_and_the_strange_ones_too(tmp_path: Path) -> None:
    study = imported(tmp_path, "x.ris", RIS).studies[0]
    assert study.id == "jansen-schulden-en-hulp-2020"
    assert study.state == "voorstel"
    assert (study.year, study.published) == (2020, "2020-03")
    assert study.authors == ("Jansen, Piet", "Gemeente Utrecht")
    assert (study.themes, study.keywords) == (("schulden",), ("regie",))
    assert study.other == ("C1: iets bijzonders",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.ris", "TY  - RPRT\nTI  - Een\nPY  - 2020/02/31/\nUR  - https://a.nl\nER  -\n"),
        ("x.json", '[{"title": "Een", "URL": "https://a.nl", "issued": {"date-parts": [[2020, 2, 31]]}}]'),
    ],
)
def test_a_day_that_does_not_exist_is_left_off_and_the_reference_is_read(
    tmp_path: Path, name: str, text: str
) -> None:
    found = imported(tmp_path, name, text)
    assert [study.published for study in found.studies] == ["2020-02"]
    assert found.problems == ()


def test_a_doi_is_found_in_its_address(tmp_path: Path) -> None:
    assert imported(tmp_path, "x.ris", RIS).studies[2].doi == "10.1000/abc"


def test_broken_bibtex_is_named_with_its_line(tmp_path: Path) -> None:
    text = (
        "@book{a, title={Eén}, year={2019}, url={https://a.nl}}\n"
        "@book{b, title={X}\n"
        '@misc{c, title="Caf{\\\'e}", year=2020}\n'
    )
    found = imported(tmp_path, "x.bib", text)
    assert [study.title for study in found.studies] == ["Eén", "Café"]
    assert [one.line for one in found.problems] == [2, 3]
    assert "overgeslagen" in found.problems[0].what


def test_broken_json_and_strange_columns_are_told(tmp_path: Path) -> None:
    assert imported(tmp_path, "x.json", "[{").problems[0].what.startswith("Dit is geen geldig JSON")
    found = imported(tmp_path, "x.csv", "titel;jaar;adress\nEen;2020;https://a.nl\n")
    assert "Bedoelde je 'adres'" in found.problems[0].fix
    assert found.studies[0].other == ("adress: https://a.nl",)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"'\.txt' kan het cahier niet inlezen"):
        imported(tmp_path, "x.txt", "")


def test_doubles_with_the_catalogue_and_within_the_file_are_reported(tmp_path: Path) -> None:
    catalogue = load_catalogue("sociaal-domein")
    text = export(catalogue.studies[:2], ".ris")
    found = imported(tmp_path, "x.ris", text + text, catalogue)
    assert len(found.studies) == 4
    assert {catalogue.studies[0].id, catalogue.studies[1].id} <= {one.other for one in found.doubles}


def test_a_file_that_is_read_again_proposes_nothing_twice(tmp_path: Path) -> None:
    first = imported(tmp_path, "x.ris", RIS)
    again = read_references(tmp_path / "x.ris", EMPTY, first.studies)
    assert (again.studies, again.again, again.references) == ((), 3, 4)
    changed = first.studies[0].model_copy(update={"themes": ("schulden",), "question": "Waarom?"})
    beside = read_references(tmp_path / "x.ris", EMPTY, (changed, *first.studies[1:]))
    assert [(one.one, one.other) for one in beside.doubles] == [(f"{changed.id}-2", changed.id)]
    assert beside.without_doubles().studies == ()


def test_of_two_that_look_the_same_in_a_file_the_first_is_kept(tmp_path: Path) -> None:
    found = imported(tmp_path, "x.ris", RIS.replace("De laatste", "Niet afgesloten").replace("2021", "2019"))
    assert [study.title for study in found.studies].count("Niet afgesloten") == 2
    left = found.without_doubles().studies
    assert [study.title for study in left] == ["Schulden en hulp", "Niet afgesloten"]
    assert left[1].address == "https://a.nl/2"


@pytest.mark.parametrize("ending", sorted(READERS))
def test_a_file_without_any_reference_is_told(tmp_path: Path, ending: str) -> None:
    with pytest.raises(UserError, match="geen verwijzing"):
        imported(
            tmp_path, f"x{ending}", {".json": "[]", ".csv": "titel;jaar\n"}.get(ending, "zomaar tekst\n")
        )


SAME = (
    "title",
    "year",
    "published",
    "authors",
    "organisations",
    "publication_number",
    "doi",
    "address",
    "themes",
)


@pytest.mark.parametrize("ending", sorted(READERS))
def test_what_goes_out_comes_back(tmp_path: Path, ending: str) -> None:
    catalogue = load_catalogue("sociaal-domein")
    empty = catalogue.model_copy(update={"studies": ()})
    found = imported(tmp_path, f"x{ending}", export(catalogue.studies, ending), empty)
    back = {study.title: study for study in found.studies}
    assert len(back) == len(catalogue.studies)
    for study in catalogue.studies:
        for name in SAME:
            assert getattr(back[study.title], name) == getattr(study, name), (study.id, name)


ARTICLES = {
    ".ris": """TY  - EJOUR
AU  - Jansen, Piet
A2  - Smit, Anna
TI  - Schulden en hulp
T2  - Journal of Social Intervention
VL  - 27
IS  - 1
SP  - 4
EP  - 23
PY  - 2018/03//
SN  - 1876-8830
LA  - en
CY  - Utrecht
DO  - 10.18352/jsi.546
C1  - iets bijzonders
N1  - een opmerking
N1  - nog een
ER  -
""",
    ".bib": """@article{a, title={Schulden en hulp}, author={Jansen, Piet}, year={2018},
 editor={Smit, Anna and {De Bond}}, journal={Journal of Social Intervention}, volume={27}, number={1},
 pages={4--23}, issn={1876-8830}, doi={10.18352/jsi.546},
 language={en}, note={een opmerking}, annote={eigen veld}}
@manual{b, title={Handboek}, author={{De Bond}}, year={2019}, address={Utrecht}, edition={2}, url={https://b.nl}}
""",
    ".json": """[{"id": "a", "type": "article-journal", "title": "Schulden en hulp",
 "author": [{"family": "Jansen", "given": "Piet"}],
 "editor": [{"family": "Smit", "given": "Anna"}, {"literal": "De Bond"}],
 "issued": {"date-parts": [[2018, 3]]},
 "container-title": "Journal of Social Intervention", "volume": "27", "issue": "1", "page": "4-23",
 "accessed": {"date-parts": [[2026, 11, 22]]}, "DOI": "10.18352/jsi.546", "language": "en",
 "note": "C1: iets bijzonders\\neen opmerking", "publisher-place": "Utrecht"}]""",
    ".csv": "titel;jaar;doi;overig\r\n"
    'Schulden en hulp;2018;10.18352/jsi.546;"type: article-journal\ncontainer-title: Tijdschrift\nC1: iets"\r\n',
}


@pytest.mark.parametrize("ending", sorted(ARTICLES))
def test_a_reference_of_others_goes_out_as_it_came(tmp_path: Path, ending: str) -> None:
    came = imported(tmp_path, f"x{ending}", ARTICLES[ending]).studies
    again = imported(tmp_path, f"y{ending}", export(came, ending)).studies
    assert [study.model_copy(update={"other": tuple(sorted(study.other))}) for study in again] == [
        study.model_copy(update={"other": tuple(sorted(study.other))}) for study in came
    ]
    assert any("article-journal" in line for line in came[0].other)


def test_an_article_is_cited_with_its_journal(tmp_path: Path) -> None:
    (study,) = imported(tmp_path, "x.ris", ARTICLES[".ris"]).studies
    assert citation(study) == (
        "Jansen, Piet (2018). Schulden en hulp. Journal of Social Intervention, 27(1), 4-23. "
        "https://doi.org/10.18352/jsi.546"
    )


@pytest.mark.parametrize("ending", sorted(WRITERS))
def test_a_reference_keeps_its_journal_in_every_form(tmp_path: Path, ending: str) -> None:
    came = imported(tmp_path, "x.ris", ARTICLES[".ris"]).studies
    (back,) = imported(tmp_path, f"y{ending}", export(came, ending)).studies
    told = " | ".join(back.other)
    for part in ("article-journal", "Journal of Social Intervention", "27", "4-23", "Smit, Anna", "1876-8830",
                 "iets bijzonders", "een opmerking", "nog een", "Utrecht"):  # fmt: skip
        assert part in told, (part, told)


words = st.text(
    st.characters(whitelist_categories=("L", "N"), whitelist_characters=" -:,.'&%$#_~^\\"),
    min_size=1,
    max_size=30,
)


@settings(max_examples=80, deadline=None)
@given(
    title=words.filter(lambda one: any(letter.isalnum() for letter in one)),
    ending=st.sampled_from(sorted(WRITERS)),
)
def test_any_title_survives(tmp_path_factory: pytest.TempPathFactory, title: str, ending: str) -> None:
    study = Study(
        id="a",
        title=" ".join(title.split()),
        themes=("schulden",),
        year=2020,
        address="https://a.nl/b_c~d%20e",
    )
    found = imported(tmp_path_factory.mktemp("x"), f"x{ending}", export([study], ending))
    assert [one.title for one in found.studies] == [study.title]
    assert found.studies[0].address == study.address


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.sampled_from(sorted(READERS)))
def test_no_text_makes_a_reader_fall_over(text: str, ending: str) -> None:
    READERS[ending](text)


def test_a_formula_leaves_as_text_and_comes_back_as_it_was(tmp_path: Path) -> None:
    study = Study(id="a", title="=1+1", year=2020, address="https://a.nl")
    text = export([study], ".csv")
    assert ";'=1+1;" in text
    assert imported(tmp_path, "x.csv", text).studies[0].title == "=1+1"


def test_a_chapter_takes_over_the_year_of_its_book_and_cyclic_references_are_told(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        "verwijzingen.bib",
        "@inbook{a, title={Hoofdstuk}, crossref={b}, url={https://a.nl}}\n"
        "@book{b, title={Boek}, year=2020, publisher={Maker}, url={https://b.nl}}\n"
        "@inbook{c, title={Een}, crossref={d}, url={https://c.nl}}\n"
        "@book{d, title={Twee}, year=2021, crossref={c}, url={https://d.nl}}\n"
        "@inbook{e, title={Zelf}, year=2021, crossref={e}, url={https://e.nl}}\n"
        "@inbook{f, title={Nergens}, year=2022, crossref={weg}, url={https://f.nl}}\n",
    )
    assert [(one.title, one.year) for one in found.studies] == [
        ("Hoofdstuk", 2020), ("Boek", 2020), ("Een", 2021), ("Twee", 2021), ("Zelf", 2021), ("Nergens", 2022),
    ]  # fmt: skip
    assert found.studies[0].organisations == ("Maker",)
    assert found.studies[0].address == "https://a.nl"
    assert [(one.line, "kring" in one.what, "'weg'" in one.what) for one in found.problems] == [
        (3, True, False), (4, True, False), (5, True, False), (6, False, True),
    ]  # fmt: skip


def test_ten_thousand_references_are_read_in_time(tmp_path: Path) -> None:
    records = "".join(
        f"TY  - RPRT\nAU  - Maker{n % 700}, A.\nTI  - Onderzoek {n} naar schulden in wijk {n % 300}\n"
        f"PY  - {1990 + n % 30}\nUR  - https://a.nl/{n if n % 100 else 0}\nER  -\n"
        for n in range(10_000)
    )
    begin = time.perf_counter()
    found = imported(tmp_path, "groot.ris", records)
    assert time.perf_counter() - begin < 30
    assert len(found.studies) == 10_000
    assert len(found.doubles) >= 99


def test_proposals_are_files_that_become_studies_when_accepted(tmp_path: Path) -> None:
    (tmp_path / "studies").mkdir()
    (tmp_path / "cahier.yaml").write_text(
        "id: proef\ntitel: P\nsamenvatting: P\nlet_op: P\nthemas:\n  - {id: schulden, naam: Schulden}\n"
    )
    found = imported(tmp_path, "x.ris", RIS)
    written = write_proposals(tmp_path, found.studies)
    assert len(written) == 3
    with pytest.raises(FileExistsError):
        write_proposals(tmp_path, found.studies[:1])
    opened = open_catalogue(tmp_path)
    target = accept(opened, "jansen-schulden-en-hulp-2020", "2026-11-22")
    assert yaml.safe_load(target.read_text())["trefwoorden"] == ["regie"]
    (study,) = load_catalogue(tmp_path).studies
    assert (study.state, str(study.added_on)) == ("opgenomen", "2026-11-22")
    with pytest.raises(UserError, match="onder geen thema"):
        accept(opened, "niet-afgesloten-2019", "2026-11-22")
    waiting = tmp_path / "voorstellen" / "de-laatste-2021.yaml"
    waiting.write_text(waiting.read_text().replace("doi: 10.1000/abc", "themas: schulden"), encoding="utf-8")
    with pytest.raises(UserError, match="niet waar het onderzoek te vinden is"):
        accept(opened, "de-laatste-2021", "2026-11-22")
    assert waiting.exists()


def test_the_file_of_a_study_is_read_back_as_the_study() -> None:
    for study in load_catalogue("sociaal-domein").studies:
        assert Study.model_validate(yaml.safe_load(study_yaml(study)), by_alias=True, by_name=False) == study


def test_keywords_of_zotero_are_one_text() -> None:
    text = WRITERS[".json"]([{"id": "a", "type": "report", "title": "T", "keyword": ["x", "y"]}])
    assert json.loads(text)[0]["keyword"] == "x, y"
    assert READERS[".json"](text).items[0]["keyword"] == ["x", "y"]


def test_an_end_without_a_beginning_is_named() -> None:
    assert [one.line for one in read_ris("ER  - \nAU  - X\n").problems] == [1, 2]
