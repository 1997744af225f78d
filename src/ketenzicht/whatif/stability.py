"""Organisations that cannot keep up: recognised by the work that they are offered, and by the queue of a run.

Where more work comes in than can be done and nobody gives up, a queue grows for as long as one looks, and its average
says nothing but how long that was. The offered load is measured in a run in which every place is free, so that it
holds for every model: loops, courses beside and returns included.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.model import Model

TOO_MUCH = 1.0
CERTAIN = 4.0
"""So many standard errors above nothing is growth."""
LAST_YEAR = 12


@dataclass(frozen=True)
class Trouble:
    """An organisation that cannot keep up: figures of it depend on when one looks, and are no averages."""

    organisation: str
    load: float
    """Work offered by the number of places, in the last year and with every place free: 1 or more is too much."""
    growth_per_year: float | None = None
    """Cases more in the queue per year, over the second half of the span; None: the run shows no growth."""


def without_limits(model: Model) -> Model:
    """The same chain with a place for everybody."""
    free = tuple(replace(one, capacity=None, changes=()) for one in model.organisations)
    return replace(model, organisations=free)


def without_patience(model: Model) -> set[str]:
    """Organisations with a limit where somebody waits without ever giving up."""
    limited = {one.name for one in model.organisations if one.capacity is not None or one.changes}
    endless = {name for stage in model.stages if not stage.patience for name, _ in stage.organisations}
    return limited & endless


def find_trouble(
    model: Model,
    organisation_days: NDArray[np.float64],
    days: NDArray[np.float64],
    offered: Callable[[], NDArray[np.float64]],
) -> tuple[Trouble, ...]:
    """Organisations that cannot keep up.

    Args:
        model: the chain.
        organisation_days: what the run counted, see :class:`.results.Results`.
        days: (P) length of each period.
        offered: gives (P, O) days of work in a run with a place for everybody; asked only where it matters.
    """
    endless = without_patience(model)
    if not endless:
        return ()
    work, year, found = offered()[-LAST_YEAR:].sum(axis=0), slice(-LAST_YEAR, None), []
    for number, one in enumerate(model.organisations):
        if one.name in endless:
            places = float(organisation_days[0, year, number, 2].sum())
            load = work[number] / places if places else np.inf
            growth = _growth(organisation_days[:, :, number, 1] / days, days)
            grows = growth is not None and places > 0 and growth > 0.25 * places / days[year].sum()
            if load >= TOO_MUCH or (grows and load > 0.9):
                found.append(Trouble(one.name, float(load), growth))
    return tuple(found)


def _growth(waiting: NDArray[np.float64], days: NDArray[np.float64]) -> float | None:
    """Slope per year of the queue over the second half of the periods, if replications agree that it is above 0."""
    half = len(days) // 2
    if half < 3:
        return None
    moments = (np.cumsum(days) - days / 2)[half:] / 365.25
    centred = moments - moments.mean()
    slopes = waiting[:, half:] @ centred / (centred @ centred)
    error = slopes.std(ddof=1) / len(slopes) ** 0.5 if len(slopes) > 1 else 0.0
    return float(slopes.mean()) if slopes.mean() > CERTAIN * error else None
