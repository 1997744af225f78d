"""The registration of help: when it starts and ends, and why (JZ588)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.courses import Place
from ketenzicht.whatif.draws import NEVER, Bools, Codes, Days, happens, lasts
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.step_rows import StepRows

PAUSED, DIED, OUTSIDE, AS_PLANNED = "20", "02", "35", "31"
CONTINUED = ("37", "38")
LONG_ENOUGH_TO_PAUSE = 60


def help_rows(
    rng: Generator,
    world: World,
    rows: StepRows,
    place: Place,
    *,
    codes: list[str],
    receiver: Codes,
    lost: Days,
    died: Bools,
    last_day: np.int32,
    second: bool,
) -> None:
    """Help: one row, or two when it paused (20) or went on elsewhere or changed (37, 38) under the same number.

    The model follows one stretch of help; that it paused, or went on elsewhere after its end, changes nothing later.

    Args:
        rng: the stream of the registration.
        world: the parameters.
        rows: where they are added.
        place: the help after each report.
        codes: reasons by position, those of the world first.
        receiver: who gives it.
        lost: the day on which the household leaves sight.
        died: whether that is by a death.
        last_day: of the window.
        second: it is that of the second place.
    """
    n, until = len(lost), np.minimum(lost, last_day)
    leaves = np.where(died, codes.index(DIED), codes.index(OUTSIDE))
    reason = place.help_reason.astype(np.intp)
    seen_until = np.minimum(place.help_end, until)
    long = seen_until - place.help_start > LONG_ENOUGH_TO_PAUSE
    paused = long & happens(rng, world.help.paused.value, n)
    break_start = np.where(paused, (place.help_start + seen_until) // 2, NEVER)
    gap = lasts(rng, world.transfer.waiting.value, n)
    goes_on = (place.help_end < NEVER) & np.isin(reason, [codes.index(code) for code in CONTINUED])
    elsewhere = np.where(goes_on, place.help_end + gap, NEVER)
    longer = elsewhere + lasts(rng, world.help.as_planned.value, n, 14)

    def leg(where: Bools, start: NDArray[Any], end: NDArray[Any], why: NDArray[np.intp]) -> None:
        start, end = np.minimum(start, NEVER), np.minimum(end, NEVER)
        why = np.where(end > lost, leaves, why)
        end = np.minimum(end, lost)
        open_still = end > last_day
        rows.add(
            "hulp",
            where & (start <= until),
            organisation=receiver,
            start=start.astype(np.int32),
            end=np.where(open_still, NEVER, end).astype(np.int32),
            reason=np.where(open_still, -1, why),
            second=second,
        )

    first_end = np.where(paused, break_start, place.help_end)
    leg(np.ones(n, dtype=bool), place.help_start, first_end, np.where(paused, codes.index(PAUSED), reason))
    leg(paused, break_start + np.minimum(gap, 20), place.help_end, reason)
    leg(goes_on, elsewhere, longer, np.full(n, codes.index(AS_PLANNED)))
