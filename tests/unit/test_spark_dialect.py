"""What DuckDB and Spark mean differently by the same words, and how a statement is said to Spark."""

from __future__ import annotations

from datetime import date

import pytest
import sqlglot

from ketenzicht.engine.spark_dialect import in_spark, value, with_values

pytestmark = pytest.mark.unit

TABLES = {
    "spell": {
        "case_id": "VARCHAR",
        "started_on": "DATE",
        "ended_on": "DATE",
        "days": "BIGINT",
        "codes": "VARCHAR[]",
    },
    "stage": {"case_id": "VARCHAR", "position": "INTEGER"},
}


def told(sql: str, **values: object) -> str:
    return in_spark(with_values(sqlglot.parse_one(sql, read="duckdb"), values), TABLES).replace("`", "")


@pytest.mark.parametrize(
    ("sql", "spark"),
    [
        ("select ended_on - started_on from spell", "DATEDIFF(spell.ended_on, spell.started_on)"),
        ("select started_on + days from spell", "DATE_ADD(spell.started_on, CAST((spell.days) AS INT))"),
        ("select days - 1 from spell", "spell.days - 1"),
        (
            "select started_on - to_months(3) - to_days(2) from spell",
            "DATE_SUB(ADD_MONTHS(spell.started_on, CAST((-3) AS INT)), CAST((2) AS INT))",
        ),
        (
            "with one as (select ended_on - started_on as long from spell) select long - 3 from one",
            "one.long - 3",
        ),
        ("select len(codes) from spell", "ARRAY_SIZE(spell.codes)"),
        ("select string_split(case_id, '.') from spell", r"SPLIT(spell.case_id, '\\.')"),
        ("select count(distinct (case_id, days)) from spell", "COUNT(DISTINCT STRUCT(spell.case_id, spell.days))"),
        ("select position from spell join stage using (case_id)", "ON spell.case_id = stage.case_id"),
    ],
)  # fmt: skip
def test_words_that_mean_something_else(sql: str, spark: str) -> None:
    assert spark in told(sql)


def test_all_columns_are_named_by_their_place() -> None:
    sql = told("select case_id, 'x' as part, sum(days) as days from spell group by all order by all")
    assert sql.endswith("GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3 NULLS LAST")


def test_the_least_passes_over_unknown_values_and_an_unknown_part_of_a_key_is_the_largest() -> None:
    sql = told("select arg_min(days, (ended_on, started_on)) filter (where days > 1) from spell")
    assert "STRUCT(spell.ended_on IS NULL, spell.ended_on, spell.started_on IS NULL, spell.started_on)" in sql
    assert "WHERE NOT (spell.days) IS NULL AND spell.days > 1" in sql


def test_a_row_beyond_the_last_gives_what_was_asked() -> None:
    sql = told("select lead(started_on, 1, ended_on) over (partition by case_id order by days) from spell")
    assert "IS NULL THEN spell.ended_on ELSE LEAD(spell.started_on, 1) OVER" in sql


def test_lists_of_values_become_values() -> None:
    assert "(spell.case_id IN ('a', 'b'))" in told(
        "select list_contains($ids, case_id) from spell", ids=["a", "b"]
    )
    assert "FALSE" in told("select list_contains($ids, case_id) from spell", ids=[])


def test_a_name_stands_once_in_a_result() -> None:
    sql = told("select one.days, other.days from spell as one join spell as other using (case_id)")
    assert "one.days AS days, other.days AS days_1" in sql


def test_values_are_written_so_that_they_cannot_be_statements() -> None:
    assert "'it''s'" in value("it's").sql("spark") or r"'it\'s'" in value("it's").sql("spark")
    assert value(date(2024, 2, 29)).sql("spark") == "CAST('2024-02-29' AS DATE)"
    with pytest.raises(ValueError, match="dict"):
        value({})
