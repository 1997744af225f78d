"""The figures of the demo counted in plain Python, from its two files alone.

Nothing of the model or of the measures is used, so this says what the measures should find.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

YEAR = 2024


class Report(NamedTuple):
    number: str
    day: date
    household: str
    persons: tuple[str, ...]
    decided: date | None
    decision: str
    reporter: str
    violence: bool


def day_of(text: str) -> date | None:
    """A date of the file; an unknown day counts as the first of the month."""
    if not text:
        return None
    day, month, year = text.split("-")
    return date(int(year), int(month), max(int(day), 1))


def rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="cp1252", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def read(folder: Path) -> tuple[list[Report], list[dict[str, str]]]:
    found: dict[str, Report] = {}
    persons: dict[str, set[str]] = defaultdict(set)
    for row in rows(folder / "meldingen.csv"):
        number = row["meldingnummer"]
        persons[number].add(row["persoonnummer"])
        if number not in found:
            day = day_of(row["datum_melding"])
            assert day is not None
            found[number] = Report(
                number, day, row["huishoudnummer"], (), day_of(row["datum_besluit"]), row["besluit"], row["melder"],
                row["zorgsoort"] == "geweld",
            )  # fmt: skip
    reports = [report._replace(persons=tuple(persons[report.number] - {""})) for report in found.values()]
    return sorted(reports, key=lambda report: (report.day, report.number)), list(
        rows(folder / "trajecten.csv")
    )


class Figures(NamedTuple):
    earlier: float
    three_to_seven: float
    person_earlier: float
    classes: dict[str, float]
    violence: float
    concerns: float
    reporters: Counter[str]
    decisions: Counter[str]
    decided_in_time: float
    judged_in_time: float
    dropped_out: float
    not_picked_up_42: float
    n: int


def working_days_later(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def figures(folder: Path) -> Figures:
    reports, steps = read(folder)
    ends: dict[str, list[date]] = defaultdict(list)
    watched: dict[str, list[tuple[date, date]]] = defaultdict(list)
    judged: list[bool] = []
    for row in steps:
        start, end = day_of(row["datum_start"]), day_of(row["datum_einde"])
        if row["soort"] == "betrokkenheid" and end:
            ends[row["huishoudnummer"]].append(end)
        elif row["soort"] == "monitoring" and start:
            watched[row["huishoudnummer"]].append((start, end or date.max))
        elif row["soort"] == "onderzoek":
            determined = day_of(row["datum_vaststelling"])
            assert determined is not None
            if determined.year == YEAR:
                judged.append(end is not None and (end - determined).days <= 70)
    by_household: dict[str, list[Report]] = defaultdict(list)
    household_of_person: dict[str, list[tuple[date, str]]] = defaultdict(list)
    index, counts, earlier, person_earlier = 0, Counter[str](), [], 0
    for report in reports:
        before = by_household[report.household] if report.household else []
        if report.day.year == YEAR:
            index += 1
            if report.household:
                earlier.append(len(before))
                person_earlier += any(household_of_person[person] for person in report.persons)
            counts[class_of(report, before, ends, watched, household_of_person)] += 1
        if report.household:
            before.append(report)
            for person in report.persons:
                household_of_person[person].append((report.day, report.household))
    seen: set[str] = set()
    outcome = Counter[str]()
    for report in reports:
        if report.day.year != YEAR or not report.household or report.household in seen:
            continue
        seen.add(report.household)
        later = [
            other.violence
            for other in by_household[report.household]
            if report.day < other.day <= report.day.replace(day=min(report.day.day, 28), year=YEAR + 1)
        ]
        outcome["violence" if any(later) else "concerns" if later else "nothing"] += 1
    this_year = [report for report in reports if report.day.year == YEAR]
    in_time = [
        report.decided is not None and report.decided <= working_days_later(report.day, 5)
        for report in this_year
    ]
    return Figures(
        earlier=sum(n >= 1 for n in earlier) / len(earlier),
        three_to_seven=sum(3 <= n <= 7 for n in earlier) / len(earlier),
        person_earlier=person_earlier / len(earlier),
        classes={name: count / index for name, count in counts.items()},
        violence=outcome["violence"] / len(seen),
        concerns=outcome["concerns"] / len(seen),
        reporters=Counter(report.reporter for report in this_year),
        decisions=Counter(report.decision for report in this_year),
        decided_in_time=sum(in_time) / len(in_time),
        judged_in_time=sum(judged) / len(judged),
        dropped_out=dropped_out(steps),
        not_picked_up_42=not_picked_up(steps, 42),
        n=index,
    )


def help_by_number(steps: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in steps:
        if row["soort"] == "hulp":
            found[row["trajectnummer"]].append(row)
    return found


def dropped_out(steps: list[dict[str, str]]) -> float:
    """Share of help started in the year that ended with 32 or 33 within a year; all were followed that long."""
    outcomes = []
    for parts in help_by_number(steps).values():
        start = min(day for row in parts if (day := day_of(row["datum_start"])))
        if start.year == YEAR:
            early = [day_of(row["datum_einde"]) for row in parts if row["einde_reden"] in ("32", "33")]
            outcomes.append(any(day is not None and 0 <= (day - start).days <= 365 for day in early))
    return sum(outcomes) / len(outcomes)


def not_picked_up(steps: list[dict[str, str]], limit: int) -> float:
    """Share of transfers of the year without help within so many days."""
    started = {
        number: min(day for row in parts if (day := day_of(row["datum_start"])))
        for number, parts in help_by_number(steps).items()
    }
    late = []
    for row in steps:
        day = day_of(row["datum_start"])
        if row["soort"] == "overdracht" and day is not None and day.year == YEAR:
            start = started.get(row["trajectnummer"])
            late.append(start is None or (start - day).days > limit)
    return sum(late) / len(late)


def class_of(
    report: Report,
    before: list[Report],
    ends: dict[str, list[date]],
    watched: dict[str, list[tuple[date, date]]],
    household_of_person: dict[str, list[tuple[date, str]]],
) -> str:
    if not report.household:
        return "unclassified"
    if any(other.decided is None or other.decided > report.day for other in before):
        return "during assessment"
    ended = [day for day in ends[report.household] if day <= report.day]
    if before and not any(day >= before[-1].day for day in ended):
        monitored = any(start <= report.day < end for start, end in watched[report.household])
        return "in monitoring" if monitored else "after assessment"
    known = sum(
        any(
            any(day >= seen for day in ends[home] if day <= report.day)
            for seen, home in household_of_person[person]
        )
        for person in report.persons
    )
    return "several known" if known > 1 else "one known" if known else "first"
