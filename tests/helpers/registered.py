"""Registrations as they come, made up by a seed: ties, gaps, moves, losses, and dates that are not known to the day.

Nobody in them exists. They follow the stages of a chain loosely, so that spells, reports and outcomes come about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import pyarrow as pa

from ketenzicht.chain.model import Chain, Stage
from ketenzicht.engine import Engine
from ketenzicht.history import HistorySettings

DATA = (date(2020, 1, 1), date(2023, 12, 31))
PERIOD = (date(2022, 1, 1), date(2022, 12, 31))


@dataclass(frozen=True)
class Registered:
    """The canonical tables of a made-up study."""

    events: pa.Table
    involvement: pa.Table

    def into(self, engine: Engine) -> None:
        """Make them known to an engine."""
        engine.register("events", self.events)
        engine.register("involvement", self.involvement)


def registered(chain: Chain, *, seed: int, cases: int) -> Registered:
    """Registrations of a number of households of one to three persons."""
    draw = Random(seed)
    made = _Made(chain, draw)
    for household in range(cases):
        made.live_through(
            f"h{household:04d}", [f"p{draw.randrange(2 * cases):04d}" for _ in range(draw.randint(1, 3))]
        )
    return made.tables()


def settings(unit: str) -> HistorySettings:
    """The choices of a study on them."""
    return HistorySettings(
        unit="persoon" if unit == "persoon" else "huishouden",
        data_from=DATA[0],
        data_to=DATA[1],
        period_from=PERIOD[0],
        period_to=PERIOD[1],
    )


class _Made:
    def __init__(self, chain: Chain, draw: Random) -> None:
        self._chain, self._draw = chain, draw
        self._attributes = {item.id.replace("-", "_"): item.code_list for item in chain.attributes}
        self._codes = {item.id: [*item.codes, *item.unknown] for item in chain.code_lists}
        self._events: list[dict[str, object]] = []
        self._involved: list[dict[str, object]] = []

    def live_through(self, household: str, persons: list[str]) -> None:
        """Several stages one after another or at once, with strays in between."""
        draw = self._draw
        inflow = [event.id for event in self._chain.events if event.kind == "instroom"]
        day = DATA[0] + timedelta(days=draw.randrange(-20, 1300))
        for _ in range(draw.randint(1, 5)):
            if inflow:
                self._happens(draw.choice(inflow), day, household, persons, None)
            for stage in draw.sample(self._chain.stages, k=min(3, len(self._chain.stages))):
                day = self._pass_through(stage, day, household, persons)
            if draw.random() < 0.3:
                stray = draw.choice(self._chain.events)
                self._happens(stray.id, day, household, persons, None)
            day += timedelta(days=draw.choice([0, 0, 1, 7, 30, 90, 365]))

    def _pass_through(self, stage: Stage, day: date, household: str, persons: list[str]) -> date:
        draw = self._draw
        spell = None if draw.random() < 0.3 else f"s{draw.randrange(10**6)}"
        self._happens(draw.choice(stage.begins_with), day, household, persons, spell)
        if draw.random() < 0.2 or not stage.ends_with:
            return day
        day += timedelta(days=draw.choice([0, 1, 3, 5, 7, 14, 35, 70, 200]))
        self._happens(draw.choice(stage.ends_with), day, household, persons, spell)
        return day

    def _happens(
        self, activity: str, day: date, household: str, persons: list[str], spell: str | None
    ) -> None:
        draw = self._draw
        known = draw.random() < 0.95
        ends = [reason.id for reason in self._chain.end_reasons]
        self._events.append(
            {
                "event_id": len(self._events) + 1,
                "occurred_at": datetime.combine(day, datetime.min.time()) if known else None,
                "precision": draw.choices(["dag", "moment", "maand"], [10, 5, 1])[0] if known else "onbekend",
                "activity": activity,
                "organisation": draw.choice([None, *(item.id for item in self._chain.organisations)]),
                "spell_id": spell,
                "case_id": household if draw.random() < 0.9 else None,
                "end_reason": draw.choice([None, *ends]),
            }
            | {name: self._value(codes) for name, codes in self._attributes.items()}
        )
        number = len(self._events)
        named = [] if draw.random() < 0.2 else draw.sample(persons, k=draw.randint(1, len(persons)))
        moved = household if draw.random() < 0.97 else "h0000"
        for person in named or [None]:
            self._involved.append(
                {"event_id": number, "person_id": person, "household_id": moved, "role": None}
            )

    def _value(self, codes: str | None) -> str | None:
        """Nothing, one code, or several; a number where no codes are listed."""
        draw = self._draw
        if draw.random() < 0.2:
            return draw.choice([None, "", " "])
        if codes is None:
            return str(draw.randint(0, 10))
        listed = self._codes[codes]
        return ",".join(draw.sample(listed, k=min(len(listed), draw.choice([1, 1, 1, 2]))))

    def tables(self) -> Registered:
        text, number = pa.string(), pa.int64()
        columns = {"event_id": number, "occurred_at": pa.timestamp("us")} | dict.fromkeys(
            ("precision", "activity", "organisation", "spell_id", "case_id", "end_reason", *self._attributes),
            text,
        )
        who = {"event_id": number, "person_id": text, "household_id": text, "role": text}
        return Registered(
            pa.Table.from_pylist(self._events, schema=pa.schema(list(columns.items()))),
            pa.Table.from_pylist(self._involved, schema=pa.schema(list(who.items()))),
        )
