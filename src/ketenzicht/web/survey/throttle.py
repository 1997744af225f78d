"""Whoever guesses passwords has to wait: so many wrong ones for an account in a while, and it is refused for a while.

Kept in the memory of this process: a restart forgets it, and processes do not tell each other.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

MOST = 10
WHILE = 15 * 60
"""Wrong passwords for one account, and the seconds in which they count."""
ACCOUNTS = 10_000
"""Accounts that are remembered; of more, the oldest is forgotten."""


class Throttle:
    """Counts what went wrong, by account."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[str, deque[float]] = {}
        self._lock = Lock()

    def refuses(self, account: str) -> bool:
        """Whether this account has to wait."""
        with self._lock:
            wrong = self._wrong.get(account, deque())
            while wrong and wrong[0] < self._clock() - WHILE:
                wrong.popleft()
            return len(wrong) >= MOST

    def wrong(self, account: str) -> None:
        """A wrong password."""
        with self._lock:
            while account not in self._wrong and len(self._wrong) >= ACCOUNTS:
                del self._wrong[next(iter(self._wrong))]
            self._wrong.setdefault(account, deque(maxlen=MOST)).append(self._clock())

    def right(self, account: str) -> None:
        """The right one: start anew."""
        with self._lock:
            self._wrong.pop(account, None)
