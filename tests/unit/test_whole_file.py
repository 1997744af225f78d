"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ketenzicht.whole_file import write_all, write_whole


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_text_stands_as_it_was_given(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "kaart.yaml", "één\r\ntwee\n")
    assert path.read_bytes() == "één\r\ntwee\n".encode()
    assert _names(tmp_path) == ["kaart.yaml"]


def test_what_stops_halfway_leaves_the_old_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kaart.yaml"
    path.write_text("oud")

    def full(_handle: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        write_whole(path, "nieuw")
    assert path.read_text() == "oud"
    assert _names(tmp_path) == ["kaart.yaml"]


def test_a_secret_is_readable_by_this_user_only(tmp_path: Path) -> None:
    path = tmp_path / "steekproef.json"
    path.write_text("oud")
    path.chmod(0o644)
    assert _mode(write_whole(path, "{}", secret=True)) == 0o600


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "grootboek.jsonl"
    path.write_text("oud")
    path.chmod(0o640)
    assert _mode(write_whole(path, b"nieuw")) == 0o640


def test_several_files_are_written_in_their_order(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert [path.name for path in write_all(folder, {"b.html": b"1", "a.json": b"2"})] == ["b.html", "a.json"]
    assert _names(folder) == ["a.json", "b.html"]


def test_of_several_files_none_is_written_when_one_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("oud")
    with pytest.raises(OSError, match="weg"):
        write_all(tmp_path, {"a.json": b"nieuw", "weg/b.json": b"nieuw"})
    assert (tmp_path / "a.json").read_text() == "oud"
    assert _names(tmp_path) == ["a.json"]
