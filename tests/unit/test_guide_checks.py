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


def case(**parts: object) -> dict[str, object]:
    return {"id": "bo", "naam": "Bo", "verhaal": "Bo.", "peildatum": "2026-11-22", "verwacht": {}, **parts}


def monthly(**parts: object) -> Chain:
    return guide_chain(
        regels=[
            {
                "id": "per-maand", "naam": "Per maand", "eenheid": "EUR per maand",
                "waarde": {"gedeeld": [{"feit": "cjib.bedrag"}, {"getal": 12}]},
                "voorbeelden": [{"feiten": {"schuldeisers": "cjib", "cjib.bedrag": 715}, "uitkomst": 59.58}],
            }
        ],
        voorwaarden=[
            {"id": "verhuisd", "naam": "Verhuisd", "blokkade": True, "gevolg": "Post komt niet aan.",
             "als": {"niet": {"feit": "brp"}}}
        ],
        opties=[option("o", {"voorwaarde": "verhuisd"}, bedragen="per-maand")],
        **parts,
    )  # fmt: skip


def test_a_worked_case_holds_amounts_and_blockers() -> None:
    facts = {"brp": "nee", "schuldeisers": "cjib", "cjib.bedrag": 715}
    right = case(feiten=facts, bedragen={"per-maand": "59.58"}, blokkades="verhuisd")
    assert found(monthly(casussen=[right]), "casus-komt-anders-uit") == []
    wrong = case(feiten={**facts, "brp": "ja"}, bedragen={"per-maand": 60}, blokkades="verhuisd")
    assert found(monthly(casussen=[wrong]), "casus-komt-anders-uit") == [
        "Casus 'bo': regel 'per-maand' geeft 59.58, verwacht was 60.",
        "Casus 'bo': blokkade 'verhuisd' is er niet, en wordt wel verwacht.",
    ]
    unknown = case(feiten=facts, bedragen={"per-mand": 60})
    assert found(monthly(casussen=[unknown]), "casus-onleesbaar") == [
        "Casus 'bo': 'per-mand' is geen regel van deze keten."
    ]


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ({"voorwaarde": "gewogen"}, "oordeel-nodig"),
        ({"alle": [{"feit": "brp"}, {"voorwaarde": "gewogen"}]}, "oordeel-nodig of als dicht"),
        ({"een_van": [{"feit": "brp"}, {"voorwaarde": "gewogen"}]}, "open of als dicht"),
        ({"voorwaarde": "ingeschreven"}, "open of als dicht"),
    ],
)
def test_which_cases_an_option_needs_is_seen_through_named_conditions(
    condition: dict[str, object], wanted: str
) -> None:
    named = [
        {"id": "gewogen", "naam": "Gewogen", "als": {"oordeel": "Iemand weegt dit."}},
        {"id": "ingeschreven", "naam": "Ingeschreven", "als": {"feit": "brp"}},
    ]
    chain = guide_chain(voorwaarden=named, opties=[option("o", condition)])
    assert found(chain, "optie-zonder-casus") == [f"Geen casus heeft optie 'o' als {wanted}."]
