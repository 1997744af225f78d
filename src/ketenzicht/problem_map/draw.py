"""A problem map as a static SVG: boxes in columns, links with their sign, and letters on what closes a loop.

The signs are those of causal loop diagrams (Sterman 2000, Business Dynamics, chapter 5): a plus where more gives
more, a minus where more gives less, two bars across a link that works later. What perspectives contradict each other
on is dashed and has both signs; a link without direction has a question mark. No script, no style sheet, no meaning
in colour alone; the same map gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from math import ceil
from textwrap import wrap

from ketenzicht.chain.model.base import text_in
from ketenzicht.problem_map.draw_links import (
    BETWEEN,
    BOX,
    INK,
    LINE,
    MARGIN,
    PAPER,
    SOFT,
    Grid,
    draw_links,
    grid_of,
    kind_of,
    sign,
    text,
)  # fmt: skip
from ketenzicht.problem_map.loops import Loop, claims_of, loops
from ketenzicht.problem_map.model import Factor, Link, ProblemMap
from ketenzicht.problem_map.places import Pair, Places, places

LETTERS, SMALL_LETTERS, LINE_HEIGHT, SMALL_HEIGHT, PADDING = 23, 30, 19, 16, 9
MOST_LABELS = 3

LETTER_OF = {"nl": {"versterkend": "V", "dempend": "D", "onbekend": "K"},
             "en": {"versterkend": "R", "dempend": "B", "onbekend": "L"}}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What the drawing says of itself."""

    less: str
    more: str
    unknown: str
    contested: str
    later: str
    loops: str
    about: str


_DUTCH = Words(
    more="meer geeft meer",
    less="meer geeft minder",
    unknown="niemand zei welke kant op",
    contested="betwist: de een zegt meer, de ander minder",
    later="werkt pas later",
    loops="V, D en K: een kring die versterkt, die dempt, of waarvan dat niet bekend is",
    about="{factors} factoren en {links} verbanden. Alles wat hier staat, staat ook in woorden.",
)
_ENGLISH = Words(
    more="more gives more",
    less="more gives less",
    unknown="nobody said which way",
    contested="contested: one says more, another less",
    later="works only later",
    loops="R, B and L: a loop that reinforces, that balances, or of which that is not known",
    about="{factors} factors and {links} links. Everything here also stands in words.",
)


def draw(
    of: ProblemMap,
    language: str = "nl",
    *,
    figures: Mapping[str, Collection[str]] | None = None,
    marked: Collection[Pair] = (),
    notes: Collection[str] = (),
) -> str:
    """The drawing.

    Args:
        of: the map.
        language: ``nl`` or ``en``.
        figures: published figures by factor, as they are to be read.
        marked: links that are drawn heavier, such as those of a loop that has just been closed.
        notes: lines below the drawing, such as which study the figures are of.
    """
    words = _ENGLISH if language == "en" else _DUTCH
    texts = {
        factor.id: _texts(of, factor, language, (figures or {}).get(factor.id, ())) for factor in of.factors
    }
    grid = grid_of(places(of), {factor: _height(*lines) for factor, lines in texts.items()})
    claims = claims_of(of)
    labels = _labels_of_links(of, grid.stand, language)
    legend = [*_legend(claims, words, has_loops=bool(labels)), *(("note", note) for note in notes)]
    columns = max(grid.stand.columns, 2)
    width = 2 * MARGIN + columns * BOX + (columns - 1) * BETWEEN
    top = MARGIN + ceil(grid.bottom)
    height = top + 26 * len(legend) + MARGIN
    about = words.about.format(factors=len(of.factors), links=len(claims))
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" aria-labelledby="titel-{of.id} over-{of.id}" '
            'font-family="system-ui, sans-serif">',
            f'<title id="titel-{of.id}">{escape(text_in(of.title, language))}</title>',
            f'<desc id="over-{of.id}">{escape(about)}</desc>',
            *(piece for name, lines in texts.items() for piece in _box(grid, name, *lines)),
            *draw_links(grid, claims, labels, marked, of.id),
            *(piece for row, line in enumerate(legend) for piece in _legend_line(line, top + 26 * row + 12)),
            "</svg>",
        ]
    )


def labelled_loops(of: ProblemMap, language: str = "nl") -> tuple[tuple[str, Loop], ...]:
    """The loops of a map with the letter and number that they have on the drawing."""
    counted: dict[str, int] = {}
    found = []
    for loop in loops(of).found:
        letter = LETTER_OF["en" if language == "en" else "nl"][loop.kind]
        counted[letter] = counted.get(letter, 0) + 1
        found.append((f"{letter}{counted[letter]}", loop))
    return tuple(found)


def _labels_of_links(of: ProblemMap, stand: Places, language: str) -> dict[Pair, tuple[str, ...]]:
    """Of each link that runs back: the loops that it closes."""
    found: dict[Pair, list[str]] = {}
    for label, loop in labelled_loops(of, language):
        back = next(pair for pair in loop.links if stand.goes_back(pair))
        found.setdefault(back, []).append(label)
    return {
        pair: (*names[:MOST_LABELS], *([f"+{len(names) - MOST_LABELS}"] if len(names) > MOST_LABELS else []))
        for pair, names in found.items()
    }


def _texts(
    of: ProblemMap, factor: Factor, language: str, figures: Collection[str]
) -> tuple[list[str], list[str]]:
    """The name of a factor in lines, and below it its group and figures in smaller ones."""
    groups = {group.id: text_in(group.name, language) for group in of.groups}
    small = [groups[factor.group]] if factor.group in groups else []
    return (
        wrap(text_in(factor.name, language), LETTERS),
        [line for one in (*small, *figures) for line in wrap(one, SMALL_LETTERS)],
    )


def _height(name: list[str], small: list[str]) -> int:
    return len(name) * LINE_HEIGHT + len(small) * SMALL_HEIGHT + 2 * PADDING


def _box(grid: Grid, factor: str, name: list[str], small: list[str]) -> Iterator[str]:
    height = _height(name, small)
    x, middle = grid.middle(grid.stand.factors[factor])
    left, top = x - BOX / 2, middle - height / 2
    yield (
        f'<rect x="{left:g}" y="{top:g}" width="{BOX}" height="{height}" rx="6" fill="{PAPER}" '
        f'stroke="{LINE}" stroke-width="1.5"/>'
    )
    y = top + PADDING + 14
    for line in name:
        yield text(left + 12, y, line, 15, INK, bold=True)
        y += LINE_HEIGHT
    for line in small:
        yield text(left + 12, y - 2, line, 13, SOFT)
        y += SMALL_HEIGHT


def _legend(claims: Mapping[Pair, list[Link]], words: Words, *, has_loops: bool) -> Iterator[tuple[str, str]]:
    """A line for each mark that is on the drawing."""
    kinds = {kind_of(links) for links in claims.values()}
    said = {"meer": words.more, "minder": words.less, "onbekend": words.unknown, "betwist": words.contested}
    yield from ((kind, meaning) for kind, meaning in said.items() if kind in kinds)
    if any(link.delayed for links in claims.values() for link in links):
        yield "later", words.later
    if has_loops:
        yield "loops", words.loops


def _legend_line(line: tuple[str, str], y: float) -> Iterator[str]:
    kind, meaning = line
    if kind == "later":
        yield f'<path d="M{MARGIN + 8} {y - 8}v16M{MARGIN + 14} {y - 8}v16" stroke="{INK}" stroke-width="2.5"/>'
    elif kind not in ("loops", "note"):
        yield from sign((MARGIN + 11, y), kind)
    yield text(MARGIN + (0 if kind in ("loops", "note") else 32), y + 5, meaning, 14, INK)
