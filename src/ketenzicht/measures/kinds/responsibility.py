"""Is one organisation responsible, has each person help of their own, what comes after (kind ``regie``, Q10).

Who is responsible at the landmark is compared with who is not (see ``landmark``): a case with an early new report
had no time to get anybody responsible, and does not count as one without.
"""

from __future__ import annotations

from dataclasses import replace

from ketenzicht.attrition import Attrition
from ketenzicht.calendar import in_days
from ketenzicht.chain.model import Outcome, ResponsibilityMeasure, Split
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.cohort import mark_outcomes, other_losses, start_cohort, start_line
from ketenzicht.measures.kinds.group_chances import Group
from ketenzicht.measures.kinds.group_tables import Compared, compared_figures, comparison_lines
from ketenzicht.measures.kinds.landmark import (
    SQL,
    Cases,
    follow_from_landmark,
    landmark_lines,
    reach_landmark,
    registered_splits,
)
from ketenzicht.measures.kinds.own_help import own_help
from ketenzicht.measures.kinds.parts import Part, with_parts
from ketenzicht.measures.kinds.responsible_days import read_responsible, responsible_days
from ketenzicht.measures.names import starts
from ketenzicht.measures.result import Equal, MeasureResult, Name
from ketenzicht.measures.splits import split_cohort
from ketenzicht.measures.words import censoring_line, listed, unit_line, unit_words, window_line
from ketenzicht.message import duration_words, message

ONE, NONE, SEVERAL = range(3)
"""Groups at the landmark."""


def measure_responsibility(history: History, declared: ResponsibilityMeasure) -> MeasureResult:
    """Days with one organisation responsible, own help, and chances by who is responsible at the landmark."""
    losses = (*declared.competing, *other_losses(history, (*declared.outcomes, *declared.competing)))
    splits = registered_splits(history, declared.splits)
    start_cohort(history, declared.start)
    split_cohort(history, declared.start, splits)
    parts = [_mark(history, declared, declared.outcomes[0], losses)]
    read_responsible(history, declared)
    parts += [responsible_days(history, declared), _own_help(history, declared)]
    balances = []
    for outcome in declared.outcomes:
        parts.append(_mark(history, declared, outcome, losses))
        compared, balance = _compare(history, declared, outcome, losses, splits)
        parts.append(compared)
        balances.append(balance)
    stages = {stage.id: stage.name for stage in history.chain.stages}
    result = MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=(
            start_line(history, declared.start),
            window_line(history),
            unit_line(history),
            *landmark_lines(declared.landmark),
            (message("Verantwoordelijk"), listed([stages[id_] for id_ in declared.stages])),
            *comparison_lines(listed([outcome.name for outcome in declared.outcomes]), declared.splits),
            (
                message("Interval van dagen en eigen hulp"),
                message("95 %; wat bij één casus hoort, telt als één"),
            ),
            censoring_line(history),
        ),
        tables=(),
        words={
            "meetmoment": duration_words(declared.landmark),
            "horizon": duration_words(declared.horizon),
        },
    )
    return with_parts(result, (*parts, *balances))


def _mark(
    history: History, declared: ResponsibilityMeasure, outcome: Outcome, losses: tuple[Outcome, ...]
) -> Part:
    """Mark one outcome, and see who reaches the landmark without it."""
    mark_outcomes(history, (outcome, *losses))
    name = _reached(declared, outcome)
    steps = reach_landmark(history, declared.landmark, outcome, started=starts(declared.start), reached=name)
    return Part(attrition=steps if outcome.events else steps[:2])


def _compare(
    history: History,
    declared: ResponsibilityMeasure,
    outcome: Outcome,
    losses: tuple[Outcome, ...],
    splits: tuple[Split, ...],
) -> tuple[Part, Part]:
    """Cases with exactly one organisation responsible at the landmark against the others.

    Help that may end for certain reasons must run at the landmark: who has none cannot drop out. Of several the one
    that started first counts, and its other ends compete.
    """
    in_help = bool(outcome.end_reasons)
    causes = 2 + len(losses)
    if in_help:
        history.run(
            statement(SQL, "running_help_ends"),
            help=declared.help,
            landmark=in_days(declared.landmark),
            reasons=list(outcome.end_reasons),
            other=causes,
        )
    history.run(statement(SQL, "responsible_groups"), help=declared.help, in_help=in_help)
    cases = follow_from_landmark(history, declared.horizon, causes=causes, splits=splits)
    reached = _reached(declared, outcome)
    whole = f"{reached}:in-hulp" if in_help else reached
    one, other, none, several = (
        Group(id_, label, places, f"{whole}:{id_}")
        for id_, label, places in (
            ("een", message("precies één organisatie"), (ONE,)),
            ("anders", message("niet precies één"), (NONE, SEVERAL)),
            ("niemand", message("niemand"), (NONE,)),
            ("meer", message("meer dan één"), (SEVERAL,)),
        )
    )
    parts = (none, several)
    shown = all(cases.size(cases.of(group.places)) for group in parts)
    compared, balance = compared_figures(
        Compared(
            cases=cases,
            groups=(one, other),
            parts=tuple((group, 1) for group in parts) if shown else (),
            outcome=outcome,
            horizon=declared.horizon,
            splits=splits,
            declared=declared.splits,
        ),
        suffix="_" + outcome.id.replace("-", "_"),
    )
    whole_of_parts = (Equal((none.name, several.name), (other.name,)),) if shown else ()
    compared = replace(
        compared,
        attrition=(*(_in_help(history, cases, whole) if in_help else ()), *compared.attrition),
        relations=(Equal((one.name, other.name), (whole,)), *whole_of_parts),
    )
    return compared, balance


def _reached(declared: ResponsibilityMeasure, outcome: Outcome) -> Name:
    return f"{declared.id}:meetmoment:{outcome.id}"


def _in_help(history: History, cases: Cases, whole: Name) -> tuple[Attrition, ...]:
    [(before,)] = history.rows("select count(*) from landmark_member where fate = 'counted'")
    return (
        Attrition(
            message("in hulp op het meetmoment"),
            message("casussen"),
            int(str(before)),
            int(cases.number.sum()),
            message("geen hulp die kan stoppen"),
            (None, whole, None),
        ),
    )


def _own_help(history: History, declared: ResponsibilityMeasure) -> Part:
    """Own help by the landmark and by the horizon, both since the start."""
    stage = next(item for item in history.chain.stages if item.id == declared.help)
    times = (declared.landmark, declared.horizon)
    return own_help(history, declared.start, stage, times, f"{declared.id}:betrokkenen")
