"""Share of transfers that nobody picked up in time (kind ``oppakken``, second part of question Q5).

Never started is not dropped out: this share is never added to that of drop-out.
"""

from __future__ import annotations

from ketenzicht.attrition import Attrition
from ketenzicht.calendar import in_days
from ketenzicht.chain.model import PickUpMeasure
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.intervals import share
from ketenzicht.measures.result import Count, Figure, MeasureResult, Row, Table
from ketenzicht.measures.words import WILSON, unit_line, unit_words, window_line
from ketenzicht.message import duration_words, message


def measure_pick_up(history: History, declared: PickUpMeasure) -> MeasureResult:
    """For each limit: of the transfers followed that long, the share still waiting."""
    stage = next(item for item in history.chain.stages if item.id == declared.stage)
    rows: list[Row] = []
    headline: dict[str, Figure] = {}
    attrition: list[Attrition] = []
    transfers = message("overdrachten")
    for limit in declared.limits:
        found = {
            str(name): int(str(spells))
            for name, spells in history.rows(
                statement("ketenzicht.measures.sql", "pick_up"),
                stage=declared.stage,
                limit=in_days(limit),
                picked_up_by=list(declared.picked_up_by),
            )
        }
        waiting, picked_up = found.get("waiting", 0), found.get("picked_up", 0)
        otherwise, not_followed = found.get("otherwise", 0), found.get("not_followed", 0)
        n = waiting + picked_up
        figure = share(waiting, n)
        name = f"{limit.length}-{limit.unit}"
        rows.append(Row(name, duration_words(limit), (Count(waiting), Count(n), figure)))
        headline[f"aandeel_{limit.length}_{limit.unit}"] = figure
        attrition += [
            Attrition(
                message("{termijn} te volgen", termijn=duration_words(limit)),
                transfers,
                n + otherwise + not_followed,
                n + otherwise,
                message("einde van de gegevens komt eerder"),
            ),
            Attrition(
                message("nog te beginnen binnen {termijn}", termijn=duration_words(limit)),
                transfers,
                n + otherwise,
                n,
                message("anders beëindigd: overleden of vertrokken"),
            ),
        ]
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=(
            (message("De klok begint bij"), message("het begin van '{naam}'", naam=stage.name)),
            window_line(history),
            unit_line(history),
            (message("Niet opgepakt"), message("geen begin binnen het aantal dagen")),
            WILSON,
        ),
        tables=(
            Table(
                id="oppakken",
                title=message("Overdrachten zonder begin van hulp"),
                columns=(message("Niet opgepakt"), message("Gevolgd"), message("Aandeel")),
                rows=tuple(rows),
            ),
        ),
        headline=headline,
        attrition=tuple(attrition),
    )
