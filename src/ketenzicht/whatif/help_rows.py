"""The registration of help: when it starts and ends, and why (JZ588)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.draws import NEVER, Bools, lasts
from ketenzicht.whatif.households import DEATH, Window
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.places import Place
from ketenzicht.whatif.registered import Registered
from ketenzicht.whatif.routes import CONTINUED
from ketenzicht.whatif.simulate import Chunk
from ketenzicht.whatif.step_rows import StepRows

PAUSED, DIED, OUTSIDE, AS_PLANNED = "20", "02", "35", "31"


def help_rows(
    rng: Generator,
    world: World,
    window: Window,
    rows: StepRows,
    chunk: Chunk,
    registered: Registered,
    codes: list[str],
    place: Place,
    *,
    second: bool = False,
) -> None:
    """Help: one row, or two when it paused (20) or went on elsewhere or changed (37, 38) under the same number."""
    homes, which = chunk.households, registered.which
    household = chunk.reports.household[which]
    n, lost, last_day = len(which), homes.lost[household], window.last_day
    leaves = np.where(homes.loss[household] == DEATH, codes.index(DIED), codes.index(OUTSIDE))
    reason = place.help_reason.astype(np.intp)
    goes_on = np.isin(reason, [codes.index(code) for code in CONTINUED])
    break_start = np.where(place.paused, (place.help_start + place.help_end) // 2, NEVER)
    gap = lasts(rng, world.transfer.waiting.value, n)
    elsewhere = np.where(goes_on, place.help_end + gap, NEVER)
    longer = elsewhere + lasts(rng, world.help.as_planned.value, n, 14)

    def leg(where: Bools, start: NDArray[Any], end: NDArray[Any], why: NDArray[np.intp]) -> None:
        start, end = np.minimum(start, NEVER), np.minimum(end, NEVER)
        why = np.where(end > lost, leaves, why)
        end = np.minimum(end, lost)
        open_still = end > last_day
        rows.add(
            "hulp",
            where & (start < NEVER) & (start <= np.minimum(lost, last_day)),
            organisation=place.receiver,
            start=start.astype(np.int32),
            end=np.where(open_still, NEVER, end).astype(np.int32),
            reason=np.where(open_still, -1, why),
            second=second,
        )

    everyone = np.ones(n, dtype=bool)
    first_end = np.where(place.paused, break_start, place.help_end)
    leg(everyone, place.help_start, first_end, np.where(place.paused, codes.index(PAUSED), reason))
    leg(place.paused, break_start + np.minimum(gap, 20), place.help_end, reason)
    leg(goes_on & (place.help_end < NEVER), elsewhere, longer, np.full(n, codes.index(AS_PLANNED)))
