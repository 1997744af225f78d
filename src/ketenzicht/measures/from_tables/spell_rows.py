"""Rows of a caller by stratum, for what cannot be computed from counts: robust variances and repeats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.clustered import case_spans
from ketenzicht.measures.estimators.repeat_table import RepeatTable, repeat_table
from ketenzicht.measures.estimators.survival import Ints
from ketenzicht.measures.estimators.variances import Spans, spans
from ketenzicht.measures.from_tables.given_rows import GivenRows


@dataclass(frozen=True)
class SpellRows:
    """Rows of all strata, stratum by stratum.

    Args:
        begins: where each stratum begins, with one entry more for the end.
        entry, time, ending: each row is observed over (entry, time] and ends so (n).
        case: what tells cases apart, as numbers; None when each row is a case of its own.
    """

    begins: Ints
    entry: Ints
    time: Ints
    ending: Ints
    case: Ints | None

    def spans(self, stratum: int) -> Spans:
        """The rows of one stratum as a robust variance needs them."""
        chosen = slice(self.begins[stratum], self.begins[stratum + 1])
        if self.case is None:
            return spans(self.time[chosen], self.ending[chosen], self.entry[chosen])
        return case_spans(self.time[chosen], self.ending[chosen], self.case[chosen], self.entry[chosen])

    def repeat_table(self, stratum: int, *, own_entry: bool) -> RepeatTable:
        """The rows of one stratum as repeats of cases; each follows the one before unless it has its ``own_entry``.

        Raises:
            ValueError: the cases of the rows are not known.
        """
        if self.case is None:
            raise ValueError("repeats need the case of each row")
        chosen = slice(self.begins[stratum], self.begins[stratum + 1])
        entry = self.entry[chosen] if own_entry else None
        return repeat_table(self.case[chosen], self.time[chosen], self.ending[chosen], entry=entry)


def spell_rows(rows: GivenRows, present: npt.NDArray[np.bool_], *, by_case: bool) -> SpellRows:
    """The rows that can be observed, of no length too; ``present`` says which strata have any (s)."""
    if len(present) == 1:
        found = rows.table("rows_in_order")
        lengths = [found.num_rows]
        columns = {name: found[name].combine_chunks() for name in found.column_names}
    else:
        found = rows.table("rows_by_stratum")
        lists = {name: found[name].combine_chunks() for name in ("case_id", "entry", "day", "ending")}
        lengths = lists["day"].value_lengths().to_numpy()
        columns = {name: column.flatten() for name, column in lists.items()}
    by_stratum = np.zeros(len(present), dtype=np.int64)
    by_stratum[present] = lengths
    return SpellRows(
        np.concatenate(([0], np.cumsum(by_stratum))),
        columns["entry"].to_numpy(),
        columns["day"].to_numpy(),
        columns["ending"].to_numpy(),
        numbers_of(columns["case_id"]) if by_case else None,
    )


def numbers_of(case: Any) -> Ints:
    """Cases as numbers: as they are, or counted in the order in which they first appear."""
    import pyarrow as pa

    if pa.types.is_integer(case.type):
        return np.asarray(case.to_numpy())
    return np.asarray(case.dictionary_encode().indices.to_numpy())
