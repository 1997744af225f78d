"""A map of rates or shares by place, coloured by class; with a table beside it that says the same.

Written as SVG directly: Vega-Lite has no hatching, and a place without a figure must look like no class at all.
Classes differ in lightness, so that they stay apart in grey print and for colour-blind readers. The map has no order
of places: it is no league table. Numbers of cases are refused, since such a map shows where many people live.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from ketenzicht.chain.model import TextNode
from ketenzicht.compare.places.shapes import Shapes, thinned
from ketenzicht.message import Label, message
from ketenzicht.publish.charts.choose import Chart
from ketenzicht.publish.charts.look import INK, SOFT, WIDTH
from ketenzicht.publish.charts.map_classes import CLASSES, class_of, class_words, quantile_breaks, value_shown
from ketenzicht.publish.charts.render import SVG
from ketenzicht.publish.language import Wording, capital
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    PublishedCount,
    PublishedFigure,
    PublishedNumber,
    PublishedRow,
    PublishedShare,
    PublishedTable,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

FINE = 10
"""The picture is drawn in tenths of its unit, so that whole numbers are fine enough."""
THINNER = 0.5
"""A border may move half a unit of the picture."""
FILLS: Mapping[int, tuple[str, ...]] = {
    1: ("#6ca6c6",),
    2: ("#c9dfeb", "#33779f"),
    3: ("#d7e7f0", "#6ca6c6", "#12425f"),
    4: ("#dbe9f1", "#93bfd7", "#33779f", "#12425f"),
    5: ("#dfecf3", "#abcde0", "#6ca6c6", "#33779f", "#12425f"),
}
"""Light to dark, by the number of classes."""
BORDER, ROW, SWATCH, EDGE = "#8b99a2", 20, 13, 6


@dataclass(frozen=True)
class MapChart:
    """A map with its table.

    Args:
        chart: what is drawn.
        table: the same figures by name of the place.
        breaks: where a class ends and the next one begins, in the unit of the figures.
        not_drawn: places that have a figure but are not on the map.
    """

    chart: Chart
    table: PublishedTable
    breaks: tuple[float, ...]
    not_drawn: tuple[str, ...]


def map_chart(
    figures: Mapping[str, PublishedFigure | None],
    shapes: Shapes,
    *,
    id_: str,
    title: str,
    sentence: str,
    column: Label,
    wording: Wording,
    policy: Policy,
    breaks: Sequence[float] | None = None,
    marked: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    borders: str = "",
) -> MapChart | None:
    """Draw published figures on a map.

    Args:
        figures: shares or numbers by code of the place; None where the source has none.
        shapes: the borders; codes as in ``figures``.
        id_: unique in the page.
        title, sentence: what a screen reader says.
        column: what the figures are, for the legend and the table.
        wording: the language.
        policy: that protects the figures; the words for a hidden one depend on it.
        breaks: the least value of the second class and further; five classes of about as many places when left out.
        marked: codes of places with a thick line around them.
        names: of places; those of the map when left out.
        borders: whose borders they are, and of which year; most are free to use when that is said.

    Returns:
        The map; None when there is no figure to draw.

    Raises:
        ValueError: a figure is a count, or there are more classes than colours.
    """
    if any(isinstance(figure, PublishedCount) for figure in figures.values()):
        raise ValueError("a map of counts shows where many people live: give shares or rates")
    called: dict[str, str] = {**dict.fromkeys(figures, ""), **shapes.names, **(names or {})}
    called = {code: name or code for code, name in called.items()}
    values = {
        code: value_shown(figure)
        for code, figure in figures.items()
        if isinstance(figure, PublishedShare | PublishedNumber) and code in shapes.rings
    }
    if not values:
        return None
    cuts = tuple(sorted(breaks)) if breaks is not None else quantile_breaks(values.values(), CLASSES)
    if len(cuts) + 1 > CLASSES:
        raise ValueError(f"a map has at most {CLASSES} classes, not {len(cuts) + 1}")
    drawing = _Drawing(shapes, figures, values, cuts, id_, wording, policy, called)
    what = wording.text(column)
    svg = drawing.svg(title, sentence, capital(what), [code for code in marked if code in shapes.rings])
    reading = message(
        "Hoe donkerder, hoe hoger. Met strepen: geen cijfer. Met stippen: een cijfer dat we niet tonen. "
        "De tabel heeft alle cijfers."
    )
    said = wording.text(reading)
    if borders:
        said += " " + wording.text(message("Grenzen: {bron}.", bron=borders.rstrip(".")))
    rows = tuple(
        PublishedRow(code, TextNode(nl=called[code]), (figures.get(code),), 0)
        for code in sorted(called, key=lambda code: (_sorted_as(called[code]), code))
    )
    return MapChart(
        Chart(svg, capital(what), said),
        PublishedTable(id_, column, (column,), rows, None),
        cuts,
        tuple(sorted(code for code in figures if code not in shapes.rings)),
    )


class _Drawing:
    """One map; all lengths in tenths of the unit of the picture."""

    def __init__(
        self,
        shapes: Shapes,
        figures: Mapping[str, PublishedFigure | None],
        values: Mapping[str, float],
        breaks: tuple[float, ...],
        id_: str,
        wording: Wording,
        policy: Policy,
        names: Mapping[str, str],
    ) -> None:
        self._figures, self._values, self._breaks = figures, values, breaks
        self._id, self._wording, self._policy, self._names = id_, wording, policy, names
        points = [point for rings in shapes.rings.values() for ring in rings for point in ring]
        self._west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, self._north = min(y for _, y in points), max(y for _, y in points)
        self._edge = EDGE * FINE
        wide, high = max(east - self._west, 1), max(self._north - south, 1)
        # a tall strip of land would otherwise fill pages
        self._metres = max(wide / (WIDTH * FINE - 2 * self._edge), high / (1.3 * WIDTH * FINE))
        self._height = ceil(high / self._metres) + 2 * self._edge
        self._shapes = thinned(shapes, THINNER * FINE * self._metres)
        self._fills = FILLS[len(breaks) + 1]

    def svg(self, title: str, sentence: str, what: str, marked: Sequence[str]) -> str:
        from lxml import etree

        root = etree.fromstring(f'<svg xmlns="{SVG}"/>')
        root.set("role", "img")
        root.set("aria-labelledby", f"{self._id}-titel {self._id}-uitleg")
        root.set("class", "grafiek")
        for tag, end, text in (("title", "titel", f"{title}: {what}"), ("desc", "uitleg", sentence)):
            self._add(root, tag, id=f"{self._id}-{end}").text = text
        self._patterns(self._add(root, "defs"))
        places = self._add(root, "g", stroke=BORDER, **{"stroke-width": "4", "stroke-linejoin": "round"})
        for code in sorted(self._shapes.rings):
            path = self._add(places, "path", d=self._path(code), fill=self._fill(code))
            self._add(path, "title").text = self._said(code)
        around = self._add(root, "g", fill="none", stroke=INK, **{"stroke-width": "20"})
        for code in marked:
            self._add(around, "path", d=self._path(code))
        height = self._legend(root, what, marked)
        root.set("viewBox", f"0 0 {WIDTH * FINE} {height}")
        return etree.tostring(root, encoding="unicode")

    def _legend(self, root: _Element, what: str, marked: Sequence[str]) -> int:
        """Draw the legend under the map; gives where it ends."""
        top = self._height + ROW * FINE
        self._text(root, 0, top, what, **{"font-weight": "bold"})
        found = [class_of(value, self._breaks) for value in self._values.values()]
        style = next(
            figure
            for figure in self._figures.values()
            if isinstance(figure, PublishedShare | PublishedNumber)
        )
        entries = [
            (fill, BORDER, class_words(place, self._breaks, style, self._wording), found.count(place))
            for place, fill in enumerate(self._fills)
        ]
        without = [code for code in self._shapes.rings if code not in self._values]
        hidden = [code for code in without if isinstance(self._figures.get(code), Hidden)]
        say = self._wording.text
        if hidden:
            entries.append((self._url("verborgen"), BORDER, say(message("niet getoond")), len(hidden)))
        if len(without) > len(hidden):
            entries.append(
                (self._url("geen"), BORDER, say(message("geen cijfer")), len(without) - len(hidden))
            )
        if marked:
            called = ", ".join(self._names[code] for code in marked[:3])
            entries.append(("none", INK, called + (", …" if len(marked) > 3 else ""), 0))
        for place, (fill, stroke, words, number) in enumerate(entries):
            middle = top + (place + 1) * ROW * FINE
            size = SWATCH * FINE
            self._add(
                root, "rect", x="0" if stroke == BORDER else "5", y=f"{middle - size // 2}",
                width=f"{size * 2}", height=f"{size}", fill=fill, stroke=stroke,
                **{"stroke-width": "4" if stroke == BORDER else "20"},
            )  # fmt: skip
            self._text(root, size * 2 + 80, middle, words)
            if number:
                self._text(root, WIDTH * FINE // 2, middle, self._number(number), fill=SOFT)
        return top + len(entries) * ROW * FINE + ROW * FINE // 2 + self._edge

    def _number(self, number: int) -> str:
        one = message("1 plaats") if number == 1 else message("{n} plaatsen", n=number)
        return self._wording.text(one)

    def _path(self, code: str) -> str:
        """The outlines of a place, each point as its step from the one before."""
        parts = []
        for ring in self._shapes.rings[code]:
            before: tuple[int, int] | None = None
            steps = []
            for x, y in ring:
                here = (
                    self._edge + round((x - self._west) / self._metres),
                    self._edge + round((self._north - y) / self._metres),
                )
                if before is None:
                    steps.append(f"M{here[0]} {here[1]}l")
                elif here != before:
                    steps.append(f"{here[0] - before[0]} {here[1] - before[1]} ")
                before = here
            parts.append("".join(steps).rstrip("l ") + "z")
        return "".join(parts)

    def _fill(self, code: str) -> str:
        if code in self._values:
            return self._fills[class_of(self._values[code], self._breaks)]
        return self._url("verborgen" if isinstance(self._figures.get(code), Hidden) else "geen")

    def _said(self, code: str) -> str:
        figure = self._figures.get(code)
        if figure is None:
            words = self._wording.text(message("geen cijfer"))
        else:
            words = self._wording.figure(figure, self._policy)
            interval = self._wording.interval(figure)
            words += f" ({interval})" if interval else ""
        return f"{self._names[code]}: {words}"

    def _patterns(self, defs: _Element) -> None:
        """Lines where there is no figure, dots where one is not shown."""
        common = {"patternUnits": "userSpaceOnUse", "width": "50", "height": "50"}
        lines = self._add(defs, "pattern", id=f"{self._id}-geen", patternTransform="rotate(45)", **common)
        self._add(lines, "rect", width="50", height="50", fill="#ffffff")
        self._add(lines, "rect", width="12", height="50", fill="#9aa7b0")
        dots = self._add(defs, "pattern", id=f"{self._id}-verborgen", **common)
        self._add(dots, "rect", width="50", height="50", fill="#ffffff")
        self._add(dots, "circle", cx="25", cy="25", r="12", fill="#5a6872")

    def _url(self, name: str) -> str:
        return f"url(#{self._id}-{name})"

    def _text(self, root: _Element, x: int, middle: int, text: str, **attributes: str) -> None:
        given = {"fill": INK, "font-size": f"{13 * FINE}", **attributes}
        self._add(root, "text", x=f"{x}", y=f"{middle + floor(4.5 * FINE)}", **given).text = text

    def _add(self, parent: _Element, tag: str, **attributes: str) -> _Element:
        from lxml import etree

        return etree.SubElement(parent, f"{{{SVG}}}{tag}", attributes)


def _sorted_as(name: str) -> str:
    """Where a name stands in an index: without the apostrophe at its start."""
    return name.removeprefix("'").casefold()
