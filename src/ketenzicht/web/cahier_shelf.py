"""A catalogue that is served, and what somebody looks for in it; the latter stands in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import get_args
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from ketenzicht.catalogue.gap_map import NONE, UNKNOWN, Axis, headings_of
from ketenzicht.catalogue.model import Catalogue, Design, Method, Study
from ketenzicht.catalogue.search import Index, build_index, search
from ketenzicht.web.visit import site

LONGEST_QUESTION = 200

WISHES: dict[Axis, str] = {
    "themas": "thema",
    "ontwerp": "ontwerp",
    "methoden": "methode",
    "aanpakken": "aanpak",
    "uitkomsten": "uitkomst",
}
"""How an address names the heading of an axis that somebody wants."""


@dataclass(frozen=True)
class Shelf:
    """A catalogue that is served, made ready for search at the first question."""

    catalogue: Catalogue

    @cached_property
    def studies(self) -> tuple[Study, ...]:
        """Those that are taken up."""
        return tuple(study for study in self.catalogue.studies if study.state == "opgenomen")

    @cached_property
    def index(self) -> Index:
        """Of those studies."""
        names = {theme.id: theme.name for theme in self.catalogue.settings.themes}

        def headings(study: Study) -> list[str]:
            return [text for theme in study.themes for text in (names[theme].nl, names[theme].en or "")]

        return build_index(self.studies, headings)

    def found(self, asked: Asked) -> list[Study]:
        """The studies that answer what somebody looks for, best first."""
        return asked.narrow(hit.study for hit in search(self.index, asked.words))


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; an empty text is no wish.

    Args:
        words: to search with.
        theme, design, method, approach, outcome: the heading that a study must stand under.
        since, until: the first and the last year.
        read: only studies of which findings were read.
    """

    words: str = ""
    theme: str = ""
    design: str = ""
    method: str = ""
    approach: str = ""
    outcome: str = ""
    since: int | None = None
    until: int | None = None
    read: bool = False

    @property
    def headings(self) -> dict[Axis, str]:
        """The heading that is wanted of each axis."""
        return {
            "themas": self.theme,
            "ontwerp": self.design,
            "methoden": self.method,
            "aanpakken": self.approach,
            "uitkomsten": self.outcome,
        }

    def narrow(self, studies: Iterable[Study]) -> list[Study]:
        """The studies that pass the filters."""
        wishes = [(axis, wish) for axis, wish in self.headings.items() if wish]
        return [
            study
            for study in studies
            if all(wish in headings_of(study, axis) for axis, wish in wishes)
            and (self.since is None or study.year >= self.since)
            and (self.until is None or study.year <= self.until)
            and (not self.read or study.findings)
        ]

    @property
    def filters(self) -> bool:
        """Whether there is any wish but words."""
        return self != Asked(self.words)

    @property
    def address(self) -> str:
        """The part of an address after the question mark."""
        wishes: dict[str, str | int | None] = {"q": self.words}
        wishes |= {WISHES[axis]: wish for axis, wish in self.headings.items()}
        wishes |= {"vanaf": self.since, "tot": self.until, "gelezen": "ja" if self.read else ""}
        return urlencode({name: value for name, value in wishes.items() if value})


def read_asked(given: Mapping[str, str], of: Catalogue) -> Asked:
    """What stands in an address; what cannot be is left out."""
    settings = of.settings
    known = {
        "thema": {*(one.id for one in settings.themes), UNKNOWN},
        "ontwerp": {*get_args(Design), UNKNOWN},
        "methode": {*get_args(Method), UNKNOWN},
        "aanpak": {*(one.id for one in settings.interventions), NONE, UNKNOWN},
        "uitkomst": {*(one.id for one in settings.outcomes), NONE, UNKNOWN},
    }
    wish = {name: given.get(name, "") if given.get(name, "") in ids else "" for name, ids in known.items()}
    return Asked(
        words=" ".join(given.get("q", "").split())[:LONGEST_QUESTION],
        theme=wish["thema"],
        design=wish["ontwerp"],
        method=wish["methode"],
        approach=wish["aanpak"],
        outcome=wish["uitkomst"],
        since=_year(given.get("vanaf", "")),
        until=_year(given.get("tot", "")),
        read=given.get("gelezen", "") == "ja",
    )


def _year(text: str) -> int | None:
    year = text.strip()
    return int(year) if year.isdecimal() and len(year) == 4 else None


def shelf_of(request: HttpRequest) -> Shelf:
    """The catalogue of the site; a page that says so when there is none."""
    found = site(request).shelf
    if found is None:
        raise Http404
    return found
