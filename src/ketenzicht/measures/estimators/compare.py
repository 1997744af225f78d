"""Do groups differ in time to an event? The log-rank test, and Gray's test where something competes.

The log-rank test compares hazards; where causes compete a difference in hazards is none in chances, and Gray's
test compares the cumulative incidences themselves. Both come from the counts per day of each group; ties are exact.

Mantel N (1966), Cancer Chemotherapy Reports 50, 163-170. Gray RJ (1988), A class of k-sample tests for comparing
the cumulative incidence of a competing risk, Annals of Statistics 16, 1141-1154.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ketenzicht.measures.estimators.survival import CountTable, Ints
from ketenzicht.measures.estimators.variances import Floats, inverse


@dataclass(frozen=True)
class Comparison:
    """A test of no difference between groups.

    Args:
        statistic: chi-square.
        degrees: degrees of freedom.
        p_value: chance of such a statistic or a larger one when there is no difference.
        scores: events more than expected, weighted, by group.
        covariance: covariance of the scores (groups x groups).
    """

    statistic: float
    degrees: int
    p_value: float
    scores: Floats
    covariance: Floats


def log_rank(groups: Sequence[CountTable]) -> Comparison:
    """Log-rank test of equal hazards of any event, with the hypergeometric variance for ties.

    Equals R's ``survdiff``, which takes no delayed entry; here it may be delayed.

    Raises:
        ValueError: for fewer than two groups with anybody at risk on a day with an event.
    """
    _, at_risk, by_cause = _side_by_side(groups)
    events = by_cause.sum(axis=2)
    total, number = events.sum(axis=1), at_risk.sum(axis=1)
    share = at_risk / number[:, None]
    score = (events - total[:, None] * share).sum(axis=0)
    weight = total * (number - total) * inverse(number - 1.0)
    covariance = np.diag(weight @ share) - (share * weight[:, None]).T @ share
    return _chi_square(score, covariance, at_risk)


def gray_test(groups: Sequence[CountTable], cause: int = 0, *, rho: float = 0.0) -> Comparison:
    """Gray's test of equal cumulative incidence of one cause.

    Equals ``cmprsk::cuminc``, ties included, which takes no delayed entry; here it may be delayed.

    Args:
        groups: counts per day, one table per group, all with the same causes.
        cause: the cause compared, counted from 0; the others compete.
        rho: power of 1 - F(t-) that weighs the days; 0 weighs all alike.

    Raises:
        ValueError: for an unknown cause, and as ``log_rank``.
    """
    if any(not 0 <= cause < group.events.shape[1] for group in groups):
        raise ValueError(f"there is no cause {cause} in every group")
    _, at_risk, by_cause = _side_by_side(groups)
    own = by_cause[:, :, cause]
    other = by_cause.sum(axis=2) - own
    leaving = (own + other) * inverse(at_risk)
    after = np.cumprod(1.0 - leaving, axis=0)
    before = _just_before(after, 1.0)
    at_risk = np.where(before > 0, at_risk, 0.0)
    incidence_before = _just_before(np.cumsum(before * own * inverse(at_risk), axis=0), 0.0)

    size = at_risk * inverse(before)
    all_size, events = size.sum(axis=1), own.sum(axis=1)
    common = np.cumsum(events * inverse(all_size))
    common_before = _just_before(common, 0.0)
    weight = (1.0 - common_before) ** rho
    subjects = size * (1.0 - incidence_before)
    expected = subjects * (events * inverse(subjects.sum(axis=1)))[:, None]
    score = (weight[:, None] * (own - expected)).sum(axis=0)

    # Days x groups x groups: how an event in the second group moves the score of the first.
    direct = weight[:, None, None] * (
        size[:, :, None] * np.eye(len(groups))
        - size[:, :, None] * size[:, None, :] * inverse(all_size)[:, None, None]
    )
    step = events * inverse(all_size * (1.0 - common_before))
    gathered = np.cumsum(direct * step[:, None, None], axis=0)
    to_come = gathered[-1] - gathered if len(gathered) else gathered

    left = (1.0 - common)[:, None] * inverse(after)
    tied = 1.0 - np.maximum(events - 1.0, 0.0)[:, None] * inverse(all_size[:, None] * before - 1.0)
    own_variance = tied * before * inverse(at_risk) * (events * inverse(all_size))[:, None]
    own_move = direct + (1.0 - left)[:, None, :] * to_come
    tied = 1.0 - np.maximum(other - 1.0, 0.0) * inverse(at_risk - 1.0)
    other_variance = np.where(after > 0, tied * before**2 * other * inverse(at_risk) ** 2, 0.0)
    other_move = left[:, None, :] * to_come
    covariance = np.einsum("tik,tjk,tk->ij", own_move, own_move, own_variance)
    covariance += np.einsum("tik,tjk,tk->ij", other_move, other_move, other_variance)
    return _chi_square(score, covariance, at_risk)


def _just_before(path: Floats, first: float) -> Floats:
    """The path a step earlier, ``first`` at the start."""
    return np.concatenate((np.full_like(path[:1], first), path[:-1]))


def _side_by_side(groups: Sequence[CountTable]) -> tuple[Ints, Floats, Floats]:
    """Days with an event in any group (k), at risk (k x groups) and events (k x groups x causes)."""
    if len({group.events.shape[1] for group in groups}) > 1:
        raise ValueError("the groups must have the same causes")
    if len(groups) < 2:
        raise ValueError("a comparison needs at least two groups")
    happened = [group.days[group.events.any(axis=1)] for group in groups]
    days = np.unique(np.concatenate(happened))
    at_risk = np.zeros((len(days), len(groups)))
    events = np.zeros((len(days), len(groups), groups[0].events.shape[1]))
    for number, (group, own_days) in enumerate(zip(groups, happened, strict=True)):
        left = group.events.sum(axis=1) + group.censored
        so_far = np.concatenate(([0], np.cumsum(group.entered - left)))
        at_risk[:, number] = so_far[np.searchsorted(group.days, days, side="left")]
        events[np.searchsorted(days, own_days), number] = group.events[group.events.any(axis=1)]
    return days, at_risk, events


def _chi_square(scores: Floats, covariance: Floats, at_risk: Floats) -> Comparison:
    present = np.flatnonzero(at_risk.any(axis=0))
    if len(present) < 2:
        raise ValueError("fewer than two groups had anybody at risk on a day with an event")
    from scipy.special import chdtrc

    free = present[:-1]
    statistic = float(
        scores[free] @ np.linalg.pinv(covariance[np.ix_(free, free)], hermitian=True) @ scores[free]
    )
    return Comparison(statistic, len(free), float(chdtrc(len(free), statistic)), scores, covariance)
