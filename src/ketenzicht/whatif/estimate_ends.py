"""How stages end: the share of each end and how long it takes, from spells of which some still go on.

Lognormal or Weibull, whichever Akaike's criterion prefers, end by end; both are kept for the reader. What ends on the
day that it begins is a share of its own, and so is what never ends, where that says more than a long wait does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.ends import EndsFit, fit_ends
from ketenzicht.measures.estimators.lengths import Family
from ketenzicht.whatif.estimate_pieces import Ints, Piece
from ketenzicht.whatif.uncertain import Estimate, Floats, Missing

FEWEST = 20
"""Ends of one kind; with fewer it is taken together with others, or not estimated at all."""
SAME_DAY, NEVER, OTHER = "zelfde-dag", "nooit", "overige"
NO_SPREAD = "De tijden verschillen te weinig voor een verdeling; de mediaan is genomen."
AS_LONG = "Er is geen einde gezien; zo lang als de gegevens lopen."
LEAST_NEVER = 0.005
AIC_WORTH = 2.0
"""A share that never ends must improve Akaike's criterion by this much."""


@dataclass(frozen=True)
class EndRows:
    """Spells of one kind: case, days that they had lasted when first seen, days seen, and how they ended (0: not)."""

    case: Ints
    entry: Ints
    days: Ints
    code: Ints
    names: tuple[str, ...]
    """Of the ends 1, 2, ..."""

    def where(self, which: npt.NDArray[np.bool_]) -> EndRows:
        """Some of the spells."""
        return EndRows(self.case[which], self.entry[which], self.days[which], self.code[which], self.names)


@dataclass(frozen=True)
class Way:
    """One way to end: its name in the model, the end of the registrations that it means, and how long it takes."""

    name: str
    end: str
    timed: bool


@dataclass(frozen=True)
class Choice:
    """What Akaike's criterion said of the length of one end: lower is better."""

    name: str
    chosen: Family
    criterion: dict[Family, float]


@dataclass(frozen=True)
class StageEstimate:
    """How one stage ends."""

    ways: tuple[Way, ...]
    piece: Piece
    choices: tuple[Choice, ...] = ()
    drop_out: tuple[str, ...] = ()
    """Ends that may come before those ways, each at a time of its own."""
    others: tuple[Piece, ...] = ()
    """The parameters of those, and what else rests on other rows."""

    def never_within(self, days: int) -> StageEstimate:
        """The same, but what never ends goes on for so many days before it is given up."""
        told = tuple(
            replace(one, value=float(days), note=AS_LONG) if one.name.endswith(f".duur.{NEVER}.vast") else one
            for one in self.piece.estimates
        )
        return replace(self, piece=replace(self.piece, estimates=told))


def estimate_ends(at: str, rows: EndRows, *, may_never: bool) -> StageEstimate | None:
    """The ends of a stage; None where too few were seen.

    Args:
        at: dotted name of the stage in the model file.
        rows: its spells.
        may_never: whether some may never end.
    """
    seen = (rows.days > rows.entry) | ((rows.days == 0) & (rows.code > 0) & (rows.entry == 0))
    rows = _without_rare(rows.where(seen))
    if not rows.names:
        return None
    timed = rows.days > 0
    if any(len(set(rows.days[timed & (rows.code == end)])) == 1 for end in range(1, len(rows.names) + 1)):
        return _without_spread(at, rows, may_never=may_never)
    try:
        found, choices = chosen(f"{at}.duur", rows, may_never=may_never)
    except ValueError:
        return _without_spread(at, rows, may_never=may_never)
    ways = tuple(_way(rows, end, at_once) for end, at_once in found.ways)
    return StageEstimate(ways, _parameters(at, rows, found, ways), choices)


def _without_rare(rows: EndRows) -> EndRows:
    """Rare ends taken together; where those are rare too, with the most frequent. No ends where all are rare."""
    number = np.bincount(rows.code, minlength=len(rows.names) + 1)[1:]
    if number.sum() < FEWEST:
        return replace(rows, names=())
    rare = [place for place, some in enumerate(number) if some < FEWEST]
    target = np.arange(len(rows.names) + 1)
    names = [name for place, name in enumerate(rows.names) if place not in rare]
    for place in range(len(rows.names)):
        if place not in rare:
            target[place + 1] = names.index(rows.names[place]) + 1
    if rare and number[rare].sum() >= FEWEST:
        names.append(OTHER)
        target[[place + 1 for place in rare]] = len(names)
    elif rare:
        target[[place + 1 for place in rare]] = names.index(rows.names[int(number.argmax())]) + 1
    code = target[rows.code]
    days = rows.days.copy()
    for end in range(1, len(names) + 1):
        at_once, timed = (code == end) & (days == 0), (code == end) & (days > 0)
        # too few for a share or a length of their own: they count with the others, a day longer or on the day itself
        if at_once.sum() < FEWEST:
            days[at_once] = 1
        elif timed.sum() < FEWEST:
            days[timed & (rows.entry == 0)] = 0
    return replace(rows, code=code, days=days, names=tuple(names))


def chosen(at: str, rows: EndRows, *, may_never: bool) -> tuple[EndsFit, tuple[Choice, ...]]:
    """The ends and lengths that Akaike's criterion prefers.

    Args:
        at: dotted name of the lengths.
        rows: the spells, each end often enough.
        may_never: whether some may never end.

    Raises:
        ValueError: there is no largest likelihood.
    """
    families: list[Family] = ["lognormal"] * len(rows.names)

    def fit(of: Sequence[Family], *, never: bool) -> EndsFit:
        return fit_ends(rows.days, rows.code, of, entry=rows.entry, never=never)

    never, best = False, fit(families, never=False)
    if may_never and np.any(rows.code == 0):
        try:
            other = fit(families, never=True)
        except ValueError:
            other = None
        enough = max(LEAST_NEVER, FEWEST / len(rows.days))
        if other is not None and other.aic < best.aic - AIC_WORTH and other.shares[-1] > enough:
            never, best = True, other
    choices = []
    for end in best.families:
        tried: list[Family] = list(families)
        tried[end - 1] = "weibull"
        try:
            other = fit(tried, never=never)
        except ValueError:
            continue
        criterion: dict[Family, float] = {"lognormal": best.aic, "weibull": other.aic}
        if other.aic < best.aic:
            families, best = tried, other
        choices.append(Choice(f"{at}.{rows.names[end - 1]}", families[end - 1], criterion))
    return best, tuple(choices)


def _way(rows: EndRows, end: int, at_once: bool) -> Way:
    if not end:
        return Way(NEVER, NEVER, timed=False)
    name = rows.names[end - 1]
    return Way(f"{name}-{SAME_DAY}" if at_once else name, name, timed=not at_once)


def _parameters(at: str, rows: EndRows, found: EndsFit, ways: Sequence[Way]) -> Piece:
    """The parameters, the case of each row and its influence on them."""
    n, estimates, columns = len(rows.days), list[Estimate](), list[Floats]()
    if len(ways) > 1:
        for column, way in enumerate(ways):
            events = found.number[column] if way.name != NEVER else None
            estimates.append(
                Estimate(
                    f"{at}.einde.{way.name}",
                    float(found.shares[column]),
                    "logit",
                    0.0,
                    n=n,
                    events=events,
                    shares_of=f"{at}.einde",
                )
            )
            columns.append(found.influence[:, column])
    lengths, pulls = length_parameters(f"{at}.duur", rows, found, len(ways))
    estimates += lengths
    columns += pulls
    estimates += [
        Estimate(f"{at}.duur.{way.name}.vast", 0.0, "plain", 0.0, n=n) for way in ways if not way.timed
    ]
    columns += [np.zeros(n) for way in ways if not way.timed]
    return Piece(tuple(estimates), rows.case, np.column_stack(columns))


def length_parameters(
    at: str, rows: EndRows, found: EndsFit, first: int
) -> tuple[list[Estimate], list[Floats]]:
    """The parameters of the lengths, and the influence of each row on them.

    Args:
        at: dotted name of the lengths.
        rows: the spells.
        found: the fit.
        first: the column of its influence where lengths begin.
    """
    estimates, columns = list[Estimate](), list[Floats]()
    for end, family in found.families.items():
        location, spread = found.lengths[end]
        events = int(np.count_nonzero((rows.code == end) & (rows.days > 0)))
        keys = ("mediaan", "spreiding") if family == "lognormal" else ("schaal", "vorm")
        values = (exp(location), spread if family == "lognormal" else 1 / spread)
        signs = (1.0, 1.0 if family == "lognormal" else -1.0)
        for key, value, sign in zip(keys, values, signs, strict=True):
            name = f"{at}.{rows.names[end - 1]}.{key}"
            estimates.append(Estimate(name, value, "log", 0.0, n=len(rows.days), events=events))
            columns.append(sign * found.influence[:, first + len(columns)])
    return estimates, columns


def _without_spread(at: str, rows: EndRows, *, may_never: bool) -> StageEstimate:
    """Lengths that no distribution fits: shares of those that ended, each with its median length.

    Where some may never end, those are the ones that were seen for longer than any that ended.
    """
    never = (rows.code == 0) & (rows.days > rows.days[rows.code > 0].max())
    lasting = may_never and np.count_nonzero(never) >= FEWEST
    counted = (rows.code > 0) | (never & lasting)
    case, code, days = rows.case[counted], rows.code[counted], rows.days[counted]
    ways = [Way(name, name, timed=True) for name in rows.names]
    if lasting:
        ways.append(Way(NEVER, NEVER, timed=False))
    estimates, columns = list[Estimate](), list[Floats]()
    for place, way in enumerate(ways, start=1):
        which = code == (place if way.timed else 0)
        share, number = float(which.mean()), int(which.sum())
        if len(ways) > 1:
            whole = f"{at}.einde"
            estimates.append(
                Estimate(
                    f"{whole}.{way.name}", share, "logit", 0.0, n=len(code), events=number, shares_of=whole
                )
            )
            columns.append((which - share) / (len(code) * share * (1 - share)))
        median = float(np.median(days[which])) if way.timed else 0.0
        estimates.append(Estimate(f"{at}.duur.{way.name}.vast", median, "plain", 0.0, n=number))
        columns.append(np.zeros(len(code)))
    missing = (Missing(f"{at}.duur", NO_SPREAD),) if days.any() else ()
    return StageEstimate(tuple(ways), Piece(tuple(estimates), case, np.column_stack(columns), missing))
