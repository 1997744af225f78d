"""One case as a static SVG: no script, no style sheet, readable without colour.

Bars are stages, dots are events. What lies past a term is vermillion *and* hatched *and* says so in words;
the other colours are chosen to stay apart for colour-blind readers (after Okabe and Ito 2008, darkened until white
text on them has a contrast of 4.5).
"""

from __future__ import annotations

import textwrap
from html import escape

from ketenzicht.diagram.timeline import Bar, Lane, Mark, Row, Timeline, pack
from ketenzicht.diagram.timeline_canvas import (
    ABSENT,
    BAR,
    FONT,
    GRID,
    INK,
    LANE_COLOURS,
    LANE_TINTS,
    LEFT,
    LETTER,
    LINE,
    MARGIN,
    MISSED,
    MISSED_INK,
    PAPER,
    RIGHT,
    SOFT,
    TEXT_LINE,
    WIDTH,
    Canvas,
)
from ketenzicht.diagram.timeline_place import Placed, Words, place
from ketenzicht.diagram.timeline_words import (
    axis_ticks,
    counted,
    description,
    long_date,
    short_date,
    subtitle,
)

DASHES = ' stroke-width="2" stroke-dasharray="2 4"'
GAP_BETWEEN, NAME_LENGTH = 8, 32
MOST_NOTES, CLOSE = 3, 12
"""A row with more missed terms than this says them in short."""


def timeline_svg(timeline: Timeline) -> str:
    """The drawing as one SVG document, 1,000 units wide, as high as it needs; the same case gives the same bytes."""
    canvas = Canvas(timeline.first, timeline.last)
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


def _header(canvas: Canvas, timeline: Timeline) -> None:
    canvas.text(MARGIN, 36, f"Casus {timeline.case}", size=20, weight=600)
    canvas.text(MARGIN, 58, subtitle(timeline), size=13, fill=SOFT)
    if timeline.synthetic:
        words = "verzonnen gegevens"
        width = len(words) * 7 + 18
        canvas.box(RIGHT - width, 20, width, 22, PAPER, f' rx="11" stroke="{SOFT}"')
        canvas.text(RIGHT - width / 2, 35, words, fill=SOFT, end="middle")


def _background(canvas: Canvas, timeline: Timeline, top: float, bottom: float) -> None:
    for begin, end in timeline.gaps:
        canvas.box(canvas.x(begin), top, canvas.x(end) - canvas.x(begin), bottom - top, ABSENT)
    ticks = axis_ticks(timeline.first, timeline.last, 9)
    if not ticks or canvas.x(ticks[0][0]) - LEFT > len(short_date(timeline.first)) * LETTER + GAP_BETWEEN:
        canvas.text(LEFT, top - 14, short_date(timeline.first), fill=SOFT)
    for day, label in ticks:
        x = canvas.x(day)
        canvas.line(x, top - 8, x, bottom, GRID)
        canvas.text(x + 3, top - 14, label, fill=SOFT)
    if timeline.last == timeline.data_to:
        canvas.line(RIGHT, top - 8, RIGHT, bottom, SOFT, ' stroke-width="1.5"')
        canvas.text(RIGHT, top - 30, f"einde gegevens {short_date(timeline.data_to)}", fill=SOFT, end="end")


def _lane(canvas: Canvas, timeline: Timeline, lane: Lane, number: int, y: float) -> float:
    y = _heading(canvas, lane.name, y)
    colours = LANE_COLOURS[number % len(LANE_COLOURS)], LANE_TINTS[number % len(LANE_TINTS)]
    for row in lane.rows:
        begin = y
        after = _marks(canvas, row, colours[0], y) if row.marks else _bars(canvas, timeline, row, colours, y)
        y = max(after, _name(canvas, row.name, begin))
    return y + 6


def _heading(canvas: Canvas, words: str, y: float) -> float:
    canvas.line(MARGIN, y, RIGHT, y, GRID)
    canvas.text(MARGIN, y + 19, words, size=14, weight=600)
    return y + 26


def _name(canvas: Canvas, words: str, y: float) -> float:
    lines = textwrap.wrap(words, NAME_LENGTH) or [""]
    for number, line in enumerate(lines):
        canvas.text(MARGIN + 10, y + 15 + number * 14, line)
    return y + LINE + (len(lines) - 1) * 14


def _marks(canvas: Canvas, row: Row, colour: str, y: float) -> float:
    middle, reached = y + 11, float(LEFT)
    clusters: list[list[Mark]] = []
    for mark in row.marks:
        if clusters and canvas.x(mark.day) - canvas.x(clusters[-1][-1].day) < CLOSE:
            clusters[-1].append(mark)
        else:
            clusters.append([mark])
    for number, cluster in enumerate(clusters):
        for mark in cluster:
            canvas.parts.append(
                f'<circle cx="{canvas.x(mark.day):.1f}" cy="{middle:.1f}" r="5.5" fill="{colour}" '
                f'stroke="{PAPER}"><title>{escape(row.name)}, {long_date(mark.day)}</title></circle>'
            )
        times = sum(mark.number for mark in cluster)
        words = short_date(cluster[0].day) if times == 1 else f"{times}×"
        width = len(words) * LETTER
        left, right = canvas.x(cluster[0].day) - 9, canvas.x(cluster[-1].day) + 9
        end = canvas.x(clusters[number + 1][0].day) - 9 if number + 1 < len(clusters) else RIGHT
        if right + width < end:
            canvas.text(right, middle + 4, words, fill=SOFT)
            reached = right + width
        elif left - width > reached + GAP_BETWEEN:
            canvas.text(left, middle + 4, words, fill=SOFT, end="end")
            reached = right
        else:
            reached = right
    return y + LINE


def _bars(canvas: Canvas, timeline: Timeline, row: Row, colours: tuple[str, str], y: float) -> float:
    short = sum(len(bar.missed) for bar in row.bars) > MOST_NOTES
    placed = [place(canvas, timeline, bar, short=short) for bar in row.bars]
    for line in pack(placed, Placed.extent, GAP_BETWEEN):
        for item in line:
            _bar(canvas, row, item, colours, y)
        y += LINE + TEXT_LINE * max(len(item.under) for item in line)
    return y


def _bar(canvas: Canvas, row: Row, item: Placed, colours: tuple[str, str], y: float) -> None:
    bar, top = item.bar, y + 4
    fill, ink = (colours[1], INK) if row.whole else (colours[0], PAPER)
    is_open = bar.ended_on is None
    border = f' stroke="{colours[0]}" stroke-width="1"' if row.whole else ""
    end = item.end - 9 if is_open and item.end - item.begin > 12 else item.end
    canvas.box(item.begin, top, end - item.begin, BAR, fill, border + ("" if is_open else ' rx="2"'))
    for missed in bar.missed:
        until = min(max(canvas.x(missed.until_on), item.begin + 3), end)
        due = min(max(canvas.x(missed.due_on), item.begin), until - 3)
        canvas.box(due, top, until - due, BAR, "url(#te-laat)", title=missed.text)
    if is_open:
        points = f"{end:.1f},{top - 3:.1f} {item.end:.1f},{top + BAR / 2:.1f} {end:.1f},{top + BAR + 3:.1f}"
        canvas.parts.append(f'<polygon points="{points}" fill="{colours[0]}"/>')
    _write(canvas, item.beside, top + 12, ink if item.inside else SOFT)
    for number, words in enumerate(item.under):
        _write(canvas, words, y + LINE + 10 + number * TEXT_LINE, SOFT)


def _write(canvas: Canvas, words: Words, y: float, fill: str) -> None:
    canvas.text(
        words.x,
        y,
        words.text,
        fill=MISSED_INK if words.late else fill,
        weight=600 if words.late else None,
        end="end" if words.anchor == "end" else None,
    )


def _gaps(canvas: Canvas, timeline: Timeline, y: float) -> float:
    y = _heading(canvas, "Niemand betrokken", y)
    placed = [place(canvas, timeline, Bar(begin, end), short=False) for begin, end in timeline.gaps]
    for line in pack(placed, Placed.extent, GAP_BETWEEN):
        for item in line:
            middle, words = y + 11, item.beside
            canvas.line(item.begin, middle, item.end, middle, SOFT, DASHES)
            if item.inside:
                middle_x, width = (item.begin + item.end) / 2, len(words.text) * LETTER + 8
                canvas.box(middle_x - width / 2, y + 2, width, 18, ABSENT)
                canvas.text(middle_x, middle + 4, words.text, fill=SOFT, end="middle")
            else:
                _write(canvas, words, middle + 4, SOFT)
        y += LINE
    return y + 6


def _persons(canvas: Canvas, timeline: Timeline, y: float) -> float:
    y = _heading(canvas, "Om wie het gaat", y)
    for person in timeline.persons:
        middle = y + 11
        places = [canvas.x(day) for day in person.days]
        canvas.line(min(places), middle, max(places), middle, SOFT, ' stroke-width="1"')
        for x in places:
            canvas.parts.append(
                f'<circle cx="{x:.1f}" cy="{middle:.1f}" r="3.5" fill="{PAPER}" stroke="{INK}" '
                'stroke-width="1.5"/>'
            )
        y = _name(canvas, f"{person.letter}  {person.words}", y)
    return y + 6


def _footer(canvas: Canvas, timeline: Timeline, y: float) -> float:
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
        canvas.text(x + 33, y, "✕ termijn gemist: wat erna komt", fill=MISSED_INK, weight=600)
        x += 272
    if timeline.gaps:
        canvas.line(x, y - 4, x + 26, y - 4, SOFT, DASHES)
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
