"""Lengths of spells and counts per day against R: survreg, glm, and a likelihood written out in R."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from helpers.r_programs import answers_of_r
from ketenzicht.measures.estimators.lengths import FAMILIES, fit_lengths
from ketenzicht.measures.estimators.poisson import poisson_regression

pytestmark = pytest.mark.reference

Rows = list[tuple[int, int, int]]
EXACT, BY_DAY, LATE = 1, 2, 3


def generated(seed: int, *, late: bool) -> Rows:
    """Entry, days and whether it ended; half of the sets lognormal, half Weibull."""
    random = np.random.default_rng(seed)
    n = int(random.integers(30, 600))
    length = 40 * random.weibull(1.6, n) if seed % 2 else np.exp(3 + 0.7 * random.standard_normal(n))
    days, limit = np.ceil(length), np.ceil(random.uniform(1, 150, n))
    seen = np.minimum(days, limit).astype(int)
    entry = random.integers(0, 30, n) * (random.random(n) < 0.5) if late else np.zeros(n, dtype=int)
    rows = zip(entry.tolist(), seen.tolist(), (days <= limit).astype(int).tolist(), strict=True)
    return [row for row in rows if row[0] < row[1]]


def test_lengths_are_those_of_r(tmp_path: Path) -> None:
    sets = [generated(seed, late=seed >= 6) for seed in range(12)]
    rows = [(number, *row) for number, some in enumerate(sets) for row in some]
    answers = answers_of_r("lengths.R", ("set", "entry", "days", "ended"), rows, tmp_path)
    assert len(answers) == 6 * 6 + 6 * 2
    for said in answers:
        entry, days, ended = np.array(sets[int(said["set"])]).T
        found = fit_lengths(
            days,
            ended,
            family=FAMILIES[int(said["family"]) - 1],
            entry=entry,
            whole_days=int(said["way"]) != EXACT,
        )
        assert found.location == pytest.approx(said["location"], rel=1e-6)
        assert found.spread == pytest.approx(said["spread"], rel=1e-6)
        assert found.log_likelihood == pytest.approx(said["log_likelihood"], rel=1e-9)
        # R's own second differences are good to five digits where the likelihood is written out
        exact = 1e-5 if said["way"] == LATE else 1e-6
        errors = np.sqrt(np.diag(found.covariance))
        assert errors[0] == pytest.approx(said["location_error"], rel=exact)
        if len(errors) > 1:
            assert errors[1] == pytest.approx(said["spread_error"], rel=exact)


def test_counts_per_day_are_those_of_r(tmp_path: Path) -> None:
    sets = []
    for seed in range(5):
        random = np.random.default_rng(seed)
        n = int(random.integers(60, 900))
        x, weekday, offset = random.normal(0, 1, n), np.arange(n) % 7, random.normal(0, 0.3, n)
        count = random.poisson(random.gamma(3, 1 / 3, n) * np.exp(1 + 0.2 * x - 0.1 * weekday + offset))
        sets.append((count, x, weekday, offset))
    rows = [(number, *row) for number, some in enumerate(sets) for row in zip(*some, strict=True)]
    answers = answers_of_r("poisson.R", ("set", "count", "x", "weekday", "offset"), rows, tmp_path)
    assert len(answers) == 5 * 8
    for number, (count, x, weekday, offset) in enumerate(sets):
        matrix = np.column_stack((np.ones(len(x)), x, *(weekday == day for day in range(1, 7))))
        found = poisson_regression(count, matrix, offset)
        for said in (row for row in answers if row["set"] == number):
            term = int(said["term"]) - 1
            assert found.coefficient[term] == pytest.approx(said["coefficient"], rel=1e-6)
            assert sqrt(found.covariance[term, term]) == pytest.approx(said["error"], rel=1e-6)
            assert found.dispersion == pytest.approx(said["dispersion"], rel=1e-6)
