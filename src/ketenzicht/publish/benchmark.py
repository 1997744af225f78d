"""What of a benchmark may be shown: the only way out for its figures.

Counts are protected together (:mod:`ketenzicht.publish.benchmark_counts`). All else that is said of a unit (its
rate, its place in the funnel, its probable value, its trend) is worked out of the counts that may be shown, and so
tells no more than those. What is estimated over all units together is rounded, and needs enough of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import floor, inf, log10, sqrt

import numpy as np

from ketenzicht.compare.benchmark import Benchmark, direct_mix, mix
from ketenzicht.compare.funnel import ALARM, FEWEST_UNITS, Funnel, funnel
from ketenzicht.compare.intervals import poisson, repeat_dispersion
from ketenzicht.compare.peers import Peers
from ketenzicht.compare.shrink import Rates, Shares, spread_of_rates, spread_of_shares
from ketenzicht.compare.standardise import FEWEST
from ketenzicht.compare.trend import Trend, xmr
from ketenzicht.errors import UserError
from ketenzicht.publish.benchmark_counts import reference_counts, release_counts, value_of_all
from ketenzicht.publish.benchmark_shown import (
    BreakShown,
    Chapter,
    FunnelShown,
    PeerShown,
    Place,
    PublishedBenchmark,
    UnitShown,
    YearShown,
)
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, PublishedCount, PublishedFigure, PublishedShare
from ketenzicht.publish.statbarn import Statbarn

KINDS: tuple[Statbarn, ...] = ("Frequencies", "CalculatedRatios", "Position", "Shape")
"""Kinds of output that a benchmark consists of: counts, rates, middle values, spread."""
MIX_DIGITS = 3
ROUGH = 2
"""Figures of what is estimated over all units."""
LEAST_BESIDE = 1.1
"""Factor by which limits go on beside the smallest and the largest unit, which may be as large."""


def release_benchmark(found: Benchmark, policy: Policy | None = None) -> PublishedBenchmark:
    """Make of a benchmark what may be shown.

    Args:
        found: the exact counts, and who is compared with whom.
        policy: what protects persons; the defaults when left out.

    Raises:
        UserError: the value of all units together would give a small count away, or the policy refuses what a
            benchmark consists of, or wants it looked at first.
    """
    policy = policy or Policy()
    held = [name for name in KINDS if name in policy.refused | policy.review]
    if held:
        raise UserError(
            "Het beleid laat een vergelijking niet zomaar naar buiten.",
            why=f"Zij bestaat uit {', '.join(held)}, en het beleid weigert die of vraagt ze eerst na te kijken.",
            fix="Overleg met de bronhouder.",
            file=None if policy.source is None else policy.source.file,
        )
    return _Release(found, policy).published()


class _Release:
    """What goes from one step of a release to the next."""

    def __init__(self, found: Benchmark, policy: Policy) -> None:
        self._found, self._policy = found, policy
        settings, counts = found.folder.settings, found.counts
        self._share = settings.indicator.kind == "aandeel"
        self._per = 1 if self._share else settings.indicator.per
        released = release_counts(found, policy)
        self._figures, together = released.figures, released.together
        complete = counts.complete
        self._population = np.where(complete, counts.population.sum(axis=2), np.nan)
        self._rate = value_of_all(found, together)
        self._direct = settings.standardisation == "direct"
        events, among = reference_counts(found, policy)
        if self._direct:
            self._mix, self._width = direct_mix(counts.events, counts.population, among)
        else:
            self._mix = np.round(mix(counts.population, events, among), MIX_DIGITS)
            self._width = np.ones_like(self._mix)
        self._dispersion = self._repeats()
        self._by_share = self._share and len(counts.strata) == 1
        self._funnel, self._spread = self._models(together)

    def published(self) -> PublishedBenchmark:
        found, settings = self._found, self._found.folder.settings
        units = tuple(self._unit(int(unit)) for unit in np.flatnonzero(found.compared))
        names = found.counts.names
        return PublishedBenchmark(
            title=settings.title,
            synthetic=settings.synthetic,
            indicator=settings.indicator.name,
            note=settings.indicator.note,
            kind=settings.indicator.kind,
            per=self._per,
            among=settings.indicator.among,
            definition=settings.indicator.definition,
            definition_name=next(
                (
                    one.name
                    for one in (found.folder.chain.definitions if found.folder.chain else ())
                    if one.code == settings.indicator.definition
                ),
                None,
            ),
            unit_words=(settings.unit, settings.units),
            year=found.year,
            years=found.counts.years,
            source=settings.table.source,
            reference_source=found.reference.source,
            surroundings=settings.surroundings.source if settings.surroundings else "",
            features=tuple(one.name for one in settings.surroundings.features)
            if settings.surroundings
            else (),
            strata=found.counts.strata if len(found.counts.strata) > 1 else (),
            direct=self._direct,
            reference_rate=self._rate * self._per,
            dispersion=self._dispersion,
            policy=self._policy,
            units=units,
            apart=tuple((names[one.unit], one.why) for one in found.apart),
            funnel=self._shown_funnel(units),
            shrunk=self._spread is not None,
            chapters=tuple(self._chapter(unit) for unit in found.own),
            shapes=found.shapes,
            borders=settings.borders.source if settings.borders else "",
        )

    def _repeats(self) -> float:
        """How far several events per person widen intervals; 1 when it is not known."""
        counts, found = self._found.counts, self._found
        if counts.squares is None:
            return 1.0
        chosen = (found.compared, found.position)
        return round(float(repeat_dispersion(counts.events[chosen].sum(), counts.squares[chosen].sum())), 1)

    def _models(self, together: PublishedFigure | None) -> tuple[Funnel | None, Rates | Shares | None]:
        """Limits, and the spread between units around what may be shown of all; None with too few units."""
        found = self._found
        chosen = (found.compared, found.position)
        if found.compared.sum() < max(FEWEST_UNITS, self._policy.degrees_of_freedom + 1):
            return None, None
        population = self._population[chosen]
        wide = self._width[chosen] * self._dispersion
        events = found.counts.events[chosen].sum(axis=1) / wide
        exposure = population * self._mix[chosen] / wide
        known = np.isfinite(exposure)
        events, exposure = events[known], exposure[known]
        if len(events) < FEWEST_UNITS:
            return None, None
        limits = funnel(events, exposure, of="share" if self._by_share else "rate", centre=self._rate)
        limits = replace(limits, dispersion=round(limits.dispersion, 1), between=_rough(limits.between))
        if isinstance(together, PublishedShare):
            mean = together.value
        elif isinstance(together, PublishedCount):
            mean = together.n / float(population.sum())
        else:
            return limits, None
        mean *= float(population.sum() / np.nansum(population * self._mix[chosen]))
        if not 0 < mean < (1 if self._by_share else inf):
            return limits, None
        if self._by_share:
            return limits, Shares(mean, _rough(spread_of_shares(events, exposure).variance))
        return limits, Rates(mean, _rough(spread_of_rates(events, exposure).variance))

    def _year(self, unit: int, position: int) -> YearShown:
        """What of a unit and year may be shown, and what follows from that."""
        year = self._found.counts.years[position]
        figure = self._figures.get((unit, position))
        factor, people = float(self._mix[unit, position]), float(self._population[unit, position])
        if not isinstance(figure, PublishedCount | PublishedShare) or not np.isfinite(factor):
            return YearShown(year, figure if isinstance(figure, Hidden) else None)
        count, among = (
            (figure.x, float(figure.n)) if isinstance(figure, PublishedShare) else (figure.n, people)
        )
        width = 1.0
        if self._direct:
            if count < FEWEST:
                return YearShown(year, figure, count, among)
            # no finer than rounding makes the count itself, or the counts of small groups could be worked out
            step = self._policy.rounding / count
            factor = max(round(factor / step), 1) * step
            width = max(round(float(self._width[unit, position]), 1), 0.1)
        exposure = among * factor
        if exposure <= 0:
            return YearShown(year, None)
        if self._by_share and isinstance(figure, PublishedShare):
            return YearShown(year, figure, count, among, exposure, figure.value, figure.low, figure.high)
        low, high = (float(end) - count for end in poisson(count, dispersion=self._dispersion))
        value, scale = count * self._per / exposure, self._per / exposure * sqrt(width)
        ends = (max(value + low * scale, 0.0), value + high * scale)
        return YearShown(year, figure, count, among, exposure / width, value, *ends)

    def _unit(self, unit: int) -> UnitShown:
        counts = self._found.counts
        shown = self._year(unit, self._found.position)
        if not self._found.compared[unit]:
            return UnitShown(counts.units[unit], counts.names[unit], shown, None, None, None)
        place, by_chance = self._place(shown)
        probable = self._probable(shown)
        return UnitShown(counts.units[unit], counts.names[unit], shown, place, by_chance, probable)

    def _place(self, shown: YearShown) -> tuple[Place | None, Place | None]:
        """Above, below or between the limits; and the limits of chance alone."""
        if self._funnel is None or shown.value is None:
            return None, None
        found: list[Place] = []
        for widened in (True, False):
            ends = self._funnel.limits([shown.exposure / self._dispersion], ALARM, widened=widened)
            low, high = (float(end[0]) * self._per for end in ends)
            found.append("above" if shown.value > high else "below" if shown.value < low else "between")
        return found[0], found[1]

    def _probable(self, shown: YearShown) -> tuple[float, float, float] | None:
        if self._spread is None or shown.value is None:
            return None
        exposure = shown.exposure / self._dispersion
        found = self._spread.shrunk([shown.value / self._per * exposure], [exposure])
        return (
            float(found.value[0]) * self._per,
            float(found.low[0]) * self._per,
            float(found.high[0]) * self._per,
        )

    def _shown_funnel(self, units: Sequence[UnitShown]) -> FunnelShown | None:
        sizes = [
            one.shown.exposure for one in units if one.shown.value is not None and one.shown.exposure > 0
        ]
        if self._funnel is None or len(sizes) < 2:
            return None
        beside = max((max(sizes) / min(sizes)) ** 0.04, LEAST_BESIDE)
        grid = np.geomspace(min(sizes) / beside, max(sizes) * beside, 60)
        lines = {
            (widened, level): self._funnel.limits(grid / self._dispersion, level, widened=widened)
            for widened in (True, False)
            for level in (0.95, ALARM)
        }

        def line(widened: bool, level: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
            low, high = (tuple(float(one) * self._per for one in end) for end in lines[widened, level])
            return low, high

        return FunnelShown(
            centre=self._funnel.centre * self._per,
            dispersion=self._funnel.dispersion,
            overdispersed=self._funnel.overdispersed,
            sizes=tuple(float(one) for one in grid),
            near=line(True, 0.95),
            far=line(True, ALARM),
            chance=line(False, ALARM),
        )

    def _chapter(self, unit: int) -> Chapter:
        found = self._found
        counts = found.counts
        years = tuple(self._year(unit, position) for position in range(len(counts.years)))
        breaks = tuple(BreakShown(counts.years[one.position], one.what) for one in found.breaks[unit])
        return Chapter(
            unit=self._unit(unit),
            apart=next((one.why for one in found.apart if one.unit == unit), None),
            years=years,
            trend=self._trend(years, [one.position for one in found.breaks[unit]]),
            breaks=breaks,
            peers=self._peers(found.peers.get(unit)),
            peer_group=group.group if (group := found.peers.get(unit)) else None,
        )

    def _trend(self, years: Sequence[YearShown], breaks: Sequence[int]) -> Trend:
        values = [np.nan if one.value is None else one.value for one in years]
        return xmr(values, breaks, lowest=0.0, highest=1.0 if self._share else None)

    def _peers(self, peers: Peers | None) -> tuple[PeerShown, ...]:
        return tuple(
            PeerShown(self._unit(one.unit), one.distance, one.nearer_than, one.higher, one.lower)
            for one in (peers.peers if peers else ())
        )


def _rough(value: float) -> float:
    """A number in so many figures that no single case can be read from it."""
    if value == 0:
        return 0.0
    return round(value, ROUGH - 1 - floor(log10(abs(value))))
