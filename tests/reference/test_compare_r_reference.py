"""Standardised rates, intervals and shrinkage, against R; and numbers that papers and handbooks print."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from helpers.r_programs import answers_of_r
from ketenzicht.compare.intervals import exact_poisson, wilson
from ketenzicht.compare.shrink import shrunk_rates, shrunk_shares
from ketenzicht.compare.standardise import direct
from ketenzicht.compare.trend import xmr

pytestmark = pytest.mark.reference


def generated(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Events, population and standard of units that truly differ."""
    random = np.random.default_rng(seed)
    population = random.integers(80, 3000, 60)
    share = random.beta(4, 30, 60)
    return random.binomial(population, share), population, random.integers(1, 900, 60)


def test_intervals_and_shrunk_figures_are_those_of_r(tmp_path: Path) -> None:
    sets = [generated(seed) for seed in range(6)]
    rows = [(number, *row) for number, one in enumerate(sets) for row in zip(*one, strict=True)]
    answers = answers_of_r("compare.R", ("set", "events", "population", "standard"), rows, tmp_path)
    assert len(answers) == len(sets)
    for (events, population, standard), said in zip(sets, answers, strict=True):
        rates = direct(events, population, standard, method="gamma")
        assert rates.value == pytest.approx(said["rate"], rel=1e-12)
        assert (rates.low, rates.high) == pytest.approx((said["gamma_low"], said["gamma_high"]), rel=1e-10)
        total, among = events.sum(), population.sum()
        assert exact_poisson(total) == pytest.approx((said["exact_low"], said["exact_high"]), rel=1e-10)
        assert wilson(total, among) == pytest.approx((said["score_low"], said["score_high"]), rel=1e-10)
        rate, share = shrunk_rates(events, population), shrunk_shares(events, population)
        # both look for the top of a hill: the place is less sure than its height
        assert rate.mean == pytest.approx(said["nb_mean"], rel=1e-5)
        assert rate.variance == pytest.approx(said["nb_variance"], rel=1e-4)
        assert rate.low[0] == pytest.approx(said["nb_low"], rel=1e-5)
        assert share.mean == pytest.approx(said["bb_mean"], rel=1e-5)
        assert share.variance == pytest.approx(said["bb_variance"], rel=1e-4)
        assert share.high[0] == pytest.approx(said["bb_high"], rel=1e-5)


LIP_CANCER = """
9 1.4  39 8.7  11 3.0  9 2.5  15 4.3  8 2.4  26 8.1  7 2.3  6 2.0  20 6.6  13 4.4  5 1.8  3 1.1  8 3.3  17 7.8  9 4.6
2 1.1  7 4.2  9 5.5  7 4.4  16 10.5  31 22.7  11 8.8  7 5.6  19 15.5  15 12.5  7 6.0  10 9.0  16 14.4  11 10.2  5 4.8
3 2.9  7 7.0  8 8.5  11 12.3  9 10.1  11 12.7  8 9.4  6 7.2  4 5.3  10 18.8  8 15.8  2 4.3  6 14.6  19 50.7  3 8.2
2 5.6  3 9.3  28 88.7  6 19.6  1 3.4  1 3.6  1 5.7  1 7.0  0 4.2  0 1.8
"""
"""Observed and expected cases of lip cancer in 56 districts of Scotland, 1975-1980 (Clayton and Kaldor 1987)."""


def test_lip_cancer_in_scotland_as_published() -> None:
    observed, expected = np.array(LIP_CANCER.split(), dtype=float).reshape(-1, 2).T
    found = shrunk_rates(observed, expected)
    assert (len(observed), observed.sum()) == (56, 536)
    assert round(found.mean**2 / found.variance, 2) == 1.88  # shape, table 1 of the paper
    assert round(found.mean / found.variance, 2) == 1.32  # scale


def test_chart_of_individual_values_as_in_the_handbook_of_nist() -> None:
    values = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)  # flow rates, section 6.3.2.2
    (segment,) = xmr(values).segments
    assert (segment.centre, segment.low, segment.high) == pytest.approx((50.81, 45.8159, 55.8041), abs=6e-5)
