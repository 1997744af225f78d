"""Routes, responsibility and own help of the demo, counted in plain Python from its two files alone.

Nothing of the model or of the measures is used: cases are followed day by day, from their first report of the year.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from helpers.demo_counts import YEAR, Report, day_of, help_by_number, read

LANDMARK, HORIZON = 90, 365
LAST = date(2025, 12, 31)


class LandmarkFigures(NamedTuple):
    places: dict[str, float]
    again: dict[str, float]
    one_responsible: float
    own_help: float


def landmark_figures(folder: Path) -> LandmarkFigures:
    reports, steps = read(folder)
    by_household: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_household[report.household].append(report)
    steps_of: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in steps:
        steps_of[row["huishoudnummer"]].append(row)
    places, again, responsible = Counter[str](), Counter[str](), Counter[int]()
    helped = asked = 0
    for household, own in by_household.items():
        index = next((report for report in own if report.day.year == YEAR), None)
        if not household or index is None:
            continue
        rows, start = steps_of[household], index.day
        losses = [day_of(row["datum_einde"]) for row in rows if row["soort"].startswith("verlies")]
        lost = min((day for day in losses if day), default=date.max)
        landmark = start + timedelta(LANDMARK)
        responsible += holders(start, min(LAST, lost, landmark + timedelta(HORIZON)), own, rows)
        had, got = own_help(start, landmark, index.persons, rows)
        asked, helped = asked + len(index.persons) - had, helped + got
        if lost <= landmark or any(start < report.day <= landmark for report in own):
            continue
        to = {
            row["organisatie"]
            for row in rows
            if row["soort"] == "overdracht" and start < (day_of(row["datum_start"]) or start) <= landmark
        }
        route = ("geen", "een", "meer")[min(len(to), 2)]
        places[route] += 1
        again[route] += any(landmark < report.day <= landmark + timedelta(HORIZON) for report in own)
    return LandmarkFigures(
        {route: number / places.total() for route, number in places.items()},
        {route: again[route] / places[route] for route in places},
        responsible[1] / responsible.total(),
        helped / asked,
    )


def holders(start: date, end: date, reports: list[Report], rows: list[dict[str, str]]) -> Counter[int]:
    """Days by how many organisations are responsible: none, one, or two for more."""
    spells = responsible_spells(reports, rows)
    found = Counter[int]()
    for number in range((end - start).days):
        day = start + timedelta(number)
        found[min(len({who for who, begin, stop in spells if begin <= day < stop}), 2)] += 1
    return found


def responsible_spells(reports: list[Report], rows: list[dict[str, str]]) -> list[tuple[str, date, date]]:
    """Who is responsible from when until when: Veilig Thuis until it transfers, then who got it."""
    transfers = [row for row in rows if row["soort"] == "overdracht"]
    transferred = [day for row in transfers if (day := day_of(row["datum_start"]))]
    spells: list[tuple[str, date, date]] = []

    def with_us(begin: date, stop: date | None) -> None:
        handed = min((day for day in transferred if day >= begin), default=date.max)
        spells.append(("Veilig Thuis", begin, min(stop or date.max, handed)))

    closed = sorted(
        day for row in rows if row["soort"] == "betrokkenheid" and (day := day_of(row["datum_einde"]))
    )
    until = date.min
    for report in reports:
        if report.day >= until:  # not within what runs already
            until = min((day for day in closed if day >= report.day), default=date.max)
            with_us(report.day, until)
        with_us(report.day, report.decided)
    for row in rows:
        begin = day_of(row["datum_vaststelling"] or row["datum_start"])
        if row["soort"] in ("onderzoek", "voorwaarden-en-vervolg") and begin:
            with_us(begin, day_of(row["datum_einde"]))
    started: dict[str, date] = {}
    for number, parts in help_by_number(rows).items():
        started[number] = min(day for row in parts if (day := day_of(row["datum_start"])))
        ends = [day for row in parts if (day := day_of(row["datum_einde"])) and day >= started[number]]
        spells.append((parts[0]["organisatie"], started[number], min(ends, default=date.max)))
    for row in transfers:
        begin = day_of(row["datum_start"])
        if begin is not None:
            spells.append((row["organisatie"], begin, started.get(row["trajectnummer"], date.max)))
    return spells


def own_help(start: date, until: date, named: tuple[str, ...], rows: list[dict[str, str]]) -> tuple[int, int]:
    """How many of the persons named had help of their own already, and how many of the others got it."""
    had, got = set[str](), set[str]()
    for row in rows:
        begin, stop = day_of(row["datum_start"]), day_of(row["datum_einde"])
        if row["soort"] != "hulp" or begin is None:
            continue
        clients = {row[f"persoonnummer_{number}"] for number in (1, 2, 3)} & set(named)
        if begin <= start and (stop is None or stop > start):
            had |= clients
        if start < begin <= until:
            got |= clients
    return len(had), len(got - had)
