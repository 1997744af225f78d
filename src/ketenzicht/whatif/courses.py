"""What followed each report, read from the trajectories of the what-if model: one entry per report.

The model says when stages begin and end, in parts of days; a registration knows days. What had not happened when the
window ended is :data:`~ketenzicht.whatif.draws.NEVER`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.draws import NEVER, Bools, Codes, Days
from ketenzicht.whatif.model import Model
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.results import Trajectories
from ketenzicht.whatif.world_model import (
    ASSESSMENT,
    CONDITIONS,
    INVESTIGATION,
    MONITORING,
    PLACES,
)


@dataclass(frozen=True)
class Place:
    """A transfer to one place and the help that came of it; one entry per report."""

    transferred: Days
    help_start: Days
    help_end: Days
    help_reason: Codes
    """Position in ``world.help.ends``; of help without an end it means nothing."""

    def take(self, which: NDArray[np.intp] | Bools) -> Place:
        """The same for some of the reports."""
        return replace(self, **{field.name: getattr(self, field.name)[which] for field in fields(self)})


@dataclass(frozen=True)
class Course:
    """What followed each report; one entry per report."""

    decided: Days
    route: Codes
    """Position in ``world.routes.first``; of a report without a decision it means nothing."""
    conditions_start: Days
    conditions_end: Days
    determined: Days
    """The day on which it was determined that an investigation is needed."""
    judged: Days
    monitored_from: Days
    monitored_until: Days
    closed: Days
    """The end of involvement, with the last report that it saw."""
    first: Place
    second: Place

    def take(self, which: NDArray[np.intp] | Bools) -> Course:
        """The same for some of the reports."""
        own = {
            field.name: getattr(self, field.name)[which]
            for field in fields(self)
            if field.name not in ("first", "second")
        }
        return replace(self, first=self.first.take(which), second=self.second.take(which), **own)


class _Step(NamedTuple):
    """The stretch of one stage after each report, with which of its ends and which branch of its route."""

    begin: Days
    end: Days
    how: Codes
    branch: Codes


def days_of(times: NDArray[np.float64], first_day: np.int32) -> Days:
    """The days in which moments since the first day of the span lie."""
    came = np.isfinite(times)
    return np.where(came, np.floor(np.where(came, times, 0)) + first_day, NEVER).astype(np.int32)


def read_courses(world: World, model: Model, happened: Trajectories, first_day: np.int32) -> Course:
    """What followed each report.

    Args:
        world: the parameters.
        model: the same as a model.
        happened: what the model did, its reports in the order of the result: by case, then by number.
        first_day: day number of the first day of the span.
    """
    log, cases, reports = happened.courses, happened.cases, happened.reports
    ends = [stage.name for stage in model.stages for _ in model.end_names(stage)]
    stages = [stage.name for stage in model.stages]
    first_of = np.searchsorted(reports["case"], np.arange(len(cases)))

    def report_of(rows: NDArray[np.void]) -> NDArray[np.intp]:
        found: NDArray[np.intp] = first_of[rows["case"]] + rows["spell"]
        return found

    def step(stage: str) -> _Step:
        rows = log[log["stage"] == stages.index(stage)]
        of, over = report_of(rows), rows["end"] >= 0
        begin, end = (np.full(len(reports), NEVER) for _ in range(2))
        how, branch = (np.zeros(len(reports), dtype=np.int8) for _ in range(2))
        begin[of] = days_of(rows["started"], first_day)
        end[of] = days_of(np.where(over, rows["ended"], np.inf), first_day)
        how[of] = np.where(over, rows["end"] - ends.index(stage), 0)
        branch[of] = np.where(over, rows["branch"], 0)
        return _Step(begin, end, how, branch)

    def place(transfer: str, helped: str) -> Place:
        given = step(helped)
        return Place(step(transfer).end, given.begin, given.end, given.how)

    whole = log[log["stage"] == len(stages)]
    by_itself = whole["ended"] < cases["lost"][whole["case"]]
    closed = np.full(len(reports), NEVER)
    closed[report_of(whole)] = days_of(np.where(by_itself, whole["ended"], np.inf), first_day)
    decision, conditions, investigation = step(ASSESSMENT), step(CONDITIONS), step(INVESTIGATION)
    monitoring = step(MONITORING)
    names = list(world.routes.first.value)
    by_branch = np.array([range(len(names)), [names.index(name) for name in world.routes.during.value]])
    (transfer, _, helped), (second_transfer, _, second_helped) = PLACES
    return Course(
        decided=decision.end,
        route=by_branch[reports["during"], decision.branch].astype(np.int8),
        conditions_start=conditions.begin,
        conditions_end=conditions.end,
        determined=investigation.begin,
        judged=investigation.end,
        monitored_from=monitoring.begin,
        monitored_until=monitoring.end,
        closed=closed,
        first=place(transfer, helped),
        second=place(second_transfer, second_helped),
    )
