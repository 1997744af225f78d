"""What the page of a benchmark knows: one class per part of it, all texts in the language of the reader."""

from __future__ import annotations

from dataclasses import dataclass

from ketenzicht.publish.language import Language


@dataclass(frozen=True)
class FigureView:
    """A figure as a reader sees it, with its interval."""

    text: str
    interval: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class UnitView:
    """A line of the table of units."""

    name: str
    count: str
    among: str
    value: FigureView
    probable: FigureView
    place: str


@dataclass(frozen=True)
class PeerView:
    """A line of the table of comparable units."""

    name: str
    distance: str
    nearer: str
    higher: str
    lower: str
    value: FigureView


@dataclass(frozen=True)
class ChapterView:
    """A unit of its own."""

    id: str
    name: str
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    trend: str | None
    trend_sentence: str
    years: tuple[tuple[str, str, FigureView, str], ...]
    """Year, count, value, remark."""
    peers: tuple[PeerView, ...]
    peers_sentence: str
    by_distance: bool


@dataclass(frozen=True)
class BenchmarkView:
    """A benchmark in words."""

    language: Language
    title: str
    synthetic: bool
    facts: tuple[tuple[str, str], ...]
    what_it_is: str
    note: str
    unit: str
    units_word: str
    value_word: str
    among_word: str
    funnel_sentences: tuple[str, ...]
    funnel: str | None
    funnel_caption: str
    map: str | None
    map_caption: str
    units: tuple[UnitView, ...]
    has_probable: bool
    has_hidden: bool
    apart: tuple[tuple[str, str], ...]
    chapters: tuple[ChapterView, ...]
    method: tuple[tuple[str, str], ...]
