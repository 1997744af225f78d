"""Run a model many times and gather what was counted; or once, keeping what happened to every case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ketenzicht.whatif.model import Model, Span, Stock
from ketenzicht.whatif.results import Results, Trajectories


@dataclass(frozen=True)
class Change:
    """From this day of the span on, the model is another one: same names, other numbers."""

    from_day: float
    model: Model


def run(
    model: Model,
    span: Span,
    *,
    replications: int = 1,
    seed: int = 0,
    threads: int | None = None,
    stock: Sequence[Stock] = (),
    changes: Sequence[Change] = (),
    tell: Callable[[int], None] = lambda _finished: None,
) -> Results:
    """Let time pass in a model, several times.

    Replication k of two runs with the same seed uses the same random numbers case by case (common random numbers):
    what a change does not touch is equal to the last bit.

    Args:
        model: the chain.
        span: the days to count, and how long before it begins from empty.
        replications: how many times.
        seed: of all random numbers; the same gives the same bytes, whatever the number of threads.
        threads: how many replications at a time; None: one per core.
        stock: cases that are in the chain at the beginning (at the warm-up's, if there is one).
        changes: other models from a day on.
        tell: hears how many replications are finished.

    Returns:
        What was counted. After an interruption (Ctrl-C) the replications that were finished.

    Raises:
        ValueError: a change with other names than the model; a number of replications below 1.
        KeyboardInterrupt: interrupted before any replication was finished.
    """
    raise NotImplementedError


def trajectories(
    model: Model, span: Span, *, seed: int = 0, replication: int = 0, stock: Sequence[Stock] = ()
) -> Trajectories:
    """Let time pass once and keep what happened to every case: the same cases as in :func:`run`."""
    raise NotImplementedError
