"""The waterfall of a caseload: why it differs from another one, or else what it consists of."""

from __future__ import annotations

from ketenzicht.message import Label, message
from ketenzicht.publish.caseload import DIFFERENCE, OPEN
from ketenzicht.publish.charts.look import Spec
from ketenzicht.publish.charts.waterfall import NOT_FROM_ZERO, Step, waterfall_spec
from ketenzicht.publish.language import Wording
from ketenzicht.publish.published import PublishedNumber, PublishedResult, PublishedTable


def caseload_drawing(result: PublishedResult, wording: Wording) -> tuple[Spec | None, Label, Label]:
    """What is drawn, its caption, and how to read it."""
    tables = {table.id: table for table in result.tables}
    if DIFFERENCE in tables:
        reading = message(
            "Bovenaan staat de ene caseload, onderaan de andere. Elke balk ertussen begint waar de vorige "
            "eindigt, en zegt hoeveel zaken er daardoor bij komen of af gaan."
        )
        table = tables[DIFFERENCE]
        spec = waterfall_spec(_difference_steps(table, wording), wording.text(NOT_FROM_ZERO), wording.number)
        return spec, table.title, reading
    if OPEN in tables:
        reading = message("Elke balk begint waar de vorige eindigt. Samen zijn zij de gemiddelde caseload.")
        return waterfall_spec(_parts_steps(tables[OPEN], wording)), tables[OPEN].title, reading
    return None, message("Geen grafiek"), message("Geen grafiek")


def _difference_steps(table: PublishedTable, wording: Wording) -> list[Step]:
    shown = [
        (wording.text(row.label), figure.value)
        for row in table.rows
        for figure in row.figures
        if row.level == 0 and isinstance(figure, PublishedNumber)
    ]
    steps: list[Step] = []
    at = 0.0
    for position, (label, value) in enumerate(shown):
        if position in (0, len(shown) - 1):
            steps.append(Step(label, wording.number(value), 0.0, value, total=True))
            at = value
        else:
            steps.append(Step(label, _signed(value, wording), at, at + value))
            at += value
    return steps


def _parts_steps(table: PublishedTable, wording: Wording) -> list[Step]:
    """The parts of the first column, and their whole as it is shown."""
    steps: list[Step] = []
    at = 0.0
    whole: Step | None = None
    for row in table.rows:
        figure = row.figures[0]
        if not isinstance(figure, PublishedNumber):
            continue
        label, text = wording.text(row.label), wording.number(figure.value)
        if row.level == 0:
            whole = Step(label, text, 0.0, figure.value, total=True)
        else:
            steps.append(Step(label, text, at, at + figure.value))
            at += figure.value
    return [*steps, *([whole] if whole is not None else [])]


def _signed(value: float, wording: Wording) -> str:
    number = wording.number(abs(value))
    return number if round(value) == 0 else f"{'+' if value > 0 else '−'}{number}"
