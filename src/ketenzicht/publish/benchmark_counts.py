"""The counts of a benchmark after disclosure control, and what the units are held against.

Every count passes :func:`ketenzicht.publish.release.release_together`, with all units as its total, so that a
hidden count does not follow from the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.compare.benchmark import Benchmark
from ketenzicht.compare.intervals import Floats
from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.names import in_period
from ketenzicht.measures.result import Count, Figure, MeasureResult, Row, Table
from ketenzicht.message import message
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import PublishedCount, PublishedFigure, PublishedShare
from ketenzicht.publish.release import release_together
from ketenzicht.publish.release_figure import release_count

ALL = "(alle)"
"""The row of all units together; no code of a unit."""


@dataclass(frozen=True)
class ReleasedCounts:
    """What of the counts may be shown.

    Args:
        figures: of each unit and year, by their places in the counts; without those that are not known.
        together: of all units in the year that is compared; None where nobody counted them together.
    """

    figures: dict[tuple[int, int], PublishedFigure]
    together: PublishedFigure | None


def release_counts(found: Benchmark, policy: Policy) -> ReleasedCounts:
    """Protect the counts of all units and years together.

    The units that count by the definition of the indicator have a total, since what is said of all of them
    together follows from it; those with another definition are not added to it.
    """
    counts = found.counts
    own = counts.definitions == found.folder.settings.indicator.definition
    results = [
        _counted(found, position, counts.complete[:, position] & which, total=total)
        for position in range(len(counts.years))
        for which, total in ((own[:, position], True), (~own[:, position], False))
    ]
    place = {code: unit for unit, code in enumerate(counts.units)}
    years = {str(year): position for position, year in enumerate(counts.years)}
    figures: dict[tuple[int, int], PublishedFigure] = {}
    together: PublishedFigure | None = None
    for result in release_together(results, policy).results:
        position = years[result.tables[0].id]
        for row in result.tables[0].rows:
            if row.id in place and row.figures[0] is not None:
                figures[place[row.id], position] = row.figures[0]
            elif row.id == ALL and position == found.position:
                together = row.figures[0]
    return ReleasedCounts(figures, together)


def value_of_all(found: Benchmark, together: PublishedFigure | None) -> float:
    """The rate or the share of the reference: of its own source, else of all units as it may be shown.

    Raises:
        UserError: the total of all units would give a small count away.
    """
    reference = found.reference
    if reference.source:
        return float(reference.events.sum() / reference.population.sum())
    if isinstance(together, PublishedShare):
        return together.value
    if isinstance(together, PublishedCount):
        return together.n / float(reference.population.sum())
    raise found.folder.error(
        ("telling",),
        "Van deze eenheden samen mag het cijfer niet getoond worden.",
        why="Het is te klein, of een klein aantal van een eenheid zou eruit volgen.",
        fix="Neem meer eenheden of meer jaren samen, of vergelijk met een eigen 'standaard:'.",
    )


def reference_counts(found: Benchmark, policy: Policy) -> tuple[Floats, Floats]:
    """Events and population of the reference by group: as published when it has a source, else rounded."""
    reference = found.reference
    if reference.source:
        return reference.events, reference.population

    def rounded(numbers: Floats) -> Floats:
        shown = (release_count(round(float(number)), policy) for number in numbers)
        # of a hidden group only that it is small is known
        return np.array([policy.threshold / 2 if one is None else float(one) for one in shown])

    # inhabitants are no cases; those whom a share is of are
    among = rounded(reference.population) if _is_share(found) else reference.population
    return rounded(reference.events), among


def _is_share(found: Benchmark) -> bool:
    return found.folder.settings.indicator.kind == "aandeel"


def _counted(found: Benchmark, position: int, which: npt.NDArray[np.bool_], *, total: bool) -> MeasureResult:
    """The counts of some units in a year."""
    counts = found.counts
    year = str(counts.years[position])
    numbers = np.stack((counts.events[which, position], counts.population[which, position])).sum(axis=2)
    codes = [code for code, known in zip(counts.units, which.tolist(), strict=True) if known]
    rows = [_row(found, code, year, both) for code, both in zip(codes, numbers.T, strict=True)]
    if total and rows:
        rows.append(_row(found, ALL, year, numbers.sum(axis=1)))
    table = Table(
        year,
        message("{jaar}", jaar=year),
        (message("telling"),),
        tuple(rows),
        ALL if total and rows else None,
    )
    return MeasureResult(
        f"benchmark-{year}-{'' if total else 'anders'}",
        kind="benchmark",
        unit=message("telling"),
        definition=(),
        tables=(table,),
    )


def _row(found: Benchmark, code: str, year: str, numbers: Floats) -> Row:
    name = found.folder.settings.indicator.definition.lower()
    events, among = (round(float(number)) for number in numbers)
    figure: Figure = Count(events, in_period(name, code, year))
    if _is_share(found):
        figure = share(events, among, in_period(name, code, year), in_period(name, "van", code, year))
    return Row(code, message("{naam}", naam=code), (figure,))
