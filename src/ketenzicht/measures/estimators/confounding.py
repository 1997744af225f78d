"""E-values: how strong something unmeasured would have to be to explain an association away.

The E-value is the smallest risk ratio that an unmeasured cause must have with the group *and* with the outcome,
beyond all that was adjusted for, to make the observed ratio out of nothing (VanderWeele TJ & Ding P (2017),
Sensitivity analysis in observational research: introducing the E-value, Annals of Internal Medicine 167, 268-274).
A large one does not prove a cause, a small one does not disprove it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, log, sqrt

COMMON = 0.15
"""Share with the outcome above which the paper no longer takes a hazard ratio for a risk ratio."""


@dataclass(frozen=True)
class EValue:
    """E-values of a ratio, both at least 1.

    Args:
        of_ratio: of the ratio itself.
        of_limit: of the limit of its interval nearest to 1; 1 when the interval holds 1: then chance alone may do it.
    """

    of_ratio: float
    of_limit: float


def e_value(ratio: float, low: float, high: float, *, common_hazard: bool = False) -> EValue:
    """The E-value of a risk ratio or rate ratio and of its interval.

    Args:
        ratio: a risk ratio, a ratio of rates of events that may repeat, or a hazard ratio; above 0.
        low, high: its interval.
        common_hazard: whether it is a hazard ratio of an outcome that more than ``COMMON`` have: it is then first
            turned into an approximate risk ratio.

    Raises:
        ValueError: when the ratio is not above 0 or not within its interval.
    """
    if not ratio > 0.0 or not 0.0 <= low <= ratio <= high:
        raise ValueError("a ratio must be above 0 and lie within its interval")
    nearest = 1.0 if low <= 1.0 <= high else low if ratio > 1.0 else high
    if common_hazard:
        ratio, nearest = approximate_risk_ratio(ratio), approximate_risk_ratio(nearest)
    return EValue(_of(ratio), _of(nearest))


def approximate_risk_ratio(hazard_ratio: float) -> float:
    """The risk ratio that goes with a hazard ratio of a common outcome, about: exact for no group of people.

    VanderWeele TJ (2017), On a square-root transformation of the odds ratio for a common outcome, Epidemiology 28,
    e58-e60; formula for hazard ratios in table 2 of VanderWeele and Ding (2017).
    """
    root = sqrt(hazard_ratio)
    return expm1(-log(2.0) * root) / expm1(-log(2.0) / root)


def _of(ratio: float) -> float:
    above = max(ratio, 1.0 / ratio)
    return above + sqrt(above * (above - 1.0))
