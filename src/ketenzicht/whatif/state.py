"""Where a run stands: cases, spells and courses in use, what is planned, and what was counted so far.

Everything is in arrays, so the loop can stop at any event, let the arrays grow, and go on as if nothing happened.
Rows that are free form a list by ``next``. Stamps only rise, also over reuse, so what was planned for an earlier use
of a row is known to be out of date.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.compiled_model import Plan
from ketenzicht.whatif.queue_kernel import BUCKET, FREE, LEFT, NOTE
from ketenzicht.whatif.tally import AGE_CLASSES, WAIT_CLASSES, Column, ReportColumn

Records = NDArray[Any]
Ints = NDArray[np.int64]

CASE = np.dtype(
    [("case_key", "u8"), ("case_number", "i4"), ("case_class", "i4"), ("persons", "i4"), ("reports", "i4"),
     ("spells", "i4"), ("pending", "i4"), ("involved", "i4"), ("courses", "i4"), ("stamp", "i4"),
     ("clock_stamp", "i4"), ("fires", "i4"), ("held", "i4"), ("next", "i4"), ("frailty", "f8"), ("since", "f8"),
     ("left", "f8"), ("last_report", "f8"), ("to_go", "f8"), ("clock_at", "f8"), ("rate", "f8"),
     ("planned", "f8")]
)  # fmt: skip
"""``courses``: the first of its courses; ``to_go``: what is left of the integrated rate until the next report, since
``clock_at``; ``fires``: whether the event planned at ``planned`` is that report; ``held``: the report is put off."""
SPELL = np.dtype(
    [("key", "u8"), ("case", "i4"), ("number", "i4"), ("during", "i4"), ("courses", "i4"), ("next", "i4")]
)
COURSE = np.dtype(
    [("key", "u8"), ("case", "i4"), ("spell", "i4"), ("person", "i4"), ("stage", "i4"), ("organisation", "i4"),
     ("visit", "i4"), ("row", "i4"), ("stamp", "i4"), ("queued", "i4"), ("ahead", "i4"), ("behind", "i4"),
     ("earlier", "i4"), ("later", "i4"), ("next", "i4"), ("entered", "f8"), ("started", "f8")]
)  # fmt: skip
"""``key``: that of its spell; ``row``: the draw with which its stage will end;
``queued``: its priority while waiting, else -1; ``ahead``, ``behind``: in the queue;
``earlier``, ``later``: in the list of the case."""
CASE_LOG = np.dtype(
    [
        ("case_class", "i4"),
        ("persons", "i4"),
        ("frailty", "f8"),
        ("first", "f8"),
        ("lost", "f8"),
        ("loss", "i4"),
    ]
)
REPORT_LOG = np.dtype([("case", "i4"), ("earlier", "i4"), ("time", "f8"), ("during", "i4")])
COURSE_LOG = np.dtype(
    [("case", "i4"), ("spell", "i4"), ("person", "i4"), ("stage", "i4"), ("organisation", "i4"), ("end", "i4"),
     ("branch", "i4"), ("entered", "f8"), ("started", "f8"), ("ended", "f8")]
)  # fmt: skip
STAGE_NOW = np.dtype(
    [(name, "f8") for name in (*(column.name.lower() for column in Column), "present", "queued")]
)
ORGANISATION_NOW = np.dtype(
    [
        ("at_work", "f8"),
        ("in_queue", "f8"),
        ("of_places", "f8"),
        ("busy", "i8"),
        ("waiting", "i8"),
        ("places", "i8"),
    ]
)
"""Counts of a stage and days of an organisation in this period; how many are there, wait or work at this moment."""

CASE_FREE, CASES_LEFT, SPELL_FREE, SPELLS_LEFT, COURSE_FREE, COURSES_LEFT, COURSES_IN_USE = range(5, 12)
PERIOD, CASES_LOGGED, REPORTS_LOGGED, COURSES_LOGGED, SPELLS_FINISHED, EVENTS = range(12, 18)
NUMBERS = 18
"""The first five are those of the calendar, see :mod:`.queue_kernel`."""
NOW, PERIOD_BEGIN, PERIOD_END = range(3)
"""Places in the clock."""


class State(NamedTuple):
    """The arrays; ``log`` has room for nothing when trajectories are not kept."""

    numbers: Ints
    clock: NDArray[np.float64]  # now, begin and end of the period
    notes: Records
    buckets: NDArray[np.int32]
    heap: NDArray[np.int32]
    cases: Records
    here: NDArray[np.int16]  # cases x levels: courses in a stage of this level
    rest: NDArray[np.int32]  # cases x standings: the level at rest
    ages_at: NDArray[np.float64]  # cases x standings: when that changes
    spells: Records
    visits: NDArray[np.int16]  # spells x stages
    courses: Records
    queues: NDArray[np.int32]  # organisations x priorities x (first, last)
    born: Ints  # classes: cases so far
    arrived: NDArray[np.float64]  # classes: sum of gaps in expected arrivals
    arriving_day: Ints  # classes: the day that this has reached
    keys: NDArray[np.uint64]  # classes
    case_log: Records
    report_log: Records
    course_log: Records
    stage_now: Records  # stages + 1, the last is the whole chain
    stage_columns: NDArray[np.float64]  # the same, by number of the column
    organisation_now: Records
    organisation_columns: NDArray[np.float64]
    ends_now: NDArray[np.float64]
    outcomes_now: NDArray[np.float64]
    reports_now: NDArray[np.float64]
    stage_counts: NDArray[np.float64]  # by period, from here on
    waits: NDArray[np.int32]
    ages: NDArray[np.int32]
    end_counts: NDArray[np.float64]
    outcome_counts: NDArray[np.float64]
    organisation_days: NDArray[np.float64]
    reports: NDArray[np.float64]


PRIORITIES = 8


def free_rows(dtype: np.dtype[Any], size: int) -> Records:
    """Rows that are all free."""
    rows = np.zeros(size, dtype=dtype)
    rows["next"] = np.arange(1, size + 1)
    return rows


def new_state(plan: Plan, ends: int, *, log: bool = False, size: int = 256) -> State:
    """Before the first moment: an empty chain. Counts have a period more, for what happens before the span."""
    rules = plan.rules[0]
    stages, outcomes, classes = len(plan.stages), len(plan.backs), len(plan.classes)
    organisations, periods = 1 + max(plan.openings["organisation"], default=-1), len(plan.first_days)
    levels, standings, logged = len(plan.levels), len(plan.standings), size if log else 0
    buckets = round((rules["days"] - rules["begin"]) * rules["buckets_per_day"])
    numbers = np.zeros(NUMBERS, dtype=np.int64)
    numbers[[CASES_LEFT, SPELLS_LEFT, COURSES_LEFT]] = size
    numbers[LEFT] = 2 * size
    numbers[BUCKET] = -1
    numbers[[FREE, CASE_FREE, SPELL_FREE, COURSE_FREE]] = 0
    numbers[PERIOD] = periods - 1 if rules["begin"] < 0 else 0
    begin = float(rules["begin"])
    stage_columns = np.zeros((stages + 1, len(STAGE_NOW.descr)))
    organisation_columns = np.zeros((organisations, len(ORGANISATION_NOW.descr)))
    return State(
        numbers=numbers,
        clock=np.array([begin, *((begin, 0.0) if begin < 0 else plan.first_days[:2])]),
        notes=free_rows(NOTE, 2 * size),
        buckets=np.full(buckets, -1, dtype=np.int32),
        heap=np.zeros(2 * size, dtype=np.int32),
        cases=free_rows(CASE, size),
        here=np.zeros((size, levels), dtype=np.int16),
        rest=np.zeros((size, standings), dtype=np.int32),
        ages_at=np.full((size, standings), np.inf),
        spells=free_rows(SPELL, size),
        visits=np.zeros((size, stages), dtype=np.int16),
        courses=free_rows(COURSE, size),
        queues=np.full((organisations, PRIORITIES, 2), -1, dtype=np.int32),
        born=np.zeros(classes, dtype=np.int64),
        arrived=np.zeros(classes),
        arriving_day=np.zeros(classes, dtype=np.int64),
        keys=np.zeros(classes, dtype=np.uint64),
        case_log=np.zeros(logged, dtype=CASE_LOG),
        report_log=np.zeros(logged, dtype=REPORT_LOG),
        course_log=np.zeros(logged, dtype=COURSE_LOG),
        stage_now=stage_columns.view(STAGE_NOW)[:, 0],
        stage_columns=stage_columns,
        organisation_now=organisation_columns.view(ORGANISATION_NOW)[:, 0],
        organisation_columns=organisation_columns,
        ends_now=np.zeros(ends),
        outcomes_now=np.zeros(outcomes),
        reports_now=np.zeros(len(ReportColumn)),
        stage_counts=np.zeros((periods, stages + 1, len(Column))),
        waits=np.zeros((periods, stages, WAIT_CLASSES), dtype=np.int32),
        ages=np.zeros((periods, stages + 1, AGE_CLASSES), dtype=np.int32),
        end_counts=np.zeros((periods, ends)),
        outcome_counts=np.zeros((periods, outcomes)),
        organisation_days=np.zeros((periods, organisations, 3)),
        reports=np.zeros((periods, len(ReportColumn))),
    )


def grown(array: NDArray[Any], wanted: int) -> NDArray[Any]:
    """The same array with more rows."""
    more = np.zeros((wanted - len(array), *array.shape[1:]), dtype=array.dtype)
    return np.concatenate([array, more])


_POOLS = {
    "notes": (LEFT, ("heap",)),
    "cases": (CASES_LEFT, ("here", "rest", "ages_at")),
    "spells": (SPELLS_LEFT, ("visits",)),
    "courses": (COURSES_LEFT, ()),
}
_LOGS = {"case_log": CASES_LOGGED, "report_log": REPORTS_LOGGED, "course_log": COURSES_LOGGED}


def grow(state: State, margin: int) -> State:
    """The same with more room wherever little is left: half as much again, and at least ``margin``."""
    replaced: dict[str, NDArray[Any]] = {}
    in_use = int(state.numbers[COURSES_IN_USE])
    for name, (left, beside) in _POOLS.items():
        rows: Records = getattr(state, name)
        if state.numbers[left] <= margin + (in_use if name == "notes" else 0):
            size = len(rows)
            wanted = size + size // 2 + 2 * margin + (in_use if name == "notes" else 0)
            more = grown(rows, wanted)
            more["next"][size:] = np.arange(size + 1, wanted + 1)
            state.numbers[left] += wanted - size  # the end of the free list pointed just past the old rows
            replaced[name] = more
            replaced |= {other: grown(getattr(state, other), wanted) for other in beside}
    for name, logged in _LOGS.items():
        rows = getattr(state, name)
        if len(rows) and len(rows) - state.numbers[logged] <= margin + in_use:
            replaced[name] = grown(rows, len(rows) * 3 // 2 + 2 * margin + in_use)
    return state._replace(**replaced)
