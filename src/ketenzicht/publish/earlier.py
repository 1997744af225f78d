"""A new release read together with earlier ones: what both would tell about a small number is withheld from the new.

What has left cannot be called back, so it is always the new release that gives way: first the numbers from which
the small one follows, and when that does not help every figure of the measures that take part. A warning names both
tables.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence, Set

from ketenzicht.message import Label, Message, message
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.differencing import Difference, differences, figures_of_release
from ketenzicht.publish.language import Wording
from ketenzicht.publish.ledger import Release
from ketenzicht.publish.published import Hidden, Name, Numbers, PublishedResult, PublishedStep
from ketenzicht.publish.suppress import Hiding
from ketenzicht.publish.walk import changed, figures_of

ATTEMPTS = 20
"""Each attempt withholds something more; after the last one everything that takes part is withheld."""


def compare(content: ReportContent, earlier: Sequence[Release]) -> tuple[ReportContent, tuple[Message, ...]]:
    """What may still be shown beside earlier releases, and a warning for each pair of tables that clashed.

    Args:
        content: the release that is about to leave, protected by itself.
        earlier: releases on the same people, oldest first.
    """
    told: dict[Difference, None] = {}
    hiding, whole = Hiding(), set[str]()
    current = content
    for attempt in range(ATTEMPTS if earlier else 0):
        known = [release.figures for release in earlier]
        found = differences(figures_of_release(current), known, content.policy)
        if not found:
            break
        told |= dict.fromkeys(found)
        names = {name for item in found for name in item.numbers} & _shown(current)
        if names and attempt < ATTEMPTS - 1:
            hiding.withheld |= names
        else:
            whole |= {measure for item in found for measure in item.measures}
            hiding.silent |= _of_measures(content, whole)
        current = content.showing(changed(content.published, hiding.figure))
    return current, _warnings(tuple(told), whole, earlier, content)


def tables_of(content: ReportContent) -> dict[Name, str]:
    """In which table each named number stands, in Dutch; the first one where there are several."""
    wording, titles = Wording("nl"), _titles(content)
    found: dict[Name, str] = {}
    for result in content.results:
        for name, title in _named(result):
            found.setdefault(name, f"{wording.text(title)} ({titles[result.measure]})")
    for name in _of_steps(content.attrition):
        found.setdefault(name, wording.text(message("Wat er per stap overblijft")))
    return dict(sorted(found.items()))


def _named(result: PublishedResult) -> Iterator[tuple[Name, Label]]:
    for table in result.tables:
        cells = [cell for row in table.rows for cell in row.figures if cell is not None]
        yield from ((name, table.title) for cell in cells for name in _names(cell.numbers))
    for figure in result.headline.values():
        yield from ((name, message("Cijfers in de zin")) for name in _names(figure.numbers))
    yield from ((name, message("Wat niet meetelt")) for name in _of_steps(result.attrition))
    for curve in result.curves:
        yield from ((name, curve.label) for _day, figure in curve.points for name in _names(figure.numbers))
    for series in result.series:
        yield from ((f"{series.name}@{day}", series.label) for day, _count in series.points if series.name)


def _of_steps(steps: Sequence[PublishedStep]) -> Iterator[Name]:
    return (name for step in steps for name in step.names if name is not None)


def _names(numbers: Numbers | None) -> list[Name]:
    return [] if numbers is None else [name for name in (numbers.part, numbers.whole) if name is not None]


def _shown(content: ReportContent) -> set[Name]:
    """The numbers that something shown tells about."""
    figures = [figure for _measure, figure in figures_of(content.published) if not isinstance(figure, Hidden)]
    return {name for figure in figures for name in _names(figure.numbers)}


def _of_measures(content: ReportContent, measures: Container[str]) -> set[Name]:
    """Every number of some measures."""
    figures = [figure for measure, figure in figures_of(content.published) if measure in measures]
    return {name for figure in figures for name in _names(figure.numbers)}


def _titles(content: ReportContent) -> dict[str, str]:
    wording = Wording("nl")
    return {measure.id: wording.text(measure.name) for measure in content.chain.measures}


def _warnings(
    found: Sequence[Difference], whole: Set[str], earlier: Sequence[Release], content: ReportContent
) -> tuple[Message, ...]:
    """One for each pair of tables, however many cells."""
    titles, tables = _titles(content), tables_of(content)
    said: dict[Message, None] = {}
    for item in found:
        here = next((tables[name] for name in item.numbers if name in tables), None)
        here = here or ", ".join(titles[measure] for measure in item.measures if measure)
        for place in item.earlier:
            release = earlier[place]
            there = next((release.tables[name] for name in item.numbers if name in release.tables), here)
            said[
                _warning(here, there, release, content.policy.threshold, not whole.isdisjoint(item.measures))
            ] = None
    return tuple(said)


def _warning(here: str, there: str, release: Release, threshold: int, whole: bool) -> Message:
    values: dict[str, str | int] = {
        "tabel": here,
        "eerder": there,
        "nummer": release.number,
        "studie": release.study,
        "van": release.period["from"],
        "tot": release.period["to"],
        "drempel": threshold,
    }
    if whole:
        return message(
            "De tabel {tabel} en de tabel {eerder} uit vrijgave {nummer} ({studie}, {van} tot en met {tot}) "
            "verraden samen een aantal onder de {drempel}. Alle cijfers van deze maat zijn daarom weggelaten.",
            **values,
        )
    return message(
        "De tabel {tabel} en de tabel {eerder} uit vrijgave {nummer} ({studie}, {van} tot en met {tot}) "
        "verraden samen een aantal onder de {drempel}. De cijfers waaruit dat volgt zijn daarom weggelaten.",
        **values,
    )
