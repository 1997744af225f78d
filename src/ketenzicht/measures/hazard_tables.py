"""The tables of a hazard measure: how fast the outcome comes in each group, and how groups compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ketenzicht.chain.model import HazardMeasure, Split
from ketenzicht.measures.case_rates import CaseRate
from ketenzicht.measures.follow_up import STATE
from ketenzicht.measures.hazard import HazardModel
from ketenzicht.measures.result import AtMost, Count, Equal, Name, Ratio, Relation, Row, Table
from ketenzicht.measures.splits import split_column, split_labels
from ketenzicht.message import Label, message

HUNDRED_YEARS = 36525
"""Days: rates are shown per 100 cases per year."""
ALL = "alle"
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
    """

    id: str
    column: str
    name: Label
    groups: tuple[tuple[str, Label], ...]


def groupings(declared: HazardMeasure, splits: Sequence[Split]) -> tuple[Grouping, ...]:
    """States first, then the splits that the registrations can make."""
    found = []
    if declared.states:
        groups = tuple((state.id, state.name) for state in declared.states)
        found.append(Grouping("toestand", STATE, message("Toestand op dat moment"), groups))
    for split in splits:
        ids = (*(group.id for group in split.categories), UNKNOWN)
        groups = tuple(zip(ids, split_labels(split), strict=True))
        found.append(Grouping(split.id, split_column(split), split.name, groups))
    return tuple(found)


@dataclass(frozen=True)
class GroupRates:
    """Cases ever at risk and their rate, for all and by group: column -> number of the group."""

    all: tuple[int, CaseRate]
    by_group: dict[str, dict[int, tuple[int, CaseRate]]]


def ratio_of(
    grouping: Grouping, group: int, rates: GroupRates, model: HazardModel | None, whole: Name
) -> Ratio:
    """The rate ratio of a group to the first one; None as value where it cannot be estimated."""
    (first_cases, first), (cases, own) = (
        rates.by_group[grouping.column].get(at, NOBODY) for at in (0, group)
    )
    events = min(first.events, own.events)
    found = None if model is None else model.rate_ratio(grouping.column, group)
    if found is None or found.not_estimable or not first.events:
        return Ratio(None, None, None, min(first_cases, cases), events, whole)
    return Ratio(found.ratio, *found.interval(), min(first_cases, cases), events, whole)


def rate_table(
    declared: HazardMeasure, compared: Sequence[Grouping], rates: GroupRates, model: HazardModel | None
) -> Table:
    """Cases, outcomes, rate and adjusted rate ratio of every group in which somebody was at risk."""

    def row(id_: str, label: Label, of: tuple[int, CaseRate], ratio: Ratio | None, level: int) -> Row:
        cases, rate = of
        happened = events_name(declared, id_)
        per_year = replace(rate.figure(HUNDRED_YEARS), name=happened)
        figures = (Count(cases, cases_name(declared, id_)), Count(rate.events, happened), per_year, ratio)
        return Row(id_, label, figures, level)

    rows = [row(ALL, message("Alle casussen"), rates.all, None, 0)]
    for grouping in compared:
        present = rates.by_group[grouping.column]
        rows.append(Row(grouping.id, grouping.name, (None,) * 4))
        for number, (id_, label) in enumerate(grouping.groups):
            if number not in present:
                continue
            own = row_id(grouping, id_)
            if number == 0:
                rows.append(row(own, compared_with(label), present[number], None, 1))
                continue
            smaller = min((0, number), key=lambda at: present.get(at, NOBODY)[0])
            whole = cases_name(declared, row_id(grouping, grouping.groups[smaller][0]))
            ratio = ratio_of(grouping, number, rates, model, whole)
            rows.append(row(own, label, present[number], ratio, 1))
    return Table(
        id="verhoudingen",
        title=message("Hoe vaak per jaar, en hoe groepen verschillen"),
        columns=(
            message("Casussen"),
            declared.outcome.name,
            message("Per 100 casussen per jaar"),
            message("Gecorrigeerde verhouding"),
        ),
        rows=tuple(rows),
    )


def compared_with(label: Label) -> Label:
    """The name of the group that the others are compared with."""
    return message("{naam} (vergelijkingsgroep)", naam=label)


def row_id(grouping: Grouping, group: str) -> str:
    """The row of a group in the tables."""
    return f"{grouping.id}-{group}"


def cases_name(declared: HazardMeasure, row: str) -> Name:
    """The number of cases that were ever at risk in a group."""
    return f"{declared.id}:casussen:{row}"


def events_name(declared: HazardMeasure, row: str) -> Name:
    """The number of outcomes in a group."""
    return f"{declared.id}:uitkomsten:{row}"


def relations(
    declared: HazardMeasure, compared: Sequence[Grouping], rates: GroupRates
) -> tuple[Relation, ...]:
    """Outcomes of the groups add up to all; cases too, but one may pass through several states, or start again."""
    found: list[Relation] = []
    rows = [ALL]
    for grouping in compared:
        own = [row_id(grouping, grouping.groups[at][0]) for at in rates.by_group[grouping.column]]
        found.append(Equal(tuple(events_name(declared, row) for row in own), (events_name(declared, ALL),)))
        cases = tuple(cases_name(declared, row) for row in own)
        if grouping.column != STATE and declared.start.choice == "eerste":
            found.append(Equal(cases, (cases_name(declared, ALL),)))
        else:
            found += [AtMost((name,), (cases_name(declared, ALL),)) for name in cases]
        rows += own
    if not declared.every and declared.start.choice == "eerste":
        found += [AtMost((events_name(declared, row),), (cases_name(declared, row),)) for row in rows]
    return tuple(found)
