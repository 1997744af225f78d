"""What is estimated piece by piece, and how the pieces hang together.

How far each case pulls each parameter (its influence) adds up over the rows of that case, over all pieces. The sums
of products of those are the joint covariance, right when what happens in one case hangs together: in one stage,
and from one stage to another (Lin DY, Wei LJ (1989), Journal of the American Statistical Association 84, 1074-1078).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.whatif.uncertain import Estimate, Estimates, Floats, Missing, with_errors

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Piece:
    """Some parameters with what they rest on.

    Args:
        estimates: the parameters, without errors (k).
        case: number of the case of each row (n).
        influence: how far each row pulls each parameter, on its scale (n x k).
        missing: what could not be estimated.
    """

    estimates: tuple[Estimate, ...]
    case: Ints
    influence: Floats
    missing: tuple[Missing, ...] = ()


def fixed_piece(estimates: Sequence[Estimate], missing: Sequence[Missing] = ()) -> Piece:
    """Numbers without uncertainty."""
    return Piece(tuple(estimates), np.zeros(0, dtype=np.int64), np.zeros((0, len(estimates))), tuple(missing))


def together(pieces: Sequence[Piece], cases: int) -> Estimates:
    """The parameters of all pieces with their joint covariance, robust by case.

    Args:
        pieces: what was estimated.
        cases: how many cases there are; with few the covariance is widened by cases / (cases - 1).
    """
    from scipy.sparse import csr_array, hstack

    columns = [
        csr_array(
            (
                piece.influence.ravel(),
                (np.repeat(piece.case, width), np.tile(np.arange(width), len(piece.case))),
            ),
            shape=(cases, width),
        )
        for piece in pieces
        if (width := len(piece.estimates))
    ]
    by_case = hstack(columns, format="csr")
    widened = cases / max(cases - 1, 1)
    covariance = np.asarray((by_case.T @ by_case).toarray(), dtype=np.float64) * widened
    estimates = [one for piece in pieces for one in piece.estimates]
    missing = [one for piece in pieces for one in piece.missing]
    return Estimates(with_errors(estimates, covariance), covariance, tuple(missing))
