"""What to say about a map that can be read: references to studies, sources and measures, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from ketenzicht.chain import known_chain, shipped_chains
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.problem_map.model import ProblemMap
from ketenzicht.problem_map.reach import cover

Severity = Literal["fout", "hiaat"]
"""``fout`` must be mended; ``hiaat`` is something that nobody has said yet."""


@dataclass(frozen=True)
class Remark:
    """One thing about a factor or a link, whose ids are in ``about``."""

    check: str
    severity: Severity
    about: str
    what: str
    fix: str


def check_map(of: ProblemMap, studies: Collection[str]) -> tuple[Remark, ...]:
    """Everything to say about a map, gravest first.

    Args:
        of: the map.
        studies: ids of the catalogue's studies that factors and links may name.
    """
    found = [*_supports(of, studies), *_indicators(of), *_gaps(of)]
    return tuple(sorted(found, key=lambda one: (one.severity != "fout", one.check, one.about)))


def _supports(of: ProblemMap, studies: Collection[str]) -> Iterator[Remark]:
    rests_on = [(factor.id, factor.support) for factor in of.factors]
    rests_on += [(f"{link.origin} -> {link.target}", link.support) for link in of.links]
    for about, supports in rests_on:
        for support in supports:
            if support.study is not None and support.study not in studies:
                yield _unknown(about, "onderzoek", support.study, studies)
            if support.source is not None and support.chain is not None:
                yield from _in_chain(about, support.chain, "bron", support.source)
            if support.study is None and (support.source is None or support.chain is None):
                what = "Dit bewijs noemt geen onderzoek en geen bron van een keten."
                yield Remark("bewijs-leeg", "fout", about, what, "Vul 'studie' in, of 'keten' en 'bron'.")


def _indicators(of: ProblemMap) -> Iterator[Remark]:
    for factor in of.factors:
        for indicator in factor.indicators:
            yield from _in_chain(factor.id, indicator.chain, "maat", indicator.measure)


def _gaps(of: ProblemMap) -> Iterator[Remark]:
    linked = {end for link in of.links for end in (link.origin, link.target)}
    for factor in of.factors:
        if factor.id not in linked:
            yield Remark(
                "los", "hiaat", factor.id, "Geen verband met deze factor.", "Vraag waar hij toe leidt."
            )
    seen = cover(of)
    for pair in seen.without_direction:
        about = " -> ".join(pair)
        yield Remark(
            "zonder-richting", "hiaat", about, "Niemand zei of dit meer of minder geeft.", "Vraag het na."
        )
    for link in of.links:
        if not link.support:
            about = f"{link.origin} -> {link.target}"
            yield Remark(
                "zonder-bewijs",
                "hiaat",
                about,
                "Achter dit verband staat geen onderzoek.",
                "Zoek in het cahier.",
            )


def _in_chain(about: str, chain_id: str, kind: Literal["bron", "maat"], name: str) -> Iterator[Remark]:
    try:
        chain = known_chain(chain_id)
    except UserError:
        yield _unknown(about, "keten", chain_id, shipped_chains())
        return
    known = [one.id for one in (chain.sources if kind == "bron" else chain.measures)]
    if name not in known:
        yield _unknown(about, kind, name, known)


def _unknown(about: str, kind: str, name: str, known: Collection[str]) -> Remark:
    fix = did_you_mean(name, known) or "Verbeter de id of haal hem weg."
    return Remark("verwijzing", "fout", about, f"Er is geen {kind} '{name}'.", fix)
