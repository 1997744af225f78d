"""A chain as a drawing sees it: nodes in the lane of an organisation, and arrows between them.

Stages become boxes, the events that begin and end them circles. A stage that other stages are part of would
cover half the drawing, so it becomes a note (``Frame``) from its first event to its last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ketenzicht.chain.model import Chain, Duration, Event, Stage, TextNode, text_in

NodeKind = Literal["start", "event", "end", "stage", "choice"]


@dataclass(frozen=True)
class DrawnNode:
    """A circle, box or choice in the lane of an organisation."""

    id: str
    kind: NodeKind
    lane: str
    name: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """A stage that holds other stages: its name, and the events between which it runs."""

    id: str
    name: str
    begins: tuple[str, ...]
    ends: tuple[str, ...]


@dataclass(frozen=True)
class FlowGraph:
    """What is drawn. ``lanes`` are pairs of id and name; ``loose`` names the events outside every stage."""

    title: str
    lanes: tuple[tuple[str, str], ...]
    nodes: tuple[DrawnNode, ...]
    arrows: tuple[tuple[str, str], ...]
    frames: tuple[Frame, ...]
    loose: tuple[str, ...]


def flow_graph(chain: Chain, language: str = "nl") -> FlowGraph:
    """The drawing of a chain, in the order of its files, in Dutch (``nl``) or English (``en``)."""
    holders = {stage.part_of for stage in chain.stages}
    stages = [stage for stage in chain.stages if stage.id not in holders]
    arrows = _arrows(chain, stages)
    linked = {end for arrow in arrows for end in arrow}
    inside = {
        name for stage in chain.stages for term in stage.terms for name in (term.until, term.clock) if name
    }
    nodes = [
        _event_node(event, chain, arrows, language) for event in chain.events if _event(event.id) in linked
    ]
    nodes += [_stage_node(stage, chain, language) for stage in stages]
    nodes, arrows = _with_choices(nodes, arrows)
    lanes = {node.lane for node in nodes}
    return FlowGraph(
        title=text_in(chain.title, language),
        lanes=tuple(
            (item.id, text_in(item.name, language)) for item in chain.organisations if item.id in lanes
        ),
        nodes=tuple(nodes),
        arrows=tuple(arrows),
        frames=tuple(
            Frame(
                f"stage_{stage.id}",
                text_in(stage.name, language),
                tuple(_event(name) for name in stage.begins_with),
                tuple(_event(name) for name in stage.ends_with),
            )
            for stage in chain.stages
            if stage.id in holders
        ),
        loose=tuple(
            text_in(event.name, language)
            for event in chain.events
            if _event(event.id) not in linked and event.id not in inside
        ),
    )


def duration_text(duration: Duration, language: str = "nl") -> str:
    """A length of time in words: ``5 werkdagen``, ``1 week``, ``10 weeks``."""
    singular, plural = _UNITS[duration.unit][0 if language == "nl" else 1]
    return f"{duration.length} {singular if duration.length == 1 else plural}"


_UNITS = {
    "dagen": (("dag", "dagen"), ("day", "days")),
    "werkdagen": (("werkdag", "werkdagen"), ("working day", "working days")),
    "weken": (("week", "weken"), ("week", "weeks")),
    "maanden": (("maand", "maanden"), ("month", "months")),
    "jaren": (("jaar", "jaar"), ("year", "years")),
}


def _event(name: str) -> str:
    return f"event_{name}"


def _arrows(chain: Chain, stages: list[Stage]) -> list[tuple[str, str]]:
    drawn = {stage.id for stage in stages}
    framed_ends = {name for stage in chain.stages if stage.id not in drawn for name in stage.ends_with}
    arrows: list[tuple[str, str]] = []
    for stage in stages:
        arrows += [(_event(name), f"stage_{stage.id}") for name in stage.begins_with]
        arrows += [(f"stage_{stage.id}", _event(name)) for name in stage.ends_with]
    for event in chain.events:
        arrows += [(_event(name), _event(event.id)) for name in event.after]
    connected = {end for arrow in arrows for end in arrow}
    for stage in chain.stages:
        if stage.id not in drawn:
            loose_ends = [
                name for name in stage.ends_with if name in framed_ends and _event(name) not in connected
            ]
            arrows += [(_event(start), _event(end)) for start in stage.begins_with for end in loose_ends]
    return list(dict.fromkeys(arrows))


def _event_node(event: Event, chain: Chain, arrows: list[tuple[str, str]], language: str) -> DrawnNode:
    name = _event(event.id)
    before = any(target == name for _, target in arrows)
    after = any(source == name for source, _ in arrows)
    kind: NodeKind = "start" if not before else "event" if after else "end"
    return DrawnNode(name, kind, _lane_of(event, chain), text_in(event.name, language))


def _lane_of(event: Event, chain: Chain) -> str:
    begun = [stage.organisation for stage in chain.stages if event.id in stage.begins_with]
    ended = [stage.organisation for stage in chain.stages if event.id in stage.ends_with]
    known = [event.by, *begun, *ended, chain.organisations[0].id if chain.organisations else ""]
    return next(name for name in known if name is not None)


def _stage_node(stage: Stage, chain: Chain, language: str) -> DrawnNode:
    begun_by = {event.id: event.by for event in chain.events}
    known = [stage.organisation, *(begun_by.get(name) for name in stage.begins_with)]
    lane = next((name for name in known if name), chain.organisations[0].id if chain.organisations else "")
    details = tuple(
        text_in(term.name or TextNode(nl=duration_text(term.limit, language)), language)
        for term in stage.terms
    )
    return DrawnNode(f"stage_{stage.id}", "stage", lane, text_in(stage.name, language), details)


def _with_choices(
    nodes: list[DrawnNode], arrows: list[tuple[str, str]]
) -> tuple[list[DrawnNode], list[tuple[str, str]]]:
    # Two arrows out of one circle or box mean "both" in BPMN; a chain means "one or more of these".
    result, moved = list(nodes), list(arrows)
    for node in nodes:
        out = [arrow for arrow in moved if arrow[0] == node.id]
        if len(out) > 1:
            choice = DrawnNode(f"choice_{node.id}", "choice", node.lane, "")
            result.append(choice)
            moved = [(choice.id, arrow[1]) if arrow in out else arrow for arrow in moved]
            moved.append((node.id, choice.id))
    return result, moved
