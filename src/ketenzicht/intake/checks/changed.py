"""A column that changed meaning halfway: its values in the earlier half of the rows differ sharply from the later.

Halves are by the date of the row, or by the order of the file where there is no date. Three plain comparisons,
each with a threshold that anyone can repeat by hand; they point at a column, they prove nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    for column in sorted(stage.compared):
        halves = _halves(engine, stage, f"raw_{stage.texts[column]}", time)
        detail = judge(halves)
        if detail is not None:
            count = halves.new if halves.new else halves.late
            found.append(Finding("kolom-veranderd", stage.loaded.label, column, count, rows, detail=detail))
    return found


def judge(halves: Halves) -> Message | None:
    """What changed, in words; None when the halves are alike or too small."""
    if min(halves.early, halves.late) < FEWEST:
        return None
    medians = (halves.early_median, halves.late_median)
    if halves.numeric and medians[0] and medians[1] and halves.different > MOST_CODES:
        ratio = medians[1] / medians[0]
        if not 1 / MEDIAN_RATIO < ratio < MEDIAN_RATIO:
            return message(
                "De mediaan ging van {a} naar {b}: een andere eenheid?", a=medians[0], b=medians[1]
            )
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


def _halves(engine: Engine, stage: Stage, value: str, time: str | None) -> Halves:
    moment = f"{time}_at" if time else "cast(null as timestamp)"
    number = f"try_cast(replace({value}, ',', '.') as double)"
    shape = f"regexp_replace(regexp_replace({value}, '[0-9]', '9', 'g'), '[A-Za-z]', 'a', 'g')"
    [row] = engine.rows(
        f"""
        with valued as (
            select {value} as value, {shape} as shape, {number} as number, {moment} as moment,
                ntile(2) over (order by {moment} nulls last, source_row) as half
            from {stage.table}
            where kept and {value} is not null
        ),
        by_value as (
            select value, count(*) filter (half = 1) as early, count(*) filter (half = 2) as late,
                min(moment) as since
            from valued group by value
        ),
        by_shape as (
            select shape, count(*) filter (half = 1) as early, count(*) filter (half = 2) as late
            from valued group by shape
        )
        select
            (select count(*) from valued where half = 1),
            (select count(*) from valued where half = 2),
            (select count(*) from by_value),
            (select coalesce(sum(late), 0) from by_value where early = 0),
            (select coalesce(sum(early), 0) from by_value where late = 0),
            (select strftime(min(since), '%Y-%m') from by_value where early = 0),
            (select count(number) * 10 >= count(*) * 9 from valued),
            (select median(number) from valued where half = 1),
            (select median(number) from valued where half = 2),
            (select coalesce(max(abs(early - late)), 0) / greatest(1, sum(early)) from by_shape)
        """
    )
    return Halves(*row)
