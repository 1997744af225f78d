"""Comparable units: those nearest in circumstances that they did not choose, with the distance and the reasons.

Each feature is put on a scale of its own spread: a difference of 1 is one standard deviation among all units.
Features that differ by factors, such as the number of inhabitants, are compared by their logarithm. The
distance is the root of the weighted mean of squared differences, so it stays on that scale: 0.5 says "half a
standard deviation, over all features". Of a squared distance each feature has a share: that is why two units
are less alike.

A distance alone says little, so it also comes with how many of all pairs of units lie further apart.

Nearest neighbours as in the statistical neighbour models of England: Benton T, Chamberlain T, Wilson R, Teeman
D (2007), The development of the children's services statistical neighbour benchmarking model, NFER. National
classes are the
alternative: units of one class are comparable by decree, also at its edges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.compare.intervals import Floats

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Neighbours:
    """The nearest units of each.

    Args:
        unit: positions of the nearest, the nearest first (u x k); -1 where there are no more, or features are
            missing.
        distance: to each, in standard deviations; nan beside -1 (u x k).
        difference: of each feature on its scale, the other minus the unit itself (u x k x f).
        share: of the squared distance that is of each feature; 0 when there is no distance (u x k x f).
        nearer_than: share of all pairs of units that lie further apart (u x k).
    """

    unit: Ints
    distance: Floats
    difference: Floats
    share: Floats
    nearer_than: Floats


def standardised(features: npt.ArrayLike, logarithm: npt.ArrayLike | None = None) -> Floats:
    """Features with mean 0 and standard deviation 1 over the units; one that does not vary is 0 everywhere.

    Args:
        features: units x features; nan where one is missing.
        logarithm: which features are compared by their logarithm (f); none when left out.

    Raises:
        ValueError: a feature that is compared by its logarithm and is not above 0.
    """
    values = np.array(features, dtype=np.float64)
    if logarithm is not None:
        chosen = np.asarray(logarithm, dtype=bool)
        if np.any(values[:, chosen] <= 0):
            raise ValueError("only values above 0 have a logarithm")
        values[:, chosen] = np.log(values[:, chosen])
    known = np.isfinite(values)
    number = np.maximum(known.sum(axis=0), 1)
    centred = values - np.where(known, values, 0.0).sum(axis=0) / number
    spread = np.sqrt((np.where(known, centred, 0.0) ** 2).sum(axis=0) / number)
    return np.asarray(np.divide(centred, spread, out=np.where(known, 0.0, np.nan), where=spread > 0))


def nearest(
    features: npt.ArrayLike,
    most: int = 10,
    *,
    weights: npt.ArrayLike | None = None,
    logarithm: npt.ArrayLike | None = None,
) -> Neighbours:
    """The nearest units of every unit.

    Units with a missing feature have no neighbours and are nobody's: filling it in would make up how alike they
    are. Of units that are as near, the first comes first.

    Args:
        features: units x features.
        most: how many neighbours.
        weights: how much each feature counts (f), above 0; alike when left out.
        logarithm: which features are compared by their logarithm (f).

    Raises:
        ValueError: no features, weights that are not above 0, or fewer than one neighbour asked.
    """
    scaled = standardised(features, logarithm)
    units, number = scaled.shape
    weight = np.ones(number) if weights is None else np.asarray(weights, dtype=np.float64)
    if not number or weight.shape != (number,) or np.any(weight <= 0):
        raise ValueError("every feature needs a weight above 0, and there must be one")
    if most < 1:
        raise ValueError("at least one neighbour must be asked for")
    weight = weight / weight.sum()
    squared = np.zeros((units, units))
    for column, heavy in zip(scaled.T, weight, strict=True):
        squared += heavy * (column[:, None] - column[None, :]) ** 2
    np.fill_diagonal(squared, np.nan)
    number_near = min(most, max(units - 1, 0))
    order = np.argsort(squared, axis=1, kind="stable")[:, :number_near]
    distance = np.sqrt(np.take_along_axis(squared, order, axis=1))
    difference = scaled[order] - scaled[:, None, :]
    found = np.isfinite(distance)
    parts = weight * difference**2
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(distance[..., None] > 0, parts / (distance**2)[..., None], 0.0)
    pairs = np.sort(np.sqrt(squared[np.triu_indices(units, 1)]))
    pairs = pairs[np.isfinite(pairs)]
    further = 1 - np.searchsorted(pairs, distance, side="right") / max(len(pairs), 1)
    return Neighbours(
        np.where(found, order, -1), distance, difference, share, np.where(found, further, np.nan)
    )
