"""Attributable shares and E-values for whatever comes in, and made-up data whose ratio is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ketenzicht.measures.estimators.confounding import e_value
from ketenzicht.measures.hazards.attributable import attributable_shares
from ketenzicht.measures.hazards.model import HazardModel, hazard_model
from ketenzicht.measures.hazards.rows import hazard_rows

pytestmark = pytest.mark.generative

ratios = st.floats(0.05, 20.0)


@given(ratio=ratios, narrow=st.floats(1.0, 3.0), common=st.booleans())
def test_a_ratio_and_its_inverse_have_one_e_value_and_the_limit_needs_no_more(
    ratio: float, narrow: float, common: bool
) -> None:
    found = e_value(ratio, ratio / narrow, ratio * narrow, common_hazard=common)
    other = e_value(1 / ratio, 1 / ratio / narrow, 1 / ratio * narrow, common_hazard=common)
    assert (found.of_ratio, found.of_limit) == pytest.approx((other.of_ratio, other.of_limit))
    assert 1.0 <= found.of_limit <= found.of_ratio + 1e-12


@given(ratio=ratios)
def test_an_e_value_is_the_bound_of_the_paper_read_backwards(ratio: float) -> None:
    """What goes with both by a ratio E makes a ratio of E x E / (E + E - 1) at most (Ding and VanderWeele 2016)."""
    strength = e_value(ratio, ratio, ratio).of_ratio
    assert strength**2 / (2 * strength - 1) == pytest.approx(max(ratio, 1 / ratio))
    assert e_value(1.0, 1.0, 1.0).of_ratio == 1.0


def made_up(seed: int, cases: int = 400, rate: tuple[float, float, float] = (1, 1, 1)) -> HazardModel:
    """Cases that move between three groups, with repeats; another covariate goes with the group and the rate."""
    random = np.random.default_rng(seed)
    rows = []
    for case in range(cases):
        other, frailty, day = int(random.integers(0, 2)), random.gamma(2.0, 0.5), 0
        while day < 365:
            group = int(random.choice(3, p=(0.5, 0.3, 0.2) if other else (0.2, 0.3, 0.5)))
            end = min(365, day + int(random.integers(20, 200)))
            chance = 0.004 * rate[group] * (3.0 if other else 1.0) * frailty
            at = day
            for wait in np.flatnonzero(random.random(end - day) < chance) + 1:
                rows.append((case, at, day + int(wait), 1, group, other))
                at = day + int(wait)
            rows.append((case, at, end, 0, group, other))
            day = end
    case, entry, time, cause, group, other = np.array(rows).T
    return hazard_model(
        hazard_rows(time, cause, {"group": group, "other": other}, entry=entry, case=case),
        bands=[100, 200, 365],
    )


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_share_of_ratios_is_that_of_standardisation_over_all_strata(seed: int) -> None:
    """Expected events with the group set to the first one, pattern by pattern and band by band."""
    model = made_up(seed, cases=60, rate=(1, 2, 0.5))
    assume(all(item.not_estimable is None for item in model.rate_ratios))
    found = attributable_shares(model, "group")
    codes = model.exposure.patterns.codes.copy()
    codes[:, 0] = 0
    relative = np.exp(model.terms.matrix(codes) @ model.fit.coefficient)
    expected = (model.exposure.person_days * relative[:, None] * model.fit.hazard).sum()
    assert found.together.value == pytest.approx((model.events - expected) / model.events, abs=1e-8)


def test_known_ratios_are_found_back_and_without_any_there_is_no_share() -> None:
    """95 % intervals hold the true share in 92 to 98 % of 200 made-up studies; without a difference that is 0."""
    for rate in ((1.0, 1.0, 1.0), (1.0, 2.0, 0.6)):
        found = [attributable_shares(made_up(seed, 300, rate), "group") for seed in range(200)]
        truth = _truth(rate)
        held = [low < truth < high for low, high in (item.together.interval() for item in found)]
        assert 0.92 <= np.mean(held) <= 0.98, rate
        assert np.mean([item.together.value for item in found]) == pytest.approx(truth, abs=0.02)


def _truth(rate: tuple[float, float, float]) -> float:
    """Events beyond the first rate, by all events, from the chance of each group and its rate."""
    weight = np.array([0.2, 0.3, 0.5]) + 3.0 * np.array([0.5, 0.3, 0.2])
    events = weight * rate
    return float(1 - weight.sum() / events.sum())
