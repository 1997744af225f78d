"""Pseudonyms back to numbers: for who holds the private key, and closed for everybody else."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ketenzicht.cli import register
from ketenzicht.errors import UserError
from ketenzicht.intake.identifiers import MAP_FILE, new_identity, open_map
from ketenzicht.intake.key import read_key
from ketenzicht.intake.pseudonym import pseudonym
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.forget import forget
from ketenzicht.study.identify import identify, identify_sample
from ketenzicht.study.run import take_in
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings")


@pytest.fixture(autouse=True)
def own_key(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(settings / "key"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, settings: Path) -> tuple[Path, Path]:
    """A study that was taken in, and the private key that opens its map."""
    folder = tmp_path_factory.mktemp("studies") / "studie"
    make_demo_study(folder, households=60, seed=4)
    identity = settings / "sleutel"
    public = new_identity(identity)
    path = folder / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"herleidbaar_voor: [{public}]\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KETENZICHT_KEY_FILE", str(settings / "key"))
        take_in(load_study(folder))
    return folder, identity


def households(folder: Path) -> set[str]:
    with (folder / "registraties" / "meldingen.csv").open(encoding="cp1252", newline="") as file:
        return {row["huishoudnummer"] for row in csv.DictReader(file, delimiter=";")} - {""}


def test_every_household_is_found_again(made: tuple[Path, Path]) -> None:
    folder, identity = made
    rows = open_map(folder / "out" / "secure" / MAP_FILE, identity).to_pylist()
    found = {row["nummer"]: row["pseudoniem"] for row in rows if row["soort"] == "huishouden"}
    expected = {number: pseudonym(read_key(), "huishouden", number) for number in households(folder)}
    assert found == expected


def test_no_number_stands_in_the_study_in_plain(made: tuple[Path, Path]) -> None:
    folder, _ = made
    number = sorted(households(folder))[0].encode()
    assert not [
        path for path in (folder / "out").rglob("*") if path.is_file() and number in path.read_bytes()
    ]
    assert (folder / "out" / "secure" / MAP_FILE).stat().st_mode & 0o077 == 0


def test_another_key_does_not_open_it(made: tuple[Path, Path], tmp_path: Path) -> None:
    new_identity(tmp_path / "ander")
    with pytest.raises(UserError, match="opent het bestand niet"):
        identify(made[0], tmp_path / "ander", ["abcdef"])


def test_a_private_key_that_others_can_read_is_refused(made: tuple[Path, Path], tmp_path: Path) -> None:
    path = tmp_path / "sleutel"
    path.write_bytes(made[1].read_bytes())
    path.chmod(0o644)
    with pytest.raises(UserError, match="Anderen op deze computer"):
        identify(made[0], path, ["abcdef"])
    path.chmod(0o600)
    path.write_text("geen sleutel", encoding="utf-8")
    with pytest.raises(UserError, match="geen sleutelbestand"):
        identify(made[0], path, ["abcdef"])


def test_a_key_file_is_never_replaced(made: tuple[Path, Path]) -> None:
    before = made[1].read_bytes()
    with pytest.raises(UserError, match="bestaat al"):
        new_identity(made[1])
    assert made[1].read_bytes() == before


def test_the_command_reads_pseudonyms_from_the_input(made: tuple[Path, Path]) -> None:
    folder, identity = made
    number = sorted(households(folder))[0]
    app = typer.Typer()
    register(app)
    given = pseudonym(read_key(), "huishouden", number)[:10]
    shown = CliRunner().invoke(
        app, ["person", "identify", str(folder), "--identity", str(identity)], input=given + "\n"
    )
    assert shown.exit_code == 0
    assert number in shown.output
    for wrong, words in (("abc", "te kort"), ("0123456789", "komt in deze studie niet voor")):
        failed = CliRunner().invoke(
            app, ["person", "identify", str(folder), "--identity", str(identity)], input=wrong + "\n"
        )
        assert words in str(failed.exception)


def test_a_public_key_that_is_none_is_told_with_its_line(made: tuple[Path, Path], tmp_path: Path) -> None:
    text = (made[0] / "study.yaml").read_text(encoding="utf-8").rsplit("herleidbaar_voor", 1)[0]
    (tmp_path / "study.yaml").write_text(text + "herleidbaar_voor: [age1fout]\n", encoding="utf-8")
    with pytest.raises(UserError, match="nummer 1 is geen openbare sleutel") as raised:
        load_study(tmp_path)
    assert raised.value.line == len(text.splitlines()) + 1


def test_files_of_a_sample_can_be_fetched_and_forgetting_removes_the_list(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "studie"
    shutil.copytree(made[0], folder)
    with pytest.raises(UserError, match="nog geen steekproef"):
        identify_sample(folder, made[1])
    app = typer.Typer()
    register(app)
    assert CliRunner().invoke(app, ["sample", "new", str(folder)]).exit_code == 0
    plan = "ontwerp: eenvoudig\naantal: 8\nseed: 1\ndubbel: 0\nlezers: [anna]\n"
    (folder / "dossieronderzoek" / "steekproef.yaml").write_text(plan, encoding="utf-8")
    drawn = CliRunner().invoke(app, ["sample", "draw", str(folder)])
    assert drawn.exit_code == 0, drawn.exception
    path, listed = identify_sample(folder, made[1])
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["dossier"] for row in rows] == [str(number) for number in range(1, listed + 1)]
    assert {row["nummer"] for row in rows} <= households(folder)
    for row in rows:
        assert pseudonym(read_key(), "huishouden", row["nummer"]) == row["pseudoniem"]
    forget(folder, "huishouden", rows[0]["nummer"])
    assert not path.exists()


def test_who_was_forgotten_is_not_in_the_map_and_without_the_setting_there_is_none(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "studie"
    shutil.copytree(made[0], folder)
    number = sorted(households(folder))[0]
    forget(folder, "huishouden", number)
    left = open_map(folder / "out" / "secure" / MAP_FILE, made[1]).to_pylist()
    assert number not in {row["nummer"] for row in left}
    assert len(left) > 50
    path = folder / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8").rsplit("herleidbaar_voor", 1)[0], encoding="utf-8")
    take_in(load_study(folder))
    assert not (folder / "out" / "secure" / MAP_FILE).exists()
    with pytest.raises(UserError, match="niet bewaard"):
        identify(folder, made[1], ["abcdef"])
