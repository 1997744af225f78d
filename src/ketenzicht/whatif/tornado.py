"""Which number of a model matters most: each is varied on its own, and the caseload answers.

A number goes to both ends of its own 95 percent interval; one without an interval goes 10 percent down and up, and
that is said. All runs share their random numbers, so that a small effect is seen with few runs. One number at a time
shows no interaction; it tells where better data would help most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite

import numpy as np

from ketenzicht.whatif.model import Model, Span
from ketenzicht.whatif.model_file import ModelFile, Number
from ketenzicht.whatif.model_file_numbers import Factors, Time
from ketenzicht.whatif.outcome import figures_of
from ketenzicht.whatif.replications import run
from ketenzicht.whatif.scenario import ChangeNode, ScenarioContent, changed_values

TENTH = 0.1


@dataclass(frozen=True)
class Bar:
    """What one number does to the mean caseload.

    Args:
        name: dotted.
        low, high: the values that it was given.
        own: whether they are the ends of its own interval; else 10 percent down and up.
        low_effect, high_effect: on the mean caseload, in cases.
        error: the larger standard error of the two, over the replications; not a number with one replication.
    """

    name: str
    low: float
    high: float
    own: bool
    low_effect: float
    high_effect: float
    error: float

    @property
    def reach(self) -> float:
        """The larger of the two effects, whatever its direction."""
        return max(abs(self.low_effect), abs(self.high_effect))


def tornado(
    model: ModelFile,
    *,
    span: Span | None = None,
    replications: int = 3,
    seed: int = 0,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[Bar, ...]:
    """Vary every number that can be varied, the one that matters most first.

    Left out are factors per month and weekday, tables of quantiles and chances per day, capacities without limit and
    numbers that are 0: there is no 10 percent of those. Of two shares that together are 1 only the first is varied.

    Args:
        model: the file.
        span: the days to count; those of the model when left out.
        replications: runs per value.
        seed: of all random numbers.
        tell: hears how many of how many numbers are done.
    """
    span = span or model.span
    varied = list(_varied(model))

    def caseload(changed: Model) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        results = run(changed, span, replications=replications, seed=seed)
        return figures_of(results, changed)["caseload", ""]

    base, bars = caseload(model.model), []
    for done, (number, low, high, own) in enumerate(varied, start=1):
        name = number.estimate.name
        effects = [
            caseload(model.model_with(_with(model, span, name, value))) - base for value in (low, high)
        ]
        error = max(
            float(effect.std(ddof=1)) / replications**0.5 if replications > 1 else np.nan
            for effect in effects
        )
        bars.append(Bar(name, low, high, own, float(effects[0].mean()), float(effects[1].mean()), error))
        tell(done, len(varied))
    return tuple(sorted(bars, key=lambda bar: (-bar.reach, bar.name)))


def _with(model: ModelFile, span: Span, name: str, value: float) -> dict[str, float]:
    change = ChangeNode(parameter=name, to=value)
    content = ScenarioContent(name=name, start=span.first, changes=(change,))
    return changed_values(content, model.numbers, model.values)


def _varied(model: ModelFile) -> Iterator[tuple[Number, float, float, bool]]:
    """The numbers to vary with their two values, and whether those are of an interval of their own."""
    wholes: dict[str, list[str]] = {}
    for name, number in model.numbers.items():
        if number.estimate.shares_of:
            wholes.setdefault(number.estimate.shares_of, []).append(name)
    for name, number in model.numbers.items():
        estimate, members = number.estimate, wholes.get(number.estimate.shares_of or "", [])
        of_two = len(members) == 2 and members[0] != name
        if (
            _is_table(number)
            or of_two
            or len(members) == 1
            or not isfinite(estimate.value)
            or not estimate.value
        ):
            continue
        if estimate.standard_error:
            low, high = estimate.interval()
        else:
            low, high = estimate.value * (1 - TENTH), estimate.value * (1 + TENTH)
        if number.kind in ("chance", "share"):
            high = min(high, 1.0)
        if number.kind == "places":
            low, high = float(np.floor(low)), float(np.ceil(high))
        yield number, low, high, bool(estimate.standard_error)


def _is_table(number: Number) -> bool:
    given = number.given
    return isinstance(given, Factors) or (
        isinstance(given, Time) and given.form in (("kwantielen",), ("dagen",))
    )
