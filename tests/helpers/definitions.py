"""Rules and statistics written out once more, slow and obvious, to compare the fast ones with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from helpers.histories import Happening

LOSSES = ("overlijden", "vertrek")
Spell = tuple[str, date, date | None]
"""Case, first day, and the day it ended (None: still open)."""

Row = tuple[int, int, int]
"""Entry, end of observation, cause (0 censored)."""


def by_definition(rows: Sequence[Row], causes: int, until: int) -> tuple[list[Fraction], Fraction]:
    """Cumulative incidences and survival, in exact fractions: at each day, share of those at risk just before it."""
    survival, incidence = Fraction(1), [Fraction(0)] * causes
    for day in sorted({time for entry, time, cause in rows if cause and time > entry and time <= until}):
        at_risk = sum(entry < day <= time for entry, time, _ in rows)
        happened = [
            sum(time == day and cause == number and time > entry for entry, time, cause in rows)
            for number in range(1, causes + 1)
        ]
        incidence = [
            so_far + survival * Fraction(number, at_risk)
            for so_far, number in zip(incidence, happened, strict=True)
        ]
        survival *= 1 - Fraction(sum(happened), at_risk)
    return incidence, survival


def merged_by_hand(rows: Sequence[Happening]) -> list[Spell]:
    """The stage 'betrokkenheid' (melding to einde), day by day: the rule in words, for one case after another."""
    by_case: dict[str, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        assert row.household is not None
        assert row.day is not None
        by_case[row.household][row.day].add(row.activity)
    spells: list[Spell] = []
    for case, by_day in by_case.items():
        since: date | None = None
        for day in sorted(by_day):
            begins = "melding" in by_day[day]
            lost = not by_day[day].isdisjoint(LOSSES)
            if since is not None and (lost or "einde" in by_day[day]):
                spells.append((case, since, day))
                since = day if begins and not lost else None
            elif since is None and begins:
                if lost or "einde" in by_day[day]:
                    spells.append((case, day, day))
                else:
                    since = day
        if since is not None:
            spells.append((case, since, None))
    return sorted(spells, key=str)
