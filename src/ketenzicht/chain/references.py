"""Which value of a chain names which other: the one list that the loader, the checks and the diagrams share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ketenzicht.chain.model import Chain, Sourced
from ketenzicht.chain.model.base import Names, Node, Target
from ketenzicht.chain.yaml_places import DataPath
from ketenzicht.errors import did_you_mean


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
    "bron": "bron", "referentiewaarde": "referentiewaarde", "maat": "maat", "feit": "feit",
    "voorwaarde": "voorwaarde", "norm": "norm", "regel": "regel", "optie": "optie", "contact": "contact",
    "brief": "brief", "onderwerp": "onderwerp", "hiaat": "hiaat",
}  # fmt: skip

_GROUPS: tuple[tuple[str, str], ...] = (
    ("organisaties", "organisations"), ("gebeurtenissen", "events"), ("fasen", "stages"),
    ("einde_redenen", "end_reasons"), ("kenmerken", "attributes"), ("klassen", "report_classes"),
    ("klasse_groepen", "class_groups"), ("codelijsten", "code_lists"), ("reeksbreuken", "series_breaks"),
    ("maten", "measures"),
    ("oorzaken", "factors"), ("referentiewaarden", "reference_values"), ("bronnen", "sources"), ("hiaten", "gaps"),
    ("onderwerpen", "topics"), ("feiten", "facts"), ("voorwaarden", "conditions"), ("normen", "norms"),
    ("regels", "rules"), ("opties", "options"), ("contacten", "contacts"), ("brieven", "letters"),
    ("casussen", "worked_cases"),
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
        "maat": tuple(item.id for item in chain.measures),
        "feit": tuple(item.id for item in chain.facts),
        "voorwaarde": tuple(item.id for item in chain.conditions),
        "norm": tuple(item.id for item in chain.norms),
        "regel": tuple(item.id for item in chain.rules),
        "optie": tuple(item.id for item in chain.options),
        "contact": tuple(item.id for item in chain.contacts),
        "brief": tuple(item.id for item in chain.letters),
        "onderwerp": tuple(item.id for item in chain.topics),
        "hiaat": tuple(item.id for item in chain.gaps),
    }


def references(of: Node) -> Iterator[Reference]:
    """Every place where a chain, or a part of it, names something by its id: the fields marked with ``Names``."""
    for path, node in nodes(of):
        for name, field in type(node).model_fields.items():
            mark = next((item for item in field.metadata if isinstance(item, Names)), None)
            value = getattr(node, name)
            if mark is None or value is None:
                continue
            inner: DataPath = (*path, field.alias or name)
            within = getattr(node, mark.within) if mark.within else None
            if isinstance(value, str):
                yield Reference(inner, mark.target, value, within)
                continue
            for index, item in enumerate(value):
                yield Reference((*inner, index), mark.target, item, within)


def sourced(chain: Chain) -> Iterator[tuple[DataPath, Sourced]]:
    """Every node that can name its source, with its path."""
    for path, node in nodes(chain):
        if isinstance(node, Sourced):
            yield path, node


def nodes(node: Node, path: DataPath = ()) -> Iterator[tuple[DataPath, Node]]:
    """A node and all nodes inside it, in the order of the model, with their paths in the files."""
    yield path, node
    for name, field in type(node).model_fields.items():
        value = getattr(node, name)
        inner: DataPath = (*path, field.alias or name)
        if isinstance(value, Node):
            yield from nodes(value, inner)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Node):
                    yield from nodes(item, (*inner, index))
