"""One case as lines of text for a terminal: names at the left, the same rows as the drawing, then the story.

Colour only repeats what a sign says: ``✕`` and words for a missed term, ``▶`` for what still runs.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date

from ketenzicht.diagram.timeline import Bar, Lane, Row, Timeline, pack
from ketenzicht.diagram.timeline_words import axis_ticks, gap_words, short_date, subtitle

NAME_WIDTH, NARROWEST = 28, 24
MOST_NOTES, INDENT = 3, "    "
DATE_WIDTH, ORGANISATION_WIDTH = 13, 22

Span = tuple[str, str]
"""Words and their role: plain, heading, soft, bar, whole, mark, missed."""
Line = tuple[Span, ...]


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date
    width: int

    def cell(self, day: date) -> int:
        days = max((self.last - self.first).days, 1)
        return min(max(int((day - self.first).days * self.width / days), 0), self.width - 1)


def timeline_lines(timeline: Timeline, width: int) -> list[Line]:
    """The case as lines of at most ``width`` characters."""
    scale = _Scale(timeline.first, timeline.last, max(width - NAME_WIDTH, NARROWEST))
    lines: list[Line] = [((f"Casus {timeline.case}", "heading"),)]
    lines += _wrapped(subtitle(timeline), width, "soft")
    if timeline.synthetic:
        lines.append((("Verzonnen gegevens: deze casus bestaat niet.", "soft"),))
    lines += [(), *_axis(timeline, scale)]
    for lane in timeline.lanes:
        lines += _lane(timeline, lane, scale, width)
    if timeline.gaps:
        lines.append((("Niemand betrokken".ljust(NAME_WIDTH), "heading"), (_dashes(timeline, scale), "soft")))
    if timeline.persons:
        lines.append((("Om wie het gaat", "heading"),))
        for person in timeline.persons:
            cells = {scale.cell(day): "○" for day in person.days}
            for number, name in enumerate(textwrap.wrap(f"{person.letter} {person.words}", NAME_WIDTH - 3)):
                row = _row(cells, scale.width) if number == 0 else ""
                lines.append(((f"  {name}".ljust(NAME_WIDTH), "plain"), (row, "mark")))
    lines += [(), (("Wat er gebeurde", "heading"),), *_story(timeline, width)]
    lines += [line for gap in timeline.gaps for line in _wrapped(gap_words(gap), width, "soft")]
    lines += [line for note in timeline.notes for line in _wrapped(note, width, "soft")]
    return [_shorn(line) for line in lines]


def _wrapped(words: str, width: int, role: str) -> list[Line]:
    return [((part, role),) for part in textwrap.wrap(words, width)]


def _shorn(line: Line) -> Line:
    """Without blanks at its end."""
    spans = list(line)
    while spans and not spans[-1][0].rstrip():
        spans.pop()
    if spans:
        spans[-1] = (spans[-1][0].rstrip(), spans[-1][1])
    return tuple(spans)


def _row(cells: dict[int, str], width: int) -> str:
    return "".join(cells.get(cell, " ") for cell in range(width))


def _axis(timeline: Timeline, scale: _Scale) -> list[Line]:
    ruler = dict.fromkeys(range(scale.width), "─")
    labels = [" "] * scale.width
    reached = 0
    for day, label in axis_ticks(timeline.first, timeline.last, max(scale.width // 10, 2)):
        cell = scale.cell(day)
        ruler[cell] = "┬"
        if cell >= reached and cell + len(label) <= scale.width:
            labels[cell : cell + len(label)] = label
            reached = cell + len(label) + 1
    indent = (" " * NAME_WIDTH, "plain")
    return [(indent, ("".join(labels), "soft")), (indent, (_row(ruler, scale.width), "soft"))]


def _lane(timeline: Timeline, lane: Lane, scale: _Scale, width: int) -> list[Line]:
    lines: list[Line] = [((lane.name, "heading"),)]
    for row in lane.rows:
        drawn = _marks(row, scale) if row.marks else _bars(timeline, row, scale)
        names = textwrap.wrap(row.name, NAME_WIDTH - 3)
        for number in range(max(len(names), len(drawn))):
            name = f"  {names[number]}" if number < len(names) else ""
            spans = drawn[number] if number < len(drawn) else ()
            lines.append(((name.ljust(NAME_WIDTH), "plain"), *spans))
        missed = [missed for bar in row.bars for missed in bar.missed]
        notes = [f"✕ {one.text} ({short_date(one.until_on)})" for one in missed]
        if len(notes) > MOST_NOTES:
            notes = [f"✕ {len(notes)} keer termijn gemist: zie 'Wat er gebeurde'"]
        for note in notes:
            lines += [((INDENT + part, "missed"),) for part in textwrap.wrap(note, width - len(INDENT))]
    return lines


def _marks(row: Row, scale: _Scale) -> list[Line]:
    cells: dict[int, int] = {}
    for mark in row.marks:
        cell = scale.cell(mark.day)
        cells[cell] = cells.get(cell, 0) + mark.number
    signs = {
        cell: "●" if number == 1 else (str(number) if number < 10 else "+") for cell, number in cells.items()
    }
    return [((_row(signs, scale.width), "mark"),)]


def _bars(timeline: Timeline, row: Row, scale: _Scale) -> list[Line]:
    def extent(bar: Bar) -> tuple[float, float]:
        begin = scale.cell(bar.started_on)
        return begin, max(scale.cell(bar.ended_on or timeline.data_to), begin)

    lines = []
    for line in pack(row.bars, extent, 1):
        cells: dict[int, Span] = {}
        for bar in line:
            begin, end = (int(at) for at in extent(bar))
            for cell in range(begin, end + 1):
                cells[cell] = (_sign(bar, cell, begin, end), "whole" if row.whole else "bar")
            for missed in bar.missed:
                late = min(scale.cell(missed.due_on) + 1, end)
                for cell in range(late, min(scale.cell(missed.until_on), end) + 1):
                    cells[cell] = (cells[cell][0], "missed")
                cells[late] = ("✕", "missed")
        lines.append(tuple(cells.get(cell, (" ", "plain")) for cell in range(scale.width)))
    return [_joined(line) for line in lines]


def _sign(bar: Bar, cell: int, begin: int, end: int) -> str:
    if bar.ended_on is None and cell == end:
        return "▶"
    if begin == end:
        return "■"
    if cell == begin:
        return "┣"
    return "┫" if cell == end else "━"


def _joined(line: Line) -> Line:
    """Neighbours with one role taken together."""
    spans: list[Span] = []
    for words, role in line:
        if spans and spans[-1][1] == role:
            spans[-1] = (spans[-1][0] + words, role)
        else:
            spans.append((words, role))
    return tuple(spans)


def _dashes(timeline: Timeline, scale: _Scale) -> str:
    cells = {
        cell: "┄" for begin, end in timeline.gaps for cell in range(scale.cell(begin), scale.cell(end) + 1)
    }
    return _row(cells, scale.width)


def _story(timeline: Timeline, width: int) -> list[Line]:
    lines: list[Line] = []
    rest = width - DATE_WIDTH - ORGANISATION_WIDTH
    for item in timeline.story:
        words = f"{'✕ ' if item.missed else ''}{item.words}{f' ({item.persons})' if item.persons else ''}"
        organisations = textwrap.wrap(item.organisation, ORGANISATION_WIDTH - 2) or [""]
        parts = textwrap.wrap(words, rest) or [""]
        for number in range(max(len(organisations), len(parts))):
            day = short_date(item.day) if number == 0 else ""
            organisation = organisations[number] if number < len(organisations) else ""
            part = parts[number] if number < len(parts) else ""
            lines.append(
                (
                    (day.ljust(DATE_WIDTH), "soft"),
                    (organisation.ljust(ORGANISATION_WIDTH), "plain"),
                    (part, "missed" if item.missed else "plain"),
                )
            )
    return lines
