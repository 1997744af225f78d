"""Rows of one case that hang together, against R's ``survfit(..., id = row, cluster = case)``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from helpers.r_programs import answers_of_r
from ketenzicht.measures.estimators.clustered import case_spans
from ketenzicht.measures.estimators.survival import aalen_johansen, count_table

pytestmark = pytest.mark.reference

Rows = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def generated(seed: int) -> Rows:
    """Cases with one to many rows that overlap, with ties; half of the samples with late entry."""
    random = np.random.default_rng(seed)
    size = int(random.integers(30, 250))
    case = random.integers(0, max(size // int(random.integers(1, 6)), 2), size)
    time = random.integers(1, 30, size)
    entry = np.maximum(time - random.integers(1, 40, size), 0) if seed % 2 else np.zeros(size, dtype=np.int64)
    entry[:10] = 0
    return case, entry, time, random.integers(0, 3, size)


def test_estimates_and_errors_are_those_of_survfit_with_clusters(tmp_path: Path) -> None:
    sets = [generated(seed) for seed in range(12)]
    rows = [(number, *row) for number, columns in enumerate(sets) for row in zip(*columns, strict=True)]
    answers = answers_of_r("clustered.R", ("set", "case", "entry", "time", "cause"), rows, tmp_path)
    for number, (case, entry, time, cause) in enumerate(sets):
        found = aalen_johansen(
            count_table(time, cause, causes=2, entry=entry),
            variance="robust",
            rows=case_spans(time, cause, case, entry),
        )
        expected = [row for row in answers if row["set"] == number]
        assert len(expected) > 10
        for row in expected:
            for of in range(2):
                value, error = found.at(row["day"], of)
                assert value == pytest.approx(row[f"value{of + 1}"], rel=1e-10, abs=1e-12)
                assert error**2 == pytest.approx(row[f"error{of + 1}"] ** 2, rel=1e-9, abs=1e-14)
            place = int(np.searchsorted(found.days, row["day"], side="right")) - 1
            if place >= 0:
                assert found.survival[place] == pytest.approx(row["survival"], rel=1e-10, abs=1e-12)
                if row["survival"] > 0:
                    variance = found.survival_error[place] ** 2
                    assert variance == pytest.approx(row["survival_error"] ** 2, rel=1e-9, abs=1e-14)
