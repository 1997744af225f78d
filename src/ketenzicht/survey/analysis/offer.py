"""An offer within so long: from case rows as a cumulative incidence, from totals as a share. The two are never added.

Who returned, was exempted or left before an offer can get none any more: those ends compete. Who was still at home at
the end of the period is censored, and who was at home before it began is followed from its first day on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from ketenzicht.calendar import in_days
from ketenzicht.measures.estimators.clustered import case_spans
from ketenzicht.measures.estimators.survival import CountTable, Incidence, aalen_johansen, count_table
from ketenzicht.survey.analysis.clustered_share import ClusteredShare, clustered_share
from ketenzicht.survey.analysis.given import Given
from ketenzicht.survey.model import OfferAnalysis, RowsOfOffer, Survey
from ketenzicht.survey.typed import Row

OFFER, OTHER_END = 1, 2
"""Causes of an end of being at home without an offer: an offer; another end, by its reason from here on."""
FEW_CLUSTERS = 20


@dataclass(frozen=True)
class OfferByRows:
    """The chance of an offer, from case rows.

    Args:
        organisations: how many gave rows.
        given: rows in all.
        no_begin: rows without a first day, or that end before it.
        over_before: rows with an offer or an end before the period began.
        too_long: rows that were at home for longer than the horizon when it began: they can tell nothing of it.
        same_day: rows with an offer or an end on the first day itself, which has no length.
        counts: those followed, per day.
        estimate: per day; its errors take the rows of an organisation as hanging together.
        reasons: the id of the reason of each cause from the second on; None for a reason that was not given.
        horizon: days.
    """

    organisations: int
    given: int
    no_begin: int
    over_before: int
    too_long: int
    same_day: int
    counts: CountTable
    estimate: Incidence
    reasons: tuple[str | None, ...]
    horizon: int


@dataclass(frozen=True)
class OfferByTotals:
    """The share with an offer, from totals: of those who gave totals only, and of those who gave rows as well."""

    only_totals: ClusteredShare | None
    organisations_only: int
    beside_rows: ClusteredShare | None
    organisations_beside: int


def offer_by_rows(survey: Survey, offer: OfferAnalysis, given: Sequence[Given]) -> OfferByRows | None:
    """From the rows of organisations that count alike; None when nobody gave a row that can be followed."""
    if offer.rows is None:
        return None
    named = offer.rows
    rows = [
        (place, row)
        for place, one in enumerate(given)
        if one.answers is not None
        for row in one.answers.rows.get(named.table, ())
    ]
    reasons = _reasons(named, [row for _, row in rows])
    horizon = in_days(offer.within)
    followed = [(place, _followed(survey, named, row, reasons, horizon)) for place, row in rows]
    kept = [(place, one) for place, one in followed if isinstance(one, tuple)]
    if not any(start < stop for _, (start, stop, _) in kept):
        return None
    entry = np.array([one[0] for _, one in kept])
    time = np.array([one[1] for _, one in kept])
    cause = np.array([one[2] for _, one in kept])
    places = np.array([place for place, _ in kept])
    counts = count_table(time, cause, causes=1 + len(reasons), entry=entry)
    clustered = case_spans(time, cause, places, entry)
    some_clusters = len(np.unique(places)) > 1
    estimate = (
        aalen_johansen(counts, variance="robust", rows=clustered) if some_clusters else aalen_johansen(counts)
    )
    return OfferByRows(
        len({place for place, _ in rows}),
        len(rows),
        sum(one == "no begin" for _, one in followed),
        sum(one == "over before" for _, one in followed),
        sum(one == "too long" for _, one in followed),
        counts.never_at_risk,
        counts,
        estimate,
        reasons,
        horizon,
    )


def offer_by_totals(offer: OfferAnalysis, given: Sequence[Given]) -> OfferByTotals | None:
    """From the totals of organisations that count alike; None when nobody gave any."""
    if offer.totals is None:
        return None
    only: list[tuple[int, int]] = []
    beside: list[tuple[int, int]] = []
    for one in given:
        if one.answers is None:
            continue
        part, whole = (one.answers.values.get(name) for name in (offer.totals.part, offer.totals.whole))
        if not isinstance(part, Decimal) or not isinstance(whole, Decimal) or part > whole:
            continue
        rows = offer.rows is not None and bool(one.answers.rows.get(offer.rows.table))
        (beside if rows else only).append((int(part), int(whole)))
    if not only and not beside:
        return None
    return OfferByTotals(_share(only), len(only), _share(beside), len(beside))


def _share(pairs: Sequence[tuple[int, int]]) -> ClusteredShare | None:
    return clustered_share([part for part, _ in pairs], [whole for _, whole in pairs]) if pairs else None


def _reasons(named: RowsOfOffer, rows: Sequence[Row]) -> tuple[str | None, ...]:
    """The reasons that occur, in the order of the codes; not given last."""
    found = {_reason(named, row) for row in rows if named.end in row}
    return (*sorted(one for one in found if one is not None), *([None] if None in found else []))


def _reason(named: RowsOfOffer, row: Row) -> str | None:
    value = row.get(named.reason) if named.reason else None
    return str(value) if value is not None else None


def _followed(
    survey: Survey, named: RowsOfOffer, row: Row, reasons: tuple[str | None, ...], horizon: int
) -> tuple[int, int, int] | str:
    """Entry, end and cause of a row in days since its first day at home; or why it cannot be followed."""
    begin, offer, end = (_day(row, name) for name in (named.begin, named.offer, named.end))
    first, last = survey.period.first, survey.period.last
    if begin is None or begin > last or any(day is not None and day < begin for day in (offer, end)):
        return "no begin"
    if any(day is not None and day < first for day in (offer, end)):
        return "over before"
    entry = max(0, (first - timedelta(days=1) - begin).days)
    if entry >= horizon:
        return "too long"
    if offer is not None and offer <= last and (end is None or offer <= end):
        return entry, (offer - begin).days, OFFER
    if end is not None and end <= last:
        return entry, (end - begin).days, OTHER_END + reasons.index(_reason(named, row))
    return entry, (last - begin).days, 0


def _day(row: Row, name: str) -> date | None:
    value = row.get(name)
    return value if isinstance(value, date) else None
