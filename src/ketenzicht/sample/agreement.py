"""How far two readers of the same files agree, beyond chance: Cohen's kappa and Krippendorff's alpha.

Sources: Cohen J (1960), Educ. Psychol. Meas. 20, 37-46; Fleiss JL, Cohen J, Everitt BS (1969), Psychol. Bull. 72,
323-327 (standard errors); Krippendorff K (2011), Computing Krippendorff's alpha-reliability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]
Weights = Literal["geen", "lineair", "kwadratisch"]
Scale = Literal["nominaal", "ordinaal", "interval"]
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
        table[place[a], place[b]] += 1.0 / files
    raw = float(np.trace(table))
    weight = _weights(k, weights)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    observed, expected = float((weight * table).sum()), float(rows @ weight @ columns)
    if expected >= 1.0:
        return Agreement(None, None, None, files, raw)
    value = (observed - expected) / (1.0 - expected)
    own, theirs = weight @ columns, rows @ weight
    inner = weight - (own[:, None] + theirs[None, :]) * (1.0 - value)
    variance = (float((table * inner**2).sum()) - (value - expected * (1.0 - value)) ** 2) / (
        files * (1.0 - expected) ** 2
    )
    half = norm.ppf((1 + confidence) / 2) * np.sqrt(max(variance, 0.0))
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
            only names.
        scale: how differences count.
        confidence: of the interval.
        seed, draws: of the bootstrap.

    Raises:
        ValueError: readers did not get the same files, or no file was read twice.
    """
    if not said or len({len(reader) for reader in said}) != 1:
        raise ValueError("every reader needs a place for every file")
    units = [[value for value in file if value is not None] for file in zip(*said, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    if not units:
        raise ValueError("no file was read twice")
    levels = sorted({value for unit in units for value in unit})
    place = {value: at for at, value in enumerate(levels)}
    counts = np.zeros((len(units), len(levels)))
    for row, unit in enumerate(units):
        for value in unit:
            counts[row, place[value]] += 1
    values = np.array(levels, dtype=np.float64)
    value = _alpha(counts, values, scale)
    raw = float(np.mean([len(set(unit)) == 1 for unit in units]))
    if value is None:
        return Agreement(None, None, None, len(units), raw)
    random = np.random.default_rng(seed)
    again = [_alpha(counts[random.integers(0, len(units), len(units))], values, scale) for _ in range(draws)]
    found = np.array([one if one is not None else 1.0 for one in again])
    low, high = np.quantile(found, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Agreement(value, float(low), float(high), len(units), raw)


def _weights(k: int, how: Weights) -> Floats:
    if how == "geen":
        return np.eye(k)
    apart = np.abs(np.subtract.outer(np.arange(k), np.arange(k))) / max(k - 1, 1)
    return 1.0 - (apart if how == "lineair" else apart**2)


def _alpha(counts: Floats, values: Floats, scale: Scale) -> float | None:
    """Alpha of counts (files x levels); None where all readers said one and the same throughout."""
    read = counts.sum(axis=1)
    pairs = (counts.T / (read - 1)) @ counts - np.diag((counts / (read - 1)[:, None]).sum(axis=0))
    totals = pairs.sum(axis=1)
    whole = totals.sum()
    apart = _apart(values, totals, scale)
    expected = float(totals @ apart @ totals) / (whole - 1)
    return None if expected == 0.0 else 1.0 - float((pairs * apart).sum()) / expected


def _apart(values: Floats, totals: Floats, scale: Scale) -> Floats:
    """How far two levels are apart, squared."""
    if scale == "nominaal":
        return 1.0 - np.eye(len(values))
    if scale == "interval":
        return np.subtract.outer(values, values) ** 2
    middle = np.cumsum(totals) - totals / 2
    return np.subtract.outer(middle, middle) ** 2
