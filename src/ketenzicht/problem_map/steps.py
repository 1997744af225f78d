"""The steps of a session and what each does to a map: a link in words, evidence, another name, a question.

A step can always be done again on the version before it, so that the map is worked out from its steps.
"""

from __future__ import annotations

from pydantic import Field

from ketenzicht.chain.model.base import Id, Node, TextNode
from ketenzicht.errors import UserError
from ketenzicht.problem_map import words
from ketenzicht.problem_map.model import Effects, Factor, Link, ProblemMap, Support

LONGEST_NAME = 100


class LinkName(Node):
    """Which link is meant."""

    origin: str = Field(alias="van")
    target: str = Field(alias="naar")
    effect: Effects = Field(alias="geeft")

    def is_it(self, link: Link) -> bool:
        """Whether a link is the one that is meant."""
        return (link.origin, link.target, link.effect) == (self.origin, self.target, self.effect)


class Renamed(Node):
    """A factor gets another name; its id stays."""

    factor: Id
    name: str = Field(alias="naam", min_length=1, max_length=LONGEST_NAME)


class Attached(Node):
    """A study of the catalogue put behind a factor or a link; one of the two is given."""

    study: Id = Field(alias="studie")
    factor: Id | None = None
    link: LinkName | None = Field(default=None, alias="verband")
    says: str | None = Field(default=None, alias="zegt", min_length=1, max_length=words.LONGEST)


class Step(Node):
    """One thing that was done; exactly one of its fields is given, apart from ``meant``."""

    says: str | None = Field(default=None, alias="zin")
    meant: dict[str, str] = Field(default={}, alias="bedoeld")
    """Names in the sentence that turned out to be a known factor, by its id."""
    question: str | None = Field(default=None, alias="vraag", min_length=1, max_length=words.LONGEST)
    taken: LinkName | None = Field(default=None, alias="weg")
    renamed: Renamed | None = Field(default=None, alias="hernoemd")
    attached: Attached | None = Field(default=None, alias="bewijs")
    back_to: int | None = Field(default=None, alias="terug_naar", ge=0)
    """The version that is returned to."""


def done(of: ProblemMap, step: Step) -> ProblemMap:
    """The map after a step; a step back is the session's to do.

    Raises:
        UserError: the step cannot be done on this map.
    """
    if step.says is not None:
        return words.add(of, heard(of, step))
    if step.question is not None:
        return of.model_copy(update={"open_questions": (*of.open_questions, TextNode(nl=step.question))})
    if step.taken is not None:
        kept = tuple(link for link in of.links if not step.taken.is_it(link))
        return of.model_copy(update={"links": kept})
    if step.renamed is not None:
        return _renamed(of, step.renamed)
    if step.attached is not None:
        return _attached(of, step.attached)
    return of


def heard(of: ProblemMap, step: Step) -> words.Said:
    """What the sentence of a step says about a map, with names that turned out to be known factors.

    Raises:
        UserError: it is not a link.
    """
    found = words.said(of, step.says or "")
    known = {factor.id for factor in of.factors}
    for name, factor in step.meant.items():
        if factor in known and name in {new.name.nl for new in found.new_factors}:
            found = words.meaning(found, name, factor)
    if found.link.origin == found.link.target:
        raise UserError(
            "Dit verband loopt van een factor naar zichzelf.", fix="Noem de factor die ertussen zit."
        )
    return found


def _renamed(of: ProblemMap, what: Renamed) -> ProblemMap:
    name = " ".join(what.name.split())
    if what.factor not in {factor.id for factor in of.factors}:
        raise UserError("Deze factor staat niet op de kaart.", fix="Kies een factor uit de lijst.")
    if not name:
        raise UserError("Een factor heeft een naam nodig.", fix="Schrijf hoe de factor heet.")
    if words.arrow_in(name):
        raise UserError(
            "In een naam kan geen pijl staan.",
            why="Een pijl staat tussen twee factoren.",
            fix="Schrijf alleen hoe de factor heet.",
        )
    if words.known(of, name, without=what.factor) is not None:
        raise UserError(
            "Er is al een factor met deze naam op de kaart.", fix="Kies een naam die nog niet voorkomt."
        )
    return _with_factor(of, what.factor, {"name": TextNode(nl=name)})


def _attached(of: ProblemMap, what: Attached) -> ProblemMap:
    new = Support(study=what.study, says=TextNode(nl=what.says) if what.says else None)
    if what.link is not None and any(map(what.link.is_it, of.links)):
        links = tuple(
            link.model_copy(update={"support": _with(link.support, new)}) if what.link.is_it(link) else link
            for link in of.links
        )
        return of.model_copy(update={"links": links})
    for factor in of.factors:
        if factor.id == what.factor:
            return _with_factor(of, factor.id, {"support": _with(factor.support, new)})
    raise UserError(
        "Dit verband of deze factor staat niet op de kaart.", fix="Kies een verband of factor uit de lijst."
    )


def _with(support: tuple[Support, ...], new: Support) -> tuple[Support, ...]:
    """With one more; what the same study was said to say before makes way."""
    return (*(one for one in support if one.study != new.study), new)


def _with_factor(of: ProblemMap, factor_id: str, changes: dict[str, object]) -> ProblemMap:
    factors: tuple[Factor, ...] = tuple(
        factor.model_copy(update=changes) if factor.id == factor_id else factor for factor in of.factors
    )
    return of.model_copy(update={"factors": factors})
