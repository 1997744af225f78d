"""Attributable shares on tables small enough to work out by hand."""

from __future__ import annotations

from math import exp, isnan, sqrt

import numpy as np
import pytest

from ketenzicht.measures.estimators.intervals import Z95
from ketenzicht.measures.hazards.attributable import attributable_shares
from ketenzicht.measures.hazards.model import HazardModel, hazard_model
from ketenzicht.measures.hazards.rows import hazard_rows

pytestmark = pytest.mark.unit


def groups(**of: tuple[int, int, int]) -> HazardModel:
    """One band; per group the number with an event after so many days, and the number followed 100 days without."""
    group, time, cause = [], [], []
    for name, (events, day, without) in of.items():
        group += [name] * (events + without)
        time += [day] * events + [100] * without
        cause += [1] * events + [0] * without
    return hazard_model(hazard_rows(time, cause, {"group": group}, levels={"group": tuple(of)}), bands=[100])


def test_two_groups_by_hand() -> None:
    """a: 10 events in 10 x 50 + 90 x 100 = 9,500 days; b: 30 in 30 x 50 + 70 x 100 = 8,500.

    At the rate of a, b would have 8,500 x 10 / 9,500 = 8.947 events: 21.053 of all 40 came beyond.
    """
    found = attributable_shares(groups(a=(10, 50, 90), b=(30, 50, 70)), "group")
    assert (found.covariate, found.reference, found.events) == ("group", "a", 40)
    assert found.share("b").value == pytest.approx((30 - 8500 * 10 / 9500) / 40)
    assert (found.together.level, found.together.value) == (None, pytest.approx(found.share("b").value))
    with pytest.raises(KeyError):
        found.share("a")


def test_the_error_of_many_rare_events_is_that_of_counts() -> None:
    """1 - share is the rate of a by that of all; its log has variance 1/a - 1/all where counts are Poisson."""
    found = attributable_shares(groups(a=(100, 99, 60_000), b=(300, 99, 60_000)), "group").together
    assert found.standard_error / (1 - found.value) == pytest.approx(sqrt(1 / 100 - 1 / 400), rel=0.01)


def test_the_interval_is_on_the_scale_of_what_is_left() -> None:
    found = attributable_shares(groups(a=(10, 50, 90), b=(30, 50, 70)), "group").together
    width = exp(Z95 * found.standard_error / (1 - found.value))
    assert found.interval() == pytest.approx((1 - (1 - found.value) * width, 1 - (1 - found.value) / width))
    low, high = found.interval()
    assert low < found.value < high < 1.0


def test_a_lower_rate_than_the_reference_is_below_zero_and_parts_add_up() -> None:
    found = attributable_shares(groups(a=(20, 50, 80), b=(10, 50, 90), c=(40, 50, 60)), "group")
    assert found.share("b").value < 0 < found.share("c").value
    assert found.together.value == pytest.approx(found.share("b").value + found.share("c").value)


def test_a_group_without_events_has_no_share_and_then_neither_have_all_together() -> None:
    found = attributable_shares(groups(a=(20, 50, 80), b=(0, 50, 90), c=(40, 50, 60)), "group")
    assert found.share("b").not_estimable == found.together.not_estimable == "no events"
    assert isnan(found.together.value)
    assert all(isnan(bound) for bound in found.together.interval())
    assert found.share("c").value > 0


def test_a_group_that_nobody_is_in_changes_nothing() -> None:
    with_nobody = attributable_shares(groups(a=(20, 50, 80), b=(0, 50, 0), c=(40, 50, 60)), "group")
    without = attributable_shares(groups(a=(20, 50, 80), c=(40, 50, 60)), "group")
    assert with_nobody.together.value == pytest.approx(without.together.value)
    assert with_nobody.together.standard_error == pytest.approx(without.together.standard_error)


def test_events_of_one_case_count_as_one_for_the_error() -> None:
    """Every row twice in one case: the same share, and an error that does not shrink."""
    random = np.random.default_rng(3)
    group, time, cause = random.integers(0, 2, 300), random.integers(1, 90, 300), random.integers(0, 2, 300)
    once = hazard_model(hazard_rows(time, cause, {"group": group}), bands=[90])
    twice = hazard_rows(
        *(np.repeat(of, 2) for of in (time, cause)),
        {"group": np.repeat(group, 2)},
        case=np.repeat(np.arange(300), 2),
    )
    single, double = (
        attributable_shares(model, "group").together for model in (once, hazard_model(twice, bands=[90]))
    )
    assert double.value == pytest.approx(single.value)
    assert double.standard_error == pytest.approx(single.standard_error)


def test_only_covariates_with_levels_have_shares() -> None:
    model = hazard_model(
        hazard_rows([5, 9, 7], [1, 1, 0], {"age": [1.0, 2.0, 3.0]}, linear=("age",)), bands=[10]
    )
    for name in ("age", "height"):
        with pytest.raises(ValueError, match="no covariate with levels"):
            attributable_shares(model, name)
