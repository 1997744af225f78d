"""Reads a filled-in workbook back: also last year's, one whose columns moved, or one that somebody made by hand.

Columns are known by their id, else by their heading. What is not understood is kept with the address of its cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ketenzicht.errors import UserError
from ketenzicht.message import Label, message
from ketenzicht.spreadsheet import demand_safe
from ketenzicht.survey.answers import AnswerFile, Kept, plain_answers
from ketenzicht.survey.model import Survey, TableTemplate
from ketenzicht.survey.parts import questions
from ketenzicht.survey.template import (
    ANSWER_HEAD,
    DEFINITION_SHEET,
    ID_HEAD,
    LIST_SHEET,
    MARK_SHEET,
    MARKS,
    QUESTION_SHEET,
    REMARK_HEAD,
    ROW_REMARK,
    address,
    row_remark_keys,
    table_sheets,
)
from ketenzicht.survey.template_heads import (
    Cells,
    cell_of,
    filled_cell,
    head_of_questions,
    head_of_table,
    is_empty,
    moved_columns,
    plain_cell,
    sheet_like,
)
from ketenzicht.survey.template_places import Addresses, TableCells
from ketenzicht.survey.typed import Place, row_name
from ketenzicht.survey.values import BSN_LEFT_OUT, without_bsn


@dataclass(frozen=True)
class LayoutFinding:
    """Something about the workbook itself: what is other than in the template, and where."""

    message: Label
    where: str


@dataclass
class TemplateReading:
    """What a workbook held.

    Args:
        given: the answers, with what was not understood.
        findings: what is other than in the template of this survey.
        addresses: sheet and cell of each answer, for findings of a check.
    """

    given: AnswerFile
    findings: tuple[LayoutFinding, ...]
    addresses: Mapping[Place, str] = field(default_factory=dict)


def read_template(path: Path, survey: Survey) -> TemplateReading:
    """The answers in a workbook.

    Raises:
        UserError: it is no workbook, or nothing in it belongs to this survey.
    """
    reader = _Reader(survey)
    book = _sheets(path)
    marks = _marks(book.get(MARK_SHEET, ()))
    reader.marks(marks)
    taken = {MARK_SHEET, DEFINITION_SHEET, LIST_SHEET}
    understood = reader.questions(QUESTION_SHEET, book.get(QUESTION_SHEET, ()))
    taken.add(QUESTION_SHEET)
    for place in table_sheets(survey):
        name = place.name if place.name in book else sheet_like(place.table, book, taken)
        if name is None:
            reader.say(message("Het blad '{blad}' ontbreekt.", blad=place.name), place.name)
            continue
        taken.add(name)
        understood = reader.table(name, book[name], place.table) or understood
    if not understood:
        raise UserError(
            "In dit rekenblad staat geen vraag van deze uitvraag.",
            why=f"De uitvraag is {survey.id}, versie {survey.version}.",
            fix="Vul het formulier van deze uitvraag in; dat maakt: ketenzicht survey export",
            file=path,
        )
    for name, rows in book.items():
        if name not in taken:
            reader.keep_all(name, rows)
    given = AnswerFile(
        organisation=marks.get("organisatie", ""),
        survey=marks.get("uitvraag", ""),
        version=marks.get("versie", ""),
        answers=plain_answers(survey, reader.answers),
        explanations=reader.remarks,
        kept=tuple(reader.kept),
    )
    return TemplateReading(given, tuple(reader.findings), reader.addresses)


class _Reader:
    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.answers: dict[str, Any] = {}
        self.remarks: dict[str, str] = {}
        self.kept: list[Kept] = []
        self.findings: list[LayoutFinding] = []
        self.addresses = Addresses()

    def say(self, what: Label, where: str) -> None:
        self.findings.append(LayoutFinding(what, where))

    def keep(self, sheet: str, row: int, column: int, cell: Any) -> None:
        where, text = f"{sheet}!{address(row, column)}", without_bsn(str(plain_cell(cell)))
        if BSN_LEFT_OUT in text:
            self.say(message("Hier stond een burgerservicenummer. Het is niet bewaard."), where)
        self.kept.append(Kept(where, text))

    def keep_all(self, sheet: str, rows: Cells) -> None:
        before = len(self.kept)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if not is_empty(cell):
                    self.keep(sheet, row, column, cell)
        if len(self.kept) > before:
            self.say(message("Het blad '{blad}' hoort er niet bij. Het is bewaard.", blad=sheet), sheet)

    def marks(self, marks: Mapping[str, str]) -> None:
        survey = self.survey
        if (name := marks.get("uitvraag")) and name != survey.id:
            self.say(message("Dit is het formulier van een andere uitvraag: {naam}.", naam=name), MARK_SHEET)
        if (version := marks.get("versie")) and version != survey.version:
            self.say(
                message(
                    "Dit is het formulier van versie {oud}; de uitvraag heeft versie {nieuw}.",
                    oud=version,
                    nieuw=survey.version,
                ),
                MARK_SHEET,
            )

    def questions(self, sheet: str, rows: Cells) -> bool:
        asked = questions(self.survey)
        if not rows or not asked:
            return False
        head = head_of_questions(rows)
        if head is None:
            self.keep_all(sheet, rows)
            return False
        at, columns = head
        own = (0, columns[ID_HEAD], columns[ANSWER_HEAD], columns.get(REMARK_HEAD, -1))
        seen: set[str] = set()
        for number, cells in enumerate(rows[at + 1 :], start=at + 1):
            name = str(cell_of(cells, columns[ID_HEAD]) or "").strip()
            answer = cell_of(cells, columns[ANSWER_HEAD])
            remark = cell_of(cells, columns[REMARK_HEAD]) if REMARK_HEAD in columns else None
            if name not in asked or name in seen:
                self.not_asked(sheet, number, columns, name, answer, remark)
                continue
            seen.add(name)
            self.addresses.fields[name] = f"{sheet}!{address(number, columns[ANSWER_HEAD])}"
            if not is_empty(answer):
                self.answers[name] = plain_cell(answer)
            if not is_empty(remark):
                self.remarks[name] = str(plain_cell(remark)).strip()
            for column, cell in enumerate(cells):
                # columns 3 and 4 of the template hold hints, which nobody fills in
                if column > 5 and column not in own and not is_empty(cell):
                    self.keep(sheet, number, column, cell)
        if missing := [asked[name].name.nl for name in asked if name not in seen]:
            self.say(message("Deze vragen staan er niet in: {vragen}.", vragen="; ".join(missing)), sheet)
        return bool(seen)

    def not_asked(
        self, sheet: str, row: int, columns: Mapping[str, int], name: str, answer: Any, remark: Any
    ) -> None:
        for key, cell in ((ANSWER_HEAD, answer), (REMARK_HEAD, remark)):
            if not is_empty(cell):
                self.keep(sheet, row, columns[key], cell)
        if not is_empty(answer):
            told = name or message("zonder code")
            self.say(
                message("Deze vraag hoort er niet bij: {vraag}. Het antwoord is bewaard.", vraag=told),
                f"{sheet}!{address(row, columns[ANSWER_HEAD])}",
            )

    def table(self, sheet: str, rows: Cells, table: TableTemplate) -> bool:
        head = head_of_table(rows, table)
        if head is None:
            self.keep_all(sheet, rows)
            return False
        first, placed, extra = head
        self.columns(sheet, table, placed, extra, first - 1)
        found: list[dict[str, Any]] = []
        held = self.addresses.tables[table.id] = TableCells(sheet, placed, [])
        read = lru_cache(maxsize=None, typed=True)(filled_cell)
        for number, cells in enumerate(rows[first:], start=first):
            row = {
                name: value
                for name, column in placed.items()
                if (value := read(cell_of(cells, column))) is not None
            }
            remark = row.pop(ROW_REMARK, None)
            beside = [(column, cell) for column in extra if not is_empty(cell := cell_of(cells, column))]
            for column, cell in beside:
                self.keep(sheet, number, column, cell)
            if remark is not None:
                name = row_name(table, row, len(found))
                self.remarks |= dict.fromkeys(row_remark_keys(table, name), str(remark).strip())
            if not row and not beside and remark is None:
                continue
            held.rows.append(number)
            found.append(row)
        if found:
            self.answers[table.id] = found
        return True

    def columns(
        self,
        sheet: str,
        table: TableTemplate,
        placed: Mapping[str, int],
        extra: Mapping[int, str],
        head: int,
    ) -> None:
        """Say which columns moved, are missing or came in addition."""
        names = {column.id: column.name.nl for column in table.columns}
        moved = moved_columns(list(names), placed)
        if moved:
            told = "; ".join(f"{names[name]} ({address(head, placed[name])})" for name in moved)
            if len(moved) == 1:
                what = message("Eén kolom staat op een andere plaats: {kolommen}.", kolommen=told)
            else:
                what = message(
                    "{n} kolommen staan op een andere plaats: {kolommen}.", n=len(moved), kolommen=told
                )
            self.say(what, sheet)
        if missing := [name for key, name in names.items() if key not in placed]:
            self.say(message("Deze kolommen ontbreken: {kolommen}.", kolommen="; ".join(missing)), sheet)
        if extra:
            told = "; ".join(f"{name or '?'} ({address(head, column)})" for column, name in extra.items())
            self.say(
                message("Deze kolommen zijn niet bekend en zijn bewaard: {kolommen}.", kolommen=told), sheet
            )


def _sheets(path: Path) -> dict[str, Cells]:
    from python_calamine import CalamineError, CalamineWorkbook

    demand_safe(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    except (CalamineError, OSError):
        raise UserError(
            "Dit rekenblad is niet te openen.",
            why="Het bestand is beschadigd of afgekapt, met een wachtwoord beveiligd, of geen rekenblad.",
            fix="Open het in je rekenprogramma en sla het opnieuw op als .xlsx zonder wachtwoord.",
            file=path,
        ) from None


def _marks(rows: Cells) -> dict[str, str]:
    found = {}
    for cells in rows:
        name = str(cell_of(cells, 0) or "").strip()
        if name in MARKS and not is_empty(cell_of(cells, 1)):
            found[name] = str(plain_cell(cells[1])).strip()
    return found
