"""Checks on what a guide asks and offers: does each comparison fit its fact, is everything used, whom to turn to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import get_args

from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model import Chain, Fact
from ketenzicht.chain.model.amounts import ByAnswer, FactValue, StepTable
from ketenzicht.chain.model.base import Target
from ketenzicht.chain.model.conditions import NO, YES, Comparison, Elapsed, NormValue
from ketenzicht.chain.model.options import Deadline, UnknownKind
from ketenzicht.chain.references import nodes, references
from ketenzicht.chain.yaml_places import DataPath

NUMBERS = ("getal", "bedrag")
_BOUNDS = {
    "minstens": "at_least", "hoogstens": "at_most", "meer_dan": "more_than", "minder_dan": "less_than",
}  # fmt: skip


def answers_of(fact: Fact) -> tuple[str, ...]:
    """The answers that a fact can have, none for numbers and dates."""
    return (YES, NO) if fact.kind == "ja-nee" else tuple(choice.id for choice in fact.choices)


@check(
    "vergelijking-past-niet",
    "Een vergelijking die niet bij het soort antwoord past, is nooit waar of niet te lezen.",
)
def comparison_does_not_fit(subject: Subject) -> Iterator[Problem]:
    """Comparisons, terms and amounts that ask of a fact what its kind cannot tell."""
    facts = {fact.id: fact for fact in subject.chain.facts}
    units = {norm.id: str(norm.unit) for norm in subject.chain.norms}
    for path, node in nodes(subject.chain):
        if isinstance(node, Comparison):
            yield from _comparison(path, node, facts, units)
        elif isinstance(node, Elapsed | Deadline):
            yield from _wrong_kind((*path, "vanaf"), facts.get(node.since), ("datum",))
        elif isinstance(node, FactValue):
            yield from _wrong_kind((*path, "feit"), facts.get(node.fact), NUMBERS)
        elif isinstance(node, ByAnswer):
            yield from _by_answer(path, node, facts.get(node.fact))


def _comparison(
    path: DataPath, node: Comparison, facts: dict[str, Fact], units: dict[str, str]
) -> Iterator[Problem]:
    bounds = {key: getattr(node, name) for key, name in _BOUNDS.items() if getattr(node, name) is not None}
    if (node.fact is None) == (node.rule is None):
        yield Problem(path, "Een vergelijking gaat over één feit of één regel.", "Laat er precies een staan.")
    elif node.rule is not None:
        if node.equals or not bounds:
            yield Problem(
                path,
                f"Regel '{node.rule}' geeft een getal en wordt niet met een grens vergeleken.",
                "Gebruik minstens, hoogstens, meer_dan of minder_dan.",
            )
    elif (fact := facts.get(str(node.fact))) is not None:
        if fact.kind in NUMBERS:
            yield from _number(path, node, fact, bounds, units)
        else:
            yield from _answer(path, node, fact, bounds)


def _number(
    path: DataPath, node: Comparison, fact: Fact, bounds: dict[str, object], units: dict[str, str]
) -> Iterator[Problem]:
    if not bounds and not node.equals:
        yield Problem(
            path, f"Feit '{fact.id}' is een {fact.kind}, en hier staat geen grens.", "Noem een grens."
        )
    for answer in node.equals:
        if not _is_number(answer):
            yield Problem((*path, "is"), f"'{answer}' is geen getal.", "Schrijf een getal.")
    for key, bound in bounds.items():
        unit = units.get(bound.norm, "") if isinstance(bound, NormValue) else ""
        if unit and unit.startswith("EUR") != (fact.kind == "bedrag"):
            yield Problem(
                (*path, key),
                f"Feit '{fact.id}' is een {fact.kind}, en de norm telt in {unit}.",
                "Vergelijk een bedrag met een norm in euro's, en een getal met een aantal.",
            )


def _answer(path: DataPath, node: Comparison, fact: Fact, bounds: dict[str, object]) -> Iterator[Problem]:
    known = answers_of(fact)
    if fact.kind == "datum":
        yield Problem(path, f"Feit '{fact.id}' is een datum.", "Gebruik 'verstreken' met een termijn.")
        return
    for key in bounds:
        yield Problem(
            (*path, key),
            f"Feit '{fact.id}' is geen getal of bedrag en heeft geen '{key}'.",
            "Noem de antwoorden bij 'is'.",
        )
    if not node.equals and not bounds and fact.kind != "ja-nee":
        yield Problem(
            path, f"Bij feit '{fact.id}' staat niet welk antwoord.", "Kies uit: " + ", ".join(known) + "."
        )
    for answer in node.equals:
        if answer not in known:
            yield Problem(
                (*path, "is"),
                f"'{answer}' is geen antwoord op '{fact.id}'.",
                "Kies uit: " + ", ".join(known) + ".",
            )


def _wrong_kind(path: DataPath, fact: Fact | None, kinds: tuple[str, ...]) -> Iterator[Problem]:
    if fact is not None and fact.kind not in kinds:
        yield Problem(
            path,
            f"Feit '{fact.id}' is een {fact.kind}; hier hoort een {' of '.join(kinds)}.",
            "Wijs een ander feit aan, of verander de soort van dit feit.",
        )


def _by_answer(path: DataPath, node: ByAnswer, fact: Fact | None) -> Iterator[Problem]:
    if fact is None:
        return
    yield from _wrong_kind((*path, "naar_antwoord"), fact, ("keuze", "ja-nee"))
    known = answers_of(fact)
    for word, names in (
        ("is geen antwoord op", [name for name in node.values if name not in known]),
        ("krijgt geen waarde bij", [name for name in known if name not in node.values]),
    ):
        for name in names:
            yield Problem(
                (*path, "waarden"),
                f"'{name}' {word} '{fact.id}'.",
                "Geef elk antwoord een waarde: " + ", ".join(known) + ".",
            )


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


@check("vraag-niet-te-beantwoorden", "Een vraag waar geen goed antwoord op kan, helpt niemand verder.")
def question_without_answer(subject: Subject) -> Iterator[Problem]:
    """Facts whose choices, bounds or event do not fit their kind."""
    for index, fact in enumerate(subject.chain.facts):
        for key, what, fix in _in_question(fact):
            yield Problem(("feiten", index, *key), f"Feit '{fact.id}' {what}.", fix)


def _in_question(fact: Fact) -> Iterator[tuple[DataPath, str, str]]:
    ids = [choice.id for choice in fact.choices]
    if fact.kind in ("keuze", "meerkeuze"):
        if len(ids) < 2:
            yield (), "heeft geen twee antwoorden om uit te kiezen", "Noem ze bij 'keuzes'."
    elif ids:
        yield ("keuzes",), f"is een {fact.kind} en heeft toch keuzes", "Haal ze weg, of kies soort keuze."
    for place, name in enumerate(ids):
        if name in ids[:place]:
            yield ("keuzes", place), f"heeft antwoord '{name}' twee keer", "Geef elk antwoord een eigen id."
        if name in get_args(UnknownKind):
            yield (
                ("keuzes", place),
                f"heeft een antwoord '{name}', en zo heet ook een manier om iets niet te weten",
                "Kies een andere id, zoals 'nog-niet'.",
            )
        if fact.choices[place].event is not None and fact.kind != "keuze":
            yield (
                ("keuzes", place, "gebeurtenis"),
                "kan meer antwoorden tegelijk hebben, dus geen ervan is het laatste dat gebeurde",
                "Kies soort keuze, of haal de gebeurtenis weg.",
            )
    if fact.event is not None and fact.kind != "datum":
        yield ("gebeurtenis",), "noemt een gebeurtenis en is geen datum", "Maak er een datum van."
    if fact.kind not in NUMBERS and (fact.at_least is not None or fact.at_most is not None):
        yield (), f"is een {fact.kind} en heeft toch een kleinste of grootste waarde", "Haal die weg."
    elif fact.at_least is not None and fact.at_most is not None and fact.at_least > fact.at_most:
        yield (), "heeft een minstens dat meer is dan hoogstens", "Wissel de twee getallen om."


@check(
    "staffel-onvolledig",
    "Een staffel geeft elke waarde precies één uitkomst als de grenzen oplopen tot het eind.",
)
def table_with_holes(subject: Subject) -> Iterator[Problem]:
    """Step tables whose bounds do not rise, or that end before the highest values."""
    for path, node in nodes(subject.chain):
        if not isinstance(node, StepTable):
            continue
        *bounds, last = [row.below for row in node.rows]
        if last is not None:
            yield Problem(path, "De laatste rij heeft een bovengrens.", "Laat 'onder' weg in de laatste rij.")
        if None in bounds or any(
            low >= high for low, high in pairwise(item for item in bounds if item is not None)
        ):
            yield Problem(path, "De grenzen van deze staffel lopen niet op.", "Zet de rijen in volgorde.")


@check(
    "feit-ongebruikt",
    "Een feit dat niets beslist wordt nooit gevraagd: de wegwijzer vraagt alleen wat nog iets uitmaakt.",
    severity="warning",
)
def fact_unused(subject: Subject) -> Iterator[Problem]:
    """Facts that no condition, amount, deadline, term or letter uses."""
    chain = subject.chain
    used = {reference.id for reference in references(chain) if reference.target == "feit"}
    used |= {fact.id for fact in chain.facts if fact.event in _clocks(chain)}
    texts = " ".join(part.nl for letter in chain.letters for part in (letter.subject, *letter.paragraphs))
    for index, fact in enumerate(chain.facts):
        if fact.id not in used and f"{{feit:{fact.id}}}" not in texts:
            yield Problem(
                ("feiten", index),
                f"Niets gebruikt feit '{fact.id}'.",
                "Gebruik het in een voorwaarde, bedrag of brief, of haal het weg.",
            )


def _clocks(chain: Chain) -> set[str]:
    """The events from which a term counts."""
    return {
        event
        for stage in chain.stages
        for term in stage.terms
        for event in ((term.clock,) if term.clock is not None else stage.begins_with)
    }


@check("onderwerp-zonder-vragen", "Een onderwerp zonder vragen is een leeg kopje.", severity="warning")
def topic_without_questions(subject: Subject) -> Iterator[Problem]:
    """Topics that no fact belongs to."""
    used = {fact.topic for fact in subject.chain.facts}
    for index, topic in enumerate(subject.chain.topics):
        if topic.id not in used:
            yield Problem(
                ("onderwerpen", index), f"Geen feit hoort bij '{topic.id}'.", "Haal het weg of vraag er iets."
            )


@check(
    "deel-ongebruikt",
    "Wat nergens genoemd wordt, ziet niemand; vaak is het een vergeten verwijzing.",
    severity="warning",
)
def part_unused(subject: Subject) -> Iterator[Problem]:
    """Norms, rules, contacts, letters, and conditions that are no blocker, that nothing names."""
    chain = subject.chain
    used = {(reference.target, reference.id) for reference in references(chain)}
    groups: tuple[tuple[str, Target, list[str]], ...] = (
        ("voorwaarden", "voorwaarde", ["" if item.blocker else item.id for item in chain.conditions]),
        ("normen", "norm", [item.id for item in chain.norms]),
        ("regels", "regel", [item.id for item in chain.rules]),
        ("contacten", "contact", [item.id for item in chain.contacts]),
        ("brieven", "brief", [item.id for item in chain.letters]),
    )
    for key, target, names in groups:
        for index, name in enumerate(names):
            if name and (target, name) not in used:
                yield Problem(
                    (key, index), f"Niets verwijst naar {target} '{name}'.", "Verwijs ernaar of haal het weg."
                )


@check(
    "optie-zonder-contact",
    "Wie leest dat iets kan, moet ook weten bij wie het te vragen is.",
    severity="warning",
    strict=True,
)
def option_without_contact(subject: Subject) -> Iterator[Problem]:
    """Options that name nobody to turn to, unless they happen by themselves."""
    for index, option in enumerate(subject.chain.options):
        by_itself = option.how is not None and option.how.channels == ("automatisch",)
        if not by_itself and (option.how is None or not option.how.contacts):
            yield Problem(
                ("opties", index),
                f"Optie '{option.id}' noemt geen contact.",
                "Noem bij 'hoe' een contact, of kanaal: automatisch als niemand erom hoeft te vragen.",
            )
