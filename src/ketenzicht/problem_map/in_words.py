"""A whole map in words: for who cannot see the drawing, for a terminal, and for a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ketenzicht.chain.model.base import text_in
from ketenzicht.message import Message, message
from ketenzicht.problem_map.loops import Kind, Loop, claims_of, is_contested, loops
from ketenzicht.problem_map.model import Link, ProblemMap
from ketenzicht.problem_map.reach import Reach, cover, reach
from ketenzicht.problem_map.words import sentence

MOST_LEVERS, MOST_NAMED = 5, 12
KINDS: dict[Kind, Message] = {
    "versterkend": message("versterkend"),
    "dempend": message("dempend"),
    "onbekend": message("onbekend"),
}
SLOW, CONTESTED = message("vertraagd"), message("betwist")


@dataclass(frozen=True)
class InWords:
    """A map as lists of lines.

    Args:
        links: every link as a sentence, those that contradict each other side by side.
        loops: every loop: what kind, and the factors around it.
        more_loops: whether there are more loops than are told.
        levers: factors that lead to most others, with how many.
        reach: every factor that has links, with all that leads to it and all that it leads to.
        common: pairs that more than one perspective sees alike.
        contested: pairs on whose direction perspectives do not agree.
        loose: factors without any link.
        questions: what is still open.
    """

    links: tuple[str, ...]
    loops: tuple[str, ...]
    more_loops: bool
    levers: tuple[str, ...]
    reach: tuple[str, ...]
    common: tuple[str, ...]
    contested: tuple[str, ...]
    loose: tuple[str, ...]
    questions: tuple[str, ...]


def in_words(of: ProblemMap, language: str = "nl", say: Callable[[Message], str] = str) -> InWords:
    """A map in words; links as sentences are Dutch, since that is the language in which they are said.

    Args:
        of: the map.
        language: of names.
        say: puts a message in that language.
    """
    names = {factor.id: text_in(factor.name, language) for factor in of.factors}
    claims, seen = claims_of(of), cover(of)
    found, reached = loops(of), reach(of)
    linked = {end for pair in claims for end in pair}
    return InWords(
        links=tuple(_line(of, link, is_contested(links)) for links in claims.values() for link in links),
        loops=tuple(loop_in_words(loop, names, say) for loop in found.found),
        more_loops=found.more,
        levers=tuple(
            say(message("{factor}: leidt tot {n} andere", factor=names[one.factor], n=len(one.downstream)))
            for one in reached[:MOST_LEVERS]
            if one.downstream
        ),
        reach=tuple(_before_and_after(one, names, say) for one in reached if one.factor in linked),
        common=tuple(f"{names[one]} -> {names[other]}" for one, other in seen.common),
        contested=tuple(f"{names[one]} -> {names[other]}" for one, other in seen.contested),
        loose=tuple(names[factor.id] for factor in of.factors if factor.id not in linked),
        questions=tuple(text_in(one, language) for one in of.open_questions),
    )


def loop_in_words(loop: Loop, names: dict[str, str], say: Callable[[Message], str] = str) -> str:
    """A loop: its kind, the factors around it, and whether it is slow or contested."""
    around = " -> ".join(names[factor] for factor in (*loop.factors, loop.factors[0]))
    marks = [say(word) for word, holds in ((SLOW, loop.delayed), (CONTESTED, loop.contested)) if holds]
    mark = f" ({', '.join(marks)})" if marks else ""
    return f"{say(KINDS[loop.kind])}{mark}: {around}"


def _before_and_after(one: Reach, names: dict[str, str], say: Callable[[Message], str]) -> str:
    before, after = (_named(others, names, say) for others in (one.upstream, one.downstream))
    return say(
        message(
            "{factor}: ervoor komt {ervoor}; erna komt {erna}",
            factor=names[one.factor],
            ervoor=before,
            erna=after,
        )
    )


def _named(factors: Sequence[str], names: dict[str, str], say: Callable[[Message], str]) -> str:
    listed = ", ".join(names[one] for one in factors[:MOST_NAMED]) or say(message("niets"))
    rest = len(factors) - MOST_NAMED
    return say(message("{namen} en nog {n}", namen=listed, n=rest)) if rest > 0 else listed


def _line(of: ProblemMap, link: Link, contested: bool) -> str:
    return sentence(of, link) + (" [betwist]" if contested else "")
