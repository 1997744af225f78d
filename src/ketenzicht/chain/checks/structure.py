"""Checks on the structure: can every stage begin and end, does every clock start, does every report find a class."""

from __future__ import annotations

from collections.abc import Iterator

from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model import Chain, Otherwise, Stage
from ketenzicht.chain.references import broken_references, references
from ketenzicht.chain.yaml_places import DataPath


@check("onbekende-id", "Een verwijzing moet wijzen naar één ding dat beschreven is.")
def unknown_id(subject: Subject) -> Iterator[Problem]:
    """References to nothing, and ids that two things share."""
    for broken in broken_references(subject.chain):
        yield Problem(broken.path, broken.what, broken.fix)


@check("fase-begint-nooit", "Een fase die niet kan beginnen blijft altijd leeg.")
def stage_never_begins(subject: Subject) -> Iterator[Problem]:
    """Stages without a start event that can happen to a case that is still followed."""
    lost = _events_of_kind(subject.chain, "verlies")
    for index, stage in enumerate(subject.chain.stages):
        path: DataPath = ("fasen", index)
        if not set(stage.begins_with) - lost:
            why = (
                "heeft geen begin" if not stage.begins_with else "begint pas als de zaak al weg is (verlies)"
            )
            yield Problem(
                path, f"Fase '{stage.id}' {why}.", "Noem bij begint_met een gebeurtenis die eerder kan komen."
            )
        if _inside_itself(stage, subject.chain):
            yield Problem(
                (*path, "deel_van"),
                f"Fase '{stage.id}' is een deel van zichzelf.",
                "Verbreek de kring bij deel_van.",
            )


def _inside_itself(stage: Stage, chain: Chain) -> bool:
    parents = {item.id: item.part_of for item in chain.stages}
    seen: set[str] = set()
    above = stage.part_of
    while above is not None and above not in seen:
        if above == stage.id:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


@check("fase-eindigt-nooit", "Een fase zonder bereikbaar einde blijft voor altijd open staan.")
def stage_never_ends(subject: Subject) -> Iterator[Problem]:
    """Stages without an end event, or whose every end event starts them again."""
    for index, stage in enumerate(subject.chain.stages):
        if not set(stage.ends_with) - set(stage.begins_with):
            why = "heeft geen einde" if not stage.ends_with else "eindigt alleen met wat haar ook begint"
            yield Problem(
                ("fasen", index), f"Fase '{stage.id}' {why}.", "Noem bij eindigt_met een andere gebeurtenis."
            )


@check(
    "fase-onbereikbaar",
    "Als de keten met 'na' zegt wat waarop volgt, moet elke fase vanaf de instroom te bereiken zijn.",
)
def stage_unreachable(subject: Subject) -> Iterator[Problem]:
    """Stages that no route from an inflow event leads to; silent where no event says what it follows."""
    chain = subject.chain
    if not any(event.after for event in chain.events):
        return
    reached, before = _events_of_kind(chain, "instroom"), set[str]()
    while reached != before:
        before = set(reached)
        reached |= {
            end for stage in chain.stages if set(stage.begins_with) & before for end in stage.ends_with
        }
        reached |= {event.id for event in chain.events if set(event.after) & before}
    for index, stage in enumerate(chain.stages):
        if stage.begins_with and not set(stage.begins_with) & reached:
            yield Problem(
                ("fasen", index),
                f"Geen weg vanaf de instroom komt uit bij fase '{stage.id}'.",
                f"Zet bij gebeurtenis '{stage.begins_with[0]}' met 'na:' waarop zij volgt.",
            )


@check(
    "geen-instroom",
    "Zonder gebeurtenis van soort instroom is niet te zien wanneer een zaak begint.",
    severity="warning",
)
def no_inflow(subject: Subject) -> Iterator[Problem]:
    """A chain with stages but without an event of kind ``instroom``."""
    if subject.chain.stages and not _events_of_kind(subject.chain, "instroom"):
        yield Problem(
            ("gebeurtenissen",),
            "Geen gebeurtenis heeft soort instroom.",
            "Zet 'soort: instroom' bij de eerste gebeurtenis.",
        )


@check(
    "termijn-zonder-klok",
    "Een termijn loopt alleen als haar klok start voor de dag die binnen de termijn moet vallen.",
)
def term_without_clock(subject: Subject) -> Iterator[Problem]:
    """Terms whose clock cannot start before the event that must lie within the limit."""
    for index, stage in enumerate(subject.chain.stages):
        for position, term in enumerate(stage.terms):
            path: DataPath = ("fasen", index, "termijnen", position)
            starts = {term.clock} if term.clock else set(stage.begins_with)
            until = {term.until} if term.until else set(stage.ends_with)
            if not starts:
                yield Problem(
                    path,
                    f"De klok van termijn '{term.id}' start nooit.",
                    "Noem een klok, of geef de fase een begin.",
                )
            elif starts <= until or (term.clock in stage.ends_with and term.clock not in stage.begins_with):
                yield Problem(
                    path,
                    f"De klok van termijn '{term.id}' start met de gebeurtenis die het einde is.",
                    "Noem bij klok een gebeurtenis die eerder komt.",
                )


@check(
    "klasse-na-anders", "Een klasse na 'anders' krijgt nooit een melding: de eerste klasse die past, geldt."
)
def class_after_otherwise(subject: Subject) -> Iterator[Problem]:
    """Classes that stand after the class that always fits."""
    passed = False
    for index, report_class in enumerate(subject.chain.report_classes):
        if passed:
            yield Problem(
                ("klassen", index),
                f"Klasse '{report_class.id}' wordt nooit bereikt.",
                "Zet haar boven de klasse met 'anders'.",
            )
        passed = passed or isinstance(report_class.when, Otherwise)


@check("klassen-zonder-anders", "Zonder laatste klasse 'anders' kan een melding nergens in passen.")
def classes_without_otherwise(subject: Subject) -> Iterator[Problem]:
    """Report classes that leave some reports out."""
    classes = subject.chain.report_classes
    if classes and not any(isinstance(item.when, Otherwise) for item in classes):
        yield Problem(
            ("klassen",), "Geen klasse heeft 'als: {anders: true}'.", "Voeg zo'n klasse toe als laatste."
        )


@check(
    "gebeurtenis-ongebruikt",
    "Een gebeurtenis die nergens voorkomt wordt ingelezen en daarna niet gebruikt.",
    severity="warning",
)
def event_unused(subject: Subject) -> Iterator[Problem]:
    """Events that no stage, term, attribute or measure names; losses always count."""
    used = {reference.id for reference in references(subject.chain) if reference.target == "gebeurtenis"}
    used |= _events_of_kind(subject.chain, "verlies")
    unused = [(index, event.id) for index, event in enumerate(subject.chain.events) if event.id not in used]
    if unused:  # one finding: in a chain made for an event log many events have no stage, and that is right
        names = ", ".join(f"'{name}'" for _, name in unused[:5])
        more = f" en nog {len(unused) - 5}" if len(unused) > 5 else ""
        yield Problem(
            ("gebeurtenissen", unused[0][0]), f"Niets gebruikt {names}{more}.", "Gebruik ze of haal ze weg."
        )


@check(
    "code-zonder-lijst",
    "Codes zonder codelijst zijn niet te controleren en niet te vertalen.",
    severity="warning",
)
def code_without_list(subject: Subject) -> Iterator[Problem]:
    """Attributes of type code that name no code list."""
    for index, attribute in enumerate(subject.chain.attributes):
        if attribute.type == "code" and attribute.code_list is None:
            yield Problem(
                ("kenmerken", index),
                f"Kenmerk '{attribute.id}' noemt geen codelijst.",
                "Voeg 'codelijst:' toe.",
            )


def _events_of_kind(chain: Chain, kind: str) -> set[str]:
    return {event.id for event in chain.events if event.kind == kind}
