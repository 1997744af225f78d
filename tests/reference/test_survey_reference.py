"""Weighted totals and shares over organisations, against R's package ``survey``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from helpers.r_programs import answers_of_r
from ketenzicht.survey.analysis.clustered_share import clustered_share
from ketenzicht.survey.analysis.ratio import ratio_total

pytestmark = pytest.mark.reference

COLUMNS = ("set", "group", "x", "y", "part", "whole")


def generated(seed: int) -> dict[str, np.ndarray]:
    """Organisations in two to four groups; some gave no answer, at least three per group did."""
    random = np.random.default_rng(seed)
    group = np.repeat(np.arange(int(random.integers(2, 5))), random.integers(6, 20))
    x = random.integers(500, 40_000, len(group))
    y = random.poisson(x * 0.004 * random.gamma(5, 1 / 5, len(group)))
    place = np.concatenate([np.arange(int((group == number).sum())) for number in np.unique(group)])
    whole = y + 40
    part = random.binomial(whole, random.beta(4, 4, len(group)))
    silent = (random.random(len(group)) < 0.3) & (place > 2)
    return {"group": group, "x": x, "y": np.where(silent, -1, y), "part": part, "whole": whole}


def test_totals_errors_and_shares_are_those_of_survey(tmp_path: Path) -> None:
    sets = [generated(seed) for seed in range(10)]
    rows = [
        (number, *row)
        for number, one in enumerate(sets)
        for row in zip(*(one[name] for name in COLUMNS[1:]), strict=True)
    ]
    answers = answers_of_r("survey_totals.R", COLUMNS, rows, tmp_path)
    assert len(answers) == len(sets)
    for one, expected in zip(sets, answers, strict=True):
        given = one["y"] >= 0
        total = ratio_total(np.where(given, one["y"], np.nan), one["x"], one["group"])
        assert total is not None
        assert total.expanded == pytest.approx(expected["expanded"], rel=1e-12)
        assert total.estimate == pytest.approx(expected["estimate"], rel=1e-12)
        assert total.standard_error == pytest.approx(expected["error"], rel=1e-9)
        assert total.high == pytest.approx(expected["high"], rel=1e-9)
        share = clustered_share(one["part"][given], one["whole"][given])
        assert share is not None
        assert share.value == pytest.approx(expected["share"], rel=1e-12)
        # ours is never narrower than that of independent people; here the organisations differ enough
        assert share.low == pytest.approx(expected["share_low"], rel=1e-9)
        assert share.high == pytest.approx(expected["share_high"], rel=1e-9)
