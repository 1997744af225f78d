"""Intervals of a caseload tree and of a difference hold the truth as often as they say, where cases hang together."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.causes.caseload_tree import REST, CaseloadTree
from ketenzicht.causes.chance import (
    Covariance,
    difference_figures,
    difference_intervals,
    tree_figures,
    tree_intervals,
)

pytestmark = pytest.mark.generative

RUNS = 1000
DAYS = 365
PARTS = (
    ("first", ""),
    ("repeats", "geen-hulp"),
    ("repeats", "hulp-uitval"),
    ("stages", "onderzoek"),
    ("stages", "monitoring"),
)
WHOLES = {"reports": (0, 1, 2), "caseload": (3, 4)}
NUMBERS = tuple((side, *part) for side in (0, 1) for part in PARTS) + tuple(
    (side, whole, "") for side in (0, 1) for whole in WHOLES
)
CASES = 400
REPEATS = np.array([[0.8, 0.3], [0.8, 0.6]])
"""Mean repeats per case in either period, without help and after drop-out."""
STAY = np.array([[60.0, 25.0], [60.0, 40.0]])
"""Mean days per report, by stage."""
SHAPE = 0.8
"""Of how much cases differ: some come back often, and stay long each time."""


def drawn(random: Generator) -> NDArray[np.float64]:
    """(cases x numbers) what each case adds to the parts, in reports and mean numbers open."""
    cases = random.poisson(CASES)
    own = random.gamma(SHAPE, 1 / SHAPE, size=(cases, 1))
    second = random.random((cases, 1)) < 0.5
    sides = []
    for side in (0, 1):
        # a case is first reported in one of the periods, and comes back in both
        first = (second == side).astype(float)
        repeats = random.poisson(own * REPEATS[side])
        reports = first + repeats.sum(axis=1, keepdims=True)
        days = random.gamma(2.0, STAY[side] / 2, size=(cases, 2)) * reports
        sides.append(np.hstack([first, repeats, days / DAYS]))
    return np.hstack(sides)


def with_wholes(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    wholes = [
        parts[..., [side * 5 + at for at in rows]].sum(axis=-1) for side in (0, 1) for rows in WHOLES.values()
    ]
    return np.concatenate([parts, np.stack(wholes, axis=-1)], axis=-1)


def trees_of(totals: NDArray[np.float64]) -> tuple[CaseloadTree, CaseloadTree]:
    def tree(side: int) -> CaseloadTree:
        first, none, dropped, investigation, monitoring = (
            float(one) for one in totals[side * 5 : side * 5 + 5]
        )
        return CaseloadTree(
            days=DAYS,
            caseload=investigation + monitoring,
            reports=first + none + dropped,
            first=first,
            repeats={"geen-hulp": none, "hulp-uitval": dropped},
            stages={"onderzoek": investigation, "monitoring": monitoring},
            inhabitants=50_000,
        )

    return tree(0), tree(1)


def expected() -> NDArray[np.float64]:
    found = []
    for side in (0, 1):
        reports = CASES / 2 + CASES * REPEATS[side].sum()
        found += [CASES / 2, *(CASES * REPEATS[side]), *(reports * STAY[side] / DAYS)]
    return np.array(found)


def held(random: Generator, *, together: bool = True) -> dict[str, float]:
    """How often each figure lay within its interval; when not ``together``, as if nothing of a case hung together."""
    truth = trees_of(expected())
    true = {
        **tree_figures(truth[1]),
        **{f"verschil {name}": value for name, value in difference_figures(*truth).items()},
    }
    found = Counter[str]()
    for _ in range(RUNS):
        parts = drawn(random)
        cases = with_wholes(parts if together else np.diag(np.sqrt(parts.sum(axis=0))))
        sums = cases.T @ cases
        trees = trees_of(parts.sum(axis=0))
        second = [at for at, number in enumerate(NUMBERS) if number[0] == 1]
        own = Covariance(tuple((0, *NUMBERS[at][1:]) for at in second), sums[np.ix_(second, second)])
        intervals = tree_intervals(trees[1], own) | {
            f"verschil {name}": bounds
            for name, bounds in difference_intervals(*trees, Covariance(NUMBERS, sums)).items()
        }
        for name, (low, high) in intervals.items():
            found[name] += low <= true[name] <= high
    return {name: number / RUNS for name, number in found.items()}


def test_intervals_hold_the_truth_in_95_of_100_runs() -> None:
    found = held(np.random.default_rng(7))
    # what is left over is no figure, and as many inhabitants on both sides are no chance
    shares = {name: share for name, share in found.items() if not name.endswith((REST, "inwoners"))}
    assert len(shares) > 15
    assert all(0.925 <= share <= 0.975 for share in shares.values()), shares


def test_as_if_nothing_hung_together_intervals_would_be_too_narrow_or_too_wide() -> None:
    found = held(np.random.default_rng(8), together=False)
    assert found["gemiddeld"] < 0.925
    assert found["dagen-per-melding"] > 0.975
