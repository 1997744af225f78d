"""Releases read together: what a new one and earlier ones tell about small numbers that neither tells alone.

A release is held as plain data (:func:`figures_of_release`): what an outsider knows of every true number behind its
figures. That can be kept as JSON, so that a later release can be read together with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ketenzicht.publish.policy import Policy

if TYPE_CHECKING:
    from ketenzicht.publish.content import ReportContent

ReleaseFigures: TypeAlias = Mapping[str, Any]
"""What a release tells, ready for JSON: its chain, unit, period, data, policy, and the ranges of its numbers."""


@dataclass(frozen=True)
class Difference:
    """A small number that follows from releases read together.

    Args:
        numbers: the names of the published numbers that it is worked out from: one that is hidden, or two of which
            it is the difference.
        measures: the measures of the new release in which they stand.
        earlier: which of the earlier releases take part, by their place in the list.
        low, high: what is left for it, both inclusive; no numbers when that could not be found in time.
        verdict: ``exact`` when one value is left, ``determined`` when fewer than the protection interval are.
    """

    numbers: tuple[str, ...]
    measures: tuple[str, ...]
    earlier: tuple[int, ...]
    low: float
    high: float
    verdict: Literal["determined", "exact"]


def figures_of_release(content: ReportContent) -> dict[str, Any]:
    """What a release tells about true numbers, as data that JSON can hold.

    Args:
        content: the release as published.
    """
    raise NotImplementedError


def differences(
    new: ReleaseFigures, earlier: Sequence[ReleaseFigures], policy: Policy, *, seconds: float = 30.0
) -> tuple[Difference, ...]:
    """The small numbers that a new release gives away when it is read together with earlier ones.

    Args:
        new: the release that is about to leave.
        earlier: releases on the same population that have left before, oldest first.
        policy: what must stay possible for a small number (its threshold and protection interval).
        seconds: the most time; what is not settled by then counts as given away.
    """
    raise NotImplementedError
