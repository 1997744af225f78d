"""Dutch dates and durations for drawings, the ticks of a time axis, and a case told in sentences."""

from __future__ import annotations

from datetime import date, timedelta

from ketenzicht.diagram.timeline import Timeline

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
SHORT = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

DAYS_A_MONTH = 30.44
DAYS_A_YEAR = 365.25
LONGEST_IN_DAYS, LONGEST_IN_MONTHS = 60, 730


def long_date(day: date) -> str:
    """For instance ``3 maart 2024``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """For instance ``3 mrt 2024``."""
    return f"{day.day} {SHORT[day.month - 1]} {day.year}"


def length_words(days: int) -> str:
    """A length that is read at a glance: days up to two months, months up to two years, then years."""
    if days <= LONGEST_IN_DAYS:
        return "1 dag" if days == 1 else f"{days} dagen"
    if days < LONGEST_IN_MONTHS:
        return f"{round(days / DAYS_A_MONTH)} maanden"
    return f"{days / DAYS_A_YEAR:.1f} jaar".replace(".", ",").replace(",0 ", " ")


def counted(number: int, one: str, more: str) -> str:
    """``1 melding``, ``2 meldingen``."""
    return f"{number} {one if number == 1 else more}"


def axis_ticks(first: date, last: date, room: int) -> list[tuple[date, str]]:
    """Days with their label: at most ``room`` of them, at the start of months, quarters, half years or years.

    The year is named at its first tick only.
    """
    for months in (1, 2, 3, 6, 12, 24, 60, 120):
        ticks = _month_starts(first, last, months)
        if len(ticks) <= max(room, 1):
            break
    named: list[tuple[date, str]] = []
    for day in ticks:
        new_year = not named or named[-1][0].year != day.year
        if months >= 12:
            named.append((day, str(day.year)))
        else:
            named.append((day, f"{SHORT[day.month - 1]} {day.year}" if new_year else SHORT[day.month - 1]))
    return named


def _month_starts(first: date, last: date, months: int) -> list[date]:
    day = date(first.year, 1, 1)
    found = []
    while day <= last:
        if day >= first:
            found.append(day)
        for _ in range(months):
            day = (day + timedelta(days=32)).replace(day=1)
    return found


def subtitle(timeline: Timeline) -> str:
    """The line under the title: chain, stretch, persons, missed terms."""
    parts = [timeline.chain, f"{long_date(timeline.first)} tot en met {long_date(timeline.last)}"]
    if timeline.persons:
        parts.append(counted(len(timeline.persons), "persoon", "personen"))
    if timeline.missed:
        parts.append(counted(len(timeline.missed), "termijn gemist", "termijnen gemist"))
    return " · ".join(parts)


def gap_words(gap: tuple[date, date]) -> str:
    """A stretch in which nobody was involved, as a sentence."""
    return (
        f"Van {long_date(gap[0])} tot {long_date(gap[1])} was niemand betrokken "
        f"({length_words((gap[1] - gap[0]).days)})."
    )


def description(timeline: Timeline) -> str:
    """The drawing in sentences, for who cannot see it."""
    sentences = []
    for lane in timeline.lanes:
        for row in lane.rows:
            if row.marks:
                days = ", ".join(long_date(mark.day) for mark in row.marks)
                sentences.append(f"{lane.name}, {row.name}: {days}.")
            for bar in row.bars:
                end = "loopt nog" if bar.ended_on is None else f"tot {long_date(bar.ended_on)}"
                ending = f" ({bar.ending})" if bar.ending else ""
                sentences.append(f"{lane.name}, {row.name}: van {long_date(bar.started_on)}, {end}{ending}.")
                sentences += [f"Let op, {missed.text}." for missed in bar.missed]
    sentences += [gap_words(gap) for gap in timeline.gaps]
    return " ".join(sentences + list(timeline.notes))
