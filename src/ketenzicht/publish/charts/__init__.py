"""Charts of published figures, as static SVG: one module per shape, one that draws."""

from ketenzicht.publish.charts.choose import Chart, chart_of

__all__ = ["Chart", "chart_of"]
