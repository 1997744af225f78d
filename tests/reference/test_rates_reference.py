"""Rates of cases with several events, against R: Poisson regression with a sandwich by case, exact Poisson."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from helpers.r_programs import answers_of_r
from ketenzicht.measures.estimators.case_rates import CaseRate, rate

pytestmark = pytest.mark.reference


def generated(seed: int) -> list[tuple[int, int]]:
    """Events and days of cases, some with many events."""
    random = np.random.default_rng(seed)
    days = random.integers(1, 900, int(random.integers(5, 400)))
    expected = 0.004 * days * random.gamma(0.5, 2.0, len(days))
    return list(zip(random.poisson(expected).tolist(), days.tolist(), strict=True))


def test_rate_robust_error_and_poisson_limits_are_those_of_r(tmp_path: Path) -> None:
    sets = [generated(seed) for seed in range(15)]
    rows = [(number, case, *row) for number, cases in enumerate(sets) for case, row in enumerate(cases)]
    answers = answers_of_r("rates.R", ("set", "case", "events", "days"), rows, tmp_path)
    assert len(answers) == len(sets)
    for cases, said in zip(sets, answers, strict=True):
        found = rate(*zip(*cases, strict=True))
        assert found.value == pytest.approx(said["value"], rel=1e-10)
        assert found.standard_error / found.value == pytest.approx(said["sandwich"], rel=1e-10)
        # survreg stops its search a little earlier
        assert found.standard_error / found.value == pytest.approx(said["exponential"], rel=1e-6)
        assert found.dispersion == pytest.approx(said["sandwich"] ** 2 * found.events, rel=1e-10)
        poisson = CaseRate(found.events, found.days, sqrt(found.events) / found.days, 1.0)
        assert poisson.interval() == pytest.approx((said["low"], said["high"]), rel=1e-10)
        low, high = found.interval()
        assert low <= said["low"]
        assert said["high"] <= high
