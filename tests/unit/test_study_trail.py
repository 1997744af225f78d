"""The trail of a study: every command stands in it before it begins, and what was changed, lost or cut off shows."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from helpers.small_study import small_study
from ketenzicht.chained_lines import append_line, read_lines, seal_file
from ketenzicht.cli import register
from ketenzicht.errors import UserError
from ketenzicht.study.trail import Act, note, read_trail, recorded, trail_path, user_name, verify_trail

pytestmark = pytest.mark.unit

MAPPING = """\
bestand: ../meldingen.csv
huishouden: huis
gebeurtenissen: [{gebeurtenis: melding, tijd: datum, traject: nr, altijd: true}]
"""
HOUSE = "HUIS-4711"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "sleutelmap" / "sleutel"))
    folder = small_study(tmp_path / "studie", MAPPING)
    lines = [f"M{n};2020-01-{n % 28 + 1:02d};{HOUSE}{n % 9}" for n in range(50)]
    (folder / "meldingen.csv").write_text("\n".join(["nr;datum;huis", *lines]) + "\n", encoding="utf-8")
    return folder


def ketenzicht(*words: str | Path, typed: str = "") -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, [str(word) for word in words], input=typed)


def told(folder: Path) -> list[tuple[str, str]]:
    return [(act.what, act.result) for act in read_trail(folder).acts]


def filled(folder: Path, *whats: str) -> Sequence[Act]:
    for what in whats:
        with recorded(folder, what):
            pass
    return read_trail(folder).acts


def rows(folder: Path) -> list[bytes]:
    return trail_path(folder).read_bytes().splitlines(keepends=True)


def test_a_command_stands_in_the_trail_with_who_when_and_how_it_went(folder: Path) -> None:
    assert ketenzicht("study", "check", folder, "--quiet").exit_code == 0
    (act,) = read_trail(folder).acts
    assert (act.what, act.result, act.who, act.door) == ("study check", "gelukt", user_name(), "computer")
    assert act.at <= act.ended
    assert act.at.endswith("+00:00")


def test_each_command_that_reads_rows_or_changes_a_study_stands_in_it() -> None:
    """All verbs with a study, asked from the program; only those that read no rows of persons are named here."""
    app = typer.Typer()
    register(app)
    nouns = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    written = {}
    for noun in ("study", "case", "person", "sample"):
        for verb, one in nouns[noun].commands.items():
            if any(parameter.name == "folder" for parameter in one.params):
                written[f"{noun} {verb}"] = "recorded" in one.callback.__wrapped__.__code__.co_qualname
    silent = {"study factors", "study trail", "study verify", "sample status", "person agree"}
    assert {name for name, done in written.items() if not done} == silent
    assert len(written) > 20


def test_who_it_was_comes_from_the_system_and_not_from_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = user_name()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "iemand-anders")
    assert filled(folder, "study run")[0].who == real


def test_a_refused_command_and_one_that_fell_say_so(folder: Path) -> None:
    (folder / "koppelingen" / "meldingen.yaml").unlink()
    assert isinstance(ketenzicht("study", "check", folder).exception, UserError)
    with pytest.raises(ZeroDivisionError), recorded(folder, "study run"):
        _ = 1 / 0
    assert told(folder) == [("study check", "geweigerd"), ("study run", "mislukt")]


def test_no_line_holds_what_was_given_to_a_command(folder: Path) -> None:
    assert ketenzicht("study", "check", folder, "--quiet").exit_code == 0
    assert ketenzicht("study", "forget", folder, "--household", typed=HOUSE + "3\n").exit_code == 0
    ketenzicht("case", "show", folder, HOUSE)
    ketenzicht("study", "causes", folder, "--attribute", HOUSE, "--between", "a", "b")
    assert [what for what, _ in told(folder)] == ["study check", "study forget", "case show", "study causes"]
    assert HOUSE.encode() not in trail_path(folder).read_bytes()
    assert str(folder).encode() not in trail_path(folder).read_bytes()


def test_forgetting_removes_the_secure_folder_and_not_the_trail(folder: Path) -> None:
    ketenzicht("study", "check", folder, "--quiet")
    assert ketenzicht("study", "forget", folder, "--household", typed=HOUSE + "3\n").exit_code == 0
    assert told(folder) == [("study check", "gelukt"), ("study forget", "gelukt")]


def test_a_new_study_begins_its_trail_and_a_folder_that_is_none_gets_none(
    folder: Path, tmp_path: Path
) -> None:
    made = tmp_path / "nieuw"
    done = ketenzicht("study", "new", made, "--chain", "veilig-thuis", "--from", folder / "meldingen.csv")
    assert done.exit_code == 0, done.output
    assert told(made) == [("study new", "gelukt")]
    empty = tmp_path / "leeg"
    empty.mkdir()
    assert isinstance(ketenzicht("study", "run", empty).exception, UserError)
    assert list(empty.iterdir()) == []


def test_only_the_user_reads_the_trail(folder: Path) -> None:
    filled(folder, "study run")
    assert trail_path(folder).parent.stat().st_mode & 0o077 == 0
    assert trail_path(folder).stat().st_mode & 0o077 == 0


def test_a_run_that_cannot_be_written_down_is_not_done(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    refused = ketenzicht("study", "check", folder).exception
    assert isinstance(refused, UserError)
    assert "logboek" in refused.what
    assert "schijf" in refused.fix
    assert not (folder / "out").exists()
    monkeypatch.undo()
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(folder.parent / "sleutel"))
    assert filled(folder, "study run")[-1].number == 1


def in_the_way(folder: Path, error: Exception | None = None) -> None:
    """Let nothing be added to the trail any more, and then go wrong."""
    trail_path(folder).unlink()
    trail_path(folder).mkdir()
    if error is not None:
        raise error


def test_what_was_done_and_could_not_be_ended_in_the_trail_is_told_as_done(folder: Path) -> None:
    with pytest.raises(UserError, match="Dit is gedaan"), recorded(folder, "study run"):
        in_the_way(folder)
    trail_path(folder).rmdir()
    with pytest.raises(KeyError), recorded(folder, "study run"):  # what went wrong first is told
        in_the_way(folder, KeyError())


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions hold nobody here")
def test_in_a_folder_that_cannot_be_written_nothing_is_done(folder: Path) -> None:
    folder.chmod(0o500)
    try:
        refused = ketenzicht("case", "list", folder).exception
    finally:
        folder.chmod(0o700)
    assert isinstance(refused, UserError)
    assert "logboek" in refused.what
    assert "mag" in refused.text()


def test_a_whole_trail_is_sound_and_gives_its_seal(folder: Path) -> None:
    filled(folder, "study check", "study run")
    done = ketenzicht("study", "verify", folder)
    assert done.exit_code == 0
    assert "4 regels; alle zegels kloppen" in done.output
    seal = read_trail(folder).seal
    assert seal in done.output
    assert ketenzicht("study", "verify", folder, "--seal", seal).exit_code == 0
    filled(folder, "study paths")
    assert ketenzicht("study", "verify", folder, "--seal", seal).exit_code == 0


@pytest.mark.parametrize("number", [1, 3, 4])
def test_a_changed_line_is_found_by_its_number(folder: Path, number: int) -> None:
    filled(folder, "study check", "study run")
    lines = rows(folder)
    lines[number - 1] = lines[number - 1].replace(b"study", b"stuby")
    trail_path(folder).write_bytes(b"".join(lines))
    done = ketenzicht("study", "verify", folder)
    assert done.exit_code == 1
    assert f"vanaf regel {number} " in done.output


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_line_is_found(folder: Path, number: int) -> None:
    filled(folder, "study check", "study run")
    lines = rows(folder)
    del lines[number - 1]
    trail_path(folder).write_bytes(b"".join(lines))
    found = verify_trail(folder)
    assert not found.sound
    assert f"vanaf regel {number} " in found.lines[0]


def test_lines_that_changed_place_are_found(folder: Path) -> None:
    filled(folder, "study check", "study run")
    first, second, *rest = rows(folder)
    trail_path(folder).write_bytes(b"".join([second, first, *rest]))
    assert "vanaf regel 1 " in verify_trail(folder).lines[0]


def test_an_end_that_was_cut_off_is_found_and_the_next_command_writes_it_down(folder: Path) -> None:
    filled(folder, "study check", "study run")
    trail_path(folder).write_bytes(b"".join(rows(folder)[:2]))
    assert "kwam tot regel 4" in verify_trail(folder).lines[0]
    filled(folder, "study paths")
    found = verify_trail(folder)
    assert found.sound
    assert any("kwam ooit tot regel 4" in line for line in found.lines)


def test_a_trail_that_is_gone_is_found(folder: Path) -> None:
    filled(folder, "study check")
    trail_path(folder).unlink()
    assert not verify_trail(folder).sound


def test_an_end_that_was_cut_off_with_the_seal_beside_it_is_told(folder: Path) -> None:
    filled(folder, "study check", "study run")
    trail_path(folder).write_bytes(b"".join(rows(folder)[:2]))
    seal_file(trail_path(folder)).unlink()
    found = verify_trail(folder)
    assert not found.sound
    assert "laatste zegel is weg" in found.lines[0]


def test_only_a_seal_that_was_written_down_shows_that_all_was_rewritten(folder: Path) -> None:
    filled(folder, "study check", "study run")
    seal = read_trail(folder).seal
    for path in (trail_path(folder), seal_file(trail_path(folder))):
        path.unlink()
    filled(folder, "study check", "study paths")
    assert verify_trail(folder).sound
    done = ketenzicht("study", "verify", folder, "--seal", seal)
    assert done.exit_code == 1
    assert "niet het zegel dat u opschreef" in done.output


@pytest.mark.parametrize("seal", ["", "4", "vier abc", "4 " + "0" * 64, "99 " + "0" * 64])
def test_what_is_no_seal_of_this_trail_proves_nothing(folder: Path, seal: str) -> None:
    filled(folder, "study check", "study run")
    assert verify_trail(folder, seal).sound == (seal == "")


@pytest.mark.parametrize("kept", [1, 40, -1])
def test_a_line_that_was_cut_off_was_never_done_and_the_next_one_says_so(folder: Path, kept: int) -> None:
    filled(folder, "study check")
    before = trail_path(folder).read_bytes()
    filled(folder, "study run")
    torn = rows(folder)[2][:kept]
    trail_path(folder).write_bytes(before + torn)
    seal_file(trail_path(folder)).write_text(f"{2:020} {read_lines(trail_path(folder)).lines[1].seal}\n")
    found = verify_trail(folder)
    assert found.sound
    assert any("niet af" in line for line in found.lines)
    acts = filled(folder, "study paths")
    assert [(act.what, act.cut_off) for act in acts] == [("study check", 0), ("study paths", len(torn))]
    assert trail_path(folder).read_bytes().startswith(before)
    assert verify_trail(folder).sound


def test_a_file_that_is_no_trail_stops_nobody_and_is_found(folder: Path) -> None:
    trail_path(folder).parent.mkdir(mode=0o700)
    trail_path(folder).write_bytes(b'\x00\xff niets\n{"number": [], "content": 3}\n')
    filled(folder, "study run")
    found = verify_trail(folder)
    assert not found.sound
    assert "vanaf regel 1 " in found.lines[0]


def test_a_command_that_was_killed_has_begun_and_not_ended(folder: Path) -> None:
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom ketenzicht.study.trail import recorded\n"
        "with recorded(Path(sys.argv[1]), 'study run'):\n    os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(folder)], check=False).returncode == -9
    assert told(folder) == [("study run", "begonnen")]
    assert "niet geëindigd" in ketenzicht("study", "trail", folder).output
    assert verify_trail(folder).sound


def test_commands_at_once_write_one_chain(folder: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom ketenzicht.study.trail import recorded\n"
        "for _ in range(8):\n    with recorded(Path(sys.argv[1]), 'study ' + sys.argv[2]):\n        pass\n"
    )
    busy = [subprocess.Popen([sys.executable, "-c", program, str(folder), name]) for name in ("a", "b", "c")]
    assert [one.wait(60) for one in busy] == [0, 0, 0]
    assert verify_trail(folder).sound
    assert sorted(told(folder)) == [(f"study {name}", "gelukt") for name in "abc" for _ in range(8)]


def test_what_an_account_looked_at_stands_in_it_too(folder: Path) -> None:
    note(folder, "rapport", "bekeken", account="Anna (anna@voorbeeld.test)")
    (act,) = read_trail(folder).acts
    assert (act.who, act.door, act.result) == ("Anna (anna@voorbeeld.test)", "account", "bekeken")


def test_the_trail_is_shown_with_the_last_lines_last(folder: Path) -> None:
    filled(folder, *(f"study run{n}" for n in range(5)))
    shown = ketenzicht("study", "trail", folder, "--last", "2").output
    assert "run4" in shown
    assert "run2" not in shown
    assert user_name() in shown
    assert "laatste 2 van 5" in shown
    data = json.loads(ketenzicht("study", "trail", folder, "--json").output)
    assert [act["what"] for act in data["acts"]] == [f"study run{n}" for n in range(5)]
    assert data["seal"] == read_trail(folder).seal


def test_a_full_disk_adds_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, real = tmp_path / "lijst.jsonl", os.write
    append_line(path, {"a": 1})
    before = path.read_bytes()

    def nearly_full(descriptor: int, text: bytes) -> int:
        if len(text) < 150:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, text[:100])

    monkeypatch.setattr(os, "write", nearly_full)
    with pytest.raises(OSError, match="No space"):
        append_line(path, {"a": 2})
    assert path.read_bytes() == before
    monkeypatch.undo()
    assert append_line(path, {"a": 3}).number == 2
    assert read_lines(path).broken_at is None
