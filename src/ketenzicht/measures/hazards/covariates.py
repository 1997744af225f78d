"""Covariates as small codes, and the distinct combinations of them that occur: patterns.

Millions of rows know a few hundred combinations of age class, earlier reports, kind of help. All that a model does
is done once per pattern; a row only has to say which one it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import prod
from os import cpu_count
from typing import Any

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.distinct import distinct_places

Places = npt.NDArray[np.int32]

# Combinations up to this number are marked, which is faster than sorting what occurs.
MOST_MARKED = 1 << 24
# Whole numbers that span no more than this are codes already.
_WIDEST = 1 << 12
# Rows that are coded at a time: they stay in the cache of a core.
_STRETCH = 1 << 16


@dataclass(frozen=True)
class Covariate:
    """A covariate with its levels in order; for a ``linear`` one these are the numbers that occur, ascending."""

    name: str
    levels: tuple[Any, ...]
    linear: bool


@dataclass(frozen=True)
class Patterns:
    """Distinct combinations of covariates: the place of each one's level (patterns x covariates)."""

    covariates: tuple[Covariate, ...]
    codes: Places


@dataclass(frozen=True)
class _Coded:
    """A column as codes from ``low`` up, and the value that each code stands for."""

    codes: npt.NDArray[Any]
    low: int
    values: Sequence[Any]


def coded_patterns(
    covariates: Mapping[str, npt.ArrayLike],
    rows: int,
    linear: frozenset[str],
    levels: Mapping[str, Sequence[Any]],
) -> tuple[Places, Patterns]:
    """The pattern of each row, and the patterns that occur; see :func:`.rows.hazard_rows`."""
    for names, why in (
        ((linear | levels.keys()) - covariates.keys(), "no covariate"),
        (linear & levels.keys(), "both linear and with levels"),
    ):
        if names:
            raise ValueError(f"{why}: {', '.join(sorted(names))}")
    columns = [_coded(name, values, rows, linear=name in linear) for name, values in covariates.items()]
    pattern, raw = _combined(columns, rows)
    codes = np.empty(raw.shape, dtype=np.int32)
    found = []
    for at, (name, column) in enumerate(zip(covariates, columns, strict=True)):
        occurring, place = np.unique(raw[:, at], return_inverse=True)
        values = tuple(column.values[code] for code in occurring)
        known = tuple(levels.get(name, values))
        codes[:, at] = _places_among(name, known, values)[place]
        found.append(Covariate(name, known, name in linear))
    return pattern, Patterns(tuple(found), codes)


def _places_among(name: str, levels: Sequence[Any], values: Sequence[Any]) -> Places:
    place = {level: at for at, level in enumerate(levels)}
    strange = [value for value in values if value not in place]
    if strange:
        raise ValueError(f"covariate {name} has values that are no level of it, such as {strange[0]!r}")
    return np.array([place[value] for value in values], dtype=np.int32)


def _coded(name: str, values: npt.ArrayLike, rows: int, *, linear: bool) -> _Coded:
    given = known_values(values, f"covariate {name}", rows)
    if linear and given.dtype.kind not in "biuf":
        raise ValueError(f"covariate {name} is linear but no number")
    if given.dtype.kind in "OUS":
        codes, texts = text_codes(given, f"covariate {name}")
        ordered = sorted(range(len(texts)), key=texts.__getitem__)
        return _Coded(np.argsort(ordered)[codes], 0, [texts[at] for at in ordered])
    if given.dtype.kind == "b":
        return _Coded(given.view(np.int8), 0, (0, 1) if linear else (False, True))
    if given.dtype.kind in "iu" and rows:
        low, high = int(given.min()), int(given.max())
        if high - low < _WIDEST and abs(low) < MOST_MARKED:
            return _Coded(given, low, range(low, high + 1))
    distinct, (codes,) = distinct_places(given)
    return _Coded(codes, 0, distinct.tolist())


def known_values(values: npt.ArrayLike, name: str, rows: int) -> npt.NDArray[Any]:
    """An array of one value per row, none of them missing; without this a masked array would lose its mask."""
    given = np.asarray(values)
    if given.shape != (rows,):
        raise ValueError(f"{name} must have one value per row")
    if np.ma.is_masked(values) or (given.dtype.kind == "f" and not np.all(np.isfinite(given))):
        raise ValueError(f"{name} has missing values")
    return given


def text_codes(given: npt.NDArray[Any], name: str) -> tuple[Places, list[Any]]:
    """Texts as codes, and the text that each code stands for, in order of appearance."""
    import pyarrow as pa

    encoded = pa.array(given).dictionary_encode()
    if encoded.null_count:
        raise ValueError(f"{name} has missing values")
    return encoded.indices.to_numpy(), encoded.dictionary.to_pylist()


def _combined(columns: Sequence[_Coded], rows: int) -> tuple[Places, npt.NDArray[np.intp]]:
    """The pattern of each row, and the codes of each pattern (patterns x columns)."""
    sizes = [len(column.values) for column in columns]
    if prod(sizes) > MOST_MARKED:
        return _combined_by_sorting(columns, rows)
    pattern = np.zeros(rows, dtype=np.int32)
    seen = np.zeros(prod(sizes), dtype=np.bool_)
    lowest = 0
    for column, size in zip(columns, sizes, strict=True):
        lowest = lowest * size + column.low

    def combine(begin: int) -> None:
        own = pattern[begin : begin + _STRETCH]
        for column, size in zip(columns, sizes, strict=True):
            own *= np.int32(size)
            np.add(own, column.codes[begin : begin + _STRETCH], out=own, casting="unsafe")
        own -= np.array(lowest).astype(np.int32)
        seen[own] = True

    stretches = range(0, rows, _STRETCH)
    with ThreadPoolExecutor(cpu_count()) as pool:
        list(pool.map(combine, stretches))
        number = np.cumsum(seen, dtype=np.int32) - np.int32(1)

        def renumber(begin: int) -> None:
            own = pattern[begin : begin + _STRETCH]
            own[:] = number[own]

        if not np.all(seen):
            list(pool.map(renumber, stretches))
    occurring = np.flatnonzero(seen)
    codes = np.stack(np.unravel_index(occurring, sizes), axis=1) if sizes else np.zeros((1, 0), dtype=np.intp)
    return pattern, codes


def _combined_by_sorting(columns: Sequence[_Coded], rows: int) -> tuple[Places, npt.NDArray[np.intp]]:
    """The same where there are too many combinations to mark each: one column after another."""
    pattern = np.zeros(rows, dtype=np.int64)
    codes = np.zeros((1, 0), dtype=np.intp)
    for column in columns:
        size = len(column.values)
        occurring, pattern = np.unique(pattern * size + column.codes - column.low, return_inverse=True)
        codes = np.column_stack((codes[occurring // size], occurring % size))
    return pattern.astype(np.int32), codes
