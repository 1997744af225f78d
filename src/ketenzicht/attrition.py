"""Counts before and after each step: nothing is ever left out without being counted and said."""

from __future__ import annotations

from dataclasses import dataclass

from ketenzicht.message import Label


@dataclass(frozen=True)
class Attrition:
    """One step: how many there were, how many went on, and why the others did not.

    Args:
        step: what was done.
        unit: what is counted (rows, events, reports, households ...).
        before: number before the step.
        after: number after it; ``before - after`` were left out.
        reason: why they were left out.
        names: of the numbers before, after and left out (see :mod:`ketenzicht.measures.names`).
    """

    step: Label
    unit: Label
    before: int
    after: int
    reason: Label
    names: tuple[str | None, str | None, str | None] = (None, None, None)

    @property
    def left_out(self) -> int:
        """How many were left out; never negative."""
        return self.before - self.after


def in_data(what: str, before: str, after: str, left_out: str) -> tuple[str, str, str]:
    """Names for a step that is about all the data, whatever the period.

    Args:
        what: is counted; the empty word for before or after stands for all of it that is used further on.
        before, after, left_out: which of them.
    """
    names = (
        ":".join(word for word in (what, which, "gegevens") if word) for which in (before, after, left_out)
    )
    first, second, third = names
    return first, second, third
