"""A benchmark as one page (HTML), as PDF from the same template, and as data."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from ketenzicht.publish.benchmark_shown import PublishedBenchmark, UnitShown, YearShown
from ketenzicht.publish.benchmark_words import benchmark_view
from ketenzicht.publish.language import Language, Wording
from ketenzicht.publish.page import environment
from ketenzicht.publish.published import Hidden

TEMPLATE = "benchmark.html.j2"


def render_benchmark(shown: PublishedBenchmark, language: Language) -> str:
    """The page."""
    return _render(shown, language, for_pdf=False)


def render_benchmark_pdf(shown: PublishedBenchmark, language: Language) -> bytes:
    """The page as PDF; the same content gives the same bytes."""
    from ketenzicht.publish.pdf import pdf_of

    return pdf_of(_render(shown, language, for_pdf=True), day=date(shown.year, 12, 31))


def _render(shown: PublishedBenchmark, language: Language, *, for_pdf: bool) -> str:
    view = benchmark_view(shown, language)
    return environment(language).get_template(TEMPLATE).render(page=view, for_pdf=for_pdf)


def benchmark_data(shown: PublishedBenchmark) -> dict[str, Any]:
    """The same as data: what was compared, limits, every unit, and chapters with their peers and trends."""
    say = Wording("nl").text
    return {
        "kind": "vergelijking",
        "title": shown.title,
        "synthetic": shown.synthetic,
        "indicator": {
            "name": shown.indicator,
            "kind": shown.kind,
            "per": shown.per,
            "definition": shown.definition,
        },
        "year": shown.year,
        "source": shown.source,
        "strata": shown.strata,
        "reference": {"source": shown.reference_source, "value": shown.reference_rate},
        "repeat_dispersion": shown.dispersion,
        "rounding": shown.policy.rounding,
        "threshold": shown.policy.threshold,
        "funnel": None if shown.funnel is None else asdict(shown.funnel),
        "units": [_unit(one) for one in shown.units],
        "not_compared": [{"name": name, "why": say(why)} for name, why in shown.apart],
        "chapters": [
            {
                "unit": _unit(one.unit),
                "not_compared": None if one.apart is None else say(one.apart),
                "years": [_year(year) for year in one.years],
                "breaks": [{"from": at.year, "what": say(at.what)} for at in one.breaks],
                "segments": [
                    {
                        "from": one.years[segment.first].year,
                        "to": one.years[segment.last].year,
                        "values": segment.values,
                        "mean": _number(segment.centre),
                        "low": _number(segment.low),
                        "high": _number(segment.high),
                    }
                    for segment in one.trend.segments
                ],
                "signals": [
                    {"year": one.years[signal.position].year, "rule": signal.rule, "above": signal.above}
                    for signal in one.trend.signals
                ],
                "class": one.peer_group,
                "comparable": [
                    {
                        "unit": _unit(peer.unit),
                        "distance": peer.distance,
                        "nearer_than": peer.nearer_than,
                        "higher": peer.higher,
                        "lower": peer.lower,
                    }
                    for peer in one.peers
                ],
            }
            for one in shown.chapters
        ],
    }


def _unit(one: UnitShown) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        **_year(one.shown),
        "place": one.place,
        "place_by_chance_alone": one.place_by_chance,
        "probable": None
        if one.probable is None
        else dict(zip(("value", "low", "high"), one.probable, strict=True)),
    }


def _year(year: YearShown) -> dict[str, Any]:
    if year.value is None:
        why = year.figure.reason if isinstance(year.figure, Hidden) else None
        return {"year": year.year, "hidden": why, "value": None}
    return {
        "year": year.year,
        "count": year.count,
        "of": year.among,
        "value": year.value,
        "low": year.low,
        "high": year.high,
    }


def _number(value: float) -> float | None:
    return None if value != value else value
