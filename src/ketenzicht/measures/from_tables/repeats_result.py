"""What ``repeats`` answers: mean numbers of events per case, by stratum and day. Exact, as those of incidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ketenzicht.attrition import Attrition
from ketenzicht.measures.estimators.recurrent import MeanRepeats, log_intervals
from ketenzicht.measures.estimators.repeat_table import RepeatTable
from ketenzicht.measures.estimators.survival import Floats, Ints
from ketenzicht.measures.from_tables.followed import NOT_OBSERVED, Followed, Statuses
from ketenzicht.measures.from_tables.strata_as_measure import StrataAsMeasure
from ketenzicht.measures.from_tables.tidy import Days, chosen_strata, horizons_of, tidy, where_known
from ketenzicht.measures.result import Figure, MeanNumber, MeasureResult
from ketenzicht.message import Label, message

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class RepeatsResult:
    """Mean number of events per case, by stratum.

    Args:
        strata: the values of the columns in ``by``, a row per stratum.
        horizons: the days that were asked for.
        attrition: what was left out, and why.
        followed: until when the cases of each stratum could be followed.
        tables: the rows of each stratum.
        means: the estimates of each stratum.
    """

    strata: pa.Table
    horizons: tuple[int, ...]
    attrition: tuple[Attrition, ...]
    followed: Followed
    tables: tuple[RepeatTable, ...]
    means: tuple[MeanRepeats, ...]

    def __repr__(self) -> str:
        return (
            f"RepeatsResult({sum(table.cases for table in self.tables)} cases, {self.strata.num_rows} strata)"
        )

    def at(self, days: Days | None = None) -> pa.Table:
        """The mean number of events per case up to some days; those of ``at=`` when left out.

        Returns:
            A row per stratum and day: the columns of ``by``, ``day``, ``estimate``, ``standard_error``, ``low`` and
            ``high`` (95 %, log scale), ``at_risk`` (cases, just before the day), ``events`` (up to and including
            the day), ``n`` (cases) and ``status``, as in ``IncidenceResult.at``.

        Raises:
            ValueError: no days were asked for here or before, or days below 0.
        """
        asked = np.array(horizons_of(days, self.horizons))
        if not len(asked):
            raise ValueError("say at which days: .at([183, 365]), or at= in repeats()")
        status = self._status(asked.tolist())
        known = status != NOT_OBSERVED
        figures = np.array([_figures(mean, asked) for mean in self.means])
        names = ("estimate", "standard_error", "low", "high")
        return tidy(
            self.strata,
            np.repeat(np.arange(len(self.tables)), len(asked)),
            {
                "day": np.tile(asked, len(self.tables)),
                **{name: where_known(figures[:, place], known) for place, name in enumerate(names)},
                "at_risk": np.concatenate([table.at_risk_on(asked) for table in self.tables]),
                "events": np.concatenate([_events(table, asked) for table in self.tables]),
                "n": np.repeat([table.cases for table in self.tables], len(asked)),
                "status": status.ravel(),
            },
        )

    def curve(self, **where: object) -> pa.Table:
        """The whole curve: a row per stratum and day with an event, of the strata that have some values.

        Raises:
            ValueError: no such stratum.
        """
        import pyarrow as pa

        return pa.concat_tables(self._curve(int(stratum)) for stratum in chosen_strata(self.strata, where))

    @cached_property
    def warnings(self) -> tuple[Label, ...]:
        """What the reader must know of these data and of the horizons asked for."""
        return self.followed.warnings(self.horizons, self._status(self.horizons))

    def as_measure(self, measure: str, title: Label, unit: Label) -> MeasureResult:
        """The figures at the horizons as a measure, a table per stratum: what ``publish.release`` takes.

        Args:
            measure: a name for it.
            title: what the numbers are of.
            unit: what one case is called.

        Raises:
            ValueError: no horizons were asked for.
        """
        rows = self.at().to_pylist()
        made = StrataAsMeasure(measure, title, self.strata, ("gemiddeld",), self.horizons)

        def figure(stratum: int, _row: int, day: int) -> Figure | None:
            row = rows[stratum * len(self.horizons) + day]
            if row["estimate"] is None:
                return None
            return MeanNumber(
                value=row["estimate"],
                low=row["low"],
                high=row["high"],
                n=row["n"],
                events=row["events"],
                part=made.part(stratum, 0, row["day"]),
                whole=made.whole(stratum),
            )

        return MeasureResult(
            measure=measure,
            kind="herhaling",
            unit=unit,
            definition=((message("Schatter"), message("gemiddeld aantal per casus, robuust per casus")),),
            tables=made.tables(figure),
            attrition=self.attrition,
            warnings=self.warnings,
        )

    def _status(self, days: Sequence[int]) -> Statuses:
        return self.followed.status(days, np.zeros((len(self.tables), len(days)), dtype=np.bool_))

    def _curve(self, stratum: int) -> pa.Table:
        table, mean = self.tables[stratum], self.means[stratum]
        value, error, low, high = _figures(mean, mean.days)
        return tidy(
            self.strata,
            np.full(len(mean.days), stratum),
            {
                "day": mean.days,
                "estimate": value,
                "standard_error": error,
                "low": low,
                "high": high,
                "at_risk": mean.at_risk,
                "events": _events(table, mean.days),
            },
        )


def _figures(mean: MeanRepeats, days: Ints) -> Floats:
    """Estimate, standard error and bounds (4 x d)."""
    place = np.searchsorted(mean.days, days, side="right")
    value, error = (np.concatenate(([0.0], column))[place] for column in (mean.value, mean.standard_error))
    return np.stack((value, error, *log_intervals(value, error)))


def _events(table: RepeatTable, days: Ints) -> Ints:
    so_far = np.concatenate(([0], np.cumsum(table.repeats)))
    return np.asarray(so_far[np.searchsorted(table.days, days, side="right")])
