"""Figures of an offer in time: by rows, by totals, and of those who count by another definition, each by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ketenzicht.attrition import Attrition
from ketenzicht.measures.estimators.survival import log_log_interval
from ketenzicht.measures.result import (
    AtMost,
    Curve,
    CurvePoint,
    MeasureResult,
    Probability,
    Row,
    Table,
)
from ketenzicht.message import Label, duration_words, message
from ketenzicht.survey.analysis.clustered_share import ClusteredShare
from ketenzicht.survey.analysis.given import Given, comparable
from ketenzicht.survey.analysis.offer import (
    FEW_CLUSTERS,
    OfferByRows,
    OfferByTotals,
    offer_by_rows,
    offer_by_totals,
)
from ketenzicht.survey.analysis.response import definition_names
from ketenzicht.survey.model import ChoiceQuestion, OfferAnalysis, Survey
from ketenzicht.survey.parts import columns, tables

BY_ROWS, BY_TOTALS, OTHERWISE = "aanbod-rijen", "aanbod-totalen", "aanbod-andere-betekenis"
NEVER_ADDED = message(
    "Rijen en aantallen zijn verschillende jongeren en verschillende metingen: tel ze niet op."
)


def offer_results(survey: Survey, given: Sequence[Given]) -> tuple[MeasureResult, ...]:
    """The figures of an offer in time, as far as anybody gave them."""
    offer = survey.analysis.offer
    if offer is None:
        return ()
    alike = comparable(given)
    found = []
    if rows := offer_by_rows(survey, offer, alike):
        found.append(_by_rows(survey, offer, rows))
    if totals := offer_by_totals(offer, alike):
        found.append(_by_totals(survey, offer, totals))
    if otherwise := _otherwise(survey, offer, given):
        found.append(otherwise)
    return tuple(found)


def _by_rows(survey: Survey, offer: OfferAnalysis, found: OfferByRows) -> MeasureResult:
    labels = _causes(survey, offer, found)
    whole = f"{BY_ROWS}:gevolgd"
    names = [f"{BY_ROWS}:{number}" for number in range(len(labels))]
    figures = [_chance(found, number, f"{name}+{found.horizon}", whole) for number, name in enumerate(names)]
    used = [number for number in range(len(labels)) if found.counts.events[:, number].any()]
    return MeasureResult(
        measure=BY_ROWS,
        kind="incidentie",
        unit=_unit(survey),
        definition=(
            (message("Uit"), message("rijen per jongere, van {n} organisaties", n=found.organisations)),
            (message("Klok"), message("vanaf de eerste dag thuis, ook als die voor de periode ligt")),
            _period(survey),
            *_code(survey),
            (message("Concurrerende gebeurtenissen"), message("elk ander einde van thuis zitten")),
            (
                message("Einde van de waarneming"),
                message("{tot}; wie dan nog thuis zit, telt mee tot die dag", tot=str(survey.period.last)),
            ),
            (message("Schatter"), message("Aalen-Johansen, met late instroom")),
            (
                message("Interval"),
                message("95 %, op de log-log-schaal; jongeren van één organisatie hangen samen"),
            ),
        ),
        tables=(
            Table(
                "kansen",
                message("Kans op elk einde, met concurrerende gebeurtenissen"),
                (duration_words(offer.within),),
                tuple(Row(str(number), labels[number], (figures[number],)) for number in used),
            ),
        ),
        headline={"kans": figures[0]},
        words={"horizon": duration_words(offer.within)},
        curves=(_curve(found, labels[0], names[0], whole),),
        attrition=_steps(found),
        warnings=(*_few(found.organisations), NEVER_ADDED),
        norm=_norm(survey, offer),
        chart="curves",
        relations=(AtMost(tuple(f"{names[number]}+{found.horizon}" for number in used), (whole,)),),
    )


def _by_totals(survey: Survey, offer: OfferAnalysis, found: OfferByTotals) -> MeasureResult:
    only = message("alleen aantallen (organisaties: {n})", n=found.organisations_only)
    beside = message("aantallen van wie ook rijen gaf (organisaties: {n})", n=found.organisations_beside)
    rows = [("alleen", only, found.only_totals), ("ernaast", beside, found.beside_rows)]
    return MeasureResult(
        measure=BY_TOTALS,
        kind="aandeel",
        unit=_unit(survey),
        definition=(
            (message("Uit"), message("aantallen die een organisatie zelf telde")),
            _period(survey),
            *_code(survey),
            (
                message("Schatter"),
                message(
                    "aandeel van wie bekend is of er op tijd een aanbod was; wie nog thuis zit, valt erbuiten"
                ),
            ),
            (
                message("Interval"),
                message("95 %, op de logit-schaal; jongeren van één organisatie hangen samen"),
            ),
        ),
        tables=(
            Table(
                "aandelen",
                message("Aandeel met een aanbod, volgens aantallen"),
                (duration_words(offer.within),),
                tuple(
                    Row(id_, label, (_share(share, f"{BY_TOTALS}:{id_}"),))
                    for id_, label, share in rows
                    if share is not None
                ),
            ),
        ),
        headline={"aandeel": _share(found.only_totals, f"{BY_TOTALS}:alleen")} if found.only_totals else {},
        words={"horizon": duration_words(offer.within)},
        warnings=(*_few(found.organisations_only), NEVER_ADDED),
        norm=_norm(survey, offer),
        chart="none",
    )


def _otherwise(survey: Survey, offer: OfferAnalysis, given: Sequence[Given]) -> MeasureResult | None:
    """One row per other definition; nobody is in two rows, and no row is added to another."""
    names, rows = definition_names(survey), []
    for code, name in names.items():
        those = [
            one for one in given if one.answers is not None and not one.as_asked and one.counts_by == code
        ]
        by_rows = offer_by_rows(survey, offer, those)
        by_totals = offer_by_totals(offer, those)
        if not by_rows and not by_totals:
            continue
        chance = (
            _chance(by_rows, 0, f"{OTHERWISE}:{code}:gekregen", f"{OTHERWISE}:{code}:rijen")
            if by_rows
            else None
        )
        share = by_totals.only_totals if by_totals else None
        label = message("{betekenis} (organisaties: {n})", betekenis=name, n=len(those))
        rows.append(Row(code, label, (chance, _share(share, f"{OTHERWISE}:{code}") if share else None)))
    if not rows:
        return None
    return MeasureResult(
        measure=OTHERWISE,
        kind="aandeel",
        unit=_unit(survey),
        definition=(
            _period(survey),
            (
                message("Apart"),
                message("elke regel telt volgens een andere betekenis; tel ze nergens bij op"),
            ),
        ),
        tables=(
            Table(
                "betekenissen",
                message("Organisaties die volgens een andere betekenis tellen"),
                (message("volgens rijen"), message("volgens aantallen")),
                tuple(rows),
            ),
        ),
        chart="none",
    )


def _chance(found: OfferByRows, cause: int, part: str, whole: str) -> Probability:
    value, error = found.estimate.at(found.horizon, cause)
    low, high = log_log_interval(value, error)
    row = int(np.searchsorted(found.estimate.days, found.horizon, side="right")) - 1
    events = int(found.estimate.cumulative_events[row, cause]) if row >= 0 else 0
    return Probability(value, low, high, found.counts.started, events, part, whole)


def _share(share: ClusteredShare, name: str) -> Probability:
    return Probability(
        share.value, share.low, share.high, share.n, share.x, f"{name}:aanbod", f"{name}:bekend"
    )


def _curve(found: OfferByRows, label: Label, part: str, whole: str) -> Curve:
    points = []
    for row, day in enumerate(found.estimate.days):
        if day <= found.horizon:
            value, error = float(found.estimate.value[row, 0]), float(found.estimate.standard_error[row, 0])
            at_risk, events = found.estimate.at_risk[row], found.estimate.cumulative_events[row, 0]
            points.append(
                CurvePoint(int(day), value, *log_log_interval(value, error), int(at_risk), int(events))
            )
    return Curve("aanbod", label, found.counts.started, tuple(points), part=part, whole=whole)


def _causes(survey: Survey, offer: OfferAnalysis, found: OfferByRows) -> list[Label]:
    named = offer.rows
    reason = columns(tables(survey)[named.table]).get(named.reason or "") if named else None
    told: dict[str | None, Label] = {None: message("geëindigd, reden niet gegeven")}
    if isinstance(reason, ChoiceQuestion):
        told |= {choice.id: choice.name for choice in reason.choices}
    return [message("passend aanbod"), *(told.get(one, message("onbekend")) for one in found.reasons)]


def _steps(found: OfferByRows) -> tuple[Attrition, ...]:
    unit, left, steps = message("rijen"), found.given, []
    told: tuple[tuple[Label, int, Label], ...] = (
        (
            message("met een eerste dag"),
            found.no_begin,
            message("geen eerste dag, of een dag die eraan voorafgaat"),
        ),
        (message("in de periode thuis"), found.over_before, message("aanbod of einde voor de periode")),
        (
            message("niet langer thuis bij het begin"),
            found.too_long,
            message("bij het begin van de periode al langer thuis dan de termijn"),
        ),
        (
            message("gevolgd na de eerste dag"),
            found.same_day,
            message("aanbod of einde op de eerste dag zelf"),
        ),
    )
    for step, out, why in told:
        steps.append(Attrition(step, unit, left, left - out, why))
        left -= out
    return tuple(steps)


def _few(organisations: int) -> tuple[Label, ...]:
    if 0 < organisations < FEW_CLUSTERS:
        return (
            message("Er zijn maar {n} organisaties: het interval is dan eerder te smal.", n=organisations),
        )
    return ()


def _unit(survey: Survey) -> Label:
    return message("jongere of periode, zoals in de uitvraag {titel}", titel=survey.title)


def _period(survey: Survey) -> tuple[Label, Label]:
    first, last = survey.period.first, survey.period.last
    return message("Periode"), message("{van} tot en met {tot}", van=str(first), tot=str(last))


def _code(survey: Survey) -> tuple[tuple[Label, Label], ...]:
    counted = survey.analysis.counted_by
    if counted is None:
        return ()
    return ((message("Definitiecode"), message("{code}", code=", ".join(counted.asked))),)


def _norm(survey: Survey, offer: OfferAnalysis) -> float | None:
    return next((norm.share for norm in survey.norms if norm.id == offer.norm), None)
