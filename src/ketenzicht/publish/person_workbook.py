"""The workbook in which somebody looks at pairs of records and decides whether they are one person.

It holds what registrations say of persons: it belongs in the folder for linking, and nowhere else.
:mod:`ketenzicht.study.persons_review` reads it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from ketenzicht.spreadsheet import TEXT_ONLY

SHEET = "paren"
HEADS = ("paar", "record", "registratie", "rij")
LAST = ("kans", "reden", "besluit", "door", "toelichting")
ANSWERS = ("een", "twee", "open")


@dataclass(frozen=True)
class PairToReview:
    """A pair of records, side by side.

    Args:
        number: of the pair, from 1; the page that says why has the same.
        records: their pseudonyms.
        places: of each the registration and the first row that says it.
        said: of each what the registration says, by column.
        chance: that they are one person, as text.
        reason: why somebody should look.
        why: what weighs, as text.
        decided: what was decided before: answer, by whom and why; empty when nothing.
    """

    number: int
    records: tuple[str, str]
    places: tuple[tuple[str, int], tuple[str, int]]
    said: tuple[Mapping[str, str | None], Mapping[str, str | None]]
    chance: str
    reason: str
    why: str
    decided: tuple[str, str, str] = ("", "", "")


def person_workbook(pairs: Sequence[PairToReview], fields: Mapping[str, str]) -> bytes:
    """The workbook: two rows for a pair, the one above the other; the same content gives the same bytes.

    Args:
        pairs: in the order in which they are looked at.
        fields: the columns of what is said, with their heads.
    """
    from xlsxwriter import Workbook

    target = BytesIO()
    workbook = Workbook(target, {"in_memory": True, **TEXT_ONLY})
    workbook.set_properties({"title": "Nakijklijst", "created": datetime(2000, 1, 1), "author": "ketenzicht"})
    head = workbook.add_format(
        {"bold": True, "bg_color": "#E3EBF0", "border": 1, "text_wrap": True, "valign": "top"}
    )
    first = workbook.add_format({"top": 2, "valign": "top", "text_wrap": True})
    second = workbook.add_format({"valign": "top", "text_wrap": True})
    differs = {
        form: workbook.add_format({**rule, "bg_color": "#FFF1CC", "valign": "top", "text_wrap": True})
        for form, rule in (("first", {"top": 2}), ("second", {}))
    }
    fill = workbook.add_format(
        {"top": 2, "bg_color": "#FFFDF0", "border": 1, "text_wrap": True, "num_format": "@"}
    )
    sheet = workbook.add_worksheet(SHEET)
    columns = [*HEADS, *fields.values(), *LAST]
    sheet.write_row(0, 0, columns, head)
    decision = len(columns) - 3
    for at, pair in enumerate(pairs):
        for side in (0, 1):
            row, form = 1 + 2 * at + side, second if side else first
            sheet.write_row(row, 0, (pair.number, pair.records[side], *pair.places[side]), form)
            for column, name in enumerate(fields, start=len(HEADS)):
                one, other = pair.said[side].get(name), pair.said[1 - side].get(name)
                marked = differs["second" if side else "first"] if one and other and one != other else form
                sheet.write(row, column, one or "", marked)
            sheet.write_row(row, decision - 2, (pair.chance, pair.reason) if side == 0 else ("", ""), form)
            sheet.write_row(
                row, decision, pair.decided if side == 0 else ("", "", ""), fill if side == 0 else form
            )
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, None, None, {"hidden": True})
    sheet.set_column(2, 2, 18)
    sheet.set_column(3, 3, 6)
    sheet.set_column(len(HEADS), decision - 3, 15)
    sheet.set_column(decision - 2, decision - 2, 7)
    sheet.set_column(decision - 1, decision - 1, 30)
    sheet.set_column(decision, decision + 1, 10)
    sheet.set_column(decision + 2, decision + 2, 40)
    sheet.freeze_panes(1, len(HEADS))
    sheet.data_validation(
        1, decision, max(2 * len(pairs), 1), decision,
        {"validate": "list", "source": list(ANSWERS), "ignore_blank": True,
         "input_title": "Besluit",
         "input_message": "een: een persoon; twee: twee personen; open: toch geen besluit."},
    )  # fmt: skip
    workbook.close()
    return target.getvalue()
