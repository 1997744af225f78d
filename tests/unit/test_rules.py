"""Conditions: a definite no wins in all, a definite yes in any; missing is what can still change the outcome."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from helpers.guides import DAY, guide_chain, option
from ketenzicht.chain.model import TextNode
from ketenzicht.guide.assess import Guide
from ketenzicht.rules.answers import AnswerProblem, Unknown, read_answer, read_answers

pytestmark = pytest.mark.unit


def status(condition: object, **answers: object) -> tuple[str, tuple[str, ...]]:
    chain = guide_chain(opties=[option("o", condition)])
    given = {name.replace("__", "."): value for name, value in answers.items()}
    found = Guide(chain).assess(given, DAY).status("o")  # type: ignore[arg-type]
    return found.status, found.missing


BRP, DEURWAARDER = {"feit": "brp"}, {"feit": "deurwaarder"}


def test_nothing_asked_is_never_open() -> None:
    assert status(BRP) == ("nog-onbekend", ("brp",))


def test_an_option_without_conditions_is_open() -> None:
    assert status(None) == ("open", ())


def test_a_definite_no_wins_in_all() -> None:
    assert status({"alle": [BRP, DEURWAARDER]}, deurwaarder="nee") == ("dicht", ())


def test_a_definite_yes_wins_in_any() -> None:
    assert status({"een_van": [BRP, DEURWAARDER]}, deurwaarder="ja") == ("open", ())


def test_what_is_always_true_needs_no_answer() -> None:
    assert status({"een_van": [BRP, {"niet": BRP}]}) == ("open", ())
    assert status(
        {"een_van": [{"feit": "leeftijd", "minstens": 18}, {"feit": "leeftijd", "minder_dan": 18}]}
    ) == (
        "open",
        (),
    )


def test_a_fact_that_can_no_longer_change_the_outcome_is_not_missing() -> None:
    twice = {"een_van": [{"alle": [BRP, DEURWAARDER]}, {"alle": [BRP, {"niet": DEURWAARDER}]}]}
    assert status(twice) == ("nog-onbekend", ("brp",))


def test_a_fact_that_does_not_apply_fits_no_comparison() -> None:
    condition = {"feit": "cjib.bedrag", "hoogstens": 100}
    assert status(condition, schuldeisers=frozenset({"duo"})) == ("dicht", ())
    assert status({"niet": condition}, schuldeisers=frozenset({"duo"})) == ("open", ())
    assert status(condition) == ("nog-onbekend", ("schuldeisers", "cjib.bedrag"))


@pytest.mark.parametrize(
    ("amount", "expected"), [("74.99", "dicht"), ("75", "open"), ("120", "open"), ("120.01", "dicht")]
)
def test_bounds_count_on_the_side_that_they_say(amount: str, expected: str) -> None:
    condition = {"feit": "cjib.bedrag", "minstens": 75, "hoogstens": 120}
    given = {"schuldeisers": frozenset({"cjib"}), "cjib__bedrag": Decimal(amount)}
    assert status(condition, **given)[0] == expected


def test_a_term_has_run_out_on_the_day_after_its_last() -> None:
    condition = {"verstreken": {"vanaf": "cjib.brief", "termijn": {"duur": 2, "eenheid": "weken"}}}
    cjib = frozenset({"cjib"})
    assert status(condition, schuldeisers=cjib, cjib__brief=date(2026, 11, 8))[0] == "dicht"
    assert status(condition, schuldeisers=cjib, cjib__brief=date(2026, 11, 7))[0] == "open"


def test_a_judgement_is_never_decided_here() -> None:
    condition = {"alle": [BRP, {"oordeel": "Er is echt motivatie."}]}
    assert status(condition, brp="ja") == ("oordeel-nodig", ())
    assert status(condition) == ("nog-onbekend", ("brp",))
    assert status(condition, brp="nee") == ("dicht", ())


def test_will_find_out_is_unknown_and_stays_missing() -> None:
    assert status(BRP, brp=Unknown("zoek-ik-uit")) == ("nog-onbekend", ("brp",))


def test_a_norm_without_a_value_on_the_day_makes_nothing_open() -> None:
    chain = guide_chain(
        opties=[option("o", {"feit": "leeftijd", "minstens": {"norm": "n"}})],
        normen=[
            {
                "id": "n",
                "naam": "n",
                "eenheid": "aantal",
                "waarden": [{"waarde": 18, "geldig_van": "2020-01-01", "geldig_tot": "2025-12-31"}],
            }
        ],
    )
    answers = {"leeftijd": Decimal(30)}
    assert Guide(chain).assess(answers, date(2025, 12, 31)).status("o").status == "open"
    assert Guide(chain).assess(answers, date(2026, 1, 1)).status("o").status == "dicht"


def test_an_option_that_is_not_valid_on_the_day_is_not_judged() -> None:
    chain = guide_chain(opties=[option("o", None, geldig_van="2027-01-01")])
    found = Guide(chain).assess({}, DAY).status("o")
    assert (found.status, str(found.why_not_judged)) == (
        "niet-beoordeeld",
        "Deze optie geldt nog niet op deze dag.",
    )


def test_the_least_that_would_have_to_change() -> None:
    condition = {
        "alle": [
            {"feit": "leeftijd", "minstens": 18, "niet_gehaald": "te jong"},
            {"een_van": [{"alle": [BRP, DEURWAARDER]}, {"feit": "wonen", "is": "opvang"}]},
        ]
    }
    answers = {"leeftijd": Decimal(17), "brp": "nee", "deurwaarder": "nee", "wonen": "straat"}
    assessment = Guide(guide_chain(opties=[option("o", condition)])).assess(answers, DAY)
    changes = assessment.must_change("o")
    assert [leaf.facts for leaf in changes] == [("leeftijd",), ("wonen",)]
    assert changes[0].unmet == TextNode(nl="te jong")


def changes(condition: dict[str, object], chain_parts: dict[str, object], **answers: object) -> list[object]:
    chain = guide_chain(opties=[option("o", condition)], **chain_parts)
    leaves = Guide(chain).assess(answers, DAY).must_change("o")  # type: ignore[arg-type]
    return [leaf.unmet.nl if leaf.parts and leaf.unmet else str(leaf.said) for leaf in leaves]  # type: ignore[attr-defined]


def test_what_is_unknown_need_not_change() -> None:
    condition = {"alle": [BRP, DEURWAARDER, {"feit": "wonen", "is": "opvang"}]}
    assert changes(condition, {}, brp="nee") == ["brp: ja"]
    assert changes({"minstens_n": 2, "van": condition["alle"]}, {}, brp="nee", wonen="straat") == ["brp: ja"]


def test_what_must_change_is_said_in_the_words_of_the_chain() -> None:
    moved = {
        "id": "verhuisd", "naam": "verhuisd", "blokkade": True, "gevolg": "De post komt niet aan.",
        "als": {"een_van": [{"niet": BRP}, {"feit": "wonen", "is": ["straat", "opvang"]}]},
    }  # fmt: skip
    known = {"voorwaarden": [moved]}
    own_words = {"niet": {"voorwaarde": "verhuisd"}, "niet_gehaald": "Er is geen adres."}
    assert changes(own_words, known, brp="nee") == ["Er is geen adres."]
    assert changes({"niet": {"voorwaarde": "verhuisd"}}, known, brp="nee") == ["De post komt niet aan."]
    needed = {"voorwaarde": "verhuisd", "niet_gehaald": "De jongere is niet verhuisd."}
    assert changes(needed, known, brp="ja", wonen="huis") == ["De jongere is niet verhuisd."]
    assert changes({"voorwaarde": "verhuisd"}, known, brp="ja", wonen="huis") == ["brp: ja"]


def facts() -> dict[str, object]:
    return {fact.id: fact for fact in guide_chain().facts}


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("brp", "ja", "ja"),
        ("cjib.bedrag", "€ 1.250,50", Decimal("1250.50")),
        ("cjib.bedrag", "1.250", Decimal(1250)),
        ("cjib.bedrag", "12.5", Decimal("12.5")),
        ("cjib.brief", "31-01-2026", date(2026, 1, 31)),
        ("cjib.brief", "2026-01-31", date(2026, 1, 31)),
        ("wonen", "opvang", "opvang"),
        ("schuldeisers", "cjib", frozenset({"cjib"})),
        ("brp", "weet-ik-niet", Unknown("weet-ik-niet")),
    ],
)
def test_answers_are_read_as_people_write_them(fact: str, text: str, value: object) -> None:
    assert read_answer(facts()[fact], [text]) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fact", "texts"),
    [
        ("brp", ["misschien"]),
        ("cjib.brief", ["31-02-2026"]),
        ("cjib.brief", ["gisteren"]),
        ("cjib.bedrag", ["-5"]),
        ("cjib.bedrag", ["1e999999"]),
        ("cjib.bedrag", ["NaN"]),
        ("leeftijd", ["121"]),
        ("wonen", ["maan"]),
        ("wonen", ["straat", "huis"]),
        ("schuldeisers", ["cjib", "weet-ik-niet"]),
    ],
)
def test_an_impossible_answer_is_refused_and_not_repeated(fact: str, texts: list[str]) -> None:
    found = read_answer(facts()[fact], texts)  # type: ignore[arg-type]
    assert isinstance(found, AnswerProblem)
    assert all(text not in str(found.what) + str(found.fix) for text in texts if text != "weet-ik-niet")


def test_all_problems_are_told_at_once() -> None:
    answers, problems = read_answers(
        guide_chain(), {"brp": "x", "leeftijd": "oud", "leeftijdd": "3", "wonen": " huis "}
    )
    assert answers == {"wonen": "huis"}
    assert [problem.fact for problem in problems] == ["brp", "leeftijd", "leeftijdd"]


def priced(rule: dict[str, object], **parts: object) -> Guide:
    declared = {"id": "r", "naam": "R", "eenheid": "EUR per maand", **rule}
    return Guide(guide_chain(regels=[declared], opties=[option("o", BRP, bedragen="r")], **parts))


@pytest.mark.parametrize(
    ("unit", "factor", "wanted"),
    [("EUR", "0.05", "46.09"), ("EUR", "0.0505", "46.55"), ("procent", "0.05", "46.0905")],
)
def test_money_is_told_in_whole_cents_halves_up(unit: str, factor: str, wanted: str) -> None:
    value = {"product": [{"getal": factor}, {"getal": "921.81"}]}
    [found] = priced({"eenheid": unit, "waarde": value}).assess({}, DAY).status("o").amounts
    assert str(found.value) == wanted


def test_half_a_cent_goes_up() -> None:
    [found] = priced({"waarde": {"getal": "0.125"}}).assess({}, DAY).status("o").amounts
    assert str(found.value) == "0.13"


def test_an_amount_says_why_it_is_not_known() -> None:
    guide = priced(
        {"als": {"feit": "brp"}, "waarde": {"som": [{"norm": "n"}, {"feit": "leeftijd"}]}},
        normen=[
            {"id": "n", "naam": "n", "eenheid": "EUR", "hiaat": "n-2026",
             "waarden": [{"waarde": 10, "geldig_tot": "2025-12-31"}]}
        ],
        hiaten=[{"id": "n-2026", "wat": "De n van 2026", "gevolg": "Kijk in de brief."}],
    )  # fmt: skip
    answers = {"brp": "ja", "leeftijd": Decimal(20)}

    def told(day: date, answers: dict[str, object]) -> list[tuple[object, ...]]:
        amounts = guide.assess(answers, day).status("o").amounts  # type: ignore[arg-type]
        return [(item.value, item.without, str(item.gap) if item.gap else None) for item in amounts]

    assert told(date(2025, 1, 1), answers) == [(Decimal(30), None, None)]  # type: ignore[arg-type]
    assert told(date(2025, 1, 1), {"brp": "ja"}) == [(None, None, None)]
    assert told(DAY, answers) == [(None, "n", str(TextNode(nl="Kijk in de brief.")))]  # type: ignore[arg-type]
    assert told(DAY, {"brp": "nee"}) == []
