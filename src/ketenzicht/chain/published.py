"""Published figures of a chain, and what follows from them: series of one definition, with their breaks.

A definition is the set of its smallest parts. A count that was never published by itself may follow from others: the
sum of its parts, or what a whole leaves when its other parts are taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ketenzicht.chain.model import Chain, ReferenceValue, SeriesBreak
from ketenzicht.errors import UserError, did_you_mean, sentence

_PERIOD = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:, (eerste|tweede) halfjaar|-[HQ](\d))?$")


@dataclass(frozen=True)
class Published:
    """A published figure, or one that follows from published ones.

    Args:
        code: its definition.
        unit: count, percent or rate.
        region, period, window: whom, when and over what time it counts.
        value: the figure.
        status: final, provisional or derived.
        formula: how it follows from published figures, e.g. ``3.917 - 2.712``; empty when it is one itself.
        source: the id of the reference value, empty when it follows from several.
        at_least: published as *this or somewhat more*.
    """

    code: str
    unit: str
    region: str
    period: str
    window: str
    value: float
    status: str
    formula: str = ""
    source: str = ""
    at_least: bool = False


def published(chain: Chain, name: str) -> Published:
    """A reference value of a chain by its id.

    Raises:
        UserError: there is none, or no figure was published, only a bound.
    """
    value = next((item for item in chain.reference_values if item.id == name), None)
    if value is None:
        known = [item.id for item in chain.reference_values]
        raise UserError(
            sentence("De keten '{keten}' heeft geen referentiewaarde '{naam}'.", keten=chain.id, naam=name),
            fix=did_you_mean(name, known)
            or sentence("Zie: ketenzicht chain references {keten}", keten=chain.id),
        )
    found = _published(value)
    if found is None:
        raise UserError(
            sentence("Van '{naam}' is geen getal gepubliceerd, alleen een grens.", naam=name),
            why=sentence("Daarmee is niet te rekenen."),
        )
    return found


def _published(value: ReferenceValue) -> Published | None:
    if value.value is None:
        return None
    return Published(
        value.definition_code,
        value.unit,
        value.region,
        value.period,
        value.window or "",
        value.value,
        value.status,
        source=value.id,
        at_least=value.low == value.value and value.high is None,
    )


def smallest_parts(chain: Chain, code: str) -> frozenset[str]:
    """The parts of a definition that have no parts themselves; the code itself when it has none."""
    parts = {item.code: item.parts for item in chain.definitions}
    return frozenset(part for part in _with_parts(chain, code) if not parts.get(part))


def _with_parts(chain: Chain, code: str) -> frozenset[str]:
    """A definition, its parts, their parts, and so on."""
    parts = {item.code: item.parts for item in chain.definitions}
    found, waiting = set(), [code]
    while waiting:
        part = waiting.pop()
        if part not in found:
            found.add(part)
            waiting.extend(parts.get(part, ()))
    return frozenset(found)


def period_place(period: str) -> tuple[int, int] | None:
    """Where a period lies among others: its year, and its half or quarter; None when that is not certain."""
    match = _PERIOD.match(period)
    if match is None:
        return None
    half = {"eerste": 1, "tweede": 2}.get(match[3] or "", 0)
    return int(match[1]), half or int(match[4] or 0)


def breaks_between(chain: Chain, one: Published, other: Published) -> tuple[SeriesBreak, ...]:
    """The breaks after one period, and up to a later one, of whatever shares a part with a definition."""
    begin, end = period_place(one.period), period_place(other.period)
    return tuple(
        item
        for item in chain.series_breaks
        if item.kind == "breuk"
        and any(smallest_parts(chain, code) & smallest_parts(chain, one.code) for code in item.definitions)
        and begin is not None
        and end is not None
        and begin < (period_place(item.first or "") or begin) <= end
    )


def remarks_on(chain: Chain, figures: Sequence[Published]) -> tuple[SeriesBreak, ...]:
    """What to know of the periods of these figures, in the order of the chain."""
    return tuple(
        item
        for item in chain.series_breaks
        if item.kind == "kanttekening" and any(_is_about(chain, item, figure) for figure in figures)
    )


def _is_about(chain: Chain, remark: SeriesBreak, figure: Published) -> bool:
    place = period_place(figure.period)
    first, last = period_place(remark.first or ""), period_place(remark.last or "")
    return (
        not _with_parts(chain, figure.code).isdisjoint(remark.definitions)
        and place is not None
        and (first is None or first <= place)
        and (last is None or place <= last)
    )


@dataclass(frozen=True)
class Series:
    """Figures of one definition, unit, region and window, in the order of their periods.

    Args:
        figures: published ones, and counts that follow from published ones.
        breaks: for each figure but the first, the breaks between it and the one before.
        remarks: what to know of some of its periods.
    """

    figures: tuple[Published, ...]
    breaks: tuple[tuple[SeriesBreak, ...], ...]
    remarks: tuple[SeriesBreak, ...]

    @property
    def stretches(self) -> tuple[tuple[Published, ...], ...]:
        """The figures between which a line may be drawn."""
        found = [[self.figures[0]]]
        for figure, breaks in zip(self.figures[1:], self.breaks, strict=True):
            if breaks:
                found.append([])
            found[-1].append(figure)
        return tuple(tuple(item) for item in found)


def series_of(chain: Chain, code: str) -> tuple[Series, ...]:
    """All that is known of a definition, by unit, region and window; what has no place in time comes last."""
    values = [item for item in chain.reference_values if item.definition_code == code]
    figures = [found for value in values if (found := _published(value)) is not None]
    counted = {(item.region, item.period) for item in figures if item.unit == "count"}
    if any(item.parts and (item.code == code or code in item.parts) for item in chain.definitions):
        asked = dict.fromkeys((item.region, item.period) for item in chain.reference_values)
        found_out = [worked_out(chain, code, *place) for place in asked if place not in counted]
        figures += [item for item in found_out if item is not None]
    return _grouped(chain, figures)


def series_among(chain: Chain, names: Sequence[str]) -> tuple[Series, ...]:
    """The series that these reference values make, by definition, unit, region and window."""
    values = {item.id: item for item in chain.reference_values}
    return _grouped(chain, [found for name in names if (found := _published(values[name])) is not None])


def _grouped(chain: Chain, figures: Sequence[Published]) -> tuple[Series, ...]:
    groups: dict[tuple[str, str, str, str], list[Published]] = {}
    for item in figures:
        groups.setdefault((item.code, item.unit, item.region, item.window), []).append(item)
    return tuple(_series(chain, group) for group in groups.values())


def _series(chain: Chain, figures: Sequence[Published]) -> Series:
    ordered = sorted(figures, key=lambda item: period_place(item.period) or (9999, 0))
    breaks = tuple(breaks_between(chain, one, other) for one, other in pairwise(ordered))
    return Series(tuple(ordered), breaks, remarks_on(chain, ordered))


def worked_out(chain: Chain, code: str, region: str, period: str) -> Published | None:
    """The figure of a definition in one region and period: the published one, or what follows from published ones.

    A sum of its parts, or what a definition leaves when all other parts are taken from it; None when neither is.
    """
    return next(_ways(chain, code, region, period, frozenset()), None)


def _ways(chain: Chain, code: str, region: str, period: str, passed: frozenset[str]) -> Iterator[Published]:
    for value in chain.reference_values:
        if (value.definition_code, value.unit, value.region, value.period) == (code, "count", region, period):
            found = _published(value)
            if found is not None:
                yield found

    def known(codes: Sequence[str]) -> list[Published]:
        on_the_way = passed | {code}
        figures = [
            next(_ways(chain, item, region, period, on_the_way), None)
            for item in codes
            if item not in on_the_way
        ]
        found = [item for item in figures if item is not None]
        whole = len(found) == len(codes) and len({item.window for item in found}) == 1
        return found if whole and len({item.status == "provisional" for item in found}) == 1 else []

    for item in chain.definitions:
        if item.code == code and item.parts and (parts := known(item.parts)):
            yield _combined(code, parts, [])
        if code in item.parts:
            others = [part for part in item.parts if part != code]
            if figures := known([item.code, *others]):
                yield _combined(code, figures[:1], figures[1:])


def _combined(code: str, added: Sequence[Published], taken: Sequence[Published]) -> Published:
    words = " + ".join(item.formula or number_words(item.value) for item in added)
    words += "".join(f" - {_bracketed(item)}" for item in taken)
    total = sum(item.value for item in added) - sum(item.value for item in taken)
    first = added[0]
    status = settled([*added, *taken])
    return Published(code, "count", first.region, first.period, first.window, total, status, words)


def settled(figures: Sequence[Published]) -> str:
    """What follows from a provisional figure is provisional."""
    return "provisional" if any(item.status == "provisional" for item in figures) else "derived"


def _bracketed(figure: Published) -> str:
    return f"({figure.formula})" if figure.formula else number_words(figure.value)


def number_words(value: float) -> str:
    """A number as Dutch readers write it."""
    whole = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return whole.translate(str.maketrans(",.", ".,"))
