"""Does an investment earn itself back: fewer referrals than expected, times their unit cost, beside its own cost.

Expected is what there would have been at the rate of before, moved along with the same referrals elsewhere where
those are given: the counterfactual of a difference in differences on the scale of ratios. Without those, all that
changed between before and after is in the difference. Either way it is an association: what else differed is in it.

Uncertainty comes from draws: counts from the posterior of a Poisson rate (Jeffreys' prior, gamma with n + 1/2),
widened by a spread; amounts with bounds from a log-normal distribution with those as its 95 %, so that costs stay
positive and can be skewed. Briggs A, Sculpher M, Claxton K (2006), Decision Modelling for Health Economic Evaluation,
chapter 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log

import numpy as np
from numpy.typing import NDArray

from ketenzicht.compare.investment import Amount, BeforeAfter, Group, Investment, Referrals
from ketenzicht.errors import UserError

Floats = NDArray[np.float64]
DRAWS = 10_000
Z95 = 1.959963984540054
MONTHS = 12


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval over the draws."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class KindBalance:
    """One kind of referral of one group, per year.

    Args:
        group, kind: their ids.
        expected: referrals that were expected after.
        seen: referrals after.
        fewer: how many fewer than expected; negative where there were more.
        saved: what that is at the unit cost.
        compared: whether others moved along in what was expected.
    """

    group: str
    kind: str
    expected: float
    seen: float
    fewer: Estimate
    saved: Estimate
    compared: bool


@dataclass(frozen=True)
class GroupBalance:
    """A group of clients, or all of them together (``group`` empty), per year.

    Args:
        group: its id.
        saved: what fewer referrals save.
        cost: what the team costs; None where the team is not divided over groups.
        balance: saved minus cost.
        drop: how much lower referrals are than expected, weighed by their cost (a share, 0.05 is 5 % lower).
        needed: how much lower they must be for saved to equal cost.
        positive: share of the draws in which the balance is above 0.
    """

    group: str
    saved: Estimate
    cost: Estimate | None
    balance: Estimate | None
    drop: Estimate
    needed: float | None
    positive: float | None


@dataclass(frozen=True)
class Balance:
    """All that comes out.

    Args:
        kinds, groups: by kind and by group; the last group is all together.
        months: after which what was paid once is earned back, over the draws in which it is; None where nothing was
            paid once.
        earned_back: share of the draws in which it ever is.
        draws, seed: how it was drawn.
    """

    kinds: tuple[KindBalance, ...]
    groups: tuple[GroupBalance, ...]
    months: Estimate | None
    earned_back: float | None
    draws: int
    seed: int


def _estimate(drawn: Floats) -> Estimate:
    """Of a figure as given (first) and in every draw (the rest)."""
    low, high = np.quantile(drawn[1:], [0.025, 0.975])
    return Estimate(float(drawn[0]), float(low), float(high))


def balance_of(investment: Investment, *, draws: int = DRAWS, seed: int = 1) -> Balance:
    """Work out an investment.

    Args:
        investment: the file; its counts may have been rounded for disclosure control.
        draws: how many draws, at least 1,000.
        seed: of the draws.

    Raises:
        ValueError: too few draws.
        UserError: nothing was referred before.
    """
    if draws < 1_000:
        raise ValueError("an interval needs 1,000 draws or more")
    said = investment.content
    random = np.random.Generator(np.random.Philox(seed))
    cost = _amount(investment, said.team.per_year, draws, random)
    kinds: list[KindBalance] = []
    groups: list[GroupBalance] = []
    saved_all, value_all = np.zeros(draws + 1), np.zeros(draws + 1)
    for group in said.groups:
        saved, value = np.zeros(draws + 1), np.zeros(draws + 1)
        for referrals in group.referrals:
            expected, seen, unit = _kind(investment, group, referrals, draws, random)
            kinds.append(
                KindBalance(
                    group.id,
                    referrals.id,
                    float(expected[0]),
                    float(seen[0]),
                    _estimate(expected - seen),
                    _estimate((expected - seen) * unit),
                    referrals.elsewhere is not None,
                )
            )
            saved += (expected - seen) * unit
            value += expected * unit
        own = None if group.part_of_team is None else cost * group.part_of_team
        groups.append(_group(group.id, saved, value, own))
        saved_all += saved
        value_all += value
    groups.append(_group("", saved_all, value_all, cost))
    months, earned = _earned_back(investment, saved_all - cost, draws, random)
    return Balance(tuple(kinds), tuple(groups), months, earned, draws, seed)


def _kind(
    investment: Investment, group: Group, referrals: Referrals, draws: int, random: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Expected and seen per year, and the unit cost."""
    said = investment.content
    before, after = _counts(referrals.number, said.spread, draws, random)
    if not before[0]:
        raise UserError(
            f"Voor waren er geen verwijzingen '{referrals.name}' van '{group.name}'.",
            why="Dan is niet te zeggen hoeveel er na te verwachten waren.",
            fix="Voeg soorten samen, of laat deze soort weg.",
            file=investment.path,
        )
    people = group.inhabitants
    expected = before / said.before.years * people.after / people.before
    if referrals.elsewhere is not None:
        there, lived = referrals.elsewhere.number, referrals.elsewhere.inhabitants
        first, last = _counts(there, said.spread, draws, random)
        expected = (
            expected * (last / lived.after / said.after.years) / (first / lived.before / said.before.years)
        )
    return expected, after / said.after.years, _amount(investment, referrals.cost, draws, random)


def _counts(
    number: BeforeAfter, spread: float, draws: int, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Both counts as given, and drawn around it."""
    found = []
    for count in (number.before, number.after):
        drawn = random.gamma((count + 0.5) / spread, spread, draws)
        found.append(np.concatenate([[float(count)], drawn]))
    return found[0], found[1]


def _amount(investment: Investment, amount: Amount, draws: int, random: np.random.Generator) -> Floats:
    """Euros at the prices of the file: as given, and drawn between its bounds."""
    factor = investment.price_factor(amount)
    if amount.low is None or amount.high is None:
        return np.full(draws + 1, amount.euros * factor)
    middle, sigma = (log(amount.low) + log(amount.high)) / 2, (log(amount.high) - log(amount.low)) / (2 * Z95)
    return np.concatenate([[amount.euros], random.lognormal(middle, sigma, draws)]) * factor


def _group(id_: str, saved: Floats, value: Floats, cost: Floats | None) -> GroupBalance:
    drop = _estimate(saved / value)
    if cost is None:
        return GroupBalance(id_, _estimate(saved), None, None, drop, None, None)
    balance = saved - cost
    return GroupBalance(
        id_,
        _estimate(saved),
        _estimate(cost),
        _estimate(balance),
        drop,
        float(cost[0] / value[0]),
        float((balance[1:] > 0).mean()),
    )


def _earned_back(
    investment: Investment, balance: Floats, draws: int, random: np.random.Generator
) -> tuple[Estimate | None, float | None]:
    """Months until what was paid once is earned back by the balance per year; infinite where it never is."""
    paid = investment.content.team.once
    if paid is None:
        return None, None
    once = _amount(investment, paid, draws, random)
    months = np.where(balance > 0, MONTHS * once / np.where(balance > 0, balance, 1.0), inf)
    # a quantile between a finite and an infinite draw has no value: take the draw itself
    low, high = np.quantile(months[1:], [0.025, 0.975], method="inverted_cdf")
    return Estimate(float(months[0]), float(low), float(high)), float(np.isfinite(months[1:]).mean())
