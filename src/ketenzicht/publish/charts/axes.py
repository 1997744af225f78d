"""Round axes: where an axis ends, its ticks, and the words beside them in the language of the reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor, log10

from ketenzicht.publish.charts.look import Spec

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def even_ticks(highest: float, most: int = 6) -> list[float]:
    """Round values from 0 to the first that is not below the highest."""
    if highest <= 0:
        return [0.0, 1.0]
    power = 10.0 ** floor(log10(highest / most))
    step = next(one * power for one in _STEPS if highest / (one * power) <= most)
    number = -int(-highest // step)
    return [place * step for place in range(number + 1)]


def factor_ticks(lowest: float, highest: float, most: int = 6) -> list[float]:
    """1, 2 and 5 times powers of ten between two values above 0; fewer of them where they would crowd."""
    powers = range(floor(log10(lowest)), floor(log10(highest)) + 1)
    for choice in ((1, 2, 5), (1, 3), (1,)):
        found = [one * 10.0**power for power in powers for one in choice]
        inside = [one for one in found if lowest <= one <= highest]
        if len(inside) <= most:
            return inside
    return inside[:: -(-len(inside) // most)]


def tick_words(ticks: Sequence[float], words: Callable[[float], str]) -> str:
    """A Vega expression that gives each tick a text of its own."""
    near = max((abs(tick) for tick in ticks), default=1.0) * 1e-9
    choices = "".join(f"abs(datum.value - {tick!r}) <= {near!r} ? '{words(tick)}' : " for tick in ticks)
    return choices + "''"


def axis(ticks: Sequence[float], words: Callable[[float], str], *, title: str | None = None) -> Spec:
    """An axis with these ticks."""
    return {"title": title, "values": list(ticks), "labelExpr": tick_words(ticks, words)}
