"""A link in words, as in a session: "meer wachttijd -> meer uitval, want mensen haken af (volgens wijkteam)".

The words before both factors give the direction; "later" or "op den duur" after the arrow says that it takes time.
A factor that the map does not have is not added silently: the caller hears which, and what comes near.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from difflib import get_close_matches

from ketenzicht.chain.model.base import TextNode
from ketenzicht.errors import UserError
from ketenzicht.problem_map.model import Effect, Factor, Link, Perspective, ProblemMap

ARROW = re.compile(r"\s*(?:-+>|=+>|→|\bleidt tot\b|\bgeeft\b|\bzorgt voor\b)\s*", re.IGNORECASE)
_WHY = re.compile(r"[,;]?\s+(?:want|omdat|doordat)\s+", re.IGNORECASE)
_WHO = re.compile(r"\s*[(,]\s*volgens\s+([^()]+?)\)?\s*\.?\s*$", re.IGNORECASE)
_MORE = re.compile(r"^(?:meer|hogere?|grotere?|langere?|betere?|sterkere?|vaker)\s+", re.IGNORECASE)
_LESS = re.compile(r"^(?:minder|lagere?|kleinere?|kortere?|slechtere?|zwakkere?|zeldener)\s+", re.IGNORECASE)
_LATER = re.compile(r"^(?:later|op den duur|na een tijd)\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:de|het|een)\s+", re.IGNORECASE)
LONGEST = 500

Way = int
"""1 for more, -1 for less, 0 when not said."""


@dataclass(frozen=True)
class Said:
    """What a sentence says: a link, and what in it the map does not know yet."""

    link: Link
    new_factors: tuple[Factor, ...] = ()
    new_perspectives: tuple[Perspective, ...] = ()
    perhaps_meant: tuple[tuple[str, str], ...] = ()
    """Pairs of a new name and the name of a known factor that is much like it."""


def said(of: ProblemMap, sentence: str) -> Said:
    """What a sentence says about a map.

    Args:
        of: the map as it is.
        sentence: one link in words.

    Returns:
        The link, with the factors and perspectives that would have to be added.

    Raises:
        UserError: there is no arrow in it, a side is empty, or it leads from a factor to itself.
    """
    text = " ".join(sentence.split())
    if len(text) > LONGEST:
        raise UserError(
            f"Deze zin is langer dan {LONGEST} tekens.", fix="Zeg het korter, of maak er twee zinnen van."
        )
    if found := _WHO.search(text):
        who, text = (
            [one.strip() for one in re.split(r",| en ", found.group(1)) if one.strip()],
            text[: found.start()],
        )
    else:
        who = []
    text, _, why = (part.strip() for part in _split(_WHY, text))
    left, arrow, right = _split(ARROW, text)
    if not arrow or not left.strip() or not right.strip(" ."):
        raise UserError(
            "In deze zin staat geen verband.",
            why="Een verband loopt van de ene factor naar de andere.",
            fix="Schrijf bijvoorbeeld: meer wachttijd -> meer uitval, want mensen haken af.",
        )
    one_way, one_name = _way(left.strip())
    late = _LATER.match(right)
    other_way, other_name = _way(right[late.end() :] if late else right)
    new: list[Factor] = []
    meant: list[tuple[str, str]] = []
    origin, target = (_factor(of, name, new, meant) for name in (one_name, other_name.rstrip(" .")))
    if origin == target:
        raise UserError(
            "Dit verband loopt van een factor naar zichzelf.", fix="Noem de factor die ertussen zit."
        )
    people: list[Perspective] = []
    names = tuple(_perspective(of, one, people) for one in who)
    effect: Effect = "onbekend" if not one_way * other_way else "meer" if one_way == other_way else "minder"
    link = Link(
        origin=origin,
        target=target,
        effect=effect,
        delayed=late is not None,
        mechanism=TextNode(nl=why.rstrip(".")) if why else None,
        perspectives=names,
    )
    return Said(link, tuple(new), tuple(people), tuple(meant))


def add(of: ProblemMap, what: Said) -> ProblemMap:
    """The map with what was said; a link that is there in that direction gets the perspective and reason added."""
    links = list(of.links)
    for at, link in enumerate(links):
        if (link.origin, link.target, link.effect) == (what.link.origin, what.link.target, what.link.effect):
            who = tuple(dict.fromkeys((*link.perspectives, *what.link.perspectives)))
            known = {"perspectives": who, "delayed": link.delayed or what.link.delayed}
            reason = {} if link.mechanism else {"mechanism": what.link.mechanism}
            links[at] = link.model_copy(update=known | reason)
            break
    else:
        links.append(what.link)
    return of.model_copy(
        update={
            "factors": (*of.factors, *what.new_factors),
            "perspectives": (*of.perspectives, *what.new_perspectives),
            "links": tuple(links),
        }
    )


def meaning(what: Said, new_name: str, factor_id: str) -> Said:
    """The same, where a new name turned out to be a factor that is known."""
    (old,) = (factor.id for factor in what.new_factors if factor.name.nl == new_name)
    change = {end: factor_id for end in ("origin", "target") if getattr(what.link, end) == old}
    return replace(
        what,
        link=what.link.model_copy(update=change),
        new_factors=tuple(factor for factor in what.new_factors if factor.id != old),
        perhaps_meant=tuple(pair for pair in what.perhaps_meant if pair[0] != new_name),
    )


def sentence(of: ProblemMap, link: Link) -> str:
    """A link in words that :func:`said` understands."""
    one, other = of.factor(link.origin).name.nl, of.factor(link.target).name.nl
    words = {"meer": ("meer ", "meer "), "minder": ("meer ", "minder "), "onbekend": ("", "")}[link.effect]
    late = "later " if link.delayed else ""
    why = f", want {_continued(link.mechanism.nl)}" if link.mechanism else ""
    people = {one.id: one.name.nl for one in of.perspectives}
    who = f" (volgens {', '.join(people[name] for name in link.perspectives)})" if link.perspectives else ""
    return f"{words[0]}{one} -> {late}{words[1]}{other}{why}{who}"


def _continued(text: str) -> str:
    """A sentence as the end of another: without its capital, unless it begins with an abbreviation, and its stop."""
    first = text.split(" ", 1)[0]
    return (text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]).rstrip(".")


def _split(pattern: re.Pattern[str], text: str) -> tuple[str, str, str]:
    found = pattern.search(text)
    return (text[: found.start()], found.group(), text[found.end() :]) if found else (text, "", "")


def _way(text: str) -> tuple[Way, str]:
    for way, pattern in ((1, _MORE), (-1, _LESS)):
        if found := pattern.match(text):
            return way, _ARTICLE.sub("", text[found.end() :])
    return 0, _ARTICLE.sub("", text)


def _factor(of: ProblemMap, name: str, new: list[Factor], meant: list[tuple[str, str]]) -> str:
    known = {_key(factor.name.nl): factor for factor in (*of.factors, *new)} | {
        factor.id: factor for factor in of.factors
    }
    if (key := _key(name)) in known:
        return known[key].id
    for near in get_close_matches(key, known, n=1, cutoff=0.8):
        meant.append((name, known[near].name.nl))
    factor = Factor(
        id=free(slug(name, "factor"), [one.id for one in (*of.factors, *new)]), name=TextNode(nl=name)
    )
    new.append(factor)
    return factor.id


def _perspective(of: ProblemMap, name: str, new: list[Perspective]) -> str:
    for one in (*of.perspectives, *new):
        if _key(name) in (_key(one.name.nl), one.id):
            return one.id
    ids = [one.id for one in (*of.perspectives, *new)]
    new.append(Perspective(id=free(slug(name, "perspectief"), ids), name=TextNode(nl=name)))
    return new[-1].id


def _key(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())


def known(of: ProblemMap, name: str, *, without: str) -> Factor | None:
    """The factor that a name means, apart from one of which the id is given."""
    return next(
        (one for one in of.factors if one.id != without and _key(name) in (_key(one.name.nl), one.id)), None
    )


def arrow_in(name: str) -> bool:
    """Whether a name would be read as a link."""
    return ARROW.search(name) is not None


def slug(name: str, otherwise: str) -> str:
    """An id made of a name; ``otherwise`` when no letter or digit of it is left."""
    return re.sub(r"[^a-z0-9]+", "-", _key(name)).strip("-")[:50].strip("-") or otherwise


def free(name: str, taken: Collection[str]) -> str:
    """The id, or the first one after it that is not taken."""
    number, candidate = 2, name
    while candidate in taken:
        number, candidate = number + 1, f"{name}-{number}"
    return candidate
