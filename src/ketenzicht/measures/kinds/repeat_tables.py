"""The tables on repeats: means by horizon, groups side by side, chances of so many, days until the next."""

from __future__ import annotations

from collections.abc import Sequence

from ketenzicht.calendar import in_days
from ketenzicht.chain.model import Duration, RepeatsMeasure
from ketenzicht.measures.estimators.repeat_table import RepeatTable
from ketenzicht.measures.kinds.repeat_figures import UNKNOWN, Line, Names, chance_of, compared, gap, group_id
from ketenzicht.measures.names import after_days
from ketenzicht.measures.result import Count, Row, Table
from ketenzicht.measures.windows import FollowUp
from ketenzicht.message import Label, duration_words, message

GAPS = (
    message("van het begin naar de eerste keer"),
    message("van de eerste naar de tweede keer"),
    message("van de tweede naar de derde keer"),
)


def means_table(what: Label, followed: Sequence[FollowUp], lines: Sequence[Line]) -> Table:
    """The mean of each line at each horizon; no figure where nobody could be followed so long."""
    return Table(
        id="gemiddelden",
        title=message("Gemiddeld aantal keer '{naam}' per casus", naam=what),
        columns=tuple(duration_words(item.horizon) for item in followed),
        rows=tuple(
            Row(
                line.id,
                line.label,
                tuple(None if item.nobody else line.at(in_days(item.horizon)) for item in followed),
                line.level,
            )
            for line in lines
        ),
    )


def groups_table(declared: RepeatsMeasure, groups: Sequence[Line], horizon: Duration) -> tuple[Table, ...]:
    """The groups side by side, each known one against the first of the chain; no table without groups."""
    if declared.split is None:
        return ()
    day = in_days(horizon)
    first = next((item for item in groups if item.id == group_id(declared.split.categories[0].id)), None)
    rows = []
    for item in groups:
        alone = first is None or item is first or item.id == UNKNOWN
        against = (None, None) if alone or first is None else compared(first, item, day)
        rows.append(Row(item.id, item.label, (Count(item.cases, item.whole), item.at(day), *against)))
    title = message(
        "{groepen}, binnen {horizon}", groepen=declared.split.name, horizon=duration_words(horizon)
    )
    columns = (
        message("Casussen"),
        message("Gemiddeld aantal keer"),
        message("Verschil met de eerste groep"),
        message("p-waarde"),
    )
    return (Table("groepen", title, columns, tuple(rows)),)


def chances_table(table: RepeatTable, numbers: Sequence[int], horizon: Duration, names: Names) -> Table:
    """The chance of at least so many within a horizon after the start of each case."""
    day = in_days(horizon)
    return Table(
        id="kansen",
        title=message(
            "Kans op minstens zoveel keer binnen {horizon} na het begin", horizon=duration_words(horizon)
        ),
        columns=(message("Kans"),),
        rows=tuple(
            Row(
                f"minstens-{number}",
                message("minstens 1 keer") if number == 1 else message("minstens {n} keer", n=number),
                (chance_of(table, number, day, after_days(names.at_least(number), day), names.cases),),
            )
            for number in numbers
        ),
    )


def gaps_table(table: RepeatTable, names: Names) -> Table:
    """Days until the first, the second and the third time."""
    return Table(
        id="tussentijd",
        title=message("Dagen tot de volgende keer"),
        columns=(message("Casussen"), message("Een kwart binnen"), message("De helft binnen")),
        rows=tuple(
            Row(f"keer-{number}", label, gap(table, number, names.having(number - 1)))
            for number, label in enumerate(GAPS, start=1)
        ),
    )
