"""How fast cases come back, by where they stand and how often they came before.

The rate of new reports is a product: one rate, a factor for the phase of involvement (or the time since it ended),
one for what goes on outside it, one for each earlier report, and the case's own, which is gamma distributed.
Cases count from their first report on, so that this factor is that of anybody. Every day has the standing of the
evening before.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.hazards.frailty import FrailtyFit, fit_frailty
from ketenzicht.whatif.estimate_parts import ELSEWHERE, HALF_YEAR, PHASE, TWO_YEARS, Parts
from ketenzicht.whatif.estimate_pieces import Ints, Piece, fixed_piece
from ketenzicht.whatif.estimate_rates import SQL, YEAR
from ketenzicht.whatif.uncertain import Estimate, Floats, Missing

MOST_EARLIER = 10
FEWEST_RETURNS = 20
AS_REFERENCE = "Hiermee zijn de andere vergeleken."
NOBODY = "Niemand is in deze stand gezien."
TOO_FEW = "Er zijn te weinig nieuwe meldingen om kansen te schatten."


def estimate_returns(history: History, parts: Parts, at_case: str, since: date) -> Piece:
    """Rates of new reports.

    Args:
        history: with ``estimated_case``.
        parts: the stages by their part in the model.
        at_case: dotted name of the kind of case, for how much cases differ.
        since: cases whose first report lies on this day or later count.
    """
    _register(history, parts)
    rows = history.table(
        statement(SQL, "return_rows"),
        since=since,
        most_earlier=MOST_EARLIER,
        half_year=HALF_YEAR,
        two_years=TWO_YEARS,
    )
    column = {name: rows.column(name).to_numpy().astype(np.int64) for name in rows.column_names}
    if column["events"].sum() < FEWEST_RETURNS:
        return fixed_piece([], [Missing("terugkeer", TOO_FEW)])
    return _Rates(column, parts, at_case).piece()


def _register(history: History, parts: Parts) -> None:
    import pyarrow as pa

    rows = [
        (stage.id, place, False, None)
        for place, stage in enumerate([*parts.inside, *([parts.umbrella] if parts.umbrella else [])])
    ]
    left = parts.left_behind
    outside = [(stage.id, place, True, left.get(stage.id)) for place, stage in enumerate(parts.outside)]
    names = ("stage", "place", "is_outside", "left_place")
    types = (pa.string(), pa.int32(), pa.bool_(), pa.int32())
    schema = pa.schema(list(zip(names, types, strict=True)))
    data = [dict(zip(names, row, strict=True)) for row in [*rows, *outside]]
    history.engine.register("standing_stage", pa.Table.from_pylist(data, schema=schema))
    reasons = pa.table({"reason": pa.array(sorted(parts.dropouts), pa.string())})
    history.engine.register("dropout_reason", reasons)


class _Rates:
    """Rows of follow-up to parameters of the model."""

    def __init__(self, column: dict[str, Ints], parts: Parts, at_case: str) -> None:
        self.at_case = at_case
        self.levels = {PHASE: parts.phases(), ELSEWHERE: parts.elsewhere()}
        self.of = {PHASE: column["phase"], ELSEWHERE: column["outside"]}
        self.all_events, self.all_days = column["events"], column["days"]
        self.reference = {
            standing: max(levels, key=lambda place: self._seen(standing, place)[0])
            for standing, levels in self.levels.items()
        }
        # where nobody ever came back the rate is 0: those days say nothing about the other factors
        told = np.ones(len(self.all_days), dtype=np.bool_)
        for standing, levels in self.levels.items():
            for place in levels:
                if not self._seen(standing, place)[0]:
                    told &= self.of[standing] != place
        self.told = told
        self.case, self.earlier = column["number"][told], column["earlier"][told]
        self.days, self.events = column["days"][told], column["events"][told]

    def _seen(self, standing: str, place: int) -> tuple[int, int]:
        which = self.of[standing] == place
        return int(self.all_events[which].sum()), int(self.all_days[which].sum())

    def piece(self) -> Piece:
        """The parameters; where two respects cannot be told apart, without what goes on outside involvement."""
        for standings in ((PHASE, ELSEWHERE), (PHASE,)):
            try:
                return self._piece(standings)
            except ValueError:
                continue
        return fixed_piece([], [Missing("terugkeer", TOO_FEW)])

    def _piece(self, standings: tuple[str, ...]) -> Piece:
        free = [
            (standing, place)
            for standing in standings
            for place in self.levels[standing]
            if place != self.reference[standing] and self._seen(standing, place)[0]
        ]
        columns = [np.ones(len(self.case))]
        columns += [(self.of[standing][self.told] == place).astype(np.float64) for standing, place in free]
        with_earlier = bool(np.ptp(self.earlier))
        if with_earlier:
            columns.append(self.earlier.astype(np.float64))
        matrix, pattern = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
        whose = np.unique(self.case)
        fit = fit_frailty(
            np.searchsorted(whose, self.case), pattern.reshape(-1), self.days, self.events, matrix
        )
        estimates, influence = self._estimates(standings, free, fit, with_earlier=with_earlier)
        missing = [
            Missing(f"terugkeer.standen.{standing}.{name}.factor", NOBODY)
            for standing, levels in self.levels.items()
            for place, name in levels.items()
            if not self._seen(standing, place)[1]
        ]
        return Piece(tuple(estimates), whose, influence, tuple(missing))

    def _estimates(
        self,
        standings: tuple[str, ...],
        free: list[tuple[str, int]],
        fit: FrailtyFit,
        *,
        with_earlier: bool,
    ) -> tuple[list[Estimate], Floats]:
        cases, total = len(np.unique(self.case)), int(self.events.sum())
        nothing = np.zeros(len(fit.influence))
        per_year = float(np.exp(fit.coefficient[0]) * YEAR)
        estimates = [Estimate("terugkeer.per_jaar", per_year, "log", 0.0, n=cases, events=total)]
        columns = [fit.influence[:, 0]]
        if with_earlier:
            at = 1 + len(free)
            value = float(np.exp(fit.coefficient[at]))
            estimates.append(
                Estimate("terugkeer.per_eerdere_melding", value, "log", 0.0, n=cases, events=total)
            )
            columns.append(fit.influence[:, at])
        for standing, levels in self.levels.items():
            for place, name in levels.items():
                events, days = self._seen(standing, place)
                value, pull, note = 1.0, nothing, ""
                if (standing, place) in free:
                    at = 1 + free.index((standing, place))
                    value, pull = float(np.exp(fit.coefficient[at])), fit.influence[:, at]
                elif standing not in standings:
                    note = "Niet los van de fase te schatten."
                elif place == self.reference[standing]:
                    note = AS_REFERENCE
                elif days:
                    value, note = 0.0, "Hier kwam geen enkele nieuwe melding."
                else:
                    note = NOBODY
                full = f"terugkeer.standen.{standing}.{name}.factor"
                estimates.append(Estimate(full, value, "log", 0.0, n=cases, events=events, note=note))
                columns.append(pull)
        if fit.shape is not None:
            estimates.append(
                Estimate(f"{self.at_case}.verschil", fit.shape, "log", 0.0, n=cases, events=total)
            )
            columns.append(fit.influence[:, -1])
        return estimates, np.column_stack(columns)


def standings_content(parts: Parts) -> dict[str, list[str]]:
    """The levels of both standings, in the order in which the model looks at them."""
    return {PHASE: list(parts.phases().values()), ELSEWHERE: list(parts.elsewhere().values())}
