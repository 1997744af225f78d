"""Regions held against the municipalities of a day: codes that are unknown, municipalities in none or in several."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ketenzicht.chain.yaml_places import Place
from ketenzicht.compare.places.municipalities import Municipalities
from ketenzicht.compare.places.regions import Regions, region_names
from ketenzicht.compare.places.splits import Splits
from ketenzicht.message import Message, message

Problem = Literal["unknown", "not-then", "gap", "overlap", "double"]


@dataclass(frozen=True)
class Finding:
    """Something about regions that must be known or mended.

    Args:
        problem: ``unknown`` code, a municipality that is ``not-then`` there, in no region (``gap``), in several
            (``overlap``), or in one region twice (``double``).
        code: of the municipality.
        words: what is wrong, and what to do.
        serious: False where the file says that it is meant.
        place: where the file says so; None for a gap.
    """

    problem: Problem
    code: str
    words: Message
    serious: bool = True
    place: Place | None = None


def check_regions(regions: Regions, table: Municipalities, splits: Splits, day: date) -> tuple[Finding, ...]:
    """Hold regions against the municipalities of a day: unknown codes, gaps and overlaps.

    Args:
        regions: the regions.
        table: Tabel 33.
        splits: known splits.
        day: of the division.
    """
    there = table.on(day)
    found: list[Finding] = []
    at: defaultdict[str, list[Place]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for member in regions.members:
        if not member.holds_on(day):
            continue
        at[member.code].append(member.place)
        if member.code not in there:
            found.append(_not_there(member.code, member.place, table, splits, day))
        elif (member.region, member.code) in seen:
            words = message(
                "{gemeente} staat twee keer bij {regio} op {dag}.",
                gemeente=table.named(member.code),
                regio=regions.names[member.region],
                dag=str(day),
            )
            found.append(Finding("double", member.code, words, place=member.place))
        seen.add((member.region, member.code))
    of = regions.on(day)
    for code in sorted(there):
        if code not in of and regions.complete:
            words = message(
                "{gemeente} hoort op {dag} bij geen enkele regio.", gemeente=table.named(code), dag=str(day)
            )
            found.append(Finding("gap", code, words))
        elif len(of.get(code, ())) > 1:
            words = message(
                "{gemeente} hoort op {dag} bij meer dan een regio: {regios}.",
                gemeente=table.named(code),
                dag=str(day),
                regios=region_names(regions, of[code]),
            )
            found.append(Finding("overlap", code, words, serious=not regions.overlap, place=at[code][-1]))
    return tuple(found)


def _not_there(code: str, place: Place, table: Municipalities, splits: Splits, day: date) -> Finding:
    one = table.by_code.get(code)
    if one is None:
        words = message(
            "De code {code} staat niet in Tabel 33. {raad}", code=code, raad=table.hint(code, day)
        )
        return Finding("unknown", code, words, place=place)
    if one.end is not None and one.end <= day and code in splits.by_code:
        words = message(
            "{gemeente} bestond niet meer op {dag}: het is gesplitst over {opvolgers}.",
            gemeente=table.named(code),
            dag=str(day),
            opvolgers=", ".join(table.named(into) for into in splits.by_code[code].into),
        )
    elif one.end is not None and one.end <= day and one.successor is not None:
        words = message(
            "{gemeente} bestond niet meer op {dag}. Tabel 33 noemt als opvolger {opvolger}.",
            gemeente=table.named(code),
            dag=str(day),
            opvolger=table.named(one.successor),
        )
    else:
        words = message("{gemeente} was op {dag} geen gemeente.", gemeente=table.named(code), dag=str(day))
    return Finding("not-then", code, words, place=place)
