"""The figures of a benchmark that may be shown. Only :mod:`ketenzicht.publish.benchmark` makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ketenzicht.compare.places.shapes import Shapes
from ketenzicht.compare.settings import Kind
from ketenzicht.compare.trend import Trend
from ketenzicht.message import Label
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import PublishedFigure

Place: TypeAlias = Literal["above", "between", "below"]


@dataclass(frozen=True)
class YearShown:
    """A unit in a year; without a value when it is hidden (``figure``) or not known (None).

    Args:
        year: the year.
        figure: the released count or share.
        count, among: rounded events, and the population or the rounded number that they are of.
        exposure: the size of the unit in the funnel: ``among`` times what its groups lead to expect.
        value, low, high: the rate, or the share (0 to 1), with its interval.
    """

    year: int
    figure: PublishedFigure | None
    count: int = 0
    among: float = 0.0
    exposure: float = 0.0
    value: float | None = None
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class UnitShown:
    """A unit in the year that is compared.

    Args:
        code, name: of the unit.
        shown: its figures.
        place: above, between or below the limits; None without limits or value.
        place_by_chance: the same by the limits of chance alone.
        probable: its value pulled to that of all units, with its interval; None where that is not known.
    """

    code: str
    name: str
    shown: YearShown
    place: Place | None
    place_by_chance: Place | None
    probable: tuple[float, float, float] | None


@dataclass(frozen=True)
class PeerShown:
    """A comparable unit, how near it is, and in what it differs."""

    unit: UnitShown
    distance: float | None
    nearer_than: float | None
    higher: tuple[str, ...]
    lower: tuple[str, ...]


@dataclass(frozen=True)
class BreakShown:
    """The first year after a break, and what changed."""

    year: int
    what: Label


Line: TypeAlias = tuple[tuple[float, ...], tuple[float, ...]]
"""A lower and an upper limit by size."""


@dataclass(frozen=True)
class FunnelShown:
    """Limits around a centre, by size of the unit.

    Args:
        centre: of all units.
        dispersion: how many times the spread is that of chance.
        overdispersed: whether the limits were widened.
        sizes: exposures at which the limits are given.
        near, far: limits of 95 % and 99.8 %, widened where needed.
        chance: limits of 99.8 % of chance alone.
    """

    centre: float
    dispersion: float
    overdispersed: bool
    sizes: tuple[float, ...]
    near: Line
    far: Line
    chance: Line


@dataclass(frozen=True)
class Chapter:
    """A unit of its own.

    Args:
        unit: in the year that is compared.
        apart: why it is not compared; None when it is.
        years, trend: through the years, with limits and signals.
        breaks: where the series breaks.
        peers: comparable units, the nearest first.
        peer_group: their class, when they are comparable by that.
    """

    unit: UnitShown
    apart: Label | None
    years: tuple[YearShown, ...]
    trend: Trend
    breaks: tuple[BreakShown, ...]
    peers: tuple[PeerShown, ...]
    peer_group: str | None


@dataclass(frozen=True)
class PublishedBenchmark:
    """All of a benchmark that may be shown.

    Args:
        title, synthetic: of the benchmark; synthetic when nobody in it exists.
        indicator, note, kind, definition, definition_name: what is counted, and by which definition.
        per, among: per how many of what; of what, when it is a share.
        unit_words: what a unit is called, in singular and plural.
        year, years: the year that is compared, and all of the table.
        source, reference_source, surroundings: where counts, reference and circumstances come from.
        features: by which units are comparable.
        strata: groups by which rates are standardised; empty when there are none.
        direct: whether they are standardised directly.
        reference_rate: of all units, or of the reference.
        dispersion: how far several events per person widen the intervals.
        policy: which rules protect the figures.
        units: those that are compared, by name.
        apart: names of the others, with the reason.
        funnel: the limits; None with too few units.
        shrunk: whether there are probable values.
        chapters: units of their own.
        shapes, borders: where units lie, and whose borders those are; None without a map.
    """

    title: str
    synthetic: bool
    indicator: str
    note: str | None
    kind: Kind
    per: int
    among: str
    definition: str
    definition_name: Label | None
    unit_words: tuple[str, str]
    year: int
    years: tuple[int, ...]
    source: str
    reference_source: str
    surroundings: str
    features: tuple[str, ...]
    strata: tuple[str, ...]
    direct: bool
    reference_rate: float
    dispersion: float
    policy: Policy
    units: tuple[UnitShown, ...]
    apart: tuple[tuple[str, Label], ...]
    funnel: FunnelShown | None
    shrunk: bool
    chapters: tuple[Chapter, ...]
    shapes: Shapes | None = None
    borders: str = ""
