"""A chain as a Mermaid flowchart: text that GitHub, GitLab and many wikis draw."""

from __future__ import annotations

from ketenzicht.chain.model import Chain
from ketenzicht.diagram.graph import DrawnNode, flow_graph

_SHAPES = {
    "start": ("([", "])"),
    "event": ("([", "])"),
    "end": ("([", "])"),
    "stage": ("[", "]"),
    "choice": ("{", "}"),
}


def mermaid(chain: Chain, language: str = "nl") -> str:
    """The chain as a Mermaid flowchart, lanes as subgraphs, the same text every time."""
    graph = flow_graph(chain, language)
    lines = ["---", f'title: "{_plain(graph.title)}"', "---", "flowchart LR"]
    for lane, name in graph.lanes:
        lines.append(f'  subgraph lane_{_name(lane)}["{_quoted(name)}"]')
        lines += [f"    {_node(node)}" for node in graph.nodes if node.lane == lane]
        lines.append("  end")
    lines += [f"  {_name(source)} --> {_name(target)}" for source, target in graph.arrows]
    for frame in graph.frames:
        lines += [
            f'  {_name(begin)} -.->|"{_quoted(frame.name)}"| {_name(end)}'
            for begin in frame.begins
            for end in frame.ends
        ]
    lines += [f'  loose_{index}(["{_quoted(name)}"])' for index, name in enumerate(graph.loose)]
    lines.append("  classDef stage fill:#e5eef9,stroke:#1f4e8c,color:#111")
    lines.append("  classDef choice fill:#fff,stroke:#1f4e8c,color:#111")
    for kind in ("stage", "choice"):
        if names := [_name(node.id) for node in graph.nodes if node.kind == kind]:
            lines.append(f"  class {','.join(names)} {kind}")
    return "\n".join(lines) + "\n"


def _node(node: DrawnNode) -> str:
    left, right = _SHAPES[node.kind]
    text = "<br>".join(
        [_quoted(node.name) or " ", *(f"<small>{_quoted(line)}</small>" for line in node.details)]
    )
    return f'{_name(node.id)}{left}"{text}"{right}'


def _name(node_id: str) -> str:
    # A dash followed by certain letters reads as an arrow in Mermaid, so names use underscores.
    return node_id.replace("-", "_")


def _quoted(text: str) -> str:
    for sign, code in (("&", "#amp;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        text = text.replace(sign, code)
    return text.replace("\n", " ")


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
