"""A new release beside the earlier ones of a ledger: which tables clash, said in words that name both.

What has left cannot be called back, so it is always the new release that gives way (``release_together`` with
``earlier``); here is found what for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ketenzicht.message import Label, Message, message
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.differencing import Difference, differences, figures_of_release
from ketenzicht.publish.elsewhere import NUMBER as ELSEWHERE
from ketenzicht.publish.language import Wording
from ketenzicht.publish.ledger import Release
from ketenzicht.publish.published import Name, Numbers, PublishedResult, PublishedStep


def clashes(content: ReportContent, earlier: Sequence[Release]) -> tuple[Difference, ...]:
    """The small numbers that a release and earlier ones tell together.

    Args:
        content: the release that is about to leave.
        earlier: releases on the same people, oldest first, and what others published on them.
    """
    known = [release.figures for release in earlier]
    return differences(figures_of_release(content), known, content.policy) if known else ()


def warnings_of(
    found: Sequence[Difference], content: ReportContent, earlier: Sequence[Release]
) -> tuple[Message, ...]:
    """One warning for each pair of tables, however many cells.

    Args:
        found: what the release tells together with earlier ones when nothing is withheld for them.
        content: the release, with the names of its numbers.
        earlier: the same releases.
    """
    titles, tables = _titles(content), tables_of(content)
    said: dict[Message, None] = {}
    for item in found:
        names = [name for name in item.numbers if name in tables]
        measures = [titles[measure] for measure in item.measures]
        here = tables[names[0]] if names else ", ".join(measures)
        for place in item.earlier:
            release = earlier[place]
            there = next((release.tables[name] for name in item.numbers if name in release.tables), here)
            said[_warning(here, there, release, content.policy.threshold)] = None
    return tuple(said)


def _warning(here: str, there: str, release: Release, threshold: int) -> Message:
    if release.number == ELSEWHERE:
        return message(
            "De tabel ‘{tabel}’ verraadt samen met wat anders is gepubliceerd ({bron}, {van} tot en met {tot}) een "
            "aantal onder de {drempel}. De cijfers waaruit dat volgt zijn daarom weggelaten.",
            tabel=here,
            bron=release.study,
            van=release.period["from"],
            tot=release.period["to"],
            drempel=threshold,
        )
    values: dict[str, str | int] = {
        "tabel": here,
        "nummer": release.number,
        "studie": release.study,
        "van": release.period["from"],
        "tot": release.period["to"],
        "drempel": threshold,
    }
    if here == there:
        return message(
            "De tabel ‘{tabel}’ en dezelfde tabel in vrijgave {nummer} ({studie}, {van} tot en met {tot}) "
            "verraden samen een aantal onder de {drempel}. De cijfers waaruit dat volgt zijn daarom weggelaten.",
            **values,
        )
    return message(
        "De tabel ‘{tabel}’ en de tabel ‘{eerder}’ in vrijgave {nummer} ({studie}, {van} tot en met {tot}) "
        "verraden samen een aantal onder de {drempel}. De cijfers waaruit dat volgt zijn daarom weggelaten.",
        eerder=there,
        **values,
    )


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


def _titles(content: ReportContent) -> dict[str, str]:
    wording = Wording("nl")
    return {name: wording.text(label) for name, label in content.result_names.items()}
