"""Family relations of a person list: its parents (02, 03), partners (05) and children (09), and since when.

Only who is somebody's partner or parent ties people to one household. A relation that the register calls wrong, that
has ended, or that was put right by a later occurrence is not one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ketenzicht.household.brp_date import Span, read_date
from ketenzicht.household.person_lists import Occurrence, PersonList
from ketenzicht.household.stays import TellDate

RelationKind = Literal["ouder", "partner", "kind"]
CATEGORIES: dict[int, RelationKind] = {2: "ouder", 3: "ouder", 5: "partner", 9: "kind"}

STILLBORN = "L"
"""A child (89.10) that did not live has no list and no household."""


@dataclass(frozen=True)
class Names:
    """By what a person is found in another list: BSN, A-number, or name and birth date together.

    A name counts only with a whole birth date.
    """

    bsn: str
    a_number: str
    name: str

    @property
    def empty(self) -> bool:
        """Whether nothing says who it is."""
        return not (self.bsn or self.a_number or self.name)


@dataclass(frozen=True)
class Relation:
    """Somebody that a list names as family.

    Args:
        kind: what the other one is of this person.
        other: who it is.
        from_on: first day that it surely holds; None when it always has.
        until_on: first day that it may no longer hold; None when it still does.
        line: of the file.
    """

    kind: RelationKind
    other: Names
    from_on: date | None
    until_on: date | None
    line: int


def names_in(occurrence: Occurrence) -> Names:
    """Who an occurrence is about."""
    bsn, a_number, given, particle, family, born = map(
        occurrence.get, ("01.20", "01.10", "02.10", "02.30", "02.40", "03.10")
    )
    name, birth = " ".join(filter(None, (given, particle, family))).lower(), read_date(born)
    known = bool(family and birth and birth.whole)
    return Names(bsn, a_number, f"{name} {born}" if known else "")


def relations_of(person: PersonList, no_date: TellDate = lambda _where, _element: None) -> Iterator[Relation]:
    """The relations that hold or held, those of each category together.

    Args:
        person: the person list.
        no_date: hears of what stands where a date should be.
    """
    for category, kind in CATEGORIES.items():
        for stack in person.stacks.get(category, ()):
            right = [one for one in stack if not one.wrong and one.get("89.10") != STILLBORN]
            if right:
                yield from _partner(right, no_date) if kind == "partner" else _kin(kind, right, no_date)


def _partner(stack: list[Occurrence], no_date: TellDate) -> Iterator[Relation]:
    """A marriage or registered partnership; its start may stand in an earlier occurrence than its end.

    Of an unknown start is known that the register had written it down (86.10).
    """
    latest = stack[0]
    other = names_in(latest)
    if other.empty:
        return
    about = [one for one in stack if one is latest or _one_person(names_in(one), other)]
    starts = [_span(one, "06.10", no_date) for one in about]
    known = [span.last for span in starts if span and span.last]
    known = known or [span.last for one in about if (span := read_date(one.get("86.10"))) and span.last]
    end = _span(latest, "07.10", no_date)
    ended = bool(latest.get("07.10"))
    until = ((end.first if end else None) or date.min) if ended else None
    yield Relation("partner", other, min(known, default=date.max), until, latest.line)


def _kin(kind: RelationKind, stack: list[Occurrence], no_date: TellDate) -> Iterator[Relation]:
    """A parent or child; a later occurrence that names somebody else, or nobody, ended the one before."""
    until: date | None = None
    after: Names | None = None
    for occurrence in stack:
        other = names_in(occurrence)
        if after is None or not _one_person(other, after):
            began = _span(occurrence, "62.10", no_date)
            if not other.empty:
                yield Relation(kind, other, began.last if began else None, until, occurrence.line)
            changed = began or _span(occurrence, "85.10", no_date)
            until = (changed.first if changed else None) or date.min
        after = other


def _one_person(one: Names, other: Names) -> bool:
    """Whether two occurrences of one stack are about one person."""
    pairs = ((one.bsn, other.bsn), (one.a_number, other.a_number), (one.name[-8:], other.name[-8:]))
    return any(left and left == right for left, right in pairs)


def _span(occurrence: Occurrence, element: str, no_date: TellDate) -> Span | None:
    text = occurrence.get(element)
    span = read_date(text) if text else None
    if text and span is None:
        no_date(occurrence, element)
    return span
