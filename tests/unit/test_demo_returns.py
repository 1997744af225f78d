"""The clock of the next report: its rates come back from what it makes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ketenzicht.whatif.draws import NEVER, Days, add_working_days, stream
from ketenzicht.whatif.parameters import Returns
from ketenzicht.whatif.returns import Standing, next_report
from ketenzicht.whatif.world import shipped_world, with_values

pytestmark = pytest.mark.unit

N = 40_000
START = np.int32(18_000)
FLAT_HELP = dict.fromkeys(shipped_world().returns.by_help.value, 1.0)


def rates(**changes: float) -> dict[str, float]:
    names = shipped_world().returns.rates.value
    return {name: changes.get(name.replace("-", "_"), 0.0) for name in names}


def returns(values: dict[str, float], **other: object) -> Returns:
    return with_values(
        shipped_world(),
        {"returns.rates": values, "returns.by_help": FLAT_HELP, "returns.by_earlier": 1.0, **other},
    ).returns


def days(offset: int) -> Days:
    return np.full(N, START + offset, dtype=np.int32)


def standing() -> Standing:
    never = np.full(N, NEVER)
    return Standing(days(10), days(60), days(200), never, never, never, np.zeros(N, dtype=bool))


def draw(
    rules: Returns, where: Standing, *, earlier: int = 0, frailty: float = 1.0, until: int = 4000
) -> Days:
    return next_report(
        stream(1, 0),
        rules,
        where,
        day=days(0),
        earlier=np.full(N, earlier, dtype=np.int32),
        frailty=np.full(N, frailty),
        until=np.int32(START + until),
    )


def test_without_a_rate_nobody_comes_back() -> None:
    assert (draw(returns(rates()), standing()) == NEVER).all()


def test_a_constant_rate_gives_exponential_waits() -> None:
    everywhere = dict.fromkeys(rates(), 2.0)
    found = draw(returns(everywhere), standing())
    wait = found[found < NEVER] - START - 0.5
    assert wait.mean() == pytest.approx(365.25 / 2, rel=0.02)
    assert (found == NEVER).mean() == pytest.approx(np.exp(-2 * 4000 / 365.25), abs=0.001)


def test_a_rate_in_one_phase_makes_reports_in_that_phase_only() -> None:
    found = draw(returns(rates(monitoring=3.0)), standing())
    came = found[found < NEVER]
    assert came.min() > START + 60
    assert came.max() <= START + 200
    assert len(came) / N == pytest.approx(1 - np.exp(-3 * 140 / 365.25), abs=0.01)


def test_frailty_and_earlier_reports_multiply_the_rate() -> None:
    rules = returns(rates(later=0.3), **{"returns.by_earlier": 1.5})
    share = (draw(rules, standing(), earlier=2, frailty=2.0, until=930 + 365) < NEVER).mean()
    assert share == pytest.approx(1 - np.exp(-0.3 * 2 * 1.5**2 * 365 / 365.25), abs=0.01)


def test_who_dropped_out_comes_back_more_often_than_who_finished() -> None:
    by_help = {**FLAT_HELP, "uitgevallen": 2.0}
    rules = returns(rates(halfjaar_na_einde=0.5), **{"returns.by_help": by_help})
    helped = replace(standing(), transferred=days(50), help_starts=days(70), help_ends=days(150))
    finished = (draw(rules, helped) < NEVER).mean()
    dropped = (draw(rules, replace(helped, dropped_out=np.ones(N, dtype=bool))) < NEVER).mean()
    assert finished == pytest.approx(1 - np.exp(-0.5 * 182 / 365.25), abs=0.01)
    assert dropped == pytest.approx(1 - np.exp(-1.0 * 182 / 365.25), abs=0.01)


def test_the_next_report_is_never_on_the_same_day() -> None:
    found = draw(returns(dict.fromkeys(rates(), 5000.0)), standing())
    assert (found >= START + 1).all()


def test_working_days_as_numpy_counts_them() -> None:
    first = np.arange(17_000, 17_014, dtype=np.int32).repeat(13)
    count = np.tile(np.arange(1, 14, dtype=np.int32), 14)
    expected = np.busday_offset(first.astype("datetime64[D]"), count, roll="backward").astype(int)
    assert (add_working_days(first, count) == expected).all()
