"""The status of every option for the answers of one case, with the reason and what is still missing.

Silence never becomes open: an option is open only when its condition holds whatever the unknown facts turn out to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from ketenzicht.chain.model import Chain, Option
from ketenzicht.chain.model.base import TextNode
from ketenzicht.chain.model.options import Status
from ketenzicht.message import Label, message
from ketenzicht.rules.amounts import as_paid
from ketenzicht.rules.answers import Answers
from ketenzicht.rules.compile import Conditions, Judge
from ketenzicht.rules.decision import NO, YES, Diagram
from ketenzicht.rules.explain import Explained, explain, must_change

MOST_DAYS = 8
MOST_NODES = 500_000
"""A server begins its diagrams anew beyond these: every case may add a few nodes."""


@dataclass(frozen=True)
class Amount:
    """What a rule gives for this case.

    Args:
        rule: the rule.
        value: the outcome, an amount of money in whole cents; None when it is not known.
        without: the norm that has no value on the day, when that is why; else an answer is still missing.
        gap: what the chain says of a norm without value.
    """

    rule: str
    value: Decimal | None
    without: str | None = None
    gap: Label | None = None


@dataclass(frozen=True)
class OptionStatus:
    """One option for one case.

    Args:
        option: the option.
        status: open, dicht, nog-onbekend, oordeel-nodig or niet-beoordeeld.
        why_not_judged: for ``niet-beoordeeld``.
        missing: the facts whose answers can still change the status, in the order of the chain.
        judgements: what a professional must judge.
        left: what is left of its condition once the known facts are filled in.
        amounts: what its rules give, without those that are not about this case.
    """

    option: Option
    status: Status
    why_not_judged: Label | None
    missing: tuple[str, ...]
    judgements: tuple[TextNode, ...]
    left: Diagram
    amounts: tuple[Amount, ...]


@dataclass(frozen=True)
class BlockerStatus:
    """A blocker that stands, or may stand, in the way of this case."""

    blocker: str
    holds: bool | None


@dataclass(frozen=True)
class Assessment:
    """All options of a chain for one case on one day."""

    chain: Chain
    day: date
    answers: Answers
    options: tuple[OptionStatus, ...]
    blockers: tuple[BlockerStatus, ...]
    judge: Judge

    def status(self, option: str) -> OptionStatus:
        """The status of one option.

        Raises:
            KeyError: the chain has no such option.
        """
        return self._by_id[option]

    @cached_property
    def _by_id(self) -> dict[str, OptionStatus]:
        return {item.option.id: item for item in self.options}

    def of(self, status: Status) -> tuple[OptionStatus, ...]:
        """The options with a status, in the order of the chain."""
        return tuple(item for item in self.options if item.status == status)

    def explanation(self, option: str) -> Explained | None:
        """The tree of the condition of an option; None when it has none."""
        condition = self.status(option).option.condition
        return explain(self.judge, condition) if condition is not None else None

    def must_change(self, option: str) -> tuple[Explained, ...]:
        """For a closed option: the least that would have to be otherwise for it to be open."""
        tree = self.explanation(option)
        return must_change(tree) if tree is not None else ()


class Guide:
    """The guide of a chain; compiles its conditions once per day."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self._days: dict[date, Conditions] = {}

    def conditions(self, day: date) -> Conditions:
        """The conditions of the chain on a day."""
        found = self._days.get(day)
        if found is None or len(found.diagrams.nodes) > MOST_NODES:
            if len(self._days) > MOST_DAYS:
                self._days.clear()
            self._days[day] = Conditions(self.chain, day)
        return self._days[day]

    def assess(self, answers: Answers, day: date) -> Assessment:
        """Judge every option for the answers of a case, as of a day."""
        judge = Judge(self.conditions(day), answers)
        return Assessment(
            self.chain,
            day,
            answers,
            tuple(_status(judge, option) for option in self.chain.options),
            tuple(_blockers(judge)),
            judge,
        )


def _status(judge: Judge, option: Option) -> OptionStatus:
    day = judge.conditions.day
    if (option.valid_from or day) > day:
        return _not_judged(option, message("Deze optie geldt nog niet op deze dag."))
    if (option.valid_to or day) < day:
        return _not_judged(option, message("Deze optie geldt niet meer op deze dag."))
    conditions, diagrams = judge.conditions, judge.conditions.diagrams
    relevant = conditions.diagram(option.relevant) if option.relevant is not None else YES
    condition = conditions.diagram(option.condition) if option.condition is not None else YES
    relevant_left, left = judge.left(relevant), judge.left(condition)
    if relevant_left == NO:
        return _not_judged(option, message("Deze optie heeft niet met deze situatie te maken."))
    open_ = [diagrams.variables[place] for place in diagrams.places(left)]
    undecided = (*(diagrams.variables[place] for place in diagrams.places(relevant_left)), *open_)
    facts = conditions.in_order({fact for variable in undecided for fact in variable.facts})
    judgements = tuple(item.judgement for item in open_ if item.judgement is not None)
    if relevant_left == YES and left in (NO, YES):
        status: Status = "open" if left == YES else "dicht"
    elif facts or not judgements:
        status = "nog-onbekend"
    else:
        status = "oordeel-nodig"
    return OptionStatus(
        option,
        status,
        None,
        facts,
        judgements,
        judge.left(diagrams.both(relevant, condition)),
        tuple(_amounts(judge, option)),
    )


def amount(judge: Judge, rule: str) -> Decimal | None:
    """What a rule gives, when its condition holds and all that it needs is known; money in whole cents."""
    amounts = judge.conditions.variables.amounts
    declared = amounts.rules[rule]
    if _about(judge, rule) is not True:
        return None
    value = amounts.value(declared.value, judge.answers)
    return None if value is None else as_paid(declared, value)


def _about(judge: Judge, rule: str) -> bool | None:
    when = judge.conditions.variables.amounts.rules[rule].when
    return True if when is None else judge.verdict(when).holds


def _amounts(judge: Judge, option: Option) -> Iterator[Amount]:
    for name in option.rules:
        if _about(judge, name) is not False:
            value = amount(judge, name)
            without = judge.conditions.variables.amounts.norm_without_value(name) if value is None else None
            gap = _gap(judge.conditions.chain, without) if without is not None else None
            yield Amount(name, value, without, gap)


def _gap(chain: Chain, norm: str) -> Label | None:
    name = next(item.gap for item in chain.norms if item.id == norm)
    return next((item.consequence for item in chain.gaps if item.id == name), None)


def _not_judged(option: Option, why: Label) -> OptionStatus:
    return OptionStatus(option, "niet-beoordeeld", why, (), (), NO, ())


def _blockers(judge: Judge) -> Iterator[BlockerStatus]:
    for condition in judge.conditions.chain.conditions:
        if condition.blocker:
            holds = judge.verdict(condition.when).holds
            if holds is not False:
                yield BlockerStatus(condition.id, holds)
