"""The drawn chain: every reference resolves, everything has a place, equal chains give equal bytes."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

from helpers.chain_examples import base
from ketenzicht.chain import load_chain
from ketenzicht.chain.model import Chain
from ketenzicht.diagram import bpmn, mermaid
from ketenzicht.diagram.graph import flow_graph
from ketenzicht.diagram.layout import Box, place

pytestmark = pytest.mark.unit

PERMIT = Path(__file__).resolve().parents[1] / "chains" / "vergunning"
SPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
FLOW_NODES = ("startEvent", "intermediateThrowEvent", "endEvent", "task", "inclusiveGateway")

LOOP = """
id: kring
versie: "1"
titel: Een & ander <kring> "met" kringen
samenvatting: Heen en terug.
casus: persoon
organisaties: [{id: a, naam: A}, {id: b, naam: B}]
gebeurtenissen:
  - {id: in, naam: In, soort: instroom, bij: a}
  - {id: klaar, naam: Klaar, bij: b}
  - {id: terug, naam: Terug, bij: a, na: [klaar, terug]}
  - {id: opnieuw, naam: Opnieuw, bij: b}
fasen:
  - {id: heen, naam: Heen, bij: a, begint_met: [in, opnieuw], eindigt_met: klaar}
  - {id: weer, naam: Weer, bij: b, begint_met: terug, eindigt_met: opnieuw}
"""


@pytest.fixture(params=["veilig-thuis", "vergunning", "smallest", "loop"])
def chain(request: pytest.FixtureRequest, tmp_path: Path) -> Chain:
    if request.param == "vergunning":
        return load_chain(PERMIT)
    if request.param == "veilig-thuis":
        return load_chain("veilig-thuis")
    (tmp_path / "keten.yaml").write_text(base() if request.param == "smallest" else LOOP, encoding="utf-8")
    return load_chain(tmp_path)


def find(root: etree._Element, path: str) -> list[etree._Element]:
    found = root.xpath(path, namespaces=SPACES)
    assert isinstance(found, list)
    return [item for item in found if isinstance(item, etree._Element)]


def test_ids_are_unique_and_references_resolve(chain: Chain) -> None:
    root = etree.fromstring(bpmn(chain))
    ids = [str(name) for name in root.xpath("//@id")]
    assert len(ids) == len(set(ids))
    references = [*root.xpath("//@bpmnElement"), *root.xpath("//@sourceRef"), *root.xpath("//@targetRef")]
    references += [*root.xpath("//@processRef")]
    references += [
        item.text for tag in ("flowNodeRef", "incoming", "outgoing") for item in find(root, f"//bpmn:{tag}")
    ]
    assert references
    assert {str(name) for name in references} <= set(ids)


def test_every_node_has_a_shape_and_every_arrow_an_edge(chain: Chain) -> None:
    root = etree.fromstring(bpmn(chain))
    drawn = (*FLOW_NODES, "lane", "participant", "textAnnotation")
    for tag in drawn:
        for node in find(root, f"//bpmn:{tag}"):
            bounds = find(root, f"//bpmndi:BPMNShape[@bpmnElement='{node.get('id')}']/dc:Bounds")
            assert len(bounds) == 1, node.get("id")
            assert all(float(str(bounds[0].get(key))) > 0 for key in ("width", "height"))
    for tag in ("sequenceFlow", "association"):
        for arrow in find(root, f"//bpmn:{tag}"):
            points = find(root, f"//bpmndi:BPMNEdge[@bpmnElement='{arrow.get('id')}']/di:waypoint")
            assert len(points) >= 2, arrow.get("id")


def test_arrows_and_nodes_know_each_other(chain: Chain) -> None:
    root = etree.fromstring(bpmn(chain))
    for flow in find(root, "//bpmn:sequenceFlow"):
        name = flow.get("id")
        source, target = (find(root, f"//*[@id='{flow.get(key)}']")[0] for key in ("sourceRef", "targetRef"))
        assert name in [item.text for item in find(source, "bpmn:outgoing")]
        assert name in [item.text for item in find(target, "bpmn:incoming")]


def test_every_node_stands_in_one_lane(chain: Chain) -> None:
    root = etree.fromstring(bpmn(chain))
    in_lanes = [item.text for item in find(root, "//bpmn:flowNodeRef")]
    nodes = [node.get("id") for tag in FLOW_NODES for node in find(root, f"//bpmn:{tag}")]
    assert sorted(str(name) for name in in_lanes) == sorted(str(name) for name in nodes)


def test_boxes_lie_in_their_lane_and_apart(chain: Chain) -> None:
    graph = flow_graph(chain)
    layout = place(graph)
    for node in graph.nodes:
        box, lane = layout.nodes[node.id], layout.lanes[node.lane]
        assert lane.x <= box.x
        assert lane.y <= box.y
        assert box.x + box.width <= lane.x + lane.width
        assert box.y + box.height <= lane.y + lane.height
    assert not [pair for pair in combinations(layout.nodes.values(), 2) if _overlap(*pair)]
    assert not [pair for pair in combinations(layout.lanes.values(), 2) if _overlap(*pair)]


def test_arrows_start_and_end_on_their_boxes(chain: Chain) -> None:
    graph = flow_graph(chain)
    layout = place(graph)
    for source, target in graph.arrows:
        points = layout.arrows[(source, target)]
        assert _touches(layout.nodes[source], points[0])
        assert _touches(layout.nodes[target], points[-1])


def test_arrows_do_not_run_through_boxes(chain: Chain) -> None:
    graph = flow_graph(chain)
    layout = place(graph)
    for arrow, points in layout.arrows.items():
        for box in (box for name, box in layout.nodes.items() if name not in arrow):
            for (x1, y1), (x2, y2) in pairwise(points):
                line = Box(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))
                assert not _overlap(line, box), (arrow, points, box)


def test_a_drawing_is_the_same_every_time(chain: Chain) -> None:
    assert bpmn(chain) == bpmn(chain)
    assert mermaid(chain) == mermaid(chain)


def test_several_ways_out_pass_a_choice() -> None:
    graph = flow_graph(load_chain("veilig-thuis"))
    ways_out = {node.id: sum(source == node.id for source, _ in graph.arrows) for node in graph.nodes}
    assert all(ways_out[node.id] <= 1 for node in graph.nodes if node.kind != "choice")
    assert ways_out["choice_event_besluit-triage"] > 1


def test_mermaid_names_every_stage_and_term(chain: Chain) -> None:
    text = mermaid(chain)
    drawn = {stage.id for stage in chain.stages}
    for stage in chain.stages:
        assert stage.name.nl in text
        if stage.id not in {other.part_of for other in chain.stages if other.part_of in drawn}:
            assert all(term.name is None or term.name.nl in text for term in stage.terms)


def test_a_drawing_in_english_uses_english_names() -> None:
    chain = load_chain("veilig-thuis")
    assert "Safety assessment" in mermaid(chain, "en")
    assert b"Safety assessment" in bpmn(chain, "en")


def test_signs_of_the_languages_are_escaped(tmp_path: Path) -> None:
    (tmp_path / "keten.yaml").write_text(
        LOOP.replace("naam: Heen", "naam: 'Heen <b> \"en\" &'"), encoding="utf-8"
    )
    chain = load_chain(tmp_path)
    assert "Heen #lt;b#gt; #quot;en#quot; #amp;" in mermaid(chain)
    assert find(etree.fromstring(bpmn(chain)), "//bpmn:task")[0].get("name") == 'Heen <b> "en" &'


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def _touches(box: Box, point: tuple[int, int]) -> bool:
    return box.x - 1 <= point[0] <= box.x + box.width + 1 and box.y - 1 <= point[1] <= box.y + box.height + 1
