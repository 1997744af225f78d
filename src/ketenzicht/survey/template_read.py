"""Reads a filled-in workbook back: also last year's, one whose columns moved, or one that somebody made by hand.

Columns are known by their id, else by their heading. What is not understood is kept with the address of its cell.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ketenzicht.errors import UserError
from ketenzicht.message import Label, message
from ketenzicht.survey.answers import AnswerFile, Kept, plain_answers
from ketenzicht.survey.model import Question, Survey, TableTemplate
from ketenzicht.survey.modest_workbook import demand_modest
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
    ROW_REMARK_HEADS,
    TABLE_HEAD_ROW,
    TABLE_ID_ROW,
    address,
    explains_rows,
    row_remark_keys,
    table_sheets,
)
from ketenzicht.survey.typed import Place, row_name

Cells = Sequence[Sequence[Any]]
LOOK_FOR_HEAD = 15
"""A heading stands in the first so many rows."""


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
        name = place.name if place.name in book else _like(place.table, book, taken)
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
        self.addresses: dict[Place, str] = {}

    def say(self, what: Label, where: str) -> None:
        self.findings.append(LayoutFinding(what, where))

    def keep(self, sheet: str, row: int, column: int, cell: Any) -> None:
        self.kept.append(Kept(f"{sheet}!{address(row, column)}", str(_plain(cell))))

    def keep_all(self, sheet: str, rows: Cells) -> None:
        before = len(self.kept)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if not _empty(cell):
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
        head = _head_of_questions(rows)
        if head is None:
            self.keep_all(sheet, rows)
            return False
        at, columns = head
        own = (0, columns[ID_HEAD], columns[ANSWER_HEAD], columns.get(REMARK_HEAD, -1))
        seen: set[str] = set()
        for number, cells in enumerate(rows[at + 1 :], start=at + 1):
            name = str(_cell(cells, columns[ID_HEAD]) or "").strip()
            answer = _cell(cells, columns[ANSWER_HEAD])
            remark = _cell(cells, columns[REMARK_HEAD]) if REMARK_HEAD in columns else None
            if name not in asked or name in seen:
                self.not_asked(sheet, number, columns, name, answer, remark)
                continue
            seen.add(name)
            self.addresses[Place(name)] = f"{sheet}!{address(number, columns[ANSWER_HEAD])}"
            if not _empty(answer):
                self.answers[name] = _plain(answer)
            if not _empty(remark):
                self.remarks[name] = str(_plain(remark)).strip()
            for column, cell in enumerate(cells):
                # columns 3 and 4 of the template hold hints, which nobody fills in
                if column > 5 and column not in own and not _empty(cell):
                    self.keep(sheet, number, column, cell)
        if missing := [asked[name].name.nl for name in asked if name not in seen]:
            self.say(message("Deze vragen staan er niet in: {vragen}.", vragen="; ".join(missing)), sheet)
        return bool(seen)

    def not_asked(
        self, sheet: str, row: int, columns: Mapping[str, int], name: str, answer: Any, remark: Any
    ) -> None:
        for key, cell in ((ANSWER_HEAD, answer), (REMARK_HEAD, remark)):
            if not _empty(cell):
                self.keep(sheet, row, columns[key], cell)
        if not _empty(answer):
            told = name or message("zonder code")
            self.say(
                message("Deze vraag hoort er niet bij: {vraag}. Het antwoord is bewaard.", vraag=told),
                f"{sheet}!{address(row, columns[ANSWER_HEAD])}",
            )

    def table(self, sheet: str, rows: Cells, table: TableTemplate) -> bool:
        head = _head_of_table(rows, table)
        if head is None:
            self.keep_all(sheet, rows)
            return False
        first, placed, extra = head
        self.columns(sheet, table, placed, extra, first - 1)
        found: list[dict[str, Any]] = []
        for number, cells in enumerate(rows[first:], start=first):
            row = {
                name: _plain(cell)
                for name, column in placed.items()
                if not _empty(cell := _cell(cells, column))
            }
            remark = row.pop(ROW_REMARK, None)
            beside = [(column, cell) for column in extra if not _empty(cell := _cell(cells, column))]
            for column, cell in beside:
                self.keep(sheet, number, column, cell)
            if remark is not None:
                name = row_name(table, row, len(found))
                self.remarks |= dict.fromkeys(row_remark_keys(table, name), str(remark).strip())
            if not row and not beside and remark is None:
                continue
            for name, column in placed.items():
                place = Place(table.id, len(found), name)
                self.addresses[place] = f"{sheet}!{address(number, column)}"
            self.addresses[Place(table.id, len(found))] = f"{sheet}!{address(number, 0)}"
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


def moved_columns(order: Sequence[str], placed: Mapping[str, int]) -> tuple[str, ...]:
    """The fewest columns that would have to move to get the order of the template.

    All but a longest increasing subsequence of the places (Fredman ML (1975). *Discrete Mathematics* 11, 29-35).
    """
    present = [name for name in order if name in placed]
    places = [placed[name] for name in present]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, place in enumerate(places):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(place)
            ends.append(number)
        else:
            tails[at], ends[at] = place, number
    stay: set[int] = set()
    number = ends[-1] if ends else -1
    while number >= 0:
        stay.add(number)
        number = before[number]
    return tuple(name for number, name in enumerate(present) if number not in stay)


def _sheets(path: Path) -> dict[str, Cells]:
    from python_calamine import CalamineError, CalamineWorkbook

    demand_modest(path)
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
        name = str(_cell(cells, 0) or "").strip()
        if name in MARKS and not _empty(_cell(cells, 1)):
            found[name] = str(_plain(cells[1])).strip()
    return found


def _head_of_questions(rows: Cells) -> tuple[int, dict[str, int]] | None:
    for number, cells in enumerate(rows[:LOOK_FOR_HEAD]):
        columns = {str(cell).strip().casefold(): column for column, cell in enumerate(cells)}
        if ID_HEAD in columns and ANSWER_HEAD in columns:
            return number, columns
    return None


def _head_of_table(rows: Cells, table: TableTemplate) -> tuple[int, dict[str, int], dict[int, str]] | None:
    """The first row of data, the column of each id, and the columns that nobody asked for with their heading."""
    best: tuple[int, int, dict[str, int]] = (0, -1, {})
    for number, cells in enumerate(rows[:LOOK_FOR_HEAD]):
        placed = _known(cells, table)
        if len(placed) > best[0]:
            best = (len(placed), number, placed)
    _, number, placed = best
    if not placed:
        return None
    head = number
    by_id = any(str(_cell(rows[number], column)).strip() == name for name, column in placed.items())
    if by_id and number + TABLE_HEAD_ROW - TABLE_ID_ROW < len(rows):
        head = number + TABLE_HEAD_ROW - TABLE_ID_ROW
        below = rows[head]
        # somebody who adds a column gives it a heading, not an id
        for name, column in _known(below, table).items():
            if name not in placed and column not in placed.values():
                placed[name] = column
    width = max((len(cells) for cells in rows), default=0)
    extra = {}
    for column in range(width):
        if column in placed.values():
            continue
        name = str(_plain(_cell(rows[head], column)) or _plain(_cell(rows[number], column)) or "").strip()
        if name or any(not _empty(_cell(cells, column)) for cells in rows[head + 1 :]):
            extra[column] = name
    return head + 1, placed, extra


def _known(cells: Sequence[Any], table: TableTemplate) -> dict[str, int]:
    """The columns of a row of headings, by their id; an id comes before a heading."""
    texts = [str(cell).strip().casefold() for cell in cells]
    found: dict[str, int] = {}
    wanted = [(column.id, (column.id, *_names(column))) for column in table.columns]
    if explains_rows(table):
        wanted.append((ROW_REMARK, (ROW_REMARK, *ROW_REMARK_HEADS)))
    for name, words in wanted:
        for word in words:
            if word.casefold() in texts and texts.index(word.casefold()) not in found.values():
                found[name] = texts.index(word.casefold())
                break
    return found


def _names(question: Question) -> tuple[str, ...]:
    return (question.name.nl, *((question.name.en,) if question.name.en else ()))


def _like(table: TableTemplate, book: Mapping[str, Cells], taken: set[str]) -> str | None:
    """Another sheet that has at least half of the columns of a table."""
    for name, rows in book.items():
        head = None if name in taken else _head_of_table(rows, table)
        if head is not None and 2 * len(head[1]) >= len(table.columns):
            return name
    return None


def _cell(cells: Sequence[Any], column: int) -> Any:
    return cells[column] if 0 <= column < len(cells) else None


def _empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _plain(cell: Any) -> Any:
    """A cell as JSON holds it."""
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat() if cell == datetime(cell.year, cell.month, cell.day) else cell.isoformat()
        )
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell if cell is None or isinstance(cell, str | int | float | bool) else str(cell)
