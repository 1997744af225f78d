"""Whatever stands in a file of person lists: it is read and accounted for, or refused in words."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.person_lists import HEADING, abroad, address, bsn, named, rows_of, write_rows
from ketenzicht.errors import UserError
from ketenzicht.household.register import Register, read_register

pytestmark = pytest.mark.generative

ANN, BEN = bsn(1234567), bsn(2345678)
ROWS = rows_of(
    [
        {
            1: [[named(ANN, "19800101"), named("", "19800100")]],
            2: [[named(BEN, "19500000", since="19800101")]],
            5: [[named(BEN, "19790101", ended="20150301"), named("", "19790101", married="20100101")]],
            8: [[abroad("20200101"), address("1234AB", "1", "20150000"), address("1234AB", "2", "00000000")]],
            9: [[named(BEN, "20050101")], [named("", "20080101")]],
        },
        {
            1: [[named(BEN, "20050101")]],
            6: [[{"08.10": "20200500"}]],
            8: [[address("1234AB", "1", "20200101")]],
        },
    ]
)
CELL = st.sampled_from(
    [
        "",
        "0",
        "05",
        "55",
        "58",
        "64",
        "o",
        ".",
        "L",
        "B",
        "1999",
        "00000000",
        "20200230",
        "20201300",
        "99999999",
        "x" * 9,
    ]
) | st.text(st.characters(exclude_characters=';"\n\r', exclude_categories=["Cs"]), max_size=9)
CHANGES = st.lists(
    st.tuples(st.integers(1, len(ROWS) - 1), st.integers(0, len(HEADING) - 1), CELL), max_size=12
)


def changed(path: Path, changes: list[tuple[int, int, str]], cut: int | None = None) -> Register:
    """The register with cells changed, and perhaps one row that is cut off."""
    rows = [list(row) for row in ROWS]
    for line, place, text in changes:
        rows[line][place] = text
    if cut is not None:
        rows[cut] = rows[cut][: len(HEADING) // 2]
    return read_register(write_rows(path, rows))


@settings(max_examples=150, deadline=None)
@given(changes=CHANGES, cut=st.none() | st.integers(1, len(ROWS) - 1))
def test_cells_that_are_changed_are_read_or_told(
    changes: list[tuple[int, int, str]], cut: int | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        register = changed(Path(folder) / "brp.csv", changes, cut)
    # a line break of another kind within a cell ends no row
    assert register.lines == len(ROWS) - 1
    used = {row["person"] for row in register.person.to_pylist()}
    assert (
        len(used) + register.left_out.get("lijst-fout", 0) + register.left_out.get("lijst-gewist", 0)
        == register.lists
    )
    for stay in register.stay.to_pylist():
        assert stay["person"] in used
        assert stay["until_on"] is None or stay["from_on"] < stay["until_on"]
    if cut is not None:
        assert register.problems
    secrets = [text for _line, _place, text in changes if len(text) > 4]
    for problem in register.problems:
        assert not any(text in problem.what + problem.why + problem.fix for text in secrets)


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_a_file_of_anything_is_refused_in_words(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "brp.csv"
        path.write_bytes(content)
        with pytest.raises(UserError):
            read_register(path)
