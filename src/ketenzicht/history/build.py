"""Events to spells to cases, for any chain: stages come from its description, the rest from the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ketenzicht.attrition import Attrition, in_data
from ketenzicht.chain.model import Chain
from ketenzicht.engine import Engine, script
from ketenzicht.history.settings import HistorySettings
from ketenzicht.message import message

if TYPE_CHECKING:
    import pyarrow as pa

SQL = "ketenzicht.history.sql"


@dataclass(frozen=True)
class History:
    """The reconstructed histories: tables inside the engine, and what was left out on the way.

    Tables: ``case_event``, ``report``, ``report_key``, ``report_case``, ``report_person``, ``spell``
    (see ``docs/reference/tables.md``).
    """

    engine: Engine
    chain: Chain
    settings: HistorySettings
    attrition: tuple[Attrition, ...]

    def rows(self, sql: str, **values: object) -> list[tuple[object, ...]]:
        """Rows of a statement that may use the settings (``$period_from`` ...) and further named values."""
        return self.engine.rows(sql, self.settings.parameters() | values)

    def table(self, sql: str, **values: object) -> pa.Table:
        """The result of a statement with many rows, with the same parameters."""
        return self.engine.table(sql, self.settings.parameters() | values)

    def run(self, sql: str, **values: object) -> None:
        """A statement for its effect, with the same parameters."""
        self.engine.run(sql, self.settings.parameters() | values)


def build_history(engine: Engine, chain: Chain, settings: HistorySettings) -> History:
    """Reconstruct the histories from the canonical tables ``events`` and ``involvement`` in the engine."""
    _register_chain(engine, chain)
    history = History(engine, chain, settings, ())
    for name in ("case_events", "reports", "spells", "joined_spells"):
        for sql in script(SQL, name):
            history.run(sql)
    return History(engine, chain, settings, _attrition(history))


def _register_chain(engine: Engine, chain: Chain) -> None:
    import pyarrow as pa

    def table(name: str, columns: dict[str, pa.DataType], rows: Sequence[tuple[object, ...]]) -> None:
        schema = pa.schema(list(columns.items()))
        engine.register(
            name, pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema)
        )

    text, number = pa.string(), pa.int32()
    table(
        "stage_event",
        {"stage": text, "activity": text, "role": text},
        [(stage.id, event, "begin") for stage in chain.stages for event in stage.begins_with]
        + [(stage.id, event, "end") for stage in chain.stages for event in stage.ends_with],
    )
    table(
        "stage_setting",
        {
            "stage": text,
            "pairing": text,
            "overlap": text,
            "gap": number,
            "continuation": number,
            "minimum": number,
        },
        [
            (stage.id, stage.pairing, stage.overlap, stage.gap, stage.continuation, stage.minimum)
            for stage in chain.stages
        ],
    )
    table(
        "inflow_activity",
        {"activity": text},
        [(event.id,) for event in chain.events if event.kind == "instroom"],
    )
    table(
        "loss_activity",
        {"activity": text},
        [(event.id,) for event in chain.events if event.kind == "verlies"],
    )
    table(
        "end_reason_effect",
        {"end_reason": text, "effect": text},
        [(reason.id, reason.effect) for reason in chain.end_reasons],
    )


def _attrition(history: History) -> tuple[Attrition, ...]:
    events = message("gebeurtenissen")
    spells = message("trajecten")
    [counted] = history.rows(
        """
        with own_end as (
            select *
            from stage_mark
            where role = 'end' and activity not in (select activity from loss_activity)
        )
        select
            (select count(*) from events),
            (select count(*) from events where occurred_at is not null and precision in ('moment', 'dag')),
            (select count(*) from dated_event),
            (select count(distinct event_id) from case_event),
            (select count(*) from (select distinct stage, case_id, occurred_on from own_end)),
            (
                select count(*)
                from (select distinct stage, case_id, occurred_on from own_end) as own_end
                semi join paired_spell
                    on paired_spell.stage = own_end.stage
                    and paired_spell.case_id = own_end.case_id
                    and paired_spell.ended_on = own_end.occurred_on
            ),
            (select count(*) from paired_spell),
            (select count(*) from joined_spell),
            (select count(*) from spell)
        """
    )
    total, dated, inside, linked, ends, closing, paired, joined, kept = (int(str(value)) for value in counted)
    return (
        Attrition(
            message("datum bekend"),
            events,
            total,
            dated,
            message("datum onbekend of niet op de dag bekend"),
            in_data("gebeurtenissen", "", "met-datum", "zonder-datum"),
        ),
        Attrition(
            message("binnen de gegevens"),
            events,
            dated,
            inside,
            message("buiten de periode van de gegevens"),
            in_data("gebeurtenissen", "met-datum", "binnen", "buiten"),
        ),
        Attrition(
            message("gekoppeld aan een casus"),
            events,
            inside,
            linked,
            message("niet te koppelen aan een casus"),
            in_data("gebeurtenissen", "binnen", "gekoppeld", "los"),
        ),
        Attrition(
            message("einde hoort bij een begin"),
            message("einden van fasen"),
            ends,
            closing,
            message("geen begin van de fase te vinden, of de fase was al geëindigd"),
            in_data("einden", "", "met-begin", "zonder-begin"),
        ),
        Attrition(
            message("aaneengesloten trajecten"),
            spells,
            paired,
            joined,
            message("samengevoegd met het traject ervoor"),
            in_data("trajecten", "gepaard", "aaneengesloten", "samengevoegd"),
        ),
        Attrition(
            message("trajecten"),
            spells,
            joined,
            kept,
            message("korter dan het minimum van de fase"),
            in_data("trajecten", "aaneengesloten", "", "kort"),
        ),
    )
