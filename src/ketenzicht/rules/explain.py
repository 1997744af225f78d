"""Why a condition holds or not: the tree with the outcome of every part, and the least that would have to change.

The tree is data; a door turns it into sentences. A leaf says what is asked of a fact in words of the chain.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from ketenzicht.chain.model import Fact
from ketenzicht.chain.model.conditions import (
    YES,
    AllOf,
    AnyOf,
    AtLeastN,
    Comparison,
    Condition,
    Judgement,
    Named,
    Not,
    TermElapsed,
)
from ketenzicht.message import Label, duration_words, message
from ketenzicht.rules.compile import Conditions, Judge
from ketenzicht.rules.variables import Variables

Shape = Literal["alle", "een_van", "niet", "minstens_n", "voorwaarde", "feit", "verstreken", "oordeel"]

_ALL = message("al deze voorwaarden")
_ANY = message("een van deze voorwaarden")
_NOT = message("dit juist niet")


class Explained(NamedTuple):
    """A condition with its outcome. A tuple, because a case has hundreds of them.

    Args:
        shape: which kind of condition.
        holds: yes, no or None for unknown.
        said: what is asked, in words; of a compound one how its parts combine.
        parts: the conditions inside it.
        facts: the facts that a leaf reads.
        unmet: what the chain says when it does not hold.
        name: the id of a named condition.
        number: of ``minstens_n``.
    """

    shape: Shape
    holds: bool | None
    said: Label
    parts: tuple[Explained, ...] = ()
    facts: tuple[str, ...] = ()
    unmet: Label | None = None
    name: str | None = None
    number: int | None = None


def explain(judge: Judge, condition: Condition) -> Explained:
    """The tree of a condition for the answers of a case."""
    conditions = judge.conditions
    holds = judge.holds(conditions.diagram(condition))
    if isinstance(condition, AllOf):
        parts = tuple(explain(judge, part) for part in condition.all_of)
        return Explained("alle", holds, _ALL, parts)
    if isinstance(condition, AnyOf):
        parts = tuple(explain(judge, part) for part in condition.any_of)
        return Explained("een_van", holds, _ANY, parts)
    if isinstance(condition, AtLeastN):
        parts = tuple(explain(judge, part) for part in condition.of)
        number = condition.number
        return Explained(
            "minstens_n", holds, message("minstens {n} van deze voorwaarden", n=number), parts, number=number
        )
    if isinstance(condition, Not):
        part = explain(judge, condition.negated)
        return Explained(
            "niet", holds, _NOT, (part,), unmet=condition.unmet or _consequence(judge, condition)
        )
    if isinstance(condition, Named):
        named = conditions.named[condition.condition]
        if named.id not in judge.explained:
            judge.explained[named.id] = explain(judge, named.when)
        part = judge.explained[named.id]
        return Explained("voorwaarde", holds, named.name, (part,), unmet=condition.unmet, name=named.id)
    if isinstance(condition, Judgement):
        return Explained("oordeel", holds, condition.judgement)
    said, facts = conditions.once(condition, lambda: _asked(conditions, condition))
    if isinstance(condition, TermElapsed):
        return Explained("verstreken", holds, said, facts=facts, unmet=condition.elapsed.unmet)
    return Explained("feit", holds, said, facts=facts, unmet=condition.unmet)


def _consequence(judge: Judge, condition: Not) -> Label | None:
    """What the chain says of a named condition that should not hold and does."""
    if isinstance(condition.negated, Named):
        return judge.conditions.named[condition.negated.condition].consequence
    return None


def _asked(conditions: Conditions, condition: TermElapsed | Comparison) -> tuple[Label, tuple[str, ...]]:
    """What a leaf asks, in words, and of which facts."""
    if isinstance(condition, TermElapsed):
        item = condition.elapsed
        said = message(
            "{feit}: meer dan {duur} geleden",
            feit=conditions.variables.facts[item.since].name,
            duur=duration_words(item.limit),
        )
        return said, (item.since,)
    tests = conditions.variables.tests(condition)[1]
    facts = tuple(dict.fromkeys(fact for test in tests for fact in test.variable.facts))
    return _said(conditions.variables, condition), facts


def _said(variables: Variables, condition: Comparison) -> Label:
    if condition.rule is not None:
        rule = variables.amounts.rules[condition.rule]
        return message(
            "{feit}: {grens}", feit=rule.name, grens=_bounds(variables, condition, euros="EUR" in rule.unit)
        )
    fact = variables.facts[str(condition.fact)]
    if fact.kind in ("getal", "bedrag") and not condition.equals:
        return message(
            "{feit}: {grens}",
            feit=fact.name,
            grens=_bounds(variables, condition, euros=fact.kind == "bedrag"),
        )
    return message("{feit}: {antwoord}", feit=fact.name, antwoord=_answers(fact, condition.equals or (YES,)))


def _answers(fact: Fact, answers: tuple[str, ...]) -> Label:
    names = {choice.id: choice.name for choice in fact.choices}
    words: list[Label] = [names.get(answer) or _yes_or_no(answer) for answer in answers]
    said = words[0]
    for word in words[1:]:
        said = message("{een} of {ander}", een=said, ander=word)
    return said


def _yes_or_no(answer: str) -> Label:
    return (
        message("ja") if answer == "ja" else message("nee") if answer == "nee" else message("{n}", n=answer)
    )


def _bounds(variables: Variables, condition: Comparison, *, euros: bool) -> Label:
    """The bounds in words; one that the chain does not know on this day is said to be unknown."""
    said: list[Label] = []
    for bound, in_words in (
        (condition.at_least, _at_least),
        (condition.more_than, _more_than),
        (condition.at_most, _at_most),
        (condition.less_than, _less_than),
    ):
        if bound is None:
            continue
        found = variables.bound(bound)
        if found is None:
            said.append(message("de norm van deze dag is ons niet bekend"))
        else:
            said.append(in_words(_plain(found), euros))
    words: Label = said[0] if said else message("bekend")
    for more in said[1:]:
        words = message("{een} en {ander}", een=words, ander=more)
    return words


def _at_least(n: float, euros: bool) -> Label:
    return message("minstens € {n}", n=n) if euros else message("minstens {n}", n=n)


def _more_than(n: float, euros: bool) -> Label:
    return message("meer dan € {n}", n=n) if euros else message("meer dan {n}", n=n)


def _at_most(n: float, euros: bool) -> Label:
    return message("hoogstens € {n}", n=n) if euros else message("hoogstens {n}", n=n)


def _less_than(n: float, euros: bool) -> Label:
    return message("minder dan € {n}", n=n) if euros else message("minder dan {n}", n=n)


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def must_change(of: Explained, *, to: bool = True) -> tuple[Explained, ...]:
    """The least that would have to change for a condition to hold (or, with ``to`` False, not to hold).

    Only what is known to be otherwise: what is unknown need not change. Leaves, of which a judgement is one; and a
    compound condition for which the chain has words of its own, with the facts in it. Nothing for a condition that
    already is what is asked, or that may be.
    """
    if of.holds is None or of.holds is to:
        return ()
    if not of.parts:
        return (of,)
    if of.unmet is not None and to:
        return (_with_facts(of),)
    if of.shape == "niet":
        found = must_change(of.parts[0], to=not to)
    elif of.shape == "voorwaarde":
        found = must_change(of.parts[0], to=to)
    else:
        wrong = [must_change(part, to=to) for part in of.parts if part.holds is (not to)]
        number = _needed(of, to=to) - (len(of.parts) - len(wrong))
        cheapest = sorted(wrong, key=len)[: max(number, 0)]
        found = tuple(dict.fromkeys(leaf for leaves in cheapest for leaf in leaves))
    return found or (_with_facts(of),)  # no part is wrong alone: they cannot all be right together


def _with_facts(of: Explained) -> Explained:
    return of._replace(facts=tuple(dict.fromkeys(_facts(of))))


def _facts(of: Explained) -> Iterator[str]:
    yield from of.facts
    for part in of.parts:
        yield from _facts(part)


def _needed(of: Explained, *, to: bool) -> int:
    """How many parts must be what is asked."""
    size = len(of.parts)
    holding = {"alle": size, "een_van": 1}.get(of.shape, of.number or size)
    return holding if to else size - holding + 1
