"""A policy in words: whose it is and what it says; for report, workbook, output checker and screen."""

from __future__ import annotations

from ketenzicht.message import Label, message
from ketenzicht.publish.language import Wording
from ketenzicht.publish.policy import ClassRule, OutputType, Policy, PolicySource
from ketenzicht.publish.statbarn import STATBARN_NAMES, STATBARNS, Statbarn

OUTPUT_WORDS: dict[OutputType, Label] = {
    "report": message("rapport"),
    "pdf": message("PDF"),
    "workbook": message("werkmap"),
    "json": message("JSON"),
}
CLASS_WORDS: dict[ClassRule, Label] = {
    "allow": message("mag"),
    "warn": message("mag, met een waarschuwing"),
    "review": message("iemand kijkt het na"),
}


def whose_policy(policy: Policy) -> Label:
    """One line: whose policy it is and which file, or that there is none."""
    source = policy.source
    if source is None:
        return message("standaard van het programma; er is geen beleid van een bronhouder gevonden")
    return message(
        "{custodian} ({file}), {valid}", custodian=source.custodian, file=source.file, valid=_valid(source)
    )


def _valid(source: PolicySource) -> Label:
    if source.valid_to is None:
        return message("geldig vanaf {van}", van=str(source.valid_from))
    return message("geldig {van} tot en met {tot}", van=str(source.valid_from), tot=str(source.valid_to))


def policy_words(policy: Policy, wording: Wording) -> tuple[tuple[str, str], ...]:
    """Every rule of a policy as a label and its text."""
    say, number = wording.text, wording.number
    dominance = policy.dominance
    rows: list[tuple[Label, str]] = [(message("Beleid"), say(whose_policy(policy)))]
    if policy.source is not None:
        rows.append((message("Vragen over het beleid"), policy.source.contact))
        rows.append((message("Kenmerk van het beleid (SHA-256)"), policy.source.sha256))
    rows += [
        (message("Afronding"), number(policy.rounding)),
        (message("Kleinste aantal dat we tonen"), number(policy.threshold)),
        (message("Mogelijke waarden van een weggelaten aantal, minstens"), number(policy.protection)),
        (message("Vrijheidsgraden, minstens"), number(policy.degrees_of_freedom)),
        (
            message("Overheersing"),
            say(
                message(
                    "de {n} grootste samen onder {share} van het totaal; de rest minstens {rest} van de grootste",
                    n=dominance.number,
                    share=wording.percent(dominance.share),
                    rest=wording.percent(dominance.rest),
                )
            ),
        ),
        (message("Niemand of iedereen in een groep"), say(CLASS_WORDS[policy.class_disclosure])),
        (message("Zonder nakijken toegestaan"), _kinds(policy.allowed, wording)),
        (message("Eerst nakijken"), _kinds(policy.review, wording)),
        (message("Geweigerd"), _kinds(policy.refused, wording)),
        (message("Bestanden"), ", ".join(say(OUTPUT_WORDS[name]) for name in policy.output_types)),
        (
            message("Tweede persoon"),
            say(message("nodig voor vrijgave") if policy.second_person else message("niet nodig")),
        ),
    ]
    return tuple((say(label), text) for label, text in rows)


def _kinds(chosen: frozenset[Statbarn], wording: Wording) -> str:
    names = [f"{wording.text(STATBARN_NAMES[name])} ({name})" for name in STATBARNS if name in chosen]
    return ", ".join(names) or wording.text(message("niets"))
