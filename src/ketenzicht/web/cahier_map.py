"""Where there is research and where there is none: the evidence gap map of the catalogue, and its years.

Three maps: themes by method, themes by what a study can say at most, and approaches by outcomes. Each cell leads to
its studies.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from django.http import HttpRequest, HttpResponse

from ketenzicht.catalogue.gap_map import Axis, Cell, gap_map
from ketenzicht.catalogue.indicators import indicators
from ketenzicht.catalogue.model import Heading, Study
from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language
from ketenzicht.web.cahier_shelf import WISHES, read_asked, shelf_of
from ketenzicht.web.cahier_words import DESIGN_WORDS, METHOD_WORDS
from ketenzicht.web.visit import page, site

SIZES = 6
"""Circles of the map come in so many sizes; the area grows with the number of studies."""

LAYOUTS: dict[str, tuple[Axis, Axis, Label]] = {
    "methode": ("methoden", "themas", message("Thema en hoe het is gedaan")),
    "ontwerp": ("ontwerp", "themas", message("Thema en wat het kan zeggen")),
    "aanpak": ("aanpakken", "uitkomsten", message("Aanpak en uitkomst")),
}
"""What the map can be laid out along: rows, columns, and how the choice is called."""


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


def evidence_map(request: HttpRequest, language: Language) -> HttpResponse:
    """Where there is research and where there is none."""
    shelf = shelf_of(request)
    by = request.GET.get("naar", "") if request.GET.get("naar", "") in LAYOUTS else "methode"
    rows, columns, _ = LAYOUTS[by]
    found = gap_map(shelf.catalogue, rows, columns)
    coded = [study for study in shelf.studies if study.coded_from]

    def circle(row: Heading, column: Heading) -> Circle | None:
        cell = found.cells[row.id, column.id]
        if not cell.count:
            return None
        size = 1 + round((SIZES - 1) * sqrt((cell.count - 1) / max(found.largest - 1, 1)))
        wished = read_asked({WISHES[rows]: row.id, WISHES[columns]: column.id}, shelf.catalogue)
        return Circle(cell, size, wished.address)

    return page(
        request,
        "cahier_map.html.j2",
        language,
        cahier=shelf.catalogue.settings,
        by=by,
        layouts={name: label for name, (_, _, label) in LAYOUTS.items()},
        map=found,
        names=_names(found.rows),
        circles={(row.id, column.id): circle(row, column) for row in found.rows for column in found.columns},
        total=len(shelf.studies),
        coded=len(coded),
        no_approach=sum(not study.interventions for study in coded),
        years=_years(shelf.studies),
        about=indicators(shelf.catalogue, site(request).today()),
        designs=DESIGN_WORDS,
    )


def _names(rows: tuple[Heading, ...]) -> dict[str, Label]:
    words = DESIGN_WORDS | METHOD_WORDS
    return {row.id: words.get(row.id, row.name) for row in rows}


def _years(studies: tuple[Study, ...]) -> list[tuple[int, int, int]]:
    """Every year from the last to the first: studies that appeared, and of how many findings were read."""
    if not studies:
        return []
    years = [one.year for one in studies]
    return [
        (year, years.count(year), sum(one.year == year and bool(one.findings) for one in studies))
        for year in range(max(years), min(years) - 1, -1)
    ]
