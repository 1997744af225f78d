"""Draws a chain: Mermaid text for wikis and pages, BPMN 2.0 XML for process tools."""

from ketenzicht.diagram.bpmn import bpmn
from ketenzicht.diagram.mermaid import mermaid

__all__ = ["bpmn", "mermaid"]
