"""``study check`` says that persons could be followed across registrations, when a study does not do so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ketenzicht.cli import register
from ketenzicht.study.check import check_study
from ketenzicht.study.check_linking import linking_notice
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.unit

STUDY = """\
keten: veilig-thuis
titel: Proef
periode: {van: 2022-01-01, tot: 2022-12-31}
gegevens: {van: 2020-01-01, tot: 2022-12-31}
eenheid: persoon
koppelingen: [koppelingen/meldpunt.yaml, koppelingen/hulp.yaml]
"""
MAPPING = """\
bestand: ../{0}.csv
personen: {{nummer: {1}}}
gebeurtenissen:
  - {{gebeurtenis: melding, tijd: dag{2}}}
"""
LINKED = """\
personen_koppelen:
  kolommen: [{koppeling: koppelingen/meldpunt.yaml, bsn: bsn}]
"""
APP = typer.Typer()
register(APP)


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "sleutelmap" / "sleutel"))


def study(folder: Path, here: str, there: str, *, register: str = "", organisation: str = "") -> Path:
    """A study of two registrations with these columns beside the day; the first is the number of a person."""
    (folder / "koppelingen").mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    for name, columns in (("meldpunt", here), ("hulp", there)):
        text = MAPPING.format(name, columns.split(";")[0], organisation)
        text += f"register: {register}\n" if register else ""
        (folder / "koppelingen" / f"{name}.yaml").write_text(text, encoding="utf-8")
        cells = ";".join("x" for _ in columns.split(";"))
        (folder / f"{name}.csv").write_text(f"{columns};dag\n{cells};2022-03-04\n", encoding="utf-8")
    return folder


NAMED = "client;Voornaam;achternaam;geb_datum"


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (NAMED, "nr;roepnaam;Naam client;Geboortedatum"),
        ("client;bsn", "burgerservicenummer"),
        ("bsn;voorletters;geslachtsnaam;geboren", "bsn"),
    ],
)
def test_who_persons_are_in_two_registrations_is_said_with_the_command(
    tmp_path: Path, here: str, there: str
) -> None:
    folder = study(tmp_path / "s", here, there)
    told = check_study(folder).linking
    assert "In meldpunt.csv en hulp.csv staat wie personen zijn" in told
    assert told.endswith(f"ketenzicht person link {folder}")
    assert "\n" not in told


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("bsn", "bsn"),
        (NAMED, "nr;postcode"),
        ("client;achternaam;geboortejaar", "nr;naam_instelling;geboortedatum"),
        ("pseudoniem", "nr"),
    ],
)
def test_nothing_is_said_where_there_is_nothing_to_gain(tmp_path: Path, here: str, there: str) -> None:
    assert check_study(study(tmp_path / "s", here, there)).linking == ""


def test_deliveries_of_one_register_are_no_two_organisations(tmp_path: Path) -> None:
    one = study(tmp_path / "een", NAMED, NAMED, register="meldpunt")
    assert check_study(one).linking == ""
    several = study(
        tmp_path / "meer",
        NAMED + ";instelling",
        NAMED + ";instelling",
        register="allen",
        organisation=", organisatie: instelling",
    )
    assert "person link" in check_study(several).linking


def test_pseudonyms_of_two_organisations_lead_to_codes(tmp_path: Path) -> None:
    told = check_study(study(tmp_path / "s", "pseudoniem_client", "pseudoniem")).linking
    assert "meldpunt.csv en hulp.csv" in told
    assert told.endswith("ketenzicht person encode")


def test_a_study_that_links_hears_nothing(tmp_path: Path) -> None:
    folder = study(tmp_path / "s", NAMED + ";bsn", NAMED)
    checked = check_study(folder)
    assert checked.linking
    (folder / "study.yaml").write_text(STUDY + LINKED, encoding="utf-8")
    assert linking_notice(load_study(folder), checked.intake.quality) == ""


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    folder = study(tmp_path / "s", NAMED, NAMED)
    shown = CliRunner().invoke(APP, ["study", "check", str(folder)]).output
    [line] = [line for line in shown.splitlines() if "person link" in line]
    assert line.startswith("Tip In meldpunt.csv en hulp.csv")
    told = json.loads(CliRunner().invoke(APP, ["study", "check", str(folder), "--json"]).output)
    assert told["linking"] in line
