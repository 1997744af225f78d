"""The ledger of releases: only added to, a changed or lost line is noticed, and nothing is lost by an error."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ketenzicht.errors import UserError
from ketenzicht.publish.ledger import Release, append_release, locked, read_ledger

pytestmark = pytest.mark.unit


def release(number: int, **more: object) -> Release:
    first = Release(
        number=number,
        date="2026-01-15",
        request=f"request {number}",
        mark=f"mark {number}",
        study="Meldingen één",
        chain={"id": "veilig-thuis", "version": "1", "sha256": "ab"},
        policy={"custodian": None, "rounding": 5, "threshold": 10, "protection_interval": 3},
        unit="huishouden",
        period={"from": "2025-01-01", "to": "2025-03-31"},
        data={"from": "2018-01-01", "to": "2025-03-31"},
        data_fingerprint="cd" * 32,
        program_version="0.1.0",
        population="",
        approved_by=None,
        tables={"melding:periode": "Meldingen naar klasse"},
        figures={"numbers": {"melding:periode": [333, 337]}},
    )
    return replace(first, **more)  # type: ignore[arg-type]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "boek" / "grootboek.jsonl"
    for number in (1, 2, 3):
        append_release(path, release(number))
    return path


def refused(path: Path, *words: str) -> UserError:
    before = {item: item.read_bytes() for item in path.parent.iterdir()}
    with pytest.raises(UserError) as raised:
        read_ledger(path)
    for word in words:
        assert word in raised.value.text(), raised.value.text()
    with pytest.raises(UserError):
        append_release(path, release(4))
    assert {item: item.read_bytes() for item in path.parent.iterdir()} == before, (
        "something was changed or lost"
    )
    return raised.value


def test_what_is_added_is_read_back(ledger: Path) -> None:
    assert read_ledger(ledger) == (release(1), release(2), release(3))
    assert ledger.read_text(encoding="utf-8").count("\n") == 3
    assert sorted(item.name for item in ledger.parent.iterdir()) == [
        "grootboek.jsonl",
        "grootboek.jsonl.head",
    ]


def test_no_ledger_is_an_empty_one(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "grootboek.jsonl") == ()


def test_adding_leaves_the_lines_before_as_they_are(ledger: Path) -> None:
    before = ledger.read_bytes()
    append_release(ledger, release(4))
    assert ledger.read_bytes().startswith(before)


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_changed_line_is_noticed(ledger: Path, line: int) -> None:
    lines = ledger.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line].replace(b"337", b"338")
    ledger.write_bytes(b"".join(lines))
    error = refused(ledger, "gewijzigd", "reservekopie")
    assert error.line in (line + 1, line + 2)


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_lost_line_is_noticed(ledger: Path, line: int) -> None:
    lines = ledger.read_bytes().splitlines(keepends=True)
    del lines[line]
    ledger.write_bytes(b"".join(lines))
    refused(ledger)


def test_lines_that_changed_places_are_noticed(ledger: Path) -> None:
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(lines[1] + lines[0] + lines[2])
    refused(ledger)


def test_a_line_put_in_between_is_noticed(ledger: Path) -> None:
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(lines[0] + lines[0] + lines[1] + lines[2])
    refused(ledger, "veranderd")


def test_lines_added_by_hand_are_noticed(ledger: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_bytes(ledger.read_bytes())
    (tmp_path / "other.jsonl.head").write_bytes((ledger.parent / "grootboek.jsonl.head").read_bytes())
    append_release(other, release(4))
    append_release(other, release(5))
    ledger.write_bytes(other.read_bytes())
    refused(ledger, "niet door het programma toegevoegd")


def test_a_program_stopped_between_line_and_head_does_no_harm(ledger: Path) -> None:
    head = ledger.parent / "grootboek.jsonl.head"
    before = head.read_bytes()
    append_release(ledger, release(4))
    head.write_bytes(before)
    assert len(read_ledger(ledger)) == 4
    append_release(ledger, release(5))
    assert len(read_ledger(ledger)) == 5


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"geen json\n", "beschadigd"),
        (b'{"format": 2}\n', "andere versie"),
        (b'{"format": 1, "previous": ""}\n', "beschadigd"),
        (b"[1]\n", "beschadigd"),
        (b"\xff\xfe\n", "beschadigd"),
        (b'{"format": 1', "niet af"),
    ],
)
def test_what_is_no_ledger_gives_a_clear_error(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "grootboek.jsonl"
    path.write_bytes(content)
    error = refused(path, word, "Er is niets gewijzigd")
    assert error.file == str(path)


def test_a_ledger_that_is_gone_is_noticed(ledger: Path) -> None:
    ledger.unlink()
    refused(ledger, "is weg")


def test_a_head_that_is_gone_is_noticed(ledger: Path) -> None:
    (ledger.parent / "grootboek.jsonl.head").unlink()
    refused(ledger, "kenmerk", "is weg")


def test_a_ledger_that_is_a_folder_gives_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "grootboek.jsonl"
    path.mkdir()
    with pytest.raises(UserError, match="niet te lezen"):
        read_ledger(path)


def test_numbers_follow_each_other(ledger: Path) -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        append_release(ledger, release(5))


def test_the_command_lists_releases_and_says_that_none_is_gone(ledger: Path) -> None:
    from ketenzicht.cli import app
    from ketenzicht.cli import ledger as command

    if not any(group.name == "ledger" for group in app.registered_groups):
        command.register(app)
    shown = CliRunner().invoke(app, ["ledger", "show", str(ledger)]).output.replace("\n", "")
    assert "3 vrijgaven, niets weg of gewijzigd" in shown
    assert "2025-01-01 – 2025-03-31" in shown
    data = json.loads(CliRunner().invoke(app, ["ledger", "show", str(ledger), "--json"]).output)
    assert [item["number"] for item in data["releases"]] == [1, 2, 3]
    assert "figures" not in data["releases"][0]
    ledger.write_bytes(ledger.read_bytes().replace(b"337", b"338"))
    assert isinstance(CliRunner().invoke(app, ["ledger", "show", str(ledger)]).exception, UserError)


def test_two_releases_at_once_wait_for_each_other(ledger: Path) -> None:
    with locked(ledger), pytest.raises(UserError, match="bezig met dit grootboek"), locked(ledger, wait=0.3):
        pass
    with locked(ledger, wait=0):
        pass


def test_a_head_that_lags_behind_catches_up_before_the_next_release(ledger: Path) -> None:
    head = ledger.with_name(ledger.name + ".head")
    whole = head.read_bytes()
    lines = ledger.read_bytes().split(b"\n")
    head.write_text(f"{len(lines) - 2} {hashlib.sha256(lines[-3]).hexdigest()}\n", encoding="utf-8")
    with locked(ledger):
        assert head.read_bytes() == whole
