"""Published series beside a measure: each with its breaks, drawn where there are enough years."""

from __future__ import annotations

from ketenzicht.chain.model import Chain, Measure
from ketenzicht.chain.published import Series, series_among
from ketenzicht.message import message
from ketenzicht.publish.charts.choose import Chart
from ketenzicht.publish.charts.published import published_spec
from ketenzicht.publish.charts.render import svg_of
from ketenzicht.publish.language import Wording
from ketenzicht.publish.views import SeriesView


def series_views(chain: Chain, measure: Measure, wording: Wording) -> tuple[SeriesView, ...]:
    """The series among the reference values of a measure that are drawn, or of which there is something to know."""
    views = [_view(chain, measure, series, wording) for series in series_among(chain, measure.reference)]
    return tuple(view for view in views if view.chart or view.breaks or view.remarks)


def _view(chain: Chain, measure: Measure, series: Series, wording: Wording) -> SeriesView:
    first = series.figures[0]
    described = next((item.name for item in chain.definitions if item.code == first.code), None)
    what = wording.text(described) if described is not None else first.code
    breaks = tuple(
        wording.text(message("Breuk vanaf {periode}: {wat}", periode=item.first or "", wat=item.what))
        for found in series.breaks
        for item in found
    )
    return SeriesView(
        name=f"{first.code}: {what}",
        chart=_chart(measure, series, breaks, wording),
        breaks=breaks,
        remarks=tuple(wording.text(item.what) for item in series.remarks),
    )


def _chart(measure: Measure, series: Series, breaks: tuple[str, ...], wording: Wording) -> Chart | None:
    spec = published_spec(series, wording)
    if spec is None:
        return None
    first, last = series.figures[0], series.figures[-1]
    caption = wording.text(
        message(
            "Gepubliceerd, {regio}, {van} tot en met {tot}",
            regio=region_words(first.region, wording),
            van=first.period,
            tot=last.period,
        )
    )
    reading = wording.text(
        message(
            "Elke stip is een gepubliceerd cijfer. De lijn stopt bij een breuk; de streeplijn staat waar die is."
        )
        if breaks
        else message("Elke stip is een gepubliceerd cijfer van anderen.")
    )
    id_ = f"grafiek-{measure.id}-{first.code.lower()}-{series.figures[0].unit}"
    return Chart(
        svg_of(spec, id_=id_, title=f"{first.code}: {caption}", description=reading), caption, reading
    )


def region_words(region: str, wording: Wording) -> str:
    """The area of a published figure; only the country has a name in both languages."""
    country = message("Nederland")
    return wording.text(country) if region == str(country) else region
