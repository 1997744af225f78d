"""How fast an outcome comes, by what was known at the start and by the state of the moment (kind ``hazard``).

Rate ratios come from the piecewise-exponential model (:mod:`ketenzicht.measures.hazards.model`): each group against
the first, as if alike in all other groups. A state changes with time, so it has a rate but no chance from the start
of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ketenzicht.attrition import Attrition
from ketenzicht.calendar import in_days
from ketenzicht.chain.model import HazardMeasure, SoFar, Split
from ketenzicht.history import History
from ketenzicht.measures import names
from ketenzicht.measures.cohort import mark_outcomes, other_losses, start_cohort, start_line
from ketenzicht.measures.hazards.exposure import DEFAULT_BANDS
from ketenzicht.measures.hazards.model import HazardModel, hazard_model
from ketenzicht.measures.hazards.proportional import proportional_hazards_test
from ketenzicht.measures.kinds.follow_up import STATE, cut_follow_up, followed_rows, group_rates
from ketenzicht.measures.kinds.hazard_association import (
    ASSOCIATION,
    ASSOCIATION_TABLE,
    association_lines,
    associations,
)
from ketenzicht.measures.kinds.hazard_chances import adjusted_chances
from ketenzicht.measures.kinds.hazard_tables import (
    ALL,
    NOBODY,
    Grouping,
    GroupRates,
    cases_name,
    count_table,
    groupings,
    members_name,
    rate_table,
    relations,
    row_id,
)
from ketenzicht.measures.kinds.landmark import registered_splits
from ketenzicht.measures.kinds.so_far import registered_so_far
from ketenzicht.measures.result import Count, Figure, MeasureResult, Probability, Ratio, Table
from ketenzicht.measures.splits import split_cohort
from ketenzicht.measures.words import censoring_line, listed, unit_line, unit_words, window_line
from ketenzicht.message import Label, duration_words, message

NO_RATIO, NO_CHANCE = Ratio(None, None, None, 0, 0), Probability(0.0, 0.0, 1.0, 0, 0)
"""Stand for what there is nothing to say of; disclosure control hides both."""
UNLIKELY = 0.05
"""A p-value under which ratios are said to change over time."""


def measure_hazard(history: History, declared: HazardMeasure) -> MeasureResult:
    """Rates, adjusted rate ratios and adjusted chances; splits that were not registered are left out and named."""
    losses = other_losses(history, (declared.outcome, *declared.competing))
    declared = declared.model_copy(update={"competing": (*declared.competing, *losses)})
    splits = registered_splits(history, declared.splits)
    so_far = registered_so_far(history, declared.so_far)
    start_cohort(history, declared.start)
    mark_outcomes(history, (declared.outcome, *declared.competing))
    split_cohort(history, declared.start, splits)
    compared = groupings(declared, splits, so_far)
    chances = adjusted_chances(history, declared, [item for item in compared if not item.changes])
    cut_follow_up(history, declared.states, every=declared.every, so_far=so_far)
    by_group = {item.column: group_rates(history, item.column) for item in compared}
    rates = GroupRates(group_rates(history).get(0, NOBODY), by_group)
    model = _model(history, declared, compared, rates)
    changing = _changing_ratios(model, compared)
    tables = [rate_table(declared, compared, rates, model)]
    if chances.table is not None:
        tables.append(chances.table)
    association = associations(declared, compared, rates, model)
    tables += [*([association] if association is not None else []), count_table(declared, compared, rates)]
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=(
            *_definition(history, declared, compared, with_e_value=association is not None, rates=rates),
            (message("Verhoudingen gelijk in de tijd"), _proportionality(changing)),
        ),
        tables=tuple(tables),
        headline=_headline(declared, tables, rates),
        words={"horizon": duration_words(declared.horizon)},
        attrition=_attrition(history, declared),
        warnings=(*_warnings(declared, (*splits, *so_far), changing), *chances.warnings),
        chart="none",
        relations=relations(declared, compared, rates),
    )


def _model(
    history: History, declared: HazardMeasure, compared: Sequence[Grouping], rates: GroupRates
) -> HazardModel | None:
    """The model with states and splits together; None without outcomes, or with nothing to compare."""
    if not compared or not rates.all[1].events:
        return None
    rows = followed_rows(history, {item.column: len(item.groups) for item in compared})
    first = {item.column: 0 for item in compared if rates.by_group[item.column].get(0, NOBODY)[1].events}
    return hazard_model(rows, bands=_bands(declared), references=first)


def _bands(declared: HazardMeasure) -> list[int] | None:
    return [in_days(band) for band in declared.bands] or None


def _headline(declared: HazardMeasure, tables: Sequence[Table], rates: GroupRates) -> dict[str, Figure]:
    """Every ratio and chance that a sentence may name, also of groups that nobody is in, and the number of cases.

    ``verhouding`` is the first that was declared: a sentence is about two groups, whatever the data hold.
    """
    found: dict[str, Figure] = {}
    for grouping in groupings(declared, declared.splits, declared.so_far):
        for number, (id_, _) in enumerate(grouping.groups):
            name = _figure_name(row_id(grouping, id_))
            if number:
                found.setdefault(f"verhouding_{name}", NO_RATIO)
                found |= {f"{figure}_{name}": NO_RATIO for figure in ASSOCIATION}
            if not grouping.changes:
                found.setdefault(f"kans_{name}", NO_CHANCE)
    names_of = {"verhoudingen": ("verhouding",), "kansen": ("kans",), ASSOCIATION_TABLE: ASSOCIATION}
    for table in tables:
        for row in (row for row in table.rows if row.level):
            found |= {
                f"{name}_{_figure_name(row.id)}": figure
                for name, figure in zip(names_of.get(table.id, ()), row.figures, strict=False)
                if figure is not None
            }
    ratios = (figure for name, figure in found.items() if name.startswith("verhouding_"))
    first = next(ratios, NO_RATIO)
    return {"verhouding": first, **found, "n": Count(rates.all[0], cases_name(declared, ALL))}


def _figure_name(row: str) -> str:
    return row.replace("-", "_")


def _attrition(history: History, declared: HazardMeasure) -> tuple[Attrition, ...]:
    [(started, followed)] = history.rows(
        "select (select count(*) from cohort), (select count(distinct member) from follow_up)"
    )
    return (
        Attrition(
            message("gevolgd na de dag van het begin"),
            message("casussen") if declared.start.choice == "eerste" else message("keren dat de klok begon"),
            int(str(started)),
            int(str(followed)),
            message("begin en einde van de waarneming op dezelfde dag"),
            (
                names.starts(declared.start),
                members_name(declared, ALL),
                f"{declared.id}:niet-gevolgd",
            ),
        ),
    )


def _definition(
    history: History,
    declared: HazardMeasure,
    compared: Sequence[Grouping],
    *,
    with_e_value: bool,
    rates: GroupRates,
) -> tuple[tuple[Label, Label], ...]:
    lines = [
        start_line(history, declared.start),
        window_line(history),
        unit_line(history),
        (message("Uitkomst"), _outcome_words(declared)),
        (message("Concurrerende gebeurtenissen"), listed([item.name for item in declared.competing])),
        censoring_line(history),
        (message("Zelfde dag"), message("alleen wat na de dag van het begin gebeurt, telt")),
    ]
    if declared.states:
        lines.append(
            (
                message("Toestand"),
                message(
                    "elke dag telt bij de toestand van de avond ervoor, zodat niemand op voorhand "
                    "in een groep zit; een toestand heeft daarom wel een tempo, maar geen kans vanaf het begin"
                ),
            )
        )
    if declared.so_far:
        lines.append(
            (
                message("Onderweg"),
                message(
                    "een zaak komt in een volgende groep op de dag dat het zover is; dagen daarvoor tellen bij de "
                    "groep ervoor"
                ),
            )
        )
    return (
        *lines,
        (
            message("Gecorrigeerd voor"),
            listed([item.name for item in compared if item.column != STATE]),
        ),
        (message("Schatter"), message("Poisson-regressie met een vast tempo per tijdvak")),
        (message("Tijdvakken"), _bands_words(declared)),
        (
            message("Interval"),
            message("95 %; wat bij één casus hoort, hangt samen en telt voor de spreiding als één"),
        ),
        *(association_lines(declared, rates) if with_e_value else ()),
    )


def _outcome_words(declared: HazardMeasure) -> Label:
    name = declared.outcome.name
    return (
        message("{naam}, elke keer", naam=name)
        if declared.every
        else message("{naam}, de eerste keer", naam=name)
    )


def _bands_words(declared: HazardMeasure) -> Label:
    """Bands chosen from the data are not named: their edges are days on which something happened to somebody."""
    if not declared.bands:
        return message(
            "uit de gegevens gekozen: hoogstens {n}, elk met ongeveer evenveel uitkomsten", n=DEFAULT_BANDS
        )
    ends: Label = duration_words(declared.bands[0])
    for band in declared.bands[1:]:
        ends = message("{eerder}, {later}", eerder=ends, later=duration_words(band))
    return message("tot en met {grenzen}, en de tijd daarna", grenzen=ends)


def _changing_ratios(model: HazardModel | None, compared: Sequence[Grouping]) -> tuple[Grouping, ...] | None:
    """Groupings whose ratios change over time; None where that cannot be tested."""
    if model is None or np.count_nonzero(model.fit.events) < 2:
        return None
    test = proportional_hazards_test(model)
    return tuple(item for item in compared if test.covariates[item.column].p_value < UNLIKELY)


def _proportionality(changing: tuple[Grouping, ...] | None) -> Label:
    if changing is None:
        return message("niet getoetst")
    if changing:
        return message("nee: niet elke verhouding blijft in de tijd gelijk")
    return message("getoetst: er is geen teken dat de verhoudingen in de tijd veranderen")


def _warnings(
    declared: HazardMeasure, registered: Sequence[Split | SoFar], changing: tuple[Grouping, ...] | None
) -> Iterator[Label]:
    wanted: tuple[Split | SoFar, ...] = (*declared.splits, *declared.so_far)
    missing = [item.name for item in wanted if item not in registered]
    if missing:
        yield message("Niet geregistreerd, en dus niet voor gecorrigeerd: {namen}.", namen=listed(missing))
    for item in changing or ():
        yield message(
            "De verhoudingen bij '{naam}' veranderen in de loop van de tijd. Lees ze als een gemiddelde.",
            naam=item.name,
        )
