"""How fast cases come back, by where they stand and how often they came before.

The rate of new reports is a product: one rate, a factor for the phase of involvement (or the time since it ended),
one for what goes on outside it, one for each earlier report, and the case's own, which is gamma distributed.
Cases count from their first report on, so that this factor is that of anybody. Every day has the standing of the
evening before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import log

import numpy as np

from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.hazards.frailty import FrailtyFit, fit_frailty
from ketenzicht.whatif.estimate_parts import ELSEWHERE, HALF_YEAR, PHASE, TWO_YEARS, Parts
from ketenzicht.whatif.estimate_pieces import Ints, Piece, fixed_piece
from ketenzicht.whatif.estimate_rates import SQL, YEAR
from ketenzicht.whatif.model_file_numbers import NOT_IN_DATA
from ketenzicht.whatif.uncertain import Estimate, Floats, Missing

MOST_EARLIER = 10
FEWEST_RETURNS = 20
AS_REFERENCE = "Hiermee zijn de andere vergeleken."
NOBODY = "Niemand is in deze stand gezien."
NOT_APART = "Niet los van de fase te schatten."
TOGETHER = "Te weinig nieuwe meldingen; samen geschat met"
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

    within = [*parts.inside, *([parts.umbrella] if parts.umbrella else [])]
    rows = [(stage.id, place, False, None) for place, stage in enumerate(within)]
    left = parts.left_behind
    outside = [(stage.id, place, True, left.get(stage.id)) for place, stage in enumerate(parts.outside)]
    names = ("stage", "place", "is_outside", "left_place")
    types = (pa.string(), pa.int32(), pa.bool_(), pa.int32())
    schema = pa.schema(list(zip(names, types, strict=True)))
    data = [dict(zip(names, row, strict=True)) for row in [*rows, *outside]]
    history.engine.register("standing_stage", pa.Table.from_pylist(data, schema=schema))
    reasons = pa.table({"reason": pa.array(sorted(parts.dropouts), pa.string())})
    history.engine.register("dropout_reason", reasons)


@dataclass(frozen=True)
class _Group:
    """Levels of a standing that have one factor: one, or several of which some are rare."""

    standing: str
    places: tuple[int, ...]
    events: int
    days: int

    @property
    def crude(self) -> float:
        """Logarithm of the rate as it is."""
        return log((self.events + 0.5) / self.days)

    def with_other(self, other: _Group) -> _Group:
        """Both as one."""
        return _Group(
            self.standing,
            (*self.places, *other.places),
            self.events + other.events,
            self.days + other.days,
        )


class _Rates:
    """Rows of follow-up to parameters of the model."""

    def __init__(self, column: dict[str, Ints], parts: Parts, at_case: str) -> None:
        self.at_case, self.column = at_case, column
        self.of = {PHASE: column["phase"], ELSEWHERE: column["outside"]}
        self.levels = {PHASE: parts.phases(), ELSEWHERE: parts.elsewhere()}
        self.groups = {standing: self._grouped(standing) for standing in self.levels}
        self.total = int(column["events"].sum())
        self.cases = np.unique(column["number"])

    def _grouped(self, standing: str) -> list[_Group]:
        """Levels in which anybody was seen; a rare one goes with that of the nearest rate. First the reference."""
        found = []
        for place in self.levels[standing]:
            which = self.of[standing] == place
            events, days = (int(self.column[name][which].sum()) for name in ("events", "days"))
            if days:
                found.append(_Group(standing, (place,), events, days))
        while len(found) > 1:
            rare = min(found, key=lambda group: group.events)
            if rare.events >= FEWEST_RETURNS:
                break
            found.remove(rare)
            near = min(found, key=lambda group: abs(group.crude - rare.crude))
            found[found.index(near)] = near.with_other(rare)
        return sorted(found, key=lambda group: -group.events)

    def piece(self) -> Piece:
        """The parameters; where two respects cannot be told apart, without what goes on outside involvement."""
        for standings in ((PHASE, ELSEWHERE), (PHASE,)):
            try:
                return self._piece([group for name in standings for group in self.groups[name][1:]])
            except ValueError:
                continue
        return fixed_piece([], [Missing("terugkeer", TOO_FEW)])

    def _piece(self, free: list[_Group]) -> Piece:
        earlier = self.column["earlier"]
        columns = [np.ones(len(earlier)), *(np.isin(self.of[group.standing], group.places) for group in free)]
        if np.ptp(earlier):
            columns.append(earlier)
        matrix, pattern = np.unique(np.column_stack(columns).astype(np.float64), axis=0, return_inverse=True)
        fit = fit_frailty(
            np.searchsorted(self.cases, self.column["number"]),
            pattern.reshape(-1),
            self.column["days"],
            self.column["events"],
            matrix,
        )
        told = [self._told("terugkeer.per_jaar", fit, 0, YEAR)]
        if np.ptp(earlier):
            told.append(self._told("terugkeer.per_eerdere_melding", fit, 1 + len(free)))
        for standing, levels in self.levels.items():
            told += [self._factor(standing, place, name, fit, free) for place, name in levels.items()]
        if fit.shape is not None:
            at = f"{self.at_case}.verschil"
            shape = Estimate(at, fit.shape, "log", 0.0, n=len(self.cases), events=self.total)
            told.append((shape, fit.influence[:, -1]))
        missing = [Missing(one.name, NOBODY) for one, _ in told if one.note == NOBODY]
        influence = np.column_stack([pull for _, pull in told])
        return Piece(tuple(one for one, _ in told), self.cases, influence, tuple(missing))

    def _told(self, name: str, fit: FrailtyFit, at: int, times: float = 1.0) -> tuple[Estimate, Floats]:
        value = float(np.exp(fit.coefficient[at])) * times
        return (
            Estimate(name, value, "log", 0.0, n=len(self.cases), events=self.total),
            fit.influence[:, at],
        )

    def _factor(
        self, standing: str, place: int, name: str, fit: FrailtyFit, free: list[_Group]
    ) -> tuple[Estimate, Floats]:
        """The factor of a level, and how far each case pulls it."""
        full, nothing = f"terugkeer.standen.{standing}.{name}.factor", np.zeros(len(self.cases))
        group = next((group for group in self.groups[standing] if place in group.places), None)
        if group is None:
            return Estimate(full, 1.0, "log", 0.0, NOT_IN_DATA, note=NOBODY), nothing
        others = [self.levels[standing][other] for other in group.places if other != place]
        note = f"{TOGETHER} {', '.join(others)}." if others else ""
        events = group.events
        if group not in free:
            first = group is self.groups[standing][0]
            note = " ".join(part for part in (AS_REFERENCE if first else NOT_APART, note) if part)
            return (
                Estimate(full, 1.0, "log", 0.0, n=len(self.cases), events=events, note=note),
                nothing,
            )
        at = 1 + free.index(group)
        value = float(np.exp(fit.coefficient[at]))
        return (
            Estimate(full, value, "log", 0.0, n=len(self.cases), events=events, note=note),
            fit.influence[:, at],
        )
