"""The onderzoekscahier as pages: search, filters, the evidence gap map, one study, references to take along, a feed.

Nothing here is about a person, so what somebody looks for stands in the address: a search can be sent to a colleague.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING, get_args

from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.catalogue.citation import citation
from ketenzicht.catalogue.feed import feed
from ketenzicht.catalogue.gap_map import Axis, Cell, gap_map
from ketenzicht.catalogue.indicators import indicators
from ketenzicht.catalogue.model import Catalogue, Design, Heading, Method, Study
from ketenzicht.catalogue.proposals import export
from ketenzicht.catalogue.search import Index, Segment, build_index, highlight, search, suggestion
from ketenzicht.chain import load_chain
from ketenzicht.chain.certainty import needs_check
from ketenzicht.errors import UserError
from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language
from ketenzicht.web.cahier_words import DESIGN_WORDS, DIRECTION_WORDS, METHOD_WORDS, READ_WORDS
from ketenzicht.web.visit import page, site

if TYPE_CHECKING:
    from ketenzicht.catalogue.model import Touches

LONGEST_QUESTION = 200
ON_A_PAGE = 30
SIZES = 6
"""Circles of the map come in so many sizes; the area grows with the number of studies."""

KINDS = {".ris": "application/x-research-info-systems", ".bib": "application/x-bibtex",
         ".json": "application/vnd.citationstyles.csl+json", ".csv": "text/csv"}  # fmt: skip


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


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; an empty text is no wish."""

    words: str = ""
    theme: str = ""
    design: str = ""
    method: str = ""
    since: int | None = None
    read: bool = False

    def fits(self, study: Study) -> bool:
        """Whether a study passes the filters."""
        return (
            self.theme in ("", *study.themes)
            and self.design in ("", study.design or "onbekend")
            and (
                not self.method
                or self.method in study.methods
                or (self.method == "onbekend" and not study.methods)
            )
            and (self.since is None or study.year >= self.since)
            and (not self.read or bool(study.findings))
        )

    @property
    def filters(self) -> bool:
        """Whether there is any wish but words."""
        return self != Asked(self.words)


@dataclass(frozen=True)
class Circle:
    """A cell of the map as it is drawn: its size, how sure, and where it leads."""

    cell: Cell
    size: int
    address: str

    @property
    def look(self) -> str:
        """The class that gives the colour: sure, less sure, or nothing read."""
        if not self.cell.with_findings:
            return "unread"
        return "sure" if self.cell.certainty == "A" else "check"


def catalogue(request: HttpRequest, language: Language) -> HttpResponse:
    """Search and filters, and what was found."""
    shelf = _shelf(request)
    asked = read_asked(request.GET)
    found = [hit.study for hit in search(shelf.index, asked.words) if asked.fits(hit.study)]
    number = _page_number(request.GET.get("blad", ""))
    pages = max(-(-len(found) // ON_A_PAGE), 1)
    number = min(number, pages)
    return page(
        request,
        "cahier.html.j2",
        language,
        cahier=shelf.catalogue.settings,
        asked=asked,
        total=len(shelf.studies),
        count=len(found),
        found=[_line(study, asked.words) for study in found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]],
        number=number,
        pages=pages,
        address=_address(asked),
        meant=suggestion(shelf.index, asked.words) if asked.words and not found else "",
        themes=_counted(shelf, asked),
        designs=DESIGN_WORDS,
        methods=METHOD_WORDS,
    )


def study(request: HttpRequest, language: Language, study_id: str) -> HttpResponse:
    """All that is known of a study, and what is not."""
    shelf = _shelf(request)
    one = shelf.catalogue.study(study_id)
    if one is None or one.state == "voorstel":
        raise Http404
    return page(
        request,
        "cahier_study.html.j2",
        language,
        cahier=shelf.catalogue.settings,
        study=one,
        themes={theme.id: theme.name for theme in shelf.catalogue.settings.themes},
        citation=citation(one),
        must_check=needs_check(one.certainty, None, amount_or_term=False),
        links=[link for touches in one.touches for link in _chain_links(touches)],
        designs=DESIGN_WORDS,
        methods=METHOD_WORDS,
        directions=DIRECTION_WORDS,
        read=READ_WORDS,
    )


def evidence_map(request: HttpRequest, language: Language) -> HttpResponse:
    """Where there is research and where there is none."""
    shelf = _shelf(request)
    by: Axis = "ontwerp" if request.GET.get("naar") == "ontwerp" else "methoden"
    found = gap_map(shelf.catalogue, by, "themas")
    largest = found.largest or 1

    def circle(row: Heading, column: Heading) -> Circle | None:
        cell = found.cells[row.id, column.id]
        if not cell.count:
            return None
        size = 1 + round((SIZES - 1) * sqrt((cell.count - 1) / max(largest - 1, 1)))
        wish = {"design" if by == "ontwerp" else "method": row.id}
        return Circle(cell, size, _address(replace(Asked(theme=column.id), **wish)))  # type: ignore[arg-type]

    return page(
        request,
        "cahier_map.html.j2",
        language,
        cahier=shelf.catalogue.settings,
        by=by,
        map=found,
        names=_row_names(found.rows),
        circles={(row.id, column.id): circle(row, column) for row in found.rows for column in found.columns},
        years=_years(shelf.studies),
        about=indicators(shelf.catalogue, site(request).today()),
        designs=DESIGN_WORDS,
    )


def references(request: HttpRequest, language: Language, ending: str) -> HttpResponse:
    """What was found, as a file for another program."""
    shelf, asked = _shelf(request), read_asked(request.GET)
    one = request.GET.get("onderzoek", "")
    chosen = (
        [study for study in shelf.studies if study.id == one]
        if one
        else [hit.study for hit in search(shelf.index, asked.words) if asked.fits(hit.study)]
    )
    if f".{ending}" not in KINDS or not chosen:
        raise Http404
    response = HttpResponse(
        export(chosen, f".{ending}"), content_type=f"{KINDS[f'.{ending}']}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{one or shelf.catalogue.settings.id}.{ending}"'
    return response


def news(request: HttpRequest, language: Language) -> HttpResponse:
    """What came in last, as an Atom feed."""
    shelf = _shelf(request)
    address = request.build_absolute_uri("./")
    return HttpResponse(
        feed(shelf.catalogue, address, language), content_type="application/atom+xml; charset=utf-8"
    )


def read_asked(given: Mapping[str, str]) -> Asked:
    """What stands in an address; what cannot be is left out."""
    year = given.get("vanaf", "").strip()
    return Asked(
        words=" ".join(given.get("q", "").split())[:LONGEST_QUESTION],
        theme=given.get("thema", ""),
        design=given.get("ontwerp", "")
        if given.get("ontwerp", "") in (*get_args(Design), "onbekend")
        else "",
        method=given.get("methode", "")
        if given.get("methode", "") in (*get_args(Method), "onbekend")
        else "",
        since=int(year) if year.isdecimal() and len(year) == 4 else None,
        read=given.get("gelezen", "") == "ja",
    )


@dataclass(frozen=True)
class Line:
    """A study in a list: its texts in segments, what was looked for marked."""

    study: Study
    title: list[Segment]
    text: list[Segment]


def _line(one: Study, words: str) -> Line:
    text = one.description or one.question or ""
    return Line(one, highlight(one.title, words), highlight(text, words))


def _counted(shelf: Shelf, asked: Asked) -> list[tuple[Heading, int]]:
    """Each theme with the studies that would be found under it."""
    hits = [hit.study for hit in search(shelf.index, asked.words)]
    without = replace(asked, theme="")
    fitting = [one for one in hits if without.fits(one)]
    return [
        (theme, sum(theme.id in one.themes for one in fitting)) for theme in shelf.catalogue.settings.themes
    ]


def _address(asked: Asked) -> str:
    """The part of an address after the question mark."""
    from urllib.parse import urlencode

    wishes = {"q": asked.words, "thema": asked.theme, "ontwerp": asked.design, "methode": asked.method,
              "vanaf": asked.since or "", "gelezen": "ja" if asked.read else ""}  # fmt: skip
    return urlencode({name: value for name, value in wishes.items() if value})


def _page_number(text: str) -> int:
    return max(int(text), 1) if text.isdecimal() and len(text) < 6 else 1


def _chain_links(touches: Touches) -> list[tuple[str, Label, tuple[Label, ...]]]:
    """Of a chain that a study bears on: its name, and the names of its measures, causes and options."""
    try:
        chain = load_chain(touches.chain)
    except UserError:
        return []
    groups: list[tuple[Label, tuple[str, ...], Mapping[str, Label]]] = [
        (message("Maten"), touches.measures, {one.id: one.name for one in chain.measures}),
        (message("Oorzaken"), touches.factors, {one.id: one.name for one in chain.factors}),
        (message("Mogelijkheden"), touches.options, {one.id: one.name for one in chain.options}),
    ]
    return [
        (chain.title.nl, label, tuple(names[one] for one in ids if one in names))
        for label, ids, names in groups
        if any(one in names for one in ids)
    ]


def _row_names(rows: tuple[Heading, ...]) -> dict[str, Label]:
    words = DESIGN_WORDS | METHOD_WORDS
    return {row.id: words.get(row.id, row.name) for row in rows}


def _years(studies: tuple[Study, ...]) -> list[tuple[int, int, int]]:
    """Every year from the first to the last: studies that appeared, and of how many findings were read."""
    if not studies:
        return []
    years = [one.year for one in studies]
    return [
        (year, years.count(year), sum(one.year == year and bool(one.findings) for one in studies))
        for year in range(min(years), max(years) + 1)
    ]


def _shelf(request: HttpRequest) -> Shelf:
    found = site(request).shelf
    if found is None:
        raise Http404
    return found
