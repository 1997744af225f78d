"""From a sample to all cases: shares and means with design weights, and intervals that know the design.

Variances are those of the linearised estimator within strata, with a correction for a finite population (Särndal et
al. 1992, 5.5; R's ``survey``, Lumley 2004). Where chances differ between files each has a correction of its own, one
less its chance (Brewer and Donadio 2003, Surv. Methodol. 29, 189-196): no joint chances are needed. Intervals
for shares are Wilson's, with the number of files replaced by the number that a simple sample would have needed
(Kott and Carr 1997; Franco, Little, Louis and Slud 2019, J. Surv. Stat. Methodol. 7, 334-364).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from ketenzicht.measures.estimators.intervals import wilson

Floats = NDArray[np.float64]
NEAR = 1e-12


@dataclass(frozen=True)
class Estimate:
    """An estimate for all cases.

    Args:
        value: the estimate; a share of 1, or a mean.
        low, high: its interval.
        standard_error: of the estimate.
        files: how many files it rests on.
        design_effect: its variance against that of a simple sample of as many; None where that is 0.
    """

    value: float
    low: float
    high: float
    standard_error: float
    files: int
    design_effect: float | None


def share(
    has: Sequence[bool] | NDArray[np.bool_],
    weight: Sequence[float] | Floats,
    stratum: Sequence[str] | None = None,
    sizes: Mapping[str, int] | None = None,
    *,
    chance: Sequence[float] | Floats | None = None,
    among: Sequence[bool] | NDArray[np.bool_] | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """The share of all cases that have something.

    Args:
        has: whether each file has it (n).
        weight: how many cases each file stands for (n).
        stratum: the stratum of each (n); one for all when left out.
        sizes: cases by stratum, for the correction for a finite population; None where there is none.
        chance: the chance that each file had (n), for the same correction where chances differ; instead of ``sizes``.
        among: the files that the share is of, where those are a part (n); the others still tell how the sample
            varies (Cochran 1977, 2.13).
        confidence: of the interval.

    Raises:
        ValueError: no files, lengths that differ, weights that are not above 0, more files than cases.
    """
    exact, variance, files, _, all_read = _mean(
        np.asarray(has, dtype=np.float64), weight, stratum, sizes, chance, among
    )
    # a sum of weights can be a hair off, and all or none have no variance to compare with
    value = next((end for end in (0.0, 1.0) if abs(exact - end) < NEAR), exact)
    simple = value * (1.0 - value) / max(files - 1, 1)
    effect = variance / simple if simple > 0.0 else None
    # no variance within strata was seen, which does not say that there is none
    effective = files / effect if effect and effect > NEAR else float(files)
    low, high = wilson(value * effective, effective, float(norm.ppf((1 + confidence) / 2)))
    if all_read:
        low = high = value
    return Estimate(value, low, high, float(np.sqrt(variance)), files, effect)


def mean(
    values: Sequence[float] | Floats,
    weight: Sequence[float] | Floats,
    stratum: Sequence[str] | None = None,
    sizes: Mapping[str, int] | None = None,
    *,
    chance: Sequence[float] | Floats | None = None,
    among: Sequence[bool] | NDArray[np.bool_] | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """The mean over all cases, with an interval of Student's t on files less strata; arguments as :func:`share`."""
    given = np.asarray(values, dtype=np.float64)
    value, variance, files, strata, _ = _mean(given, weight, stratum, sizes, chance, among)
    own = np.asarray(weight, dtype=np.float64) * (1.0 if among is None else np.asarray(among))
    simple = float(np.average((given - value) ** 2, weights=own)) / max(files - 1, 1)
    half = float(t.ppf((1 + confidence) / 2, max(len(given) - strata, 1))) * np.sqrt(variance)
    effect = variance / simple if simple > 0.0 else None
    return Estimate(value, float(value - half), float(value + half), float(np.sqrt(variance)), files, effect)


def _mean(
    values: Floats,
    weight: Sequence[float] | Floats,
    stratum: Sequence[str] | None,
    sizes: Mapping[str, int] | None,
    chance: Sequence[float] | Floats | None,
    among: Sequence[bool] | NDArray[np.bool_] | None,
) -> tuple[float, float, int, int, bool]:
    """Weighted mean, its variance, the number of files and of strata, and whether every case was read."""
    own = np.asarray(weight, dtype=np.float64)
    names = np.asarray(stratum if stratum is not None else [""] * len(values), dtype=object)
    if not len(values) or not len(values) == len(own) == len(names):
        raise ValueError("every file needs a value, a weight and a stratum, and there must be one")
    if not np.all(np.isfinite(values)) or not np.all(own > 0.0):
        raise ValueError("values must be known and weights above 0")
    if chance is not None and (
        len(chance) != len(values) or not np.all((np.asarray(chance) > 0.0) & (np.asarray(chance) <= 1.0))
    ):
        raise ValueError("every file needs a chance above 0 and at most 1")
    part_of = own if among is None else own * np.asarray(among, dtype=np.float64)
    if not part_of.any():
        raise ValueError("no file is among those that are asked about")
    value = float(part_of @ values / part_of.sum())
    score = part_of * (values - value) / part_of.sum()
    variance, all_read = 0.0, True
    found = sorted(set(names.tolist()))
    for name in found:
        part = score[names == name]
        n = len(part)
        left = np.ones(n)
        if chance is not None:
            left = 1.0 - np.asarray(chance, dtype=np.float64)[names == name]
        elif sizes is not None:
            if n > sizes[name]:
                raise ValueError(f"more files than cases in stratum {name!r}")
            left = np.full(n, 1.0 - n / sizes[name])
        all_read &= not left.any()
        # One file of a stratum cannot show how much it varies: its distance from the whole stands in for that.
        apart = n / (n - 1) * (part - part.mean()) ** 2 if n > 1 else part**2
        variance += float(left @ apart)
    return value, variance, int(np.count_nonzero(part_of)), len(found), all_read
