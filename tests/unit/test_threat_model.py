"""Every threat of the threat model names tests that exist, or says that it is open."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "explanation" / "threat-model.md"
KINDS = {"spoofing", "tampering", "repudiation", "disclosure", "denial", "elevation"}
ROW = re.compile(r"^\| ([A-Z]\d+) \| (\w+) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
THREATS = ROW.findall(PAGE.read_text(encoding="utf-8"))


def exists(named: str) -> bool:
    file, _, test = named.partition("::")
    path = REPOSITORY / file
    return path.is_file() and f"\ndef {test}(" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat[0])
def test_a_threat_names_tests_that_exist_or_is_open(threat: tuple[str, ...]) -> None:
    number, kind, _, _, shown = threat
    assert kind in KINDS, number
    if shown == "open":
        return
    tests = re.findall(r"`([^`]+)`", shown)
    assert tests, number
    assert [test for test in tests if not exists(test)] == []


def test_all_rows_are_seen_and_every_kind_is_thought_of() -> None:
    rows = re.findall(r"^\| [A-Z]\d+ ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == len(THREATS) > 30
    assert {kind for _, kind, *_ in THREATS} == KINDS
    assert len({number for number, *_ in THREATS}) == len(THREATS)


def test_a_test_that_is_not_there_is_found() -> None:
    assert not exists("tests/unit/test_threat_model.py::test_that_nobody_wrote")
    assert not exists("tests/unit/test_nowhere.py::test_a_test_that_is_not_there_is_found")


def test_the_lock_file_names_a_fingerprint_of_every_file() -> None:
    lock = tomllib.loads((REPOSITORY / "uv.lock").read_text(encoding="utf-8"))
    loose = [
        f"{package['name']}: {file.get('url')}"
        for package in lock["package"]
        if "editable" not in package["source"]
        for file in (*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ()))
        if not file.get("hash", "").startswith("sha256:")
    ]
    assert len(lock["package"]) > 50
    assert loose == []


def test_ci_looks_for_known_holes_and_lists_what_is_inside() -> None:
    ci = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    recipes = (REPOSITORY / "justfile").read_text(encoding="utf-8")
    for recipe, command in (("audit", "uv audit"), ("sbom", "uv export")):
        assert re.search(rf"^(timeout \d+s )?\./run {recipe}\b", ci, re.MULTILINE), recipe
        assert re.search(rf"^{recipe}:\n( .*\n)* *{command}", recipes, re.MULTILINE), recipe
