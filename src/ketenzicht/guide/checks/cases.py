"""Checks on what experts worked out by hand: examples of amounts, worked cases, and whether each option has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Judgement,
    Named,
    TermElapsed,
)
from ketenzicht.chain.references import nodes
from ketenzicht.guide.assess import amount
from ketenzicht.guide.checks.ready import guide_of
from ketenzicht.guide.letters import PLACE
from ketenzicht.guide.worked_cases import Tried, try_case
from ketenzicht.rules.answers import read_answers
from ketenzicht.rules.compile import Judge

_BRACED = re.compile(r"\{[^{}]*\}")


@check("voorbeeld-komt-anders-uit", "Een regel die haar eigen voorbeeld tegenspreekt, rekent verkeerd.")
def example_differs(subject: Subject) -> Iterator[Problem]:
    """Examples of rules with facts that cannot be read, or with another outcome."""
    guide = guide_of(subject)
    for index, rule in enumerate(subject.chain.rules if guide else ()):
        for place, example in enumerate(rule.examples):
            path = ("regels", index, "voorbeelden", place)
            answers, problems = read_answers(
                subject.chain, {name: str(value) for name, value in example.facts.items()}
            )
            for problem in problems:
                yield Problem((*path, "feiten"), f"'{problem.fact}': {problem.what}", str(problem.fix or ""))
            if problems or guide is None:
                continue
            found = amount(Judge(guide.conditions(example.as_of or subject.as_of), answers), rule.id)
            if found != example.outcome:
                yield Problem(
                    path,
                    f"Regel '{rule.id}' geeft hier {_said(found)}, en het voorbeeld zegt {_said(example.outcome)}.",
                    "Reken het voorbeeld na met de bron, en verbeter de regel of het voorbeeld.",
                )


def _said(number: object) -> str:
    return "niets" if number is None else str(number)


@check(
    "regel-zonder-voorbeeld",
    "Aan een voorbeeld dat altijd uitkomt ziet iedereen dat een bedrag klopt.",
    severity="warning",
    strict=True,
)
def rule_without_example(subject: Subject) -> Iterator[Problem]:
    """Rules without an example."""
    for index, rule in enumerate(subject.chain.rules):
        if not rule.examples:
            yield Problem(("regels", index), f"Regel '{rule.id}' heeft geen voorbeeld.", "Reken er een uit.")


@check("casus-onleesbaar", "Een casus met een onbekend feit, antwoord of optie toont niets.")
def case_unreadable(subject: Subject) -> Iterator[Problem]:
    """Worked cases that name facts, answers or options that the chain does not have."""
    for index, tried in enumerate(_tried(subject)):
        for item in tried.unreadable:
            yield Problem(("casussen", index, *item.key), f"Casus '{tried.case.id}': {item.what}", item.fix)


@check(
    "casus-komt-anders-uit",
    "Een casus is door een deskundige bedacht: komt zij anders uit, dan klopt iets niet.",
)
def case_differs(subject: Subject) -> Iterator[Problem]:
    """Worked cases with another status, order, amount or blocker than they expect."""
    for index, tried in enumerate(_tried(subject)):
        for item in tried.differences:
            found = item.found + (f" (niet bekend: {', '.join(item.missing)})" if item.missing else "")
            yield Problem(
                ("casussen", index, "verwacht", item.option),
                f"Casus '{tried.case.id}': optie '{item.option}' is {found}, verwacht was {item.expected}.",
                "Kijk met 'ketenzicht guide explain' waarom, en verbeter de voorwaarde of de casus.",
            )
        for gives in tried.amounts:
            yield Problem(
                ("casussen", index, "bedragen", gives.rule),
                f"Casus '{tried.case.id}': regel '{gives.rule}' geeft {_said(gives.found)}, "
                f"verwacht was {_said(gives.expected)}.",
                "Reken het na met de bron, en verbeter de regel of de casus.",
            )
        for name in tried.no_blockers:
            yield Problem(
                ("casussen", index, "blokkades"),
                f"Casus '{tried.case.id}': blokkade '{name}' is er niet, en wordt wel verwacht.",
                "Kijk of het een blokkade is en of haar voorwaarde klopt, of verbeter de casus.",
            )
        if tried.order is not None:
            yield Problem(
                ("casussen", index, "volgorde"),
                f"Casus '{tried.case.id}': in het plan is de volgorde {', '.join(tried.order) or 'leeg'}.",
                "Kijk bij 'na', 'dringend', 'uiterlijk' en 'liever_dan', of verbeter de casus.",
            )


def _tried(subject: Subject) -> tuple[Tried, ...]:
    guide = guide_of(subject)
    if guide is None:
        return ()
    if "tried" not in subject.shared:
        subject.shared["tried"] = tuple(try_case(guide, case) for case in subject.chain.worked_cases)
    found: tuple[Tried, ...] = subject.shared["tried"]
    return found


@check(
    "optie-zonder-casus",
    "Een casus waarin een optie open is en een waarin zij dicht is, tonen dat haar voorwaarden kloppen.",
    severity="warning",
    strict=True,
)
def option_without_case(subject: Subject) -> Iterator[Problem]:
    """Options that no worked case expects to be open, or closed when they have conditions."""
    if guide_of(subject) is None:
        return
    named = {item.id: item.when for item in subject.chain.conditions}
    expected = {
        (name, status) for case in subject.chain.worked_cases for name, status in case.expected.items()
    }
    for index, option in enumerate(subject.chain.options):
        opened = "oordeel-nodig" if _is_judged(option.condition, named) else "open"
        wanted = (opened, "dicht") if _facts_decide(option.condition, named) else (opened,)
        if lacking := [status for status in wanted if (option.id, status) not in expected]:
            yield Problem(
                ("opties", index),
                f"Geen casus heeft optie '{option.id}' als {' of als '.join(lacking)}.",
                "Bedenk er een met een deskundige.",
            )


Conditions = Mapping[str, Condition]
"""Named conditions."""


def _is_judged(condition: Condition | None, named: Conditions) -> bool:
    """Whether a professional must always judge before a condition holds."""
    if isinstance(condition, Named):
        return _is_judged(named.get(condition.condition), named)
    if isinstance(condition, AllOf):
        return any(_is_judged(part, named) for part in condition.all_of)
    if isinstance(condition, AnyOf):
        return all(_is_judged(part, named) for part in condition.any_of)
    return isinstance(condition, Judgement)


def _facts_decide(condition: Condition | None, named: Conditions) -> bool:
    """Whether a fact has a say, also through a named condition."""
    if condition is None:
        return False
    for _, node in nodes(condition):
        if isinstance(node, Comparison | TermElapsed):
            return True
        if isinstance(node, Named) and _facts_decide(named.get(node.condition), named):
            return True
    return False


@check("brief-onbekende-plek", "Een plek in een brief die niet te vullen is, blijft altijd leeg.")
def unknown_place(subject: Subject) -> Iterator[Problem]:
    """Letters with a place for a fact that the chain does not have, or with one that nobody can read."""
    facts = {fact.id for fact in subject.chain.facts}
    for index, letter in enumerate(subject.chain.letters):
        parts = [
            (("onderwerp",), letter.subject),
            *((("alineas", place), text) for place, text in enumerate(letter.paragraphs)),
        ]
        for key, text in parts:
            for found in (*_BRACED.findall(text.nl), *_BRACED.findall(text.en or "")):
                place = PLACE.fullmatch(found)
                if place is None or (place[1] and place[2] not in facts):
                    yield Problem(
                        ("brieven", index, *key),
                        f"Brief '{letter.id}' heeft een plek '{found}' die niet te vullen is.",
                        "Schrijf {feit:...} met de id van een feit, of een woord als {naam} voor een open plek.",
                    )
