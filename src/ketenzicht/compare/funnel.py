"""A funnel: how far units may lie apart by chance alone, and what to do when they lie further.

Every unit has a number of events and an *exposure*: its population, the events expected of it, or the number
among whom the events are counted. Limits are drawn around a centre, narrower for larger units. On the scale
used, the square root of a rate or the arcsine of a share, the variance of chance depends on the exposure only.

Often units differ far more than chance explains, because they differ in who lives there, how is registered and
much more. Limits of chance alone would then call a forest of units deviant. So the spread is tested
(*overdispersion*), with the tenth of the units at both ends pulled in (*winsorised*), so that a few true
outliers do not hide themselves. Where units vary more than chance, a variance between units is added (a
random-effects model): outside those wider limits lies a unit that deviates even for how units differ.

Pulling in the ends makes any spread smaller, that of chance to two thirds. Spiegelhalter leaves it at that;
here the spread is divided by what is left of that of a normal distribution, as is usual for robust measures of
spread. So a dispersion of 1 is what chance gives. The variance between units is the one with which the
dispersion becomes 1 (Paule and Mandel), so that limits of 99.8 % hold 99.8 % of normally spread units, large
and small.

Spiegelhalter DJ (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24,
1185-1202. Spiegelhalter DJ (2005), Handling over-dispersion of performance indicators, Quality and Safety in
Health Care 14, 347-351. Paule RC, Mandel J (1982), Consensus values and weighting factors, Journal of Research
of the National Bureau of Standards 87, 377-385. DerSimonian R, Kacker R (2007), Contemporary Clinical Trials
28, 105-114.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ketenzicht.compare.intervals import Bounds, Floats, normal_quantile

WARNING, ALARM = 0.95, 0.998
"""Of the limits: 1 in 20 and 1 in 500 units lie outside by chance."""
WINSORISED = 0.1
SURE = 0.05
"""Below this chance the spread is called more than chance."""
FEWEST_UNITS = 10
"""Units below which the spread says too little."""

Of = Literal["rate", "share"]


@dataclass(frozen=True)
class Funnel:
    """Limits around a centre, and where each unit lies.

    Args:
        of: ``rate`` for events by exposure, ``share`` for x of n.
        centre: the value around which the limits lie.
        z: how many standard errors of chance each unit lies from the centre; nan for units without exposure.
        dispersion: mean of the squared ``z``, with the ends pulled in; about 1 when only chance is at work.
        p_value: chance of such a dispersion or a larger one when only chance is at work.
        between: standard deviation between units that is added, on the scale of the funnel; 0 when chance
            suffices.
        z_between: how many standard errors each unit lies from the centre with that added.
    """

    of: Of
    centre: float
    z: Floats
    dispersion: float
    p_value: float
    between: float
    z_between: Floats

    @property
    def overdispersed(self) -> bool:
        """Whether the limits were widened."""
        return self.between > 0

    def limits(self, exposure: npt.ArrayLike, confidence: float = ALARM, *, widened: bool = True) -> Bounds:
        """Limits for units of so much exposure.

        Args:
            exposure: above 0.
            confidence: of the limits.
            widened: with what units differ beyond chance; limits of chance alone when False.

        Raises:
            ValueError: an exposure that is not above 0.
        """
        size = np.asarray(exposure, dtype=np.float64)
        if np.any(size <= 0):
            raise ValueError("limits need an exposure above 0")
        between = self.between if widened else 0.0
        reach = normal_quantile(confidence) * np.sqrt(_chance(size) + between**2)
        middle = _scale(np.asarray(self.centre), self.of)
        return Bounds(_back(middle - reach, self.of), _back(middle + reach, self.of))

    def outside(self, confidence: float = ALARM, *, widened: bool = True) -> npt.NDArray[np.int64]:
        """Per unit 1 above the limits, -1 below them, 0 between them or without exposure."""
        z = np.nan_to_num(self.z_between if widened else self.z)
        return np.where(np.abs(z) > normal_quantile(confidence), np.sign(z), 0).astype(np.int64)


def funnel(
    events: npt.ArrayLike,
    exposure: npt.ArrayLike,
    *,
    of: Of = "rate",
    centre: float | None = None,
    winsorised: float = WINSORISED,
) -> Funnel:
    """Hold units against the limits of chance, and widen those where units differ more than chance explains.

    The test compares the number of units times the dispersion with chi-squared of as many degrees of freedom.
    Pulling in the ends makes the dispersion a little smaller, so the test errs on the side of chance
    (Spiegelhalter 2005).

    Args:
        events: of each unit (u); nan for units that are not known.
        exposure: of each unit (u): population or expected events for a rate, the number counted among for a
            share. Events that hang together count as fewer: divide both by their dispersion.
        of: what the units have.
        centre: all events by all exposure when left out.
        winsorised: the part of the units at each end of which ``z`` is pulled in to that of the next.

    Raises:
        ValueError: negative numbers, events above the exposure of a share, arrays of unequal length, no unit
            with exposure, or ends of half the units or more.
    """
    count, size = np.asarray(events, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    if count.shape != size.shape or count.ndim != 1:
        raise ValueError("events and exposure must have the same length")
    if np.any(count < 0) or np.any(size < 0) or (of == "share" and np.any(count > size)):
        raise ValueError("events cannot be negative, nor more than the number that a share is of")
    if not 0 <= winsorised < 0.5:
        raise ValueError("the ends that are pulled in are less than half of the units each")
    known = np.isfinite(count) & (size > 0)
    if not known.any():
        raise ValueError("a funnel needs a unit with exposure")
    middle = float(count[known].sum() / size[known].sum()) if centre is None else centre
    away, chance = np.full(len(count), np.nan), np.full(len(count), np.nan)
    chance[known] = _chance(size[known])
    away[known] = _scale(count[known] / size[known], of) - _scale(np.asarray(middle), of)
    z = away / np.sqrt(chance)
    dispersion, p_value, between = _spread(away[known], chance[known], winsorised)
    return Funnel(of, middle, z, dispersion, p_value, between, away / np.sqrt(chance + between**2))


def _spread(away: Floats, chance: Floats, winsorised: float) -> tuple[float, float, float]:
    """Dispersion, its p-value, and the standard deviation between units with which the dispersion is 1."""
    from scipy.optimize import brentq
    from scipy.special import gammaincc

    units = len(away)
    mean, variance = _winsorised_normal(winsorised)

    def dispersion(between: float) -> float:
        z = away / np.sqrt(chance + between)
        ends = np.quantile(z, [winsorised, 1 - winsorised])
        return float(np.mean(np.clip(z, *ends) ** 2)) / mean

    found = dispersion(0.0)
    degrees = 2 * units * mean**2 / variance
    p_value = float(gammaincc(degrees / 2, degrees * found / 2))
    if found <= 1 or p_value >= SURE or units < FEWEST_UNITS:
        return found, p_value, 0.0
    # with a variance as large as the largest squared distance no unit is further away than one standard error
    most = float((away**2).max()) / mean
    return found, p_value, float(np.sqrt(brentq(lambda between: dispersion(between) - 1, 0.0, most)))


def _winsorised_normal(part: float) -> tuple[float, float]:
    """Of the mean square of many normal values of which the ends are pulled in: mean, and variance by value.

    The values to which the ends are pulled are themselves found in the sample; that adds to the variance.
    """
    if part == 0:
        return 1.0, 2.0
    end = normal_quantile(1 - 2 * part)
    density, inside = np.exp(-(end**2) / 2) / np.sqrt(2 * np.pi), 1 - 2 * part
    square = inside - 2 * end * density
    fourth = 3 * inside - 2 * density * (end**3 + 3 * end)
    pulled = 2 * end * part / density  # how much a value beyond the end moves that end
    mean = square + 2 * part * end**2
    influence = fourth + 2 * part * (end**2 + pulled) ** 2 - (mean + 2 * part * pulled) ** 2
    return float(mean), float(influence)


def _chance(exposure: Floats) -> Floats:
    """Variance on the scale of the funnel: 1/4 per unit of exposure, for root and arcsine alike."""
    return np.asarray(1 / (4 * exposure))


def _scale(value: Floats, of: Of) -> Floats:
    return np.asarray(np.sqrt(value) if of == "rate" else np.arcsin(np.sqrt(value)))


def _back(scaled: Floats, of: Of) -> Floats:
    if of == "rate":
        return np.asarray(np.maximum(scaled, 0.0) ** 2)
    return np.asarray(np.sin(np.clip(scaled, 0.0, np.pi / 2)) ** 2)
