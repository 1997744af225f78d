"""How far two readers of the same files agree, beyond chance: Cohen's kappa and Krippendorff's alpha.

Sources: Cohen J (1960), Educ. Psychol. Meas. 20, 37-46; Fleiss JL, Cohen J, Everitt BS (1969), Psychol. Bull. 72,
323-327 (standard errors); Krippendorff K (2011), Computing Krippendorff's alpha-reliability.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]
Weights = Literal["geen", "lineair", "kwadratisch"]
Scale = Literal["nominaal", "ordinaal", "interval"]
Value = TypeVar("Value", float, tuple[str, ...])
DRAWS = 2000


@dataclass(frozen=True)
class Agreement:
    """A measure of agreement with its interval; ``value`` is None where it says nothing (nobody ever differs)."""

    value: float | None
    low: float | None
    high: float | None
    files: int
    raw: float
    """The share of files on which both say the same."""


def kappa(
    one: Sequence[str],
    other: Sequence[str],
    levels: Sequence[str],
    *,
    weights: Weights = "geen",
    confidence: float = 0.95,
) -> Agreement:
    """Cohen's kappa of two readers, with the large-sample interval of Fleiss, Cohen and Everitt.

    Args:
        one, other: what each said of the same files.
        levels: what could be said, in order where ``weights`` uses it.
        weights: whether near misses count for a part: ``geen``, ``lineair`` or ``kwadratisch``.
        confidence: of the interval.

    Raises:
        ValueError: not as many of both, none at all, or a level that is not known.
    """
    place = {level: at for at, level in enumerate(levels)}
    if len(one) != len(other) or not one:
        raise ValueError("both readers say something of the same files, and of at least one")
    if unknown := sorted({*one, *other} - place.keys()):
        raise ValueError(f"no level of the variable: {', '.join(unknown)}")
    files, k = len(one), len(levels)
    table = np.zeros((k, k))
    for a, b in zip(one, other, strict=True):
        table[place[a], place[b]] += 1.0
    table /= files  # counted first: a sum of fractions is a hair off
    raw = float(np.trace(table))
    weight = _weights(k, weights)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    observed, expected = float((weight * table).sum()), float(rows @ weight @ columns)
    if np.isclose(expected, 1.0, rtol=0.0, atol=1e-12):
        return Agreement(None, None, None, files, raw)
    value = (observed - expected) / (1.0 - expected)
    own, theirs = weight @ columns, rows @ weight
    inner = weight - (own[:, None] + theirs[None, :]) * (1.0 - value)
    variance = (float((table * inner**2).sum()) - (value - expected * (1.0 - value)) ** 2) / (
        files * (1.0 - expected) ** 2
    )
    half = float(norm.ppf((1 + confidence) / 2) * np.sqrt(max(variance, 0.0)))
    return Agreement(value, max(value - half, -1.0), min(value + half, 1.0), files, raw)


def alpha(
    said: Sequence[Sequence[float | None]],
    *,
    scale: Scale = "nominaal",
    confidence: float = 0.95,
    seed: int = 0,
    draws: int = DRAWS,
) -> Agreement:
    """Krippendorff's alpha of any number of readers, any of whom may have left a file out.

    The interval is that of the bootstrap over files.

    Args:
        said: for each reader, a number for every file; None where nothing was said. On a nominal scale numbers are
            only names; days are numbers on an interval scale.
        scale: how differences count.
        confidence: of the interval.
        seed, draws: of the bootstrap.

    Raises:
        ValueError: readers did not get the same files, or no file was read twice.
    """
    files = _read_twice(said)
    levels, counts = _counted(files)
    apart = _apart(np.array(levels, dtype=np.float64), counts.sum(axis=0), scale)
    return _with_interval(files, counts, apart, confidence, seed, draws)


def alpha_of_sets(
    said: Sequence[Sequence[Collection[str] | None]],
    *,
    confidence: float = 0.95,
    seed: int = 0,
    draws: int = DRAWS,
) -> Agreement:
    """Krippendorff's alpha of readers who choose several answers, with the distance of :func:`masi`.

    Args:
        said: for each reader, the answers chosen for every file; None where the reader did not come to it.
        confidence: of the interval.
        seed, draws: of the bootstrap.

    Raises:
        ValueError: readers did not get the same files, or no file was read twice.
    """
    named = [[None if one is None else tuple(sorted(set(one))) for one in reader] for reader in said]
    files = _read_twice(named)
    levels, counts = _counted(files)
    apart = np.array([[1.0 - masi(one, other) for other in levels] for one in levels])
    return _with_interval(files, counts, apart, confidence, seed, draws)


def masi(one: Collection[str], other: Collection[str]) -> float:
    """How alike two sets are, from 0 to 1: what they share of what they hold, less where neither is in the other.

    Source: Passonneau R (2006), Measuring agreement on set-valued items (MASI), LREC 2006, 831-836.
    """
    mine, theirs = set(one), set(other)
    if mine == theirs:
        return 1.0
    shared = mine & theirs
    nested = 2 / 3 if mine < theirs or theirs < mine else 1 / 3
    return nested * len(shared) / len(mine | theirs)


def _weights(k: int, how: Weights) -> Floats:
    if how == "geen":
        return np.eye(k)
    apart = np.abs(np.subtract.outer(np.arange(k), np.arange(k))) / max(k - 1, 1)
    return 1.0 - (apart if how == "lineair" else apart**2)


def _read_twice(said: Sequence[Sequence[Value | None]]) -> list[list[Value]]:
    """What readers said of each file about which at least two said something."""
    if not said or len({len(reader) for reader in said}) != 1:
        raise ValueError("every reader needs a place for every file")
    files = [[value for value in file if value is not None] for file in zip(*said, strict=True)]
    found = [file for file in files if len(file) > 1]
    if not found:
        raise ValueError("no file was read twice")
    return found


def _counted(files: Sequence[Sequence[Value]]) -> tuple[list[Value], Floats]:
    """What was said anywhere, in order, and how often of each file (files x levels)."""
    levels = sorted({value for file in files for value in file})
    place = {value: at for at, value in enumerate(levels)}
    counts = np.zeros((len(files), len(levels)))
    for row, file in enumerate(files):
        for value in file:
            counts[row, place[value]] += 1
    return levels, counts


def _with_interval(
    files: Sequence[Sequence[object]],
    counts: Floats,
    apart: Floats,
    confidence: float,
    seed: int,
    draws: int,
) -> Agreement:
    number = len(files)
    raw = float(np.mean([len(set(file)) == 1 for file in files]))
    value = _alphas(counts, apart, np.ones((1, number)))[0]
    if np.isnan(value):
        return Agreement(None, None, None, number, raw)
    again = np.random.default_rng(seed).multinomial(number, np.full(number, 1 / number), size=draws)
    found = np.nan_to_num(_alphas(counts, apart, again.astype(np.float64)), nan=1.0)
    low, high = np.quantile(found, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Agreement(float(value), float(low), float(high), number, raw)


def _alphas(counts: Floats, apart: Floats, times: Floats) -> Floats:
    """Alpha when each file counts so many times (draws x files); not a number where nobody differs from anybody.

    Args:
        counts: how often each level was said of each file (files x levels).
        apart: how far levels are apart (levels x levels).
        times: how often each file counts (draws x files).
    """
    read = counts.sum(axis=1)
    far = counts @ apart
    within = (far * counts).sum(axis=1) / (read - 1)
    between = far @ counts.T
    observed, expected = times @ within, ((times @ between) * times).sum(axis=1) / (times @ read - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0.0, 1.0 - observed / expected, np.nan)


def _apart(values: Floats, totals: Floats, scale: Scale) -> Floats:
    """How far two levels are apart, squared."""
    if scale == "nominaal":
        return 1.0 - np.eye(len(values))
    if scale == "interval":
        return np.subtract.outer(values, values) ** 2
    middle = np.cumsum(totals) - totals / 2
    return np.subtract.outer(middle, middle) ** 2
