"""Adjusted chances of a hazard measure: the chance by the horizon, had all cases been in one group of a split.

They come from a model without states, on the first outcome: what a case passes through after the start is part of
what a group leads to, so holding it fixed would take away what is asked (Hernán MA, Robins JM (2020), Causal
Inference: What If, chapter 18).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ketenzicht.calendar import in_days
from ketenzicht.chain.model import HazardMeasure
from ketenzicht.engine import quoted
from ketenzicht.history import History
from ketenzicht.measures.hazards.adjusted_risks import AdjustedRisks, NobodyKnown, adjusted_risks
from ketenzicht.measures.hazards.model import HazardModel, hazard_model
from ketenzicht.measures.hazards.rows import HazardRows
from ketenzicht.measures.kinds.follow_up import cut_follow_up, followed_rows
from ketenzicht.measures.kinds.hazard_tables import Grouping, members_name, row_id, rows_of
from ketenzicht.measures.result import Difference, Probability, Row, Table
from ketenzicht.message import Label, duration_words, message


@dataclass(frozen=True)
class Chances:
    """The table of adjusted chances, if there is one, and what the reader must know of it."""

    table: Table | None
    warnings: tuple[Label, ...] = ()


@dataclass(frozen=True)
class _Members:
    """Members of a group: how many are followed, and how many have the outcome by the horizon."""

    n: int
    events: int


def adjusted_chances(history: History, declared: HazardMeasure, splits: Sequence[Grouping]) -> Chances:
    """The chance at the horizon by group of every split, adjusted for the other splits.

    It makes ``follow_up`` anew, from ``cohort``, ``mark`` and ``cohort_split``: with the first outcome only.
    """
    if not splits:
        return Chances(None)
    cut_follow_up(history, (), every=False)
    members = {item.column: _members(history, item.column, in_days(declared.horizon)) for item in splits}
    if not any(group.events for group in members[splits[0].column].values()):
        return Chances(None)
    rows = followed_rows(history, {item.column: len(item.groups) for item in splits})
    horizon = in_days(declared.horizon)
    if int(rows.stop.max()) < horizon:
        text = message(
            "Niemand was {horizon} te volgen: de gegevens eindigen eerder. Daar staat geen cijfer.",
            horizon=duration_words(declared.horizon),
        )
        return Chances(None, (text,))
    models, warnings = _models(rows, declared, members)
    found = []
    for item in splits:
        try:
            risks = adjusted_risks(models, item.column, horizon)
        except NobodyKnown:
            warnings.append(_too_little(item.name))
            continue
        found.append(Row(item.id, item.name, (None, None)))
        found += _rows(declared, item, members[item.column], risks)
        warnings += [
            _too_little(label)
            for number, (_, label) in enumerate(item.groups)
            if number in members[item.column] and risks.risks[number].not_estimable
        ]
    if not found:
        return Chances(None, tuple(warnings))
    return Chances(
        Table(
            id="kansen",
            title=message(
                "Gecorrigeerde kans op {uitkomst} binnen {horizon}",
                uitkomst=declared.outcome.name,
                horizon=duration_words(declared.horizon),
            ),
            columns=(message("Gecorrigeerde kans"), message("Verschil met de eerste groep")),
            rows=tuple(found),
        ),
        tuple(warnings),
    )


def _too_little(name: Label) -> Label:
    return message(
        "Voor '{naam}' is geen gecorrigeerde kans te geven: daarvoor gebeurde te weinig.", naam=name
    )


def _members(history: History, column: str, horizon: int) -> dict[int, _Members]:
    rows = history.rows(
        f"""
        select
            {quoted(column)},
            count(distinct member),
            count(*) filter (where cause = 1 and to_day <= $horizon)
        from follow_up
        join cohort_split using (member)
        group by all
        """,
        horizon=horizon,
    )
    return {int(str(group)): _Members(int(str(n)), int(str(events))) for group, n, events in rows}


def _models(
    rows: HazardRows, declared: HazardMeasure, members: dict[str, dict[int, _Members]]
) -> tuple[tuple[HazardModel, ...], list[Label]]:
    """A model of the outcome, and one of all competing events together when there are any."""
    bands = [in_days(band) for band in (*declared.bands, declared.horizon)] if declared.bands else None
    first = {column: 0 for column, groups in members.items() if groups.get(0, _Members(0, 0)).events}
    outcome = hazard_model(rows, bands=bands, references=first)
    if rows.causes == 1:
        return (outcome,), []
    competing = hazard_model(rows, bands=bands, cause=2)
    if not any(
        item.not_estimable in ("no events", "separated", "confounded") for item in competing.rate_ratios
    ):
        return (outcome, competing), []
    text = message(
        "Concurrerende gebeurtenissen zijn te schaars om per groep te schatten; hun tempo is overal gelijk genomen."
    )
    return (outcome, hazard_model(rows, bands=bands, cause=2, covariates=())), [text]


def _rows(
    declared: HazardMeasure, item: Grouping, members: dict[int, _Members], risks: AdjustedRisks
) -> list[Row]:
    """A row for each group with members; the first group has no difference."""
    to_first = {other.level: other for other in risks.comparisons if other.reference == 0}
    rows = []
    for number, row, label in rows_of(item, members):
        own, risk = members[number], risks.risks[number]
        whole = members_name(declared, row)
        chance, difference = None, None
        if not risk.not_estimable:
            part = f"{declared.id}:gecorrigeerd:{row}"
            chance = Probability(risk.value, *risk.interval(), own.n, own.events, part, whole)
        other = to_first.get(number)
        if other is not None and not np.isnan(other.difference):
            low, high = other.interval()
            events = min(members[0].events, own.events)
            if members[0].n < own.n:
                whole = members_name(declared, row_id(item, item.groups[0][0]))
            difference = Difference(
                other.difference,
                max(low, -1.0),
                min(high, 1.0),
                min(members[0].n, own.n),
                events,
                whole=whole,
            )
        rows.append(Row(row, label, (chance, difference), 1))
    return rows
