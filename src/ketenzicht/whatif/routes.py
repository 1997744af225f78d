"""What happens after a report: the decision, the route that it opens, and how long each step takes.

Every function takes a number of reports and returns arrays of that length. Days that never come are
:data:`~ketenzicht.whatif.draws.NEVER`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.draws import NEVER, Bools, Codes, Days, add_working_days, choose, happens, lasts
from ketenzicht.whatif.parameters import World

NO_FOLLOW_UP, ADVICE, DIRECT_TRANSFER, CONDITIONS, INVESTIGATION = range(5)
ROUTES = ("geen-vervolg", "advies", "directe-overdracht", "voorwaarden-en-vervolg", "onderzoek")
EARLY_ENDS = ("32", "33", "34")
CONTINUED = ("37", "38")
JUDGEMENT_DAYS = 70
"""Ten weeks: the limit that the parameters of the investigation refer to."""


@dataclass(frozen=True)
class Course:
    """What follows each report; one entry per report."""

    decided: Days
    route: Codes
    conditions_start: Days
    conditions_end: Days
    determined: Days
    """The day on which it was determined that an investigation is needed."""
    investigation_start: Days
    judged: Days
    transferred: Days
    receiver: Codes
    help_start: Days
    help_end: Days
    help_reason: Codes
    """Position in ``world.help.ends``; of a help that never started it means nothing."""
    paused: Bools
    """Help stopped for a while (reason 20) before it went on."""
    monitored_from: Days
    monitored_until: Days
    last_step: Days
    """The last step of Veilig Thuis before monitoring."""
    ends: Days
    """When involvement would end if no new report came."""

    def take(self, which: NDArray[np.intp] | Bools) -> Course:
        """The same for some of the reports."""
        return replace(self, **{field.name: getattr(self, field.name)[which] for field in fields(self)})


def assess(rng: Generator, world: World, day: Days) -> Days:
    """The day of the decision on each report."""
    n, rules = len(day), world.assessment
    steps = {str(number): share for number, share in enumerate(rules.day_in_time.value, start=1)}
    early = choose(rng, steps, n).astype(np.int32) + 1
    late = 5 + lasts(rng, rules.late.value, n)
    return add_working_days(day, np.where(happens(rng, rules.in_time.value, n), early, late))


def help_after(rng: Generator, world: World, transferred: Days) -> tuple[Days, Days, Codes]:
    """When help starts and ends after each transfer, and why: days that may never come, positions in the ends."""
    n = len(transferred)
    picked_up = (transferred < NEVER) & ~happens(rng, world.transfer.never_picked_up.value, n)
    start = np.where(picked_up, transferred + lasts(rng, world.transfer.waiting.value, n), NEVER)
    codes = list(world.help.ends.value)
    reason = choose(rng, world.help.ends.value, n)
    stopped = np.isin(reason, [codes.index(code) for code in EARLY_ENDS])
    length = np.where(
        stopped, lasts(rng, world.help.early.value, n, 3), lasts(rng, world.help.as_planned.value, n, 14)
    )
    end = np.where(picked_up, start + length, NEVER)
    return start.astype(np.int32), end.astype(np.int32), reason


def follow(rng: Generator, world: World, day: Days, running: Bools) -> Course:
    """Draw what follows reports on these days.

    Args:
        rng: the random stream.
        world: the parameters.
        day: the day of each report.
        running: whether Veilig Thuis was already involved with the case.
    """
    n = len(day)
    decided = assess(rng, world, day)
    route = np.where(
        running, choose(rng, world.routes.during.value, n), choose(rng, world.routes.first.value, n)
    ).astype(np.int8)

    def only(where: Bools, days: NDArray[np.int32]) -> Days:
        return np.where(where, days, NEVER).astype(np.int32)

    conditions, investigated = route == CONDITIONS, route == INVESTIGATION
    conditions_end = only(conditions, decided + lasts(rng, world.conditions.duration.value, n, 7))
    rules = world.investigation
    started = decided + np.where(
        happens(rng, rules.start_at_once.value, n), 0, lasts(rng, rules.start_later.value, n)
    )
    early = 14 + np.floor((JUDGEMENT_DAYS - 13) * np.sqrt(rng.random(n))).astype(np.int32)
    late = JUDGEMENT_DAYS + lasts(rng, rules.judged_late.value, n)
    judged = decided + np.where(happens(rng, rules.judged_in_time.value, n), early, late)
    judged = only(investigated, np.maximum(judged, started + 1))

    moved_on = (
        (route == DIRECT_TRANSFER)
        | (conditions & happens(rng, world.conditions.transfer.value, n))
        | (investigated & happens(rng, rules.transfer.value, n))
    )
    own_last = np.select([conditions, investigated], [conditions_end, judged], decided)
    transferred = only(
        moved_on,
        np.where(route == DIRECT_TRANSFER, decided + lasts(rng, world.transfer.delay.value, n), own_last),
    )
    last_step = np.where(moved_on, transferred, own_last).astype(np.int32)

    help_start, help_end, reason = help_after(rng, world, transferred)

    watched = (conditions & happens(rng, world.conditions.monitoring.value, n)) | (
        investigated & happens(rng, world.investigation.monitoring.value, n)
    )
    watched_until = only(watched, last_step + lasts(rng, world.monitoring.duration.value, n, 30))
    closing = lasts(rng, world.closing.delay.value, n)
    return Course(
        decided=decided,
        route=route,
        conditions_start=only(conditions, decided),
        conditions_end=conditions_end,
        determined=only(investigated, decided),
        investigation_start=only(investigated, started),
        judged=judged,
        transferred=transferred,
        receiver=choose(rng, world.transfer.to.value, n),
        help_start=help_start,
        help_end=help_end,
        help_reason=reason,
        paused=(help_start < NEVER) & (help_end - help_start > 60) & happens(rng, world.help.paused.value, n),
        monitored_from=only(watched, last_step),
        monitored_until=watched_until,
        last_step=last_step,
        ends=np.where(watched, watched_until, last_step + closing).astype(np.int32),
    )
