"""Checks on what conditions come to: can an option ever be open, and ever be closed. A decision diagram knows."""

from __future__ import annotations

from collections.abc import Iterator

from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model.conditions import Condition
from ketenzicht.guide.checks.ready import guide_of
from ketenzicht.rules.compile import Conditions
from ketenzicht.rules.decision import NO, YES, Diagram


@check("optie-nooit-open", "Een optie die voor niemand open kan zijn, hoort er niet te staan of klopt niet.")
def never_open(subject: Subject) -> Iterator[Problem]:
    """Options whose condition no answers can fulfil."""
    guide = guide_of(subject)
    for index, option in enumerate(subject.chain.options if guide else ()):
        conditions = guide.conditions(subject.as_of) if guide else None
        if conditions is None or not (option.relevant or option.condition):
            continue
        relevant, open_ = _diagram(conditions, option.relevant), _diagram(conditions, option.condition)
        if relevant == NO:
            yield Problem(
                ("opties", index, "speelt_als"),
                f"Optie '{option.id}' speelt nooit, wat het antwoord op de vragen ook is.",
                "Kijk welke voorwaarden elkaar tegenspreken.",
            )
        elif conditions.diagrams.both(relevant, open_) == NO:
            yield Problem(
                ("opties", index, "voorwaarden"),
                f"Optie '{option.id}' is nooit open, wat het antwoord op de vragen ook is.",
                "Kijk welke voorwaarden elkaar tegenspreken, of welke norm geen waarde heeft.",
            )


@check(
    "optie-nooit-dicht",
    "Voorwaarden die altijd gelden zijn geen voorwaarden: vaak is er een vergeten of verkeerd om.",
)
def never_closed(subject: Subject) -> Iterator[Problem]:
    """Options with a condition that holds whatever is answered, once the option is relevant."""
    guide = guide_of(subject)
    for index, option in enumerate(subject.chain.options if guide else ()):
        if guide is None or option.condition is None:
            continue
        conditions = guide.conditions(subject.as_of)
        closed = conditions.diagrams.opposite(conditions.diagram(option.condition))
        relevant = _diagram(conditions, option.relevant)
        if relevant != NO and conditions.diagrams.both(relevant, closed) == NO:
            yield Problem(
                ("opties", index, "voorwaarden"),
                f"De voorwaarden van optie '{option.id}' gelden altijd als zij speelt.",
                "Laat 'voorwaarden' weg als er geen zijn, of maak ze strenger.",
            )


@check(
    "voorwaarde-altijd-gelijk",
    "Een voorwaarde die altijd of nooit geldt, onderscheidt niemand.",
    severity="warning",
)
def condition_without_point(subject: Subject) -> Iterator[Problem]:
    """Named conditions and conditions of facts and rules that come to the same whatever is answered."""
    guide = guide_of(subject)
    if guide is None:
        return
    conditions, chain = guide.conditions(subject.as_of), subject.chain
    for key, inner, items in (
        ("voorwaarden", "als", [(item.id, item.when) for item in chain.conditions]),
        ("feiten", "alleen_als", [(item.id, item.only_if) for item in chain.facts]),
        ("regels", "als", [(item.id, item.when) for item in chain.rules]),
    ):
        for index, (name, condition) in enumerate(items):
            if condition is not None and (found := conditions.diagram(condition)) in (NO, YES):
                yield Problem(
                    (key, index, inner),
                    f"De voorwaarde bij '{name}' geldt {'altijd' if found == YES else 'nooit'}.",
                    "Kijk of zij zo bedoeld is.",
                )


def _diagram(conditions: Conditions, condition: Condition | None) -> Diagram:
    return YES if condition is None else conditions.diagram(condition)
