"""A check on made-up cases: does an option refuse nearly everybody, or nearly nobody.

Every two answers occur together: the cases are the rows of an orthogonal array of strength 2 over the integers
modulo a prime (Bose RC, Bush KA (1952), Orthogonal arrays of strength two and three, Annals of Mathematical
Statistics 23, 508-524). They are no sample of people; a finding says only that somebody should look.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import numpy as np
import numpy.typing as npt

from ketenzicht.calendar import day_after
from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model import Fact
from ketenzicht.chain.model.conditions import Condition, Elapsed
from ketenzicht.chain.references import nodes
from ketenzicht.guide.checks.ready import guide_of
from ketenzicht.rules.answers import Value
from ketenzicht.rules.compile import Conditions
from ketenzicht.rules.table import CaseTable
from ketenzicht.rules.variables import is_possible

SEED = 20261122
FEW = 0.001
"""Share of the cases in which an option plays."""
FEWEST = 200
"""The prime is larger than this, so that there are forty thousand cases."""
LEAST = 1000
"""So many cases must be left to say anything."""
SPREAD = tuple(Decimal(10) ** power for power in range(6))
"""Numbers for a fact that is compared only through a rule: the rule does not tell where its outcome turns."""


@check(
    "optie-voor-bijna-niemand",
    "Een optie die bijna iedereen of bijna niemand weigert, heeft vaak een voorwaarde verkeerd om.",
    severity="warning",
)
def nearly_everybody_or_nobody(subject: Subject) -> Iterator[Problem]:
    """Options that are closed in nearly all made-up cases in which they play, or in nearly none."""
    guide = guide_of(subject)
    if guide is None:
        return
    conditions = guide.conditions(subject.as_of)
    table = made_up_cases(conditions)
    for index, option in enumerate(subject.chain.options):
        if option.condition is None or not _facts_decide(conditions, option.condition):
            continue
        outcome = table.outcomes(option.condition)
        plays = (
            table.outcomes(option.relevant) == 1
            if option.relevant is not None
            else np.full(len(outcome), True)
        )
        if (number := int(plays.sum())) < LEAST:
            continue
        closed = int((outcome[plays] == 0).sum())
        if min(closed, number - closed) < FEW * number:
            yield Problem(
                ("opties", index, "voorwaarden"),
                f"Optie '{option.id}' is dicht in {closed} van {number} verzonnen situaties waarin zij speelt.",
                "Kijk of de voorwaarden zo bedoeld zijn.",
            )


def _facts_decide(conditions: Conditions, condition: Condition) -> bool:
    """Whether a condition asks more than the judgement of a professional."""
    diagrams = conditions.diagrams
    return any(diagrams.variables[place].facts for place in diagrams.places(conditions.diagram(condition)))


def made_up_cases(conditions: Conditions) -> CaseTable:
    """Cases in which every two answers to two facts occur together."""
    facts = conditions.chain.facts
    values = {fact.id: values_of(conditions, fact) for fact in facts}
    levels = max((len(found) for found in values.values()), default=1)
    prime = _prime_from(max(len(facts), 2 * levels, FEWEST))
    first, second = np.divmod(np.arange(prime * prime), prime)
    random = np.random.default_rng(SEED)
    columns: dict[str, npt.NDArray[np.int64]] = {}
    for place, fact in enumerate(facts):
        shuffled = random.permutation(prime)  # else columns at equal distances would keep step
        columns[fact.id] = shuffled[(first + place * second) % prime] % max(len(values[fact.id]), 1)
    used = {name: column for name, column in columns.items() if values[name]}
    return CaseTable(conditions, used, values, prime * prime)


def values_of(conditions: Conditions, fact: Fact) -> list[Value]:
    """Every answer to a fact; of a number or a date one for each way in which the chain can tell them apart."""
    if fact.kind == "keuze":
        return [choice.id for choice in fact.choices]
    if fact.kind == "meerkeuze":
        every = [frozenset({choice.id}) for choice in fact.choices]
        return [*every, frozenset(choice.id for choice in fact.choices)]
    if fact.kind == "datum":
        return list(_dates(conditions, fact))
    found = conditions.variables.examples(fact)
    if fact.kind in ("getal", "bedrag") and len(found) == 1:
        return [value for value in SPREAD if is_possible(fact, value)] or found
    return found


def _dates(conditions: Conditions, fact: Fact) -> Iterator[date]:
    """The day itself, and days so long ago that a term of the chain has just run out."""
    yield conditions.day
    for _, node in nodes(conditions.chain):
        if isinstance(node, Elapsed) and node.since == fact.id:
            ago = conditions.day
            while day_after(ago, node.limit) >= conditions.day:
                ago -= timedelta(days=1)
            yield ago


def _prime_from(least: int) -> int:
    return next(
        number
        for number in count(max(least, 2))
        if all(number % part for part in range(2, int(number**0.5) + 1))
    )
