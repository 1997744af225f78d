"""Statistics on repeats written out once more, slow and in exact fractions, to compare the fast ones with.

A variance is the sum over cases of the squared derivative of the estimate to the weight of the case: here the rule
of differentiation itself, applied along with the estimate, day by day.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Row = tuple[int, int, int, int]
"""Case, entry, end, event: 0 nothing, 1 the event, 2 the terminal event."""


def counted(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row[1] < row[2]]


def mean_repeats_by_definition(
    rows: Sequence[Row], until: int, *, everyone: bool
) -> tuple[Fraction, Fraction]:
    """Mean number of events up to and including a day, and its variance."""
    rows = counted(rows)
    derivatives = [_mean_and_derivative(rows, until, case, everyone) for case in {row[0] for row in rows}]
    if not derivatives:
        return Fraction(0), Fraction(0)
    return derivatives[0][0], sum((slope**2 for _, slope in derivatives), Fraction(0))


def _mean_and_derivative(
    rows: Sequence[Row], until: int, case: int, everyone: bool
) -> tuple[Fraction, Fraction]:
    mean, mean_slope = Fraction(0), Fraction(0)
    survival, survival_slope = Fraction(1), Fraction(0)
    for day in sorted({end for _, _, end, _ in rows if end <= until}):
        present = [row for row in rows if row[1] < day <= row[2]]
        ending = [row for row in present if row[2] == day]
        rate, rate_slope = _ratio([row for row in ending if row[3] == 1], present, case)
        ended, ended_slope = _ratio([row for row in ending if row[3] == 2], present, case)
        mean, mean_slope = mean + survival * rate, mean_slope + survival_slope * rate + survival * rate_slope
        if everyone:
            survival_slope = survival_slope * (1 - ended) - survival * ended_slope
            survival *= 1 - ended
    return mean, mean_slope


def _ratio(part: Sequence[Row], present: Sequence[Row], case: int) -> tuple[Fraction, Fraction]:
    """Share that a part is of those at risk, and its derivative to the weight of one case."""
    of_case, own = (sum(row[0] == case for row in rows) for rows in (part, present))
    slope = Fraction(of_case * len(present) - len(part) * own, len(present) ** 2)
    return Fraction(len(part), len(present)), slope


def pseudo_score_by_definition(
    groups: tuple[Sequence[Row], Sequence[Row]], *, linear: bool
) -> tuple[Fraction, Fraction]:
    """Statistic and robust variance: every day, case by case."""
    kept = [counted(rows) for rows in groups]
    days = sorted({row[2] for rows in kept for row in rows})
    both = [day for day in days if all(_at_risk(rows, day) for rows in kept)]
    statistic, variance = Fraction(0), Fraction(0)
    for own, other, sign in ((kept[0], kept[1], 1), (kept[1], kept[0], -1)):
        for case in {row[0] for row in own}:
            contribution = Fraction(0)
            for day in both:
                mine, others = _at_risk(own, day), _at_risk(other, day)
                weight = Fraction(both[-1] - day, both[-1]) if linear else Fraction(1)
                weight *= Fraction(mine * others, mine + others) / mine
                events = sum(row[2] == day and row[3] == 1 for row in own)
                of_case = sum(row[0] == case and row[2] == day and row[3] == 1 for row in own)
                present = sum(row[0] == case and row[1] < day <= row[2] for row in own)
                statistic += sign * weight * of_case
                contribution += weight * (of_case - present * Fraction(events, mine))
            variance += contribution**2
    return statistic, variance


def _at_risk(rows: Sequence[Row], day: int) -> int:
    return sum(entry < day <= end for _, entry, end, _ in rows)


def histories_until_gap(rows: Sequence[Row]) -> tuple[list[list[Row]], int, int]:
    """Rows per case that is observed from day 0, up to its first gap; how many came late and had a gap."""
    rows = counted(rows)
    whole, late, cut = [], 0, 0
    for case in sorted({row[0] for row in rows}):
        own = sorted(row for row in rows if row[0] == case)
        if own[0][1] > 0:
            late += 1
            continue
        seen = [own[0]]
        for row in own[1:]:
            if row[1] != seen[-1][2]:
                cut += 1
                break
            seen.append(row)
        whole.append(seen)
    return whole, late, cut


def kth_event(history: Sequence[Row], number: int) -> tuple[int, int]:
    """Day and what happened: 1 the event of this order, 2 the terminal event before it, 0 neither so far."""
    events = 0
    for _, _, end, event in history:
        events += event == 1
        if event == 1 and events == number:
            return end, 1
        if event == 2:
            return end, 2
    return history[-1][2], 0
