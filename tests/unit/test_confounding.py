"""E-values: the worked examples of the paper, and what the formula says."""

from __future__ import annotations

from math import inf

import pytest

from ketenzicht.measures.estimators.confounding import approximate_risk_ratio, e_value

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("ratio", "low", "high", "of_ratio", "of_limit"),
    [
        (3.9, 1.8, 8.7, 7.26, 3.0),  # breastfeeding and death by infection (Victora), in the paper
        (0.80, 0.71, 0.91, 1.81, 1.43),  # breastfeeding and ovarian cancer (Moorman), in the paper
    ],
)
def test_examples_of_vanderweele_and_ding(
    ratio: float, low: float, high: float, of_ratio: float, of_limit: float
) -> None:
    found = e_value(ratio, low, high)
    assert (round(found.of_ratio, 2), round(found.of_limit, 2)) == (of_ratio, of_limit)


def test_an_interval_with_1_in_it_needs_nothing_unmeasured() -> None:
    assert e_value(1.3, 0.9, 1.9).of_limit == 1.0
    assert e_value(0.8, 0.5, 1.0).of_limit == 1.0
    assert e_value(1.3, 0.0, inf, common_hazard=True).of_limit == 1.0


def test_a_hazard_ratio_of_a_common_outcome_counts_for_less() -> None:
    """A ratio of 4: (1 - 1/4) / (1 - 1/sqrt(2)) = 2.5607, so an E-value of 4.5597."""
    assert approximate_risk_ratio(4.0) == pytest.approx(0.75 / (1 - 2**-0.5))
    assert approximate_risk_ratio(1 / 4) == pytest.approx((1 - 2**-0.5) / 0.75)
    assert e_value(4.0, 2.0, 8.0, common_hazard=True).of_ratio == pytest.approx(4.5597, abs=5e-5)


@pytest.mark.parametrize(
    ("ratio", "low", "high"), [(0.0, 0.0, 1.0), (2.0, 2.1, 3.0), (2.0, 1.0, 1.9), (-1, -2, 1)]
)
def test_what_is_no_ratio_is_refused(ratio: float, low: float, high: float) -> None:
    with pytest.raises(ValueError, match="within its interval"):
        e_value(ratio, low, high)
