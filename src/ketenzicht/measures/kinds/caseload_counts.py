"""The counts of a caseload tree: reports by what went before, and open days by stage, in a stretch of days.

Everything that the tree says is a ratio of these. Which day counts for what is decided here and in the statements:
an open day is of one stage only, and of what began before the stretch or in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from ketenzicht.calendar import calendar_parts
from ketenzicht.chain.model import CaseloadMeasure, Duration, Stage
from ketenzicht.engine import quoted, statement
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.history import History

SQL = "ketenzicht.measures.sql"
FIRST = "eerste"
BEFORE_REPEAT = (
    "geen-hulp",
    "hulp-uitval",
    "hulp-volgens-plan",
    "hulp-anders",
    "hulp-loopt",
    "hulp-onbekend",
)
"""What a repeat can come after."""
REPEATED = "herhaald"
"""A repeat, where it is not known how help went."""
REST = "overig"
"""Open days on which none of the stages ran."""
CaseNumber: TypeAlias = tuple[int, str, str]
"""Side, what is added to, and its part: before what a report came, or the stage (empty for what began before)."""
WHOLE_HISTORY = Duration(length=1000, unit="jaren")

REPORTED, OPEN, CARRIED = "melding", "open", "ervoor"
"""What a case adds to: reports, open days of what began in the stretch of days, and of what began before it."""

CASES = """
create table if not exists caseload_case as
select 0 as side, '' as number, '' as part, case_id, 0::bigint as amount from spell limit 0
"""
REPORT_PLACES = """
create or replace table report_place as
select report_case.report_id, report_case.case_id, report_case.occurred_on, max({place}) as place
from report_case
join report using (report_id, occurred_on)
join report_member using (report_id)
join events using (event_id)
where report.activity = $activity
group by report_case.report_id, report_case.case_id, report_case.occurred_on
"""


@dataclass(frozen=True)
class Place:
    """One value of an attribute of reports, such as a municipality: only its reports, and the cases they open."""

    attribute: str
    value: str


@dataclass(frozen=True)
class CaseloadCounts:
    """The numbers behind a tree.

    Args:
        first, last: the stretch of days, both included.
        reports: number of reports of cases, by ``FIRST`` or what went before the repeat.
        own: open days of what began in the stretch, by stage or ``REST``.
        carried: open days of what began before it.
        after: days after it, up to the end of the data, of what began in it.
    """

    first: date
    last: date
    reports: Mapping[str, int]
    own: Mapping[str, int]
    carried: int
    after: int

    @property
    def days(self) -> int:
        """The length of the stretch."""
        return (self.last - self.first).days + 1

    @property
    def open_days(self) -> int:
        """All open case-days in the stretch."""
        return sum(self.own.values()) + self.carried


def split_stages(history: History, declared: CaseloadMeasure) -> tuple[Stage, ...]:
    """The stages that open days are split by, in the order in which they count."""
    stages = {stage.id: stage for stage in history.chain.stages}
    if declared.stages:
        return tuple(stages[name] for name in declared.stages)
    return tuple(stage for stage in stages.values() if stage.part_of == declared.stage)


def help_is_registered(history: History, declared: CaseloadMeasure) -> bool:
    """Whether the measure names help and these registrations hold any."""
    if declared.help is None:
        return False
    [(number,)] = history.rows("select count(*) from spell where stage = $stage", stage=declared.help)
    return int(str(number)) > 0


def prepare(history: History, declared: CaseloadMeasure, place: Place | None = None) -> None:
    """Make the tables that the counts of every stretch of days are made from, of one place where that is asked.

    Raises:
        UserError: the registrations do not have the attribute, or no report has the value.
    """
    import pyarrow as pa

    value = None if place is None else place.value
    column = "cast(null as varchar)" if place is None else f"trim(events.{quoted(_column(history, place))})"
    history.run(REPORT_PLACES.format(place=column), activity=declared.event)
    if place is not None:
        _demand_value(history, place)
    history.run(statement(SQL, "caseload_spells"), stage=declared.stage, place=value)
    rows = [{"stage": stage.id, "position": at} for at, stage in enumerate(split_stages(history, declared))]
    schema = pa.schema([("stage", pa.string()), ("position", pa.int32())])
    history.engine.register("caseload_stage", pa.Table.from_pylist(rows, schema=schema))


def count_caseload(
    history: History,
    declared: CaseloadMeasure,
    first: date,
    last: date,
    place: Place | None = None,
    side: int = 0,
) -> CaseloadCounts:
    """The counts of a stretch of days within the data, after :func:`prepare` for the same place.

    Args:
        history: where they are counted.
        declared: the measure.
        first, last: the stretch, both days included.
        place: only this one.
        side: which side of a comparison it is; what cases add to it is kept for :func:`products_by_case`, and
            forgotten of later sides.
    """
    stretch = {"first_on": first, "last_on": last, "side": side}
    history.run(CASES)
    history.run("delete from caseload_case where side >= $side", side=side)
    months, days = calendar_parts(declared.lookback or WHOLE_HISTORY)
    reasons = history.chain.end_reasons
    history.run(
        statement(SQL, "caseload_reports"),
        place=None if place is None else place.value,
        help=declared.help if help_is_registered(history, declared) else None,
        planned=[item.id for item in reasons if item.dropout == "geen" and item.effect == "einde"],
        dropout=[item.id for item in reasons if item.dropout == "hoofd"],
        lookback_months=months,
        lookback_days=days,
        **stretch,
    )
    history.run(statement(SQL, "caseload_days"), **stretch)
    [(after,)] = history.rows(statement(SQL, "caseload_after"), first_on=first, last_on=last)
    found: dict[str, dict[str, int]] = {REPORTED: {}, OPEN: {}, CARRIED: {}}
    rows = "select number, part, sum(amount) from caseload_case where side = $side group by all order by all"
    for number, part, amount in history.rows(rows, side=side):
        parts = found[str(number)]
        name = REST if part is None else str(part)
        parts[name] = int(str(amount))
    return CaseloadCounts(
        first, last, found[REPORTED], found[OPEN], sum(found[CARRIED].values()), int(str(after))
    )


def products_by_case(history: History, sides: int) -> dict[tuple[CaseNumber, CaseNumber], int]:
    """Of each two numbers that :func:`count_caseload` found, what a case adds to both, multiplied, over all cases.

    Args:
        history: where they were counted.
        sides: how many sides there are; the first so many count.
    """
    found: dict[tuple[CaseNumber, CaseNumber], int] = {}
    for *numbers, products in history.rows(statement(SQL, "caseload_products"), sides=sides):
        one, other = (_case_number(numbers[at : at + 3]) for at in (0, 3))
        found[one, other] = found.get((one, other), 0) + int(str(products))
    return found


def _case_number(told: Sequence[object]) -> CaseNumber:
    side, number, part = told
    named = "" if number == CARRIED else REST if part is None else str(part)
    return int(str(side)), str(number), named


def _column(history: History, place: Place) -> str:
    column = place.attribute.replace("-", "_")
    if column in {str(name) for (name, *_rest) in history.rows("describe events")}:
        return column
    known = [item.id for item in history.chain.attributes]
    raise UserError(
        f"De registraties hebben geen kenmerk '{place.attribute}'.",
        why="Zaken worden verdeeld naar een kenmerk van de melding.",
        fix=did_you_mean(place.attribute, known) or "Koppel een kolom aan dit kenmerk.",
    )


def _demand_value(history: History, place: Place) -> None:
    """Values of the registration are not repeated: a cell may hold anything."""
    if history.rows("select 1 from report_place where place = $place limit 1", place=place.value):
        return
    raise UserError(
        f"Geen enkele melding heeft bij '{place.attribute}' de waarde '{place.value}'.",
        why="Dan is er niets te vergelijken.",
        fix="Kijk hoe de waarde in de registratie is geschreven.",
    )
