"""Features of places: the file, taking them over from tables, and the commands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from helpers.statline import made_up, serving
from ketenzicht.cli import app, context
from ketenzicht.compare.places import statline
from ketenzicht.compare.places.context import (
    NO_FIGURE,
    ContextValue,
    context_matrix,
    merged,
    read_context,
    values_of,
    write_context,
)
from ketenzicht.compare.places.context_import import Column, import_columns
from ketenzicht.errors import UserError

pytestmark = pytest.mark.unit

DAY = date(2026, 11, 22)
ONE = ContextValue("GM0001", 2022, "laag inkomen", 7.25, "%", "", False, "CBS", DAY)
NONE = ContextValue("GM0002", 2022, "laag inkomen", None, "%", NO_FIGURE, True, "CBS; bewerkt", DAY)
PEOPLE = ContextValue("GM0001", 2022, "inwoners", 1200.0, "aantal", "", False, "CBS", DAY)
HEADER = "eenheid;jaar;kenmerk;waarde;maateenheid;ontbreekt;voorlopig;bron;opgehaald\n"
WIDE = "code;mensen;jong\nGM0001;1200;15,5\n0002;x;.\n3;;20.5\n"


def run(*arguments: str | Path) -> Any:
    """A command of its own, as ``--json``."""
    if not any(group.name == "context" for group in app.registered_groups):
        context.register(app)
    result = CliRunner().invoke(app, ["context", *map(str, arguments), "--json"])
    if isinstance(result.exception, UserError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "context.csv"
    write_context((ONE, NONE, PEOPLE), path)
    assert read_context(path) == (ONE, NONE, PEOPLE)
    assert (
        path.read_text(encoding="utf-8").splitlines()[1] == "GM0001;2022;laag inkomen;7,25;%;;;CBS;2026-11-22"
    )


def test_a_value_is_there_or_the_reason_why_not() -> None:
    for value, missing in ((None, ""), (1.0, NO_FIGURE)):
        with pytest.raises(ValueError, match="the reason"):
            replace(ONE, value=value, missing=missing)


def test_what_is_new_replaces_what_it_is_about() -> None:
    changed = replace(ONE, value=8.0)
    assert merged((ONE, NONE), (changed, PEOPLE)) == (PEOPLE, changed, NONE)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("GM0001;2022;x;;%;;;CBS;2026-11-22", "niet allebei leeg"),
        ("GM0001;2022;x;1;%;weg;;CBS;2026-11-22", "niet allebei leeg"),
        ("GM0001;2022;x;1.000,5;%;;;CBS;2026-11-22", "geen getal"),
        ("GM0001;'22;x;1;%;;;CBS;2026-11-22", "geen getal"),
        ("GM0001;2022;x;1;%;;;CBS;22-11-2026", "geen getal of dag"),
        ("GM0001;2022;x;1;%;;misschien;CBS;2026-11-22", "voorlopig"),
        ("GM0001;2022;x;1;%;;;;2026-11-22", "'bron' is leeg"),
        ("GM0009;2022;x;1;%;;;CBS;2026-11-22", "twee keer"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path: Path, row: str, words: str) -> None:
    path = tmp_path / "context.csv"
    path.write_text(f"{HEADER}GM0009;2022;x;2;%;;;CBS;2026-11-22\n\n{row}\n", encoding="utf-8")
    with pytest.raises(UserError, match=words) as error:
        read_context(path)
    assert error.value.line == 4


def test_features_side_by_side_have_a_hole_where_there_is_no_figure() -> None:
    units, figures = context_matrix((ONE, NONE, PEOPLE), ("inwoners", "laag inkomen"), 2022)
    assert units == ("GM0001", "GM0002")
    assert figures.shape == (2, 2)
    np.testing.assert_array_equal(figures, [[1200.0, 7.25], [np.nan, np.nan]])


def test_an_unknown_feature_or_year_comes_with_what_there_is() -> None:
    with pytest.raises(UserError, match="niet voor 2021") as error:
        values_of((ONE, PEOPLE), "inwoners", 2021)
    assert "2022" in error.value.fix
    with pytest.raises(UserError) as error:
        values_of((ONE, PEOPLE), "inwoner", 2022)
    assert "inwoners" in error.value.fix


def wide(tmp_path: Path, text: str = WIDE) -> Path:
    path = tmp_path / "tabel.csv"
    path.write_text(text, encoding="cp1252")
    return path


def test_a_table_with_a_column_per_feature_is_taken_over(tmp_path: Path) -> None:
    features = {"inwoners": Column("mensen", "aantal"), "jong": Column("JONG", "%")}
    found = import_columns(wide(tmp_path), "code", features, year=2022, source="verzonnen", fetched=DAY)
    assert [(one.unit, one.feature, one.value, one.missing) for one in found] == [
        ("GM0001", "inwoners", 1200.0, ""),
        ("GM0001", "jong", 15.5, ""),
        ("GM0002", "inwoners", None, "merkteken x"),
        ("GM0002", "jong", None, "merkteken ."),
        ("GM0003", "inwoners", None, NO_FIGURE),
        ("GM0003", "jong", 20.5, ""),
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("GM0001;1;2", "tweede keer"),
        (";1;2", "leeg"),
        ("GM0004;1.200,5;2", "geen getal"),
        ("GM0004;onbekend;2", "geen getal"),
    ],
)
def test_a_cell_without_figure_or_mark_is_refused(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as error:
        import_columns(
            wide(tmp_path, WIDE + row),
            "code",
            {"x": Column("mensen", "")},
            year=2022,
            source="x",
            fetched=DAY,
        )
    assert error.value.line == 5


def test_import_and_show_from_the_command_line(tmp_path: Path) -> None:
    to = tmp_path / "context.csv"
    arguments: Sequence[str | Path] = (
        "--unit-column",
        "code",
        "--year",
        "2022",
        "--source",
        "verzonnen",
        "--to",
        to,
    )
    run("import", wide(tmp_path), "--feature", "inwoners=mensen:aantal", *arguments)
    run("import", wide(tmp_path), "--feature", "jong=jong:%", *arguments)
    shown = run("show", to)["features"]
    assert [(row["feature"], row["units"], row["missing"]) for row in shown] == [
        ("inwoners", 3, {NO_FIGURE: 1, "merkteken x": 1}),
        ("jong", 3, {"merkteken .": 1}),
    ]
    assert [row["value"] for row in run("show", to, "--unit", "GM0001")["values"]] == [1200.0, 15.5]
    copy = tmp_path / "copy.csv"
    run("import", to, "--to", copy)
    assert copy.read_bytes() == to.read_bytes()


def test_features_of_a_year_stand_side_by_side_for_a_benchmark(tmp_path: Path) -> None:
    source, to = tmp_path / "context.csv", tmp_path / "omgeving.csv"
    write_context((ONE, NONE, PEOPLE, replace(ONE, year=2021), replace(ONE, unit="NL01")), source)
    assert run("table", source, "--year", "2022", "-o", to)["units"] == 2
    assert to.read_text(encoding="utf-8") == "eenheid;inwoners;laag inkomen\nGM0001;1200;7,25\nGM0002;;\n"
    with pytest.raises(UserError, match="geen kenmerken over 2022"):
        run("table", source, "--year", "2022", "--places", "PV", "-o", to)


def test_a_table_without_year_or_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="een jaar en de bron"):
        run("import", wide(tmp_path), "--feature", "x=mensen", "--to", tmp_path / "c.csv")


def test_fetch_asks_statline_only_when_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: Sequence[str | Path] = ("--kept", tmp_path / "kept", "--to", tmp_path / "context.csv")
    wanted = ("--feature", "hulp=M1", "--where", "Geslacht=T", "--year", "2021")
    with serving(made_up()) as service:
        monkeypatch.setattr(statline, "SERVICE", service.address)
        with pytest.raises(UserError, match="niet eerder opgehaald"):
            run("fetch", "85000NED", *kept)
        assert run("fetch", "85000NED", "--online", *kept)["years"] == [2021, 2022]
        fetched = run("fetch", "85000NED", "--online", *wanted, *kept)["features"]
        asked = len(service.asked)
        assert run("fetch", "85000NED", *wanted, *kept)["features"] == fetched
        assert len(service.asked) == asked
    assert [one.value for one in read_context(tmp_path / "context.csv")] == [1.5, None, None]
