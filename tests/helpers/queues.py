"""What is known of queues in closed form, and small models of them."""

from __future__ import annotations

from datetime import date
from math import exp, lgamma, log

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.durations import Duration
from ketenzicht.whatif.model import (
    Arrivals,
    Capacity,
    CaseClass,
    Clock,
    End,
    Model,
    Organisation,
    Route,
    Span,
    Stage,
)

YEARS = Span(date(2020, 1, 1), date(2023, 12, 31), warm_up=365)


def station(
    per_day: float,
    service: Duration,
    places: int | None,
    *,
    patience: Duration | None = None,
    term: int | None = None,
    changes: tuple[Capacity, ...] = (),
    routes: tuple[Route, ...] = (),
) -> Model:
    """Arrivals at one desk with so many places."""
    stage = Stage(
        "werk",
        (End("klaar", service),),
        patience=Clock("opgegeven", patience) if patience else None,
        organisations=(("bureau", 1.0),),
        term=term,
    )
    return Model(
        classes=(CaseClass("zaak", Arrivals(per_day), "werk"),),
        stages=(stage,),
        routes=routes,
        organisations=(Organisation("bureau", places, changes),),
    )


def erlang_c(load: float, places: int) -> float:
    """Chance of having to wait in M/M/c (Erlang 1917); ``load`` in places at work."""
    blocked = 1.0
    for number in range(1, places + 1):
        blocked = load * blocked / (number + load * blocked)
    return places * blocked / (places - load * (1 - blocked))


def erlang_a(rate: float, service: float, places: int, patience: float) -> tuple[float, float, float]:
    """M/M/c+M (Palm 1957): chance of waiting, mean number waiting, share that gives up. Rates are per day."""
    most = 2000
    logs = np.empty(most)
    logs[0] = 0.0
    for number in range(1, most):
        out = min(number, places) * service + max(number - places, 0) * patience
        logs[number] = logs[number - 1] + log(rate / out)
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    waiting = np.maximum(np.arange(most) - places, 0)
    mean = float((chances * waiting).sum())
    return float(chances[places:].sum()), mean, mean * patience / rate


def poisson(mean: float, number: int) -> float:
    """Chance of so many."""
    return exp(number * log(mean) - mean - lgamma(number + 1))


def agrees(values: NDArray[np.float64], expected: float, errors: float = 4.0) -> bool:
    """Whether the mean of replications lies within so many of its own standard errors of what is known."""
    error = values.std(ddof=1) / len(values) ** 0.5
    return bool(error < 0.05 * abs(expected) and abs(values.mean() - expected) <= errors * error)
