"""Every report in exactly one class (kind ``klassen``, question Q2).

The classes and their order are the chain's. What runs is looked up by the unit of the study; what ended also by
the persons of the report, in whatever household they were then. How many persons were known is counted over the
persons of the report. Where it names none, a known household counts as several persons known, since a report on
a household concerns all its members.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ketenzicht.chain.model import (
    ClassesMeasure,
    ClassGroup,
    EndedBefore,
    Otherwise,
    ReportClass,
    RunningIn,
    UnknownCase,
)
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.names import in_period
from ketenzicht.measures.result import Count, Figure, MeasureResult, Name, Row, Table
from ketenzicht.measures.words import WILSON, unit_line, unit_words, window_line
from ketenzicht.message import message


@dataclass(frozen=True)
class Situation:
    """What was going on when a report came in."""

    linked: bool
    running: frozenset[str]
    ended: frozenset[str]
    named: bool
    known: int


def classify(situation: Situation, classes: Iterable[ReportClass]) -> str | None:
    """The id of the first class that fits; None when none does."""
    for candidate in classes:
        if _fits(situation, candidate):
            return candidate.id
    return None


def _fits(situation: Situation, candidate: ReportClass) -> bool:
    condition = candidate.when
    if isinstance(condition, UnknownCase):
        return not situation.linked
    if isinstance(condition, RunningIn):
        return condition.running in situation.running
    if isinstance(condition, EndedBefore):
        if condition.ended not in situation.ended:
            return False
        several = situation.known > 1 or not situation.named
        return condition.known is None or (condition.known == "meerdere") == several
    return isinstance(condition, Otherwise)


def rows_of_classes(
    counts: Counter[str],
    classes: tuple[ReportClass, ...],
    groups: tuple[ClassGroup, ...],
    names: Callable[[str], Name],
) -> tuple[Row, ...]:
    """A row per group, per class (level 1 under its group) and for the total: counts and shares.

    Args:
        counts: number of reports by class.
        classes, groups: of the chain.
        names: the name of the number in a row, by the id of the row.
    """
    n = counts.total()
    rows: list[Row] = []

    def row(item: ReportClass | ClassGroup, number: int, level: int = 0) -> Row:
        part = names(item.id)
        return Row(item.id, item.name, (Count(number, part), share(number, n, part, names("totaal"))), level)

    for group in groups:
        members = [item for item in classes if item.group == group.id]
        rows.append(row(group, sum(counts[item.id] for item in members)))
        rows += [row(item, counts[item.id], level=1) for item in members]
    rows += [row(item, counts[item.id]) for item in reversed(classes) if item.group is None]
    rows.append(Row("totaal", message("Totaal"), (Count(n, names("totaal")), None)))
    return tuple(rows)


def measure_classes(history: History, declared: ClassesMeasure) -> MeasureResult:
    """Classify every report of the period."""
    chain = history.chain
    counts: Counter[str] = Counter()
    for linked, running, ended, named, known, reports in history.rows(
        statement("ketenzicht.measures.sql", "report_situations"), activity=declared.event
    ):
        situation = Situation(
            bool(linked), frozenset(_words(running)), frozenset(_words(ended)), bool(named), int(str(known))
        )
        name = classify(situation, chain.report_classes)
        if name is None:
            raise ValueError("the last class of a chain must be 'anders': the chain check guards this")
        counts[name] += int(str(reports))
    names = _names(history, declared)
    rows = rows_of_classes(counts, chain.report_classes, chain.class_groups, names)
    headline: dict[str, Figure] = {"n": Count(counts.total(), names("totaal"))}
    for row in rows:
        figure = row.figures[1]
        if figure is not None:
            headline[f"aandeel_{row.id.replace('-', '_')}"] = figure
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=(
            (message("Index"), message("elke melding in de periode")),
            window_line(history),
            unit_line(history),
            (message("Indeling"), message("de eerste klasse die past, in de volgorde van de keten")),
            WILSON,
        ),
        tables=(
            Table(
                id="klassen",
                title=message("Meldingen naar klasse"),
                columns=(message("Aantal"), message("Aandeel")),
                rows=rows,
                total="totaal",
            ),
        ),
        headline=headline,
        chart="stacked",
    )


def _names(history: History, declared: ClassesMeasure) -> Callable[[str], Name]:
    """All reports are those of other measures too; and so are those that no household is known of."""
    first = history.chain.report_classes[0]
    unlinked = (
        first.id if isinstance(first.when, UnknownCase) and history.settings.unit == "huishouden" else None
    )

    def name(id_: str) -> Name:
        if id_ == "totaal":
            return in_period(declared.event)
        return in_period(declared.event, "los") if id_ == unlinked else in_period(declared.id, id_)

    return name


def _words(value: object) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list) else []
