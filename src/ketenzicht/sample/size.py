"""How many files a wanted margin asks for, and what margin a number of files buys.

Source: Cochran WG (1977), Sampling Techniques, 3rd ed., 4.4, with the correction for a finite population.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

from scipy.stats import norm


def files_needed(
    margin: float,
    cases: int | None,
    *,
    share: float = 0.5,
    confidence: float = 0.95,
    design_effect: float = 1.0,
) -> int:
    """Files to read so that a share is known within a margin.

    Args:
        margin: half the width of the interval, of 1: 0.1 for ten percentage points.
        cases: how many there are; None for very many.
        share: what the share will be, as far as one can guess; 0.5 asks for most.
        confidence: of the interval.
        design_effect: how much larger the variance is than that of a simple sample.

    Raises:
        ValueError: a number that cannot be.
    """
    _check(share, confidence, design_effect)
    if not 0.0 < margin < 1.0:
        raise ValueError("the margin lies between 0 and 1")
    without_end = design_effect * float(norm.ppf((1 + confidence) / 2)) ** 2 * share * (1 - share) / margin**2
    if cases is None:
        return max(ceil(without_end), 1)
    return min(max(ceil(without_end / (1 + (without_end - 1) / cases)), 1), cases)


def margin_of(
    files: int, cases: int | None, *, share: float = 0.5, confidence: float = 0.95, design_effect: float = 1.0
) -> float:
    """Half the width of the interval for a share, of 1, that so many files buy; arguments as :func:`files_needed`."""
    _check(share, confidence, design_effect)
    if files < 1 or (cases is not None and files > cases):
        raise ValueError(f"cannot read {files} of {cases} files")
    left = 1.0 if cases is None else (cases - files) / max(cases - 1, 1)
    half = norm.ppf((1 + confidence) / 2) * sqrt(design_effect * share * (1 - share) / files * left)
    return float(half)


def margin_of_design(
    chances: Sequence[float], cases: int, *, share: float = 0.5, confidence: float = 0.95
) -> float:
    """Half the width of the interval, of 1, for a share that is the same in every stratum.

    Where chances differ, files weigh differently and the margin is wider than that of as many with equal chances
    (Kish 1965, Survey Sampling, 11.7); with equal chances it is :func:`margin_of`.

    Args:
        chances: the chance that each file had to be drawn.
        cases: how many there are.
        share, confidence: as :func:`files_needed`.

    Raises:
        ValueError: a number that cannot be.
    """
    _check(share, confidence, 1.0)
    if not chances or len(chances) > cases or not all(0.0 < one <= 1.0 for one in chances):
        raise ValueError(f"cannot read {len(chances)} of {cases} cases with these chances")
    spread = sum((1.0 - one) / one**2 for one in chances) / sum(1.0 / one for one in chances) ** 2
    own = share * (1 - share) * cases / max(cases - 1, 1)
    return float(norm.ppf((1 + confidence) / 2) * sqrt(own * spread))


def _check(share: float, confidence: float, design_effect: float) -> None:
    if not (0.0 < share < 1.0 and 0.0 < confidence < 1.0 and design_effect > 0.0):
        raise ValueError("share and confidence lie between 0 and 1, and a design effect is above 0")
