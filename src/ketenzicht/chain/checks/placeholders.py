"""Which figures the sentence of a measure may name in braces, by the kind of the measure."""

from __future__ import annotations

from collections.abc import Iterator

from ketenzicht.chain.model import (
    CaseloadMeasure,
    Chain,
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
    Stage,
    Term,
)


def placeholders(measure: Measure, chain: Chain) -> frozenset[str]:
    """The figures that a measure fills in its sentence."""
    if isinstance(measure, HistoryMeasure):
        return frozenset({"aandeel", "laag", "hoog", "n"} | _shares(item.id for item in measure.thresholds))
    if isinstance(measure, ClassesMeasure):
        return frozenset({"n"} | _class_shares(chain))
    if isinstance(measure, IncidenceMeasure):
        return frozenset({"kans", "laag", "hoog", "n", "horizon"})
    if isinstance(measure, OutcomesMeasure):
        return frozenset({"n", "aandeel_samen"} | _shares(item.id for item in measure.outcomes))
    if isinstance(measure, InTimeMeasure):
        term = term_of(measure, chain)
        norm = {"norm"} if term is None or term.norm is not None else set()
        return frozenset({"aandeel", "laag", "hoog", "n", "termijn"} | norm)
    if isinstance(measure, PickUpMeasure):
        return frozenset({"n"} | _shares(f"{limit.length}-{limit.unit}" for limit in measure.limits))
    if isinstance(measure, ScoreMeasure):
        parts = _shares(iter(("vooruit", "gelijk", "achteruit")))
        return frozenset({"verandering", "laag", "hoog", "n", "minstens_uit_elkaar"} | parts)
    if isinstance(measure, RepeatsMeasure):
        return frozenset({"gemiddeld", "laag", "hoog", "n", "horizon"} | _means(measure))
    if isinstance(measure, HazardMeasure):
        return frozenset({"verhouding", "laag", "hoog", "n", "horizon"} | _compared(measure))
    if isinstance(measure, RoutesMeasure):
        return frozenset(
            {"aandeel_een", "aandeel_meer", "n", "meetmoment", "horizon"} | _groups(("een", "meer"))
        )
    if isinstance(measure, ResponsibilityMeasure):
        days = {"aandeel", "laag", "hoog", "aandeel_eigen_hulp", "meetmoment", "horizon"}
        by_outcome = [_groups(("een", "anders"), f"_{item.id}") for item in measure.outcomes]
        return frozenset(days.union(*by_outcome))
    if isinstance(measure, CaseloadMeasure):
        return frozenset(
            {"gemiddeld", "eerste", "meldingen", "per_eerste", "dagen_per_melding", "per_1000", "verschil"}
        )
    if isinstance(measure, ShareMeasure):
        return frozenset({"aandeel", "laag", "hoog", "n"} | _shares(item.id for item in measure.parts))
    if isinstance(measure, RateMeasure):
        return frozenset({"per_inwoner", "laag", "hoog", "aantal", "per", "jaar"})
    norm = {"norm", "aandeel_boven_norm"} if measure.norm is not None else set()
    return frozenset({"gemiddeld", "begin", "eind"} | norm)


def _class_shares(chain: Chain) -> set[str]:
    return _shares(item.id for item in chain.report_classes) | _shares(item.id for item in chain.class_groups)


def _shares(ids: Iterator[str]) -> set[str]:
    return {"aandeel_" + item.replace("-", "_") for item in ids}


def _groups(groups: tuple[str, str], outcome: str = "") -> set[str]:
    """The chances of two groups, and their difference with its interval."""
    names = [*(f"kans_{group}{outcome}" for group in groups), f"verschil{outcome}"]
    names += [f"{names[-1]}_laag", f"{names[-1]}_hoog"]
    return {name.replace("-", "_") for name in names}


def _means(measure: RepeatsMeasure) -> set[str]:
    """The means by horizon, part and group, and the chances of so many."""
    groups = measure.split.categories if measure.split is not None else ()
    names = [
        *(f"gemiddeld_{horizon.length}_{horizon.unit}" for horizon in measure.horizons),
        *(f"gemiddeld_{part.id}" for part in measure.causes),
        *(f"gemiddeld_groep_{group.id}" for group in groups),
        *(f"kans_minstens_{number}" for number in measure.at_least),
    ]
    return {name.replace("-", "_") for name in names}


def _compared(measure: HazardMeasure) -> set[str]:
    """Ratios, attributable shares and E-values of all states and groups but the first, and chances of all groups."""
    groups = [(split.id, group.id) for split in measure.splits for group in split.categories]
    first = {(split.id, split.categories[0].id) for split in measure.splits}
    names = [f"verhouding_toestand_{state.id}" for state in measure.states[1:]]
    names += [f"verhouding_{split}_{group}" for split, group in groups if (split, group) not in first]
    names += [f"verhouding_{item.id}_{group.id}" for item in measure.so_far for group in item.categories[1:]]
    compared = [name.removeprefix("verhouding_") for name in names]
    names += [f"{figure}_{group}" for figure in ("deel", "e_waarde", "e_waarde_grens") for group in compared]
    names += [f"kans_{split}_{group}" for split, group in groups]
    return {name.replace("-", "_") for name in names}


def term_of(measure: InTimeMeasure, chain: Chain) -> Term | None:
    """The term that a measure names; None when its stage has no such term."""
    stages: dict[str, Stage] = {stage.id: stage for stage in chain.stages}
    stage = stages.get(measure.stage)
    return next((term for term in stage.terms if term.id == measure.term), None) if stage else None
