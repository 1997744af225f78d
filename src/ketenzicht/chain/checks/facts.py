"""Checks on facts: does each say where it comes from, how sure we are, when it was checked and when it holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model import Chain, Term
from ketenzicht.chain.model.base import Sourced
from ketenzicht.chain.references import references, sourced
from ketenzicht.chain.yaml_places import DataPath

_YEAR = timedelta(days=365)
_STATED = (
    "codelijsten", "einde_redenen", "klassen", "voorwaarden", "normen", "regels", "opties", "contacten",
)  # fmt: skip
"""What says something about the world. A question or a draft letter is ours."""


@check(
    "feit-zonder-herkomst",
    "Wat een keten over de wereld zegt, noemt zijn bron, hoe zeker het is en wanneer het is nagekeken.",
    severity="warning",
    strict=True,
)
def fact_without_origin(subject: Subject) -> Iterator[Problem]:
    """Facts that lack a source, a certainty or the date of the last check."""
    for path, item in sourced(subject.chain):
        if not _is_fact(path, subject.chain):
            continue
        missing = [
            key
            for key, value in (
                ("bron", item.source),
                ("zekerheid", item.certainty),
                ("gecontroleerd", item.checked),
            )
            if not value
        ]
        if isinstance(item, Term) and item.norm is not None:
            missing += [] if item.norm_source else ["norm_bron"]
            missing += [] if item.norm_certainty else ["norm_zekerheid"]
        if missing:
            yield Problem(path, f"Hier ontbreekt: {', '.join(missing)}.", "Vul dit aan uit de bron.")


def _is_fact(path: DataPath, chain: Chain) -> bool:
    if not path:
        return False
    if path[0] == "organisaties":
        return bool(chain.organisations[int(path[1])].tasks)
    return "termijnen" in path or path[0] in _STATED


@check(
    "onbevestigd-feit",
    "Zekerheid L betekent: niet nagegaan. Zo'n feit hoort bij de hiaten, niet tussen de feiten.",
    severity="warning",
    strict=True,
)
def unverified_fact(subject: Subject) -> Iterator[Problem]:
    """Facts with certainty L."""
    for path, item in sourced(subject.chain):
        if item.certainty == "L" and path[:1] != ("hiaten",):
            yield Problem(
                (*path, "zekerheid"),
                "Dit feit heeft zekerheid L.",
                "Zoek een bron, of maak er een hiaat van.",
            )
        if isinstance(item, Term) and item.norm_certainty == "L":
            yield Problem(
                (*path, "norm_zekerheid"),
                "Deze norm heeft zekerheid L.",
                "Zoek een bron of haal de norm weg.",
            )


@check("geldigheid-omgekeerd", "Een feit kan niet eindigen voordat het begint te gelden.")
def validity_reversed(subject: Subject) -> Iterator[Problem]:
    """Facts that end before they begin."""
    for path, item in sourced(subject.chain):
        if item.valid_from and item.valid_to and item.valid_to < item.valid_from:
            yield Problem(
                path,
                f"geldig_tot ({item.valid_to}) ligt voor geldig_van ({item.valid_from}).",
                "Draai de twee om.",
            )


@check(
    "overlappende-geldigheid",
    "Als twee versies van een termijn of norm op één dag gelden, is niet duidelijk welke telt.",
)
def validity_overlaps(subject: Subject) -> Iterator[Problem]:
    """Terms of a stage over the same clock, end and unit, or values of a norm, that hold on the same day."""
    for index, stage in enumerate(subject.chain.stages):
        for (_, one), (position, other) in combinations(enumerate(stage.terms), 2):
            same = (one.clock, one.until, one.limit.unit) == (other.clock, other.until, other.limit.unit)
            if same and _first(one) <= _last(other) and _first(other) <= _last(one):
                yield Problem(
                    ("fasen", index, "termijnen", position),
                    f"Termijn '{other.id}' geldt tegelijk met '{one.id}'.",
                    "Geef de oude een geldig_tot en de nieuwe een geldig_van, of een andere klok.",
                )

    for index, norm in enumerate(subject.chain.norms):
        for (_, old), (position, new) in combinations(enumerate(norm.values), 2):
            if _first(old) <= _last(new) and _first(new) <= _last(old):
                yield Problem(
                    ("normen", index, "waarden", position),
                    f"Norm '{norm.id}' heeft twee waarden die tegelijk gelden: {old.value} en {new.value}.",
                    "Geef de oude een geldig_tot en de nieuwe een geldig_van.",
                )


def _first(item: Sourced) -> date:
    return item.valid_from or date.min


def _last(item: Sourced) -> date:
    return item.valid_to or date.max


@check(
    "norm-zonder-waarde",
    "Zonder waarde voor deze dag rekent de wegwijzer niet met de norm: een oude waarde vervangt haar nooit.",
    severity="warning",
)
def norm_without_value(subject: Subject) -> Iterator[Problem]:
    """Norms without a value on the day of judgement, for which no gap and no note of the last value says why."""
    for index, norm in enumerate(subject.chain.norms):
        if any(_first(value) <= subject.as_of <= _last(value) for value in norm.values):
            continue
        last = max(norm.values, key=_last)
        ended = f"; de laatste gold tot en met {last.valid_to}" if _last(last) < subject.as_of else ""
        if last.note is None and norm.gap is None:
            yield Problem(
                ("normen", index),
                f"Norm '{norm.id}' heeft geen waarde op {subject.as_of}{ended}.",
                "Zet de waarde uit de bron erbij en laat de oude staan, of zeg bij hiaat wat we niet weten.",
            )


@check(
    "bron-ongebruikt",
    "Een bron waar niets naar verwijst is vaak een vergeten verwijzing.",
    severity="warning",
)
def source_unused(subject: Subject) -> Iterator[Problem]:
    """Sources that nothing refers to."""
    used = {reference.id for reference in references(subject.chain) if reference.target == "bron"}
    for index, source in enumerate(subject.chain.sources):
        if source.id not in used:
            yield Problem(
                ("bronnen", index),
                f"Niets verwijst naar bron '{source.id}'.",
                "Verwijs ernaar of haal haar weg.",
            )


@check(
    "bron-verouderd",
    "Een bron die langer dan een jaar niet is nagekeken kan veranderd zijn.",
    severity="warning",
)
def source_stale(subject: Subject) -> Iterator[Problem]:
    """Sources that were last checked more than a year before the day of judgement, or never."""
    for index, source in enumerate(subject.chain.sources):
        path: DataPath = ("bronnen", index)
        if source.checked is None:
            yield Problem(
                path, f"Bron '{source.id}' noemt niet wanneer zij is nagekeken.", "Vul 'gecontroleerd' in."
            )
        elif subject.as_of - source.checked > _YEAR:
            yield Problem(
                (*path, "gecontroleerd"),
                f"Bron '{source.id}' is het laatst nagekeken op {source.checked}.",
                "Open de bron, kijk of de feiten nog kloppen en pas de datum aan.",
            )


@check(
    "feit-verouderd",
    "Bedragen, termijnen en voorwaarden veranderen; wat langer dan een jaar niet is nagekeken kan oud zijn.",
    severity="warning",
)
def fact_stale(subject: Subject) -> Iterator[Problem]:
    """Whatever says when it was checked, and was more than a year before the day of judgement."""
    for path, item in sourced(subject.chain):
        if item.checked and subject.as_of - item.checked > _YEAR:
            yield Problem(
                (*path, "gecontroleerd"),
                f"Dit is het laatst nagekeken op {item.checked}.",
                "Leg het naast de bron en pas de datum aan.",
            )
