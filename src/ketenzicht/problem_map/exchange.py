"""Maps from and to other programs: PRSM and Kumu (JSON), and whatever reads GraphML.

PRSM: https://github.com/micrology/prsm. Kumu: its blueprints, and the backup of a project
(https://docs.kumu.io/guides/import/blueprints). GraphML: Brandes and others (2002, Graph Drawing, 501-512), through
networkx. A file that is partly broken is read as far as it goes, and what was left out is told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from ketenzicht.errors import UserError
from ketenzicht.problem_map.model import ProblemMap
from ketenzicht.problem_map.plain import OWN, Line, Plain, Point, from_plain, to_plain

Form = Literal["prsm", "kumu", "graphml"]
FORMS: tuple[Form, ...] = ("prsm", "kumu", "graphml")

_NUMBERED = re.compile(r"verband-(\d+)")
"""The id that a link gets in a file; it is not kept when it comes back."""
_STYLES = {"grp": ("group0", "edge0")}
"""What PRSM needs of every factor and link, and means nothing."""

_NO_MAP = "Bewaar de kaart in het andere programma opnieuw, als PRSM, Kumu (JSON) of GraphML."


def export_map(of: ProblemMap, form: Form) -> str:
    """A map as the text of a file of another program."""
    plain = to_plain(of)
    if form == "graphml":
        return _graphml(plain)
    content = _prsm(plain) if form == "prsm" else _kumu(plain)
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def import_map(text: str, name: str) -> tuple[ProblemMap, tuple[UserError, ...]]:
    """The map in the text of a file of another program, and what of it could not come along.

    Args:
        text: the content; which program made it is seen from what it holds.
        name: of the file, for a map that has no title.

    Raises:
        UserError: it is no map of these programs.
    """
    if text.lstrip().startswith("<"):
        plain = _from_graphml(text)
    else:
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            raise UserError("Dit bestand is geen kaart die te lezen is.", fix=_NO_MAP) from None
        if not isinstance(content, dict) or not ("nodes" in content or "elements" in content):
            raise UserError("In dit bestand staan geen factoren.", fix=_NO_MAP)
        plain = _from_kumu(content) if "elements" in content else _from_prsm(content)
    return from_plain(plain, name)


def _prsm(plain: Plain) -> dict[str, Any]:
    nodes = [
        {
            "grp": "group0",
            **point.more,
            "id": point.id,
            "label": point.label,
            "note": point.note,
            OWN: point.own,
        }
        | ({"groep": point.group} if point.group else {})
        for point in plain.points
    ]
    edges = [
        {"grp": "edge0", "id": f"verband-{at}", **line.more, "from": line.origin, "to": line.target,
         "label": line.sign, "note": line.note, OWN: line.own} | ({"vertraagd": True} if line.delayed else {})
        for at, line in enumerate(plain.lines)
    ]  # fmt: skip
    return {"mapTitle": plain.title, "nodes": nodes, "edges": edges, OWN: plain.own}


def _from_prsm(content: Mapping[str, Any]) -> Plain:
    found = Plain(_text(content.get("mapTitle")), _text(content.get(OWN)))
    for node in _records(content, "nodes", found):
        taken = ("id", "label", "note", "groep", OWN)
        found.points.append(
            Point(_text(node.get("id")), _text(node.get("label")), _note(node.get("note")),
                  _text(node.get("groep")), _text(node.get(OWN)), _rest(node, taken))
        )  # fmt: skip
    for edge in _records(content, "edges", found):
        used = ("from", "to", "label", "note", "vertraagd", OWN)
        label = _text(edge.get("label"))
        line = Line(_text(edge.get("from")), _text(edge.get("to")), label, bool(edge.get("vertraagd")),
                    _note(edge.get("note")), _text(edge.get(OWN)), _rest(edge, used))  # fmt: skip
        if len(label.strip()) > 1:
            line.more["label"] = label
        found.lines.append(line)
    return found


def _kumu(plain: Plain) -> dict[str, Any]:
    elements = [
        {**point.more, "id": point.id, "label": point.label, "type": point.group, "description": point.note,
         OWN: point.own}
        for point in plain.points
    ]  # fmt: skip
    connections = [
        {**line.more, "from": line.origin, "to": line.target, "direction": "directed", "type": line.sign,
         "delayed": line.delayed, "description": line.note, OWN: line.own}
        for line in plain.lines
    ]  # fmt: skip
    return {"name": plain.title, "elements": elements, "connections": connections, OWN: plain.own}


def _from_kumu(content: Mapping[str, Any]) -> Plain:
    """A blueprint, whose lines may name labels, or a backup, whose attributes stand apart."""
    found = Plain(_text(content.get("name")), _text(content.get(OWN)))
    by_label: dict[str, str] = {}
    for raw in _records(content, "elements", found):
        one = _flat(raw)
        label = _text(one.get("label"))
        id_ = _text(one.get("id") or one.get("_id")) or label
        by_label.setdefault(label, id_)
        taken = ("id", "_id", "label", "type", "description", OWN)
        found.points.append(
            Point(id_, label, _text(one.get("description")), _text(one.get("type")), _text(one.get(OWN)),
                  _rest(one, taken))
        )  # fmt: skip
    known = {point.id for point in found.points}
    for raw in _records(content, "connections", found):
        one = _flat(raw)
        ends = [_text(one.get(end)) for end in ("from", "to")]
        origin, target = (end if end in known else by_label.get(end, end) for end in ends)
        used = ("from", "to", "direction", "type", "delayed", "description", OWN)
        sign = _text(one.get("type"))
        line = Line(origin, target, sign, one.get("delayed") in (True, "true", "yes"),
                    _text(one.get("description")), _text(one.get(OWN)), _rest(one, used))  # fmt: skip
        if len(sign.strip()) > 1:
            line.more["type"] = sign
        found.lines.append(line)
    return found


def _graphml(plain: Plain) -> str:
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(title=plain.title, **{OWN: plain.own})
    for point in plain.points:
        values = {"label": point.label, "description": point.note, "group": point.group, OWN: point.own}
        graph.add_node(point.id, **(_simple(point.more) | values))
    for at, line in enumerate(plain.lines):
        values = {"label": line.sign, "description": line.note, OWN: line.own}
        more = _simple(line.more) | values | {"delayed": line.delayed}
        graph.add_edge(line.origin, line.target, str(line.more.get("id", f"verband-{at}")), **more)
    return "\n".join(nx.generate_graphml(graph)) + "\n"


def _from_graphml(text: str) -> Plain:
    import networkx as nx

    wrong = UserError("Dit GraphML-bestand is niet te lezen.", fix=_NO_MAP)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise wrong
    try:
        graph = nx.parse_graphml(text, force_multigraph=True)
    except Exception:  # networkx and its reader of XML raise whatever they meet
        raise wrong from None
    found = Plain(_text(graph.graph.get("title")), _text(graph.graph.get(OWN)))
    for name, values in graph.nodes(data=True):
        label = _text(values.get("label")) or str(name)
        found.points.append(
            Point(str(name), label, _text(values.get("description")), _text(values.get("group")),
                  _text(values.get(OWN)), _rest(values, ("label", "description", "group", OWN)))
        )  # fmt: skip
    for origin, target, key, values in sorted(
        graph.edges(keys=True, data=True), key=lambda edge: _number(edge[2])
    ):
        label = _text(values.get("label"))
        named = {"id": key, **values} if isinstance(key, str) else values
        rest = _rest(named, ("label", "description", "delayed", OWN))
        line = Line(str(origin), str(target), label, bool(values.get("delayed")),
                    _text(values.get("description")), _text(values.get(OWN)), rest)  # fmt: skip
        if len(label.strip()) > 1:
            line.more["label"] = label
        found.lines.append(line)
    return found


def _number(key: object) -> int:
    """The place of a link of our own among the others; those of others stay as they stand."""
    found = _NUMBERED.fullmatch(str(key))
    return int(found.group(1)) if found else 0


def _records(content: Mapping[str, Any], key: str, found: Plain) -> Iterator[Mapping[str, Any]]:
    """The groups in a list of a file; anything else there is told as left out."""
    several = content.get(key)
    for at, one in enumerate(several if isinstance(several, list) else ()):
        if isinstance(one, dict):
            yield one
        else:
            found.left_out.append(
                UserError(f"Nummer {at + 1} van '{key}' is overgeslagen.", why="Er staat niets in.")
            )


def _flat(one: Mapping[str, Any]) -> dict[str, Any]:
    inner = one.get("attributes")
    rest = {name: value for name, value in one.items() if name != "attributes"}
    return {**inner, **rest} if isinstance(inner, dict) else dict(one)


def _note(value: Any) -> str:
    """A note as text; PRSM keeps it as pieces (a Quill Delta)."""
    if isinstance(value, dict) and isinstance(value.get("ops"), list):
        pieces = (piece.get("insert") for piece in value["ops"] if isinstance(piece, dict))
        return "".join(piece for piece in pieces if isinstance(piece, str)).strip()
    return _text(value)


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _rest(values: Mapping[str, Any], taken: tuple[str, ...]) -> dict[str, Any]:
    """What this program does not know and did not add itself."""
    return {
        name: value
        for name, value in values.items()
        if name not in taken
        and not (name == "id" and _NUMBERED.fullmatch(_text(value)))
        and value not in _STYLES.get(name, ())
    }


def _simple(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that GraphML can hold; others as JSON."""
    return {
        name: value if isinstance(value, str | int | float | bool) else json.dumps(value, ensure_ascii=False)
        for name, value in values.items()
    }
