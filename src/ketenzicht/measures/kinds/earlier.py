"""Share of index events with earlier ones (kind ``voorgeschiedenis``, question Q1)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from ketenzicht.attrition import Attrition
from ketenzicht.calendar import calendar_parts
from ketenzicht.chain.model import Duration, HistoryMeasure
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.kinds.earlier_names import NOTHING, EarlierNames, earlier_relations
from ketenzicht.measures.result import Figure, MeasureResult, Row, Share, Table
from ketenzicht.measures.windows import delivery_warnings
from ketenzicht.measures.words import WILSON, unit_line, unit_words, window_line
from ketenzicht.message import Label, duration_words, message

MORE_THAN_A_YEAR = 12
"""Whole months between the first and the last day of a period that is longer than a year."""
WHOLE_HISTORY = Duration(length=1000, unit="jaren")


def shares_by_threshold(
    counts: Counter[int], thresholds: tuple[tuple[str, int, int | None], ...]
) -> dict[str, Share]:
    """Shares of index events by number of earlier ones.

    Args:
        counts: number of index events by number of earlier events.
        thresholds: (id, at least, at most or None), both inclusive.
    """
    n = counts.total()
    return {
        name: share(sum(c for k, c in counts.items() if k >= low and (high is None or k <= high)), n)
        for name, low, high in thresholds
    }


def measure_earlier(history: History, declared: HistoryMeasure) -> MeasureResult:
    """Count earlier events per index event; index dates without a full look-back are left out and counted."""
    lookback = calendar_parts(declared.lookback or WHOLE_HISTORY)
    full = calendar_parts(declared.full_lookback or declared.lookback or NOTHING)
    rows = history.rows(
        statement("ketenzicht.measures.sql", "earlier_reports"),
        activity=declared.event,
        only_first=declared.index == "eerste",
        lookback_months=lookback[0],
        lookback_days=lookback[1],
        full_months=full[0],
        full_days=full[1],
    )
    by_status: dict[str, Counter[int]] = {name: Counter() for name in ("counted", "no_lookback", "unlinked")}
    for status, earlier, reports in rows:
        by_status[str(status)][int(str(earlier))] += int(str(reports))
    counts = by_status["counted"]
    linked = counts.total() + by_status["no_lookback"].total()
    total = linked + by_status["unlinked"].total()
    names = EarlierNames(declared)
    shares = {
        name: replace(figure, part=names.threshold(name), whole=names.counted)
        for name, figure in shares_by_threshold(
            counts, tuple((item.id, item.at_least, item.at_most) for item in declared.thresholds)
        ).items()
    }
    # reports there are, but none of which enough of the past is known
    nobody = linked > 0 and counts.total() == 0
    headline: dict[str, Figure] = {}
    if nobody:
        shares = {}
    elif declared.thresholds:
        headline["aandeel"] = shares[declared.thresholds[0].id]
    headline |= {f"aandeel_{name.replace('-', '_')}": figure for name, figure in shares.items()}
    unit = message("meldingen")
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=(
            (message("Index"), message("elke melding in de periode"))
            if declared.index == "elke"
            else (message("Index"), message("de eerste melding van elke casus in de periode")),
            window_line(history),
            unit_line(history),
            (
                message("Terugkijkperiode"),
                duration_words(declared.lookback) if declared.lookback else _whole_history(history),
            ),
            WILSON,
        ),
        tables=(
            Table(
                id="drempels",
                title=message("Meldingen naar aantal eerdere meldingen"),
                columns=(message("Aandeel"),),
                rows=tuple(Row(item.id, item.name, (shares.get(item.id),)) for item in declared.thresholds),
            ),
        ),
        headline=headline,
        words={"terugkijk": duration_words(declared.lookback)} if declared.lookback else {},
        attrition=(
            Attrition(
                message("gekoppeld"),
                unit,
                total,
                linked,
                message("niet te koppelen aan een casus"),
                (names.all, names.linked, names.unlinked),
            ),
            Attrition(
                message("volledige terugkijkperiode"),
                unit,
                linked,
                counts.total(),
                message("te weinig gegevens voor de datum van de melding"),
                (names.linked, names.counted, f"{names.counted}:niet"),
            ),
        ),
        warnings=(
            *_warnings(history, declared, nobody=nobody),
            *delivery_warnings(history, [declared.event]),
        ),
        relations=earlier_relations(declared, history.chain.measures),
    )


def _whole_history(history: History) -> Label:
    settings = history.settings
    return message(
        "alles wat de gegevens bevatten: {begin} maanden bij het begin van de periode, {eind} bij het eind",
        begin=_months(settings.data_from, settings.period_from),
        eind=_months(settings.data_from, settings.period_to),
    )


def _months(first: date, last: date) -> int:
    """Whole months from one day to another."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)


def _warnings(history: History, declared: HistoryMeasure, *, nobody: bool) -> list[Label]:
    settings = history.settings
    told: list[Label] = []
    full = declared.full_lookback or declared.lookback
    if nobody and full is not None:
        told.append(
            message(
                "Van geen enkele melding is {termijn} ervoor bekend: de gegevens beginnen later. "
                "Er staat geen cijfer.",
                termijn=duration_words(full),
            )
        )
    if declared.lookback is None and _months(settings.period_from, settings.period_to) >= MORE_THAN_A_YEAR:
        told.append(
            message(
                "Van latere meldingen in de periode is meer geschiedenis bekend dan van eerdere. "
                "Een stijging in de tijd kan daarvan komen."
            )
        )
    return told
