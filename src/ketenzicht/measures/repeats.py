"""How often an event comes back (kind ``herhaling``, questions Q3 and Q8): mean number per case over time.

A chance of a new report counts a household once, however many reports follow; the mean number counts them all. It
may be split in parts, which add up, and compared between groups. Everything is robust for repeats within a case
(Lawless & Nadeau 1995); where losses occur the mean is that of Ghosh & Lin (2000). See ``recurrent``.
"""

from __future__ import annotations

from itertools import pairwise

from ketenzicht.calendar import in_days
from ketenzicht.chain.model import RepeatsMeasure
from ketenzicht.history import History
from ketenzicht.measures.names import after_days
from ketenzicht.measures.repeat_figures import Line, chance_of, compared, gap, line
from ketenzicht.measures.repeat_rows import RepeatRows, repeat_rows
from ketenzicht.measures.repeat_table import RepeatTable
from ketenzicht.measures.repeat_words import counted, repeats_attrition, repeats_definition
from ketenzicht.measures.result import (
    AtMost,
    Count,
    Equal,
    Figure,
    MeanNumber,
    MeasureResult,
    Name,
    Relation,
    Row,
    Table,
)
from ketenzicht.measures.splits import split_labels
from ketenzicht.measures.words import unit_words
from ketenzicht.message import Label, duration_words, message

GAPS = (
    message("van het begin naar de eerste keer"),
    message("van de eerste naar de tweede keer"),
    message("van de tweede naar de derde keer"),
)
NO_PART = "zonder-onderdeel"
UNKNOWN = "zonder-groep"
NOBODY = MeanNumber(0.0, 0.0, 0.0, 0, 0)
"""The mean of a group without cases: too few to show."""


def measure_repeats(history: History, declared: RepeatsMeasure) -> MeasureResult:
    """Mean number of repeats at each horizon, with its parts, chances, gaps and groups."""
    rows = repeat_rows(history, declared)
    names = _Names(declared.id)
    everyone = line("alle", message("alle casussen"), rows.table(), "everyone", names.of("alle"))
    parts = _parts(rows, declared, names)
    groups = _groups(rows, declared, names)
    lost = bool(everyone.table.terminals.any())
    lines = [everyone, *parts]
    if lost:
        there = message("casussen die er nog zijn")
        lines.append(line("blijvers", there, everyone.table, "survivors", names.of("blijvers")))
    last = in_days(declared.horizons[-1])
    since_start = rows.table(since_start=True)
    chances = _chances(since_start, declared, names)
    tables = [_means(history, declared, lines), chances, _gaps(since_start, names)]
    if groups:
        tables.insert(1, _compared(declared, groups))
    drawn = groups if groups and not parts else [everyone, *parts]
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=repeats_definition(history, declared, lost=lost),
        tables=tuple(tables),
        headline=_headline(declared, lines, groups, chances),
        words={"horizon": duration_words(declared.horizons[-1])},
        curves=tuple(item.curve(last) for item in drawn),
        attrition=repeats_attrition(history, declared, rows, everyone, names.cases),
        warnings=_warnings(declared, everyone),
        chart="curves",
        relations=tuple(_relations(declared, parts, groups, names)),
    )


class _Names:
    """Names of the numbers of one measure."""

    def __init__(self, measure: str) -> None:
        self.cases: Name = f"{measure}:casussen"
        self._measure = measure

    def events(self, line_id: str) -> Name:
        """The events that a line stands for, before the day is added."""
        return f"{self._measure}:{line_id}"

    def of(self, line_id: str) -> tuple[Name, Name]:
        """Those of a line over all cases."""
        return self.events(line_id), self.cases

    def group(self, line_id: str) -> tuple[Name, Name]:
        """Those of the line of a group."""
        return self.events(line_id), f"{self._measure}:{line_id}:casussen"

    def at_least(self, number: int) -> Name:
        """Cases with at least so many, before the day is added."""
        return f"{self._measure}:minstens-{number}"

    def having(self, number: int) -> Name:
        """Cases whose time since this repeat is known."""
        return self.cases if number == 0 else f"{self._measure}:na-{number}"


def _parts(rows: RepeatRows, declared: RepeatsMeasure, names: _Names) -> list[Line]:
    """A line for each part, and one for what is in none of them when there is such."""
    if not declared.causes:
        return []
    found = [
        _part(_part_id(item.id), item.name, rows, number, names)
        for number, item in enumerate(declared.causes, start=1)
    ]
    if 0 in rows.parts():
        other = message("overig of onbekend")
        found.append(_part(NO_PART, other, rows, 0, names))
    return found


def _part(id_: str, label: Label, rows: RepeatRows, number: int, names: _Names) -> Line:
    return line(id_, label, rows.table(part=number), "everyone", names.of(id_), level=1)


def _groups(rows: RepeatRows, declared: RepeatsMeasure, names: _Names) -> list[Line]:
    """A line for each group with cases; the one compared with comes first."""
    if declared.split is None:
        return []
    ids = [*(_group_id(item.id) for item in declared.split.categories), UNKNOWN]
    labels = split_labels(declared.split)
    found = []
    for number in rows.groups():
        table = rows.table(group=number)
        found.append(line(ids[number], labels[number], table, "everyone", names.group(ids[number])))
    return found


def _means(history: History, declared: RepeatsMeasure, lines: list[Line]) -> Table:
    return Table(
        id="gemiddelden",
        title=message("Gemiddeld aantal keer '{naam}' per casus", naam=counted(history, declared)),
        columns=tuple(duration_words(horizon) for horizon in declared.horizons),
        rows=tuple(
            Row(
                item.id,
                item.label,
                tuple(item.at(in_days(horizon)) for horizon in declared.horizons),
                item.level,
            )
            for item in lines
        ),
    )


def _chances(table: RepeatTable, declared: RepeatsMeasure, names: _Names) -> Table:
    last = declared.horizons[-1]
    day = in_days(last)
    return Table(
        id="kansen",
        title=message(
            "Kans op minstens zoveel keer binnen {horizon} na het begin", horizon=duration_words(last)
        ),
        columns=(message("Kans"),),
        rows=tuple(
            Row(
                f"minstens-{number}",
                message("minstens 1 keer") if number == 1 else message("minstens {n} keer", n=number),
                (chance_of(table, number, day, after_days(names.at_least(number), day), names.cases),),
            )
            for number in declared.at_least
        ),
    )


def _gaps(table: RepeatTable, names: _Names) -> Table:
    return Table(
        id="tussentijd",
        title=message("Dagen tot de volgende keer"),
        columns=(message("Casussen"), message("Een kwart binnen"), message("De helft binnen")),
        rows=tuple(
            Row(f"keer-{number}", label, gap(table, number, names.having(number - 1)))
            for number, label in enumerate(GAPS, start=1)
        ),
    )


def _compared(declared: RepeatsMeasure, groups: list[Line]) -> Table:
    """The groups side by side; each known one against the first of the chain."""
    split, last = declared.split, declared.horizons[-1]
    assert split is not None  # noqa: S101 - narrows the type
    day = in_days(last)
    first = next((item for item in groups if item.id == _group_id(split.categories[0].id)), None)
    rows = []
    for item in groups:
        alone = first is None or item is first or item.id == UNKNOWN
        against = (None, None) if alone or first is None else compared(first, item, day)
        rows.append(Row(item.id, item.label, (Count(item.cases, item.whole), item.at(day), *against)))
    return Table(
        id="groepen",
        title=message("{groepen}, binnen {horizon}", groepen=split.name, horizon=duration_words(last)),
        columns=(
            message("Casussen"),
            message("Gemiddeld aantal keer"),
            message("Verschil met de eerste groep"),
            message("p-waarde"),
        ),
        rows=tuple(rows),
    )


def _part_id(cause: str) -> str:
    return f"onderdeel-{cause}"


def _group_id(category: str) -> str:
    return f"groep-{category}"


def _headline(
    declared: RepeatsMeasure, lines: list[Line], groups: list[Line], chances: Table
) -> dict[str, Figure]:
    """The figures that a sentence may name; at the last horizon unless the name says otherwise."""
    last, everyone = in_days(declared.horizons[-1]), lines[0]
    at = {item.id: item.at(last) for item in (*lines, *groups)}
    figures: dict[str, Figure | None] = {
        "gemiddeld": at[everyone.id],
        "n": Count(everyone.cases, everyone.whole),
    }
    for horizon in declared.horizons:
        figures[f"gemiddeld_{horizon.length}_{horizon.unit}"] = everyone.at(in_days(horizon))
    figures |= {f"gemiddeld_{cause.id}": at[_part_id(cause.id)] for cause in declared.causes}
    for group in declared.split.categories if declared.split is not None else ():
        figures[f"gemiddeld_groep_{group.id}"] = at.get(_group_id(group.id), NOBODY)
    figures |= {f"kans_{row.id}": row.figures[0] for row in chances.rows}
    return {name.replace("-", "_"): figure for name, figure in figures.items() if figure is not None}


def _warnings(declared: RepeatsMeasure, everyone: Line) -> tuple[Label, ...]:
    if in_days(declared.horizons[-1]) <= everyone.means.observed_until:
        return ()
    return (message("De gegevens reiken niet tot elke horizon. Daar staat geen cijfer."),)


def _relations(
    declared: RepeatsMeasure, parts: list[Line], groups: list[Line], names: _Names
) -> list[Relation]:
    days = [in_days(horizon) for horizon in declared.horizons]
    found: list[Relation] = []
    if parts:
        for day in days:
            whole = after_days(names.events("alle"), day)
            found.append(Equal(tuple(after_days(item.part, day) for item in parts), (whole,)))
    if groups:
        found.append(Equal(tuple(item.whole for item in groups), (names.cases,)))
    numbers = sorted(set(declared.at_least))
    for fewer, more in pairwise(numbers):
        one, other = (after_days(names.at_least(number), days[-1]) for number in (more, fewer))
        found.append(AtMost((one,), (other,)))
    for number in range(1, len(GAPS)):
        found.append(AtMost((names.having(number),), (names.having(number - 1),)))
    return found
