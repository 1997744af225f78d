"""Whoever guesses a password waits; who knows it starts anew; others notice nothing."""

from __future__ import annotations

import pytest

from ketenzicht.web.survey.throttle import ACCOUNTS, MOST, WHILE, Throttle

pytestmark = pytest.mark.unit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_wrong_passwords_close_an_account_for_a_while() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(MOST):
        assert not throttle.refuses("a")
        throttle.wrong("a")
    assert throttle.refuses("a")
    assert not throttle.refuses("b")
    clock.now = WHILE + 1
    assert not throttle.refuses("a")


def test_the_right_password_starts_anew() -> None:
    throttle = Throttle(Clock())
    for _ in range(MOST - 1):
        throttle.wrong("a")
    throttle.right("a")
    throttle.wrong("a")
    assert not throttle.refuses("a")


def test_guessing_at_many_accounts_takes_no_more_memory() -> None:
    throttle = Throttle(Clock())
    for number in range(ACCOUNTS + 10):
        throttle.wrong(str(number))
    assert len(throttle._wrong) == ACCOUNTS
