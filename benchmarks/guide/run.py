"""The guide: one case with its full explanation, and a million cases at once held against case by case.

``just bench-guide [chain] [--cases N] [--compared K]``: a chain by name or folder, else every chain that has options.
Cases are drawn at random from the answers that the chain can tell apart; a third of the facts is unknown.
Stops when the two readers differ on any of the ``K`` cases that are compared.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from datetime import date

import numpy as np

from ketenzicht.chain import load_chain, shipped_chains
from ketenzicht.guide.assess import Guide
from ketenzicht.guide.checks.sample import values_of
from ketenzicht.guide.plan import make_plan
from ketenzicht.guide.questions import questions
from ketenzicht.rules.compile import Judge
from ketenzicht.rules.table import CaseTable

DAY = date(2026, 11, 22)
SEED = 20261122
KNOWN = (0.0, 0.1, 0.33, 0.67, 1.0)
"""Shares of the facts that are known, for single cases."""
REPEATS = 200


def single_cases(guide: Guide, values: dict[str, list[object]]) -> None:
    """Status, questions, plan, every explanation and what must change: the middle and the slowest of many."""
    draw = random.Random(SEED)
    every = []
    for share in KNOWN:
        took = []
        for _ in range(REPEATS):
            answers = {name: draw.choice(found) for name, found in values.items() if draw.random() < share}
            start = time.perf_counter()
            assessment = guide.assess(answers, DAY)
            questions(assessment)
            make_plan(assessment)
            for item in assessment.options:
                if item.status != "niet-beoordeeld":
                    assessment.explanation(item.option.id)
                if item.status == "dicht":
                    assessment.must_change(item.option.id)
            took.append((time.perf_counter() - start) * 1000)
        every += took
        print(
            f"  {share:4.0%} of the facts known: middle {statistics.median(took):.1f} ms,"
            f" 95 of 100 within {np.quantile(took, 0.95):.1f} ms"
        )
    print(f"  together: middle {statistics.median(every):.1f} ms (target 5)")


def many_cases(guide: Guide, values: dict[str, list[object]], number: int, compared: int) -> None:
    """All conditions of all options for many cases, and the first of them one by one."""
    draw = np.random.default_rng(SEED)
    columns = {
        name: np.where(draw.random(number) < 1 / 3, -1, draw.integers(0, len(found), number)).astype(np.int16)
        for name, found in values.items()
    }
    conditions = guide.conditions(DAY)
    wanted = [item for option in guide.chain.options for item in (option.relevant, option.condition) if item]
    start = time.perf_counter()
    table = CaseTable(conditions, columns, values, number)
    found = [table.outcomes(condition) for condition in wanted]
    took = time.perf_counter() - start
    print(f"  {number:,} cases, {len(wanted)} conditions: {took:.2f} s (target 5)")
    start = time.perf_counter()
    for row in range(compared):
        answers = {name: values[name][code] for name, column in columns.items() if (code := column[row]) >= 0}
        judge = Judge(conditions, answers)
        for condition, outcome in zip(wanted, found, strict=True):
            holds = judge.verdict(condition).holds
            if outcome[row] != (-1 if holds is None else int(holds)):
                sys.exit(f"the readers differ on case {row}: {condition}")
    took = time.perf_counter() - start
    print(f"  the first {compared:,} one by one: {took:.2f} s, all {compared * len(wanted):,} outcomes equal")


def main() -> None:
    """Measure one chain, or every chain with options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chain", nargs="?")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--compared", type=int, default=20_000)
    given = parser.parse_args()
    for name in [given.chain] if given.chain else shipped_chains():
        chain = load_chain(name)
        if not chain.options:
            continue
        guide = Guide(chain)
        conditions = guide.conditions(DAY)
        values = {fact.id: found for fact in chain.facts if (found := values_of(conditions, fact))}
        print(f"{chain.id}: {len(chain.facts)} facts, {len(chain.options)} options")
        single_cases(guide, values)
        many_cases(guide, values, given.cases, given.compared)


if __name__ == "__main__":
    main()
