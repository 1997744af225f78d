"""The registration of trajectories: one row per step after a report, and per end of involvement or loss."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from ketenzicht.whatif.clients import CLIENTS, clients
from ketenzicht.whatif.columns import dates, numbers, words
from ketenzicht.whatif.draws import NEVER, happens
from ketenzicht.whatif.help_rows import DIED, PAUSED, help_rows
from ketenzicht.whatif.households import DEATH, Window
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.people import person_numbers
from ketenzicht.whatif.registered import Registered
from ketenzicht.whatif.simulate import Chunk
from ketenzicht.whatif.step_rows import KINDS, StepRows

NUMBER_OF = (1, 2, 0, 0, 3, 4, 5, 5)
NUMBER_OF_SECOND = 6
"""A transfer and the help that follows it are one trajectory; those of a second place are another."""
HERE = "Veilig Thuis"
RECEIVERS = {
    "lokaal-team": "Lokaal team",
    "jeugdhulpaanbieder": "Jeugdhulpaanbieder",
    "gecertificeerde-instelling": "Gecertificeerde instelling",
    "vrouwenopvang": "Vrouwenopvang",
    "ggz": "GGZ",
    "verslavingszorg": "Verslavingszorg",
    "raad-voor-de-kinderbescherming": "Raad voor de Kinderbescherming",
    "andere-instantie": "Andere instantie",
}


def trajectory_rows(
    rng: Generator, world: World, window: Window, chunk: Chunk, registered: Registered
) -> pa.Table:
    """The rows of ``trajecten.csv`` for one chunk, everything as text.

    What lies after the last day of the window, or after the household left sight, is not in it.

    Args:
        rng: the stream of the chunk's registration.
        world: the parameters.
        window: the days that the registration covers.
        chunk: what happened.
        registered: which of it is registered, with its numbers.
    """
    which, rules, homes = registered.which, world.registration, chunk.households
    reports, course = chunk.reports, chunk.reports.course.take(registered.which)
    household, started = reports.household[which], reports.investigation_start[which]
    lost, died = homes.lost[household], homes.loss[household] == DEATH

    rows = StepRows(len(which))
    rows.add(
        "voorwaarden-en-vervolg",
        course.conditions_start < NEVER,
        start=course.conditions_start,
        end=course.conditions_end,
    )
    rows.add(
        "onderzoek",
        course.determined < NEVER,
        determined=course.determined,
        start=np.where(started <= np.minimum(lost, window.last_day), started, NEVER),
        end=course.judged,
    )
    codes = [*world.help.ends.value, PAUSED, DIED]
    places = (course.first, course.second)
    receivers = (reports.receiver[which], reports.second_receiver[which])
    for second, (place, receiver) in enumerate(zip(places, receivers, strict=True)):
        rows.add(
            "overdracht",
            place.transferred < NEVER,
            organisation=receiver,
            start=place.transferred,
            second=second > 0,
        )
        help_rows(
            rng,
            world,
            rows,
            place,
            codes=codes,
            receiver=receiver,
            lost=lost,
            died=died,
            last_day=window.last_day,
            second=second > 0,
        )
    rows.add(
        "monitoring",
        course.monitored_from < NEVER,
        start=course.monitored_from,
        end=course.monitored_until,
    )
    rows.add("betrokkenheid", course.closed < NEVER, end=course.closed)
    last = np.zeros(len(which), dtype=bool)
    last[len(which) - 1 - np.unique(household[::-1], return_index=True)[1]] = True
    gone = last & (lost <= window.last_day)
    rows.add("verlies-overlijden", gone & died, end=lost)
    rows.add("verlies-vertrek", gone & ~died, end=lost)

    report, kind, second_row, organisation, decided, start, end, reason = rows.columns()
    is_help, n = kind == KINDS.index("hulp"), len(report)
    swapped = happens(rng, rules.end_before_start.value, n) & (start < NEVER) & (end < NEVER)
    end = np.where(swapped, start - 1 - (rng.random(n) * 40).astype(np.intp), end)
    unknown_day = is_help & ~swapped & happens(rng, rules.unknown_day.value, n)
    number = registered.report_number[report] * 8 + np.where(
        second_row > 0, NUMBER_OF_SECOND, np.asarray(NUMBER_OF)[kind]
    )
    helped = np.stack([clients(rng, world, homes, household, place.help_start) for place in places])
    member = np.where(is_help[:, None], helped[second_row, report], -1)
    organisations = [RECEIVERS[name] for name in world.transfer.to.value]
    return pa.table(
        {
            "trajectnummer": numbers("T", number, width=9),
            "meldingnummer": numbers("M", registered.report_number[report]),
            "huishoudnummer": numbers("H", registered.household_number[household[report]]),
            **{
                f"persoonnummer_{column + 1}": person_numbers(
                    chunk, registered, household[report], member[:, column]
                )
                for column in range(CLIENTS)
            },
            "soort": words(KINDS, kind),
            "organisatie": words(
                [*organisations, HERE], np.where(organisation < 0, len(organisations), organisation)
            ),
            "datum_vaststelling": dates(decided.astype(np.int32)),
            "datum_start": dates(start.astype(np.int32), unknown_day=unknown_day),
            "datum_einde": dates(end.astype(np.int32)),
            "einde_reden": words(codes, reason, missing=reason < 0),
        }
    )
