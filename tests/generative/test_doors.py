"""Whatever comes in is read or refused, in time, and no message repeats a cell: a small part of ``./run fuzz``.

The long run seeks; this keeps the doors and their seeds in order. It has the same inputs each time.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.door import MARK, Door, try_door
from fuzz.doors import DOORS
from fuzz.mutations import mutated
from ketenzicht.errors import UserError

pytestmark = pytest.mark.generative

SLOW = 1
"""The share of doors that take much longer than others."""


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_what_is_brought_in_is_read_or_refused_and_not_told_on(door: Door) -> None:
    @settings(max_examples=3 if door.share == SLOW else 30, deadline=None, derandomize=True)
    @given(st.sampled_from(door.seeds), st.randoms(use_true_random=True))
    def tried(seed: bytes, chance: Random) -> None:
        found = try_door(door, mutated(seed, door.form, chance, door.seeds))
        assert found is None, f"{found.kind} {found.where}\n{found.told}"

    tried()


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_good_file_comes_in(door: Door) -> None:
    for seed in door.seeds:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / door.file
            path.write_bytes(seed)
            list(door.enter(path))


def test_doors_for_what_is_private_have_marks_in_their_files() -> None:
    plain = ("zip", "gzip")
    assert [
        door.name
        for door in DOORS.values()
        if door.cells and door.form not in plain and not any(MARK.encode() in seed for seed in door.seeds)
    ] == []


def door_that(says: str = "", raises: Exception | None = None, logs: str = "") -> Door:
    def enter(_path: Path) -> Iterator[str]:
        logging.getLogger("ketenzicht").warning(logs)
        if raises is not None:
            raise raises
        yield says

    return replace(DOORS["csv"], enter=enter)


@pytest.mark.parametrize(
    ("door", "kind"),
    [
        (door_that(), None),
        (door_that(raises=UserError("Dit is leeg.")), None),
        (door_that(raises=ValueError("x")), "ValueError"),
        (door_that(raises=RecursionError()), "RecursionError"),
        (door_that(says=f"In rij 3 staat {MARK}."), "leak"),
        (door_that(raises=UserError("Dit kan niet.", why=f"Er staat {MARK}.")), "leak"),
        (door_that(logs=f"{MARK} gelezen"), "leak"),
    ],
)
def test_what_should_not_happen_is_found(door: Door, kind: str | None) -> None:
    found = try_door(door, b"x")
    assert (found.kind if found else None) == kind


def test_what_takes_too_long_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.door.LONGEST", -1.0)
    found = try_door(door_that(), b"x")
    assert found is not None
    assert found.kind == "slow"
