"""What is asked to leave, output by output: which kind it is, which checks it passed, and what that leads to.

An output is what a reader sees as one thing: a table, a set of lines, the figures of a sentence. The words for its
status go with it into every file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ketenzicht.message import Label, Message, message
from ketenzicht.publish.statbarn import Check, Statbarn

Status: TypeAlias = Literal["protected", "review", "withheld", "refused"]
"""``protected``: it may leave; ``review``: a person must look at it first; ``withheld``: nothing of it is shown,
because it rests on too few cases or would give those away; ``refused``: the policy does not allow it, or a check
failed."""

Outcome: TypeAlias = Literal["pass", "review", "fail"]
"""The words of SACRO; the worst one of the checks decides."""

Part: TypeAlias = Literal["headline", "table", "curves", "series", "attrition", "quality"]

STATUS_NAMES: Mapping[Status, Message] = {
    "protected": message("beschermd"),
    "review": message("nakijken"),
    "withheld": message("weggelaten"),
    "refused": message("geweigerd"),
}
OUTCOME_NAMES: Mapping[Outcome, Message] = {
    "pass": message("in orde"),
    "review": message("nakijken"),
    "fail": message("niet in orde"),
}


@dataclass(frozen=True)
class CheckedOutput:
    """One output with the outcome of its checks.

    Args:
        id: the measure, what part of it, and the table: ``meldingsklassen/table/klassen``.
        measure: id of the measure; None for what belongs to the whole study.
        part: what it is.
        title: its name for readers.
        statbarns: the kinds of output in it.
        checks: each check that those ask for, with its outcome.
        status: what that leads to.
        reasons: why it is not simply protected, or what to bear in mind.
        n: the largest rounded number of cases behind a figure; None when none is shown.
        shown, small, derivable: how many figures are shown, hidden as too small, withheld as derivable.
    """

    id: str
    measure: str | None
    part: Part
    title: Label
    statbarns: tuple[Statbarn, ...]
    checks: tuple[tuple[Check, Outcome], ...]
    status: Status
    reasons: tuple[Label, ...]
    n: int | None
    shown: int
    small: int
    derivable: int


def overall(statuses: Iterable[Status]) -> Status:
    """The status of several outputs together: what is refused does not leave, so ``review`` comes first."""
    found = set(statuses)
    order: tuple[Status, ...] = ("review", "protected", "withheld", "refused")
    return next((status for status in order if status in found), "protected")


def of_measure(outputs: Iterable[CheckedOutput], measure: str) -> tuple[CheckedOutput, ...]:
    """The outputs of one measure."""
    return tuple(output for output in outputs if output.measure == measure)
