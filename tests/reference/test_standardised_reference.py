"""Direct standardisation and standardised differences, against R's ``survfit`` in each stratum and plain algebra."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from helpers.r_programs import answers_of_r
from ketenzicht.measures.estimators.standardise import standardised_difference, standardised_risks
from ketenzicht.measures.estimators.survival import count_table

pytestmark = pytest.mark.reference

DAY = 20


def generated(seed: int) -> dict[str, np.ndarray]:
    """Two groups over two to five strata, with ties, censoring and a competing cause."""
    random = np.random.default_rng(seed)
    strata = int(random.integers(2, 6))
    size = strata * int(random.integers(30, 90))
    stratum = np.concatenate((np.repeat(np.arange(strata), 2), random.integers(0, strata, size)))
    group = np.concatenate((np.tile([0, 1], strata), random.random(size) < 0.2 + 0.1 * stratum[2 * strata :]))
    time = random.integers(1, 30, len(stratum))
    return {
        "group": group.astype(int),
        "stratum": stratum,
        "time": time,
        "cause": random.integers(0, 3, len(stratum)),
    }


def test_standardised_chances_and_distances_are_those_of_r(tmp_path: Path) -> None:
    sets = [generated(seed) for seed in range(10)]
    rows = [
        (number, *row) for number, columns in enumerate(sets) for row in zip(*columns.values(), strict=True)
    ]
    answers = answers_of_r("standardised.R", ("set", "group", "stratum", "time", "cause"), rows, tmp_path)
    assert len(answers) == len(sets)
    for expected in answers:
        given = sets[int(expected["set"])]
        strata = range(int(given["stratum"].max()) + 1)
        own = {
            (group, stratum): (given["group"] == group) & (given["stratum"] == stratum)
            for group in (0, 1)
            for stratum in strata
        }
        tables = [
            [
                count_table(given["time"][own[group, one]], given["cause"][own[group, one]], causes=2)
                for one in strata
            ]
            for group in (0, 1)
        ]
        found = standardised_risks(tables, np.bincount(given["stratum"]), DAY)
        for group in (0, 1):
            assert found.value[group] == pytest.approx(expected[f"value{group}"], rel=1e-10)
            assert found.standard_error[group] == pytest.approx(expected[f"error{group}"], rel=1e-8)
        by_level = [
            np.bincount(given["stratum"][given["group"] == group], minlength=len(strata)) for group in (0, 1)
        ]
        assert standardised_difference(*by_level) == pytest.approx(expected["distance"], rel=1e-9)
