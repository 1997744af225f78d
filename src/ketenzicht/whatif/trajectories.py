"""The registration of trajectories: one row per step after a report, and per end of involvement or loss."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.columns import dates, numbers, words
from ketenzicht.whatif.draws import NEVER, Bools, Days, happens, lasts
from ketenzicht.whatif.households import DEATH, Window
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.reports import Registered
from ketenzicht.whatif.routes import CONTINUED
from ketenzicht.whatif.simulate import Chunk

KINDS = ("voorwaarden-en-vervolg", "onderzoek", "overdracht", "hulp", "monitoring", "betrokkenheid",
         "verlies-overlijden", "verlies-vertrek")  # fmt: skip
NUMBER_OF = (1, 2, 0, 0, 3, 4, 5, 5)
"""A transfer and the help that follows it are one trajectory."""
HERE = "Veilig Thuis"
PAUSED, DIED, OUTSIDE, AS_PLANNED = "20", "02", "35", "31"
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


class _Rows:
    """Rows being gathered: one array per column and kind of row."""

    def __init__(self, reports: int) -> None:
        self.reports = np.arange(reports)
        self.parts: list[tuple[NDArray[np.intp], ...]] = []

    def add(
        self,
        kind: str,
        where: Bools,
        *,
        organisation: NDArray[np.int8] | None = None,
        determined: Days | None = None,
        start: Days | None = None,
        end: Days | None = None,
        reason: NDArray[np.intp] | None = None,
    ) -> None:
        n = len(self.reports)
        never, none = np.full(n, NEVER), np.full(n, -1)
        columns = (
            self.reports,
            np.full(n, KINDS.index(kind)),
            none if organisation is None else organisation,
            *(never if days is None else days for days in (determined, start, end)),
            none if reason is None else reason,
        )
        self.parts.append(tuple(column[where].astype(np.intp) for column in columns))

    def columns(self) -> tuple[NDArray[np.intp], ...]:
        """All rows, ordered by report."""
        merged = [np.concatenate(columns) for columns in zip(*self.parts, strict=True)]
        order = np.argsort(merged[0], kind="stable")
        return tuple(column[order] for column in merged)


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
    household, course = chunk.reports.household[which], chunk.reports.course.take(registered.which)
    lost = homes.lost[household]
    until = np.minimum(lost, window.last_day)

    def known(days: Days) -> Days:
        return np.where(days <= until, days, NEVER).astype(np.int32)

    rows = _Rows(len(which))
    begun = known(course.conditions_start)
    rows.add("voorwaarden-en-vervolg", begun < NEVER, start=begun, end=known(course.conditions_end))
    determined = known(course.determined)
    rows.add(
        "onderzoek",
        determined < NEVER,
        determined=determined,
        start=known(course.investigation_start),
        end=known(course.judged),
    )
    transferred = known(course.transferred)
    rows.add("overdracht", transferred < NEVER, organisation=course.receiver, start=transferred)
    codes = [*world.help.ends.value, PAUSED, DIED]
    _help_rows(rng, world, window, rows, chunk, registered, codes)
    watched = known(course.monitored_from)
    rows.add("monitoring", watched < NEVER, start=watched, end=known(course.monitored_until))
    closed = known(chunk.reports.closed[which])
    rows.add("betrokkenheid", closed < NEVER, end=closed)
    last = np.zeros(len(which), dtype=bool)
    last[len(which) - 1 - np.unique(household[::-1], return_index=True)[1]] = True
    gone, died = last & (lost <= window.last_day), homes.loss[household] == DEATH
    rows.add("verlies-overlijden", gone & died, end=lost)
    rows.add("verlies-vertrek", gone & ~died, end=lost)

    report, kind, organisation, decided, start, end, reason = rows.columns()
    is_help, n = kind == KINDS.index("hulp"), len(report)
    swapped = happens(rng, rules.end_before_start.value, n) & (start < NEVER) & (end < NEVER)
    end = np.where(swapped, start - 1 - (rng.random(n) * 40).astype(np.intp), end)
    unknown_day = is_help & ~swapped & happens(rng, rules.unknown_day.value, n)
    number = registered.report_number[report] * 8 + np.asarray(NUMBER_OF)[kind]
    organisations = [RECEIVERS[name] for name in world.transfer.to.value]
    return pa.table(
        {
            "trajectnummer": numbers("T", number, width=9),
            "meldingnummer": numbers("M", registered.report_number[report]),
            "huishoudnummer": numbers("H", registered.household_number[household[report]]),
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


def _help_rows(
    rng: Generator,
    world: World,
    window: Window,
    rows: _Rows,
    chunk: Chunk,
    registered: Registered,
    codes: list[str],
) -> None:
    """Help: one row, or two when it paused (20) or went on elsewhere or changed (37, 38) under the same number."""
    homes, which = chunk.households, registered.which
    household, course = chunk.reports.household[which], chunk.reports.course.take(registered.which)
    n, lost, last_day = len(which), homes.lost[household], window.last_day
    leaves = np.where(homes.loss[household] == DEATH, codes.index(DIED), codes.index(OUTSIDE))
    reason = course.help_reason.astype(np.intp)
    goes_on = np.isin(reason, [codes.index(code) for code in CONTINUED])
    break_start = np.where(course.paused, (course.help_start + course.help_end) // 2, NEVER)
    gap = lasts(rng, world.transfer.waiting.value, n)
    elsewhere = np.where(goes_on, course.help_end + gap, NEVER)
    longer = elsewhere + lasts(rng, world.help.as_planned.value, n, 14)

    def leg(where: Bools, start: NDArray[Any], end: NDArray[Any], why: NDArray[np.intp]) -> None:
        start, end = np.minimum(start, NEVER), np.minimum(end, NEVER)
        why = np.where(end > lost, leaves, why)
        end = np.minimum(end, lost)
        open_still = end > last_day
        rows.add(
            "hulp",
            where & (start < NEVER) & (start <= np.minimum(lost, last_day)),
            organisation=course.receiver,
            start=start.astype(np.int32),
            end=np.where(open_still, NEVER, end).astype(np.int32),
            reason=np.where(open_still, -1, why),
        )

    everyone = np.ones(n, dtype=bool)
    first_end = np.where(course.paused, break_start, course.help_end)
    leg(everyone, course.help_start, first_end, np.where(course.paused, codes.index(PAUSED), reason))
    leg(course.paused, break_start + np.minimum(gap, 20), course.help_end, reason)
    leg(goes_on & (course.help_end < NEVER), elsewhere, longer, np.full(n, codes.index(AS_PLANNED)))
