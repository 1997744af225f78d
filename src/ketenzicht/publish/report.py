"""The report as plain values, ready for the template: no figure is computed here, only put into words."""

from __future__ import annotations

from ketenzicht.publish.content import ReportContent

__all__ = ["ReportContent"]
