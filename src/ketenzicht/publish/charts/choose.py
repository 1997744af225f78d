"""Which chart a measure gets, and what it says to who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ketenzicht.message import Label, message
from ketenzicht.publish.charts.bars import bars_spec, share_column
from ketenzicht.publish.charts.caseload import caseload_drawing
from ketenzicht.publish.charts.curves import curves_spec
from ketenzicht.publish.charts.look import Spec
from ketenzicht.publish.charts.render import svg_of
from ketenzicht.publish.charts.series import series_spec
from ketenzicht.publish.language import Wording
from ketenzicht.publish.published import PublishedNumber, PublishedResult


@dataclass(frozen=True)
class Chart:
    """A drawn chart.

    Args:
        svg: one ``svg`` element, for the page.
        caption: what is drawn, in a line.
        reading: how to read it.
    """

    svg: str
    caption: str
    reading: str


def chart_of(
    result: PublishedResult,
    *,
    title: str,
    sentence: str,
    period: tuple[date, date],
    wording: Wording,
    horizon: float | None = None,
) -> Chart | None:
    """The chart of a measure, or None when nothing can be drawn.

    Args:
        result: published figures.
        title: name of the measure.
        sentence: what the chart shows in words, for its description.
        period: of the study, shaded in a series.
        wording: the language.
        horizon: of a curve, in months.
    """
    spec, caption, reading = _drawing(result, period, horizon, wording)
    if spec is None:
        return None
    words = wording.text(caption)
    svg = svg_of(spec, id_=f"grafiek-{result.measure}", title=f"{title}: {words}", description=sentence)
    return Chart(svg, words, wording.text(reading))


def _drawing(
    result: PublishedResult, period: tuple[date, date], horizon: float | None, wording: Wording
) -> tuple[Spec | None, Label, Label]:
    if result.chart == "curves":
        axis = wording.text(message("maanden na het begin van de klok"))
        spec = curves_spec(result.curves, horizon, axis, wording)
        if any(isinstance(figure, PublishedNumber) for curve in result.curves for _, figure in curve.points):
            reading = message(
                "De lijn is het gemiddelde aantal per casus tot en met elke maand. "
                "Het lichte vlak is het 95%-interval."
            )
            return spec, message("Gemiddeld aantal per casus in de loop van de tijd"), reading
        reading = message("De lijn is de kans tot en met elke maand. Het lichte vlak is het 95%-interval.")
        return spec, message("Kans in de loop van de tijd"), reading
    if result.chart == "series" and result.series:
        reading = message(
            "Stand op de eerste dag van elke maand. Het grijze vlak is de periode van de studie."
        )
        return series_spec(result.series[0], period, wording), message("Aantal open per maand"), reading
    if result.chart == "waterfall":
        return caseload_drawing(result, wording)
    if result.chart in ("bars", "stacked") and result.tables:
        table = result.tables[0]
        column = share_column(table)
        if column is not None:
            reading = message("De balk is het aandeel. Het streepje erop is het 95%-interval.")
            return bars_spec(table, column, result.norm, wording), table.title, reading
    return None, message("Geen grafiek"), message("Geen grafiek")
