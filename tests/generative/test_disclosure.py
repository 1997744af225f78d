"""Laws of the way out, for any figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.result import Count, Probability
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, PublishedCount, PublishedShare
from ketenzicht.publish.release_figure import release_figure

pytestmark = pytest.mark.generative

policies = st.builds(Policy, rounding=st.sampled_from([1, 3, 5, 10]), threshold=st.integers(5, 30))


@given(st.integers(0, 10_000), policies)
def test_a_published_count_is_a_multiple_of_the_base_close_to_the_truth(count: int, policy: Policy) -> None:
    found = release_figure(Count(count), policy)
    if isinstance(found, Hidden):
        assert 0 < count < policy.threshold
    else:
        assert isinstance(found, PublishedCount)
        assert found.n % policy.rounding == 0
        assert 2 * abs(found.n - count) <= policy.rounding


@given(st.integers(0, 3000), st.integers(0, 3000), policies)
def test_a_published_share_follows_from_published_counts(x: int, rest: int, policy: Policy) -> None:
    found = release_figure(share(x, x + rest), policy)
    if isinstance(found, PublishedShare):
        assert found.x % policy.rounding == found.n % policy.rounding == 0
        assert not policy.hides(x)
        assert not policy.hides(rest)
        assert 0 <= found.low <= found.value <= found.high <= 1


@given(st.integers(10, 3000), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), policies)
def test_the_interval_of_a_probability_is_never_narrowed(
    n: int, one: float, two: float, three: float, policy: Policy
) -> None:
    low, value, high = sorted((one, two, three))
    found = release_figure(Probability(value, low, high, n, n), policy)
    if isinstance(found, PublishedShare):
        slack = policy.rounding / n
        assert found.low <= found.value <= found.high
        assert found.low <= low + slack
        assert found.high >= high - slack
