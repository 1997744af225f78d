"""The rows of a table: twenty at a time in fields, or many pasted from a spreadsheet; errors beside their cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.publish.language import Language
from ketenzicht.survey.model import Question, TableTemplate
from ketenzicht.survey.parts import tables
from ketenzicht.survey.typed import Finding
from ketenzicht.web.survey import versions
from ketenzicht.web.survey.findings import noted
from ketenzicht.web.survey.form import read_version, tidy
from ketenzicht.web.survey.merge import TABLE
from ketenzicht.web.survey.models import Version
from ketenzicht.web.survey.region_pages import answers_of
from ketenzicht.web.survey.visit import Visit

AT_ONCE = 20
"""Rows on a page."""
EMPTY_ROWS = 3

Cells = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A row on the page: its number from 0, what stands in it, and what was found, by column."""

    number: int
    cells: Cells
    findings: dict[str | None, list[Finding]]


def table(request: HttpRequest, language: Language, organisation: str, table: str) -> HttpResponse:
    """Twenty rows of a table to type in."""
    visit = Visit(request, language)
    template = tables(visit.survey).get(table)
    if template is None:
        raise Http404
    if request.method == "POST":
        return _keep(visit, organisation, template)
    now = answers_of(visit, organisation)
    rows = versions.rows_of(now.content, table)
    first = _first(request.GET.get("rij", ""), len(rows))
    found = now.checked.about({table})
    return visit.page(
        "table.html.j2",
        organisation=visit.organisation(organisation),
        now=now,
        table=template,
        total=len(rows),
        first=first,
        at_once=AT_ONCE,
        rows=_rows(rows, first, found, with_room=now.writable),
        listed=noted(visit, organisation, found),
        found=len(found),
        as_typed=as_typed,
        surplus=request.GET.get("te-veel", ""),
    )


def _rows(rows: list[Cells], first: int, found: list[Finding], *, with_room: bool) -> list[Row]:
    """The rows of a page with what was found in them, and on the last page room for more."""
    shown = rows[first : first + AT_ONCE]
    if with_room and first + AT_ONCE >= len(rows):
        shown = shown + [{} for _ in range(EMPTY_ROWS)]
    by_row: dict[int, dict[str | None, list[Finding]]] = {}
    for finding in found:
        for place in finding.places:
            if place.row is not None:
                by_row.setdefault(place.row, {}).setdefault(place.column, []).append(finding)
    return [Row(first + at, cells, by_row.get(first + at, {})) for at, cells in enumerate(shown)]


def _first(asked: str, total: int) -> int:
    """The first row of the page on which a row stands."""
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
    return max(min(number - 1, total), 0) // AT_ONCE * AT_ONCE


def _keep(visit: Visit, organisation: str, template: TableTemplate) -> HttpResponse:
    """Save the rows of a page, or add those that were pasted; the other rows are those of the version it showed."""
    request = visit.request
    based_on = read_version(request)
    base = Version.objects.filter(organisation=organisation, number=based_on).first()
    rows = versions.rows_of(versions.content_of(base), template.id)
    surplus = 0
    if "geplakt" in request.POST:
        added, surplus = pasted(request.POST["geplakt"], template)
        changed = [*rows, *added]
    else:
        changed = typed_over(rows, request.POST.getlist("rij"), template, request)
    data = versions.pack_rows(changed)
    field = TABLE + template.id
    saved = versions.save(
        person=visit.person,
        organisation=organisation,
        based_on=based_on,
        typed={field: versions.fingerprint(data) if changed else ""},
        blobs=(data,) if changed else (),
    )
    here = f"organisatie/{organisation}/"
    if saved.why:
        return visit.to(f"{here}versies/{saved.version.number}/")
    row = len(changed) if "geplakt" in request.POST else request.POST.get("vanaf", "1")
    more = f"&te-veel={surplus}" if surplus else ""
    return visit.to(f"{here}tabel/{template.id}/?rij={row if str(row).isdecimal() else 1}{more}")


def typed_over(
    rows: list[Cells], numbers: Iterable[str], template: TableTemplate, request: HttpRequest
) -> list[Cells]:
    """Rows with those of a page in their place; a row that was emptied goes, columns that are not asked stay."""
    found: dict[int, Cells] = dict(enumerate(rows))
    for text in numbers:
        if not (text.isascii() and text.isdecimal() and len(text) < 9):
            continue
        number = int(text)
        cells = {
            column.id: typed
            for column in template.columns
            if (typed := tidy(request.POST.get(f"cel.{number}.{column.id}", "")))
        }
        extra = {
            key: value for key, value in found.get(number, {}).items() if key not in _ids(template.columns)
        }
        found[number] = {**_as_it_was(found.get(number, {}), cells), **extra}
    return [found[number] for number in sorted(found) if found[number]]


def _as_it_was(before: Cells, typed: Cells) -> Cells:
    """A cell that came from a file keeps its type as long as it reads the same."""
    return {
        name: before[name] if as_typed(before.get(name)) == text else text for name, text in typed.items()
    }


def as_typed(value: Any) -> str:
    """What stands in the field of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return str(value)


def pasted(text: str, template: TableTemplate) -> tuple[list[Cells], int]:
    """Rows as a spreadsheet puts them on the clipboard, in the order of the columns or with headings above them.

    Returns:
        the rows, and how many cells had no column; those stay in the row as ``kolom-<n>``, so that nothing is lost.
    """
    lines = [line.split("\t") for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    ids = [column.id for column in template.columns]
    if lines and (headed := _headings(lines[0], template.columns)):
        ids, lines = headed, lines[1:]
    surplus = 0
    rows = []
    for line in lines:
        row = {}
        for at, cell in enumerate(line):
            if cell.strip():
                known = at < len(ids)
                surplus += not known
                row[ids[at] if known else f"kolom-{at + 1}"] = cell.strip()
        rows.append(row)
    return rows, surplus


def _headings(line: list[str], columns: tuple[Question, ...]) -> list[str]:
    """The columns that a line of headings names; nothing when it is a row."""
    names = {
        text.casefold(): column.id
        for column in columns
        for text in (column.id, column.name.nl, column.name.en or column.name.nl)
    }
    known = [names.get(cell.strip().casefold()) for cell in line]
    if sum(one is not None for one in known) * 2 <= len(line):
        return []
    return [
        name or (cell.strip() or f"kolom-{at + 1}")
        for at, (name, cell) in enumerate(zip(known, line, strict=True))
    ]


def _ids(columns: tuple[Question, ...]) -> set[str]:
    return {column.id for column in columns}
