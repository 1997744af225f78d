"""A tiny chain with a guide, and an independent reader of its conditions: plain three-valued logic."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ketenzicht.calendar import day_after
from ketenzicht.chain.model import Chain
from ketenzicht.chain.model.conditions import (
    AllOf,
    AnyOf,
    AtLeastN,
    Comparison,
    Condition,
    Judgement,
    Named,
    NormValue,
    Not,
    TermElapsed,
)
from ketenzicht.rules.amounts import norm_on
from ketenzicht.rules.answers import Answers, value_of

DAY = date(2026, 11, 22)

FACTS: list[dict[str, object]] = [
    {"id": "brp", "soort": "ja-nee", "dringend": True},
    {"id": "leeftijd", "soort": "getal", "minstens": 0, "hoogstens": 120},
    {
        "id": "wonen",
        "soort": "keuze",
        "keuzes": [
            {"id": "straat", "naam": "straat"},
            {"id": "opvang", "naam": "opvang"},
            {"id": "huis", "naam": "huis"},
        ],
    },
    {
        "id": "schuldeisers",
        "soort": "meerkeuze",
        "keuzes": [
            {"id": "cjib", "naam": "CJIB"},
            {"id": "duo", "naam": "DUO"},
            {"id": "geen", "naam": "geen"},
        ],
    },
    {"id": "cjib.bedrag", "soort": "bedrag", "alleen_als": {"feit": "schuldeisers", "is": "cjib"}},
    {"id": "cjib.brief", "soort": "datum", "alleen_als": {"feit": "schuldeisers", "is": "cjib"}},
    {"id": "deurwaarder", "soort": "ja-nee"},
]


def guide_chain(**parts: object) -> Chain:
    """A chain of two organisations and seven facts; ``parts`` are options, conditions, norms, rules ..."""
    content: dict[str, object] = {
        "id": "klein",
        "versie": "1",
        "titel": "Kleine wegwijzer",
        "samenvatting": "Voor tests.",
        "casus": "persoon",
        "organisaties": [{"id": "cjib", "naam": "CJIB"}, {"id": "gemeente", "naam": "Gemeente"}],
        "gebeurtenissen": [],
        "onderwerpen": [{"id": "persoon", "naam": "Persoon"}],
        "feiten": [
            {"naam": str(fact["id"]), "onderwerp": "persoon", "vraag": "?", "waarom": "!", **fact}
            for fact in FACTS
        ],
    }
    return Chain.model_validate(content | parts)


def option(id_: str, condition: object = None, **more: object) -> dict[str, object]:
    """An option of the municipality with this condition."""
    found: dict[str, object] = {
        "id": id_,
        "bij": "gemeente",
        "soort": "recht",
        "naam": id_,
        "wat": id_,
        **more,
    }
    return found if condition is None else {**found, "voorwaarden": condition}


def plain(chain: Chain, condition: Condition, answers: Answers, day: date = DAY) -> bool | None:
    """Kleene's logic, read off the tree: yes, no, or None."""

    def read(item: Condition) -> bool | None:
        if isinstance(item, AllOf):
            return at_least(len(item.all_of), [read(part) for part in item.all_of])
        if isinstance(item, AnyOf):
            return at_least(1, [read(part) for part in item.any_of])
        if isinstance(item, AtLeastN):
            return at_least(item.number, [read(part) for part in item.of])
        if isinstance(item, Not):
            found = read(item.negated)
            return None if found is None else not found
        if isinstance(item, Named):
            return read(next(one.when for one in chain.conditions if one.id == item.condition))
        if isinstance(item, Judgement):
            return None
        if isinstance(item, TermElapsed):
            return applicable(item.elapsed.since, lambda value: day_after(value, item.elapsed.limit) < day)
        assert isinstance(item, Comparison)
        assert item.fact is not None
        return applicable(item.fact, lambda value: compare(item, value))

    def applicable(name: str, test) -> bool | None:  # type: ignore[no-untyped-def]
        fact = next(one for one in chain.facts if one.id == name)
        applies = True if fact.only_if is None else read(fact.only_if)
        value = value_of(answers, name)
        holds = None if value is None else test(value)
        return at_least(2, [applies, holds])

    def compare(item: Comparison, value: object) -> bool:
        if isinstance(value, frozenset):
            return bool(value & set(item.equals))
        if not isinstance(value, Decimal):
            return str(value) in (item.equals or ("ja",))
        held = [value == Decimal(one) for one in item.equals]
        for bound, test in (
            (item.at_least, value.__ge__), (item.at_most, value.__le__),
            (item.more_than, value.__gt__), (item.less_than, value.__lt__),
        ):  # fmt: skip
            if bound is not None:
                number = bound
                if isinstance(bound, NormValue):
                    dated = norm_on(next(one for one in chain.norms if one.id == bound.norm), day)
                    if dated is None:
                        return False
                    number = dated.value
                if not test(number):
                    return False
        return any(held) if held else True

    return read(condition)


def at_least(number: int, found: list[bool | None]) -> bool | None:
    """Whether at least so many hold."""
    if sum(one is True for one in found) >= number:
        return True
    return False if sum(one is not False for one in found) < number else None
