"""Tiny histories for tests: a chain of a few events, registrations as tuples, and the tables made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa

from ketenzicht.chain.model import Chain
from ketenzicht.engine import Engine
from ketenzicht.history import History, HistorySettings, Population, build_history


@dataclass(frozen=True)
class Happening:
    """One registered event: when, what, in which household, about whom, in which spell, by whom, what it carries."""

    day: date | None
    activity: str
    household: str | None = "h1"
    persons: tuple[str, ...] = ()
    spell: str | None = None
    end_reason: str | None = None
    zorgsoort: str | None = None
    precision: str = "dag"
    organisation: str | None = None
    attributes: Mapping[str, str | None] = field(default_factory=dict)


def mini_chain(**changes: object) -> Chain:
    """Reports, a decision, an involvement, transfers and help: the smallest chain that has every kind of stage."""
    content: dict[str, object] = {
        "id": "klein",
        "versie": "1",
        "titel": "Kleine keten",
        "samenvatting": "Een keten voor tests.",
        "casus": "huishouden",
        "organisaties": [{"id": "vt", "naam": "Meldpunt"}],
        "gebeurtenissen": [
            {"id": "melding", "naam": "Melding", "soort": "instroom"},
            {"id": "besluit", "naam": "Besluit"},
            {"id": "einde", "naam": "Einde betrokkenheid", "soort": "einde"},
            {"id": "overdracht", "naam": "Overdracht", "soort": "overdracht"},
            {"id": "start-hulp", "naam": "Start hulp", "soort": "start"},
            {"id": "einde-hulp", "naam": "Einde hulp", "soort": "einde"},
            {"id": "overlijden", "naam": "Overlijden", "soort": "verlies"},
            {"id": "vertrek", "naam": "Vertrek", "soort": "verlies"},
        ],
        "kenmerken": [{"id": "zorgsoort", "naam": "Soort zorg", "van": "melding"}],
        "fasen": [
            {"id": "betrokkenheid", "naam": "Betrokkenheid", "begint_met": "melding", "eindigt_met": "einde"},
            {
                "id": "beoordeling",
                "naam": "Beoordeling",
                "begint_met": "melding",
                "eindigt_met": "besluit",
                "koppeling": "traject",
                "termijnen": [
                    {"id": "vijf", "termijn": {"duur": 5, "eenheid": "werkdagen"}, "norm": 0.9},
                    {"id": "tien-weken", "termijn": {"duur": 10, "eenheid": "weken"}},
                ],
            },
            {
                "id": "wachten",
                "naam": "Wachten op hulp",
                "begint_met": "overdracht",
                "eindigt_met": "start-hulp",
                "koppeling": "traject",
            },
            {
                "id": "hulp",
                "naam": "Hulp",
                "begint_met": "start-hulp",
                "eindigt_met": "einde-hulp",
                "koppeling": "traject",
            },
        ],
        "einde_redenen": [
            {"id": "volgens-plan", "code": "31", "naam": "Volgens plan"},
            {"id": "eenzijdig-client", "code": "32", "naam": "Cliënt stopt", "uitval": "hoofd"},
            {"id": "overstap", "code": "38", "naam": "Overstap", "effect": "voortzetting"},
        ],
        "klassen": [
            {"id": "niet-ingedeeld", "naam": "Niet ingedeeld", "als": {"niet_te_koppelen": True}},
            {
                "id": "tijdens",
                "naam": "Tijdens beoordeling",
                "groep": "vervolg",
                "als": {"loopt": "beoordeling"},
            },
            {"id": "na", "naam": "Na beoordeling", "groep": "vervolg", "als": {"loopt": "betrokkenheid"}},
            {
                "id": "her-meer",
                "naam": "Meer personen",
                "groep": "hermelding",
                "als": {"beeindigd": "betrokkenheid", "bekenden": "meerdere"},
            },
            {
                "id": "her-een",
                "naam": "Een persoon",
                "groep": "hermelding",
                "als": {"beeindigd": "betrokkenheid", "bekenden": "een"},
            },
            {"id": "eerste", "naam": "Eerste melding", "als": {"anders": True}},
        ],
        "klasse_groepen": [
            {"id": "hermelding", "naam": "Hermelding"},
            {"id": "vervolg", "naam": "Vervolgmelding"},
        ],
    }
    return Chain.model_validate(content | changes)


def history_of(
    happenings: Iterable[Happening],
    *,
    chain: Chain | None = None,
    unit: str = "huishouden",
    data: tuple[date, date] = (date(2018, 1, 1), date(2024, 12, 31)),
    period: tuple[date, date] | None = None,
    merge_same_day: bool = True,
    population: Iterable[Population] = (),
) -> History:
    """The histories that registrations give; the caller need not close the engine."""
    happenings = tuple(happenings)
    attributes = sorted({"zorgsoort", *(name for item in happenings for name in item.attributes)})
    events, involved = [], []
    for number, item in enumerate(happenings, start=1):
        events.append(
            {
                "event_id": number,
                "occurred_at": None if item.day is None else datetime.combine(item.day, datetime.min.time()),
                "precision": item.precision if item.day else "onbekend",
                "activity": item.activity,
                "organisation": item.organisation,
                "spell_id": item.spell,
                "case_id": item.household,
                "end_reason": item.end_reason,
            }
            | dict.fromkeys(attributes)
            | {"zorgsoort": item.zorgsoort}
            | item.attributes
        )
        for person in item.persons or (None,):
            if person is not None or item.household is not None:
                involved.append(
                    {"event_id": number, "person_id": person, "household_id": item.household, "role": None}
                )
    text, number_type = pa.string(), pa.int64()
    engine = Engine(threads=1)
    engine.register(
        "events",
        pa.Table.from_pylist(
            events,
            schema=pa.schema(
                [
                    ("event_id", number_type),
                    ("occurred_at", pa.timestamp("us")),
                    ("precision", text),
                    ("activity", text),
                    ("organisation", text),
                    ("spell_id", text),
                    ("case_id", text),
                    ("end_reason", text),
                    *((name, text) for name in attributes),
                ]
            ),
        ),
    )
    engine.register(
        "involvement",
        pa.Table.from_pylist(
            involved,
            schema=pa.schema(
                [("event_id", number_type), ("person_id", text), ("household_id", text), ("role", text)]
            ),
        ),
    )
    window = period or data
    settings = HistorySettings(
        unit="persoon" if unit == "persoon" else "huishouden",
        data_from=data[0],
        data_to=data[1],
        period_from=window[0],
        period_to=window[1],
        merge_same_day=merge_same_day,
        population=tuple(population),
    )
    return build_history(engine, chain or mini_chain(), settings)


def spells(history: History, stage: str) -> list[tuple[object, ...]]:
    """Spells of a stage as (case, start, end, kind of end), in order."""
    return history.rows(
        "select case_id, started_on, ended_on, end_kind from spell where stage = $stage order by all",
        stage=stage,
    )
