from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ketenzicht.chain import load_chain
from ketenzicht.cli import app
from ketenzicht.cli import study as study_commands
from ketenzicht.errors import UserError
from ketenzicht.intake.guess.names import WORDS, likeness, words
from ketenzicht.intake.guess.write import flow, scalar
from ketenzicht.study.check import check_study
from ketenzicht.study.new import new_study
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.unit

REPORTS = """\
meldingnummer;aanmelddatum;gezinsnr;BSN;geboortejaar;sekse;rol;hoedanigheid;aanleiding;dd_besluit;besluit;bijzonderheden
M1;02-05-2019;G1;111222333;1980;V;slachtoffer;01;01;09-05-2019;02;x
M1;02-05-2019;G1;123456782;2010;M;kind;01;01;09-05-2019;02;y
M2;03-06-2020;G1;111222333;1980;V;slachtoffer;08;03;;;z
"""
STEPS = """\
trajectnummer;meldingnummer;huishoudnummer;soort;aanbieder;startdatum;einddatum;einde_reden;tint
T1;M1;G1;overdracht;Lokaal team;10-05-2019;;;rood
T1;M1;G1;hulp;Lokaal team;12-05-2019;12-05-2020;32;groen
T2;M1;G1;onderzoek;;13-05-2019;12-06-2019;;blauw
T3;M1;G1;betrokkenheid;;;01-01-2020;;rood
T4;M1;G1;verlies-overlijden;;;01-01-2021;;groen
"""


@pytest.fixture
def registrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "sleutelmap" / "sleutel"))
    files = [tmp_path / "meldingen.csv", tmp_path / "trajecten.csv"]
    for path, text in zip(files, (REPORTS, STEPS), strict=True):
        path.write_text(text, encoding="cp1252")
    return files


def test_the_guess_names_every_column_and_what_is_still_open(
    registrations: list[Path], tmp_path: Path
) -> None:
    made = new_study(tmp_path / "studie", "veilig-thuis", registrations)
    found = {guess.column: guess for _file, _mapping, guessed in made.files for guess in guessed.guesses}
    assert (made.columns, made.open) == (21, 2)
    assert {name for name, guess in found.items() if not guess.certainty} == {"bijzonderheden", "tint"}
    assert found["BSN"].meaning == "BSN van de persoon"
    assert found["aanmelddatum"].meaning == "datum van: Melding"
    assert found["dd_besluit"].meaning == "datum van: Besluit na veiligheidsbeoordeling"
    assert found["dd_besluit"].certainty == "waarschijnlijk"
    assert found["hoedanigheid"].meaning == "kenmerk: Wie meldt"


@pytest.mark.parametrize("columns", ["clientnummer;bsn", "burgerservicenummer;clientnr"])
def test_a_column_that_is_called_bsn_is_the_person_and_a_number_of_the_registration_is_not(
    columns: str, tmp_path: Path
) -> None:
    path = tmp_path / "meldingen.csv"
    path.write_text(
        f"meldingnummer;datum melding;{columns}\nM1;02-05-2019;123456782;111222333\n", encoding="utf-8"
    )
    [(_file, _mapping, guessed)] = new_study(tmp_path / "studie", "veilig-thuis", [path]).files
    [number] = [name for name in columns.split(";") if not name.startswith("client")]
    assert guessed.mapping["personen"] == [{"nummer": number}]
    assert guessed.open == [name for name in columns.split(";") if name != number]


def test_the_guess_is_a_study_that_can_be_checked(registrations: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "studie"
    new_study(folder, "veilig-thuis", registrations)
    study = load_study(folder)
    assert (str(study.settings.data.first), str(study.settings.data.last)) == ("2019-05-02", "2021-01-01")
    result = check_study(folder)
    counted = {one.activity: one.count for one in result.intake.quality.activities if one.count}
    assert counted == {
        "melding": 2,
        "besluit-triage": 1,
        "overdracht": 1,
        "start-hulp": 1,
        "einde-hulp": 1,
        "start-onderzoek": 1,
        "oordeel-onderzoek": 1,
        "einde-betrokkenheid": 1,
        "overlijden": 1,
    }
    assert result.intake.quality.findings == ()


def test_registrations_inside_the_study_are_referred_to_relatively(tmp_path: Path) -> None:
    folder = tmp_path / "studie"
    (folder / "registraties").mkdir(parents=True)
    inside, outside = folder / "registraties" / "meldingen.csv", tmp_path / "meldingen.csv"
    for path in (inside, outside):
        path.write_text(REPORTS, encoding="utf-8")
    made = new_study(folder, "veilig-thuis", [inside, outside])
    assert [mapping.name for _file, mapping, _guess in made.files] == ["meldingen.yaml", "meldingen-2.yaml"]
    files = [loaded.mapping.file for loaded in load_study(folder).file_mappings()]
    assert files == ["../registraties/meldingen.csv", str(outside)]
    labels = [loaded.label for loaded in load_study(folder).file_mappings()]
    assert labels == ["registraties/meldingen.csv", f"{tmp_path.name}/meldingen.csv"]
    assert not list(folder.rglob("*.partial"))


def test_a_year_in_the_name_of_a_file_stays_when_two_have_that_name(tmp_path: Path) -> None:
    given = [tmp_path / folder / "2024.csv" for folder in ("een", "twee", "drie")]
    for path in given:
        path.parent.mkdir()
        path.write_text(REPORTS, encoding="utf-8")
    made = new_study(tmp_path / "studie", "veilig-thuis", given)
    names = [mapping.name for _file, mapping, _guess in made.files]
    assert names == ["2024.yaml", "2024-2.yaml", "2024-3.yaml"]


def test_an_existing_study_is_never_overwritten(registrations: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "studie"
    new_study(folder, "veilig-thuis", registrations)
    before = (folder / "study.yaml").read_bytes()
    with pytest.raises(UserError, match="staat al een studie"):
        new_study(folder, "veilig-thuis", registrations)
    assert (folder / "study.yaml").read_bytes() == before


def test_a_mapping_that_is_there_is_never_overwritten(registrations: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "studie"
    made = new_study(folder, "veilig-thuis", registrations)
    corrected = made.files[1][1]
    corrected.write_text("# verbeterd\n", encoding="utf-8")
    for gone in (folder / "study.yaml", made.files[0][1]):
        gone.unlink()
    with pytest.raises(UserError, match=r"koppeling met de naam trajecten\.yaml"):
        new_study(folder, "veilig-thuis", registrations)
    assert [path.name for path in folder.rglob("*.yaml")] == ["trajecten.yaml"]
    assert corrected.read_text(encoding="utf-8") == "# verbeterd\n"
    new_study(folder, "veilig-thuis", registrations[:1])
    assert corrected.read_text(encoding="utf-8") == "# verbeterd\n"


def test_what_cannot_be_written_whole_leaves_a_folder_as_it_was(
    registrations: list[Path], tmp_path: Path
) -> None:
    folder = tmp_path / "studie"
    (folder / "koppelingen").mkdir(parents=True)
    (folder / "study.yaml").symlink_to(tmp_path / "nergens" / "study.yaml")
    with pytest.raises(FileExistsError):
        new_study(folder, "veilig-thuis", registrations)
    assert list((folder / "koppelingen").iterdir()) == []


def test_a_file_that_cannot_be_read_makes_no_study(tmp_path: Path) -> None:
    path = tmp_path / "leeg.csv"
    path.write_bytes(b"")
    with pytest.raises(UserError, match="leeg"):
        new_study(tmp_path / "studie", "veilig-thuis", [path])
    assert not (tmp_path / "studie").exists()


def test_a_log_with_an_activity_column_becomes_a_long_table(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "zaaknr,activiteit,tijdstip\n1,Melding,2024-01-01 10:00\n1,Start hulp,2024-02-01 10:00\n",
        encoding="utf-8",
    )
    new_study(tmp_path / "studie", "veilig-thuis", [path])
    [loaded] = load_study(tmp_path / "studie").file_mappings()
    assert loaded.mapping.activity is not None
    assert loaded.mapping.activity.translation == {"Melding": "melding", "Start hulp": "start-hulp"}
    assert loaded.mapping.case is not None


def test_a_file_of_which_nothing_is_known_says_what_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "raadsel.csv"
    path.write_text("a1,b2\nx,y\n", encoding="utf-8")
    made = new_study(tmp_path / "studie", "veilig-thuis", [path])
    assert (made.columns, made.open) == (2, 2)
    text = (tmp_path / "studie" / "koppelingen" / "raadsel.yaml").read_text(encoding="utf-8")
    assert "Kies uit: " in text
    assert all(event.id in text for event in load_chain("veilig-thuis").events)
    with pytest.raises(UserError, match="gebeurtenissen"):
        load_study(tmp_path / "studie").file_mappings()


def test_the_delivery_of_cbs_gets_the_mapping_of_the_protocol(tmp_path: Path) -> None:
    path = tmp_path / "amhk1.txt"
    path.write_text("AD1|03|05\nML1|02|03|20150223|05|04||20150301|111222333|20091105|V\n", encoding="utf-8")
    made = new_study(tmp_path / "studie", "veilig-thuis", [path])
    assert made.open == 0
    [loaded] = load_study(tmp_path / "studie").file_mappings()
    assert loaded.mapping.layout.kind == "cbs-vt-1"
    assert [event.event for event in loaded.mapping.events] == [
        "advies",
        "melding",
        "einde-betrokkenheid",
        "start-onderzoek",
        "oordeel-onderzoek",
    ]


def test_the_command_says_how_many_columns_are_left(registrations: list[Path], tmp_path: Path) -> None:
    run = CliRunner()
    study_commands.register(app)
    arguments = [
        "study",
        "new",
        str(tmp_path / "a"),
        "--chain",
        "veilig-thuis",
        "--from",
        *map(str, registrations),
    ]
    shown = run.invoke(app, arguments)
    assert shown.exit_code == 0, shown.output
    assert "19 van 21 kolommen; nog 2 te kiezen." in shown.output
    arguments[2] = str(tmp_path / "b")
    data = json.loads(run.invoke(app, [*arguments, "--json"]).output)
    assert (data["columns"], data["open"]) == (21, 2)


def test_words_and_likeness() -> None:
    assert words("Meldingsdatum") == {"datum", "melding"}
    assert words("huishoudNummer") == words("gezins_nr") == {"huishouden", "nummer"}
    assert words("einddatum") == {"datum", "einde"}
    assert likeness("datum melding", "meldingsdatum") == 1.0
    assert likeness("kleur", "melding") == 0.0


def test_the_synonyms_are_in_the_manual() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "prepare-registrations.md"
    text = page.read_text(encoding="utf-8")
    missing = [word for word, meaning in WORDS.items() if meaning and meaning != word and word not in text]
    assert missing == []


def test_yaml_is_quoted_where_it_must_be() -> None:
    import yaml

    for text in (
        "a: b",
        "true",
        "# x",
        "01",
        "- x",
        'a"b',
        "",
        "Zoë",
        "a, b",
        "{x}",
        "null",
        "*a",
        "@x",
        "a\\b",
    ):
        assert yaml.load(flow({"k": [text]}), Loader=yaml.BaseLoader) == {"k": [text]}
    assert scalar("datum_melding") == "datum_melding"
