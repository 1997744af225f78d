"""Laws of conditions, on generated trees and cases: one definition, whoever reads it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.guides import DAY, guide_chain, option, plain
from ketenzicht.guide.assess import Guide
from ketenzicht.rules.compile import Conditions, Judge
from ketenzicht.rules.decision import NO, YES, Known
from ketenzicht.rules.table import CaseTable

pytestmark = pytest.mark.generative

VALUES: dict[str, list[object]] = {
    "brp": ["ja", "nee"],
    "leeftijd": [Decimal(17), Decimal(18), Decimal(27)],
    "wonen": ["straat", "opvang", "huis"],
    "schuldeisers": [
        frozenset({"cjib"}),
        frozenset({"duo"}),
        frozenset({"cjib", "duo"}),
        frozenset({"geen"}),
    ],
    "cjib.bedrag": [Decimal(50), Decimal(75), Decimal(500)],
    "cjib.brief": [date(2026, 11, 20), date(2026, 1, 1)],
    "deurwaarder": ["ja", "nee"],
}

LEAVES: list[dict[str, object]] = [
    {"feit": "brp"},
    {"feit": "deurwaarder", "is": False},
    {"feit": "leeftijd", "minstens": 18},
    {"feit": "leeftijd", "minder_dan": 27},
    {"feit": "wonen", "is": ["straat", "opvang"]},
    {"feit": "wonen", "is": "huis"},
    {"feit": "schuldeisers", "is": "cjib"},
    {"feit": "schuldeisers", "is": ["duo", "cjib"]},
    {"feit": "cjib.bedrag", "minstens": 75},
    {"feit": "cjib.bedrag", "hoogstens": 100},
    {"verstreken": {"vanaf": "cjib.brief", "termijn": {"duur": 4, "eenheid": "weken"}}},
]

TREES = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"alle": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"een_van": parts}),
        inner.map(lambda part: {"niet": part}),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: {"minstens_n": 2, "van": parts}),
    ),
    max_leaves=6,
)
CASES = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()})


def completions(case: dict[str, object]) -> list[dict[str, object]]:
    """Every way in which the unknown facts may turn out."""
    unknown = [name for name in VALUES if name not in case]
    return [
        case | dict(zip(unknown, found, strict=True))
        for found in product(*(VALUES[name] for name in unknown))
    ]


@settings(max_examples=150, deadline=None)
@given(TREES, CASES)
def test_the_outcome_is_that_of_every_completion(tree: dict[str, object], case: dict[str, object]) -> None:
    chain = guide_chain(opties=[option("o", tree)])
    condition = chain.options[0].condition
    assert condition is not None
    found = Judge(Conditions(chain, DAY), case).verdict(condition)  # type: ignore[arg-type]
    plainly = plain(chain, condition, case)  # type: ignore[arg-type]
    if plainly is not None:
        assert found.holds is plainly
    outcomes = {plain(chain, condition, full) for full in completions(case)}  # type: ignore[arg-type]
    assert None not in outcomes
    if found.holds is not None:
        assert outcomes == {found.holds}


@settings(max_examples=60, deadline=None)
@given(TREES, CASES)
def test_a_fact_that_is_not_missing_changes_nothing(tree: dict[str, object], case: dict[str, object]) -> None:
    chain = guide_chain(opties=[option("o", tree)])
    guide = Guide(chain)
    before = guide.assess(case, DAY).status("o")  # type: ignore[arg-type]
    for name, values in VALUES.items():
        if name in case or name in before.missing:
            continue
        for value in values:
            after = guide.assess({**case, name: value}, DAY).status("o")  # type: ignore[arg-type]
            assert (after.status, after.missing) == (before.status, before.missing)


@settings(max_examples=60, deadline=None)
@given(st.lists(TREES, min_size=1, max_size=3), st.lists(CASES, min_size=1, max_size=12))
def test_the_table_reader_agrees_with_case_by_case(
    trees: list[dict[str, object]], cases: list[dict[str, object]]
) -> None:
    chain = guide_chain(opties=[option(f"o{number}", tree) for number, tree in enumerate(trees)])
    conditions = Conditions(chain, DAY)
    columns = {
        name: np.array([values.index(case[name]) if name in case else -1 for case in cases])
        for name, values in VALUES.items()
    }
    table = CaseTable(conditions, columns, VALUES, len(cases))
    for declared in chain.options:
        assert declared.condition is not None
        wanted = [Judge(conditions, case).verdict(declared.condition).holds for case in cases]  # type: ignore[arg-type]
        assert table.outcomes(declared.condition).tolist() == [
            -1 if one is None else int(one) for one in wanted
        ]


@settings(max_examples=60, deadline=None)
@given(TREES, CASES)
def test_what_must_change_is_enough_and_all_of_it_is_needed(
    tree: dict[str, object], case: dict[str, object]
) -> None:
    assessment = Guide(guide_chain(opties=[option("o", tree)])).assess(case, DAY)  # type: ignore[arg-type]
    if assessment.status("o").status != "dicht":
        return
    leaves = assessment.must_change("o")
    assert leaves
    assert all(leaf.facts and leaf.holds is not None for leaf in leaves)


@settings(max_examples=100, deadline=None)
@given(TREES)
def test_a_variable_settles_if_one_of_its_cells_alone_makes_the_outcome_known(
    tree: dict[str, object],
) -> None:
    chain = guide_chain(opties=[option("o", tree)])
    conditions = Conditions(chain, DAY)
    assert chain.options[0].condition is not None
    diagrams, root = conditions.diagrams, conditions.diagram(chain.options[0].condition)
    places = diagrams.places(root)
    assert set(places) <= set(range(len(diagrams.variables)))
    settling = [
        place
        for place in places
        if any(
            diagrams.filled_in(root, Known({place: cell})) in (NO, YES)
            for cell in range(diagrams.variables[place].size)
        )
    ]
    assert diagrams.settling(root) == tuple(settling)
