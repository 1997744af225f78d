"""Numbers that are not known exactly: what a parameter of a what-if model is estimated to be, and how surely.

Every parameter has a dotted name, a value and where it comes from. Its uncertainty is a standard error on the scale
on which the estimate is about normal (logarithm for rates and durations, log odds for shares), and parameters that
were estimated from the same cases vary together: so there is one covariance for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import exp, inf, log, nan
from typing import Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ketenzicht.whatif.model_file_numbers import STUDY

Floats = NDArray[np.float64]
Scale = Literal["log", "logit", "plain"]
Z95 = 1.959963984540054


def to_scale(value: float, scale: Scale) -> float:
    """A value on the scale on which it is normal; without end at the edge of what it can be."""
    if scale == "log":
        return log(value) if value > 0 else -inf
    if scale == "logit":
        return -inf if value <= 0 else inf if value >= 1 else log(value / (1 - value))
    return value


def from_scale(number: float, scale: Scale) -> float:
    """The value that a number on a scale stands for."""
    if scale == "log":
        return exp(min(number, 700.0))
    if scale == "logit":
        return 1 / (1 + exp(-number)) if number > -700 else 0.0
    return number


@dataclass(frozen=True)
class Estimate:
    """One parameter.

    Args:
        name: dotted, in the words of the model file.
        value: on its own scale of days, shares, rates.
        scale: the scale of the standard error.
        standard_error: on that scale; 0 for a number that is taken as known.
        origin: ``studie``, ``aanname``, ``afgestemd`` or the id of a reference value.
        n: how many cases, spells or days it rests on; None where it does not rest on any.
        events: how many of what it counts were seen, where that is less than ``n``.
        shares_of: name of the group of shares that add up to 1 together.
        note: what else there is to say, in Dutch.
    """

    name: str
    value: float
    scale: Scale
    standard_error: float
    origin: str = STUDY
    n: int | None = None
    events: int | None = None
    shares_of: str | None = None
    note: str = ""

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """Interval, 95 % when ``z`` is left out; the value itself where nothing varies."""
        if not self.standard_error:
            return self.value, self.value
        at, width = to_scale(self.value, self.scale), z * self.standard_error
        if not np.isfinite(at):
            return nan, nan
        return from_scale(at - width, self.scale), from_scale(at + width, self.scale)


@dataclass(frozen=True)
class Missing:
    """A parameter that a model needs and that the registrations cannot tell, with the reason in Dutch."""

    name: str
    why: str


@dataclass(frozen=True)
class Estimates:
    """Parameters with their joint covariance (n x n) on the scale of each."""

    estimates: tuple[Estimate, ...]
    covariance: Floats
    missing: tuple[Missing, ...] = ()

    def __post_init__(self) -> None:
        number = len(self.estimates)
        if self.covariance.shape != (number, number):
            raise ValueError(f"the covariance of {number} parameters is {number} by {number}")
        names = [one.name for one in self.estimates]
        if len(set(names)) < number:
            raise ValueError("two parameters have one name")

    @cached_property
    def by_name(self) -> Mapping[str, Estimate]:
        """The parameters by their dotted name."""
        return {one.name: one for one in self.estimates}

    def draw(self, random: Generator, number: int) -> Floats:
        """Values (number x n) drawn jointly; shares of one group add up to 1 in every draw.

        A parameter without standard error keeps its value.
        """
        at = np.array([to_scale(one.value, one.scale) for one in self.estimates])
        value, vector = np.linalg.eigh(self.covariance)
        root = vector * np.sqrt(np.maximum(value, 0.0))
        moved = at + random.standard_normal((number, len(at))) @ root.T
        drawn: Floats = np.empty(moved.shape)
        for column, one in enumerate(self.estimates):
            if one.standard_error:
                drawn[:, column] = [from_scale(number, one.scale) for number in moved[:, column]]
            else:
                drawn[:, column] = one.value
        for columns in self._groups():
            drawn[:, columns] /= drawn[:, columns].sum(axis=1, keepdims=True)
        return drawn

    def _groups(self) -> Iterable[list[int]]:
        groups: dict[str, list[int]] = {}
        for column, one in enumerate(self.estimates):
            if one.shares_of is not None:
                groups.setdefault(one.shares_of, []).append(column)
        return groups.values()


def joined(parts: Iterable[Estimates]) -> Estimates:
    """Parameters that were estimated independently, together: their covariance stands in blocks."""
    parts = list(parts)
    sizes = [len(part.estimates) for part in parts]
    covariance, at = np.zeros((sum(sizes), sum(sizes))), 0
    for part, size in zip(parts, sizes, strict=True):
        covariance[at : at + size, at : at + size] = part.covariance
        at += size
    return Estimates(
        tuple(one for part in parts for one in part.estimates),
        covariance,
        tuple(one for part in parts for one in part.missing),
    )


def with_errors(estimates: Iterable[Estimate], covariance: Floats) -> tuple[Estimate, ...]:
    """The parameters with the standard errors that stand on the diagonal of their covariance."""
    errors = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    return tuple(
        replace(one, standard_error=float(error)) for one, error in zip(estimates, errors, strict=True)
    )
