"""How far each stratum could be followed, and what that means for a figure at a horizon.

Rows that the end of the data cuts off are no problem by themselves: the estimators take those who could be followed
for all, since nobody chose when to start with an eye on the end of the data. Three things do go wrong, and are said:

* nobody was followed to the horizon: there is no figure, whatever the last step of the curve says;
* only the earlier starters could be followed to it (``incomplete follow-up``): the figure rests on the assumption
  that the later ones do as they did. Where cohorts are compared that assumption is often the question itself;
* strata could be followed for unequal times: then one is complete at a horizon where another is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.measures.estimators.survival import Ints
from ketenzicht.message import Label, message

COMPLETE, INCOMPLETE, NOT_OBSERVED = "complete", "incomplete follow-up", "not observed"

Flags = npt.NDArray[np.bool_]
Statuses = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Followed:
    """Until when the rows of each stratum (s) were and could be followed, in days on the clock.

    Args:
        started: number of rows ever at risk.
        observed_to: the last day on which any of them was observed.
        potential_from, potential_to: days that the last and the first started row could be followed: the end of the
            data minus its start. None when starts are not known.
    """

    started: Ints
    observed_to: Ints
    potential_from: Ints | None = None
    potential_to: Ints | None = None

    def status(self, days: Sequence[int], nobody_left: Flags) -> Statuses:
        """Per stratum and day (s x d) ``complete``, ``incomplete follow-up``, ``not observed``, or None.

        After the last day of observation the figure is known only where nobody is left without an event
        (``nobody_left``, s x d), and even then not beyond what anybody could be followed: that the last of few had
        an event says little. None says: observed, but whether all could be followed so far is not known.
        """
        day = np.asarray(days)
        known = (day <= self.observed_to[:, None]) | nobody_left
        found = np.full(known.shape, None, dtype=object)
        if self.potential_from is not None and self.potential_to is not None:
            known &= day <= self.potential_to[:, None]
            found[:] = np.where(day <= self.potential_from[:, None], COMPLETE, INCOMPLETE)
        found[~known | (self.started[:, None] == 0)] = NOT_OBSERVED
        return found

    def warnings(self, days: Sequence[int], status: Statuses) -> tuple[Label, ...]:
        """What a reader must know of each horizon that not all strata with rows reach."""
        told: list[Label] = []
        some = self.started > 0
        strata = int(some.sum())
        for day, column in zip(days, status[some].T, strict=True):
            partly, never = int((column == INCOMPLETE).sum()), int((column == NOT_OBSERVED).sum())
            if partly:
                told.append(_partly(day, partly, strata))
            if never:
                told.append(_never(day, never, strata))
            if partly + never and max(partly, never) < strata:
                told.append(
                    message(
                        "Tot dag {day} zijn de groepen niet even lang gevolgd: vergelijk ze daar niet zonder meer.",
                        day=day,
                    )
                )
        return tuple(told)


def _partly(day: int, number: int, strata: int) -> Label:
    if strata == 1:
        return message("Niet iedereen kon tot dag {day} worden gevolgd.", day=day)
    return message(
        "In {number} van de {strata} groepen kon niet iedereen tot dag {day} worden gevolgd.",
        number=number,
        strata=strata,
        day=day,
    )


def _never(day: int, number: int, strata: int) -> Label:
    if strata == 1:
        return message("Niemand is tot dag {day} gevolgd: daar is geen cijfer.", day=day)
    return message(
        "In {number} van de {strata} groepen is niemand tot dag {day} gevolgd: daar is geen cijfer.",
        number=number,
        strata=strata,
        day=day,
    )
