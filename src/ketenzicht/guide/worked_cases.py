"""Worked cases: what a case made up by an expert should give, held against what the guide gives."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ketenzicht.chain.model import WorkedCase
from ketenzicht.chain.model.options import Status
from ketenzicht.errors import did_you_mean
from ketenzicht.guide.assess import Assessment, Guide, amount
from ketenzicht.guide.plan import make_plan
from ketenzicht.rules.answers import read_answers


@dataclass(frozen=True)
class Unreadable:
    """A part of a worked case that means nothing: under which key, and what is wrong."""

    key: tuple[str, ...]
    what: str
    fix: str


@dataclass(frozen=True)
class Difference:
    """An option whose status is not what the case expects; ``missing`` says what is not known of it."""

    option: str
    expected: Status
    found: Status
    missing: tuple[str, ...]


@dataclass(frozen=True)
class AmountDifference:
    """A rule that gives another amount than the case expects; None where nothing is known."""

    rule: str
    expected: Decimal | None
    found: Decimal | None


@dataclass(frozen=True)
class Tried:
    """A worked case after it was tried.

    Args:
        case: the case.
        unreadable: facts, answers and options that the chain does not have; the rest is then not tried.
        differences: options with another status.
        order: the expected order of steps, when the plan has another: what the plan has, in its order.
        amounts: rules with another outcome.
        no_blockers: blockers that should stand and do not.
    """

    case: WorkedCase
    unreadable: tuple[Unreadable, ...] = ()
    differences: tuple[Difference, ...] = ()
    order: tuple[str, ...] | None = None
    amounts: tuple[AmountDifference, ...] = ()
    no_blockers: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether everything is as the case expects."""
        wrong = self.unreadable or self.differences or self.amounts or self.no_blockers
        return not wrong and self.order is None


def try_case(guide: Guide, case: WorkedCase) -> Tried:
    """Judge a worked case on its own day."""
    answers, problems = read_answers(guide.chain, case.facts)
    options = {option.id for option in guide.chain.options}
    rules = {rule.id for rule in guide.chain.rules}
    unreadable = [
        Unreadable(("feiten", item.fact), f"'{item.fact}': {item.what}", str(item.fix or ""))
        for item in problems
    ]
    unreadable += [
        Unreadable(("verwacht", name), f"'{name}' is geen optie van deze keten.", did_you_mean(name, options))
        for name in case.expected
        if name not in options
    ]
    unreadable += [
        Unreadable(("bedragen", name), f"'{name}' is geen regel van deze keten.", did_you_mean(name, rules))
        for name in case.amounts
        if name not in rules
    ]
    if unreadable:
        return Tried(case, tuple(unreadable))
    assessment = guide.assess(answers, case.as_of)
    differences = [
        Difference(name, expected, found.status, found.missing)
        for name, expected in case.expected.items()
        if (found := assessment.status(name)).status != expected
    ]
    return Tried(
        case,
        (),
        tuple(differences),
        _other_order(assessment, case),
        tuple(
            AmountDifference(name, expected, gives)
            for name, expected in case.amounts.items()
            if (gives := amount(assessment.judge, name)) != expected
        ),
        tuple(name for name in case.blockers if not _stands(assessment, name)),
    )


def _stands(assessment: Assessment, blocker: str) -> bool:
    return any(item.blocker == blocker and item.holds for item in assessment.blockers)


def _other_order(assessment: Assessment, case: WorkedCase) -> tuple[str, ...] | None:
    steps = [step.option.option.id for step in make_plan(assessment).steps]
    found = tuple(name for name in steps if name in case.order)
    return None if found == case.order else found
