"""Published counts by their definition: when they may be added, when one follows from others, when a change is one.

A definition is the set of its smallest parts. Counts may be added when no part is in two of them and all parts
together are those of a definition that the chain describes; the sum then has the code of that definition. So one
school year can be 4,790, 8,875 or 14,897, and each of the three says what it counts. All else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from ketenzicht.chain.model import Chain, ReferenceValue, SeriesBreak
from ketenzicht.errors import UserError, did_you_mean

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


@dataclass(frozen=True)
class Trend:
    """From the first period of a series to its last: figures in order, and what to know of them."""

    figures: tuple[Published, ...]
    remarks: tuple[SeriesBreak, ...]

    @property
    def difference(self) -> float:
        """The last figure minus the first."""
        return self.figures[-1].value - self.figures[0].value

    @property
    def ratio(self) -> float | None:
        """The last figure divided by the first; None when that is 0."""
        first = self.figures[0].value
        return self.figures[-1].value / first if first else None


def published(chain: Chain, name: str) -> Published:
    """A reference value of a chain by its id.

    Raises:
        UserError: there is none, or no figure was published, only a bound.
    """
    value = next((item for item in chain.reference_values if item.id == name), None)
    if value is None:
        known = [item.id for item in chain.reference_values]
        raise UserError(
            f"De keten '{chain.id}' heeft geen referentiewaarde '{name}'.",
            fix=did_you_mean(name, known) or f"Zie: ketenzicht chain references {chain.id}",
        )
    found = _published(value)
    if found is None:
        raise UserError(
            f"Van '{name}' is geen getal gepubliceerd, alleen een grens.", why="Daarmee is niet te rekenen."
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


def add(chain: Chain, figures: Sequence[Published]) -> Published:
    """The sum of figures that together are one definition of the chain.

    Raises:
        UserError: fewer than two figures, other units, regions, periods or windows, a provisional beside a final
            figure, parts counted twice, or together no definition of the chain; it names the definitions.
    """
    if len(figures) < 2:
        raise UserError("Voor een som zijn twee of meer cijfers nodig.")
    codes = _named([item.code for item in figures])
    if any(item.unit != "count" for item in figures):
        raise UserError(
            f"Deze cijfers zijn niet op te tellen: {codes}.",
            why="Alleen aantallen zijn op te tellen, percentages en cijfers per zoveel niet.",
        )
    _same_frame(figures, f"Deze cijfers zijn niet op te tellen: {codes}.", period=True)
    for one, other in combinations(figures, 2):
        twice = smallest_parts(chain, one.code) & smallest_parts(chain, other.code)
        if twice:
            raise UserError(
                f"{one.code} en {other.code} zijn niet op te tellen.",
                why=f"Beide tellen {_named(twice)}: wie daarin valt, zou dubbel tellen.",
                fix=f"Kijk welke delen een definitie heeft: ketenzicht chain references {chain.id}",
            )
    together = frozenset().union(*(smallest_parts(chain, item.code) for item in figures))
    whole = next(
        (item.code for item in chain.definitions if smallest_parts(chain, item.code) == together), None
    )
    if whole is None:
        raise UserError(
            f"{codes} zijn niet op te tellen.",
            why="Het zijn verschillende definities, en de keten kent geen definitie die zij samen zijn.",
            fix="Zet ze naast elkaar, elk met zijn code.",
        )
    first = figures[0]
    total = sum(item.value for item in figures)
    formula = " + ".join(number_words(item.value) for item in figures)
    status = _settled(figures)
    return Published(whole, "count", first.region, first.period, first.window, total, status, formula)


def trend(chain: Chain, figures: Sequence[Published]) -> Trend:
    """The change of one definition over time.

    Raises:
        UserError: fewer than two figures, another definition, unit, region or window, a provisional beside a final
            figure, a period whose place is not certain, two figures of one period, or a break between two of them.
    """
    if len(figures) < 2:
        raise UserError("Voor een verandering zijn twee of meer cijfers nodig.")
    codes = sorted({item.code for item in figures})
    if len(codes) > 1:
        raise UserError(
            f"Van {_named(codes)} is samen geen reeks te maken.",
            why="Het zijn verschillende definities: een verschil ertussen kan alleen van het tellen komen.",
            fix=f"Kies cijfers met één definitie: ketenzicht chain references {chain.id} --definition {codes[0]}",
        )
    _same_frame(figures, f"Van deze cijfers van {codes[0]} is geen reeks te maken.", period=False)
    for item in figures:
        if period_place(item.period) is None:
            raise UserError(
                f"Van welk jaar dit cijfer van {item.code} is staat niet vast: {item.period}.",
                why="Dan heeft het geen plaats in een reeks.",
            )
    ordered = sorted(figures, key=lambda item: period_place(item.period) or (0, 0))
    for one, other in pairwise(ordered):
        if one.period == other.period:
            raise UserError(f"Van {one.code} staan er twee cijfers over {one.period}.", fix="Kies er een.")
        for found in breaks_between(chain, one, other):
            raise UserError(
                f"Van {one.code} is tussen {one.period} en {other.period} geen verandering te geven.",
                why=f"De reeks breekt vanaf {found.first}: {found.what.nl}",
                fix=f"Kies cijfers van voor of van na de breuk, niet van allebei (reeksbreuk '{found.id}').",
            )
    return Trend(tuple(ordered), remarks_on(chain, ordered))


def _same_frame(figures: Sequence[Published], what: str, *, period: bool) -> None:
    """Whether figures are about one region, period and window, in one unit, and as settled as each other."""
    asked = [
        ("eenheid", {item.unit for item in figures}, ""),
        ("regio", {item.region for item in figures}, ""),
        ("venster", {item.window for item in figures}, ""),
    ]
    if period:
        why = " Wie in twee perioden voorkomt, zou dubbel tellen."
        asked.append(("periode", {item.period for item in figures}, why))
    for name, found, why in asked:
        if len(found) > 1:
            raise UserError(what, why=f"Zij verschillen in {name}: {_named(found)}.{why}")
    if {"provisional"} < {item.status for item in figures}:
        loose = _named([item.period for item in figures if item.status == "provisional"])
        raise UserError(
            what,
            why=f"Voorlopige cijfers ({loose}) worden later bijgesteld en horen niet naast definitieve.",
            fix="Wacht op de definitieve cijfers, of neem alleen definitieve.",
        )


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
        return [item for item in figures if item is not None] if len(figures) == len(codes) else []

    for item in chain.definitions:
        if item.code == code and item.parts and len(parts := known(item.parts)) == len(item.parts):
            yield _combined(code, parts, [])
        if code in item.parts:
            others = [part for part in item.parts if part != code]
            figures = known([item.code, *others])
            if len(figures) == len(item.parts):
                yield _combined(code, figures[:1], figures[1:])


def _combined(code: str, added: Sequence[Published], taken: Sequence[Published]) -> Published:
    words = " + ".join(item.formula or number_words(item.value) for item in added)
    words += "".join(f" - {_bracketed(item)}" for item in taken)
    total = sum(item.value for item in added) - sum(item.value for item in taken)
    first = added[0]
    status = _settled([*added, *taken])
    return Published(code, "count", first.region, first.period, first.window, total, status, words)


def _settled(figures: Sequence[Published]) -> str:
    """What follows from a provisional figure is provisional."""
    return "provisional" if any(item.status == "provisional" for item in figures) else "derived"


def _bracketed(figure: Published) -> str:
    return f"({figure.formula})" if figure.formula else number_words(figure.value)


def number_words(value: float) -> str:
    """A number as Dutch readers write it."""
    whole = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return whole.translate(str.maketrans(",.", ".,"))


def _named(words: Sequence[str] | set[str] | frozenset[str]) -> str:
    ordered = list(dict.fromkeys(words)) if isinstance(words, list | tuple) else sorted(words)
    return ordered[0] if len(ordered) == 1 else ", ".join(ordered[:-1]) + f" en {ordered[-1]}"
