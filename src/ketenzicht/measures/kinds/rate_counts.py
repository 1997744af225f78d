"""What counts in each year, by place: what kind ``per-inwoner`` is computed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ketenzicht.calendar import calendar_parts
from ketenzicht.chain.model import RateMeasure
from ketenzicht.engine import quoted, statement
from ketenzicht.history import History
from ketenzicht.measures.kinds.years import Year

SQL = "ketenzicht.measures.sql"


@dataclass(frozen=True)
class Tally:
    """Cases, what they count for together, and the sum of the squares of that: how much hangs together by case."""

    cases: int = 0
    items: int = 0
    squares: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.cases + other.cases, self.items + other.items, self.squares + other.squares)


@dataclass(frozen=True)
class RateCounts:
    """Tallies by year and place (None where none is known), and attributes that these registrations do not have."""

    tallies: dict[tuple[str, str | None], Tally]
    absent: tuple[str, ...] = ()

    def of_year(self, year: str) -> Tally:
        """All places of a year together."""
        return sum((item for (name, _), item in self.tallies.items() if name == year), Tally())


def count_rates(history: History, declared: RateMeasure, years: Sequence[Year]) -> RateCounts:
    """Count what the measure declares in each of these years."""
    known = {str(name) for (name, *_rest) in history.rows("describe events")}
    wanted = [declared.where.attribute] if declared.where is not None else []
    absent = tuple(name for name in wanted if _column(name) not in known)
    if absent or not years:
        return RateCounts({}, absent)
    _register_years(history, years)
    if declared.stage is not None:
        months, days = calendar_parts(declared.longer_than) if declared.longer_than else (0, 0)
        history.run(
            statement(SQL, "rate_spells"),
            stage=declared.stage,
            every=declared.every,
            months=months,
            days=days,
        )
    else:
        _choose_events(history, declared)
        history.run(statement(SQL, "rate_events"), activities=list(declared.events))
    _find_places(history, declared.place if declared.place and _column(declared.place) in known else None)
    found = {}
    for year, place, cases, items, squares in history.rows(
        statement(SQL, "rate_counts"), every=declared.every
    ):
        key = (str(year), None if place is None else str(place))
        found[key] = Tally(int(str(cases)), int(str(items)), int(str(squares)))
    return RateCounts(found)


def _register_years(history: History, years: Sequence[Year]) -> None:
    import pyarrow as pa

    rows = [{"year": item.name, "first_day": item.first, "last_day": item.last} for item in years]
    schema = pa.schema([("year", pa.string()), ("first_day", pa.date32()), ("last_day", pa.date32())])
    history.engine.register("rate_year", pa.Table.from_pylist(rows, schema=schema))


def _choose_events(history: History, declared: RateMeasure) -> None:
    """Make ``rate_code``: the events with one of the codes; all where the measure asks for none."""
    if declared.where is None:
        history.run("create or replace table rate_code as select event_id from events")
        return
    history.run(
        f"""
        create or replace table rate_code as
        select event_id from events
        where list_has_any(string_split({quoted(_column(declared.where.attribute))}, ','), $codes)
        """,
        codes=list(declared.where.values),
    )


def _find_places(history: History, attribute: str | None) -> None:
    value = "null::varchar" if attribute is None else f"nullif(trim({quoted(_column(attribute))}), '')"
    history.run(
        f"""
        create or replace table place_value as
        select event_id, {value} as value from events where {value} is not null
        """
    )
    history.run(statement(SQL, "rate_places"))


def _column(attribute: str) -> str:
    return attribute.replace("-", "_")
