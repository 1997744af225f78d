"""Counts that depend on known numbers: Poisson regression with a logarithmic link.

With more spread than chance (days on which many things come together) the errors are widened by Pearson's
dispersion: quasi-likelihood (Wedderburn RWM (1974), Biometrika 61, 439-447; McCullagh P, Nelder JA (1989),
Generalized Linear Models), as R's ``glm(family = quasipoisson)``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.maximum import Floats, maximise


@dataclass(frozen=True)
class PoissonFit:
    """A fitted regression.

    Args:
        coefficient: logarithms of ratios (c).
        covariance: inverse information (c x c), as if counts were Poisson.
        dispersion: sum of squared Pearson residuals by their degrees of freedom; about 1 for Poisson counts.
    """

    coefficient: Floats
    covariance: Floats
    dispersion: float

    @property
    def quasi_covariance(self) -> Floats:
        """The covariance with the dispersion, which can only widen it."""
        return self.covariance * max(self.dispersion, 1.0)


def poisson_regression(
    counts: npt.ArrayLike, matrix: npt.ArrayLike, offset: npt.ArrayLike | None = None
) -> PoissonFit:
    """Fit ``log(expected) = matrix @ coefficient + offset`` by maximum likelihood.

    Args:
        counts: (n).
        matrix: model matrix (n x c), with a column of ones where a constant is wanted.
        offset: (n); 0 when left out.

    Raises:
        ValueError: arrays of unequal length, no more rows than columns, or columns that say the same.
    """
    count, columns = np.asarray(counts, dtype=np.float64), np.asarray(matrix, dtype=np.float64)
    own = np.zeros_like(count) if offset is None else np.asarray(offset, dtype=np.float64)
    if not len(count) == len(columns) == len(own):
        raise ValueError("counts, matrix and offset must have the same length")
    if len(count) <= columns.shape[1]:
        raise ValueError("a regression needs more rows than columns")

    def contributions(coefficient: Floats) -> tuple[Floats, Floats]:
        line = columns @ coefficient + own
        expected = np.exp(line)
        return count * line - expected, columns * (count - expected)[:, None]

    begin = np.linalg.lstsq(columns, np.log(count + 0.5) - own, rcond=None)[0]
    found = maximise(contributions, begin, np.ones(len(count)))
    expected = np.exp(columns @ found.parameters + own)
    dispersion = float(((count - expected) ** 2 / expected).sum() / (len(count) - columns.shape[1]))
    return PoissonFit(found.parameters, found.covariance, dispersion)
