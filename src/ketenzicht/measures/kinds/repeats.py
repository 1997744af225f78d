"""How often an event comes back (kind ``herhaling``, questions Q3 and Q8): mean number per case over time.

A chance of a new report counts a household once, however many reports follow; the mean number counts them all. It
may be split in parts, which add up, and compared between groups. Everything is robust for repeats within a case
(Lawless & Nadeau 1995); where losses occur the mean is that of Ghosh & Lin (2000). See ``recurrent``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from ketenzicht.calendar import in_days
from ketenzicht.chain.model import Duration, RepeatsMeasure
from ketenzicht.history import History
from ketenzicht.measures.cohort import events_behind
from ketenzicht.measures.kinds.repeat_figures import (
    NO_PART,
    UNKNOWN,
    Line,
    Names,
    group_id,
    line,
    part_id,
)
from ketenzicht.measures.kinds.repeat_rows import RepeatRows, repeat_rows
from ketenzicht.measures.kinds.repeat_tables import GAPS, chances_table, gaps_table, groups_table, means_table
from ketenzicht.measures.kinds.repeat_words import counted, repeats_attrition, repeats_definition
from ketenzicht.measures.names import after_days
from ketenzicht.measures.result import (
    AtMost,
    Count,
    Equal,
    Figure,
    MeanNumber,
    MeasureResult,
    Relation,
    Table,
)
from ketenzicht.measures.splits import split_labels
from ketenzicht.measures.windows import (
    FollowUp,
    delivery_warnings,
    follow_up,
    follow_up_relations,
    follow_up_table,
    follow_up_warnings,
)
from ketenzicht.measures.words import unit_words
from ketenzicht.message import Label, duration_words, message

NOBODY = MeanNumber(0.0, 0.0, 0.0, 0, 0)
"""The mean where there is nobody to count: too few to show."""


def measure_repeats(history: History, declared: RepeatsMeasure) -> MeasureResult:
    """Mean number of repeats at each horizon, with its parts, chances, gaps and groups."""
    rows = repeat_rows(history, declared)
    names = Names(declared)
    everyone = line("alle", message("alle casussen"), rows.table(), "everyone", names.of("alle"))
    parts = _parts(rows, declared, names)
    groups = _groups(rows, declared, names)
    lost = bool(everyone.table.terminals.any())
    lines = [everyone, *parts]
    if lost:
        there = message("casussen die er nog zijn")
        lines.append(line("blijvers", there, everyone.table, "survivors", names.of("blijvers")))
    since_start = follow_up(history, declared.horizons)
    followed = _in_data(history, since_start) if declared.clock == "kalender" else since_start
    last, last_since_start = _longest(followed), _longest(since_start)
    of_starts = rows.table(since_start=True)
    chances = chances_table(of_starts, declared.at_least, last_since_start, names)
    drawn = groups if groups and not parts else [everyone, *parts]
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=repeats_definition(history, declared, followed, lost=lost),
        tables=(
            means_table(counted(history, declared), followed, lines),
            *groups_table(declared, groups, last),
            chances,
            gaps_table(of_starts, names),
            *follow_up_table(followed, names.begun),
        ),
        headline=_headline(declared, followed, lines, groups, chances),
        words={"horizon": duration_words(last)},
        curves=tuple(item.curve(in_days(last)) for item in drawn),
        attrition=repeats_attrition(history, declared, rows, everyone, names),
        warnings=(
            *follow_up_warnings(followed),
            *delivery_warnings(history, (*events_behind(history, declared.start, ()), *declared.events)),
        ),
        chart="curves",
        relations=(
            *_relations(declared, parts, groups, names, in_days(last_since_start)),
            *follow_up_relations(followed, names.begun),
        ),
    )


def _in_data(history: History, since_start: Sequence[FollowUp]) -> tuple[FollowUp, ...]:
    """On the calendar all are followed to a horizon that lies within the data, whenever they started."""
    end = history.settings.data_to
    days = (end - history.settings.period_from).days
    return tuple(
        FollowUp(item.horizon, end, item.starts, item.starts)
        if in_days(item.horizon) <= days
        else FollowUp(item.horizon, end - timedelta(days=in_days(item.horizon)), item.starts, 0)
        for item in since_start
    )


def _longest(followed: Sequence[FollowUp]) -> Duration:
    """The longest horizon that says anything; the longest of all where none does."""
    reached = [item.horizon for item in followed if not item.nobody]
    return reached[-1] if reached else followed[-1].horizon


def _parts(rows: RepeatRows, declared: RepeatsMeasure, names: Names) -> list[Line]:
    """A line for each part, and one for what is in none of them when there is such."""
    if not declared.causes:
        return []
    found = [
        _part(part_id(item.id), item.name, rows, number, names)
        for number, item in enumerate(declared.causes, start=1)
    ]
    if 0 in rows.parts():
        found.append(_part(NO_PART, message("overig of onbekend"), rows, 0, names))
    return found


def _part(id_: str, label: Label, rows: RepeatRows, number: int, names: Names) -> Line:
    return line(id_, label, rows.table(part=number), "everyone", names.of(id_), level=1)


def _groups(rows: RepeatRows, declared: RepeatsMeasure, names: Names) -> list[Line]:
    """A line for each group with cases, in the order of the chain."""
    if declared.split is None:
        return []
    ids = [*(group_id(item.id) for item in declared.split.categories), UNKNOWN]
    labels = split_labels(declared.split)
    return [
        line(ids[number], labels[number], rows.table(group=number), "everyone", names.of_group(ids[number]))
        for number in rows.groups()
    ]


def _headline(
    declared: RepeatsMeasure,
    followed: Sequence[FollowUp],
    lines: Sequence[Line],
    groups: Sequence[Line],
    chances: Table,
) -> dict[str, Figure]:
    """The figures that a sentence may name, at the longest horizon that says anything unless the name says which."""
    everyone = lines[0]
    if all(item.nobody for item in followed):
        return {}
    last = in_days(_longest(followed))
    at = {item.id: item.at(last) for item in (*lines, *groups)}
    figures: dict[str, Figure | None] = {
        "gemiddeld": at[everyone.id],
        "n": Count(everyone.cases, everyone.whole),
    }
    for item in followed:
        name = f"gemiddeld_{item.horizon.length}_{item.horizon.unit}"
        figures[name] = NOBODY if item.nobody else everyone.at(in_days(item.horizon))
    figures |= {f"gemiddeld_{cause.id}": at[part_id(cause.id)] for cause in declared.causes}
    for group in declared.split.categories if declared.split is not None else ():
        figures[f"gemiddeld_groep_{group.id}"] = at.get(group_id(group.id), NOBODY)
    figures |= {f"kans_{row.id}": row.figures[0] for row in chances.rows}
    return {name.replace("-", "_"): figure for name, figure in figures.items() if figure is not None}


def _relations(
    declared: RepeatsMeasure, parts: Sequence[Line], groups: Sequence[Line], names: Names, last: int
) -> list[Relation]:
    """Parts and groups add up; more repeats are had by fewer cases."""
    found: list[Relation] = []
    for day in (in_days(horizon) for horizon in declared.horizons) if parts else ():
        whole, _ = names.of("alle")
        found.append(Equal(tuple(after_days(item.part, day) for item in parts), (after_days(whole, day),)))
    if groups:
        found.append(Equal(tuple(item.whole for item in groups), (names.cases,)))
    for fewer, more in pairwise(sorted(set(declared.at_least))):
        one, other = (after_days(names.at_least(number), last) for number in (more, fewer))
        found.append(AtMost((one,), (other,)))
    for number in range(1, len(GAPS)):
        found.append(AtMost((names.having(number),), (names.having(number - 1),)))
    return found
