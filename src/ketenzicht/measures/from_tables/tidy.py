"""Tables with a row per figure: the values of its stratum, its day, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.survival import Ints

if TYPE_CHECKING:
    import pyarrow as pa

Days: TypeAlias = int | Sequence[int]
OWN_COLUMNS = {
    "cause",
    "day",
    "estimate",
    "standard_error",
    "low",
    "high",
    "at_risk",
    "events",
    "n",
    "status",
}


def horizons_of(days: Days | None, otherwise: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Days as a tuple, ascending.

    Raises:
        ValueError: no days at all, or days before the clock starts.
    """
    given = otherwise if days is None else (days,) if isinstance(days, int | np.integer) else tuple(days)
    if any(day < 0 or day != int(day) for day in given):
        raise ValueError("a horizon is a whole number of days from 0 on")
    return tuple(sorted({int(day) for day in given}))


def strata_names(by: str | Sequence[str]) -> tuple[str, ...]:
    """The columns that tell the strata apart.

    Raises:
        ValueError: a column twice, or with the name of a column of the answer.
    """
    names = (by,) if isinstance(by, str) else tuple(by)
    if len(set(names)) < len(names):
        raise ValueError("by: a column stands in it twice")
    if taken := sorted(set(names) & OWN_COLUMNS):
        raise ValueError(f"by: the answer has a column {taken[0]!r} of its own; rename yours")
    return names


def tidy(strata: pa.Table, stratum: Ints, columns: Mapping[str, npt.NDArray[Any] | pa.Array]) -> pa.Table:
    """A table of the values of a stratum per row, then the columns given."""
    import pyarrow as pa

    found = {name: strata[name].take(pa.array(stratum)) for name in strata.column_names}
    return pa.table({**found, **{name: pa.array(column) for name, column in columns.items()}})


def where_known(values: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> pa.Array:
    """Values as a column, null where they are not known."""
    import pyarrow as pa

    return pa.array(values.ravel(), mask=~known.ravel())


def chosen_strata(strata: pa.Table, where: Mapping[str, object]) -> Ints:
    """Places of the strata that have these values.

    Raises:
        ValueError: a name that tells no strata apart, or values that no stratum has.
    """
    chosen = np.ones(strata.num_rows, dtype=np.bool_)
    for name, value in where.items():
        if name not in strata.column_names:
            known = ", ".join(strata.column_names) or "none: by= was not given"
            raise ValueError(f"no strata by {name!r}; they are by {known}")
        chosen &= np.array([one == value for one in strata[name].to_pylist()], dtype=np.bool_)
    if not chosen.any() and strata.num_rows:
        raise ValueError(f"no stratum has {dict(where)}")
    return np.flatnonzero(chosen)
