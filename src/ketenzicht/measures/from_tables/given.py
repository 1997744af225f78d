"""A table that a caller gives, as the relation ``given_row`` in the engine, with the names that our statements use.

Arrow, pandas, Polars, a dictionary of arrays or a Parquet file: all are read where they stand, without a copy.
What cannot be right is refused here, with the name of the argument and of the column; values of cells are never in
a message, since they may tell about a person.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ketenzicht.engine import Engine, literal, quoted

if TYPE_CHECKING:
    import pyarrow as pa

Given: TypeAlias = Any
"""A pyarrow Table, whatever offers ``__arrow_c_stream__`` (pandas, Polars), a dictionary of arrays, or a path."""

MOST_CAUSES = 100
NOTHING = "null"
"""The type of a column without any value."""

_WHOLE = {f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")}
_WHOLE |= {"INTEGER", "UINTEGER"}
_FLOATING = ("FLOAT", "DOUBLE", "DECIMAL")


@dataclass(frozen=True)
class GivenTable:
    """The table in the engine and the type of each of its columns."""

    engine: Engine
    types: dict[str, str]

    def column(self, argument: str, name: str) -> str:
        """The column that an argument names, quoted.

        Raises:
            ValueError: there is none of that name.
        """
        check_column(argument, name, self.types)
        return quoted(name)

    def whole(self, argument: str, name: str) -> str:
        """A column of whole numbers; null and NaN are missing.

        Raises:
            ValueError: there is no such column, or it holds something else.
        """
        column, its_type = self.column(argument, name), self.types[name]
        if its_type in _WHOLE:
            return column
        if its_type == NOTHING:
            return "cast(null as bigint)"
        if its_type == "BOOLEAN":
            return f"cast({column} as integer)"
        if not its_type.startswith(_FLOATING):
            raise ValueError(f"{argument}: column {name!r} must hold whole numbers, not {its_type.lower()}")
        number = f"cast({column} as double)"
        broken = f"not isnan({number}) and {number} is distinct from floor({number}) or isinf({number})"
        found = self.engine.value(f"select count(*) from given where {column} is not null and ({broken})")
        if found:
            raise ValueError(f"{argument}: column {name!r} has {found} numbers that are not whole")
        return f"case when not isnan({number}) then cast({number} as bigint) end"

    def date(self, argument: str, name: str) -> str:
        """A column of dates; of a moment the day counts.

        Raises:
            ValueError: there is no such column, or it holds something else.
        """
        column, its_type = self.column(argument, name), self.types[name]
        if its_type == NOTHING:
            return "cast(null as date)"
        if its_type == "TIMESTAMP WITH TIME ZONE":
            raise ValueError(f"{argument}: column {name!r} has a time zone; give local dates")
        if its_type != "DATE" and not its_type.startswith("TIMESTAMP"):
            raise ValueError(f"{argument}: column {name!r} must hold dates, not {its_type.lower()}")
        return f"cast({column} as date)"

    def strata(self, by: Sequence[str]) -> list[str]:
        """The columns that tell the strata apart; one stratum for all without any."""
        return [self.column("by", name) for name in by] or ["0"]

    def endings(self, argument: str, name: str, causes: Sequence[str] | None) -> tuple[str, tuple[str, ...]]:
        """How rows end as codes, 0 for censored and 1.. for the causes; and the names of the causes.

        Null and an empty text are censored. Texts are the causes named, or all that occur in alphabetical order;
        numbers are codes already, and ``causes`` their names.

        Raises:
            ValueError: no such column, more values than ``causes`` names, or too many to be causes.
        """
        column, its_type = self.column(argument, name), self.types[name]
        if its_type == "BOOLEAN":
            return f"coalesce(cast({column} as integer), 0)", tuple(causes or (name,))
        if its_type == "VARCHAR":
            return self._texts(argument, name, causes)
        code = self.whole(argument, name)
        low, high = self.engine.rows(f"select min({code}), max({code}) from given")[0]
        names = tuple(causes or map(str, range(1, min(max(high or 0, 1), MOST_CAUSES + 1) + 1)))
        if (low or 0) < 0 or (high or 0) > len(names) or len(names) > MOST_CAUSES:
            most = len(names) if causes else MOST_CAUSES
            raise ValueError(f"{argument}: column {name!r} must hold codes from 0 (censored) to {most}")
        return f"coalesce({code}, 0)", names

    def _texts(self, argument: str, name: str, causes: Sequence[str] | None) -> tuple[str, tuple[str, ...]]:
        text = f"nullif({quoted(name)}, '')"
        rows = self.engine.rows(
            f"select distinct {text} from given where {text} is not null order by all limit {MOST_CAUSES + 1}"
        )
        found = tuple(str(value) for (value,) in rows)
        if len(found) > MOST_CAUSES:
            raise ValueError(f"{argument}: column {name!r} has more than {MOST_CAUSES} different values")
        names = found if causes is None else tuple(causes)
        if unknown := len(set(found) - set(names)):
            raise ValueError(f"{argument}: column {name!r} has {unknown} values that causes= does not name")
        code = " ".join(f"when {literal(cause)} then {number}" for number, cause in enumerate(names, start=1))
        return (f"case {text} {code} else 0 end" if names else "0"), names


def attach(engine: Engine, data: Given) -> GivenTable:
    """Make what a caller gives known as ``given``.

    Raises:
        FileNotFoundError: a path to no file.
        TypeError: something that is no table.
        ValueError: two columns of one name, of unequal length, or with values of several types in one.
    """
    if (path := _path(data)) is not None:
        engine.attach_parquet("given", path)
        empty: set[str] = set()
    else:
        table = _arrow(data)
        engine.attach("given", table)
        empty = {column.name for column in table.schema if str(column.type) == NOTHING}
    types = {str(name): str(its_type) for name, its_type, *_ in engine.rows("describe given")}
    return GivenTable(engine, types | dict.fromkeys(empty, NOTHING))


def columns_of(data: Given, arguments: Mapping[str, Sequence[str]]) -> pa.Table:
    """The columns that arguments name, as they stand in what a caller gives.

    Raises:
        FileNotFoundError, TypeError, ValueError: as ``attach``, and for a column that is not there.
    """
    names = list(dict.fromkeys(name for several in arguments.values() for name in several))
    if (path := _path(data)) is None:
        table = _arrow(data)
        known = table.column_names
    else:
        import pyarrow.parquet as pq

        known = pq.read_schema(path).names
    for argument, several in arguments.items():
        for name in several:
            check_column(argument, name, known)
    return table.select(names) if path is None else pq.read_table(path, columns=names, partitioning=None)


def check_column(argument: str, name: str, known: Collection[str]) -> None:
    """Refuse a column that an argument names and the table does not have.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in known:
        near = get_close_matches(str(name), known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"its columns are {', '.join(known)}"
        raise ValueError(f"{argument}: the table has no column {name!r}; {hint}")


def _path(data: Given) -> Path | None:
    """The path that a caller gives, if it is one, of a file that exists."""
    if not isinstance(data, str | os.PathLike):
        return None
    if not (path := Path(data)).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    return path


def _arrow(data: Given) -> pa.Table:
    import pyarrow as pa

    try:
        table = data if isinstance(data, pa.Table) else pa.table(data)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        # What Arrow says may hold the value of a cell.
        raise ValueError("columns of unequal length, or with values of several types in one") from None
    except TypeError:
        raise TypeError(
            f"a {type(data).__name__} is no table: give Arrow, pandas, Polars, a dictionary or a path"
        ) from None
    names = table.column_names
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"the table has two columns {twice[0]!r}")
    return table
