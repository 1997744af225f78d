"""The one way from Python into the kernel: one compiled function, kept on disk, and what is asked of it.

Numba keeps machine code on disk per function and knows that it is out of date by the content of that function's file
alone. The kernel is spread over several files, so the code that is kept is bound to the content of all of them,
as a constant of the function: a change in any gives another entry. That only one function is kept also saves room:
one file instead of seventy.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from ketenzicht.engine.event_log_kernel import compiled
from ketenzicht.whatif.by_reference import by_reference
from ketenzicht.whatif.compiled_model import Plan
from ketenzicht.whatif.kernel import begin, change_plan, close, go, put_in_stock
from ketenzicht.whatif.report_kernel import fill_places
from ketenzicht.whatif.single import AnyState

START, ADD_STOCK, OPEN_DOORS, ADVANCE, CHANGE, FINISH = range(6)

Act = Callable[[int, Plan, AnyState, float, int, np.uint64, int, int, bool], int]


def _content() -> str:
    """A fingerprint of all that is compiled."""
    folder = Path(__file__).parent
    found = sha256()
    for name in ("by_reference", "compiled_model", "single", "state", "streams", "tally", "way_in"):
        found.update((folder / f"{name}.py").read_bytes())
    for path in sorted(folder.glob("*kernel.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def _compiled_act(content: str) -> Act:
    @compiled
    def act(
        what: int,
        plan_arrays: Plan,
        state_arrays: AnyState,
        time: float,
        number: int,
        key: np.uint64,
        of: int,
        stage: int,
        waits: bool,
    ) -> int:
        _ = content
        plan: Any = by_reference(plan_arrays)
        state: Any = by_reference(state_arrays)
        if what == START:
            begin(plan, state, key)
        elif what == ADD_STOCK:
            put_in_stock(plan, state, of, stage, key, time, number, waits)
        elif what == OPEN_DOORS:
            fill_places(plan, state, time)
        elif what == ADVANCE:
            return go(plan, state, time, number)
        elif what == CHANGE:
            change_plan(plan, state, time, np.ones(len(state_arrays.cases), dtype=np.bool_))
        else:
            in_use = np.ones(len(state_arrays.courses), dtype=np.bool_)
            close(plan, state, in_use, np.zeros(len(state_arrays.cases), dtype=np.bool_))
        return 0

    return act


_act = _compiled_act(_content())
_NO_KEY = np.uint64(0)


def start(plan: Plan, state: AnyState, key: np.uint64) -> None:
    """Begin a replication."""
    _act(START, plan, state, 0.0, 0, key, 0, 0, False)


def add_stock(
    plan: Plan, state: AnyState, of: int, stage: int, key: np.uint64, *, days: float, before: int, waits: bool
) -> None:
    """Add a case that is in a stage when the run begins, since so many days, after so many spells."""
    _act(ADD_STOCK, plan, state, float(days), before, key, of, stage, waits)


def open_doors(plan: Plan, state: AnyState) -> None:
    """After the stock was put in: whoever waits for a place that is free begins."""
    _act(OPEN_DOORS, plan, state, float(plan.rules["begin"][0]), 0, _NO_KEY, 0, 0, False)


def advance(plan: Plan, state: AnyState, until: float, most: int) -> int:
    """Let time pass until a moment, or for so many events; why it stopped."""
    return _act(ADVANCE, plan, state, float(until), most, _NO_KEY, 0, 0, False)


def change(plan: Plan, state: AnyState, time: float) -> None:
    """Go on with another plan."""
    _act(CHANGE, plan, state, float(time), 0, _NO_KEY, 0, 0, False)


def finish(plan: Plan, state: AnyState) -> None:
    """Count and log what is still open at the end."""
    _act(FINISH, plan, state, 0.0, 0, _NO_KEY, 0, 0, False)
