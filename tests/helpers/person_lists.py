"""Person lists of the BRP for tests, written in the layout of the RvIG's test persons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ELEMENTS = {
    1: ("01.10", "01.20", "02.10", "02.30", "02.40", "03.10", "84.10"),
    2: ("01.10", "01.20", "02.40", "03.10", "62.10", "84.10", "85.10"),
    3: ("01.10", "01.20", "02.40", "03.10", "62.10", "84.10", "85.10"),
    5: ("01.10", "01.20", "02.40", "03.10", "06.10", "07.10", "84.10", "85.10", "86.10"),
    6: ("08.10", "85.10"),
    7: ("67.10", "67.20"),
    8: (
        "09.10", "10.10", "10.30", "11.10", "11.20", "11.30", "11.60", "12.10", "13.10", "13.20", "72.10",
        "84.10", "85.10", "86.10",
    ),
    9: ("01.10", "01.20", "02.40", "03.10", "84.10", "85.10", "86.10", "89.10"),
}  # fmt: skip
HEADING = ["", *(f"{c:02}.{e}" for c, es in ELEMENTS.items() for e in [*es, "H"])]

Record = Mapping[str, str]
Lists = Sequence[Mapping[int, Sequence[Sequence[Record]]]]
"""Of each person the categories; of a category its stacks; of a stack its records, the latest first."""


def bsn(number: int) -> str:
    """The BSN that begins with a number of seven digits: the last two make it pass the eleven test."""
    for last in range(100):
        digits = f"{number:07}{last:02}"
        weighed = sum(
            int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)
        )
        if weighed % 11 == 0:
            return digits
    raise AssertionError("one of a hundred numbers passes")


def address(postcode: str, number: str, since: str, **more: str) -> Record:
    """An address where somebody lives since a day."""
    codes = {
        "begin": "10.30",
        "kind": "10.10",
        "declared": "72.10",
        "wrong": "84.10",
        "valid": "85.10",
        "noted": "86.10",
    }
    plain = {
        "09.10": "0599", "10.10": "W", "10.30": since, "11.10": "Straat", "11.20": number, "11.60": postcode,
        "72.10": "I", "85.10": since, "86.10": since,
    }  # fmt: skip
    return plain | {codes[name]: value for name, value in more.items()}


def abroad(since: str, country: str = "5010") -> Record:
    """Departure to another country; ``0000`` is nobody knows where."""
    return {"09.10": "0599", "13.10": country, "13.20": since, "72.10": "I", "85.10": since, "86.10": since}


def named(number: str, born: str, **more: str) -> Record:
    """Who somebody is: as the person of a list, or as family in one."""
    codes = {
        "since": "62.10",
        "married": "06.10",
        "ended": "07.10",
        "valid": "85.10",
        "noted": "86.10",
        "wrong": "84.10",
    }
    return {"01.20": number, "02.40": "Naam", "03.10": born} | {
        codes[name]: text for name, text in more.items()
    }


def rows_of(lists: Lists) -> list[list[str]]:
    """The heading and the rows, each category filled from above."""
    rows = [HEADING]
    for number, person in enumerate(lists, start=1):
        columns: dict[int, list[tuple[str, Record]]] = {
            category: [
                (f"{category + (50 if place else 0):02}", record)
                for stack in stacks
                for place, record in enumerate(stack)
            ]
            for category, stacks in person.items()
        }
        for line in range(max(map(len, columns.values()))):
            row = [f"L{number}" if line == 0 else ""]
            for category, elements in ELEMENTS.items():
                records = columns.get(category, [])
                record = records[line][1] if line < len(records) else {}
                row += [record.get(element, "") for element in elements]
                row.append(records[line + 1][0] if line + 1 < len(records) else "")
            rows.append(row)
    return rows


def write_lists(path: Path, lists: Lists) -> Path:
    """Write person lists to a file."""
    return write_rows(path, rows_of(lists))


def write_rows(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    """Write rows as they are."""
    path.write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8-sig")
    return path
