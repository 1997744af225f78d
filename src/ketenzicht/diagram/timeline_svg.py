"""One case as a static SVG: no script, no style sheet, readable without colour.

Bars are stages, dots are events. What lies past a term is vermillion *and* hatched *and* says so in words;
the other colours are chosen to stay apart for colour-blind readers (after Okabe and Ito 2008, darkened until white
text on them has a contrast of 4.5).
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date
from html import escape

from ketenzicht.diagram.timeline import Bar, Lane, Row, Timeline, pack
from ketenzicht.diagram.timeline_words import (
    axis_ticks,
    counted,
    description,
    length_words,
    long_date,
    short_date,
    subtitle,
)

WIDTH, LEFT, RIGHT, MARGIN = 1000, 246, 960, 24
LINE, BAR, GAP_BETWEEN = 24, 15, 8
TEXT_LINE, NAME_LENGTH = 16, 32
LETTER = 6.3
"""Width of a letter of the labels: enough for every common sans serif."""

INK, SOFT, GRID, PAPER = "#1d2733", "#55606c", "#dfe4ea", "#ffffff"
MISSED, MISSED_INK = "#d55e00", "#a63c00"
ABSENT = "#f1f2f4"
LANE_COLOURS = ("#0b5d92", "#00705a", "#8a4a76", "#6d5a00", "#4a4f8f", "#7a4b2a")
LANE_TINTS = ("#d5e6f2", "#d2ebe4", "#f0dfea", "#efe8c9", "#dfe0f2", "#efe0d5")
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"


@dataclass
class _Canvas:
    """The parts drawn so far, and the scale."""

    first: date
    last: date
    parts: list[str]

    def x(self, day: date) -> float:
        """Where a day lies."""
        days = max((self.last - self.first).days, 1)
        return LEFT + (RIGHT - LEFT) * min(max((day - self.first).days / days, 0.0), 1.0)

    def text(self, x: float, y: float, words: str, **attributes: object) -> None:
        """Words at a place; ``end="end"`` puts their end there."""
        given = {"size": 12, "fill": INK, "weight": None, "end": None} | attributes
        extra = "".join(
            f' {name}="{value}"'
            for name, value in (("font-weight", given["weight"]), ("text-anchor", given["end"]))
            if value is not None
        )
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{given["size"]}" fill="{given["fill"]}"{extra}>'
            f"{escape(words)}</text>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str, more: str = "") -> None:
        """A straight line."""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}"{more}/>'
        )

    def box(self, x: float, y: float, width: float, height: float, fill: str, more: str = "") -> None:
        """A rectangle."""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"{more}/>'
        )


def timeline_svg(timeline: Timeline) -> str:
    """The drawing as one SVG document, 1,000 units wide, as high as it needs; the same case gives the same bytes."""
    canvas = _Canvas(timeline.first, timeline.last, [])
    top = 106.0
    y = top
    for number, lane in enumerate(timeline.lanes):
        y = _lane(canvas, timeline, lane, number, y)
    if timeline.gaps:
        y = _gaps(canvas, timeline, y)
    if timeline.persons:
        y = _persons(canvas, timeline, y)
    bottom = y + 4
    body, canvas.parts = canvas.parts, []
    height = _footer(canvas, timeline, bottom)
    footer, canvas.parts = canvas.parts, []
    _header(canvas, timeline)
    _background(canvas, timeline, top, bottom)
    title = f"Casus {timeline.case}: tijdlijn"
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
            f'viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-labelledby="titel uitleg" lang="nl" '
            f'font-family="{escape(FONT)}">',
            f'<title id="titel">{escape(title)}</title>',
            f'<desc id="uitleg">{escape(subtitle(timeline) + ". " + description(timeline))}</desc>',
            '<defs><pattern id="te-laat" width="5" height="5" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="5" height="5" fill="{MISSED}"/>'
            f'<rect width="1.6" height="5" fill="{PAPER}" fill-opacity="0.55"/></pattern></defs>',
            f'<rect width="{WIDTH}" height="{height:.0f}" fill="{PAPER}"/>',
            *canvas.parts,
            *body,
            *footer,
            "</svg>",
            "",
        ]
    )


def _header(canvas: _Canvas, timeline: Timeline) -> None:
    canvas.text(MARGIN, 36, f"Casus {timeline.case}", size=20, weight=600)
    canvas.text(MARGIN, 58, subtitle(timeline), size=13, fill=SOFT)
    if timeline.synthetic:
        words = "verzonnen gegevens"
        width = len(words) * 7 + 18
        canvas.box(RIGHT - width, 20, width, 22, PAPER, f' rx="11" stroke="{SOFT}"')
        canvas.text(RIGHT - width / 2, 35, words, fill=SOFT, end="middle")


def _background(canvas: _Canvas, timeline: Timeline, top: float, bottom: float) -> None:
    for begin, end in timeline.gaps:
        canvas.box(canvas.x(begin), top, canvas.x(end) - canvas.x(begin), bottom - top, ABSENT)
    for day, label in axis_ticks(timeline.first, timeline.last, 9):
        x = canvas.x(day)
        canvas.line(x, top - 8, x, bottom, GRID)
        canvas.text(x + 3, top - 14, label, fill=SOFT)
    if timeline.last == timeline.data_to:
        canvas.line(RIGHT, top - 8, RIGHT, bottom, SOFT, ' stroke-width="1.5"')
        canvas.text(RIGHT, top - 30, f"einde gegevens {short_date(timeline.data_to)}", fill=SOFT, end="end")


def _lane(canvas: _Canvas, timeline: Timeline, lane: Lane, number: int, y: float) -> float:
    y = _heading(canvas, lane.name, y)
    colours = LANE_COLOURS[number % len(LANE_COLOURS)], LANE_TINTS[number % len(LANE_TINTS)]
    for row in lane.rows:
        begin = y
        after = _marks(canvas, row, colours[0], y) if row.marks else _bars(canvas, timeline, row, colours, y)
        y = max(after, _name(canvas, row.name, begin))
    return y + 6


def _heading(canvas: _Canvas, words: str, y: float) -> float:
    canvas.line(MARGIN, y, RIGHT, y, GRID)
    canvas.text(MARGIN, y + 19, words, size=14, weight=600)
    return y + 26


def _name(canvas: _Canvas, words: str, y: float) -> float:
    lines = textwrap.wrap(words, NAME_LENGTH) or [""]
    for number, line in enumerate(lines):
        canvas.text(MARGIN + 10, y + 15 + number * 14, line)
    return y + LINE + (len(lines) - 1) * 14


def _marks(canvas: _Canvas, row: Row, colour: str, y: float) -> float:
    middle, reached = y + 11, 0.0
    places = [canvas.x(mark.day) for mark in row.marks]
    for place, mark in zip(places, row.marks, strict=True):
        canvas.parts.append(
            f'<circle cx="{place:.1f}" cy="{middle:.1f}" r="5.5" fill="{colour}" stroke="{PAPER}">'
            f"<title>{escape(row.name)}, {long_date(mark.day)}</title></circle>"
        )
        words = short_date(mark.day) if mark.number == 1 else f"{mark.number}× {short_date(mark.day)}"
        begin = place + 9
        nearest = min((other for other in places if other > place), default=float("inf"))
        width = len(words) * LETTER
        if begin >= reached and begin + width < min(nearest - 6, WIDTH):
            canvas.text(begin, middle + 4, words, fill=SOFT)
            reached = begin + width
    return y + LINE


@dataclass(frozen=True)
class _Placed:
    """A bar with where it lies and where its words go."""

    bar: Bar
    begin: float
    end: float
    words: str
    inside: bool
    notes: tuple[tuple[float, str, str], ...]

    def extent(self) -> tuple[float, float]:
        """From the leftmost to the rightmost of the bar and its words."""
        lefts, rights = [self.begin], [self.end]
        if not self.inside:
            rights.append(self.end + 6 + len(self.words) * LETTER)
        for x, anchor, text in self.notes:
            width = len(text) * LETTER
            lefts.append(x - width if anchor == "end" else x)
            rights.append(x if anchor == "end" else x + width)
        return min(lefts), max(rights)


def _place(canvas: _Canvas, timeline: Timeline, bar: Bar) -> _Placed:
    ended = bar.ended_on or timeline.data_to
    begin = canvas.x(bar.started_on)
    end = max(canvas.x(ended), begin + 3)
    words = length_words((ended - bar.started_on).days)
    if bar.ended_on is None:
        words = f"loopt nog, {words}"
    elif bar.ending:
        words = f"{words}, {bar.ending}"
    overdue = max((end - canvas.x(missed.due_on) for missed in bar.missed), default=0.0)
    inside = len(words) * LETTER + 14 < end - begin - overdue
    if not inside and end + 6 + len(words) * LETTER > WIDTH - 4:
        return _Placed(bar, begin, end, "", True, _notes((words, *_missed_words(bar)), begin, end))
    return _Placed(bar, begin, end, words, inside, _notes(_missed_words(bar), begin, end))


def _missed_words(bar: Bar) -> tuple[str, ...]:
    return tuple(f"✕ {missed.text}" for missed in bar.missed)


def _notes(texts: tuple[str, ...], begin: float, end: float) -> tuple[tuple[float, str, str], ...]:
    """Words under a bar: from its start on, or, where the paper ends, up to its end."""
    return tuple(
        (begin, "start", text) if begin + len(text) * LETTER < WIDTH - 4 else (max(end, LEFT), "end", text)
        for text in texts
    )


def _bars(canvas: _Canvas, timeline: Timeline, row: Row, colours: tuple[str, str], y: float) -> float:
    placed = [_place(canvas, timeline, bar) for bar in row.bars]
    for line in pack(placed, _Placed.extent, GAP_BETWEEN):
        for item in line:
            _bar(canvas, row, item, colours, y)
        y += LINE + TEXT_LINE * max(len(item.notes) for item in line)
    return y


def _bar(canvas: _Canvas, row: Row, item: _Placed, colours: tuple[str, str], y: float) -> None:
    bar, top = item.bar, y + 4
    fill, ink = (colours[1], INK) if row.whole else (colours[0], PAPER)
    is_open = bar.ended_on is None
    border = f' stroke="{colours[0]}" stroke-width="1"' if row.whole else ""
    end = item.end - 9 if is_open and item.end - item.begin > 12 else item.end
    canvas.box(item.begin, top, end - item.begin, BAR, fill, border + ("" if is_open else ' rx="2"'))
    for missed in bar.missed:
        due, until = canvas.x(missed.due_on), min(max(canvas.x(missed.until_on), item.begin + 3), end)
        due = min(max(due, item.begin), until - 3)
        canvas.box(due, top, until - due, BAR, "url(#te-laat)")
    if is_open:
        points = f"{end:.1f},{top - 3:.1f} {item.end:.1f},{top + BAR / 2:.1f} {end:.1f},{top + BAR + 3:.1f}"
        canvas.parts.append(f'<polygon points="{points}" fill="{colours[0]}"/>')
    if item.words:
        if item.inside:
            canvas.text(item.begin + 7, top + 12, item.words, fill=ink)
        else:
            canvas.text(item.end + 6, top + 12, item.words, fill=SOFT)
    for number, (x, anchor, text) in enumerate(item.notes):
        late = text.startswith("✕")
        canvas.text(
            x,
            y + LINE + 10 + number * TEXT_LINE,
            text,
            fill=MISSED_INK if late else SOFT,
            weight=600 if late else None,
            end=None if anchor == "start" else "end",
        )


def _gaps(canvas: _Canvas, timeline: Timeline, y: float) -> float:
    y = _heading(canvas, "Niemand betrokken", y)
    bars = [Bar(begin, end) for begin, end in timeline.gaps]
    for line in pack([_place(canvas, timeline, bar) for bar in bars], _Placed.extent, GAP_BETWEEN):
        for item in line:
            middle = y + 11
            canvas.line(
                item.begin, middle, item.end, middle, SOFT, ' stroke-width="2" stroke-dasharray="2 4"'
            )
            words = item.words or (item.notes[0][2] if item.notes else "")
            width = len(words) * LETTER + 8
            if item.inside and item.words:
                canvas.box((item.begin + item.end - width) / 2, y + 2, width, 18, ABSENT)
                canvas.text((item.begin + item.end) / 2, middle + 4, words, fill=SOFT, end="middle")
            elif item.words:
                canvas.text(item.end + 6, middle + 4, words, fill=SOFT)
            else:
                canvas.text(item.begin - 6, middle + 4, words, fill=SOFT, end="end")
        y += LINE
    return y + 6


def _persons(canvas: _Canvas, timeline: Timeline, y: float) -> float:
    y = _heading(canvas, "Om wie het gaat", y)
    for person in timeline.persons:
        middle = y + 11
        places = [canvas.x(day) for day in person.days]
        canvas.line(min(places), middle, max(places), middle, SOFT, ' stroke-width="1"')
        for place in places:
            canvas.parts.append(
                f'<circle cx="{place:.1f}" cy="{middle:.1f}" r="3.5" fill="{PAPER}" stroke="{INK}" '
                'stroke-width="1.5"/>'
            )
        y = _name(canvas, f"{person.letter}  {person.words}", y)
    return y + 6


def _footer(canvas: _Canvas, timeline: Timeline, y: float) -> float:
    canvas.line(MARGIN, y, RIGHT, y, GRID)
    y += 24
    x: float = MARGIN
    canvas.parts.append(f'<circle cx="{x + 6:.0f}" cy="{y - 4:.0f}" r="5.5" fill="{INK}"/>')
    canvas.text(x + 18, y, "gebeurtenis", fill=SOFT)
    x += 110
    canvas.box(x, y - 11, 26, 13, INK, ' rx="2"')
    canvas.text(x + 33, y, "fase", fill=SOFT)
    x += 82
    if timeline.has_open:
        canvas.parts.append(
            f'<polygon points="{x:.0f},{y - 13:.0f} {x + 10:.0f},{y - 4:.0f} {x:.0f},{y + 5:.0f}" fill="{INK}"/>'
        )
        canvas.text(x + 17, y, "loopt nog", fill=SOFT)
        x += 94
    if timeline.missed:
        canvas.box(x, y - 11, 26, 13, "url(#te-laat)")
        canvas.text(x + 33, y, "✕ na het einde van de termijn", fill=MISSED_INK, weight=600)
        x += 232
    if timeline.gaps:
        canvas.line(x, y - 4, x + 26, y - 4, SOFT, ' stroke-width="2" stroke-dasharray="2 4"')
        canvas.text(x + 33, y, "niemand betrokken", fill=SOFT)
    for note in timeline.notes:
        y += 18
        canvas.text(MARGIN, y, note, fill=SOFT)
    y += 18
    count = counted(len(timeline.lanes), "organisatie", "organisaties")
    canvas.text(
        MARGIN, y, f"Tijdlijn van 1 {timeline.unit} bij {count}. Blijft binnen de beveiligde map.", fill=SOFT
    )
    return y + 20
