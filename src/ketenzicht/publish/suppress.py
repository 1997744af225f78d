"""Complementary suppression: hide what gives a hidden number away, until an attack finds nothing.

Works on published figures only, so the choice tells nothing that a reader does not know. Smallest numbers go
first and totals last; then whatever turns out not to be needed is shown again. When even that is not enough, or
takes too long, every figure of the measure is withheld, and none says whether it was a small one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from ketenzicht.publish.audit import Narrowed, connected, weak_spots
from ketenzicht.publish.known import Knowledge, Place
from ketenzicht.publish.linked import known_of_result, known_of_step
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    PublishedFigure,
    PublishedResult,
    PublishedStep,
    PublishedTable,
)

DERIVED = Hidden("afleidbaar")

SECONDS = 30.0
"""The most time for one measure; after that the whole measure is withheld."""


def suppress(result: PublishedResult, policy: Policy, seconds: float = SECONDS) -> PublishedResult:
    """Hide further figures of a measure until no hidden number can be narrowed down.

    Args:
        result: figures after rounding and hiding of small numbers.
        policy: the rules that the reader of a report knows.
        seconds: the most time for the search.
    """
    until = time.monotonic() + seconds
    known = known_of_result(result, policy)
    found = weak_spots(known)
    current, hidden = result, list[tuple[Place, ...]]()
    while found:
        choice = _next(known, found) if time.monotonic() < until else None
        if choice is None:
            return withheld(result)
        hidden.append(choice)
        current = hide(current, choice)
        known = known_of_result(current, policy)
        found = weak_spots(known)
    for choice in tuple(hidden[:-1]):
        if time.monotonic() > until:
            break
        fewer = [other for other in hidden if other is not choice]
        candidate = hide(result, (place for other in fewer for place in other))
        if not weak_spots(known_of_result(candidate, policy)):
            current, hidden = candidate, fewer
    return current


def suppress_step(step: PublishedStep, policy: Policy) -> PublishedStep:
    """The same for one step of the attrition that stands on its own."""
    ways = [step]
    if step.after:
        ways.append(replace(step, after=DERIVED))
    if step.before:
        ways.append(replace(step, before=DERIVED))
    for shown in ways:
        if not weak_spots(known_of_step(shown, policy)):
            return shown
    return replace(step, before=DERIVED, after=DERIVED, left_out=DERIVED)


def hide(result: PublishedResult, places: Iterable[Place]) -> PublishedResult:
    """The same result with every figure at these places withheld; what is hidden already keeps its reason."""
    chosen = tuple(places)
    cells = {(place.where, place.at) for place in chosen}
    drawn, course = set(), False
    for place in chosen:
        if place.where == "table":
            table_at, row_at = int(place.at[0]), int(place.at[1])
            drawn.add(result.tables[table_at].rows[row_at].id)
            course |= result.tables[table_at].id == "verloop"
    wholes = any(place.part == "n" for place in chosen)

    def figure(shown: PublishedFigure | None, where: str, *at: int | str) -> PublishedFigure | None:
        return DERIVED if (where, at) in cells and not isinstance(shown, Hidden | None) else shown

    def count(shown: int | Hidden | None, *at: int | str) -> int | Hidden | None:
        return DERIVED if ("attrition", at) in cells and isinstance(shown, int) else shown

    def table(number: int, shown: PublishedTable) -> PublishedTable:
        rows = tuple(
            replace(
                row,
                figures=tuple(
                    figure(cell, "table", number, place, column) for column, cell in enumerate(row.figures)
                ),
            )
            for place, row in enumerate(shown.rows)
        )
        return replace(shown, rows=rows)

    headline = {}
    for name, shown in result.headline.items():
        headline[name] = figure(shown, "headline", name) or shown
    return replace(
        result,
        tables=tuple(table(number, shown) for number, shown in enumerate(result.tables)),
        headline=headline,
        # a curve would show what its row no longer does
        curves=tuple(curve for curve in result.curves if not wholes and curve.id not in drawn),
        series=() if course else result.series,
        attrition=tuple(
            replace(
                step,
                before=count(step.before, number, "before"),
                after=count(step.after, number, "after"),
                left_out=count(step.left_out, number, "left_out"),
            )
            for number, step in enumerate(result.attrition)
        ),
    )


def _next(known: Knowledge, found: tuple[Narrowed, ...]) -> tuple[Place, ...] | None:
    """All places of the smallest shown number that is connected with one given away; totals come last."""
    groups = connected(known)
    at_risk = {groups[next(iter(item.target.sum))] for item in found}
    open_ = [
        (quantity.total, quantity.shown, tuple(quantity.places))
        for quantity, group in zip(known.quantities, groups, strict=True)
        if group in at_risk and quantity.shown
    ]
    return min(open_, key=lambda item: item[:2], default=(True, 0, None))[2]


def withheld(result: PublishedResult) -> PublishedResult:
    """The same result with every figure withheld, also zeros and small ones: none of them tells anything."""
    return replace(
        result,
        tables=tuple(
            replace(
                table,
                rows=tuple(
                    replace(row, figures=tuple(None if cell is None else DERIVED for cell in row.figures))
                    for row in table.rows
                ),
            )
            for table in result.tables
        ),
        headline=dict.fromkeys(result.headline, DERIVED),
        curves=(),
        series=(),
        attrition=tuple(
            replace(step, before=DERIVED, after=DERIVED, left_out=DERIVED) for step in result.attrition
        ),
    )
