"""The caseload tree, and why two caseloads differ, worked out of figures that may be shown.

Nothing is released here: each factor and each part of a difference is computed from counts and mean caseloads
as they were published, rounded and without the small ones. So it tells no more than those, and a reader can do
it over. What a hidden part or rounding leaves stands as a part of its own, so that all adds up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from ketenzicht.causes.caseload_tree import REST, CaseloadTree
from ketenzicht.causes.chance import tree_figures
from ketenzicht.causes.difference import CaseloadDifference, difference
from ketenzicht.message import Label, Message, message
from ketenzicht.publish.caseload_words import FACTOR_NAMES, REST_NAME, difference_words
from ketenzicht.publish.published import (
    PublishedCount,
    PublishedFigure,
    PublishedNumber,
    PublishedResult,
    PublishedRow,
    PublishedTable,
)

KIND = "caseload"
OPEN, REPORTS, TREE, DIFFERENCE = "caseload", "meldingen", "boom", "verschil"
FIRST = "eerste"
NOT_SHOWN = message("niet te tonen")
Bounds: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Chance:
    """How far chance could move what is worked out: intervals that may be told, by the id of a row.

    Args:
        tree: of each column of the tree; None where nothing of it is shown.
        difference: of the difference, and of it as a whole (``verschil``).
    """

    tree: tuple[Mapping[str, Bounds] | None, ...]
    difference: Mapping[str, Bounds]


@dataclass(frozen=True)
class Side:
    """One side of a comparison, of published figures.

    Args:
        label: what it is called.
        tree: its tree.
        source: where its number of inhabitants comes from; empty when that is not known.
        bounds: intervals of its factors and parts, by the id of their row.
    """

    label: Label
    tree: CaseloadTree
    source: str = ""
    bounds: Mapping[str, Bounds] = field(default_factory=dict)


def sides_of(result: PublishedResult) -> tuple[Side | None, ...]:
    """The tree of each column of a published measure; None where too little of it is shown."""
    return tuple(_side(result, column) for column in range(len(result.exposure)))


def explained(result: PublishedResult, base: int, chance: Chance | None = None) -> PublishedResult:
    """The measure with its tree, its difference and their words; any other kind as it is.

    Args:
        result: as published.
        base: to which counts are rounded; a smaller difference is none.
        chance: intervals, as they may be told; none are shown when left out.
    """
    if result.kind != KIND:
        return result
    bounds = chance.tree if chance else (None,) * len(result.exposure)
    sides = [
        side and replace(side, bounds=own or {}) for side, own in zip(sides_of(result), bounds, strict=True)
    ]
    labels = part_labels(result)
    first = sides[0] if sides else None
    tables = [table for table in result.tables if table.id not in (TREE, DIFFERENCE)]
    words: dict[str, Label] = {"verschil": message("Een verschil is niet te tonen.")}
    if first is not None:
        tables.insert(1, tree_table([side for side in sides if side is not None], labels))
        words |= _tree_words(first.tree)
        if len(sides) == 1:
            words["verschil"] = message("Met een andere periode is niet vergeleken.")
    if len(sides) > 1 and first is not None and sides[1] is not None:
        before = sides[1]
        found = difference(before.tree, first.tree)
        told = chance.difference if chance else {}
        tables.insert(2, difference_table(found, before.label, first.label, labels, told))
        words["verschil"] = difference_words(found, before.label, labels, base, told)
    return replace(result, tables=tuple(tables), words={**result.words, **words})


def part_labels(result: PublishedResult) -> dict[str, Label]:
    """The names of the parts of the tree, by the id of their row."""
    rows = [row for table in result.tables if table.id in (OPEN, REPORTS) for row in table.rows]
    return {row.id: row.label for row in rows if row.level} | {REST: REST_NAME}


def tree_table(sides: Sequence[Side], labels: Mapping[str, Label]) -> PublishedTable:
    """The factors of each side and their parts; the product of the factors, per day, is the mean caseload."""
    figures = [tree_figures(side.tree) for side in sides]
    shown: list[tuple[str, Label, int, int]] = [
        ("per-1000", message("eerste meldingen per 1.000 inwoners"), 2, 0),
        ("eerste", message("eerste meldingen"), 0, 0),
        ("per-eerste", message("meldingen per eerste melding"), 2, 0),
        *((f"per-eerste-{name}", labels[name], 2, 1) for name in _parts_of(sides, "repeats")),
        ("dagen-per-melding", message("open dagen per melding"), 1, 0),
        *((f"dagen-per-melding-{name}", labels[name], 1, 1) for name in _parts_of(sides, "stages")),
        ("gemiddeld", message("gemiddelde caseload"), 0, 0),
    ]
    rows = [
        PublishedRow(
            id_,
            label,
            tuple(_number(side, id_, own.get(id_), digits) for side, own in zip(sides, figures, strict=True)),
            level,
        )
        for id_, label, digits, level in shown
        if any(own.get(id_) for own in figures)
    ]
    days = tuple(_number(side, "dagen", side.tree.days, 0) for side in sides)
    rows.insert(-1, PublishedRow("dagen", message("dagen in de periode"), days, 0))
    if any(side.tree.inhabitants for side in sides):
        people = tuple(_number(side, "inwoners", side.tree.inhabitants, 0) for side in sides)
        rows.insert(0, PublishedRow("inwoners", message("inwoners"), people, 0))
    return PublishedTable(
        TREE,
        message("De caseload als product: eerste meldingen maal meldingen maal dagen, gedeeld door de dagen"),
        tuple(side.label for side in sides),
        tuple(rows),
        None,
    )


def _parts_of(sides: Sequence[Side], which: Literal["repeats", "stages"]) -> list[str]:
    """The parts that any side knows, in their order."""
    return list(dict.fromkeys(name for side in sides for name in getattr(side.tree, which)))


def difference_table(
    found: CaseloadDifference,
    before: Label,
    after: Label,
    labels: Mapping[str, Label],
    bounds: Mapping[str, Bounds],
) -> PublishedTable:
    """From one caseload to the other, factor by factor, each with its parts; what is left over has no interval."""
    n = round(min(found.before, found.after))

    def row(id_: str, label: Label, value: float, level: int = 0) -> PublishedRow:
        low, high = bounds.get(id_, (None, None)) if label is not REST_NAME else (None, None)
        return PublishedRow(id_, label, (PublishedNumber(round(value, 1) + 0.0, n, 1, low, high),), level)

    rows = [row("van", before, found.before)]
    for factor in found.factors:
        rows.append(row(factor.name, FACTOR_NAMES[factor.name], factor.adds))
        rows += [
            row(f"{factor.name}-{name}", labels.get(name, REST_NAME), part, 1)
            for name, part in factor.parts.items()
        ]
    rows.append(row("naar", after, found.after))
    return PublishedTable(
        DIFFERENCE,
        message("Waardoor de gemiddelde caseload verschilt, gerekend met de afgeronde cijfers"),
        (message("Zaken"),),
        tuple(rows),
        None,
    )


def _side(result: PublishedResult, column: int) -> Side | None:
    open_rows, report_rows = (
        {row.id: row for table in result.tables if table.id == name for row in table.rows}
        for name in (OPEN, REPORTS)
    )
    if "gemiddeld" not in open_rows or "meldingen" not in report_rows:
        return None
    mean, reports = (
        _value(rows[name].figures[column])
        for rows, name in ((open_rows, "gemiddeld"), (report_rows, "meldingen"))
    )
    if mean is None or reports is None:
        return None
    exposure = result.exposure[column]
    tree = CaseloadTree(
        days=exposure.days,
        caseload=mean,
        reports=reports,
        first=_value(report_rows[FIRST].figures[column]) if FIRST in report_rows else None,
        repeats=_parts(report_rows, column, without=(FIRST,)),
        stages=_parts(open_rows, column),
        inhabitants=exposure.inhabitants,
    )
    label = next(table.columns[column] for table in result.tables if table.id == OPEN)
    return Side(label, tree, exposure.source)


def _parts(rows: Mapping[str, PublishedRow], column: int, without: tuple[str, ...] = ()) -> dict[str, float]:
    values = {
        name: _value(row.figures[column]) for name, row in rows.items() if row.level and name not in without
    }
    return {name: value for name, value in values.items() if value is not None}


def _value(figure: PublishedFigure | None) -> float | None:
    if isinstance(figure, PublishedCount):
        return float(figure.n)
    return figure.value if isinstance(figure, PublishedNumber) else None


def _number(side: Side, id_: str, value: float | None, digits: int) -> PublishedFigure | None:
    """A factor over the reports that it rests on; none where it is not known."""
    if value is None:
        return None
    low, high = side.bounds.get(id_, (None, None))
    shown = round(value, digits)
    if low is not None and high is not None:
        low, high = min(round(low, digits), shown), max(round(high, digits), shown)
    return PublishedNumber(shown, round(side.tree.reports), digits, low, high)


def _tree_words(tree: CaseloadTree) -> dict[str, Message]:
    def told(value: float | None, digits: int) -> Message:
        return NOT_SHOWN if value is None else message("{n}", n=round(value, digits))

    return {
        "per_1000": told(tree.first_per_inhabitants, 2),
        "per_eerste": told(tree.per_first, 2),
        "dagen_per_melding": told(tree.days_per_report, 1),
    }


def beside(result: PublishedResult, other: PublishedResult) -> PublishedResult:
    """Two published measures of one definition as one, with the columns of the other after its own."""
    theirs = {table.id: {row.id: row.figures for row in table.rows} for table in other.tables}
    columns = {table.id: table.columns for table in other.tables}
    tables = []
    for table in result.tables:
        if table.id in (TREE, DIFFERENCE) or table.id not in theirs:
            continue
        nothing: tuple[None, ...] = (None,) * len(columns[table.id])
        rows = tuple(
            replace(row, figures=(*row.figures, *theirs[table.id].get(row.id, nothing))) for row in table.rows
        )
        tables.append(replace(table, columns=(*table.columns, *columns[table.id]), rows=rows))
    return replace(
        result,
        tables=tuple(tables),
        exposure=(*result.exposure, *other.exposure),
        warnings=tuple(dict.fromkeys((*result.warnings, *other.warnings))),
    )
