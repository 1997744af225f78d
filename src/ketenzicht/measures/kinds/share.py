"""Share of events, or of ended spells, by a code (kind ``aandeel``): by whom help was referred, how it ended.

The denominator is what has a known code. What has none is counted apart: leaving it in would take it for *not this
code*, and leaving it out unsaid would hide how much the share rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ketenzicht.attrition import Attrition
from ketenzicht.chain.model import ShareMeasure, TextNode
from ketenzicht.history import History
from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.kinds.share_counts import OTHER, UNKNOWN, count_shares
from ketenzicht.measures.kinds.years import Year, years_of
from ketenzicht.measures.result import Count, Equal, Figure, MeasureResult, Name, Relation, Row, Table
from ketenzicht.measures.splits import split_labels
from ketenzicht.measures.words import WILSON, listed, unit_line, unit_words, window_line
from ketenzicht.message import Label, message

REPEATED = (message("Wie vaker voorkomt"), message("telt vaker; het interval doet alsof elke keer los staat"))


@dataclass(frozen=True)
class _Line:
    """A year, a group or all together: how many items there are by part, and what their numbers are called."""

    id: str
    label: Label
    items: Counter[str]
    of: str

    @property
    def known(self) -> int:
        return sum(number for part, number in self.items.items() if part != UNKNOWN)

    def name(self, part: str) -> Name:
        return f"{self.of}:{part}"


def measure_share(history: History, declared: ShareMeasure) -> MeasureResult:
    """Count by part in the period, by year, and by group where the measure declares one."""
    counts = count_shares(history, declared)
    settings = history.settings
    years = years_of(settings.period_from, settings.period_to, declared.year)
    together = _Line("totaal", message("Totaal"), Counter(), declared.id)
    for (_day, part), number in counts.by_day.items():
        together.items[part] += number
    by_year = [_year_line(declared, year, counts.by_day) for year in years]
    tables = [_parts_table(declared, together)]
    relations = list(_sums(declared, together, by_year))
    if len(years) > 1:
        tables.append(_lines_table(declared, "jaren", message("Aandeel per jaar"), by_year))
    if declared.split is not None:
        groups = _group_lines(declared, counts.by_group)
        tables.append(_lines_table(declared, "groepen", declared.split.name, groups))
        relations += _sums(declared, together, groups)
    figures = {part.id: _share(together, part.id) for part in declared.parts}
    headline: dict[str, Figure] = {"aandeel": figures[declared.parts[0].id]}
    headline |= {f"aandeel_{id_.replace('-', '_')}": figure for id_, figure in figures.items()}
    headline["n"] = Count(together.known, together.name("bekend"))
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=_definition(history, declared),
        tables=() if counts.absent else tuple(tables),
        headline={} if counts.absent else headline,
        attrition=() if counts.absent else (_known_code(together, once=declared.choice == "eerste"),),
        warnings=_warnings(history, counts.absent),
        relations=tuple(relations),
    )


def _year_line(declared: ShareMeasure, year: Year, by_day: Counter[tuple[str, str]]) -> _Line:
    items: Counter[str] = Counter()
    for (day, part), number in by_day.items():
        if year.first <= date.fromisoformat(day) <= year.last:
            items[part] += number
    label: Label = TextNode(nl=year.name)
    if not year.whole:
        label = message("{jaar} (deel van het jaar)", jaar=year.name)
    return _Line(year.name, label, items, f"{declared.id}:{year.name}")


def _group_lines(declared: ShareMeasure, by_group: Counter[tuple[int, str]]) -> list[_Line]:
    if declared.split is None:
        return []
    ids = [*(item.id for item in declared.split.categories), UNKNOWN]
    found = []
    for number, (id_, label) in enumerate(zip(ids, split_labels(declared.split), strict=True)):
        items = Counter({part: items for (group, part), items in by_group.items() if group == number})
        found.append(_Line(id_, label, items, f"{declared.id}:{declared.split.id}:{id_}"))
    return found


def _share(line: _Line, part: str) -> Figure:
    return share(line.items[part], line.known, line.name(part), line.name("bekend"))


def _parts_table(declared: ShareMeasure, together: _Line) -> Table:
    parts: list[tuple[str, Label]] = [(part.id, part.name) for part in declared.parts]
    parts.append((OTHER, message("iets anders")))
    rows = [
        Row(id_, label, (Count(together.items[id_], together.name(id_)), _share(together, id_)))
        for id_, label in parts
    ]
    rows.append(Row("totaal", message("Totaal"), (Count(together.known, together.name("bekend")), None)))
    return Table(
        "onderdelen",
        message("Naar onderdeel, van wat een bekende code heeft"),
        (message("Aantal"), message("Aandeel")),
        tuple(rows),
        total="totaal",
    )


def _lines_table(declared: ShareMeasure, id_: str, title: Label, lines: Sequence[_Line]) -> Table:
    """A line per year or group: the share of each part, out of how many, and how many codes are missing."""
    rows = tuple(
        Row(
            line.id,
            line.label,
            (
                *(_share(line, part.id) for part in declared.parts),
                Count(line.known, line.name("bekend")),
                Count(line.items[UNKNOWN], line.name(UNKNOWN)),
            ),
        )
        for line in lines
    )
    columns: tuple[Label, ...] = (
        *(part.name for part in declared.parts),
        message("Bekend"),
        message("Onbekend"),
    )
    return Table(id_, title, columns, rows)


def _sums(declared: ShareMeasure, together: _Line, lines: Sequence[_Line]) -> list[Relation]:
    """Years and groups add up to the period, and in each of them the parts add up to what is known."""
    parts = (*(part.id for part in declared.parts), OTHER)
    found: list[Relation] = [
        Equal(tuple(line.name(part) for line in lines), (together.name(part),))
        for part in (*parts, "bekend", UNKNOWN)
    ]
    found += [Equal(tuple(line.name(part) for part in parts), (line.name("bekend"),)) for line in lines]
    return found


def _known_code(together: _Line, *, once: bool) -> Attrition:
    everything = together.known + together.items[UNKNOWN]
    return Attrition(
        message("code bekend"),
        message("casussen") if once else message("keren"),
        everything,
        together.known,
        message("code niet ingevuld, of ingevuld als onbekend"),
        (together.name("alles"), together.name("bekend"), together.name(UNKNOWN)),
    )


def _warnings(history: History, absent: tuple[str, ...]) -> tuple[Label, ...]:
    names = {item.id: item.name for item in history.chain.attributes}
    return tuple(
        message("De registraties hebben geen '{kenmerk}'. Daar staat geen cijfer.", kenmerk=names[name])
        for name in absent
    )


def _definition(history: History, declared: ShareMeasure) -> tuple[tuple[Label, Label], ...]:
    if declared.stage is not None:
        stage = next(item.name for item in history.chain.stages if item.id == declared.stage)
        counted: Label = message("'{naam}' die in de periode eindigde", naam=stage)
    else:
        events = {item.id: item.name for item in history.chain.events}
        counted = listed([events[name] for name in declared.events])
    once = declared.choice == "eerste"
    return (
        (message("Geteld"), counted),
        (message("Telt"), message("de eerste keer van elke casus") if once else message("elke keer")),
        window_line(history),
        unit_line(history),
        (message("Noemer"), message("wat een bekende code heeft; wat geen code heeft staat apart")),
        (message("Indeling"), message("het eerste onderdeel dat past")),
        WILSON,
        *(() if once else (REPEATED,)),
    )
