"""What is wrong or missing in a catalogue: broken references, records that are due, doubles, gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ketenzicht.catalogue.doubles import doubles
from ketenzicht.catalogue.model import Catalogue, Round, Study, Touches
from ketenzicht.chain import known_chain, shipped_chains
from ketenzicht.errors import UserError, did_you_mean

Severity = Literal["fout", "waarschuwing", "hiaat"]
"""``fout`` must be mended; ``waarschuwing`` asks for a look; ``hiaat`` is something that is not known."""


@dataclass(frozen=True)
class Remark:
    """One thing about a study."""

    check: str
    severity: Severity
    study: str
    what: str
    fix: str


def check_catalogue(catalogue: Catalogue, as_of: date) -> tuple[Remark, ...]:
    """Everything to say about a catalogue on a day, gravest first, then by study."""
    found = [remark for study in catalogue.studies for remark in _about(study, catalogue, as_of)]
    for pair in doubles(catalogue.studies):
        what = f"Lijkt hetzelfde onderzoek als '{pair.other}' ({pair.why})."
        found.append(
            Remark(
                "dubbel", "waarschuwing", pair.one, what, "Laat er een staan, of maak het verschil duidelijk."
            )
        )
    order = ("fout", "waarschuwing", "hiaat")
    return tuple(sorted(found, key=lambda one: (order.index(one.severity), one.check, one.study)))


def _about(study: Study, catalogue: Catalogue, as_of: date) -> Iterator[Remark]:
    def say(check: str, severity: Severity, what: str, fix: str) -> Remark:
        return Remark(check, severity, study.id, what, fix)

    if not (study.address or study.doi or study.how_to_find):
        yield say(
            "zonder-bron",
            "fout",
            "Er staat niet waar het onderzoek te vinden is.",
            "Vul 'adres', 'doi' of 'vinden' in.",
        )
    if not study.themes:
        yield say("zonder-thema", "fout", "Het onderzoek staat onder geen enkel thema.", "Vul 'themas' in.")
    if study.state == "teruggetrokken" and not study.retired_because:
        yield say(
            "zonder-reden",
            "fout",
            "Er staat niet waarom dit is teruggetrokken.",
            "Vul 'teruggetrokken_omdat' in.",
        )
    if study.findings and study.read_as in (None, "alleen-gegevens"):
        yield say(
            "niet-gelezen",
            "fout",
            "Er staan bevindingen bij, maar niet dat er iets gelezen is.",
            "Zet bij 'gelezen' wat je las.",
        )
    if study.findings and study.certainty is None:
        yield say(
            "zonder-zekerheid",
            "fout",
            "Er staat niet hoe zeker de bevindingen zijn.",
            "Vul 'zekerheid' in: A, H, S, D of L.",
        )
    if not study.findings:
        yield say(
            "zonder-bevindingen",
            "hiaat",
            "Van dit onderzoek is geen uitkomst gelezen.",
            "Lees het, en vul 'bevindingen' aan.",
        )
    yield from _coding(study, catalogue)
    if study.design is None:
        yield say(
            "zonder-ontwerp",
            "hiaat",
            "De soort opzet is niet bekend.",
            "Vul 'ontwerp' in als je het gelezen hebt.",
        )
    if study.state == "opgenomen" and is_due(study, catalogue.settings.round, as_of):
        since = study.reviewed_on or study.added_on
        when, years = f"op {since}" if since else "nog nooit", catalogue.settings.round.review_after_years
        what = f"Dit is {when} nagekeken; na {years} jaar moet het opnieuw."
        yield say("nakijken", "waarschuwing", what, "Kijk het na en zet de dag bij 'nagekeken'.")
    for touches in study.touches:
        yield from _broken(study, touches)


def _coding(study: Study, catalogue: Catalogue) -> Iterator[Remark]:
    parts = {"vraag": study.question, "beschrijving": study.description, "bevindingen": study.findings}
    empty = [part for part in study.coded_from if part in parts and not parts[part]]
    if empty or ((study.interventions or study.outcomes) and not study.coded_from):
        what = (
            f"Ingedeeld naar wat er niet staat: {', '.join(empty)}."
            if empty
            else "Er staat niet waarnaar aanpakken en uitkomsten zijn ingedeeld."
        )
        fix = "Zet bij 'ingedeeld_naar' wat je las: titel, vraag, beschrijving, bevindingen of onderzoek."
        yield Remark("indeling-zonder-herkomst", "fout", study.id, what, fix)
    elif not study.coded_from and (catalogue.settings.interventions or catalogue.settings.outcomes):
        fix = "Vul 'aanpakken', 'uitkomsten' en 'ingedeeld_naar' in; ook als er geen aanpak in staat."
        yield Remark("niet-ingedeeld", "hiaat", study.id, "Niet ingedeeld naar aanpak en uitkomst.", fix)


def _broken(study: Study, touches: Touches) -> Iterator[Remark]:
    def unknown(kind: str, name: str, known: tuple[str, ...]) -> Remark:
        what = f"Er is geen {kind} '{name}'" + (
            f" in de keten '{touches.chain}'." if kind != "keten" else "."
        )
        return Remark(
            "raakt-onbekend",
            "fout",
            study.id,
            what,
            did_you_mean(name, known) or "Verbeter de id of haal hem weg.",
        )

    try:
        chain = known_chain(touches.chain)
    except UserError:
        yield unknown("keten", touches.chain, shipped_chains())
        return
    for kind, used, known in (
        ("bron", touches.sources, chain.sources),
        ("maat", touches.measures, chain.measures),
        ("oorzaak", touches.factors, chain.factors),
        ("optie", touches.options, chain.options),
    ):
        names = tuple(one.id for one in known)
        for name in used:
            if name not in names:
                yield unknown(kind, name, names)


def is_due(study: Study, kept: Round, on: date) -> bool:
    """Whether a record must be reviewed on a day: nobody looked at it for so many years."""
    since = study.reviewed_on or study.added_on
    return since is None or months_between(since, on) >= 12 * kept.review_after_years


def months_between(first: date, last: date) -> int:
    """Whole months from one day to another."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
