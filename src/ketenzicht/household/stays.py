"""From what a person list says of addresses to stays: from when until when somebody surely lived at one place.

An occurrence of category 08 holds an address with the date that somebody came to live there; the next one ends it.
Where such a date is not known to the day, a stay counts from the last day on which it can have begun until the first
on which the next one can have: in between nobody can say where the person was, and nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from ketenzicht.household.brp_date import UNKNOWN, Span, read_date
from ketenzicht.household.person_lists import Occurrence, PersonList

Kind = Literal["woonadres", "briefadres", "onbekend-adres", "buitenland"]
"""What category 08 says of where somebody is; only the first is a place where people live together."""

LIVED: tuple[Kind, ...] = ("woonadres", "briefadres")
"""Kinds with an address that two occurrences can share."""

TellDate = Callable[[Occurrence, str], None]
"""Hears of an occurrence and the element in it that is no date."""

ABROAD = "1999"
"""The municipality of who is in the register of non-residents (RNI)."""

SAME_DWELLING = ("T", "W")
"""Declarations (72.10) after which an address is written otherwise while nobody moved: technical, infrastructural."""


@dataclass(frozen=True)
class Stay:
    """A place where a person was registered.

    Args:
        kind: what sort of place.
        address: what makes it this place, for a place where people live; else None.
        from_on: first day that the person surely was there; None when no such day is known.
        until_on: first day that the person may have been elsewhere; None when there is no later occurrence.
        day_known: whether the day of arrival is known; not when it is that of a new way of writing the address.
        written: how the address was written before, and until which day.
        line: of the file, of its latest occurrence.
    """

    kind: Kind
    address: str | None
    from_on: date | None
    until_on: date | None
    day_known: bool
    written: tuple[tuple[str, date], ...]
    line: int

    @property
    def sure(self) -> bool:
        """Whether there is a day on which the person surely was there."""
        return self.from_on is not None and (self.until_on is None or self.from_on < self.until_on)


def stays_of(person: PersonList, no_date: TellDate = lambda _where, _element: None) -> tuple[Stay, ...]:
    """The stays of a person, in the order of time; occurrences that the register calls wrong are not among them.

    Args:
        person: the person list.
        no_date: hears of what stands where a date should be.
    """
    found: list[tuple[Stay, Span]] = []
    for occurrence in reversed([one for one in person.stack(8) if not one.wrong]):
        begin = _begin(occurrence, no_date)
        stay = _stay(occurrence, begin)
        if found and _is_same_dwelling(found[-1][0], stay, occurrence):
            before, began = found[-1]
            found[-1] = (_written_anew(before, stay, occurrence), began)
        else:
            found.append((stay, begin))
    # when nothing is known of a later beginning it may have been on any day, so no day before it is sure
    until: list[date | None] = [begin.first or date.min for _stay, begin in found[1:]]
    end = _end_of_list(person, no_date)
    return tuple(
        replace(stay, until_on=_first(later, end))
        for (stay, _begin), later in zip(found, [*until, None][: len(found)], strict=True)
    )


def _written_anew(before: Stay, stay: Stay, occurrence: Occurrence) -> Stay:
    """The same stay, under the latest way of writing its address."""
    since = read_date(occurrence.get("85.10"))
    written = before.written
    if before.address and before.address != stay.address and since and since.first:
        written = (*written, (before.address, since.first))
    return replace(before, address=stay.address, line=stay.line, written=written)


def _stay(occurrence: Occurrence, begin: Span) -> Stay:
    kind = _kind(occurrence)
    renamed = occurrence.get("72.10") in SAME_DWELLING and occurrence.get("10.30") == occurrence.get("85.10")
    address = address_of(occurrence) if kind in LIVED else None
    return Stay(
        kind, address, _latest(begin, occurrence), None, begin.whole and not renamed, (), occurrence.line
    )


def _first(one: date | None, other: date | None) -> date | None:
    return min(filter(None, (one, other)), default=None)


def _kind(occurrence: Occurrence) -> Kind:
    if occurrence.get("13.10") or occurrence.get("13.20") or occurrence.get("09.10") == ABROAD:
        return "buitenland" if occurrence.get("13.10") not in ("", "0000") else "onbekend-adres"
    if address_of(occurrence) is None:
        return "onbekend-adres"
    return "briefadres" if occurrence.get("10.10") == "B" else "woonadres"


def address_of(occurrence: Occurrence) -> str | None:
    """What two occurrences of one dwelling have in common; None when the register knows no address.

    Postcode and house number with their additions say which dwelling it is; without a postcode street and
    municipality do, or the description of a place without an address.
    """
    number = occurrence.get("11.20")
    if occurrence.get("11.10") not in ("", ".") and number:
        additions = [occurrence.get(element).upper() for element in ("11.30", "11.40", "11.50")]
        postcode = re.sub(r"\s", "", occurrence.get("11.60")).upper()
        place = postcode or f"{occurrence.get('09.10')} {occurrence.get('11.10').lower()}"
        return " ".join([place, number, *filter(None, additions)])
    if described := occurrence.get("12.10"):
        return f"{occurrence.get('09.10')} {described.lower()}"
    return None


def _begin(occurrence: Occurrence, no_date: TellDate) -> Span:
    """When a stay began: living there (10.30) or departure (13.20), else from when the occurrence holds (85.10)."""
    abroad = bool(occurrence.get("13.20"))
    for element in ("13.20" if abroad else "10.30", "85.10"):
        if text := occurrence.get(element):
            if (span := read_date(text)) is not None:
                return span
            no_date(occurrence, element)
    return UNKNOWN


def _latest(begin: Span, occurrence: Occurrence) -> date | None:
    """The last day on which a stay can have begun: it did before the register wrote it down (86.10)."""
    if begin.whole:
        return begin.last
    written = read_date(occurrence.get("86.10"))
    known = written.last if written and written.whole else None
    if known is not None and begin.first is not None and known < begin.first:
        known = None
    return _first(begin.last, known)


def _is_same_dwelling(before: Stay, stay: Stay, occurrence: Occurrence) -> bool:
    if before.kind != stay.kind or stay.kind not in LIVED:
        return False
    return before.address == stay.address or occurrence.get("72.10") in SAME_DWELLING


def _end_of_list(person: PersonList, no_date: TellDate) -> date | None:
    """From when on a list says nothing more of where a person is: death, or the end of its upkeep."""
    died, registration = person.current(6), person.current(7)
    reason = registration.get("67.20") if registration else ""
    if died is not None and not died.wrong and died.get("08.10"):
        if (span := read_date(died.get("08.10"))) is not None:
            return span.first or date.min
        no_date(died, "08.10")
    if registration is None or reason not in ("O", "E", "M"):
        return None
    last = person.current(8)
    if reason == "E" and (last is None or _kind(last) not in LIVED):
        return None
    span = read_date(registration.get("67.10"))
    return None if span is None else span.first or date.min
