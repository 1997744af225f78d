"""A reader of a benchmark cannot work a hidden count out of the others and the value of all units together.

The attack is written out by hand, apart from the program's own: all counts, shown and hidden, add up to a total that
follows from the value of all.
"""

from __future__ import annotations

import tempfile
from math import inf
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from helpers.benchmarks import benchmark_folder, opened
from ketenzicht.errors import UserError
from ketenzicht.publish.benchmark import release_benchmark
from ketenzicht.publish.benchmark_report import benchmark_data
from ketenzicht.publish.policy import Policy

pytestmark = pytest.mark.generative

PEOPLE = 100_000


def possible(count: dict[str, object], policy: Policy) -> tuple[float, float]:
    """Between which whole numbers the count of a unit lies, by what is shown of it."""
    if count["value"] is not None:
        shown, half = int(str(count["count"])), policy.rounding // 2
        return max(shown - half, policy.threshold if shown else 0), shown + (policy.rounding - 1) // 2
    return (1, policy.threshold - 1) if count["hidden"] == "klein" else (0, inf)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.one_of(st.integers(0, 12), st.integers(10, 90)), min_size=3, max_size=9).filter(any),
    st.sampled_from([1, 3, 5]),
)
def test_no_hidden_count_is_narrowed_down(counts: list[int], rounding: int) -> None:
    policy = Policy(rounding=rounding)
    rows = [(f"U{unit}", 2024, count, PEOPLE) for unit, count in enumerate(counts)]
    with tempfile.TemporaryDirectory() as folder:
        exact = opened(benchmark_folder(Path(folder), rows))
        try:
            data = benchmark_data(release_benchmark(exact, policy))
        except UserError:  # nothing is shown; Hypothesis complains when that is most of what it tries
            reject()
    bounds = [possible(unit, policy) for unit in data["units"]]
    # the attack must be right before it proves anything
    assert all(low <= count <= high for count, (low, high) in zip(counts, bounds, strict=True))
    total = round(data["reference"]["value"] / 1000 * PEOPLE * len(counts), 6)
    least, most = total - rounding // 2, total + (rounding - 1) // 2
    assert least <= sum(counts) <= most
    for unit, (low, high) in zip(data["units"], bounds, strict=True):
        if unit["value"] is None:
            others = [pair for one, pair in zip(data["units"], bounds, strict=True) if one is not unit]
            at_least = max(low, least - sum(up for _, up in others))
            at_most = min(high, most - sum(down for down, _ in others))
            assert at_most - at_least + 1 >= policy.protection, (unit["code"], counts)
