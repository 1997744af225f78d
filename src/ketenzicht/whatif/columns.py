"""From numbers to the words of a registration file: dates, numbers, codes, as Arrow text columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ketenzicht.whatif.draws import NEVER, Bools, Days

EPOCH_OFFSET = 40_000
"""Day numbers from 1860 until 2079 have a text ready."""

_TEXTS: dict[str, pa.Array] = {}


def _all_days(day_known: bool) -> pa.Array:
    key = "day" if day_known else "month"
    if key not in _TEXTS:
        days = np.arange(-EPOCH_OFFSET, EPOCH_OFFSET).astype("datetime64[D]")
        _TEXTS[key] = pc.strftime(pa.array(days), format="%d-%m-%Y" if day_known else "00-%m-%Y")
    return _TEXTS[key]


def dates(days: Days, *, unknown_day: Bools | None = None) -> pa.Array:
    """``dd-mm-jjjj``, or ``00-mm-jjjj`` where only the month is known; empty for what never came."""
    place = pa.array(days.astype(np.int64) + EPOCH_OFFSET, mask=days >= NEVER)
    texts = pc.take(_all_days(True), place)
    if unknown_day is None:
        return texts
    return pc.if_else(pa.array(unknown_day), pc.take(_all_days(False), place), texts)


def numbers(letter: str, values: NDArray[Any], *, width: int = 8, missing: Bools | None = None) -> pa.Array:
    """A letter and a number with leading zeros, e.g. ``P00000123``; empty where ``missing``."""
    digits = pc.utf8_lpad(pc.cast(pa.array(values, mask=missing), pa.string()), width, "0")
    return pc.binary_join_element_wise(letter, digits, "")


def words(choices: Sequence[str | None], places: NDArray[Any], *, missing: Bools | None = None) -> pa.Array:
    """The words at these positions; empty where ``missing``."""
    return pc.take(pa.array(choices, pa.string()), pa.array(places.astype(np.int64), mask=missing))


def overwrite(column: pa.Array, where: Bools, value: str) -> pa.Array:
    """The column with this value in some rows."""
    return pc.if_else(pa.array(where), value, column)
