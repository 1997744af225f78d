"""A survey is a folder: what is wrong in it is said with its line and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from ketenzicht.chain.schema import models_of
from ketenzicht.errors import UserError
from ketenzicht.survey.asked import columns_of
from ketenzicht.survey.keys import KEYS
from ketenzicht.survey.load import FILE, SHIPPED, load_survey, new_survey, shipped_surveys
from ketenzicht.survey.model import Survey
from ketenzicht.survey.parts import fields
from ketenzicht.survey.schema import explain, survey_schema

pytestmark = pytest.mark.unit


def changed(folder: Path, old: str, new: str) -> Path:
    new_survey(folder, "thuiszitters")
    path = folder / FILE
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"the survey does not say '{old}'"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def line_of(folder: Path, text: str) -> int:
    lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


@pytest.mark.parametrize("name", shipped_surveys())
def test_shipped_surveys_are_in_order(name: str) -> None:
    opened = load_survey(name)
    assert opened.chain.id == opened.survey.chain
    assert opened.survey.gaps, "what is not known is said"
    assert opened.organisations == ()


@pytest.mark.parametrize("name", shipped_surveys())
def test_every_text_of_a_shipped_survey_is_in_two_languages(name: str) -> None:
    survey = load_survey(name).survey
    for question in fields(survey):
        assert question.name.en, question.id
        for text in (question.question, question.explanation):
            assert text is None or text.en, question.id
    for rule in survey.rules:
        assert rule.sentence.en, rule.id


@pytest.mark.parametrize("name", shipped_surveys())
def test_every_count_of_a_stock_or_flow_carries_a_definition(name: str) -> None:
    """Only what is counted for this survey alone has none."""
    counts = [one.id for one in fields(load_survey(name).survey) if getattr(one, "kind", "") == "getal"]
    without = [one for one in fields(load_survey(name).survey) if getattr(one, "definition_code", "") is None]
    assert {one.id for one in without} <= {"lrv-weg", "aanbod-van", "aanbod-binnen"}
    assert len(counts) > len(without)


@pytest.mark.parametrize(
    ("old", "new", "what", "hint"),
    [
        ("[absoluut-verzuim]", "[absolut-verzuim]", "geen begrip", "Bedoelde je 'absoluut-verzuim'?"),
        ("definitie: LRV_NIEUW", "definitie: LRV_NIUW", "definitiecode", "Bedoelde je 'LRV_NIEUW'?"),
        ("links: {vraag: t3m-abs}", "links: {vraag: t3m-abz}", "geen vraag", "Bedoelde je 't3m-abs'?"),
        ("maat: aanbod-binnen-3-maanden", "maat: aanbod-binnen-3-mnd", "geen maat", "Bedoelde je"),
        ("met: leerlingen", "met: leerling", "bekend totaal", "Bedoelde je 'leerlingen'?"),
        ("gebeurtenis: verhuizing", "gebeurtenis: verhuisd", "kent de gebeurtenis", "Bedoelde je 'verhuizing'?"),
        ("niveau: fout", "niveau: erg", "mag niet bij", "Kies uit"),
        ("sleutel: nummer", "sleutel: nr", "geen kolom", ""),
        ("is: ANDERS", "is: ANDRES", "geen keuze", "Bedoelde je 'ANDERS'?"),
        ("bron: vensters-absoluut", "bron: venster-absoluut", "geen bron", "Bedoelde je 'vensters-absoluut'?"),
        ("({links}) dan er met", "({lings}) dan er met", "vraagt om 'lings'", "{links}"),
        ("keten: thuiszitters", "keten: thuiszitter", "keten", "Bedoelde je 'thuiszitters'?"),
        ("nl: gegevens delen,", 'nl: "gegevens; delen",', "puntkomma", "ander teken"),
        ("naam: {nl: zorg, en: care}", "naam: {nl: onderwijs, en: care}", "Twee antwoorden heten 'onderwijs'", ""),
        ("verplicht: true", "verplich: true", "niet bekend", "Bedoelde je 'verplicht'?"),
    ],
)  # fmt: skip
def test_a_typing_error_has_its_line_and_a_guess(
    tmp_path: Path, old: str, new: str, what: str, hint: str
) -> None:
    folder = changed(tmp_path / "u", old, new)
    with pytest.raises(UserError) as caught:
        load_survey(folder)
    text = caught.value.text()
    assert what in text
    assert hint in text
    lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    assert caught.value.line is not None
    near = "\n".join(lines[caught.value.line - 1 : caught.value.line + 3])
    assert new in near or new.split(":")[-1].strip(" []{}") in near


def test_two_things_with_one_id_are_refused(tmp_path: Path) -> None:
    folder = changed(tmp_path / "u", "- id: t3m-lrv\n", "- id: t3m-abs\n")
    with pytest.raises(UserError, match="'t3m-abs' komt twee keer voor"):
        load_survey(folder)


def test_several_mistakes_come_together(tmp_path: Path) -> None:
    folder = changed(tmp_path / "u", "definitie: T3M_ABS", "definitie: T3M_A")
    path = folder / FILE
    path.write_text(
        path.read_text(encoding="utf-8").replace("sleutel: nummer", "sleutel: nr"), encoding="utf-8"
    )
    with pytest.raises(UserError, match="2 fouten"):
        load_survey(folder)


def test_a_survey_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    new_survey(tmp_path / "u", "thuiszitters")
    with pytest.raises(UserError, match="bestaat al"):
        new_survey(tmp_path / "u", "thuiszitters")
    with pytest.raises(UserError, match="Bedoelde je 'thuiszitters'"):
        load_survey("thuiszitter")
    with pytest.raises(UserError, match=FILE):
        load_survey(tmp_path)


HEAD = "code;naam;groep;contact;leerlingen\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("sign", [";", ","])
def test_who_is_asked_is_read_as_a_spreadsheet_writes_it(tmp_path: Path, encoding: str, sign: str) -> None:
    new_survey(tmp_path / "u", "thuiszitters")
    text = (HEAD + "A1;Passend Één;po;;12.345\nB2;De Twee;vo;b@b.invalid;\n\n").replace(";", sign)
    (tmp_path / "u" / "organisaties.csv").write_text(text, encoding=encoding)
    first, second = load_survey(tmp_path / "u").organisations
    assert (first.code, first.name, first.group, dict(first.totals)) == (
        "A1",
        "Passend Één",
        "po",
        {"leerlingen": 12345},
    )
    assert (second.contact, dict(second.totals)) == ("b@b.invalid", {})


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        (HEAD + "A1;Een;po;;5\nA1;Twee;vo;;6\n", "twee keer", 3),
        (HEAD + "A1;Een;primair;;5\n", "groep", 2),
        (HEAD + "A1;Een;po;;veel\n", "geen getal", 2),
        (HEAD + "../A1;Een;po;;5\n", "kan niet", 2),
        (HEAD + ";Een;po;;5\n", "een code en een naam", 2),
        ("code;naam;leerling\nA1;Een;5\n", "'leerling' is niet bekend", 1),
        ("naam;groep\nEen;po\n", "'code' ontbreekt", 1),
    ],
)
def test_a_mistake_in_who_is_asked_has_its_line(tmp_path: Path, text: str, what: str, line: int) -> None:
    new_survey(tmp_path / "u", "thuiszitters")
    (tmp_path / "u" / "organisaties.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=what) as caught:
        load_survey(tmp_path / "u")
    assert caught.value.line == line


def test_the_columns_to_fill_in_are_those_that_are_read() -> None:
    asked = load_survey("thuiszitters").survey.asked
    assert columns_of(asked) == ("code", "naam", "groep", "contact", "leerlingen")


def test_the_schema_explains_every_key() -> None:
    schema = survey_schema()
    parts = [schema, *schema["$defs"].values()]
    for part in parts:
        for key, field in part.get("properties", {}).items():
            assert field["description"], key
    for model in models_of(Survey):
        for name, field in model.model_fields.items():
            assert explain(model, field.alias or name)


def test_no_key_is_explained_that_is_gone() -> None:
    models: dict[str, type[BaseModel]] = {
        kind.__name__: kind
        for model in models_of(Survey)
        for kind in model.__mro__
        if issubclass(kind, BaseModel)
    }
    for name, keys in KEYS.items():
        known = {field.alias or key for key, field in models[name].model_fields.items()}
        assert set(keys) <= known, name


def test_shipped_surveys_come_with_the_program() -> None:
    assert (SHIPPED / "thuiszitters" / FILE).is_file()
