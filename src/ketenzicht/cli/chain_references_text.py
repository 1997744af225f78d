"""Published series on the terminal: a line per period, a bar beside it, a rule where the series breaks; and what is
not known of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ketenzicht.chain.definitions import Trend
from ketenzicht.chain.model import Chain, Gap, SeriesBreak
from ketenzicht.chain.published import Published, Series, series_of
from ketenzicht.message import Label, message
from ketenzicht.publish.language import Wording

if TYPE_CHECKING:
    from rich.console import RenderableType

BAR = 24
"""Signs of the longest bar."""
_UNITS = {"count": message("aantal"), "percent": message("procent"), "rate": message("per zoveel")}
_MARKS = {"provisional": message("voorlopig"), "derived": message("afgeleid")}
_OTHER_SIGNS = str.maketrans(",.", ".,")


def series_text(
    chain: Chain, codes: Sequence[str], region: str, wording: Wording
) -> Iterator[RenderableType]:
    """The series of these definitions, of one region when that is given."""
    from rich.padding import Padding
    from rich.text import Text

    for code in codes:
        found = [item for item in series_of(chain, code) if region in ("", item.figures[0].region)]
        if not found:
            continue
        yield Padding(
            Text.assemble((code, "bold cyan"), "  ", (wording.text(_name(chain, code)), "bold")), (1, 0, 0, 0)
        )
        parts = next((item.parts for item in chain.definitions if item.code == code), ())
        if parts:
            yield Text(wording.text(message("Bestaat uit {delen}", delen=" + ".join(parts))), style="dim")
        for series in found:
            yield from _one_series(series, wording)


def _one_series(series: Series, wording: Wording) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    first = series.figures[0]
    frame = " · ".join(
        part for part in (first.region, first.window, wording.text(_UNITS[first.unit])) if part
    )
    yield Padding(Text(frame, style="dim"), (0, 0, 0, 2))
    width = max(len(item.period) for item in series.figures)
    numbers = [_number(item.value, wording) for item in series.figures]
    digits = max(map(len, numbers))
    top = max(item.value for item in series.figures) or 1.0
    for number, figure in enumerate(series.figures):
        for found in series.breaks[number - 1] if number else ():
            yield _rule(found, wording)
        bar = "█" * max(1, round(BAR * figure.value / top))
        line = Text.assemble(
            f"{figure.period:<{width}}  ",
            (f"{numbers[number]:>{digits}}", "bold"),
            f"  {bar:<{BAR}}",
        )
        mark = f"= {_formula(figure.formula, wording)}" if figure.formula else ""
        mark = " · ".join(part for part in (mark, _mark(figure, wording)) if part)
        line.append(f"  {mark}" if mark else "", style="dim")
        yield Padding(line, (0, 0, 0, 4))
    for remark in series.remarks:
        yield Padding(_remark(remark, wording), (0, 0, 0, 4))


def _mark(figure: Published, wording: Wording) -> str:
    """What follows from others says so by its sum."""
    if figure.at_least:
        return wording.text(message("of iets meer"))
    if figure.status not in _MARKS or (figure.formula and figure.status == "derived"):
        return ""
    return wording.text(_MARKS[figure.status])


def _rule(found: SeriesBreak, wording: Wording) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    told = wording.text(message("breuk vanaf {periode}", periode=found.first or "")) + ": "
    text = Text.assemble(("──✂── ", "red"), (told, "bold red"))
    text.append(wording.text(found.what), style="red")
    return Padding(text, (0, 0, 0, 4))


def _remark(found: SeriesBreak, wording: Wording) -> RenderableType:
    from rich.text import Text

    return Text.assemble(
        (wording.text(message("Let op")) + ": ", "bold"), wording.text(found.what), style="dim"
    )


def _name(chain: Chain, code: str) -> Label:
    """What a code counts: its definition, else the indicator of its first figure."""
    described = next((item.name for item in chain.definitions if item.code == code), None)
    if described is None:
        return next(item.indicator for item in chain.reference_values if item.definition_code == code)
    return described


def _number(value: float, wording: Wording) -> str:
    return wording.number(value, digits=0 if value == int(value) else 1)


def _formula(text: str, wording: Wording) -> str:
    """A sum of published figures; as it is kept it has the signs of Dutch."""
    return text if wording.language == "nl" else text.translate(_OTHER_SIGNS)


def gaps_text(chain: Chain, codes: Sequence[str], wording: Wording) -> Iterator[RenderableType]:
    """What is not known of these definitions; a number in it is no figure, and stands in no series."""
    from rich.padding import Padding
    from rich.text import Text

    found = _gaps(chain, codes)
    if found:
        yield Padding(Text(wording.text(message("Wat we niet weten")), style="bold"), (1, 0, 0, 0))
    for gap in found:
        text = Text.assemble(
            (f"{' · '.join(gap.definitions)}  ", "cyan"),
            f"{wording.text(gap.what)}. ",
            wording.text(gap.consequence),
        )
        yield Padding(text, (0, 0, 0, 2))


def gaps_data(chain: Chain, codes: Sequence[str]) -> list[dict[str, Any]]:
    """The same as data."""
    return [
        {
            "id": gap.id,
            "definitions": list(gap.definitions),
            "what": gap.what.nl,
            "consequence": gap.consequence.nl,
        }
        for gap in _gaps(chain, codes)
    ]


def _gaps(chain: Chain, codes: Sequence[str]) -> list[Gap]:
    return [gap for gap in chain.gaps if not set(codes).isdisjoint(gap.definitions)]


def sum_text(chain: Chain, total: Published, wording: Wording) -> RenderableType:
    """A sum with the definition that it is."""
    from rich.text import Text

    return Text.assemble(
        f"{_formula(total.formula, wording)} = ",
        (_number(total.value, wording), "bold"),
        f"\n{total.code}: {wording.text(_name(chain, total.code))}. {total.region}, {total.period}.",
    )


def trend_text(change: Trend, wording: Wording) -> Iterator[RenderableType]:
    """A change with what to know of the figures."""
    from rich.text import Text

    first, last = change.figures[0], change.figures[-1]
    sign = "+" if change.difference >= 0 else "-"
    part = "" if change.ratio is None else f" ({sign}{abs(change.ratio - 1) * 100:.0f} %)"
    over = message("{code} van {van} tot {tot}", code=first.code, van=first.period, tot=last.period)
    yield Text.assemble(
        f"{wording.text(over)}: ",
        " -> ".join(_number(item.value, wording) for item in change.figures),
        (f"  {sign}{_number(abs(change.difference), wording)}{part}", "bold"),
    )
    for remark in change.remarks:
        yield _remark(remark, wording)


def series_data(chain: Chain, codes: Sequence[str], region: str) -> list[dict[str, Any]]:
    """The same series as data."""
    return [
        {
            "definition": code,
            "name": Wording("nl").text(_name(chain, code)),
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
