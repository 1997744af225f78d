"""The compiled loop over rows of cases that robust variances for repeats need."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ketenzicht.engine.event_log_kernel import Int32, compiled

Int8 = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@compiled
def follow_cases(
    first_of_case: Flags,
    start: Int32,
    stop: Int32,
    event: Int8,
    weight: Floats,
    expected: Floats,
    running: Floats,
    at_risk: Floats,
    before: Floats,
    jump: Floats,
    totals: Floats,
) -> None:
    """Follow the contribution of each case through its rows; :class:`.case_residuals.Contributions` says of what.

    ``weight`` (2 x k) is that of the event and of the terminal event, ``running`` (k) the sum of ``expected`` (k).
    What those at risk have together changes on the days in ``at_risk`` (k); the other arrays are filled.
    """
    case, ending, so_far = -1, 0, 0.0
    for row in range(len(start)):
        if first_of_case[row]:
            if case >= 0:
                totals[case] = so_far
            case += 1
            so_far = 0.0
        at_risk[start[row]] += so_far
        day = stop[row]
        so_far += running[start[row]] - running[day]
        if event[row] != 0:
            before[ending] = so_far + expected[day]
            jump[ending] = weight[event[row] - 1, day]
            so_far += jump[ending]
            ending += 1
        at_risk[day] -= so_far
    if case >= 0:
        totals[case] = so_far
