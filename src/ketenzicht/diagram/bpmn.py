"""A chain as BPMN 2.0 XML with its drawing (diagram interchange), for process tools such as bpmn-js.

One pool for the chain, a lane per organisation, a task per stage, an event per event.
Elements and order follow the BPMN 2.0.2 schema of the Object Management Group (formal/2013-12-09).
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from ketenzicht.chain.model import Chain
from ketenzicht.diagram.graph import DrawnNode, FlowGraph, Frame, flow_graph
from ketenzicht.diagram.layout import Box, Layout, Point, place

if TYPE_CHECKING:
    from lxml.etree import _Element

_MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_LINE = "http://www.omg.org/spec/DD/20100524/DI"
_TAGS = {
    "start": "startEvent",
    "event": "intermediateThrowEvent",
    "end": "endEvent",
    "stage": "task",
    "choice": "inclusiveGateway",
}
_LOOSE = {"nl": "Buiten de fasen", "en": "Outside the stages"}
_FROM_TO = {"nl": "loopt van", "en": "runs from"}
_UNTIL = {"nl": "tot", "en": "until"}


def bpmn(chain: Chain, language: str = "nl") -> bytes:
    """The chain as one BPMN 2.0 XML document in UTF-8, the same bytes every time."""
    from lxml import etree

    graph = flow_graph(chain, language)
    layout = place(graph)
    spaces = {"bpmn": _MODEL, "bpmndi": _DI, "dc": _DC, "di": _LINE}
    root = etree.Element(f"{{{_MODEL}}}definitions", nsmap=spaces)
    root.set("id", "definitions")
    root.set("targetNamespace", f"urn:ketenzicht:{chain.id}")
    root.set("exporter", "ketenzicht")
    collaboration = _add(root, "collaboration", id="collaboration")
    _add(collaboration, "participant", id="pool", name=graph.title, processRef="process")
    notes = _notes(graph, language)
    _process(root, graph, notes)
    _diagram(root, graph, layout, notes)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _notes(graph: FlowGraph, language: str) -> list[tuple[str, str, str | None]]:
    """Notes as id, text and the node that the note hangs on."""
    notes: list[tuple[str, str, str | None]] = []
    for frame in graph.frames:
        notes.append(
            (
                f"note_{frame.id}",
                _frame_text(frame, graph, language),
                frame.begins[0] if frame.begins else None,
            )
        )
    if graph.loose:
        notes.append(("note_loose", f"{_LOOSE[language]}: {', '.join(graph.loose)}", None))
    return notes


def _frame_text(frame: Frame, graph: FlowGraph, language: str) -> str:
    names = {node.id: node.name for node in graph.nodes}
    begins, ends = (", ".join(names.get(item, item) for item in side) for side in (frame.begins, frame.ends))
    return f"{frame.name}: {_FROM_TO[language]} {begins} {_UNTIL[language]} {ends}"


def _process(root: _Element, graph: FlowGraph, notes: list[tuple[str, str, str | None]]) -> None:
    process = _add(root, "process", id="process", isExecutable="false")
    lanes = _add(process, "laneSet", id="lanes")
    for lane, name in graph.lanes:
        element = _add(lanes, "lane", id=f"lane_{lane}", name=name)
        for node in graph.nodes:
            if node.lane == lane:
                _add(element, "flowNodeRef").text = node.id
    for node in graph.nodes:
        _flow_node(process, node, graph)
    for source, target in graph.arrows:
        _add(process, "sequenceFlow", id=_flow(source, target), sourceRef=source, targetRef=target)
    for note, text, anchor in notes:
        _add(_add(process, "textAnnotation", id=note), "text").text = text
        if anchor is not None:
            _add(process, "association", id=f"link_{note}", sourceRef=anchor, targetRef=note)


def _flow_node(process: _Element, node: DrawnNode, graph: FlowGraph) -> None:
    element = _add(process, _TAGS[node.kind], id=node.id)
    if node.name:
        element.set("name", node.name)
    if node.details:
        _add(element, "documentation").text = "\n".join(node.details)
    for source, target in graph.arrows:
        if target == node.id:
            _add(element, "incoming").text = _flow(source, target)
    for source, target in graph.arrows:
        if source == node.id:
            _add(element, "outgoing").text = _flow(source, target)


def _diagram(
    root: _Element, graph: FlowGraph, layout: Layout, notes: list[tuple[str, str, str | None]]
) -> None:
    diagram = _add(root, "BPMNDiagram", _DI, id="diagram")
    plane = _add(diagram, "BPMNPlane", _DI, id="plane", bpmnElement="collaboration")
    _shape(plane, "pool", layout.pool, isHorizontal="true")
    for lane, _ in graph.lanes:
        _shape(plane, f"lane_{lane}", layout.lanes[lane], isHorizontal="true")
    for node in graph.nodes:
        shape = _shape(plane, node.id, layout.nodes[node.id])
        if node.kind in ("start", "event", "end") and node.name:
            box = layout.nodes[node.id]
            label = Box(box.x + box.width // 2 - 55, box.y + box.height + 4, 110, 40)
            _bounds(_add(shape, "BPMNLabel", _DI), label)
    for source, target in graph.arrows:
        _edge(plane, _flow(source, target), layout.arrows[(source, target)])
    below = layout.pool.y + layout.pool.height + 30
    for position, (note, text, anchor) in enumerate(notes):
        lines = len(wrap(text, 40))
        box = Box(layout.pool.x + position * 320, below, 280, 20 + 16 * lines)
        _shape(plane, note, box)
        if anchor is not None:
            start = layout.nodes[anchor]
            foot = (start.x + start.width // 2, start.y + start.height)
            _edge(
                plane,
                f"link_{note}",
                (foot, (foot[0], box.y) if foot[0] < box.x + box.width else (box.x + 20, box.y)),
            )


def _shape(plane: _Element, element: str, box: Box, **attributes: str) -> _Element:
    shape = _add(plane, "BPMNShape", _DI, id=f"shape_{element}", bpmnElement=element, **attributes)
    _bounds(shape, box)
    return shape


def _bounds(parent: _Element, box: Box) -> None:
    _add(parent, "Bounds", _DC, x=str(box.x), y=str(box.y), width=str(box.width), height=str(box.height))


def _edge(plane: _Element, element: str, points: tuple[Point, ...]) -> None:
    edge = _add(plane, "BPMNEdge", _DI, id=f"edge_{element}", bpmnElement=element)
    for x, y in points:
        _add(edge, "waypoint", _LINE, x=str(x), y=str(y))


def _flow(source: str, target: str) -> str:
    return f"flow_{source}__{target}"


def _add(parent: _Element, tag: str, space: str = _MODEL, **attributes: str) -> _Element:
    from lxml import etree

    return etree.SubElement(parent, f"{{{space}}}{tag}", attributes)
