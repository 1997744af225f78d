"""Share of transfers that nobody picked up in time (kind ``oppakken``, second part of question Q5).

Never started is not dropped out: this share is never added to that of drop-out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ketenzicht.attrition import Attrition
from ketenzicht.calendar import in_days
from ketenzicht.chain.model import PickUpMeasure
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.names import begun
from ketenzicht.measures.result import AtMost, Count, Figure, MeasureResult, Name, Relation, Row, Table
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
        name = f"{limit.length}-{limit.unit}"
        names = _Names(f"{declared.id}:{name}")
        figure = share(waiting, n, names.waiting, names.followed)
        counts = (Count(waiting, names.waiting), Count(n, names.followed))
        rows.append(Row(name, duration_words(limit), (*counts, figure)))
        headline[f"aandeel_{limit.length}_{limit.unit}"] = figure
        attrition += [
            Attrition(
                message("{termijn} te volgen", termijn=duration_words(limit)),
                transfers,
                n + otherwise + not_followed,
                n + otherwise,
                message("einde van de gegevens komt eerder"),
                (begun(declared.stage), names.in_data, f"{names.in_data}:niet"),
            ),
            Attrition(
                message("nog te beginnen binnen {termijn}", termijn=duration_words(limit)),
                transfers,
                n + otherwise,
                n,
                message("anders beëindigd: overleden of vertrokken"),
                (names.in_data, names.followed, f"{names.followed}:anders"),
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
        relations=_relations(declared),
    )


@dataclass(frozen=True)
class _Names:
    """Of the numbers at one limit."""

    of: str

    @property
    def in_data(self) -> Name:
        return f"{self.of}:te-volgen"

    @property
    def followed(self) -> Name:
        return f"{self.of}:gevolgd"

    @property
    def waiting(self) -> Name:
        return f"{self.of}:niet-opgepakt"


def _relations(declared: PickUpMeasure) -> tuple[Relation, ...]:
    """Whoever is followed to a longer limit, and still waits there, is and does so at a shorter one."""
    by_length = sorted(declared.limits, key=in_days)
    found: list[Relation] = []
    for shorter, longer in pairwise(
        _Names(f"{declared.id}:{limit.length}-{limit.unit}") for limit in by_length
    ):
        found.append(AtMost((longer.in_data,), (shorter.in_data,)))
        found.append(AtMost((longer.followed,), (shorter.followed,)))
        found.append(AtMost((longer.waiting,), (shorter.waiting,)))
    return tuple(found)
