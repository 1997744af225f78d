"""Person lists of the BRP as a table: a row with a column for each element, more rows where a category occurs again.

The layout is that in which the RvIG publishes the test persons of the GBA-V: a heading of category, group and element
(``08.10.30``), the number of the list in the first column of its first row only, and behind each category a column
``08.H`` that says what the next row holds of it: 08 another current occurrence, 58 the one before it. Categories,
groups and elements are those of the Logisch Ontwerp BRP. Categories are read by themselves, so a row may hold an
address of 1994 beside a child of 2003.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ketenzicht.errors import UserError

ELEMENT = re.compile(r"^(\d\d)\.(\d\d\.\d\d)$")
MARK = re.compile(r"^(\d\d)\.H$")
HISTORIC = 50
"""Category 58 is what stood in 08 before."""

SEVERAL = (5, 9)
"""Categories with more than one current occurrence: partners and children."""

NEEDED = ("01.01.20", "01.03.10", "08.09.10", "08.10.10", "08.10.30", "08.11.20", "08.11.60")


@dataclass(frozen=True)
class Occurrence:
    """A category of a list as it stood at one time.

    Args:
        line: of the file.
        values: element to text, those that are filled; none where what stood there before holds no more.
    """

    line: int
    values: dict[str, str]

    def get(self, element: str) -> str:
        """The text of an element such as ``10.30``; empty when it is not filled."""
        return self.values.get(element, "")

    @property
    def wrong(self) -> bool:
        """Whether the register itself says that this was never right (84.10)."""
        return bool(self.get("84.10"))


@dataclass
class PersonList:
    """All that the register holds of one person.

    Args:
        number: of the list in the file.
        line: its first line.
        stacks: category (1-16) to its occurrences; each is the current one and those before it, latest first.
    """

    number: str
    line: int
    stacks: dict[int, list[list[Occurrence]]] = field(default_factory=dict)

    def stack(self, category: int) -> list[Occurrence]:
        """The occurrences of a category that a list has once, latest first."""
        return [one for stack in self.stacks.get(category, ()) for one in stack]

    def current(self, category: int) -> Occurrence | None:
        """What stands in a category that a list has once."""
        return next(iter(self.stack(category)), None)


@dataclass(frozen=True)
class Problem:
    """Something in the file that could not be used as it stands; it never repeats what the cell holds.

    Args:
        line: of the file.
        column: name of the column, or of the category.
        what, why, fix: as of a :class:`~ketenzicht.errors.UserError`.
    """

    line: int
    column: str
    what: str
    why: str
    fix: str


FIX = "Laat de bron het herstellen, of verbeter de regel en lees het bestand opnieuw."


@dataclass
class Reading:
    """What was met while reading.

    Args:
        lines: rows below the heading.
        occurrences: by category (1-16, and 51-66 for what stood there before).
        problems: what could not be used as it stands.
    """

    lines: int = 0
    occurrences: Counter[int] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, line: int, column: str, what: str, why: str, fix: str = FIX) -> None:
        """Add a problem."""
        self.problems.append(Problem(line, column, what, why, fix))


_Row = tuple[int, list[str]]
"""The number of a line, and its cells."""


@dataclass(frozen=True)
class _Layout:
    width: int
    elements: dict[int, list[tuple[str, int]]]
    """Category to its elements, each with its place in the row."""
    marks: dict[int, int]
    strange: tuple[int, ...]


def read_person_lists(path: Path, reading: Reading) -> Iterator[PersonList]:
    """The person lists of a file, one after the other.

    Args:
        path: the file, CSV with semicolons in UTF-8.
        reading: is filled with counts and problems.

    Raises:
        UserError: there is no such file, it is no CSV in UTF-8, or it lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream, delimiter=";", strict=True)
            layout = _layout(next(rows, []), path)
            yield from _lists(rows, layout, reading)
    except FileNotFoundError:
        raise UserError("Dit bestand bestaat niet.", fix="Kijk of de naam klopt.", file=path) from None
    except UnicodeDecodeError:
        raise UserError("Dit bestand is geen UTF-8.", fix="Bewaar het als CSV UTF-8.", file=path) from None
    except csv.Error:
        raise UserError(
            "Dit bestand is geen goede CSV.",
            why="Een regel houdt midden in een veld tussen aanhalingstekens op, of een veld is te lang.",
            fix="Maak het uittreksel opnieuw.",
            file=path,
            line=reading.lines + 2,
        ) from None


def _layout(heading: list[str], path: Path) -> _Layout:
    elements: dict[int, list[tuple[str, int]]] = {}
    marks: dict[int, int] = {}
    strange = []
    names = [name.strip() for name in heading]
    for place, name in enumerate(names):
        if found := ELEMENT.match(name):
            known = elements.setdefault(int(found[1]), [])
            if found[2] in {element for element, _place in known}:
                strange.append(place)
            else:
                known.append((found[2], place))
        elif found := MARK.match(name):
            marks[int(found[1])] = place
        elif place:
            strange.append(place)
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise UserError(
            f"De kolom '{missing[0]}' ontbreekt.",
            why="Een uittreksel van de BRP heeft een kolom per rubriek: categorie, groep en element.",
            fix="Maak een uittreksel met in elk geval: " + ", ".join(NEEDED) + ".",
            file=path,
            line=1,
        )
    return _Layout(len(names), elements, marks, tuple(strange))


def _lists(rows: Iterator[list[str]], layout: _Layout, reading: Reading) -> Iterator[PersonList]:
    current: list[_Row] = []
    broken = False
    for line, cells in enumerate(rows, start=2):
        if not cells:
            continue
        reading.lines += 1
        row = [cell.strip() for cell in cells]
        if row and row[0]:
            if current and not broken:
                yield _person_list(current, layout, reading)
            current, broken = [], False
        elif not current and not broken:
            reading.tell(line, "1", "Een regel voor de eerste persoonslijst.", "Hij hoort bij niemand.")
            continue
        if len(row) != layout.width:
            what = "Een regel met te veel of te weinig velden; de hele persoonslijst doet niet mee."
            reading.tell(line, "1", what, "Zonder deze regel is de lijst niet heel.")
            broken = True
            continue
        current.append((line, _repaired(line, row, layout, reading)))
    if current and not broken:
        yield _person_list(current, layout, reading)


def _person_list(rows: list[_Row], layout: _Layout, reading: Reading) -> PersonList:
    line, first = rows[0]
    made = PersonList(first[0], line)
    for category, elements in layout.elements.items():
        stacks = _stacks(category, elements, rows, layout, reading)
        if stacks:
            made.stacks[category] = stacks
        for stack in stacks:
            reading.occurrences[category] += bool(stack[0].values)
            reading.occurrences[category + HISTORIC] += sum(bool(one.values) for one in stack[1:])
    for at, row in rows:
        if any(row[place] for place in layout.strange):
            why = "De kolom heeft geen rubriek, of een die er al is."
            reading.tell(at, "?", "Een waarde in een kolom die niet te lezen is.", why)
    return made


def _stacks(
    category: int, elements: list[tuple[str, int]], rows: list[_Row], layout: _Layout, reading: Reading
) -> list[list[Occurrence]]:
    stacks: list[list[Occurrence]] = []
    name, earlier = f"{category:02}", f"{category + HISTORIC}"
    place = layout.marks.get(category)
    announced = ""
    for line, row in rows:
        mark = "" if place is None else row[place]
        values = {element: row[at] for element, at in elements if row[at]}
        if mark and mark not in (name, earlier):
            what = "Een aanduiding die bij deze categorie niet bestaat."
            reading.tell(line, name, what, "Zij is overgeslagen.")
            mark = ""
        if not values and mark != earlier:
            announced = mark or announced
            continue
        # nothing, with something before it: what stood there holds no more
        if values and stacks and not announced:
            what = "Een voorkomen dat de regel ervoor niet aankondigt."
            reading.tell(line, name, what, "Of het een eerder of een ander voorkomen is, is afgeleid.")
        if stacks and (announced or _before(category, stacks, values, earlier)) == earlier:
            stacks[-1].append(Occurrence(line, values))
        else:
            stacks.append([Occurrence(line, values)])
        announced = mark
    if announced:
        what = "Een aangekondigd voorkomen ontbreekt."
        reading.tell(rows[-1][0], name, what, "De lijst is misschien niet heel.")
    return stacks


def _before(category: int, stacks: list[list[Occurrence]], values: dict[str, str], earlier: str) -> str:
    """The mark for an occurrence that nothing announces: earlier when it is about whom the one above is about."""
    last = stacks[-1][-1]
    same = any(
        last.get(element) and last.get(element) == values.get(element)
        for element in ("01.20", "01.10", "03.10")
    )
    return earlier if same or category not in SEVERAL else ""


def _repaired(line: int, row: list[str], layout: _Layout, reading: Reading) -> list[str]:
    """The row with marks that stand one column to the left or right put back in their column."""
    for category, place in layout.marks.items():
        if row[place]:
            continue
        for beside in (place - 1, place + 1):
            if (
                beside < len(row)
                and row[beside] in (f"{category:02}", f"{category + HISTORIC}")
                and _is_mark(beside, category, row, layout)
            ):
                row = row.copy()
                row[place], row[beside] = row[beside], ""
                what = "De aanduiding van het volgende voorkomen staat een kolom verschoven."
                reading.tell(line, f"{category:02}", what, "Zij is gelezen alsof zij op haar plaats stond.")
                break
    return row


def _is_mark(place: int, category: int, row: list[str], layout: _Layout) -> bool:
    """Whether a mark is more likely than what the column is for: a date or a letter, or the start of a category."""
    for other, elements in layout.elements.items():
        for element, at in elements:
            if at == place and other == category:
                return element in ("86.10", "89.10")
            if at == place:
                return sum(bool(row[one]) for _element, one in elements) == 1
    return False
