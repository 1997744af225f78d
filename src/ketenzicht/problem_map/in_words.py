"""A whole map in words: for who cannot see the drawing, for a terminal, and for a report."""

from __future__ import annotations

from dataclasses import dataclass

from ketenzicht.chain.model.base import text_in
from ketenzicht.problem_map.loops import Loop, claims_of, is_contested, loops
from ketenzicht.problem_map.model import Link, ProblemMap
from ketenzicht.problem_map.reach import cover, reach
from ketenzicht.problem_map.words import sentence

MOST_LEVERS = 5


@dataclass(frozen=True)
class InWords:
    """A map as lists of lines.

    Args:
        links: every link as a sentence, those that contradict each other side by side.
        loops: every loop: what kind, and the factors around it.
        more_loops: whether there are more loops than are told.
        levers: factors that lead to most others, with how many.
        contested: pairs on whose direction perspectives do not agree.
        loose: factors without any link.
        questions: what is still open.
    """

    links: tuple[str, ...]
    loops: tuple[str, ...]
    more_loops: bool
    levers: tuple[str, ...]
    contested: tuple[str, ...]
    loose: tuple[str, ...]
    questions: tuple[str, ...]


def in_words(of: ProblemMap, language: str = "nl") -> InWords:
    """A map in words; links as sentences are Dutch, since that is the language in which they are said."""
    names = {factor.id: text_in(factor.name, language) for factor in of.factors}
    claims = claims_of(of)
    found = loops(of)
    levers = [one for one in reach(of) if one.downstream][:MOST_LEVERS]
    linked = {end for pair in claims for end in pair}
    return InWords(
        links=tuple(_line(of, link, is_contested(links)) for links in claims.values() for link in links),
        loops=tuple(loop_in_words(loop, names) for loop in found.found),
        more_loops=found.more,
        levers=tuple(f"{names[one.factor]}: leidt tot {len(one.downstream)} andere" for one in levers),
        contested=tuple(f"{names[one]} -> {names[other]}" for one, other in cover(of).contested),
        loose=tuple(names[factor.id] for factor in of.factors if factor.id not in linked),
        questions=tuple(text_in(one, language) for one in of.open_questions),
    )


def loop_in_words(loop: Loop, names: dict[str, str]) -> str:
    """A loop: its kind, the factors around it, and whether it is slow or contested."""
    around = " -> ".join(names[factor] for factor in (*loop.factors, loop.factors[0]))
    marks = [word for word, holds in (("vertraagd", loop.delayed), ("betwist", loop.contested)) if holds]
    mark = f" ({', '.join(marks)})" if marks else ""
    return f"{loop.kind}{mark}: {around}"


def _line(of: ProblemMap, link: Link, contested: bool) -> str:
    return sentence(of, link) + (" [betwist]" if contested else "")
