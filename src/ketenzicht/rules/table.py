"""Conditions on whole tables of cases at once: a million cases in the time of a few thousand.

A condition tells cases apart by the cells of its variables only. So cases are first grouped by those, and the
decision diagram is read once per group that occurs, with NumPy, node by node. Equal to reading case by case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ketenzicht.chain.model.conditions import Condition
from ketenzicht.rules.answers import Answers
from ketenzicht.rules.compile import Conditions
from ketenzicht.rules.decision import NO, YES, Diagram

Codes = npt.NDArray[np.int16]
Outcomes = npt.NDArray[np.int8]
"""1 yes, 0 no, -1 unknown."""

UNKNOWN = -1
_MOST_GROUPS = 1 << 22


class CaseTable:
    """Answers of many cases as cells.

    Args:
        conditions: the compiled conditions.
        columns: for each fact that occurs a code per case (n): the position of its value in ``values``, -1 unknown.
        values: for each fact the distinct values.
        number: number of cases.
    """

    def __init__(
        self,
        conditions: Conditions,
        columns: Mapping[str, npt.NDArray[np.integer]],
        values: Mapping[str, Sequence[object]],
        number: int,
    ) -> None:
        self.conditions, self.columns, self.values, self.number = conditions, columns, values, number
        self._cells: dict[int, Codes] = {}

    def cells(self, place: int) -> Codes:
        """The cell of a variable for each case, -1 where unknown (n)."""
        if place not in self._cells:
            variable = self.conditions.diagrams.variables[place]
            given = [fact for fact in variable.facts if fact in self.columns]
            if not given or len(given) < len(variable.facts):
                self._cells[place] = np.full(self.number, UNKNOWN, dtype=np.int16)
            elif len(given) == 1:
                [fact] = given
                found = [variable.cell(_answers({fact: value})) for value in self.values[fact]]
                lookup = np.array(
                    [*(UNKNOWN if cell is None else cell for cell in found), UNKNOWN], dtype=np.int16
                )
                self._cells[place] = lookup[self.columns[fact]]
            else:
                self._cells[place] = self._of_several(place, given)
        return self._cells[place]

    def _of_several(self, place: int, facts: list[str]) -> Codes:
        """A variable that needs several facts: read once per combination that occurs."""
        variable = self.conditions.diagrams.variables[place]
        sizes = [len(self.values[fact]) + 1 for fact in facts]
        groups, back = _groups([self.columns[fact] for fact in facts], sizes)
        found = []
        for codes in groups:
            known = {
                fact: self.values[fact][code] for fact, code in zip(facts, codes, strict=True) if code >= 0
            }
            cell = variable.cell(_answers(known))
            found.append(UNKNOWN if cell is None else cell)
        return np.array(found, dtype=np.int16)[back]

    def outcomes(self, condition: Condition) -> Outcomes:
        """What a condition comes to for each case (n)."""
        diagrams = self.conditions.diagrams
        root = self.conditions.diagram(condition)
        if root in (NO, YES):
            return np.full(self.number, root, dtype=np.int8)
        places = diagrams.places(root)
        sizes = [diagrams.variables[place].size + 1 for place in places]
        groups, back = _groups([self.cells(place) for place in places], sizes)
        column = {place: groups[:, number] for number, place in enumerate(places)}
        outcome = self._read(root, column)
        return outcome[back]

    def _read(self, root: Diagram, column: Mapping[int, npt.NDArray[np.int64]]) -> Outcomes:
        """The outcome per group: what can still be reached is yes, no or both."""
        diagrams = self.conditions.diagrams
        done: dict[Diagram, tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]] = {}
        length = len(next(iter(column.values())))
        nothing, everything = np.zeros(length, dtype=np.bool_), np.ones(length, dtype=np.bool_)
        done[NO], done[YES] = (nothing, everything), (everything, nothing)

        def reach(diagram: Diagram) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
            if diagram not in done:
                place, children = diagrams.nodes[diagram]
                can_hold, can_fail = nothing, nothing
                for cell, child in enumerate(children):
                    here = (column[place] == cell) | (column[place] == UNKNOWN)
                    holds, fails = reach(child)
                    can_hold, can_fail = can_hold | (here & holds), can_fail | (here & fails)
                done[diagram] = (can_hold, can_fail)
            return done[diagram]

        can_hold, can_fail = reach(root)
        return np.where(can_hold & can_fail, UNKNOWN, can_hold).astype(np.int8)


def _answers(known: Mapping[str, object]) -> Answers:
    return known  # type: ignore[return-value]


def _groups(
    columns: Sequence[npt.NDArray[np.integer]], sizes: Sequence[int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    """The combinations that occur (groups x columns) and the group of each row; -1 counts as a value."""
    total = 1
    for size in sizes:
        total *= size
    if total > 1 << 62:
        rows = np.stack([np.asarray(column, dtype=np.int64) for column in columns], axis=1)
        found, back = np.unique(rows, axis=0, return_inverse=True)
        return found, back.ravel()
    code: npt.NDArray[np.int64] = np.zeros(len(columns[0]), dtype=np.int64)
    for column, size in zip(columns, sizes, strict=True):
        code = code * size + (column + 1)
    if total <= _MOST_GROUPS:
        present = np.bincount(code, minlength=total) > 0
        distinct = np.flatnonzero(present)
        back = (np.cumsum(present) - 1)[code]
    else:
        distinct, back = np.unique(code, return_inverse=True)
    parts, left = [], distinct.astype(np.int64)
    for size in reversed(sizes):
        left, part = np.divmod(left, size)
        parts.append(part - 1)
    return np.stack(parts[::-1], axis=1), back
