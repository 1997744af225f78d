"""A problem map as a reader sees it: every link in words with what stands behind it, and a page or PDF of the whole.

Figures come from ``results.json`` of a study, so they have been protected; nothing here counts anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from ketenzicht.chain import known_chain
from ketenzicht.chain.certainty import CERTAINTY_NAMES
from ketenzicht.chain.model.base import text_in
from ketenzicht.errors import UserError
from ketenzicht.message import message
from ketenzicht.problem_map.draw import draw, labelled_loops
from ketenzicht.problem_map.in_words import InWords, in_words, loop_in_words
from ketenzicht.problem_map.loops import claims_of, is_contested
from ketenzicht.problem_map.model import Link, ProblemMap, Support
from ketenzicht.problem_map.reach import Cover, cover
from ketenzicht.problem_map.words import sentence
from ketenzicht.publish.language import Language, Wording
from ketenzicht.publish.page import environment
from ketenzicht.publish.problem_map_figures import StudyFigures

TEMPLATE = "problem_map.html.j2"


@dataclass(frozen=True)
class SupportView:
    """What a link or factor rests on: its title, what it says, the id of a study, and an address outside."""

    title: str
    says: str
    study: str | None
    address: str | None


@dataclass(frozen=True)
class LinkView:
    """A link in words, whether others contradict it, how sure it is, and what it rests on."""

    link: Link
    sentence: str
    contested: bool
    certainty: str
    support: tuple[SupportView, ...]


@dataclass(frozen=True)
class MapView:
    """A map in the language of the reader; sentences of links are as they were said.

    Args:
        title: of the map.
        question: that it answers.
        summary: what it holds; empty when nobody wrote one.
        links: those that contradict each other stand together.
        loops: letter and number as on the drawing, and the loop in words.
        words: the other parts in words.
        cover: how much is shared, contested, supported and measured.
        perspectives: who says so.
        figures: factors with their published figures.
        notes: what a reader must know of those figures.
        supported: factors with what they rest on, for those that rest on something.
        factors: how many factors there are.
        drawing: the SVG.
        synthetic: the figures are of made-up registrations.
    """

    title: str
    question: str
    summary: str
    links: tuple[LinkView, ...]
    loops: tuple[tuple[str, str], ...]
    words: InWords
    cover: Cover
    perspectives: tuple[str, ...]
    figures: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[str, ...]
    supported: tuple[tuple[str, tuple[SupportView, ...]], ...]
    factors: int
    drawing: str
    synthetic: bool


def map_view(
    of: ProblemMap,
    language: Language,
    *,
    studies: Mapping[str, str] | None = None,
    figures: StudyFigures | None = None,
    marked: Collection[tuple[str, str]] = (),
) -> MapView:
    """What a page shows of a map.

    Args:
        of: the map.
        language: of the reader.
        studies: titles of the studies of the catalogue by id, or how to cite them.
        figures: published figures of a study.
        marked: links that are drawn heavier.
    """
    names = {factor.id: text_in(factor.name, language) for factor in of.factors}
    found, say = figures or StudyFigures(), Wording(language).text
    return MapView(
        text_in(of.title, language),
        text_in(of.question, language),
        text_in(of.summary, language) if of.summary else "",
        tuple(
            _link(of, link, language, studies or {}, contested=is_contested(links))
            for links in claims_of(of).values()
            for link in links
        ),
        tuple((label, loop_in_words(loop, names, say)) for label, loop in labelled_loops(of, language)),
        in_words(of, language, say),
        cover(of),
        tuple(text_in(one.name, language) for one in of.perspectives),
        tuple((names[factor], texts) for factor, texts in found.by_factor.items()),
        found.notes,
        tuple(
            (names[factor.id], tuple(_support(one, language, studies or {}) for one in factor.support))
            for factor in of.factors
            if factor.support
        ),
        len(of.factors),
        draw(of, language, figures=found.by_factor, marked=marked, notes=found.notes),
        bool(found.by_factor) and found.synthetic,
    )


def render_map(view: MapView, language: Language, day: date) -> str:
    """The map as one page that asks nothing of the outside."""
    return _render(view, language, day, for_pdf=False)


def render_map_pdf(view: MapView, language: Language, day: date) -> bytes:
    """The same as PDF."""
    from ketenzicht.publish.pdf import pdf_of

    return pdf_of(_render(view, language, day, for_pdf=True), day=day)


def _render(view: MapView, language: Language, day: date, *, for_pdf: bool) -> str:
    template = environment(language).get_template(TEMPLATE)
    return template.render(page=view, language=language, day=Wording(language).day(day), for_pdf=for_pdf)


def _link(
    of: ProblemMap, link: Link, language: Language, studies: Mapping[str, str], *, contested: bool
) -> LinkView:
    sure = Wording(language).text(message(CERTAINTY_NAMES[link.certainty])) if link.certainty else ""
    support = tuple(_support(one, language, studies) for one in link.support)
    return LinkView(link, sentence(of, link), contested, sure, support)


def _support(one: Support, language: Language, studies: Mapping[str, str]) -> SupportView:
    says = text_in(one.says, language) if one.says else ""
    if one.study is not None:
        return SupportView(studies.get(one.study, one.study), says, one.study, None)
    try:
        sources = known_chain(one.chain).sources if one.chain else ()
    except UserError:
        sources = ()
    for source in sources:
        if source.id == one.source:
            return SupportView(source.title, says, None, source.url)
    return SupportView(one.source or "", says, None, None)
