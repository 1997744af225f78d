"""Statements can be read by more than DuckDB: sqlglot parses each, which the road to other engines needs."""

from pathlib import Path

import pytest
import sqlglot

import ketenzicht

pytestmark = pytest.mark.unit

STATEMENTS = sorted(Path(ketenzicht.__file__).parent.rglob("*.sql"))


def test_there_are_statements() -> None:
    assert len(STATEMENTS) > 10


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_every_statement_parses(path: Path) -> None:
    parsed = sqlglot.parse(path.read_text(encoding="utf-8"), read="duckdb")
    assert any(parsed)
