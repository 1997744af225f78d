"""Was everything watched for as long as a figure asks? Follow-up up to a horizon, and deliveries that stop early.

A chance within a year says nothing when nobody could be followed for a year, and a drop in new reports may be an
organisation whose last delivery was months ago. The first leaves a figure out, both are said. How long a start
*could* be followed depends on the end of the data only, not on what happened: that makes it fair to leave out.
Warnings name organisations and months, never numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from ketenzicht.calendar import calendar_parts, day_after, in_days
from ketenzicht.chain.model import Duration, TextNode
from ketenzicht.engine import statement
from ketenzicht.history import History
from ketenzicht.measures.estimators.intervals import wilson
from ketenzicht.measures.result import AtMost, Name, Relation, Row, Share, Table
from ketenzicht.message import Label, duration_words, message

COHORT = "select started_on, count(*) from cohort group by all"
SHORTEST_MONTH = 28

ORGANISATION_DAYS = """
create table if not exists organisation_day as
select distinct coalesce(organisation, '') as organisation, activity, occurred_on
from dated_event
"""
QUIET = 61
"""Days without any event of an organisation at the begin or the end of the data before that is said ..."""
TIMES = 2
"""... when they are also this many times its longest silence in between ..."""
ENOUGH_DAYS = 10
"""... and it registered something on at least so many days."""
NAMELESS = message("gebeurtenissen zonder organisatie")


@dataclass(frozen=True)
class FollowUp:
    """How many of the starts could be followed for a whole horizon.

    Args:
        horizon: how long.
        last_on: the last day on which a start could be followed so long.
        starts, complete: starts in the period, and those up to ``last_on``.
    """

    horizon: Duration
    last_on: date
    starts: int
    complete: int

    @property
    def nobody(self) -> bool:
        """Whether there were starts, none of which could be followed so long."""
        return self.starts > 0 and self.complete == 0


def follow_up(
    history: History,
    horizons: Sequence[Duration],
    *,
    calendar: bool = False,
    sql: str = COHORT,
    **values: object,
) -> tuple[FollowUp, ...]:
    """For each horizon, how many starts could be followed to it.

    Args:
        history: where the starts are.
        horizons: the horizons.
        calendar: months run on the calendar, instead of on a clock of days.
        sql: a statement that gives (day, number of starts); the cohort when left out.
        values: its named values.
    """
    per_day = [(str(day), int(str(number))) for day, number in history.rows(sql, **values)]
    found = []
    for horizon in horizons:
        last_on = _last_full_start(history.settings.data_to, horizon, calendar=calendar)
        starts = sum(number for _day, number in per_day)
        complete = sum(number for day, number in per_day if day <= str(last_on))
        found.append(FollowUp(horizon, last_on, starts, complete))
    return tuple(found)


def _last_full_start(data_to: date, horizon: Duration, *, calendar: bool) -> date:
    if not calendar:
        return data_to - timedelta(days=in_days(horizon))
    months, days = calendar_parts(horizon)
    day = data_to - timedelta(days=months * SHORTEST_MONTH + days)
    while day_after(day, horizon) > data_to:
        day -= timedelta(days=1)
    return day


def follow_up_lines(found: Sequence[FollowUp]) -> tuple[tuple[Label, Label], ...]:
    """Which starts could be followed to a horizon, as lines of a definition; none where all could."""
    return tuple(
        (
            message("Te volgen voor {horizon}", horizon=duration_words(item.horizon)),
            message("niemand uit de periode")
            if item.nobody
            else message("wie begon tot en met {dag}", dag=str(item.last_on)),
        )
        for item in found
        if item.complete < item.starts
    )


def follow_up_table(found: Sequence[FollowUp], starts: Name) -> tuple[Table, ...]:
    """The share of starts that could be followed to each horizon; no table where all could.

    Args:
        found: the horizons.
        starts: the name of the number of starts.
    """
    if all(item.complete == item.starts for item in found):
        return ()
    return (
        Table(
            id="te-volgen",
            title=message("Wie de hele tijd te volgen was"),
            columns=(message("Aandeel"),),
            rows=tuple(
                Row(
                    f"{item.horizon.length}-{item.horizon.unit}",
                    duration_words(item.horizon),
                    (_share(item, starts),),
                )
                for item in found
            ),
        ),
    )


def follow_up_relations(found: Sequence[FollowUp], starts: Name) -> tuple[Relation, ...]:
    """That a longer horizon leaves no more starts, for the numbers in :func:`follow_up_table`."""
    by_length = sorted(found, key=lambda item: item.last_on)
    return tuple(
        AtMost((_part(longer, starts),), (_part(shorter, starts),))
        for longer, shorter in pairwise(by_length)
        if longer.last_on < shorter.last_on
    )


def _share(item: FollowUp, starts: Name) -> Share:
    return Share(item.complete, item.starts, *wilson(item.complete, item.starts), _part(item, starts), starts)


def _part(item: FollowUp, starts: Name) -> Name:
    """Two horizons with one last day leave the same starts."""
    return f"{starts}:tot-en-met-{item.last_on}"


def follow_up_warnings(found: Sequence[FollowUp]) -> tuple[Label, ...]:
    """A warning for each horizon to which nobody could be followed."""
    return tuple(
        message(
            "Niemand was {horizon} te volgen: de gegevens eindigen eerder. Daar staat geen cijfer.",
            horizon=duration_words(item.horizon),
        )
        for item in found
        if item.nobody
    )


def delivery_warnings(history: History, activities: Sequence[str]) -> tuple[Label, ...]:
    """Organisations that register these events, and whose data begin late or end early.

    A silence counts as long (``QUIET``, ``TIMES``) by what the organisation itself does: who registers once a
    quarter is not silent after two months.
    """
    names: dict[str, Label] = {item.id: item.name for item in history.chain.organisations}
    settings = history.settings
    told: list[Label] = []
    history.run(ORGANISATION_DAYS)
    for row in history.rows(
        statement("ketenzicht.measures.sql", "organisation_days"), activities=list(activities)
    ):
        organisation, first, last, days, longest = str(row[0]), str(row[1]), str(row[2]), row[3], row[4]
        if int(str(days)) < ENOUGH_DAYS:
            continue
        # organisations that the chain does not know may have any name: those are not repeated
        name = names.get(
            organisation, message("een organisatie die de keten niet noemt") if organisation else NAMELESS
        )
        long = max(QUIET, TIMES * int(str(longest)))
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
        if (begin - settings.data_from).days > long:
            told.append(
                message(
                    "Van {organisatie} staat er voor {maand} niets in de gegevens. "
                    "Kijk na of de levering compleet is: wat ontbreekt, telt niet mee.",
                    organisatie=name,
                    maand=_month(begin),
                )
            )
        if (settings.data_to - end).days > long:
            told.append(
                message(
                    "Van {organisatie} staat er na {maand} niets meer in de gegevens. "
                    "Kijk na of de levering compleet is: wat ontbreekt, telt niet mee.",
                    organisatie=name,
                    maand=_month(end),
                )
            )
    return tuple(told)


def _month(day: date) -> TextNode:
    from babel.dates import format_date

    return TextNode(nl=format_date(day, "MMMM y", locale="nl"), en=format_date(day, "MMMM y", locale="en"))
