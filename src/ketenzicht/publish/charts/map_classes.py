"""Classes of a map: where one ends and the next begins, and their words.

A figure is put in a class as it is shown: one that reads 15 % is in the class that begins with 15 %.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import floor

from ketenzicht.message import message
from ketenzicht.publish.language import Wording
from ketenzicht.publish.published import PublishedNumber, PublishedShare

CLASSES = 5
"""More shades of one colour cannot be told apart."""


def value_shown(figure: PublishedShare | PublishedNumber) -> float:
    """The value of a figure as a reader sees it; a share of 0.148 is shown as 15 %, and is 0.15 here."""
    if isinstance(figure, PublishedNumber) and figure.style not in ("percent", "points"):
        return round(figure.value, figure.digits)
    return floor(figure.value * 100 + 0.5) / 100


def quantile_breaks(values: Iterable[float], classes: int) -> tuple[float, ...]:
    """The least values of the second class and further, so that classes hold about as many places.

    Equal values stay in one class, so there may be fewer classes.

    Args:
        values: as they are shown.
        classes: at most so many.
    """
    ordered = sorted(values)
    at = (ordered[len(ordered) * place // classes] for place in range(1, classes))
    return tuple(sorted({value for value in at if value > ordered[0]}))


def class_of(value: float, breaks: Sequence[float]) -> int:
    """The class of a value, from 0; a value that is a break is in the class that begins there."""
    return bisect_right(breaks, value)


def class_words(
    place: int, breaks: Sequence[float], like: PublishedShare | PublishedNumber, wording: Wording
) -> str:
    """The bounds of a class in words.

    Args:
        place: of the class, from 0.
        breaks: where classes begin.
        like: a figure with the style of all.
        wording: the language.
    """
    said = [_said(value, like, wording) for value in breaks]
    if not said:
        return wording.text(message("alle"))
    if place == 0:
        return wording.text(message("lager dan {n}", n=said[0]))
    if place == len(said):
        return wording.text(message("{laag} of meer", laag=said[-1]))
    return wording.text(message("{laag} tot {hoog}", laag=said[place - 1], hoog=said[place]))


def _said(value: float, like: PublishedShare | PublishedNumber, wording: Wording) -> str:
    if isinstance(like, PublishedShare):
        return wording.percent(value)
    return wording.shown(replace(like, value=value))
