"""Distinct values of columns, and the place of each value among them: what turns rows into counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int32]


def distinct_places(*columns: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], list[Places]]:
    """Distinct values of all columns, ascending, and the place of each value among them, per column.

    Whole numbers that lie close together are marked, not sorted, which is faster.
    """
    filled = [column for column in columns if len(column)]
    if filled and all(column.dtype.kind == "i" for column in filled):
        low = min(int(column.min()) for column in filled)
        high = max(int(column.max()) for column in filled)
        if high - low <= 4 * sum(len(column) for column in filled):
            seen = np.zeros(high - low + 1, dtype=np.bool_)
            above = [column if low == 0 else column.astype(np.int64, copy=False) - low for column in columns]
            for column in above:
                seen[column] = True
            place = np.cumsum(seen, dtype=np.int32) - np.int32(1)
            # Clipping nothing is how NumPy looks up by small integers without a copy of them.
            places = [np.take(place, column, mode="clip") for column in above]
            return np.flatnonzero(seen) + low, places
    distinct = np.unique(columns[0] if len(columns) == 1 else np.concatenate(columns))
    return distinct, [np.searchsorted(distinct, column).astype(np.int32) for column in columns]
