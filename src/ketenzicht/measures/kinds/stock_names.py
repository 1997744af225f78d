"""The names of the numbers of a caseload, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ketenzicht.calendar import in_days
from ketenzicht.chain.model import Duration
from ketenzicht.history import HistorySettings
from ketenzicht.measures.names import begun, in_period, on_day, open_on
from ketenzicht.measures.result import AtMost, Equal, Name, Relation

AGE_BANDS: tuple[tuple[int, int | None], ...] = ((0, 28), (28, 91), (91, 183), (183, 365), (365, None))
"""In days, the first included, the last not: up to 4 weeks, 3 months, 6 months, a year, longer."""


@dataclass(frozen=True)
class StockNames:
    """Of the numbers of a stage in the period of the settings."""

    stage: str
    settings: HistorySettings

    @property
    def begin(self) -> Name:
        """Open before the first day."""
        return open_on(self.stage, self.settings.period_from - timedelta(days=1))

    @property
    def end(self) -> Name:
        """Open at the end of the last day."""
        return open_on(self.stage, self.settings.period_to)

    @property
    def started(self) -> Name:
        """Spells that began in the period."""
        return begun(self.stage)

    @property
    def opened(self) -> Name:
        """The same, with what was open when the data begin: that is put on their first day."""
        if self.settings.period_from > self.settings.data_from:
            return self.started
        return in_period(self.stage, "erbij")

    @property
    def closed(self) -> Name:
        """Spells that ended in the period."""
        return in_period(self.stage, "geeindigd")

    @property
    def mean(self) -> Name:
        """The mean caseload."""
        return f"{self.stage}:gemiddeld-open"

    def open_between(self, low: int, high: int | None) -> Name:
        """Open at the end of the last day, and that for ``low`` days up to, not including, ``high``."""
        band = f"{low}-" if high is None else f"{low}-{high}"
        return on_day(f"{self.stage}:open-{band}", self.settings.period_to)

    def open_longer(self, days: int) -> Name:
        """Open at the end of the last day, and that for more than so many days."""
        return self.open_between(days + 1, None)


def stock_relations(names: StockNames, months: Iterable[date], norm: Duration | None) -> tuple[Relation, ...]:
    """In and out; what is open in between and on average; who is open longer than the norm.

    On no day is more open than what was there and came, nor less than what was there and did not go.

    Args:
        names: of the numbers.
        months: the days of which the number open is given.
        norm: open longer than this is given.
    """
    begin, opened, closed, end = names.begin, names.opened, names.closed, names.end
    found: list[Relation] = [Equal((begin, opened), (closed, end))]
    settings = names.settings
    inside = [
        open_on(names.stage, day) for day in months if settings.period_from <= day <= settings.period_to
    ]
    for between in (names.mean, *inside):
        found.append(AtMost((between,), (begin, opened)))
        found.append(AtMost((between,), (end, closed)))
        found.append(AtMost((begin,), (between, closed)))
        found.append(AtMost((end,), (between, opened)))
    if norm is not None:
        days = in_days(norm)
        longer = names.open_longer(days)
        surely = tuple(names.open_between(low, high) for low, high in AGE_BANDS if low > days)
        perhaps = tuple(
            names.open_between(low, high) for low, high in AGE_BANDS if high is None or high > days + 1
        )
        found.append(AtMost((longer,), perhaps))
        if surely:
            found.append(AtMost(surely, (longer,)))
    return tuple(found)
