"""The checks of SACRO over the figures of one output, one function for each; which of them apply is no matter here.

After ``acro`` (https://github.com/AI-SDC/ACRO): a check gives ``pass``, ``review`` or ``fail``, and says why.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from ketenzicht.message import Label, Message, message
from ketenzicht.publish.evidence import Evidence
from ketenzicht.publish.outputs import Outcome
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, Name, PublishedFigure, PublishedShare
from ketenzicht.publish.statbarn import CHECK_NAMES, Check

MOST_NAMED = 3
"""How many rows a reason names."""

Found: TypeAlias = tuple[Outcome, tuple[Message, ...]]
"""The outcome of a check, and what there is to say about it."""

PASSED: Found = ("pass", ())


@dataclass(frozen=True)
class Shown:
    """A figure as it is shown or hidden, with what it rests on, and the name of its row."""

    evidence: Evidence
    figure: PublishedFigure
    label: Label

    @property
    def names(self) -> frozenset[Name]:
        """The names of the numbers that it tells about."""
        numbers = self.figure.numbers
        found = () if numbers is None else (numbers.part, numbers.whole)
        return frozenset(name for name in found if name is not None)


def run_check(
    check: Check, items: Sequence[Shown], counted: bool, given_away: Set[Name], policy: Policy
) -> Found:
    """The outcome of one check.

    Args:
        check: its name.
        items: the figures of the output, also those that are hidden.
        counted: whether what is missing stands beside them.
        given_away: the hidden numbers that follow from all that is shown.
        policy: what is asked.
    """
    if check == "PresenceOfLinkedTableCheck":
        return _failed(check) if any(item.names & given_away for item in items) else PASSED
    shown = [item for item in items if not isinstance(item.figure, Hidden)]
    if check == "MinimumThresholdCheck":
        return PASSED if all(_enough(item.evidence, policy) for item in shown) else _failed(check)
    if check == "MinimumDoFCheck":
        freedoms = [item.evidence.freedom for item in shown if item.evidence.freedom is not None]
        return _failed(check) if any(freedom < policy.degrees_of_freedom for freedom in freedoms) else PASSED
    if check in ("NKCheck", "PPercentCheck"):
        return _dominance(check, shown, policy)
    if check == "PresenceOfZeroCheck":
        return _classes(shown, policy)
    if check == "StatbarnDataCheck":
        return _hidden_table(shown, policy)
    if check == "MissingCheck" and not counted:
        return "review", (message("niet gezegd is hoeveel gegevens ontbreken"),)
    return PASSED


def _enough(evidence: Evidence, policy: Policy) -> bool:
    whole = evidence.whole is None or evidence.whole >= policy.threshold
    return whole and not any(policy.hides(number) for number in evidence.cases)


def _failed(check: Check) -> Found:
    return "fail", (message("niet gehaald: {controle}", controle=CHECK_NAMES[check]),)


def _dominance(check: Check, shown: Sequence[Shown], policy: Policy) -> Found:
    sums = [(item.evidence.total, item.evidence.largest) for item in shown if item.evidence.total]
    rule = policy.dominance
    for total, largest in sums:
        if largest is None or total is None:
            continue
        few = rule.number * largest >= rule.share * total
        derivable = total - 2 * largest < rule.rest * largest
        if few if check == "NKCheck" else derivable:
            return _failed(check)
    if any(largest is None for _total, largest in sums):
        return "review", (message("niet bekend is of een paar grote zaken de uitkomst bepalen"),)
    return PASSED


def _classes(shown: Sequence[Shown], policy: Policy) -> Found:
    found = [item for item in shown if _nobody_or_everybody(item)]
    if not found or policy.class_disclosure == "allow":
        return PASSED
    named = list(dict.fromkeys(_who(item) for item in found))
    said = named[:MOST_NAMED]
    if len(named) > MOST_NAMED:
        said.append(message("niemand of iedereen: ook nog {n} andere", n=len(named) - MOST_NAMED))
    return "review" if policy.class_disclosure == "review" else "pass", tuple(said)


def _nobody_or_everybody(item: Shown) -> bool:
    figure = item.figure
    return (
        item.evidence.portion is not None and isinstance(figure, PublishedShare) and figure.x in (0, figure.n)
    )


def _who(item: Shown) -> Message:
    nobody = isinstance(item.figure, PublishedShare) and item.figure.x == 0
    return message("niemand: {rij}", rij=item.label) if nobody else message("iedereen: {rij}", rij=item.label)


def _hidden_table(shown: Sequence[Shown], policy: Policy) -> Found:
    kinds = {item.evidence.statbarn for item in shown} - policy.allowed
    if "CalculatedRatios" in kinds:
        said = message("een verhouding is soms terug te rekenen; leg haar naast de aantallen")
        return "review", (said,)
    # the step between two points is the difference of two rounded numbers: it can be this many values
    if "HazardSurvivalTables" in kinds and 2 * policy.rounding - 1 < policy.protection:
        return "review", (message("uit de stappen van een lijn volgen aantallen"),)
    return PASSED
