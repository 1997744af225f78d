"""How much figures depend on the threshold at which persons are linked: the same measures, more and less strictly.

Linking makes two kinds of mistakes, and a threshold trades the one for the other. What a figure would be with a
stricter and a looser one shows whether that matters (sensitivity analysis of linkage error: Harron and others 2017,
Big Data & Society 4). It is a range of choices, not an interval: all three can be wrong in the same way.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ketenzicht.engine import Engine, Server
from ketenzicht.measures.result import Figure, MeasureResult, Row, Table
from ketenzicht.message import Message, message
from ketenzicht.publish.persons_range import TABLE_ID
from ketenzicht.study.persons import COLUMNS, KEYS, PersonLinking, Threshold, open_linking

if TYPE_CHECKING:
    from ketenzicht.study.settings import Study

Tell = Callable[[str], None]
Place = tuple[int, int, int]
"""Of a figure: its table, row and column."""

MOST_FIGURES = 12
"""In the table of a measure whose sentence names none of the figures in its tables."""


def with_range(
    study: Study, results: Sequence[MeasureResult], tell: Tell, server: Server | None = None
) -> tuple[MeasureResult, ...]:
    """The measures of a study with a table of what a stricter and a looser threshold give.

    They are counted where those of the chosen threshold were. A measure that does not change at all gets a line that
    says so. Nothing is added where no persons are linked.
    """
    linking = open_linking(study)
    if linking is None:
        return tuple(results)
    strict = _measured(linking, "strict", results, tell, server)
    loose = _measured(linking, "loose", results, tell, server)
    return tuple(_beside(linking, *three) for three in zip(results, strict, loose, strict=True))


def _measured(
    linking: PersonLinking,
    threshold: Threshold,
    chosen: Sequence[MeasureResult],
    tell: Tell,
    server: Server | None,
) -> Sequence[MeasureResult]:
    """The measures with another threshold; those with the chosen one when it makes the same persons."""
    from ketenzicht.study.run import measure_study, take_in

    with Engine() as engine:
        engine.attach_parquet("keys", linking.secure / KEYS)
        other = COLUMNS[threshold]
        if not engine.value(f"select count(*) from keys where person_id is distinct from {other}"):
            return chosen
    words = {"strict": "met een strengere drempel", "loose": "met een soepelere drempel"}[threshold]

    def telling(step: str) -> None:
        tell(f"{words}: {step}")

    folder = linking.study.secure / threshold
    try:
        intake = take_in(linking.study, telling, threshold=threshold)
        return measure_study(linking.study, intake, telling, server)[0]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _beside(
    linking: PersonLinking, chosen: MeasureResult, strict: MeasureResult, loose: MeasureResult
) -> MeasureResult:
    places = [place for place in _places(chosen) if _at(strict, place) and _at(loose, place)]
    rows = [_row(place, chosen, strict, loose) for place in places]
    if not any(row.figures[0] != figure for row in rows for figure in row.figures):
        return replace(chosen, warnings=(*chosen.warnings, _no_change(linking)))
    settings = linking.settings
    columns = (
        message("gekozen ({procent}\u00a0%)", procent=_percent(settings.link)),
        message("strenger ({procent}\u00a0%)", procent=_percent(settings.strict)),
        message("soepeler ({procent}\u00a0%)", procent=_percent(settings.loose)),
    )
    title = message("Hoeveel het uitmaakt vanaf welke kans records één persoon zijn")
    return replace(chosen, tables=(*chosen.tables, Table(TABLE_ID, title, columns, tuple(rows))))


def _no_change(linking: PersonLinking) -> Message:
    return message(
        "Een strengere of soepelere drempel voor het koppelen van personen (kans vanaf {strenger} of {soepeler} %) "
        "verandert de cijfers in de zin niet.",
        strenger=_percent(linking.settings.strict),
        soepeler=_percent(linking.settings.loose),
    )


def _percent(chance: float) -> int | float:
    percent = round(100 * chance, 3)
    return int(percent) if percent == int(percent) else percent


def _places(result: MeasureResult) -> list[Place]:
    """Where the figures of the sentence stand in the tables; else the first figures of the first table."""
    everywhere = [
        (table, row, column)
        for table, one in enumerate(result.tables)
        for row, line in enumerate(one.rows)
        for column, figure in enumerate(line.figures)
        if figure is not None
    ]
    named = [
        next((place for place in everywhere if _at(result, place) == figure), None)
        for figure in result.headline.values()
    ]
    found = list(dict.fromkeys(place for place in named if place is not None))
    return sorted(found) or [place for place in everywhere if place[0] == 0][:MOST_FIGURES]


def _at(result: MeasureResult, place: Place) -> Figure | None:
    table, row, column = place
    try:
        return result.tables[table].rows[row].figures[column]
    except IndexError:
        return None


def _row(place: Place, *results: MeasureResult) -> Row:
    """A row whose id says where the chosen figure stands, so that what protects that one protects these."""
    at, row, column = place
    table = results[0].tables[at]
    line = table.rows[row]
    several = len(table.columns) > 1
    label = message("{rij}, {kolom}", rij=line.label, kolom=table.columns[column]) if several else line.label
    return Row(f"{at}-{row}-{column}", label, tuple(_at(result, place) for result in results))
