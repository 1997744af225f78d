"""What ``incidence`` answers: chances by stratum, cause and day. Exact figures, for the secure folder only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ketenzicht.attrition import Attrition
from ketenzicht.measures.estimators.survival import Incidence, aalen_johansen, log_log_intervals
from ketenzicht.measures.estimators.variances import Variance
from ketenzicht.measures.from_tables.by_stratum import (
    CellsByStratum,
    EstimatesByStratum,
    estimates_by_stratum,
)
from ketenzicht.measures.from_tables.followed import COMPLETE, NOT_OBSERVED, Flags, Followed, Statuses
from ketenzicht.measures.from_tables.spell_rows import SpellRows
from ketenzicht.measures.from_tables.strata_as_measure import StrataAsMeasure
from ketenzicht.measures.from_tables.tidy import Days, chosen_strata, horizons_of, tidy, where_known
from ketenzicht.measures.result import Figure, MeasureResult, Probability
from ketenzicht.message import Label, message

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class IncidenceResult:
    """Cumulative incidence by stratum and cause; figures are computed when they are asked for.

    Args:
        strata: the values of the columns in ``by``, a row per stratum.
        causes: names of the causes.
        horizons: the days that were asked for.
        variance: which variance (see ``aalen_johansen``).
        complete_follow_up: whether figures are left out where not all of the stratum could be followed.
        attrition: what was left out, and why.
        cells: the rows, as counts.
        followed: until when the rows of each stratum could be followed.
        rows: the rows themselves, where a robust variance needs them.
    """

    strata: pa.Table
    causes: tuple[str, ...]
    horizons: tuple[int, ...]
    variance: Variance
    complete_follow_up: bool
    attrition: tuple[Attrition, ...]
    cells: CellsByStratum
    followed: Followed
    rows: SpellRows | None = None

    def __repr__(self) -> str:
        return (
            f"IncidenceResult({int(self.cells.started.sum())} spells, {self.strata.num_rows} strata, "
            f"causes: {', '.join(self.causes)})"
        )

    def at(self, days: Days | None = None) -> pa.Table:
        """The chance of each cause within each number of days; those of ``at=`` when left out.

        Returns:
            A row per stratum, cause and day: the columns of ``by``, ``cause``, ``day``, ``estimate``,
            ``standard_error``, ``low`` and ``high`` (95 %, log-log), ``at_risk`` (just before the day), ``events``
            (of this cause, up to and including the day), ``n`` (spells ever at risk) and ``status``:
            ``complete``, ``incomplete follow-up`` (not all started early enough to be followed to that day),
            ``not observed`` (nobody was followed to that day: no figure), or null where starts are not known.

        Raises:
            ValueError: no days were asked for here or before, or days below 0.
        """
        days = self._days(days)
        found, status = self._estimates(days)
        return self._tidy(found, status, days, range(len(self.causes)))

    def without_event(self, days: Days | None = None) -> pa.Table:
        """The share without any event (Kaplan-Meier of all causes together), columns as those of ``at``.

        Where causes compete there is no survival of one cause by itself: one minus Kaplan-Meier with the others
        as censored is the chance in a world without them, and is not given.
        """
        days = self._days(days)
        found, status = self._estimates(days)
        share = replace(found, value=1.0 - found.value, low=1.0 - found.high, high=1.0 - found.low)
        return self._tidy(share, status, days, [len(self.causes)]).drop_columns("cause")

    def curve(self, cause: str | None = None, **where: object) -> pa.Table:
        """The whole curve: a row per stratum, cause and day with an event, of the strata that have some values.

        It ends on the last day on which anybody of the stratum was observed, and with ``complete_follow_up`` on
        the last day to which all could be followed.

        Raises:
            ValueError: no such cause or stratum.
        """
        import pyarrow as pa

        if cause is not None and cause not in self.causes:
            raise ValueError(f"no cause {cause!r}; they are {', '.join(self.causes)}")
        wanted = [number for number, name in enumerate(self.causes) if cause in (None, name)]
        return pa.concat_tables(
            self._curve(int(stratum), number)
            for stratum in chosen_strata(self.strata, where)
            for number in wanted
        )

    @cached_property
    def warnings(self) -> tuple[Label, ...]:
        """What the reader must know of these data and of the horizons asked for."""
        return (
            self.followed.warnings(self.horizons, self._estimates(self.horizons)[1]) if self.horizons else ()
        )

    def as_measure(self, measure: str, title: Label, unit: Label) -> MeasureResult:
        """The figures at the horizons as a measure, a table per stratum: what ``publish.release`` takes.

        Args:
            measure: a name for it.
            title: what the chances are of.
            unit: what one spell is called.

        Raises:
            ValueError: no horizons were asked for.
        """
        days = self._days(None)
        found, status = self._estimates(days)
        known = self._known(status)
        made = StrataAsMeasure(measure, title, self.strata, self.causes, days)

        def figure(stratum: int, cause: int, day: int) -> Figure | None:
            if not known[stratum, day]:
                return None
            return Probability(
                value=float(found.value[stratum, day, cause]),
                low=float(found.low[stratum, day, cause]),
                high=float(found.high[stratum, day, cause]),
                n=int(self.cells.started[stratum]),
                events=int(found.events[stratum, day, cause]),
                part=made.part(stratum, cause, days[day]),
                whole=made.whole(stratum),
            )

        estimator = message("Aalen-Johansen") if len(self.causes) > 1 else message("Kaplan-Meier")
        return MeasureResult(
            measure=measure,
            kind="incidentie",
            unit=unit,
            definition=((message("Schatter"), estimator),),
            tables=made.tables(figure),
            attrition=made.attrition(self.attrition),
            warnings=self.warnings,
            relations=made.relations(),
        )

    def _days(self, days: Days | None) -> tuple[int, ...]:
        asked = horizons_of(days, self.horizons)
        if not asked:
            raise ValueError("say at which days: .at([183, 365]), or at= in incidence()")
        return asked

    def _estimates(self, days: Sequence[int]) -> tuple[EstimatesByStratum, Statuses]:
        found = estimates_by_stratum(self.cells, days, aalen_variance=self.variance == "aalen")
        if self.variance == "robust":
            found = self._with_robust_errors(found, days)
        nobody_left = found.value[:, :, -1] >= 1.0 - 1e-12
        return found, self.followed.status(days, nobody_left)

    def _with_robust_errors(self, found: EstimatesByStratum, days: Sequence[int]) -> EstimatesByStratum:
        error = np.zeros_like(found.value)
        for stratum in np.flatnonzero(self.cells.started):
            curve = self._one(int(stratum))
            by_cause = np.column_stack((curve.standard_error, curve.survival_error))
            place = np.searchsorted(curve.days, days, side="right")
            error[stratum] = np.concatenate((np.zeros((1, by_cause.shape[1])), by_cause))[place]
        low, high = log_log_intervals(found.value, error)
        return replace(found, standard_error=error, low=low, high=high)

    def _one(self, stratum: int) -> Incidence:
        rows = None if self.rows is None else self.rows.spans(stratum)
        return aalen_johansen(self.cells.table(stratum), variance=self.variance, rows=rows)

    def _known(self, status: Statuses) -> Flags:
        return np.asarray(status == COMPLETE if self.complete_follow_up else status != NOT_OBSERVED)

    def _tidy(
        self, found: EstimatesByStratum, status: Statuses, days: Sequence[int], causes: Sequence[int]
    ) -> pa.Table:
        strata, wanted = self.strata.num_rows, list(causes)
        names = [self.causes[number] if number < len(self.causes) else "" for number in wanted]

        def by_cause(values: np.ndarray) -> np.ndarray:
            """Columns per stratum and day as columns per stratum, cause and day."""
            return np.repeat(values[:, None], len(wanted), axis=1)

        known = by_cause(self._known(status))
        figures = {
            name: where_known(getattr(found, name)[:, :, wanted].transpose(0, 2, 1), known)
            for name in ("value", "standard_error", "low", "high")
        }
        return tidy(
            self.strata,
            np.repeat(np.arange(strata), len(wanted) * len(days)),
            {
                "cause": np.tile(np.repeat(names, len(days)), strata),
                "day": np.tile(days, strata * len(wanted)),
                "estimate": figures.pop("value"),
                **figures,
                "at_risk": by_cause(found.at_risk).ravel(),
                "events": found.events[:, :, wanted].transpose(0, 2, 1).ravel(),
                "n": np.repeat(self.cells.started, len(wanted) * len(days)),
                "status": by_cause(status).ravel(),
            },
        )

    def _curve(self, stratum: int, cause: int) -> pa.Table:
        found, potential = self._one(stratum), self.followed.potential_from
        seen = len(found.days)
        if self.complete_follow_up and potential is not None:
            seen = int(np.searchsorted(found.days, potential[stratum], side="right"))
        value, error = found.value[:seen, cause], found.standard_error[:seen, cause]
        low, high = log_log_intervals(value, error)
        return tidy(
            self.strata,
            np.full(seen, stratum),
            {
                "cause": np.full(seen, self.causes[cause]),
                "day": found.days[:seen],
                "estimate": value,
                "standard_error": error,
                "low": low,
                "high": high,
                "at_risk": found.at_risk[:seen],
                "events": found.cumulative_events[:seen, cause],
            },
        )
