"""Households that come from the population register: whose each person of a registration was on the day of an event.

They are made by :mod:`ketenzicht.household`, apart from the registrations. What intake needs of them are stretches of
days of a person in a household, and why somebody is in none.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.attrition import Attrition, in_data
from ketenzicht.engine import script
from ketenzicht.message import Message, message

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

UNIT = message("betrokkenen bij gebeurtenissen")

REASONS: dict[str, tuple[Message, Message]] = {
    "zonder-dag": (message("dag bekend"), message("de dag van de gebeurtenis is niet bekend")),
    "niet-in-brp": (message("in het uittreksel van de BRP"), message("niet in het uittreksel van de BRP")),
    "buitenland": (message("in Nederland"), message("op die dag in het buitenland")),
    "onbekend-adres": (message("adres bekend"), message("op die dag geen bekend adres")),
    "briefadres": (message("woonadres"), message("op die dag alleen een briefadres")),
    "onzeker": (message("in een huishouden"), message("op die dag geen adres dat zeker is")),
}
"""Why somebody is in no household to the name of the step and the words for it, in order."""


@dataclass(frozen=True)
class RegisteredHouseholds:
    """Households over time, for the registrations that are read.

    Args:
        member: Parquet with ``person_id``, ``household_id``, ``from_on`` and ``until_on`` (not included).
        elsewhere: Parquet with ``person_id``, ``kind``, ``from_on`` and ``until_on``: where there is no household.
        registered: Parquet with ``person_id``: everybody in the register.
    """

    member: Path
    elsewhere: Path
    registered: Path

    def place(self, engine: Engine) -> tuple[Attrition, ...]:
        """Give each row of the table ``involvement`` the household of its person on the day of its event.

        In: ``involvement``, ``event``. Who is in no household on that day keeps none; the steps say why.
        """
        for name in ("member", "elsewhere", "registered"):
            engine.attach_parquet(f"brp_{name}", getattr(self, name))
        for sql in script("ketenzicht.intake.sql", "households"):
            engine.run(sql)
        counted = dict(engine.rows("select reason, count(*) from person_placed group by reason"))
        return _steps(counted)


def _steps(counted: dict[str | None, int]) -> tuple[Attrition, ...]:
    left, named = sum(counted.values()), ""
    steps = []
    for reason, (step, words) in REASONS.items():
        after = left - counted.get(reason, 0)
        last = reason == "onzeker"
        names = in_data("betrokkenen", named, "in-huishouden" if last else f"niet-{reason}", reason)
        steps.append(Attrition(step, UNIT, left, after, words, names))
        left, named = after, f"niet-{reason}"
    return tuple(steps)
