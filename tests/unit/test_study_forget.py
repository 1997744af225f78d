"""Forgetting: afterwards no byte of the study's folder tells of who was forgotten, and a next run leaves them out."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from helpers.small_study import SETTINGS, small_study
from ketenzicht.cli import app
from ketenzicht.cli import study as study_commands
from ketenzicht.errors import UserError
from ketenzicht.intake.forgotten import mark, pseudonyms_of
from ketenzicht.intake.key import read_key
from ketenzicht.intake.pseudonym import pseudonym
from ketenzicht.sample.codings import Coding, read_codings
from ketenzicht.sample.drawn import Sample, SampleFile, read_sample, write_sample
from ketenzicht.sample.save_coding import save
from ketenzicht.study import forget as forgetting
from ketenzicht.study.case import cases
from ketenzicht.study.check import check_study
from ketenzicht.study.forget import forget
from ketenzicht.study.forgotten import LIST_FILE, demand_kept, retention_notice, unfinished_notice
from ketenzicht.study.paths import study_paths
from ketenzicht.study.run import run_study
from ketenzicht.study.sample import open_research
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.unit

MAPPING = """\
bestand: ../../levering/meldingen.csv
huishouden: huis
personen: [{nummer: bsn, geboren: geboren}]
bsn_afspraak: vt-1
gebeurtenissen:
  - gebeurtenis: melding
    tijd: datum
    traject: nr
    altijd: true
    kenmerken: {melder: melder}
"""
BSN, SHORT, HOUSE = "012345672", "12345672", "H7"
OTHER = "123456782"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "sleutelmap" / "sleutel"))
    folder = small_study(tmp_path / "studie", MAPPING)
    lines = [f"M{n};2020-01-{n % 28 + 1:02d};H{n % 40};01;;" for n in range(100) if n % 40 != 7]
    lines += [f"P{n};2020-03-{n + 1:02d};{HOUSE};01;{SHORT};1980-02-03" for n in range(3)]
    lines += [f"Q;31-02-2020;{HOUSE};77;{BSN};1980", f"R;2020-05-01;{HOUSE};01;{OTHER};1999"]
    (tmp_path / "levering").mkdir()
    (tmp_path / "levering" / "meldingen.csv").write_text(
        "nr;datum;huis;melder;bsn;geboren\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    check_study(folder)
    return folder


@pytest.fixture
def read(folder: Path) -> Path:
    """A study whose files are being read: drawn, noted, handed out, merged."""
    key = read_key()
    case, other = pseudonym(key, "huishouden", HOUSE), pseudonym(key, "huishouden", "H8")
    secure = folder / "dossieronderzoek" / "beveiligd"
    secure.mkdir(parents=True)
    told = {"melder": "politie"}
    write_sample(
        secure / "steekproef.json",
        Sample(
            "eenvoudig",
            1,
            "",
            40,
            {"": 40},
            (SampleFile(1, other, "", 0.1, ("a",), told), SampleFile(2, case, "", 0.1, ("a",), told)),
            {"": ((case, told), ("later", told))},
        ),
    )
    for name in (other, case):
        save(secure / "codering.jsonl", Coding(name, "a", 0, "1", {"uitval": "ja"}, "klaar"), seen=0)
    book = openpyxl.Workbook()
    book.active.append([case])  # type: ignore[union-attr]
    book.save(secure / "coderen-a.xlsx")
    (secure / "kenmerken.json").write_text(json.dumps({"uitval": {case: "ja", other: "nee"}}), "utf-8")
    return folder


def all_bytes(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The name and content of every file, packed parts and columns of tables unpacked."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        yield name, name.encode() + path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                for part in packed.namelist():
                    yield f"{name}:{part}", packed.read(part)
        if path.suffix == ".parquet":
            yield f"{name}:rows", repr(pq.read_table(path).to_pylist()).encode()


def standing(folder: Path, *sought: str) -> list[str]:
    return [
        f"{text[:4]} in {name}"
        for name, content in all_bytes(folder)
        for text in sought
        if text.encode() in content
    ]


def test_nothing_of_a_person_stands_in_the_folder_after(read: Path) -> None:
    key = read_key()
    person, house = pseudonym(key, "persoon", BSN), pseudonym(key, "huishouden", HOUSE)
    assert standing(read, person), "the test sees a pseudonym where one stands"
    done = forget(read, "persoon", SHORT)
    assert standing(read, person, BSN, SHORT) == []
    assert done.rows_left_out == 4
    assert done.remains == ()
    secure = read / "dossieronderzoek" / "beveiligd"
    assert standing(secure, house) == [], "the file of the household told of this person"
    assert standing(read / "out" / "secure", house), "what others of the household went through stays"


def test_a_file_that_cannot_be_looked_into_is_named_and_the_rest_is_done(folder: Path) -> None:
    packed = folder / "reservekopie.zip"
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("meldingen.csv", "nr;bsn")
    content = bytearray(packed.read_bytes())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flags] |= 1  # packed with a password
    packed.write_bytes(content)
    done = forget(folder, "persoon", BSN)
    assert (done.remains, done.closed) == ((), (packed,))
    assert done.rows_left_out == 4


def test_what_was_noted_of_others_stays(read: Path) -> None:
    forget(read, "persoon", BSN)
    secure = read / "dossieronderzoek" / "beveiligd"
    sample, codings = read_sample(secure / "steekproef.json"), read_codings(secure / "codering.jsonl")
    other = pseudonym(read_key(), "huishouden", "H8")
    assert [file.case for file in sample.files] == [other, "gewist-2"]
    assert [file.case for file in sample.readable] == [other]
    assert sample.files[1].chance == 0.1
    assert [one.file for one in codings.saved] == [other]
    assert codings.broken == 0
    assert json.loads((secure / "kenmerken.json").read_text("utf-8")) == {"uitval": {other: "nee"}}
    assert not (secure / "coderen-a.xlsx").exists()
    save(secure / "codering.jsonl", Coding(other, "a", 0, "1", {"uitval": "nee"}, "klaar"), seen=1)
    assert len(read_codings(secure / "codering.jsonl").saved) == 2


def test_a_next_run_leaves_them_out_and_says_how_many(folder: Path) -> None:
    before = check_study(folder).intake.attrition[0].before
    forget(folder, "persoon", BSN)
    steps = check_study(folder).intake.attrition
    assert (str(steps[0].step), steps[0].before, steps[0].left_out) == ("niet gewist", before, 4)
    assert steps[1].before == before - 4
    assert standing(folder, pseudonym(read_key(), "persoon", BSN)) == []


def test_a_household_is_forgotten_with_all_its_rows(folder: Path) -> None:
    key = read_key()
    done = forget(folder, "huishouden", HOUSE)
    assert done.rows_left_out == 5
    gone = [pseudonym(key, "huishouden", HOUSE), *(pseudonym(key, "persoon", one) for one in (BSN, OTHER))]
    assert standing(folder, *gone) == []


def test_with_another_key_nothing_is_read_or_erased_and_the_study_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget(folder, "persoon", BSN)
    first = read_key()
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(folder.parent / "sleutelmap" / "andere"))
    for act in (check_study, run_study, lambda study: forget(study, "persoon", OTHER)):
        with pytest.raises(UserError, match="andere sleutel") as refused:
            act(folder)
        assert str(folder / "sleutel.kenmerk") == refused.value.file
    assert first.hex() not in (folder / "sleutel.kenmerk").read_text(encoding="utf-8")
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(folder.parent / "sleutelmap" / "sleutel"))
    check_study(folder)
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(folder.parent / "sleutelmap" / "andere"))
    (folder / "sleutel.kenmerk").unlink()
    check_study(folder)


def test_the_list_holds_marks_only_and_only_the_user_reads_it(folder: Path) -> None:
    forget(folder, "persoon", BSN)
    path = folder / LIST_FILE
    assert path.stat().st_mode & 0o077 == 0
    begun, done = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    key = read_key()
    assert mark(key, pseudonym(key, "persoon", BSN)) in begun["merken"]
    assert done["gewist"] == ["out/secure"]


def test_what_readers_noted_is_closed_to_others_again_or_not_opened(
    read: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = read / "dossieronderzoek" / "beveiligd"
    for name in ("steekproef.yaml", "codeboek.yaml"):
        text = (files("ketenzicht.study") / "templates" / "sample" / name).read_text("utf-8")
        (secure.parent / name).write_text(text, encoding="utf-8")
    secure.chmod(0o755)
    open_research(load_study(read))
    assert secure.stat().st_mode & 0o077 == 0
    secure.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", lambda *_given: None)  # as on a disk that knows no permissions
    with pytest.raises(UserError, match="kunnen in deze map lezen"):
        open_research(load_study(read))


def test_without_a_list_that_can_be_read_nobody_is_taken_in(folder: Path) -> None:
    (folder / LIST_FILE).write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="niet te lezen"):
        check_study(folder)


def test_a_forgetting_that_was_broken_off_is_told_until_it_is_done_again(
    folder: Path, command: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(forgetting, "_empty_files", killed)
        with pytest.raises(KeyboardInterrupt):
            forget(folder, "persoon", BSN)
    forget(folder, "persoon", OTHER)
    shown = command.invoke(app, ["study", "check", str(folder)]).output
    assert "Een wissen is niet afgemaakt" in shown
    assert BSN not in shown
    forget(folder, "persoon", BSN)
    assert unfinished_notice(load_study(folder)) == ""


def test_what_was_broken_off_is_told_also_when_the_next_start_is_refused(folder: Path) -> None:
    note = {"wat": "study forget", "begon": "2026-11-23T09:00:00", "stap": "wissen"}
    (folder / ".run.json").write_text(json.dumps(note), encoding="utf-8")
    (folder.parent / "levering" / "meldingen.csv").unlink()
    with pytest.raises(UserError) as refused:
        check_study(folder)
    assert "'study forget', begonnen op 2026-11-23 om 09:00:00, was bij: wissen." in refused.value.why


def test_a_number_that_stands_somewhere_else_is_told(folder: Path) -> None:
    (folder / "aantekening.txt").write_text(f"let op {BSN}", encoding="utf-8")
    assert forget(folder, "persoon", BSN).remains == (folder / "aantekening.txt",)


def test_a_copy_that_is_packed_or_made_into_a_table_is_told(folder: Path) -> None:
    delivery = (folder.parent / "levering" / "meldingen.csv").read_bytes()
    (folder / "oud.csv.gz").write_bytes(gzip.compress(delivery))
    (folder / "utf16.txt").write_text(f"let op {SHORT}", encoding="utf-16")
    shutil.copy(folder / "out" / "secure" / "events.parquet", folder / "kopie.parquet")
    shutil.copy(folder / "out" / "secure" / "involvement.parquet", folder / "betrokken.parquet")
    (folder / "brief.pdf").write_bytes(b"%PDF-1.7 ")
    (folder / "stuk.csv.gz").write_bytes(gzip.compress(delivery)[:50])
    (folder / "stuk.parquet").write_bytes(b"PAR1 PAR1")
    (folder / "ander.csv.gz").write_bytes(gzip.compress(b"nr;bsn\nM1;1\n"))
    for name, inside in (("studie.zip", folder / "kopie.parquet"), ("plat.zip", folder / "study.yaml")):
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as made:
            made.write(inside)
    done = forget(folder, "persoon", BSN)
    assert {path.name for path in done.remains} == {"oud.csv.gz", "utf16.txt", "betrokken.parquet"}
    assert {path.name for path in done.closed} == {"brief.pdf", "stuk.csv.gz", "stuk.parquet", "studie.zip"}


def test_copies_elsewhere_in_which_somebody_still_stands_are_named_and_left_alone(
    folder: Path, tmp_path: Path, command: CliRunner
) -> None:
    backup = tmp_path / "reserve"
    earlier = Path(shutil.copytree(folder, backup / "2025" / "studie"))
    (backup / "los.csv").write_text(f"bsn\n{BSN}\n", encoding="utf-8")
    (backup / "niets.txt").write_text("niemand", encoding="utf-8")
    (backup / "brief.pdf").write_bytes(b"%PDF-1.7 ")
    (backup / "weg.csv").symlink_to(backup / "nergens.csv")
    if os.name == "posix":
        os.mkfifo(backup / "pijp")
    before = {path: path.read_bytes() for path in backup.rglob("*") if path.is_file()}
    words = ["study", "forget", str(folder), "--person", "--copies", str(backup), "--copies", str(folder)]
    found = json.loads(command.invoke(app, [*words, "--json"], input=f"{BSN}\n").output)["copies"]
    assert found["studies"] == [str(earlier)]
    assert str(backup / "los.csv") in found["remains"]
    assert str(earlier / "out" / "secure" / "involvement.parquet") in found["remains"]
    assert all(str(backup) in one for one in found["remains"])
    assert found["closed"] == [str(backup / "brief.pdf")]
    assert {path: path.read_bytes() for path in backup.rglob("*") if path.is_file()} == before
    shown = command.invoke(app, words, input=f"{BSN}\n").output
    assert f"ketenzicht study forget {earlier} --person" in shown.replace("\n", "")
    assert BSN not in shown


def test_a_copy_that_is_treated_alike_tells_nothing_any_more(folder: Path, tmp_path: Path) -> None:
    earlier = Path(shutil.copytree(folder, tmp_path / "reserve" / "studie"))
    mapping = earlier / "koppelingen" / "meldingen.yaml"
    mapping.write_text(MAPPING.replace("../../levering", "../../../levering"), encoding="utf-8")
    assert forget(folder, "persoon", BSN, copies=[tmp_path / "reserve"]).copies.studies == (earlier,)
    forget(earlier, "persoon", BSN)
    assert forget(folder, "persoon", BSN, copies=[tmp_path / "reserve"]).copies.studies == ()


def test_a_folder_with_copies_that_is_not_there_is_told_before_anything_is_done(folder: Path) -> None:
    with pytest.raises(UserError, match="Deze map met kopieën is er niet"):
        forget(folder, "persoon", BSN, copies=[folder.parent / "nergens"])
    assert not (folder / LIST_FILE).exists()


def test_without_the_registrations_everything_is_still_removed(folder: Path) -> None:
    (folder.parent / "levering" / "meldingen.csv").unlink()
    done = forget(folder, "persoon", BSN)
    assert done.rows_left_out is None
    assert done.not_read
    assert not (folder / "out" / "secure" / "events.parquet").exists()


@pytest.mark.parametrize("number", ["", "  ", "000000000", "999999999", "0"])
def test_a_number_of_nobody_is_refused(folder: Path, number: str) -> None:
    with pytest.raises(UserError, match="hoort bij niemand"):
        forget(folder, "persoon", number)


def test_spellings_of_a_bsn_are_one_person() -> None:
    key = b"k" * 32
    [nine] = pseudonyms_of(key, "persoon", BSN)
    assert nine in pseudonyms_of(key, "persoon", SHORT)
    assert nine in pseudonyms_of(key, "persoon", "0123.45.672")
    assert pseudonyms_of(key, "casus", " Z1 ") == (pseudonym(key, "casus", "Z1"),)


@pytest.fixture
def command() -> CliRunner:
    study_commands.register(app)
    return CliRunner()


def test_the_command_reads_the_number_from_the_input_and_repeats_it_nowhere(
    folder: Path, command: CliRunner
) -> None:
    words = ["study", "forget", str(folder), "--person", "--quiet"]
    told = command.invoke(app, words, input=f"{BSN}\n")
    assert told.exit_code == 0, told.output
    assert BSN not in told.output
    assert pseudonym(read_key(), "persoon", BSN) not in told.output
    assert "Rijen in de registraties die niet meer meedoen: 4" in told.output
    assert "meldingen.csv" in told.output
    again = command.invoke(app, [*words, "--json"], input="111222333\n")
    assert json.loads(again.stdout)["rows_left_out"] == 4


def test_the_command_wants_to_know_of_whom_the_number_is(folder: Path, command: CliRunner) -> None:
    told = command.invoke(app, ["study", "forget", str(folder)], input=f"{BSN}\n")
    assert isinstance(told.exception, UserError)
    assert BSN not in str(told.exception)
    assert not (folder / LIST_FILE).exists()


def test_after_the_last_day_nothing_is_read(folder: Path) -> None:
    settings, today = folder / "study.yaml", date.today()
    settings.write_text(f"{SETTINGS}bewaren_tot: {today - timedelta(days=1)}\n", encoding="utf-8")
    with pytest.raises(UserError, match="mocht worden bewaard") as refused:
        check_study(folder)
    assert refused.value.line == 6
    assert all(where in refused.value.fix for where in ("reservekopieën", "personen/beveiligd"))
    study = load_study(folder)
    for reading in (lambda: cases(study, number=1), lambda: study_paths(study), lambda: open_research(study)):
        with pytest.raises(UserError, match="mocht worden bewaard"):
            reading()
    done = forget(folder, "persoon", BSN)
    assert done.rows_left_out is None
    assert not (folder / "out" / "secure").exists()


def test_in_the_month_before_the_last_day_it_is_told(folder: Path) -> None:
    settings, last = folder / "study.yaml", date(2030, 6, 30)
    settings.write_text(f"{SETTINGS}bewaren_tot: {last}\n", encoding="utf-8")
    study = load_study(folder)
    assert retention_notice(study, last - timedelta(days=32)) == ""
    assert "2030-06-30" in retention_notice(study, last - timedelta(days=31))
    demand_kept(study, last)
    with pytest.raises(UserError):
        demand_kept(study, last + timedelta(days=1))
