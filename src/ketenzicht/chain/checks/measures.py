"""Checks on measures: can each be counted, does its sentence fit, may its reference values stand beside it."""

from __future__ import annotations

import string
from collections.abc import Iterator

from ketenzicht.chain.checks.placeholders import placeholders, term_of
from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model import (
    CaseloadMeasure,
    ClassesMeasure,
    IncidenceMeasure,
    InTimeMeasure,
    Measure,
    Outcome,
    OutcomesMeasure,
    PickUpMeasure,
    RateMeasure,
    RepeatsMeasure,
    ResponsibilityMeasure,
    RoutesMeasure,
    ScoreMeasure,
    StartPoint,
    StockMeasure,
)
from ketenzicht.chain.references import nodes
from ketenzicht.chain.yaml_places import DataPath

PERCENT = 100


@check("onbekende-invulplek", "Een woord tussen accolades moet een cijfer zijn dat deze soort maat invult.")
def unknown_placeholder(subject: Subject) -> Iterator[Problem]:
    """Sentences with a name in braces that the kind of measure does not fill."""
    for index, measure in enumerate(subject.chain.measures):
        known = placeholders(measure, subject.chain)
        path: DataPath = ("maten", index, "zin")
        for text in (measure.sentence.nl, measure.sentence.en or ""):
            try:
                names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
            except ValueError:
                yield Problem(
                    path,
                    f"De accolades in de zin van '{measure.id}' kloppen niet.",
                    "Sluit elke { met een }.",
                )
                continue
            for name in names:
                if name not in known:
                    yield Problem(
                        path,
                        f"De zin van '{measure.id}' noemt {{{name}}}, maar dat cijfer is er niet.",
                        "Kies uit: " + ", ".join(f"{{{item}}}" for item in sorted(known)) + ".",
                    )


@check(
    "start-onduidelijk",
    "De klok van een maat start met één ding: een gebeurtenis, of het begin of einde van een fase.",
)
def start_unclear(subject: Subject) -> Iterator[Problem]:
    """Measures whose start names both an event and a stage, or neither."""
    for index, measure in enumerate(subject.chain.measures):
        for path, start in nodes(measure, ("maten", index)):
            if isinstance(start, StartPoint) and (start.event is None) == (start.stage is None):
                yield Problem(
                    path,
                    f"Bij 'vanaf' van '{measure.id}' hoort óf een gebeurtenis óf een fase.",
                    "Laat er precies een staan.",
                )


@check(
    "uitkomst-niet-te-tellen",
    "Een uitkomst telt gebeurtenissen of redenen van einde; redenen vragen om een fase als start.",
)
def outcome_uncountable(subject: Subject) -> Iterator[Problem]:
    """Outcomes that name nothing, or end reasons where no stage starts the clock or the kind does not count them."""
    for index, measure in enumerate(subject.chain.measures):
        for path, outcome in _outcomes(measure, ("maten", index)):
            if not outcome.events and not outcome.end_reasons:
                yield Problem(
                    path, f"Uitkomst '{outcome.id}' telt niets.", "Noem gebeurtenissen of einde_redenen."
                )
            if not outcome.end_reasons or _ends_help(measure, outcome):
                continue
            if not isinstance(measure, IncidenceMeasure | OutcomesMeasure):
                yield Problem(
                    path,
                    f"Uitkomst '{outcome.id}' telt redenen van einde, maar soort {measure.kind} telt die niet.",
                    "Noem gebeurtenissen en laat einde_redenen weg, of kies soort incidentie.",
                )
            elif measure.start.stage is None or measure.start.moment != "begin":
                yield Problem(
                    path,
                    f"Uitkomst '{outcome.id}' telt redenen van einde, maar de klok start niet bij een fase.",
                    "Zet bij 'vanaf' de fase met moment begin.",
                )


def _ends_help(measure: Measure, outcome: Outcome) -> bool:
    """Whether the end reasons of an outcome are those of the help that a measure names."""
    return isinstance(measure, ResponsibilityMeasure) and outcome in measure.outcomes


def _outcomes(measure: Measure, path: DataPath) -> Iterator[tuple[DataPath, Outcome]]:
    for inner, node in nodes(measure, path):
        if isinstance(node, Outcome):
            yield inner, node


@check("filter-onmogelijk", "Een filter op een waarde die niet bestaat telt altijd nul.")
def filter_impossible(subject: Subject) -> Iterator[Problem]:
    """Filters on a value outside the code list, or on an attribute that the events do not carry."""
    attributes = {item.id: item for item in subject.chain.attributes}
    lists = {item.id: item for item in subject.chain.code_lists}
    for index, measure in enumerate(subject.chain.measures):
        for path, outcome in _outcomes(measure, ("maten", index)):
            attribute = attributes.get(outcome.where.attribute) if outcome.where else None
            if attribute is None or outcome.where is None:
                continue
            where = (*path, "waar")
            code_list = lists.get(attribute.code_list or "")
            for value in outcome.where.values:
                if code_list is not None and value not in code_list.codes:
                    fix = "Kies uit: " + ", ".join(code_list.codes) + "."
                    yield Problem(where, f"'{value}' staat niet in codelijst '{code_list.id}'.", fix)
            if attribute.of and not set(outcome.events) <= set(attribute.of):
                fix = "Pas 'van' van het kenmerk of de gebeurtenissen van de uitkomst aan."
                yield Problem(where, f"Kenmerk '{attribute.id}' hoort niet bij deze gebeurtenis.", fix)


@check(
    "oppakken-zonder-einde",
    "Oppakken moet een van de eindes van de fase zijn, anders is niets ooit opgepakt.",
)
def pick_up_without_end(subject: Subject) -> Iterator[Problem]:
    """Pick-up measures whose start event does not end the stage."""
    stages = {stage.id: stage for stage in subject.chain.stages}
    for index, measure in enumerate(subject.chain.measures):
        if isinstance(measure, PickUpMeasure):
            ends = stages[measure.stage].ends_with if measure.stage in stages else measure.picked_up_by
            if strange := set(measure.picked_up_by) - set(ends):
                yield Problem(
                    ("maten", index, "opgepakt_met"),
                    f"'{min(strange)}' is geen einde van fase '{measure.stage}'.",
                    "Kies uit: " + ", ".join(ends) + ".",
                )


@check(
    "score-niet-te-lezen",
    "Een score is een geheel getal op een schaal, in een kenmerk dat bij de meting hoort.",
)
def score_unreadable(subject: Subject) -> Iterator[Problem]:
    """Score measures without a scale, or with domains that the measurement does not carry as a number or code."""
    attributes = {item.id: item for item in subject.chain.attributes}
    for index, measure in enumerate(subject.chain.measures):
        if not isinstance(measure, ScoreMeasure):
            continue
        if measure.scale.lowest >= measure.scale.highest:
            what = (
                f"De schaal van '{measure.id}' loopt van {measure.scale.lowest} tot {measure.scale.highest}."
            )
            yield Problem(("maten", index, "schaal"), what, "Geef een laagste en een hogere hoogste stand.")
        for position, name in enumerate(measure.domains):
            attribute = attributes.get(name)
            if attribute is None:
                continue
            path: DataPath = ("maten", index, "domeinen", position)
            if attribute.type not in ("getal", "code"):
                what = f"Kenmerk '{name}' heeft type {attribute.type}."
                yield Problem(path, what, "Een domein heeft type getal of code.")
            if attribute.of and measure.event not in attribute.of:
                what = f"Kenmerk '{name}' hoort niet bij gebeurtenis '{measure.event}'."
                yield Problem(path, what, "Pas 'van' van het kenmerk of de gebeurtenis van de maat aan.")


@check(
    "herhaling-niet-te-tellen",
    "Een gemiddelde per zaak volgt elke zaak één keer, en onderdelen zijn delen van wat terugkomt.",
)
def repeats_uncountable(subject: Subject) -> Iterator[Problem]:
    """Repeats that follow a case from every start, or with parts that are no part of what comes back."""
    for index, measure in enumerate(subject.chain.measures):
        if not isinstance(measure, RepeatsMeasure):
            continue
        if measure.start.choice != "eerste":
            what = f"'{measure.id}' telt vanaf elke keer, en zou dezelfde gebeurtenis vaker tellen."
            yield Problem(("maten", index, "vanaf", "keuze"), what, "Kies 'keuze: eerste'.")
        for position, part in enumerate(measure.causes):
            if strange := sorted(set(part.events) - set(measure.events)):
                what = f"Onderdeel '{part.id}' telt '{strange[0]}', en dat is niet wat terugkomt."
                fix = "Kies uit: " + ", ".join(measure.events) + "."
                yield Problem(("maten", index, "waarvan", position, "gebeurtenissen"), what, fix)


@check(
    "meetmoment-elke-keer",
    "Een zaak wordt op één meetmoment ingedeeld; vanaf elke keer zou zij in meer groepen tegelijk staan.",
)
def landmark_of_every_start(subject: Subject) -> Iterator[Problem]:
    """Measures with a landmark that follow a case from every start."""
    for index, measure in enumerate(subject.chain.measures):
        if isinstance(measure, RoutesMeasure | ResponsibilityMeasure) and measure.start.choice != "eerste":
            what = f"'{measure.id}' telt vanaf elke keer."
            yield Problem(("maten", index, "vanaf", "keuze"), what, "Kies 'keuze: eerste'.")


@check(
    "caseload-zonder-inhoud",
    "Een caseload wordt verdeeld over andere fasen dan die zelf, en meldingen komen van een gebeurtenis van "
    "instroom.",
)
def caseload_without_content(subject: Subject) -> Iterator[Problem]:
    """Caseload trees that split a stage by itself, or that count what is no report."""
    inflow = {event.id for event in subject.chain.events if event.kind == "instroom"}
    for index, measure in enumerate(subject.chain.measures):
        if not isinstance(measure, CaseloadMeasure):
            continue
        if measure.stage in measure.stages:
            what = f"'{measure.id}' verdeelt fase '{measure.stage}' over zichzelf."
            yield Problem(("maten", index, "fasen"), what, "Laat die fase weg uit 'fasen'.")
        if measure.event not in inflow:
            what = f"'{measure.event}' van '{measure.id}' is geen instroom, en wordt niet als melding geteld."
            yield Problem(
                ("maten", index, "gebeurtenis"), what, "Kies een gebeurtenis met 'soort: instroom'."
            )


@check("klassen-ontbreken", "Een maat van soort klassen heeft klassen nodig.")
def classes_missing(subject: Subject) -> Iterator[Problem]:
    """Class measures in a chain without report classes."""
    for index, measure in enumerate(subject.chain.measures):
        if isinstance(measure, ClassesMeasure) and not subject.chain.report_classes:
            yield Problem(
                ("maten", index),
                f"Maat '{measure.id}' telt klassen, maar die zijn er niet.",
                "Beschrijf 'klassen:'.",
            )


@check(
    "referentie-andere-eenheid",
    "Een percentage naast een aantal zetten mag alleen met de reden waarom ze niet vergelijken.",
)
def reference_of_other_unit(subject: Subject) -> Iterator[Problem]:
    """Reference values of another unit than the measure, without ``niet_vergelijkbaar``."""
    values = {value.id: value for value in subject.chain.reference_values}
    for index, measure in enumerate(subject.chain.measures):
        unit = _unit(measure)
        for position, name in enumerate(measure.reference):
            value = values.get(name)
            if value is not None and value.unit != unit and measure.not_comparable is None:
                yield Problem(
                    ("maten", index, "referentie", position),
                    f"Referentiewaarde '{name}' heeft eenheid {value.unit}, maat '{measure.id}' heeft {unit}.",
                    "Vul niet_vergelijkbaar in, of kies een andere waarde.",
                )


def _unit(measure: Measure) -> str:
    """The unit of the main figure of a measure, as reference values name it."""
    if isinstance(measure, StockMeasure | CaseloadMeasure):
        return "count"
    return "rate" if isinstance(measure, RateMeasure) and measure.per != PERCENT else "percent"


@check(
    "referentie-andere-definitie",
    "Cijfers met een andere definitie zijn niet te vergelijken, ook niet als zij hetzelfde heten.",
)
def reference_of_other_definition(subject: Subject) -> Iterator[Problem]:
    """Reference values with another definition code than the measure, without ``niet_vergelijkbaar``."""
    values = {value.id: value for value in subject.chain.reference_values}
    for index, measure in enumerate(subject.chain.measures):
        for position, name in enumerate(measure.reference):
            value = values.get(name)
            if value is None or measure.not_comparable is not None:
                continue
            if value.definition_code != measure.definition_code:
                own = measure.definition_code or "geen definitie"
                yield Problem(
                    ("maten", index, "referentie", position),
                    f"Referentiewaarde '{name}' telt {value.definition_code}, maat '{measure.id}' telt {own}.",
                    "Vul niet_vergelijkbaar in, of kies een waarde met dezelfde definitie.",
                )


@check(
    "maat-op-verlopen-termijn",
    "Een maat op een termijn die op deze dag niet geldt, meet een oude of een komende regel.",
    severity="warning",
)
def measure_on_expired_term(subject: Subject) -> Iterator[Problem]:
    """In-time measures whose term does not hold on the day of judgement."""
    for index, measure in enumerate(subject.chain.measures):
        term = term_of(measure, subject.chain) if isinstance(measure, InTimeMeasure) else None
        if term is None:
            continue
        if (term.valid_to or subject.as_of) < subject.as_of or (
            term.valid_from or subject.as_of
        ) > subject.as_of:
            yield Problem(
                ("maten", index, "termijn"),
                f"Termijn '{term.id}' van maat '{measure.id}' geldt niet op {subject.as_of}.",
                "Verwijs naar de termijn die nu geldt, of houd de maat voor jaren waarin deze gold.",
            )
