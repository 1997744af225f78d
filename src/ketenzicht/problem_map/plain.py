"""A map as other programs know one: points and lines with a label and attributes.

What those programs have no place for (perspectives, evidence, measures) travels in one attribute of ours, so that a
map comes back as it was. What they say that we have no place for is kept in ``overig`` of the factor or link.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ketenzicht.errors import UserError
from ketenzicht.problem_map.model import Factor, Group, Link, Perspective, ProblemMap
from ketenzicht.problem_map.words import free, slug

OWN = "ketenzicht"
"""The attribute that holds what only this program knows, as JSON."""

SIGNS = {"+": "meer", "-": "minder", "\N{MINUS SIGN}": "minder", "\N{EN DASH}": "minder"}

Node = TypeVar("Node", bound=BaseModel)


@dataclass
class Point:
    """A factor elsewhere."""

    id: str
    label: str
    note: str = ""
    group: str = ""
    own: str = ""
    more: dict[str, Any] = field(default_factory=dict)


@dataclass
class Line:
    """A link elsewhere, from and to the id of a point."""

    origin: str
    target: str
    sign: str = ""
    delayed: bool = False
    note: str = ""
    own: str = ""
    more: dict[str, Any] = field(default_factory=dict)


@dataclass
class Plain:
    """A map elsewhere, and what of its file could not be read."""

    title: str = ""
    own: str = ""
    points: list[Point] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    left_out: list[UserError] = field(default_factory=list)


def to_plain(of: ProblemMap) -> Plain:
    """A map for another program."""
    groups = {group.id: group.name.nl for group in of.groups}
    ids = {factor.id: str(factor.more.get("id", factor.id)) for factor in of.factors}
    points = [
        Point(
            ids[factor.id],
            factor.name.nl,
            factor.about.nl if factor.about else "",
            groups.get(factor.group or "", ""),
            _own(factor),
            {name: value for name, value in factor.more.items() if name != "id"},
        )
        for factor in of.factors
    ]
    signs = {"meer": "+", "minder": "-", "onbekend": ""}
    lines = [
        Line(
            ids[link.origin],
            ids[link.target],
            signs[link.effect],
            link.delayed,
            link.mechanism.nl if link.mechanism else "",
            _own(link),
            dict(link.more),
        )
        for link in of.links
    ]
    return Plain(of.title.nl, _own(of, {"factors", "links"}), points, lines)


def from_plain(plain: Plain, name: str) -> tuple[ProblemMap, tuple[UserError, ...]]:
    """A map from another program, and what of it could not come along; the rest is there.

    Args:
        plain: the map.
        name: of the file, for a map that has no title.
    """
    left_out = list(plain.left_out)
    factors: dict[str, Factor] = {}
    groups: dict[str, Group] = {}
    for point in plain.points:
        label = " ".join(point.label.split())
        if not label or point.id in factors:
            why = "Hij heeft geen naam." if not label else "Deze id komt twee keer voor."
            left_out.append(UserError(f"Een factor is overgeslagen: {label or point.id}.", why=why))
            continue
        factors[point.id] = _factor(point, label, [one.id for one in factors.values()], groups)
    links: list[Link] = []
    for line in plain.lines:
        if line.origin not in factors or line.target not in factors or line.origin == line.target:
            why = (
                "Dit verband loopt van een factor naar zichzelf."
                if line.origin == line.target
                else "Een van de twee factoren staat niet in het bestand."
            )
            left_out.append(
                UserError(f"Een verband is overgeslagen: {line.origin} -> {line.target}.", why=why)
            )
            continue
        links.append(_link(line, factors[line.origin].id, factors[line.target].id))
    title = " ".join(plain.title.split()) or name
    bare = {"id": slug(title, "kaart"), "titel": title, "vraag": title}
    values = {**bare, **_known(plain.own, "titel", title)}
    of = _valid(ProblemMap, values) or ProblemMap.model_validate(bare)
    told = {one.id for one in of.perspectives}
    new = dict.fromkeys(who for link in links for who in link.perspectives if who not in told)
    return of.model_copy(
        update={
            "factors": tuple(factors.values()),
            "links": tuple(links),
            "groups": (
                *of.groups,
                *(group for group in groups.values() if group.id not in {one.id for one in of.groups}),
            ),
            "perspectives": (
                *of.perspectives,
                *(Perspective.model_validate({"id": who, "naam": who}) for who in new),
            ),
        }
    ), tuple(left_out)


def _factor(point: Point, label: str, taken: list[str], groups: dict[str, Group]) -> Factor:
    own = _known(point.own, "naam", label)
    values: dict[str, Any] = {"naam": label} | own
    values["id"] = free(own["id"] if isinstance(own.get("id"), str) else slug(label, "factor"), taken)
    if point.note and _dutch(own.get("over")) != point.note:
        values["over"] = point.note
    if point.group:
        group = own.get("groep") or slug(point.group, "groep")
        groups.setdefault(str(group), Group.model_validate({"id": group, "naam": point.group}))
        values["groep"] = group
    else:
        values.pop("groep", None)
    more = point.more | ({"id": point.id} if point.id != values["id"] else {})
    plain = {"id": slug(values["id"], "factor"), "naam": label, "overig": more}
    return _valid(Factor, values | {"overig": more}) or Factor.model_validate(plain)


def _link(line: Line, origin: str, target: str) -> Link:
    own = _known(line.own)
    sign = SIGNS.get(line.sign.strip()[:1], "onbekend")
    plain: dict[str, Any] = {"van": origin, "naar": target, "geeft": sign, "vertraagd": line.delayed}
    if line.note and _dutch(own.get("want")) != line.note:
        plain["want"] = line.note
    plain["overig"] = line.more
    return _valid(Link, own | plain) or Link.model_validate(plain)


def _own(node: BaseModel, without: set[str] | None = None) -> str:
    values = node.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, exclude={"more", *(without or ())}
    )
    return json.dumps(values, ensure_ascii=False)


def _known(own: str, name: str = "", text: str = "") -> dict[str, Any]:
    """What only this program knows; a name that was changed elsewhere holds."""
    try:
        values = json.loads(own) if own else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    if name and _dutch(values.get(name)) != text:
        values[name] = text
    return values


def _dutch(text: Any) -> Any:
    return text.get("nl") if isinstance(text, dict) else text


def _valid(model: type[Node], values: dict[str, Any]) -> Node | None:
    try:
        return model.model_validate(values, by_alias=True, by_name=False)
    except ValidationError:
        return None
