"""Rows of a caller reduced to counts, by stratum: what is left out and why, and the cells of those that count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ketenzicht.attrition import Attrition
from ketenzicht.measures.by_stratum import CellsByStratum
from ketenzicht.measures.followed import Flags, Followed
from ketenzicht.measures.given_rows import GivenRows
from ketenzicht.measures.survival import Ints
from ketenzicht.message import Label, message

if TYPE_CHECKING:
    import pyarrow as pa

MOST_CELLS = 2**31 - 1
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
        entry_from, entry_to: first and last entry of any row.
    """

    strata: pa.Table
    number: dict[str, Ints]
    observed_to: Ints
    potential_from: Ints | None
    potential_to: Ints | None
    entry_from: int
    entry_to: int

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
    found = rows.table("facts_by_stratum")
    number = {fate: integers(found[fate]) for fate in FATES}
    if backwards := int(number["backwards"].sum()):
        raise ValueError(f"{backwards} rows end before they start")
    if np.any(integers(found["least_number"]) < 0):
        raise ValueError("count: a number of rows is missing or below 0")
    first, dated = rows.clock.first_day, rows.clock.start is not None
    entry = integers(found["entry_from"])[number["counts"] > 0]
    return Facts(
        strata=found.select(range(len(by))).rename_columns(list(by)),
        number=number,
        observed_to=integers(found["day_to"]),
        potential_from=integers(found["potential_from"]) if dated else None,
        potential_to=integers(found["potential_to"]) if dated else None,
        entry_from=int(entry.min()) if len(entry) else first,
        entry_to=int(integers(found["entry_to"]).max(initial=first)),
    )


def cells(rows: GivenRows, of: Facts, causes: int) -> CellsByStratum:
    """The rows that count as cells.

    Where rows are many to a cell the engine counts them. Where they are few, as in thousands of strata, it only
    gathers them by stratum, since its general way of counting is slower there than adding up in place.

    Raises:
        ValueError: days so far apart that they cannot be days on one clock.
    """
    endings, last = causes + 2, int(of.observed_to.max(initial=of.entry_from))
    days = last - of.entry_from + 1
    if days * endings > MOST_CELLS:
        raise ValueError(f"the rows lie {days} days apart: are these days on one clock?")
    delayed = of.entry_to > of.entry_from
    counted = rows.weighted or int(of.started.sum()) > 4 * days * endings * len(of.started)
    found = rows.table(
        "cells_counted" if counted else "cells_of_rows",
        first_day=of.entry_from,
        endings=endings,
        delayed=delayed,
    )
    lists = found["cells"].combine_chunks()
    lengths = np.zeros(len(of.started), dtype=np.int64)
    lengths[of.started > 0] = integers(lists.value_lengths())
    return CellsByStratum(
        cells=lists.flatten().to_numpy(),
        numbers=found["numbers"].combine_chunks().flatten().to_numpy() if counted else None,
        begins=np.concatenate(([0], np.cumsum(lengths))),
        causes=causes,
        first_day=of.entry_from,
        last_day=last,
        started=of.started,
        delayed=delayed,
    )


def integers(column: Any) -> Ints:
    """A column without nulls as whole numbers."""
    return np.asarray(column.to_numpy(), dtype=np.int64)
