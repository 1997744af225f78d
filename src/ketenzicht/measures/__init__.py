"""Counts to estimates with intervals, one declared measure at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, assert_never

from ketenzicht.chain.model import (
    CaseloadMeasure,
    ClassesMeasure,
    HazardMeasure,
    HistoryMeasure,
    IncidenceMeasure,
    InTimeMeasure,
    Measure,
    OutcomesMeasure,
    PickUpMeasure,
    RateMeasure,
    RepeatsMeasure,
    ResponsibilityMeasure,
    RoutesMeasure,
    ScoreMeasure,
    ShareMeasure,
    StockMeasure,
)
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.measures.result import MeasureResult

if TYPE_CHECKING:
    from ketenzicht.history import History


def measure(history: History, declared: Measure) -> MeasureResult:
    """Compute one declared measure on reconstructed histories; a kind is imported when it is asked for."""
    if isinstance(declared, HistoryMeasure):
        from ketenzicht.measures.kinds.earlier import measure_earlier

        return measure_earlier(history, declared)
    if isinstance(declared, ClassesMeasure):
        from ketenzicht.measures.kinds.classes import measure_classes

        return measure_classes(history, declared)
    if isinstance(declared, IncidenceMeasure):
        from ketenzicht.measures.kinds.incidence import measure_incidence

        return measure_incidence(history, declared)
    if isinstance(declared, OutcomesMeasure):
        from ketenzicht.measures.kinds.outcomes import measure_outcomes

        return measure_outcomes(history, declared)
    if isinstance(declared, InTimeMeasure):
        from ketenzicht.measures.kinds.in_time import measure_in_time

        return measure_in_time(history, declared)
    if isinstance(declared, PickUpMeasure):
        from ketenzicht.measures.kinds.pick_up import measure_pick_up

        return measure_pick_up(history, declared)
    if isinstance(declared, StockMeasure):
        from ketenzicht.measures.kinds.stock import measure_stock

        return measure_stock(history, declared)
    if isinstance(declared, CaseloadMeasure):
        from ketenzicht.measures.kinds.caseload import measure_caseload

        return measure_caseload(history, declared)
    if isinstance(declared, ScoreMeasure):
        from ketenzicht.measures.kinds.score import measure_score

        return measure_score(history, declared)
    if isinstance(declared, RepeatsMeasure):
        from ketenzicht.measures.kinds.repeats import measure_repeats

        return measure_repeats(history, declared)
    if isinstance(declared, HazardMeasure):
        from ketenzicht.measures.kinds.hazard import measure_hazard

        return measure_hazard(history, declared)
    if isinstance(declared, RoutesMeasure):
        from ketenzicht.measures.kinds.routes import measure_routes

        return measure_routes(history, declared)
    if isinstance(declared, ResponsibilityMeasure):
        from ketenzicht.measures.kinds.responsibility import measure_responsibility

        return measure_responsibility(history, declared)
    if isinstance(declared, ShareMeasure):
        from ketenzicht.measures.kinds.share import measure_share

        return measure_share(history, declared)
    if isinstance(declared, RateMeasure):
        from ketenzicht.measures.kinds.per_inhabitant import measure_per_inhabitant

        return measure_per_inhabitant(history, declared)
    assert_never(declared)


def chosen_measures(declared: Sequence[Measure], ids: Sequence[str] | None) -> tuple[Measure, ...]:
    """The measures of a chain that a study asks for, in the order of the chain; all when ``ids`` is None."""
    if ids is None:
        return tuple(declared)
    known = {item.id for item in declared}
    for name in ids:
        if name not in known:
            raise UserError(f"De keten kent geen maat '{name}'.", fix=did_you_mean(name, known))
    return tuple(item for item in declared if item.id in set(ids))


def measure_all(
    history: History, declared: Sequence[Measure], tell: Callable[[str], None] = lambda _step: None
) -> tuple[MeasureResult, ...]:
    """Compute measures one after another; ``tell`` hears the name of each. A mistake names its measure."""
    results = []
    for item in declared:
        tell(item.name.nl)
        try:
            results.append(measure(history, item))
        except UserError as error:
            raise UserError(
                f"Maat '{item.id}': {error.what}",
                why=error.why,
                fix=error.fix,
                file=error.file,
                line=error.line,
            ) from error
    return tuple(results)


__all__ = ["MeasureResult", "chosen_measures", "measure", "measure_all"]
