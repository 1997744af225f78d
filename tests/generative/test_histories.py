"""What must hold for whatever registrations come in: laws of spells, stock, incidence and measures.

Where a law is a definition, it is written out here once more in plain Python, slow and obvious.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.definitions import merged_by_hand
from helpers.histories import Happening, history_of, mini_chain
from ketenzicht.chain.model import Chain
from ketenzicht.history import History
from ketenzicht.history.timeline import case_record, keep_cases
from ketenzicht.measures import measure
from ketenzicht.measures.kinds.missed_terms import missed_terms
from ketenzicht.measures.result import Count, MeasureResult, Share

pytestmark = pytest.mark.generative

thorough = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

FIRST = date(2024, 1, 1)
DATA = (FIRST, FIRST + timedelta(days=40))
LOSSES = ("overlijden", "vertrek")
STAGES = ("betrokkenheid", "beoordeling", "wachten", "hulp")
ACTIVITIES = ("melding", "besluit", "einde", "overdracht", "start-hulp", "einde-hulp", *LOSSES)

households = st.sampled_from(["h1", "h2", "h3"])
days = st.integers(0, 12).map(lambda number: FIRST + timedelta(days=number))
happenings = st.builds(
    Happening,
    day=days,
    activity=st.sampled_from(ACTIVITIES),
    household=households,
    persons=st.lists(st.sampled_from(["p1", "p2", "p3"]), min_size=1, max_size=2, unique=True).map(tuple),
    spell=st.sampled_from([None, "s1", "s2"]),
    end_reason=st.sampled_from([None, "volgens-plan", "overstap"]),
)
registrations = st.lists(happenings, max_size=24)


def measuring(**declared: object) -> Chain:
    return mini_chain(maten=[{"id": "maat", "naam": "Maat", "zin": "Zin."} | declared])


def found(rows: Sequence[Happening], chain: Chain, unit: str = "huishouden") -> MeasureResult:
    history = history_of(rows, chain=chain, data=DATA, unit=unit)
    return measure(history, chain.measures[0])


def all_spells(history: History) -> list[tuple[object, ...]]:
    return history.rows(
        "select stage, case_id, started_on, ended_on, end_kind, parts from spell order by all"
    )


# Spells


# Many short cases at once, one day after another, so that starts, ends and losses often share a day.
crowded_days = st.frozensets(st.sampled_from(["melding", "einde", "vertrek"]))
crowded_cases = st.lists(st.lists(crowded_days, min_size=1, max_size=6), min_size=1, max_size=30)


@thorough
@given(crowded_cases)
def test_merged_spells_are_those_of_the_rule_in_words(cases: list[list[frozenset[str]]]) -> None:
    rows = [
        Happening(FIRST + timedelta(days=number), activity, f"h{case}")
        for case, by_day in enumerate(cases)
        for number, activities in enumerate(by_day)
        for activity in sorted(activities)
    ]
    history = history_of(rows, data=DATA)
    spells = history.rows("select case_id, started_on, ended_on from spell where stage = 'betrokkenheid'")
    assert sorted(spells, key=str) == merged_by_hand(rows)


@thorough
@given(registrations)
def test_spells_of_a_merged_stage_never_overlap_within_a_case(rows: list[Happening]) -> None:
    history = history_of(rows, data=DATA)
    by_case = defaultdict(list)
    for case, begin, end in history.rows(
        """
        select case_id, started_on, coalesce(ended_on, date '9999-12-31')
        from spell where stage = 'betrokkenheid' order by all
        """
    ):
        by_case[case].append((begin, end))
    for spells in by_case.values():
        assert all(end <= begin for (_, end), (begin, _) in pairwise(spells))


@thorough
@given(registrations)
def test_every_start_is_in_a_spell_and_open_and_closed_add_up(rows: list[Happening]) -> None:
    history = history_of(rows, data=DATA)
    [(spells, still_open, closed, wrong, parts)] = history.rows(
        """
        select
            count(*),
            count(*) filter (where end_kind = 'open'),
            count(ended_on),
            count(*) filter (where (end_kind = 'open') <> (ended_on is null) or ended_on < started_on),
            coalesce(sum(parts), 0)
        from spell
        """
    )
    assert (still_open + closed, wrong) == (spells, 0)  # type: ignore[operator]
    assert parts == history.attrition[-2].before
    for step, following in zip(history.attrition[:3], history.attrition[1:3], strict=False):
        assert step.after == following.before
    outside = history.rows(
        """
        select * from case_event
        where activity = 'melding' and not exists (
            select * from spell
            where stage = 'betrokkenheid' and spell.case_id = case_event.case_id
              and started_on <= occurred_on and (ended_on is null or ended_on >= occurred_on)
        )
        """
    )
    assert outside == []


@thorough
@given(registrations, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows: list[Happening], random: object) -> None:
    # Without two ends of one spell on one day, whose reasons could be read in either order.
    once = list({(row.day, row.activity, row.household, row.spell): row for row in rows}.values())
    shuffled = list(once)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert dates_of(history_of(once, data=DATA)) == dates_of(history_of(shuffled, data=DATA))


def dates_of(history: History) -> list[tuple[object, ...]]:
    return history.rows("select stage, case_id, started_on, ended_on from spell order by all")


@thorough
@given(registrations, st.integers(1, 1000))
def test_other_names_and_other_years_change_nothing(rows: list[Happening], shift: int) -> None:
    later = timedelta(days=shift)
    renamed = [
        replace(row, day=row.day + later, household=f"x{row.household}")
        for row in rows
        if row.day is not None
    ]
    before = all_spells(history_of(rows, data=DATA))
    after = all_spells(history_of(renamed, data=(DATA[0] + later, DATA[1] + later)))
    assert after == [
        (stage, f"x{case}", begin + later, None if end is None else end + later, kind, parts)  # type: ignore[operator]
        for stage, case, begin, end, kind, parts in before
    ]


@thorough
@given(registrations, st.sampled_from(["huishouden", "persoon"]))
def test_one_case_alone_has_the_history_that_it_has_among_all(rows: list[Happening], unit: str) -> None:
    whole = history_of(rows, data=DATA, unit=unit)
    for name, made in (("events", "all_events"), ("involvement", "all_involvement")):
        whole.run(f"create or replace table {made} as select * from {name}")
    [*cases] = whole.rows("select distinct case_id from case_event order by all limit 2")
    expected = {
        str(case): (case_record(whole, str(case)), missed_terms(whole, str(case))) for (case,) in cases
    }
    for case, (record, missed) in expected.items():
        keep_cases(whole.engine, [case], whole.settings.unit)
        alone = rebuilt(whole)
        again = case_record(alone, case)
        assert again.events == record.events
        assert again.persons == record.persons
        assert [replace(item, number=0) for item in again.spells] == [
            replace(item, number=0) for item in record.spells
        ]
        assert [replace(item, spell_number=0) for item in missed_terms(alone, case)] == [
            replace(item, spell_number=0) for item in missed
        ]


def rebuilt(history: History) -> History:
    from ketenzicht.history import build_history

    return build_history(history.engine, history.chain, history.settings)


# Stock


@thorough
@given(registrations)
def test_stock_is_counted_day_by_day_and_is_inflow_minus_outflow(rows: list[Happening]) -> None:
    chain = measuring(soort="voorraad", fase="betrokkenheid")
    history = history_of(rows, chain=chain, data=DATA)
    spells = history.rows("select started_on, ended_on from spell where stage = 'betrokkenheid'")
    for number in range(14):
        day = FIRST + timedelta(days=number)
        inside = replace(history, settings=replace(history.settings, period_from=FIRST, period_to=day))
        result = measure(inside, chain.measures[0])
        course = {row.id: row.figures[0].n for row in result.tables[0].rows}  # type: ignore[union-attr]
        assert course["eind"] == course["begin"] + course["erbij"] - course["eraf"]
        open_then = sum(begin <= day and (end is None or end > day) for begin, end in spells)  # type: ignore[operator]
        assert result.headline["eind"] == Count(open_then, f"betrokkenheid:open@{day}")


# Measures


@thorough
@given(registrations)
def test_classes_are_exclusive_and_sum_to_the_reports(rows: list[Happening]) -> None:
    result = found(rows, measuring(soort="klassen", gebeurtenis="melding"))
    reports = {(row.household, row.day) for row in rows if row.activity == "melding"}
    table = result.tables[0]
    classes = {item.id for item in mini_chain().report_classes}
    counts = {row.id: row.figures[0].n for row in table.rows}  # type: ignore[union-attr]
    assert sum(number for name, number in counts.items() if name in classes) == len(reports)
    assert counts["totaal"] == len(reports)


@thorough
@given(registrations)
def test_linking_by_person_never_finds_fewer_repeats_than_linking_by_household(
    rows: list[Happening],
) -> None:
    chain = measuring(
        soort="voorgeschiedenis",
        gebeurtenis="melding",
        volledig_vanaf={"duur": 0, "eenheid": "dagen"},
        drempels=[
            {"id": "een", "naam": "Minstens een", "minstens": 1},
            {"id": "twee", "naam": "Minstens twee", "minstens": 2},
        ],
    )
    by_household, by_person = found(rows, chain), found(rows, chain, unit="persoon")
    for one, other in zip(shares(by_household), shares(by_person), strict=True):
        assert one.n == other.n
        assert one.x <= other.x


def shares(result: MeasureResult) -> list[Share]:
    return [figure for row in result.tables[0].rows for figure in row.figures if isinstance(figure, Share)]


IN_TIME = {"soort": "op-tijd", "fase": "beoordeling", "termijn": "vijf"}


decisions = st.lists(st.tuples(days, st.none() | st.integers(0, 20)), max_size=24)


@thorough
@given(decisions)
def test_leaving_out_what_is_open_never_makes_the_share_in_time_look_worse(
    reports: list[tuple[date, int | None]],
) -> None:
    def in_time(chosen: list[tuple[date, int | None]]) -> tuple[int, int]:
        rows = []
        for number, (day, after) in enumerate(chosen):
            case = f"h{number}"
            rows.append(Happening(day, "melding", case))
            if after is not None:
                rows.append(Happening(day + timedelta(days=after), "besluit", case))
        result = found(rows, measuring(**IN_TIME))
        return column(result, "op-tijd"), column(result, "totaal")

    on_time, counted = in_time(reports)
    on_time_closed, closed = in_time([report for report in reports if report[1] is not None])
    assert on_time == on_time_closed
    assert counted == len(reports)  # every term is over by the end of the data
    assert on_time_closed * counted >= on_time * closed


def column(result: MeasureResult, row: str) -> int:
    return next(item for item in result.tables[0].rows if item.id == row).figures[0].n  # type: ignore[union-attr]


@thorough
@given(registrations)
def test_the_terms_missed_by_each_case_add_up_to_what_was_late(rows: list[Happening]) -> None:
    chain = measuring(**IN_TIME)
    history = history_of(rows, chain=chain, data=DATA)
    result = measure(history, chain.measures[0])
    named = [
        item
        for (case,) in history.rows("select distinct case_id from case_event")
        for item in missed_terms(history, str(case))
        if item.term.id == "vijf"
    ]
    assert len(named) == column(result, "te-laat") + column(result, "open-te-laat")
    assert all(item.taken > 5 and item.until_on > item.due_on for item in named)
