"""Draws a chain: Mermaid text for wikis and pages, BPMN 2.0 XML for process tools."""

from ketenzicht.diagram.bpmn import bpmn
from ketenzicht.diagram.graph import duration_text
from ketenzicht.diagram.mermaid import mermaid
from ketenzicht.diagram.steps_svg import steps_svg

__all__ = ["bpmn", "duration_text", "mermaid", "steps_svg"]
