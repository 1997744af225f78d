"""What to ask next: the question that can settle most options, urgent ones first, and none that changes nothing.

Then what no option waits for but the plan is poorer without: the dates from which terms count, the amounts that a
rule computes with, the last letter, which tells where in the chain the case is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ketenzicht.chain.model import Fact
from ketenzicht.guide.assess import Assessment
from ketenzicht.rules.amounts import facts_of
from ketenzicht.rules.answers import NOT_ASKED
from ketenzicht.rules.decision import NO, YES

URGENT_OPTION = 3
"""An urgent option weighs as much as so many others."""


@dataclass(frozen=True)
class Question:
    """A fact to ask: for how many options it matters, and how many an answer to it alone could settle."""

    fact: Fact
    options: int
    settles: int


def questions(assessment: Assessment) -> tuple[Question, ...]:
    """The questions that were not asked and can still change the status of an option, the best one first.

    A question of which it is not certain that it applies waits for the question that decides that.
    """
    diagrams = assessment.judge.conditions.diagrams
    matters: dict[str, int] = {}
    settles: dict[str, int] = {}
    for item in assessment.options:
        weight = URGENT_OPTION if item.option.urgent else 1
        for fact in item.missing:
            matters[fact] = matters.get(fact, 0) + 1
        if item.left in (NO, YES):
            continue
        for place in diagrams.settling(item.left):
            for fact in diagrams.variables[place].facts:
                settles[fact] = settles.get(fact, 0) + weight
    order = {topic.id: place for place, topic in enumerate(assessment.chain.topics)}
    found = [
        Question(fact, matters[fact.id], settles.get(fact.id, 0))
        for fact in assessment.chain.facts
        if fact.id in matters
        and assessment.answers.get(fact.id, NOT_ASKED) == NOT_ASKED
        and (fact.only_if is None or assessment.judge.verdict(fact.only_if).holds)
    ]
    return tuple(
        sorted(
            found,
            key=lambda item: (
                not item.fact.urgent,
                -item.settles,
                -item.options,
                order.get(item.fact.topic, len(order)),
            ),
        )
    )


def plan_questions(assessment: Assessment) -> tuple[Fact, ...]:
    """The facts that were not asked, are certain to apply, and give the plan a date, an amount or a place."""
    wanted = set(_wanted(assessment))
    return tuple(
        fact
        for fact in assessment.chain.facts
        if fact.id in wanted
        and assessment.answers.get(fact.id, NOT_ASKED) == NOT_ASKED
        and (fact.only_if is None or assessment.judge.verdict(fact.only_if).holds)
    )


def _wanted(assessment: Assessment) -> Iterator[str]:
    chain = assessment.chain
    played = [item for item in assessment.options if item.status not in ("niet-beoordeeld", "dicht")]
    rules = {rule.id: rule for rule in chain.rules}
    for item in played:
        if item.option.deadline is not None:
            yield item.option.deadline.since
        for name in item.option.rules:
            yield from facts_of(rules[name].value, chain)
    involved = {item.option.organisation for item in assessment.options if item.status != "niet-beoordeeld"}
    stages = [stage for stage in chain.stages if stage.organisation in involved]
    begun = {event for stage in stages for event in stage.begins_with}
    counted = {term.clock for stage in stages for term in stage.terms if term.clock is not None}
    counted |= {
        event
        for stage in stages
        if any(not term.clock for term in stage.terms)
        for event in stage.begins_with
    }
    for fact in chain.facts:
        if fact.event in counted or any(choice.event in begun for choice in fact.choices if choice.event):
            yield fact.id
