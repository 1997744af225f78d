"""The tables of a hazard measure: how fast the outcome comes in each group, and how groups compare."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ketenzicht.chain.model import HazardMeasure, SoFar, Split
from ketenzicht.measures.estimators.case_rates import CaseRate
from ketenzicht.measures.hazards.model import HazardModel
from ketenzicht.measures.kinds.follow_up import STATE
from ketenzicht.measures.kinds.so_far import so_far_column
from ketenzicht.measures.result import AtMost, Count, Equal, Name, Rate, Ratio, Relation, Row, Table
from ketenzicht.measures.splits import UNKNOWN as UNKNOWN_GROUP
from ketenzicht.measures.splits import split_column, split_labels
from ketenzicht.message import Label, message

HUNDRED_YEARS = 36525
"""Days: rates are per 100 cases per year."""
ALL = "alle"
ALL_CASES = message("Alle casussen")
UNKNOWN = "onbekend"
NOBODY = (0, CaseRate(0, 0, 0.0, 0.0))
"""Cases and rate of a group in which nobody was at risk."""


@dataclass(frozen=True)
class Grouping:
    """Groups that are compared with the first: those of a split, or the states.

    Args:
        id: in rows and names.
        column: in the relations of the engine, and the name of the covariate.
        name: for readers.
        groups: id and name of each, by their number in the column.
        changes: whether a case may go from group to group.
    """

    id: str
    column: str
    name: Label
    groups: tuple[tuple[str, Label], ...]
    changes: bool = False


def groupings(
    declared: HazardMeasure, splits: Sequence[Split], so_far: Sequence[SoFar]
) -> tuple[Grouping, ...]:
    """States first, then the splits and the groups by what happened so far that the registrations can make."""
    found = []
    if declared.states:
        states = tuple((state.id, state.name) for state in declared.states)
        found.append(Grouping("toestand", STATE, message("Toestand op dat moment"), states, changes=True))
    for split in splits:
        ids = (*(group.id for group in split.categories), UNKNOWN)
        groups = tuple(zip(ids, split_labels(split), strict=True))
        found.append(Grouping(split.id, split_column(split), split.name, groups))
    for item in so_far:
        named: list[tuple[str, Label]] = [(group.id, group.name) for group in item.categories]
        named.append((UNKNOWN, UNKNOWN_GROUP))
        found.append(Grouping(item.id, so_far_column(item), item.name, tuple(named), changes=True))
    return tuple(found)


@dataclass(frozen=True)
class GroupRates:
    """Cases ever at risk and their rate, for all and by group: column -> number of the group."""

    all: tuple[int, CaseRate]
    by_group: dict[str, dict[int, tuple[int, CaseRate]]]


def rate_table(
    declared: HazardMeasure, compared: Sequence[Grouping], rates: GroupRates, model: HazardModel | None
) -> Table:
    """Adjusted rate ratio and rate of every group in which somebody was at risk."""

    def per_year(row: str, of: tuple[int, CaseRate]) -> Rate:
        return replace(of[1].figure(HUNDRED_YEARS), name=events_name(declared, row))

    rows = [Row(ALL, ALL_CASES, (None, per_year(ALL, rates.all)))]
    for grouping in compared:
        present = rates.by_group[grouping.column]
        rows.append(Row(grouping.id, grouping.name, (None, None)))
        for number, row, label in rows_of(grouping, present):
            ratio = rate_ratio(declared, grouping, number, rates, model) if number else None
            rows.append(Row(row, label, (ratio, per_year(row, present[number])), 1))
    return Table(
        id="verhoudingen",
        title=message("Verhoudingen, en tempo per 100 casussen per jaar"),
        columns=(message("Gecorrigeerde verhouding"), message("Tempo")),
        rows=tuple(rows),
    )


def count_table(declared: HazardMeasure, compared: Sequence[Grouping], rates: GroupRates) -> Table:
    """Cases ever at risk and outcomes of every group."""

    def counts(row: str, of: tuple[int, CaseRate]) -> tuple[Count, Count]:
        cases, rate = of
        return Count(cases, cases_name(declared, row)), Count(rate.events, events_name(declared, row))

    rows = [Row(ALL, ALL_CASES, counts(ALL, rates.all))]
    for grouping in compared:
        present = rates.by_group[grouping.column]
        rows.append(Row(grouping.id, grouping.name, (None, None)))
        rows += [
            Row(row, label, counts(row, present[at]), 1) for at, row, label in rows_of(grouping, present)
        ]
    return Table(
        id="aantallen",
        title=message("Casussen en uitkomsten"),
        columns=(message("Casussen"), declared.outcome.name),
        rows=tuple(rows),
    )


def rows_of(grouping: Grouping, present: Collection[int]) -> Iterator[tuple[int, str, Label]]:
    """Number, row and label of the groups that somebody is in; the first one is named as such."""
    for number, (id_, label) in enumerate(grouping.groups):
        if number in present:
            shown = label if number else message("{naam} (vergelijkingsgroep)", naam=label)
            yield number, row_id(grouping, id_), shown


def rate_ratio(
    declared: HazardMeasure, grouping: Grouping, group: int, rates: GroupRates, model: HazardModel | None
) -> Ratio:
    """The rate ratio of a group to the first one; None as value where it cannot be estimated."""
    both = {at: rates.by_group[grouping.column].get(at, NOBODY) for at in (0, group)}
    smaller = min(both, key=lambda at: both[at][0])
    n, events = both[smaller][0], min(rate.events for _, rate in both.values())
    whole = cases_name(declared, row_id(grouping, grouping.groups[smaller][0]))
    found = None if model is None else model.rate_ratio(grouping.column, group)
    if found is None or found.not_estimable or not both[0][1].events:
        return Ratio(None, None, None, n, events, whole)
    return Ratio(found.ratio, *found.interval(), n, events, whole)


def row_id(grouping: Grouping, group: str) -> str:
    """The row of a group in the tables."""
    return f"{grouping.id}-{group}"


def cases_name(declared: HazardMeasure, row: str) -> Name:
    """The number of cases that were ever at risk in a group."""
    return f"{declared.id}:casussen:{row}"


def members_name(declared: HazardMeasure, row: str) -> Name:
    """The number of members of a group; of the cases themselves when each has one start."""
    return cases_name(declared, row) if declared.start.choice == "eerste" else f"{declared.id}:gevolgd:{row}"


def events_name(declared: HazardMeasure, row: str) -> Name:
    """The number of outcomes in a group."""
    return f"{declared.id}:uitkomsten:{row}"


def relations(
    declared: HazardMeasure, compared: Sequence[Grouping], rates: GroupRates
) -> tuple[Relation, ...]:
    """Outcomes of the groups add up to all; cases too, but one may go through several groups, or start again."""
    found: list[Relation] = []
    rows = [ALL]
    for grouping in compared:
        own = [row_id(grouping, grouping.groups[at][0]) for at in rates.by_group[grouping.column]]
        found.append(Equal(tuple(events_name(declared, row) for row in own), (events_name(declared, ALL),)))
        cases = tuple(cases_name(declared, row) for row in own)
        if not grouping.changes and declared.start.choice == "eerste":
            found.append(Equal(cases, (cases_name(declared, ALL),)))
        else:
            found += [AtMost((name,), (cases_name(declared, ALL),)) for name in cases]
        rows += own
    if not declared.every and declared.start.choice == "eerste":
        found += [AtMost((events_name(declared, row),), (cases_name(declared, row),)) for row in rows]
    return tuple(found)
