"""Conditions on whole tables of cases at once: a million cases in the time of a few thousand.

A case walks down the decision diagram and is at one node, or at several when a variable on its way is unknown.
Such sets of nodes are few, so the diagram is turned into a finite automaton over them (the subset construction:
Rabin MO, Scott D (1959), Finite automata and their decision problems, IBM Journal of Research and Development 3,
114-125), which NumPy runs for all cases at once: one look-up per variable. Equal to reading case by case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.chain.model.conditions import Condition
from ketenzicht.rules.compile import Conditions
from ketenzicht.rules.decision import NO, YES, Diagram, Diagrams
from ketenzicht.rules.variables import Cell, Variable

Codes = npt.NDArray[np.int16]
Outcomes = npt.NDArray[np.int8]
"""1 yes, 0 no, -1 unknown."""

UNKNOWN = -1
_OPEN = frozenset({NO, YES})
_LARGEST = 1 << 62
_CHUNK = 1 << 14
"""Cases at a time: few enough to stay in the cache of a core."""


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
        self._outcomes: dict[Diagram, Outcomes] = {}

    def cells(self, place: int) -> Codes:
        """The cell of a variable for each case, the number after the last cell where unknown (n)."""
        if place not in self._cells:
            variable = self.conditions.diagrams.variables[place]
            if not variable.facts or any(fact not in self.columns for fact in variable.facts):
                self._cells[place] = np.full(self.number, variable.size, dtype=np.int16)
            elif len(variable.facts) == 1:
                [fact] = variable.facts
                cells = [_cell(variable, {fact: value}) for value in self.values[fact]]
                lookup = np.array([*cells, variable.size], dtype=np.int16)
                self._cells[place] = lookup[self.columns[fact]]
            else:
                self._cells[place] = self._of_several(variable)
        return self._cells[place]

    def _of_several(self, variable: Variable) -> Codes:
        """A variable that needs several facts: read once per combination that occurs."""
        groups, back = _groups([self.columns[fact] for fact in variable.facts])
        cells = [
            _cell(
                variable,
                {
                    fact: self.values[fact][code]
                    for fact, code in zip(variable.facts, codes, strict=True)
                    if code >= 0
                },
            )
            for codes in groups
        ]
        return np.array(cells, dtype=np.int16)[back]

    def outcomes(self, condition: Condition) -> Outcomes:
        """What a condition comes to for each case (n)."""
        root = self.conditions.diagram(condition)
        if root not in self._outcomes:
            self._outcomes[root] = self._run(root)
        return self._outcomes[root]

    def _run(self, root: Diagram) -> Outcomes:
        if root in (NO, YES):
            return np.full(self.number, root, dtype=np.int8)
        levels, outcome = _automaton(self.conditions.diagrams, root)
        columns = [self.cells(level.place) for level in levels]
        found = np.empty(self.number, dtype=np.int8)
        for start in range(0, self.number, _CHUNK):
            rows = slice(start, start + _CHUNK)
            state: npt.NDArray[np.intp] = np.zeros(len(found[rows]), dtype=np.intp)
            for level, column in zip(levels, columns, strict=True):
                state += column[rows]
                state = level.next_state.take(state)
            found[rows] = outcome.take(state)
        return found


@dataclass(frozen=True)
class _Level:
    """One variable of an automaton. A state is the place where its row of cells begins; the unknown cell is last."""

    place: int
    next_state: npt.NDArray[np.intp]


def _automaton(diagrams: Diagrams, root: Diagram) -> tuple[list[_Level], Outcomes]:
    """A diagram as levels, and the outcome of each last state; it begins in state 0."""
    states = [frozenset({root})]
    levels = []
    places = diagrams.places(root)
    widths = [diagrams.variables[place].size + 1 for place in places]
    for place, width, next_width in zip(places, widths, [*widths[1:], 1], strict=True):
        numbers: dict[frozenset[Diagram], int] = {}
        following = [
            numbers.setdefault(_after(diagrams, state, place, cell), len(numbers))
            for state in states
            for cell in (*range(width - 1), None)
        ]
        levels.append(_Level(place, np.array(following, dtype=np.intp) * next_width))
        states = list(numbers)
    outcome = [UNKNOWN if len(state) > 1 else int(YES in state) for state in states]
    return levels, np.array(outcome, dtype=np.int8)


def _after(
    diagrams: Diagrams, state: frozenset[Diagram], place: int, cell: Cell | None
) -> frozenset[Diagram]:
    """The nodes that can be reached once a variable is in a cell, all its children when it is unknown."""
    found: set[Diagram] = set()
    for diagram in state:
        own, children = diagrams.nodes[diagram]
        found.update((diagram,) if own != place else children if cell is None else (children[cell],))
    return _OPEN if found >= _OPEN else frozenset(found)


def _cell(variable: Variable, known: Mapping[str, object]) -> int:
    """The cell of a variable; the number after the last where it is unknown."""
    found = variable.cell(known)  # type: ignore[arg-type]
    return variable.size if found is None else found


def _groups(
    columns: Sequence[npt.NDArray[np.integer]],
) -> tuple[npt.NDArray[np.integer], npt.NDArray[np.intp]]:
    """The combinations that occur (groups x columns) and the group of each row."""
    code: npt.NDArray[np.int64] = np.zeros(len(columns[0]), dtype=np.int64)
    number = 1
    for column in columns:
        width = int(column.max(initial=UNKNOWN)) + 2
        if number * width > _LARGEST:
            present, code = np.unique(code, return_inverse=True)
            number = len(present)
        number *= width
        code = code * width + (column + 1)
    _, first, back = np.unique(code, return_index=True, return_inverse=True)
    return np.stack([column[first] for column in columns], axis=1), back
