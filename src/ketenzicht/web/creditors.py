"""A case per organisation: where it stands there, what is open, what is closed and why, what is not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ketenzicht.chain.model import Chain, Contact, Organisation, Stage
from ketenzicht.chain.model.options import NamedCondition, Option
from ketenzicht.guide.assess import Assessment, BlockerStatus, OptionStatus
from ketenzicht.message import Label
from ketenzicht.rules.answers import value_of
from ketenzicht.rules.explain import Explained

DECIDED = ("open", "oordeel-nodig", "dicht")


@dataclass(frozen=True)
class Place:
    """A stage of an organisation, and whether the case is there."""

    stage: Stage
    here: bool


@dataclass(frozen=True)
class Closed:
    """Why an option is closed, in words of the chain, and what would open it."""

    reasons: tuple[Label, ...]
    must_change: tuple[Explained, ...]
    blockers: tuple[NamedCondition, ...]


@dataclass(frozen=True)
class Creditor:
    """One organisation that plays a part in a case.

    Args:
        organisation: the organisation.
        places: its stages in order.
        options: what is open, then what somebody must judge, then what is closed.
        unknown: what is not known yet.
        missing: the facts that decide about those, each once, in the order of the chain.
    """

    organisation: Organisation
    places: tuple[Place, ...]
    options: tuple[OptionStatus, ...]
    unknown: tuple[OptionStatus, ...]
    missing: tuple[str, ...]

    @property
    def here(self) -> tuple[tuple[int, Stage], ...]:
        """The stages in which the case is, with their number."""
        return tuple((number, place.stage) for number, place in enumerate(self.places, 1) if place.here)

    @property
    def best(self) -> int:
        """The place among ``DECIDED`` of the best that there is here; after all of them when nothing is known."""
        return DECIDED.index(self.options[0].status) if self.options else len(DECIDED)


def by_what_is_open(assessment: Assessment) -> tuple[Creditor, ...]:
    """The same as ``creditors``, first those with something open; else in the order of the chain."""
    return tuple(sorted(creditors(assessment), key=lambda item: item.best))


def creditors(assessment: Assessment) -> Iterator[Creditor]:
    """The organisations of which it is certain that they play a part, in the order of the chain."""
    for organisation in assessment.chain.organisations:
        options = [item for item in _options(assessment, organisation.id) if _plays(assessment, item)]
        if options:
            unknown = tuple(item for item in options if item.status == "nog-onbekend")
            yield Creditor(
                organisation,
                tuple(_places(assessment, organisation.id)),
                tuple(item for status in DECIDED for item in options if item.status == status),
                unknown,
                _missing(assessment, unknown),
            )


def undecided(assessment: Assessment) -> tuple[tuple[Organisation, ...], tuple[str, ...]]:
    """The organisations of which it is not known yet whether they play a part, and the facts that decide that."""
    certain = {item.organisation.id for item in creditors(assessment)}
    found, facts = [], set[str]()
    for organisation in assessment.chain.organisations:
        options = _options(assessment, organisation.id)
        if options and organisation.id not in certain:
            found.append(organisation)
            for item in options:
                if item.option.relevant is not None:
                    facts |= set(assessment.judge.verdict(item.option.relevant).facts)
    return tuple(found), tuple(fact.id for fact in assessment.chain.facts if fact.id in facts)


def _options(assessment: Assessment, organisation: str) -> list[OptionStatus]:
    return [
        item
        for item in assessment.options
        if item.option.organisation == organisation and item.status != "niet-beoordeeld"
    ]


def _plays(assessment: Assessment, item: OptionStatus) -> bool:
    relevant = item.option.relevant
    return relevant is None or bool(assessment.judge.verdict(relevant).holds)


def _missing(assessment: Assessment, options: tuple[OptionStatus, ...]) -> tuple[str, ...]:
    wanted = {fact for item in options for fact in item.missing}
    return tuple(fact.id for fact in assessment.chain.facts if fact.id in wanted)


def happened_last(assessment: Assessment) -> frozenset[str]:
    """The events that the answers name as the last thing that happened."""
    return frozenset(
        choice.event
        for fact in assessment.chain.facts
        for choice in fact.choices
        if choice.event is not None and _chosen(assessment, fact.id, choice.id)
    )


def _chosen(assessment: Assessment, fact: str, choice: str) -> bool:
    value = value_of(assessment.answers, fact)
    return choice in value if isinstance(value, frozenset) else choice == value


def _places(assessment: Assessment, organisation: str) -> Iterator[Place]:
    last = happened_last(assessment)
    for stage in assessment.chain.stages:
        if stage.organisation == organisation:
            yield Place(stage, not last.isdisjoint(stage.begins_with))


def contacts_of(chain: Chain, option: Option) -> tuple[Contact, ...]:
    """Whom to reach for an option: whom it names, else whom its organisation has."""
    named = option.how.contacts if option.how is not None else ()
    own = tuple(item for item in chain.contacts if item.id in named)
    return own or tuple(item for item in chain.contacts if item.organisation == option.organisation)


def reach(chain: Chain, option: Option) -> Contact | None:
    """The one contact that is named first for an option: one with a telephone, else one with a website."""
    found = contacts_of(chain, option)
    return next((item for item in found if item.phone), None) or next(
        (item for item in found if item.url), None
    )


def why_closed(assessment: Assessment, option: str) -> Closed:
    """Why an option is closed and what would open it."""
    tree = assessment.explanation(option)
    if tree is None:
        return Closed((), (), ())
    blockers = {item.id: item for item in assessment.chain.conditions if item.blocker}
    return Closed(
        tuple(dict.fromkeys(_unmet(tree))),
        assessment.must_change(option),
        tuple(blockers[name] for name in dict.fromkeys(_holding(tree)) if name in blockers),
    )


def _unmet(of: Explained) -> Iterator[Label]:
    """What the chain says of the parts that fail; the outermost text wins, as it was written for that place."""
    if of.holds is not False:
        return
    if of.unmet is not None:
        yield of.unmet
        return
    if of.shape == "niet":
        yield of.parts[0].said
        return
    if not of.parts:
        yield of.said
    for part in of.parts:
        yield from _unmet(part)


def _holding(of: Explained) -> Iterator[str]:
    if of.name is not None and of.holds:
        yield of.name
    for part in of.parts:
        yield from _holding(part)


def standing(assessment: Assessment) -> tuple[tuple[NamedCondition, BlockerStatus], ...]:
    """The blockers that stand in the way of this case for certain."""
    named = {item.id: item for item in assessment.chain.conditions}
    return tuple((named[item.blocker], item) for item in assessment.blockers if item.holds)
