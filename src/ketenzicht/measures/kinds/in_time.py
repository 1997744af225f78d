"""Share decided within the limit of a term (kind ``op-tijd``, question Q6).

What is still open counts as late once its term has passed, and is left out while it has not: leaving all open
items out would make the share look better than it is.
"""

from __future__ import annotations

from ketenzicht.attrition import Attrition
from ketenzicht.chain.model import InTimeMeasure, Stage, Term
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.estimators.intervals import share
from ketenzicht.measures.estimators.survival import aalen_johansen
from ketenzicht.measures.kinds.incidence import counts_by_day
from ketenzicht.measures.kinds.terms import make_term_dates, make_working_days
from ketenzicht.measures.names import begun
from ketenzicht.measures.result import Count, Days, Figure, MeasureResult, Name, Row, Share, Table
from ketenzicht.measures.words import WILSON, censoring_line, unit_line, unit_words, window_line
from ketenzicht.message import Label, duration_words, message


def measure_in_time(history: History, declared: InTimeMeasure) -> MeasureResult:
    """Count starts of the clock in the period by in time, late, open past the term, open within it."""
    stage = next(item for item in history.chain.stages if item.id == declared.stage)
    term = next(item for item in stage.terms if item.id == declared.term)
    status = _status(history, stage, term)
    in_time, late, open_late = (status.get(name, 0) for name in ("in_time", "late", "open_late"))
    n = in_time + late + open_late

    def name(word: str) -> Name:
        return f"{declared.id}:{word}"

    def counted(number: int, word: str) -> tuple[Count, Share]:
        return Count(number, name(word)), share(number, n, name(word), name("n"))

    found = counted(in_time, "op-tijd")[1]
    lost, within = status.get("lost", 0), status.get("open_within", 0)
    spells = message("trajecten")
    by_begin = term.clock is None or term.clock in stage.begins_with
    headline: dict[str, Figure] = {"aandeel": found}
    words: dict[str, Label] = {"termijn": duration_words(term.limit)}
    return MeasureResult(
        measure=declared.id,
        kind=declared.kind,
        unit=unit_words(history),
        definition=(
            _clock_line(history, stage, term),
            window_line(history),
            (message("Termijn"), duration_words(term.limit)),
            unit_line(history),
            censoring_line(history),
            WILSON,
        ),
        tables=(
            Table(
                id="termijn",
                title=message("Binnen en buiten de termijn"),
                columns=(message("Aantal"), message("Aandeel")),
                rows=(
                    Row("op-tijd", message("Op tijd"), counted(in_time, "op-tijd")),
                    Row("te-laat", message("Te laat"), counted(late, "te-laat")),
                    Row(
                        "open-te-laat",
                        message("Nog open, termijn voorbij"),
                        counted(open_late, "open-te-laat"),
                    ),
                    Row("totaal", message("Totaal"), (Count(n, name("n")), None)),
                ),
                total="totaal",
            ),
            _lengths(history, stage),
        ),
        headline=headline,
        words=words,
        attrition=(
            Attrition(
                message("niet voortijdig verloren"),
                spells,
                n + within + lost,
                n + within,
                message("overleden of vertrokken voordat de termijn om was"),
                (begun(stage.id) if by_begin else name("klok"), name("niet-verloren"), name("verloren")),
            ),
            Attrition(
                message("termijn voorbij of beslist"),
                spells,
                n + within,
                n,
                message("nog open en nog binnen de termijn"),
                (name("niet-verloren"), name("n"), name("binnen")),
            ),
        ),
        norm=term.norm,
    )


def _status(history: History, stage: Stage, term: Term) -> dict[str, int]:
    settings = history.settings
    make_working_days(history)
    make_term_dates(history, stage, term, first=settings.period_from, last=settings.period_to)
    rows = history.rows("select status, count(*) from term_date group by status")
    return {str(name): int(str(spells)) for name, spells in rows}


def _lengths(history: History, stage: Stage) -> Table:
    # A decision on the day of the report is a fast one: unlike an outcome, it counts.
    rows = history.rows(statement("ketenzicht.measures.sql", "spell_lengths"), stage=stage.id)
    counts = counts_by_day(rows, 1, first_day=0)
    estimate = aalen_johansen(counts)
    return Table(
        id="duur",
        title=message("Duur van de fase in dagen (Kaplan-Meier)"),
        columns=(message("Dagen"),),
        rows=tuple(
            Row(name, label, (Days(estimate.quantile(probability), counts.started, whole=begun(stage.id)),))
            for name, label, probability in (
                ("kwart", message("Een kwart is klaar na"), 0.25),
                ("helft", message("De helft is klaar na"), 0.5),
                ("driekwart", message("Drie kwart is klaar na"), 0.75),
            )
        ),
    )


def _clock_line(history: History, stage: Stage, term: Term) -> tuple[Label, Label]:
    events = {event.id: event.name for event in history.chain.events}
    start = term.clock or stage.begins_with[0]
    end = term.until or stage.ends_with[0]
    return (
        message("De klok"),
        message("van '{van}' tot '{tot}'", van=events[start], tot=events[end]),
    )
