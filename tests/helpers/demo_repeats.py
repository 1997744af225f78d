"""How often reports come back in the demo, counted in plain Python from its two files alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from helpers.demo_counts import YEAR, day_of, rows

YEAR_LATER = timedelta(days=365)


class RepeatFigures(NamedTuple):
    """New reports per household in the year after the first report of the period.

    ``mean`` is of all, ``violence`` of days with violence; ``by_earlier`` counts households without, with one or two,
    and with more earlier reports.
    """

    mean: float
    violence: float
    by_earlier: Counter[str]


def repeat_figures(folder: Path) -> RepeatFigures:
    """The figures; everybody in the period is followed for a year, so that a plain mean will do."""
    reports: dict[str, dict[date, bool]] = defaultdict(dict)
    for row in rows(folder / "meldingen.csv"):
        household, text = row["huishoudnummer"], row["datum_melding"]
        day = None if text.startswith("00") else day_of(text)
        if household and day is not None:
            known = reports[household].get(day, False)
            reports[household][day] = known or row["zorgsoort"] == "geweld"
    losses: dict[str, list[date]] = defaultdict(list)
    for row in rows(folder / "trajecten.csv"):
        day = day_of(row["datum_einde"])
        if row["soort"].startswith("verlies") and day is not None:
            losses[row["huishoudnummer"]].append(day)
    numbers: list[int] = []
    violent: list[int] = []
    by_earlier = Counter[str]()
    for household, days in reports.items():
        starts = [day for day in sorted(days) if day.year == YEAR]
        if not starts:
            continue
        end = min([starts[0] + YEAR_LATER, *(day for day in losses[household] if day > starts[0])])
        after = [day for day in days if starts[0] < day <= end]
        numbers.append(len(after))
        violent.append(sum(days[day] for day in after))
        before = sum(day < starts[0] for day in days)
        by_earlier["geen" if not before else "een-of-twee" if before < 3 else "drie-of-meer"] += 1
    return RepeatFigures(sum(numbers) / len(numbers), sum(violent) / len(violent), by_earlier)
