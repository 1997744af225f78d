"""Rows of a caller reduced to counts, by stratum: what is left out and why, and the cells of those that count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ketenzicht.attrition import Attrition
from ketenzicht.measures.estimators.survival import Ints
from ketenzicht.measures.from_tables.by_stratum import CellsByStratum
from ketenzicht.measures.from_tables.followed import Flags, Followed
from ketenzicht.measures.from_tables.given_rows import GivenRows
from ketenzicht.message import Label, message

if TYPE_CHECKING:
    import pyarrow as pa

MOST_DAYS = 1 << 24
FATES = ("no_case", "no_day", "after_end", "backwards", "no_length", "counts")


@dataclass(frozen=True)
class Facts:
    """What the rows of each stratum (s) are like.

    Args:
        strata: the values that tell the strata apart, a column per name and a row per stratum.
        number: number of rows of each fate, by stratum.
        observed_to: last day on which a row of the stratum was observed; the first day of the clock without any.
        potential_from, potential_to: days that the last and the first started row of the stratum could be
            followed; None when the start of rows is not known.
    """

    strata: pa.Table
    number: dict[str, Ints]
    observed_to: Ints
    potential_from: Ints | None
    potential_to: Ints | None

    @property
    def followed(self) -> Followed:
        """Until when the rows were and could be followed."""
        return Followed(self.started, self.observed_to, self.potential_from, self.potential_to)

    @property
    def present(self) -> Flags:
        """Which strata have rows that could be observed, of no length too."""
        return self.number["counts"] + self.number["no_length"] > 0

    @property
    def started(self) -> Ints:
        """Rows that were ever at risk, by stratum."""
        return self.number["counts"]

    def attrition(self, unit: Label, no_length: int | None = None) -> tuple[Attrition, ...]:
        """What was left out, over all strata; ``no_length`` where the engine does not know it."""
        total = {fate: int(number.sum()) for fate, number in self.number.items()}
        steps, left = [], sum(total.values())
        for fate, step, reason in (
            ("no_case", message("gekoppeld aan een casus"), message("niet te koppelen aan een casus")),
            ("no_day", message("datum bekend"), message("datum onbekend of niet op de dag bekend")),
            ("after_end", message("binnen de gegevens"), message("buiten de periode van de gegevens")),
            (
                "no_length",
                message("gevolgd na de dag van het begin"),
                message("begin en einde van de waarneming op dezelfde dag"),
            ),
        ):
            if fate == "no_case" and not total[fate]:
                continue
            out = no_length if fate == "no_length" and no_length is not None else total[fate]
            steps.append(Attrition(step, unit, left, left - out, reason))
            left -= out
        return tuple(steps)


def facts(rows: GivenRows, by: tuple[str, ...]) -> Facts:
    """Count the fates of the rows by stratum.

    Raises:
        ValueError: rows that end before they start, or numbers of rows below 0 or missing.
    """
    return _facts(rows, by, rows.by_stratum("fates"))


def facts_and_cells(rows: GivenRows, by: tuple[str, ...], causes: int) -> tuple[Facts, CellsByStratum]:
    """Count the fates of the rows by stratum, and in the same pass gather those that count as cells.

    Without strata rows are many to a cell, and the engine counts them. In thousands of strata they are few, and it
    only gathers them by stratum: its general way of counting is slower there than adding up in place.

    Raises:
        ValueError: as ``facts``, and for rows so far apart that the clock cannot be in days.
    """
    clock = rows.clock.first_day
    delayed = rows.clock.entry is not None
    first = min(clock, rows.value("first_entry") or clock) if delayed else clock
    found = rows.by_stratum(
        "fates_with_rows" if by or delayed else "fates_with_counts",
        first_day=first,
        endings=causes + 1,
        weighted=rows.weighted,
        delayed=delayed,
    )
    known = _facts(rows, by, found)
    last = int(known.observed_to.max(initial=first))
    if last - first > MOST_DAYS:
        raise ValueError("the rows are too far apart: is the clock in whole days?")
    lists = found["cells"].combine_chunks()
    return known, CellsByStratum(
        cells=lists.flatten().to_numpy(),
        numbers=_flat(found["numbers"]),
        entries=_flat(found["entries"]),
        begins=np.concatenate(([0], np.cumsum(np.diff(lists.offsets.to_numpy()), dtype=np.int64))),
        causes=causes,
        first_day=first,
        last_day=last,
        started=known.started,
    )


def _facts(rows: GivenRows, by: tuple[str, ...], found: pa.Table) -> Facts:
    number = {fate: integers(found[fate]) for fate in FATES}
    if backwards := int(number["backwards"].sum()):
        raise ValueError(f"{backwards} rows end before they start")
    if np.any(integers(found["least_number"]) < 0):
        raise ValueError("count: a number of rows is missing or below 0")
    dated = rows.clock.start is not None
    return Facts(
        strata=found.select(range(len(by))).rename_columns(list(by)),
        number=number,
        observed_to=integers(found["day_to"]),
        potential_from=integers(found["potential_from"]) if dated else None,
        potential_to=integers(found["potential_to"]) if dated else None,
    )


def _flat(lists: Any) -> Ints | None:
    """What stands in a column of lists, or None when there are no lists at all."""
    if lists.null_count == len(lists):
        return None
    return np.asarray(lists.combine_chunks().flatten().to_numpy())


def integers(column: Any) -> Ints:
    """A column without nulls as whole numbers."""
    return np.asarray(column.to_numpy(), dtype=np.int64)
