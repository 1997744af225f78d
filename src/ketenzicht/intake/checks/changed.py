"""A column that changed meaning halfway: its values in the earlier half of the rows differ sharply from the later.

Halves are by the date of the row, or by the order of the file where there is no date. Three plain comparisons,
each with a threshold that anyone can repeat by hand; they point at a column, they prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ketenzicht.engine import statement
from ketenzicht.intake.quality import Finding
from ketenzicht.intake.stage import Stage
from ketenzicht.message import Message, message

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

FEWEST = 50
"""Filled values in each half; with fewer, chance alone makes halves differ."""
NEW_SHARE = 0.25
"""Share of the later values that are codes which the earlier half does not have (or the other way round)."""
MOST_CODES = 60
"""A column with more different values is no code list."""
MEDIAN_RATIO = 5.0
"""Ratio of the medians of two halves of numbers: another unit (hours and minutes, euros and cents)."""
SHAPE_SHARE = 0.5
"""Difference in share of the commonest shape (``99-99`` for 12-34): another notation."""


@dataclass(frozen=True)
class Halves:
    """What is compared of one column."""

    early: int
    late: int
    different: int
    new: int
    gone: int
    since: str | None
    numeric: int
    early_median: float | None
    late_median: float | None
    shape_difference: float


def changed_columns(engine: Engine, stage: Stage, time: str | None) -> list[Finding]:
    """A finding for each compared column whose halves differ."""
    found = []
    rows = engine.value(f"select count(*) from {stage.table} where kept")
    early = _early(engine, stage, time, rows)
    moment = f"{time}_at" if time else "cast(null as timestamp)"
    for column in sorted(stage.compared):
        halves = _halves(engine, stage, f"raw_{stage.texts[column]}", early, moment)
        detail = judge(halves)
        if detail is not None:
            count = halves.new if halves.new else halves.late
            found.append(Finding("kolom-veranderd", stage.loaded.label, column, count, rows, detail=detail))
    return found


def _early(engine: Engine, stage: Stage, time: str | None, rows: int) -> str:
    """The condition that a row is in the earlier half: up to the day on which half of the rows is reached."""
    if time is None:
        return f"source_row <= {rows // 2}"
    days = engine.rows(
        f"select cast({time}_at as date), count(*) from {stage.table} where kept and {time}_at is not null "
        "group by 1 order by 1"
    )
    seen, half = 0, sum(count for _day, count in days) / 2
    for day, count in days:
        seen += count
        if seen >= half:
            return f"cast({time}_at as date) <= date '{day}'"
    return "true"


def judge(halves: Halves) -> Message | None:
    """What changed, in words; None when the halves are alike or too small."""
    if min(halves.early, halves.late) < FEWEST:
        return None
    medians = (halves.early_median, halves.late_median)
    if halves.numeric and medians[0] and medians[1] and halves.different > MOST_CODES:
        ratio = medians[1] / medians[0]
        if not 1 / MEDIAN_RATIO < ratio < MEDIAN_RATIO:
            early, late = (f"{median:g}" for median in medians)
            return message("De mediaan ging van {a} naar {b}: een andere eenheid?", a=early, b=late)
    since = halves.since or "?"
    if halves.different <= MOST_CODES:
        if halves.new >= NEW_SHARE * halves.late:
            return message("Vanaf {since} andere codes dan ervoor.", since=since)
        if halves.gone >= NEW_SHARE * halves.early:
            return message(
                "Codes die in de eerste helft gewoon waren, komen in de tweede helft niet meer voor."
            )
    if halves.shape_difference >= SHAPE_SHARE:
        return message("De schrijfwijze van de waarden is in de tweede helft anders.")
    return None


def _halves(engine: Engine, stage: Stage, value: str, early: str, moment: str) -> Halves:
    [row] = engine.rows(
        statement("ketenzicht.intake.sql", "halves")
        .replace("$table", stage.table)
        .replace("$value", value)
        .replace("$moment", moment)
        .replace("$early", early)
    )
    return Halves(*row)
