"""From a table of rows or counts to a hazard model in one call: ``kz.hazard``.

Without cases, estimates need the counts only: rows are counted where they stand, piece by piece of the file.
With them the errors are robust by case, and for that the rows are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import TYPE_CHECKING, Any

import numpy as np

from ketenzicht.measures.from_tables.given import Given, columns_of
from ketenzicht.measures.hazards.covariates import STRETCH, Pieces, coded_pieces
from ketenzicht.measures.hazards.exposure import Bands, Exposure, Stretch, exposure_of
from ketenzicht.measures.hazards.model import HazardModel, hazard_model, hazard_model_of_counts
from ketenzicht.measures.hazards.rows import hazard_rows, whole

if TYPE_CHECKING:
    import pyarrow as pa

DAY_ZERO = np.zeros(0, dtype=np.int32)
"""Starts that are not given; see :class:`.exposure.Stretch`."""
NONE_GIVEN = np.zeros(0, dtype=np.int64)
"""Counts that are not given."""


def hazard(
    data: Given,
    *,
    time: str,
    event: str,
    covariates: str | Sequence[str],
    entry: str | None = None,
    case: str | None = None,
    member: str | None = None,
    count: str | None = None,
    cause: int = 1,
    linear: Collection[str] = (),
    levels: Mapping[str, Sequence[Any]] | None = None,
    references: Mapping[str, Any] | None = None,
    bands: Bands | None = None,
) -> HazardModel:
    """Rate ratios by covariates from a table of rows or of counts (piecewise-exponential hazard model).

    Exact figures: they must go through disclosure control before they leave.

    Args:
        data: as in ``incidence``. A row is a stretch of time in which somebody was followed with these covariates
            all along, or so many stretches as ``count`` says; see ``hazard_rows``.
        time: column with the last day of the row, in whole days.
        event: column with how the row ends: 0 or null nothing, 1.. an event of that cause.
        covariates: columns with the covariates. Each value is a level of its own; numbers in ``linear`` are not.
        entry: column with the day after which the row is at risk; 0 when left out.
        case, member: columns that tell cases, and within a case those who are followed, apart. With ``case``
            errors are robust by case; without it there are only those of the model.
        count: column with the number of rows that a row stands for.
        cause: of which cause the events are counted; those of others end a row like censoring.
        linear, levels: see ``hazard_rows``.
        references, bands: see ``hazard_model``.

    Raises:
        ValueError: columns that are not there, hold something else or miss values; choices that cannot go
            together; and as ``hazard_rows`` and ``hazard_model`` do.
        FileNotFoundError: no such file.
        TypeError: ``data`` is no table.
    """
    if case is not None and count is not None:
        raise ValueError("case= needs a row per stretch of time: leave out count=")
    if member is not None and case is None:
        raise ValueError("members are told apart within cases: give case= too")
    names = (covariates,) if isinstance(covariates, str) else tuple(covariates)
    columns = {"time": time, "event": event, "entry": entry, "case": case, "member": member, "count": count}
    named = {argument: name for argument, name in columns.items() if name is not None}
    table = columns_of(data, {argument: (name,) for argument, name in named.items()} | {"covariates": names})
    batches = _without_gaps(table, event).to_batches(max_chunksize=STRETCH)
    if not batches:
        raise ValueError("the table has no rows")

    def pieces(name: str) -> Pieces:
        return [batch[name].to_numpy(zero_copy_only=False) for batch in batches]

    given = {argument: pieces(name) for argument, name in named.items()}
    values = {name: pieces(name) for name in names}
    if case is None:
        return hazard_model_of_counts(
            *_counts(given, values, frozenset(linear), levels or {}, bands),
            cause=cause,
            references=references,
        )
    joined = {argument: np.concatenate(several) for argument, several in given.items()}
    rows = hazard_rows(
        joined["time"],
        joined["event"],
        {name: np.concatenate(several) for name, several in values.items()},
        entry=joined.get("entry"),
        case=joined["case"],
        member=joined.get("member"),
        linear=linear,
        levels=levels,
    )
    return hazard_model(rows, bands=bands, cause=cause, references=references)


def _without_gaps(table: pa.Table, event: str) -> pa.Table:
    """The table, where no event is known to have happened 0 in its place."""
    import pyarrow.compute as pc

    place = table.column_names.index(event)
    if table[event].null_count:
        table = table.set_column(place, event, pc.fill_null(table[event], 0))
    for name in table.column_names:
        if missing := table[name].null_count:
            raise ValueError(
                f"column {name!r} has {missing} missing values: leave those rows out, and say so"
            )
    return table


def _counts(
    given: Mapping[str, Pieces],
    values: Mapping[str, Pieces],
    linear: frozenset[str],
    levels: Mapping[str, Sequence[Any]],
    bands: Bands | None,
) -> tuple[Exposure, int]:
    """Events and person-days, and the number of rows of some length, counted piece by piece."""
    ends = np.cumsum([len(of) for of in given["time"]]).tolist()
    pattern, patterns = coded_pieces(values, ends[-1], linear, levels)

    def stretch(piece: int) -> Stretch:
        own = {argument: several[piece] for argument, several in given.items()}
        rows = len(own["time"])
        number = whole(own["count"], np.int64, "count", rows) if "count" in own else NONE_GIVEN
        stop = whole(own["time"], np.int32, "time", rows)
        start = whole(own["entry"], np.int32, "entry", rows) if "entry" in own else DAY_ZERO
        code = whole(own["event"], np.int8, "event", rows)
        if np.any(start > stop) if len(start) else stop.min() < 0:
            raise ValueError("a row cannot end before it starts")
        if code.min() < 0 or number.min(initial=0) < 0:
            raise ValueError("events are 0 (nothing) or the number of a cause, and counts 0 or more")
        found = Stretch(pattern[ends[piece] - rows : ends[piece]], start, stop, code, number)
        some = start < stop if len(start) else stop > 0
        if len(number):
            some &= number > 0
        return found if np.all(some) else found.where(some)

    with ThreadPoolExecutor(cpu_count()) as pool:
        stretches = [of for of in pool.map(stretch, range(len(ends))) if len(of.stop)]
    if not stretches:
        raise ValueError("nobody is ever at risk: there is no row with any length")
    return exposure_of(stretches, patterns, bands), sum(of.rows for of in stretches)
