"""The stages of one organisation as a static SVG: one column, arrows to what can follow, the place of a case marked.

An arc diagram (Wattenberg 2002, IEEE Symposium on Information Visualization, 110-116): stages stand in the order of
the chain, so that whoever reads down reads the usual course, and arcs at the side show what skips or goes back.
No script, no style sheet, no meaning in colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from ketenzicht.chain.model import Chain, text_in

INK, SOFT, LINE, PAPER, MARK = "#1a1c20", "#4a4f57", "#767c86", "#ffffff", "#0b4f5e"
WIDTH, BOX, LANE = 600, 280, 18
LETTERS, SIDE_LETTERS = 27, 28
TITLE_LINE, NOTE_LINE, PADDING, GAP = 21, 19, 11, 40
SIDE = 8
"""Left of the boxes, beside the arcs."""


@dataclass(frozen=True)
class Words:
    """What the drawing says of itself."""

    here: str
    then: str
    ends: str


_DUTCH = Words("hier staat deze casus", "daarna", "eindigt met")
_ENGLISH = Words("this case is here", "then", "ends with")


@dataclass(frozen=True)
class Step:
    """A stage as it is drawn: its words, the stages that can follow (by their place) and the ends."""

    title: str
    begins: str
    follows: tuple[int, ...]
    ends: tuple[str, ...]
    here: bool


def steps_of(chain: Chain, organisation: str, here: frozenset[str], language: str) -> tuple[Step, ...]:
    """The stages of an organisation in the order of the chain; ``here`` are the ids of the events last seen."""
    stages = [stage for stage in chain.stages if stage.organisation == organisation]
    names = {event.id: text_in(event.name, language) for event in chain.events}
    begun = {event: place for place, stage in enumerate(stages) for event in stage.begins_with}
    return tuple(
        Step(
            text_in(stage.name, language),
            ", ".join(names.get(event, event) for event in stage.begins_with),
            tuple(dict.fromkeys(begun[event] for event in stage.ends_with if event in begun)),
            tuple(names.get(event, event) for event in stage.ends_with if event not in begun),
            not here.isdisjoint(stage.begins_with),
        )
        for stage in stages
    )


def steps_svg(
    chain: Chain, organisation: str, here: frozenset[str] = frozenset(), language: str = "nl"
) -> str:
    """The drawing; the same chain, events and language give the same bytes.

    Args:
        chain: the chain.
        organisation: whose stages.
        here: the events that happened last; the stages that they begin are marked.
        language: ``nl`` or ``en``.
    """
    steps = steps_of(chain, organisation, here, language)
    words = _ENGLISH if language == "en" else _DUTCH
    arcs = [(start, end) for start, step in enumerate(steps) for end in step.follows if end != start + 1]
    left = SIDE + LANE * len(arcs)
    tops: list[int] = []
    y = 8
    for step in steps:
        y += GAP if tops or step.begins else 0
        tops.append(y)
        y += _height(step, words)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + LANE * len(arcs)} {y + 12}" role="img" '
        f'font-family="system-ui, sans-serif" aria-label="{escape(description(steps, words))}">',
        f'<defs><marker id="pijl-{organisation}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        f'markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="{LINE}"/></marker></defs>',
    ]
    middles = [top + _height(step, words) // 2 for top, step in zip(tops, steps, strict=True)]
    for number, (start, end) in enumerate(arcs):
        parts.append(_arc(left, left - LANE * (number + 1), middles[start], middles[end], organisation))
    for place, (step, top) in enumerate(zip(steps, tops, strict=True)):
        reached = place and place in steps[place - 1].follows
        parts += _step(step, left, top, organisation, words, from_above=bool(reached))
    return "".join([*parts, "</svg>"])


def _height(step: Step, words: Words) -> int:
    lines = len(wrap(step.title, LETTERS)) * TITLE_LINE + (NOTE_LINE if step.here else 0)
    ends = sum(len(wrap(end, SIDE_LETTERS)) for end in step.ends) * NOTE_LINE
    return max(lines, ends) + 2 * PADDING


def _arc(box: int, x: int, start: int, end: int, name: str) -> str:
    """From the side of one box to that of another, around those between; a little below where others arrive."""
    return (
        f'<path d="M{box} {start + 6}H{x + 8}Q{x} {start + 6} {x} {start + (14 if end > start else -2)}'
        f'V{end - (14 if end > start else -2)}Q{x} {end - 6} {x + 8} {end - 6}H{box}" '
        f'fill="none" stroke="{LINE}" stroke-width="1.5" marker-end="url(#pijl-{name})"/>'
    )


def _step(step: Step, left: int, top: int, name: str, words: Words, *, from_above: bool) -> Iterator[str]:
    height = _height(step, words)
    if from_above:
        x = left + 20
        yield (
            f'<path d="M{x} {top - GAP}V{top}" fill="none" stroke="{LINE}" stroke-width="1.5" '
            f'marker-end="url(#pijl-{name})"/>'
        )
    if step.begins:
        yield _text(left + 34, top - 14, step.begins, 14, SOFT)
    fill, ink = (MARK, PAPER) if step.here else (PAPER, INK)
    yield (
        f'<rect x="{left}" y="{top}" width="{BOX}" height="{height}" rx="6" fill="{fill}" '
        f'stroke="{MARK if step.here else LINE}" stroke-width="{3 if step.here else 1.5}"/>'
    )
    y = top + PADDING + 15
    for line in wrap(step.title, LETTERS):
        yield _text(left + 14, y, line, 16, ink, bold=True)
        y += TITLE_LINE
    if step.here:
        yield _text(left + 14, y - 2, f"▸ {words.here}", 14, ink)
    y = top + PADDING + 14
    for end in step.ends:
        yield (
            f'<path d="M{left + BOX} {y - 5}h22" fill="none" stroke="{LINE}" stroke-width="1.5" '
            f'marker-end="url(#pijl-{name})"/>'
        )
        for line in wrap(end, SIDE_LETTERS):
            yield _text(left + BOX + 28, y, line, 14, SOFT)
            y += NOTE_LINE


def _text(x: int, y: int, words: str, size: int, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}"{weight}>{escape(words)}</text>'


def description(steps: tuple[Step, ...], words: Words = _DUTCH) -> str:
    """The drawing in sentences."""
    said = []
    for step in steps:
        parts = [step.title]
        if step.here:
            parts.append(words.here)
        if step.follows:
            parts.append(f"{words.then}: {', '.join(steps[place].title for place in step.follows)}")
        if step.ends:
            parts.append(f"{words.ends}: {', '.join(step.ends)}")
        said.append("; ".join(parts) + ".")
    return " ".join(said)
