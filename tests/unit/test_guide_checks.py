"""Checks of a guide where an example in the manual is not enough."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import numpy as np
import pytest

from helpers.guides import DAY, guide_chain, option
from ketenzicht.chain.checks.circles import circles
from ketenzicht.chain.checks.plain_words import reading_ease, sentences
from ketenzicht.chain.model import Chain
from ketenzicht.guide.checks import check_chain
from ketenzicht.guide.checks.sample import made_up_cases
from ketenzicht.rules.compile import Conditions

pytestmark = pytest.mark.unit


def found(chain: Chain, name: str, day: date = DAY) -> list[str]:
    return [item.what for item in check_chain(chain, as_of=day) if item.check == name]


def test_every_two_answers_to_two_facts_occur_together() -> None:
    table = made_up_cases(
        Conditions(guide_chain(opties=[option("o", {"feit": "leeftijd", "minstens": 18})]), DAY)
    )
    for one, other in combinations(table.columns, 2):
        pairs = set(zip(table.columns[one].tolist(), table.columns[other].tolist(), strict=True))
        assert len(pairs) == len(table.values[one]) * len(table.values[other]), (one, other)


def test_made_up_cases_are_the_same_every_time() -> None:
    chain = guide_chain(opties=[option("o", {"feit": "brp"})])
    first, second = (made_up_cases(Conditions(chain, DAY)) for _ in range(2))
    assert all(np.array_equal(first.columns[name], second.columns[name]) for name in first.columns)


def test_an_option_that_only_a_professional_judges_refuses_nobody_and_that_is_right() -> None:
    judged = {"alle": [{"oordeel": "Het team weegt dit."}]}
    assert found(guide_chain(opties=[option("o", judged)]), "optie-voor-bijna-niemand") == []
    assert found(guide_chain(opties=[option("o", judged)]), "optie-nooit-open") == []


def test_a_guide_that_cannot_be_compiled_gets_the_other_findings() -> None:
    chain = guide_chain(
        voorwaarden=[{"id": "a", "naam": "A", "als": {"niet": {"voorwaarde": "a"}}}],
        opties=[option("o", {"voorwaarde": "a"})],
    )
    assert found(chain, "omschrijving-in-kring") == [
        "Dit gaat in een kring: voorwaarde 'a' → voorwaarde 'a'."
    ]


def test_an_example_counts_with_the_norm_of_its_own_day() -> None:
    def chain(**example: object) -> Chain:
        return guide_chain(
            normen=[
                {
                    "id": "norm", "naam": "Norm", "eenheid": "EUR",
                    "waarden": [
                        {"waarde": 100, "geldig_van": "2026-01-01", "geldig_tot": "2026-12-31"},
                        {"waarde": 110, "geldig_van": "2027-01-01"},
                    ],
                }
            ],
            regels=[
                {
                    "id": "half", "naam": "Helft", "eenheid": "EUR",
                    "waarde": {"gedeeld": [{"norm": "norm"}, {"getal": 2}]},
                    "voorbeelden": [{"feiten": {}, "uitkomst": 50, **example}],
                }
            ],
            opties=[option("o", bedragen="half")],
        )  # fmt: skip

    name, later = "voorbeeld-komt-anders-uit", date(2027, 6, 1)
    assert found(chain(), name) == []
    assert len(found(chain(), name, later)) == 1
    assert found(chain(peildatum="2026-06-01"), name, later) == []


def test_values_of_a_norm_may_follow_each_other_and_not_overlap() -> None:
    def chain(last: str) -> Chain:
        values = [{"waarde": 1, "geldig_tot": last}, {"waarde": 2, "geldig_van": "2026-07-01"}]
        return guide_chain(normen=[{"id": "n", "naam": "N", "eenheid": "EUR", "waarden": values}])

    assert found(chain("2026-06-30"), "overlappende-geldigheid") == []
    assert len(found(chain("2026-07-01"), "overlappende-geldigheid")) == 1


def test_a_circle_is_told_once_and_a_way_into_it_is_none() -> None:
    a, b, c, d = (("optie", name) for name in "abcd")
    assert list(circles({a: (b,), b: (c,), c: (a,), d: (a,)})) == [(a, b, c)]
    assert list(circles({a: (b, c), b: (c,), c: (), d: (a,)})) == []


def test_reading_ease_is_that_of_douma() -> None:
    # 5 words, 6 syllables, 1 sentence: 206.84 - 0.77 x 120 - 0.93 x 5
    assert reading_ease("De kat zit op tafel.") == pytest.approx(206.84 - 0.77 * 120 - 0.93 * 5)
    assert sentences("Bel eerst. Schrijf dan; wacht niet!") == ["Bel eerst", "Schrijf dan", "wacht niet"]
