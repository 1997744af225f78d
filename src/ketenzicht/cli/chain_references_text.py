"""Published series on the terminal: a line per period, a bar beside it, a rule where the series breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ketenzicht.chain.definitions import Trend
from ketenzicht.chain.model import Chain, SeriesBreak, text_in
from ketenzicht.chain.published import Published, Series, number_words, series_of

if TYPE_CHECKING:
    from rich.console import RenderableType

BAR = 24
"""Signs of the longest bar."""
_UNITS = {"count": "aantal", "percent": "procent", "rate": "per zoveel"}
_MARKS = {"provisional": "voorlopig", "derived": "afgeleid"}


def series_text(
    chain: Chain, codes: Sequence[str], region: str, language: str = "nl"
) -> Iterator[RenderableType]:
    """The series of these definitions, of one region when that is given."""
    from rich.padding import Padding
    from rich.text import Text

    for code in codes:
        found = [item for item in series_of(chain, code) if region in ("", item.figures[0].region)]
        if not found:
            continue
        yield Padding(
            Text.assemble((code, "bold cyan"), "  ", (_name(chain, code, language), "bold")), (1, 0, 0, 0)
        )
        parts = next((item.parts for item in chain.definitions if item.code == code), ())
        if parts:
            yield Text("Bestaat uit " + " + ".join(parts), style="dim")
        for series in found:
            yield from _one_series(series, language)


def _one_series(series: Series, language: str) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    first = series.figures[0]
    frame = " · ".join(part for part in (first.region, first.window, _UNITS[first.unit]) if part)
    yield Padding(Text(frame, style="dim"), (0, 0, 0, 2))
    width = max(len(item.period) for item in series.figures)
    digits = max(len(number_words(item.value)) for item in series.figures)
    top = max(item.value for item in series.figures) or 1.0
    for number, figure in enumerate(series.figures):
        for found in series.breaks[number - 1] if number else ():
            yield _rule(found, language)
        bar = "█" * max(1, round(BAR * figure.value / top))
        line = Text.assemble(
            f"{figure.period:<{width}}  ",
            (f"{number_words(figure.value):>{digits}}", "bold"),
            f"  {bar:<{BAR}}",
        )
        mark = f"= {figure.formula}" if figure.formula else ""
        mark = " · ".join(part for part in (mark, _mark(figure)) if part)
        line.append(f"  {mark}" if mark else "", style="dim")
        yield Padding(line, (0, 0, 0, 4))
    for remark in series.remarks:
        yield Padding(_remark(remark, language), (0, 0, 0, 4))


def _mark(figure: Published) -> str:
    """What follows from others says so by its sum."""
    if figure.at_least:
        return "of iets meer"
    return "" if figure.formula and figure.status == "derived" else _MARKS.get(figure.status, "")


def _rule(found: SeriesBreak, language: str) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    text = Text.assemble(("──✂── ", "red"), (f"breuk vanaf {found.first}: ", "bold red"))
    text.append(text_in(found.what, language), style="red")
    return Padding(text, (0, 0, 0, 4))


def _remark(found: SeriesBreak, language: str) -> RenderableType:
    from rich.text import Text

    return Text.assemble(("Let op: ", "bold"), text_in(found.what, language), style="dim")


def _name(chain: Chain, code: str, language: str) -> str:
    """What a code counts: its definition, else the indicator of its first figure."""
    described = next((item.name for item in chain.definitions if item.code == code), None)
    if described is None:
        described = next(item.indicator for item in chain.reference_values if item.definition_code == code)
    return text_in(described, language)


def sum_text(chain: Chain, total: Published, language: str = "nl") -> RenderableType:
    """A sum with the definition that it is."""
    from rich.text import Text

    return Text.assemble(
        f"{total.formula} = ",
        (number_words(total.value), "bold"),
        f"\n{total.code}: {_name(chain, total.code, language)}. {total.region}, {total.period}.",
    )


def trend_text(change: Trend, language: str = "nl") -> Iterator[RenderableType]:
    """A change with what to know of the figures."""
    from rich.text import Text

    first, last = change.figures[0], change.figures[-1]
    sign = "+" if change.difference >= 0 else "-"
    part = "" if change.ratio is None else f" ({sign}{abs(change.ratio - 1) * 100:.0f} %)"
    yield Text.assemble(
        f"{first.code} van {first.period} tot {last.period}: ",
        " -> ".join(number_words(item.value) for item in change.figures),
        (f"  {sign}{number_words(abs(change.difference))}{part}", "bold"),
    )
    for remark in change.remarks:
        yield _remark(remark, language)


def series_data(chain: Chain, codes: Sequence[str], region: str) -> list[dict[str, Any]]:
    """The same series as data."""
    return [
        {
            "definition": code,
            "name": _name(chain, code, "nl"),
            "unit": series.figures[0].unit,
            "region": series.figures[0].region,
            "window": series.figures[0].window,
            "figures": [
                {
                    "period": item.period,
                    "value": item.value,
                    "status": item.status,
                    "formula": item.formula,
                    "reference_value": item.source,
                    "breaks_before": [found.id for found in (series.breaks[number - 1] if number else ())],
                }
                for number, item in enumerate(series.figures)
            ],
            "remarks": [item.id for item in series.remarks],
        }
        for code in codes
        for series in series_of(chain, code)
        if region in ("", series.figures[0].region)
    ]
