"""Controlled rounding: every cell and every sum of a table rounded to a base, so that the table still adds up.

Each number goes to a multiple of the base beside it, and a multiple stays where it is (zero-restricted). For two
dimensions that is always possible: Cox LH, Ernst LR (1982), Controlled rounding, INFOR 20, 423-432, by a network,
whose linear program has whole numbers as its solution. For three and more it may not be: Causey BD, Cox LH, Ernst LR
(1985), Applications of transportation theory to statistical problems, JASA 80, 903-909. Then an integer program
looks for one within a given time; multiples above zero may give way by one base if they must.

**What it hides.** When all that is known is that every number lies less than a base from what is shown, and the shown
numbers add up, no more can be found out of one cell: raise it by any number below the base, and all sums that it is
a part of by the same, and everything still holds. So no attack is needed after rounding.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Counts: TypeAlias = npt.NDArray[np.int64]

GAP = 0.05
"""The search for the nearest rounding stops when it is proved to be this close to it."""


def with_sums(counts: Counts) -> Counts:
    """The table with the sum over each dimension in one place more, last."""
    import numpy as np

    for axis in range(counts.ndim):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    return counts


def adds_up(table: Counts) -> bool:
    """Whether in every direction the last number is the sum of the others."""
    import numpy as np

    return all(
        np.array_equal(np.delete(table, -1, axis).sum(axis=axis), table.take(-1, axis=axis))
        for axis in range(table.ndim)
    )


def controlled(counts: Counts, base: int, seconds: float) -> Counts | None:
    """The table with its sums, rounded so that it adds up; None when that is not found in time.

    Args:
        counts: whole numbers from 0, without sums.
        base: every number becomes a multiple of this, less than one base away; a multiple above zero may move by
            one base where the table could not add up otherwise.
        seconds: the most time.
    """
    until = time.monotonic() + seconds
    table = with_sums(counts)
    found = _rounded(table, base, seconds, loose=False)
    if found is None and counts.ndim > 2:
        found = _rounded(table, base, until - time.monotonic(), loose=True)
    return found


def midpoints(counts: Counts, width: int) -> Counts:
    """Each number as the middle of its class: 0, then 1 to ``width``, and so on.

    Where counts are spread evenly, their sum is not moved by it. With width 6 it is the midpoint rounding of
    OpenSAFELY: ``ceiling(x / 6) * 6 - floor(6 / 2)``, and 0 for 0.
    """
    import numpy as np

    return np.where(counts > 0, -(-counts // width) * width - width // 2, 0)


def _rounded(table: Counts, base: int, seconds: float, *, loose: bool) -> Counts | None:
    """One unknown for each number: whether it goes up."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, linprog, milp

    if seconds <= 0:
        return None
    steps, rest = np.divmod(table.ravel(), base)
    matrix, sums = _lines(table.shape, steps)
    # up costs what is added, down what is taken off: together how far the table is moved
    costs = np.where(rest > 0, base - 2.0 * rest, 0.0)
    moves = (rest == 0) & (steps > 0) & loose
    low, high = np.where(moves, -1.0, 0.0), np.where((rest > 0) | moves, 1.0, 0.0)
    found: Any
    if table.ndim < 3:
        bounds = np.column_stack([low, high])
        options = {"time_limit": seconds}
        # the simplex ends in a corner, and the corners of a network are whole numbers
        found = linprog(costs, A_eq=matrix, b_eq=sums, bounds=bounds, method="highs-ds", options=options)
    else:
        found = milp(
            costs,
            integrality=np.ones(table.size),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(matrix, sums, sums),
            options={"time_limit": seconds, "mip_rel_gap": GAP},
        )
    if found.x is None:
        return None
    rounded: Counts = ((steps + np.rint(found.x).astype(np.int64)) * base).reshape(table.shape)
    return rounded if adds_up(rounded) else None


def _lines(shape: tuple[int, ...], steps: Counts) -> tuple[Any, Counts]:
    """That every line of the table adds up, in steps of the base: a matrix of what goes up, and how far it must."""
    import numpy as np
    from scipy.sparse import csr_array

    places = np.arange(steps.size).reshape(shape)
    lines = [np.moveaxis(places, axis, -1).reshape(-1, shape[axis]) for axis in range(len(shape))]
    columns = np.concatenate([line.ravel() for line in lines])
    factors = np.concatenate([np.tile([*[1] * (line.shape[1] - 1), -1], line.shape[0]) for line in lines])
    lengths = np.concatenate([np.full(line.shape[0], line.shape[1]) for line in lines])
    rows = np.repeat(np.arange(lengths.size), lengths)
    matrix = csr_array((factors, (rows, columns)), shape=(lengths.size, steps.size))
    return matrix, -(matrix @ steps)
