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
from ketenzicht.measures.hazards.kernel import add_code, mark

Places = npt.NDArray[np.signedinteger[Any]]

# Combinations up to this number are marked, which is faster than sorting what occurs.
MOST_MARKED = 1 << 24
# Whole numbers that span no more than this are codes already.
_WIDEST = 1 << 12
# Rows that are coded at a time: they stay in the cache of a core.
STRETCH = 1 << 17

Pieces = Sequence[npt.NDArray[Any]]
"""A column in pieces, one after another, as they come from a file; all columns are cut at the same rows."""


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
    """A column as codes from ``low`` up, in pieces, and the value that each code stands for."""

    codes: Pieces
    low: int
    values: Sequence[Any]


def coded_patterns(
    covariates: Mapping[str, npt.ArrayLike],
    rows: int,
    linear: frozenset[str],
    levels: Mapping[str, Sequence[Any]],
) -> tuple[Places, Patterns]:
    """The pattern of each row, and the patterns that occur; see :func:`.rows.hazard_rows`."""
    whole = {name: known_values(of, f"covariate {name}", rows) for name, of in covariates.items()}
    return coded_pieces({name: in_stretches(of) for name, of in whole.items()}, rows, linear, levels)


def coded_pieces(
    covariates: Mapping[str, Pieces], rows: int, linear: frozenset[str], levels: Mapping[str, Sequence[Any]]
) -> tuple[Places, Patterns]:
    """The same of columns in pieces, in which no value is missing."""
    for names, why in (
        ((linear | levels.keys()) - covariates.keys(), "no covariate"),
        (linear & levels.keys(), "both linear and with levels"),
    ):
        if names:
            raise ValueError(f"{why}: {', '.join(sorted(names))}")
    columns = [_coded(name, pieces, linear=name in linear) for name, pieces in covariates.items()]
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


def in_stretches(values: npt.NDArray[Any]) -> Pieces:
    """A column cut in pieces that stay in the cache of a core; nothing is copied."""
    return [values[begin : begin + STRETCH] for begin in range(0, len(values), STRETCH)]


def _places_among(name: str, levels: Sequence[Any], values: Sequence[Any]) -> Places:
    place = {level: at for at, level in enumerate(levels)}
    strange = [value for value in values if value not in place]
    if strange:
        raise ValueError(f"covariate {name} has values that are no level of it, such as {strange[0]!r}")
    return np.array([place[value] for value in values], dtype=np.int32)


def _coded(name: str, pieces: Pieces, *, linear: bool) -> _Coded:
    kind = pieces[0].dtype.kind if pieces else "i"
    if linear and kind not in "biuf":
        raise ValueError(f"covariate {name} is linear but no number")
    if kind == "b":
        return _Coded([of.view(np.int8) for of in pieces], 0, (0, 1) if linear else (False, True))
    if kind in "iu" and pieces:
        low, high = min(int(of.min()) for of in pieces), max(int(of.max()) for of in pieces)
        if high - low < _WIDEST and abs(low) < MOST_MARKED:
            return _Coded(pieces, low, range(low, high + 1))
    given = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int8)
    if kind in "OUS":
        places, texts = text_codes(given, f"covariate {name}")
        ordered = sorted(range(len(texts)), key=texts.__getitem__)
        codes, values = np.argsort(ordered).astype(np.int32)[places], [texts[at] for at in ordered]
    else:
        distinct, (codes,) = distinct_places(given)
        values = distinct.tolist()
    return _Coded(np.split(codes, np.cumsum([len(of) for of in pieces])[:-1]), 0, values)


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
    if not rows or not columns:
        return np.zeros(rows, dtype=np.int32), np.zeros((1, len(columns)), dtype=np.intp)
    if prod(sizes) > MOST_MARKED:
        return _combined_by_sorting(columns, rows)
    small = prod(sizes) <= np.iinfo(np.int16).max
    pattern: Places = np.zeros(rows, dtype=np.int16 if small else np.int32)
    seen = np.zeros(prod(sizes), dtype=np.bool_)
    ends = np.cumsum([len(of) for of in columns[0].codes]).tolist()

    def combine(piece: int) -> None:
        own = pattern[ends[piece] - len(columns[0].codes[piece]) : ends[piece]]
        for column, size in zip(columns, sizes, strict=True):
            add_code(own, size, column.low, column.codes[piece])
        mark(own, seen)

    with ThreadPoolExecutor(cpu_count()) as pool:
        list(pool.map(combine, range(len(ends))))
        number = np.cumsum(seen, dtype=np.int32) - np.int32(1)

        def renumber(begin: int) -> None:
            own = pattern[begin : begin + STRETCH]
            own[:] = number[own]

        if not np.all(seen):
            list(pool.map(renumber, range(0, rows, STRETCH)))
    occurring = np.flatnonzero(seen)
    return pattern, np.stack(np.unravel_index(occurring, sizes), axis=1)


def _combined_by_sorting(columns: Sequence[_Coded], rows: int) -> tuple[Places, npt.NDArray[np.intp]]:
    """The same where there are too many combinations to mark each: one column after another."""
    pattern = np.zeros(rows, dtype=np.int64)
    codes = np.zeros((1, 0), dtype=np.intp)
    for column in columns:
        size = len(column.values)
        coded = np.concatenate(column.codes) - np.int64(column.low)
        occurring, pattern = np.unique(pattern * size + coded, return_inverse=True)
        codes = np.column_stack((codes[occurring // size], occurring % size))
    return pattern.astype(np.int32), codes
