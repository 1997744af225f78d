"""Which value of a chain names which other: the one list that the loader, the checks and the diagrams share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ketenzicht.chain.model import (
    Chain,
    ClassesMeasure,
    EndedBefore,
    HistoryMeasure,
    IncidenceMeasure,
    InTimeMeasure,
    Outcome,
    OutcomesMeasure,
    PickUpMeasure,
    RunningIn,
    Sourced,
    StartPoint,
    StockMeasure,
)
from ketenzicht.chain.yaml_places import DataPath
from ketenzicht.errors import did_you_mean

Target = Literal[
    "organisatie", "gebeurtenis", "fase", "termijn", "einde-reden", "kenmerk", "klasse-groep", "codelijst", "bron",
    "referentiewaarde",
]  # fmt: skip


@dataclass(frozen=True)
class Reference:
    """A value at ``path`` that names the ``id`` of a ``target``; a term is named within one stage (``within``)."""

    path: DataPath
    target: Target
    id: str
    within: str | None = None


@dataclass(frozen=True)
class Broken:
    """A reference to nothing, or an id that two things share."""

    path: DataPath
    what: str
    why: str
    fix: str


def broken_references(chain: Chain) -> list[Broken]:
    """Ids that are used but not described, and ids that are described twice."""
    return [*_unknown(chain), *_twice(chain)]


def _unknown(chain: Chain) -> Iterator[Broken]:
    known = {target: set(ids) for target, ids in described_ids(chain).items()}
    terms = {stage.id: {term.id for term in stage.terms} for stage in chain.stages}
    for reference in references(chain):
        choices = (
            terms.get(reference.within or "", set())
            if reference.target == "termijn"
            else known[reference.target]
        )
        if reference.id not in choices:
            where = f" van fase '{reference.within}'" if reference.within else ""
            yield Broken(
                reference.path,
                f"'{reference.id}' is geen {_WORDS[reference.target]}{where} van deze keten.",
                "Een verwijzing moet wijzen naar een id die beschreven is.",
                did_you_mean(reference.id, choices)
                or f"Beschrijf '{reference.id}' of pas de verwijzing aan.",
            )


_WORDS: dict[Target, str] = {
    "organisatie": "organisatie", "gebeurtenis": "gebeurtenis", "fase": "fase", "termijn": "termijn",
    "einde-reden": "einde_reden", "kenmerk": "kenmerk", "klasse-groep": "klasse_groep", "codelijst": "codelijst",
    "bron": "bron", "referentiewaarde": "referentiewaarde",
}  # fmt: skip

_GROUPS: tuple[tuple[str, str], ...] = (
    ("organisaties", "organisations"), ("gebeurtenissen", "events"), ("fasen", "stages"),
    ("einde_redenen", "end_reasons"), ("kenmerken", "attributes"), ("klassen", "report_classes"),
    ("klasse_groepen", "class_groups"), ("codelijsten", "code_lists"), ("maten", "measures"),
    ("referentiewaarden", "reference_values"), ("bronnen", "sources"), ("hiaten", "gaps"),
)  # fmt: skip


def _twice(chain: Chain) -> Iterator[Broken]:
    for key, attribute in _GROUPS:
        yield from _equal_ids((key,), [item.id for item in getattr(chain, attribute)])
    for index, stage in enumerate(chain.stages):
        yield from _equal_ids(("fasen", index, "termijnen"), [term.id for term in stage.terms])
    shared = {item.id for item in chain.report_classes} & {item.id for item in chain.class_groups}
    for index, group in enumerate(chain.class_groups):
        if group.id in shared:
            yield _shared(("klasse_groepen", index, "id"), group.id, "een klasse")


def _equal_ids(path: DataPath, ids: list[str]) -> Iterator[Broken]:
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield _shared((*path, index, "id"), name, f"nummer {ids.index(name) + 1} van deze lijst")


def _shared(path: DataPath, name: str, other: str) -> Broken:
    return Broken(
        path,
        f"De id '{name}' is ook die van {other}.",
        "Een verwijzing kan dan twee dingen betekenen.",
        "Geef een van de twee een andere id.",
    )


def described_ids(chain: Chain) -> dict[Target, tuple[str, ...]]:
    """For each kind of thing the ids that the chain describes, in the order of the files."""
    return {
        "organisatie": tuple(item.id for item in chain.organisations),
        "gebeurtenis": tuple(item.id for item in chain.events),
        "fase": tuple(item.id for item in chain.stages),
        "termijn": tuple(term.id for stage in chain.stages for term in stage.terms),
        "einde-reden": tuple(item.id for item in chain.end_reasons),
        "kenmerk": tuple(item.id for item in chain.attributes),
        "klasse-groep": tuple(item.id for item in chain.class_groups),
        "codelijst": tuple(item.id for item in chain.code_lists),
        "bron": tuple(item.id for item in chain.sources),
        "referentiewaarde": tuple(item.id for item in chain.reference_values),
    }


def references(chain: Chain) -> Iterator[Reference]:
    """Every place where the chain names something by its id."""
    for path, item in sourced(chain):
        yield from _many(path, "bron", "bron", item.source)
    for index, value in enumerate(chain.reference_values):
        yield from _many(("referentiewaarden", index), "bron", "bron", value.source)
    for index, event in enumerate(chain.events):
        yield from _one(("gebeurtenissen", index), "bij", "organisatie", event.by)
        yield from _many(("gebeurtenissen", index), "naar", "organisatie", event.to)
        yield from _many(("gebeurtenissen", index), "na", "gebeurtenis", event.after)
    for index, attribute in enumerate(chain.attributes):
        yield from _many(("kenmerken", index), "van", "gebeurtenis", attribute.of)
        yield from _one(("kenmerken", index), "codelijst", "codelijst", attribute.code_list)
    yield from _of_stages(chain)
    for index, report_class in enumerate(chain.report_classes):
        path = ("klassen", index)
        yield from _one(path, "groep", "klasse-groep", report_class.group)
        if isinstance(report_class.when, RunningIn):
            yield Reference((*path, "als", "loopt"), "fase", report_class.when.running)
        if isinstance(report_class.when, EndedBefore):
            yield Reference((*path, "als", "beeindigd"), "fase", report_class.when.ended)
    yield from _of_measures(chain)


def sourced(chain: Chain) -> Iterator[tuple[DataPath, Sourced]]:
    """Every node that can name its source, with its path."""
    yield (), chain
    for key, attribute in _GROUPS:
        for index, item in enumerate(getattr(chain, attribute)):
            if isinstance(item, Sourced):
                yield (key, index), item
    for index, stage in enumerate(chain.stages):
        for position, term in enumerate(stage.terms):
            yield ("fasen", index, "termijnen", position), term


def _of_stages(chain: Chain) -> Iterator[Reference]:
    for index, stage in enumerate(chain.stages):
        path: DataPath = ("fasen", index)
        yield from _one(path, "bij", "organisatie", stage.organisation)
        yield from _many(path, "begint_met", "gebeurtenis", stage.begins_with)
        yield from _many(path, "eindigt_met", "gebeurtenis", stage.ends_with)
        yield from _one(path, "deel_van", "fase", stage.part_of)
        for position, term in enumerate(stage.terms):
            inner = (*path, "termijnen", position)
            yield from _one(inner, "klok", "gebeurtenis", term.clock)
            yield from _one(inner, "tot", "gebeurtenis", term.until)
            yield from _many(inner, "norm_bron", "bron", term.norm_source)


def _of_measures(chain: Chain) -> Iterator[Reference]:
    for index, measure in enumerate(chain.measures):
        path: DataPath = ("maten", index)
        yield from _many(path, "referentie", "referentiewaarde", measure.reference)
        if isinstance(measure, HistoryMeasure | ClassesMeasure):
            yield Reference((*path, "gebeurtenis"), "gebeurtenis", measure.event)
        if isinstance(measure, IncidenceMeasure | OutcomesMeasure):
            yield from _of_start((*path, "vanaf"), measure.start)
            yield from _of_outcomes((*path, "uitkomsten"), measure.outcomes)
        if isinstance(measure, IncidenceMeasure):
            yield from _of_outcomes((*path, "concurrerend"), measure.competing)
        if isinstance(measure, InTimeMeasure | PickUpMeasure | StockMeasure):
            yield Reference((*path, "fase"), "fase", measure.stage)
        if isinstance(measure, InTimeMeasure):
            yield Reference((*path, "termijn"), "termijn", measure.term, within=measure.stage)
        if isinstance(measure, PickUpMeasure):
            yield from _many(path, "opgepakt_met", "gebeurtenis", measure.picked_up_by)


def _of_start(path: DataPath, start: StartPoint) -> Iterator[Reference]:
    yield from _one(path, "gebeurtenis", "gebeurtenis", start.event)
    yield from _one(path, "fase", "fase", start.stage)


def _of_outcomes(path: DataPath, outcomes: Iterable[Outcome]) -> Iterator[Reference]:
    for index, outcome in enumerate(outcomes):
        inner = (*path, index)
        yield from _many(inner, "gebeurtenissen", "gebeurtenis", outcome.events)
        yield from _many(inner, "einde_redenen", "einde-reden", outcome.end_reasons)
        if outcome.where is not None:
            yield Reference((*inner, "waar", "kenmerk"), "kenmerk", outcome.where.attribute)


def _one(path: DataPath, key: str, target: Target, name: str | None) -> Iterator[Reference]:
    if name is not None:
        yield Reference((*path, key), target, name)


def _many(path: DataPath, key: str, target: Target, names: tuple[str, ...]) -> Iterator[Reference]:
    for index, name in enumerate(names):
        yield Reference((*path, key, index), target, name)
