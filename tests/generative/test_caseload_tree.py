"""The caseload tree on generated registrations: against a count in plain Python, and as an identity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from math import isclose
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.histories import Happening, history_of, mini_chain
from ketenzicht.causes.caseload_tree import CaseloadTree
from ketenzicht.causes.difference import difference
from ketenzicht.history import History
from ketenzicht.measures.kinds.caseload import caseload_result
from ketenzicht.measures.kinds.caseload_counts import FIRST as FIRST_REPORT
from ketenzicht.measures.kinds.caseload_counts import CaseloadCounts, Place, count_caseload, prepare
from ketenzicht.measures.kinds.caseload_sides import Side, period_before
from ketenzicht.measures.kinds.stock import daily_stock, mean_stock
from ketenzicht.measures.result import Equal
from ketenzicht.message import message

pytestmark = pytest.mark.generative

thorough = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FIRST = date(2024, 1, 1)
DATA = (FIRST, FIRST + timedelta(days=50))
PERIOD = (FIRST + timedelta(days=10), FIRST + timedelta(days=30))
REASONS = {"volgens-plan": "hulp-volgens-plan", "eenzijdig-client": "hulp-uitval", None: "hulp-onbekend"}
DECLARED = {
    "id": "maat",
    "naam": "Maat",
    "zin": "Zin.",
    "soort": "caseload",
    "gebeurtenis": "melding",
    "fase": "betrokkenheid",
    "fasen": ["beoordeling", "hulp"],
    "hulp": "hulp",
}

happenings = st.builds(
    Happening,
    day=st.integers(0, 48).map(lambda number: FIRST + timedelta(days=number)),
    activity=st.sampled_from(
        ["melding", "melding", "melding", "besluit", "einde", "start-hulp", "einde-hulp", "vertrek"]
    ),
    household=st.integers(0, 5).map(lambda number: f"h{number}"),
    end_reason=st.sampled_from([None, "volgens-plan", "eenzijdig-client"]),
)
registrations = st.lists(happenings, min_size=1, max_size=60)


def history_with(rows: Sequence[Happening]) -> History:
    return history_of(rows, chain=mini_chain(maten=[DECLARED]), data=DATA, period=PERIOD)


def counted(history: History, first: date, last: date) -> CaseloadCounts:
    declared = history.chain.measures[0]
    prepare(history, declared)
    return count_caseload(history, declared, first, last)


def tree_of(counts: CaseloadCounts) -> CaseloadTree:
    return CaseloadTree(
        days=counts.days,
        caseload=counts.open_days / counts.days,
        reports=sum(counts.reports.values()),
        first=counts.reports.get(FIRST_REPORT, 0),
        repeats={name: number for name, number in counts.reports.items() if name != FIRST_REPORT},
        stages={name: number / counts.days for name, number in counts.own.items()}
        | {"ervoor": counts.carried / counts.days},
    )


def open_on(spell: Sequence[object], day: date) -> bool:
    _, _, begin, end = spell
    return begin <= day and (end is None or day < end)  # type: ignore[operator]


def by_hand(history: History, rows: Sequence[Happening]) -> tuple[Counter[str], Counter[str], int]:
    """Reports by what went before, own open days by stage and carried days: day by day and report by report."""
    spells = history.rows("select stage, case_id, started_on, ended_on, end_reason, end_kind from spell")
    plain = [spell[:4] for spell in spells]
    days = [PERIOD[0] + timedelta(days=at) for at in range((PERIOD[1] - PERIOD[0]).days + 1)]
    own, carried = Counter[str](), 0
    for day in days:
        for spell in plain:
            if spell[0] != "betrokkenheid" or not open_on(spell, day):
                continue
            if spell[2] < PERIOD[0]:  # type: ignore[operator]
                carried += 1
                continue
            runs = [
                stage
                for stage in ("beoordeling", "hulp")
                if any(item[:2] == (stage, spell[1]) and open_on(item, day) for item in plain)
            ]
            own[(*runs, "overig")[0]] += 1
    before = Counter[str]()
    reports = sorted({(row.household, row.day) for row in rows if row.activity == "melding" and row.day})
    for household, day in reports:
        if not PERIOD[0] <= day <= PERIOD[1]:
            continue
        past = [other for name, other in reports if name == household and other < day]
        helped = [
            spell
            for spell in spells
            if spell[:2] == ("hulp", household)
            and spell[2] < day  # type: ignore[operator]
            and (spell[3] is None or (past and spell[3] > past[-1]))  # type: ignore[operator]
        ]
        if not past:
            before[FIRST_REPORT] += 1
        elif not any(spell[0] == "hulp" for spell in spells):
            before["herhaald"] += 1
        elif not helped:
            before["geen-hulp"] += 1
        elif any(spell[3] is None or spell[3] > day for spell in helped):  # type: ignore[operator]
            before["hulp-loopt"] += 1
        else:
            last = max(spell[3] for spell in helped)  # type: ignore[type-var]
            endings = {
                "hulp-anders" if spell[5] != "einde" else REASONS[spell[4]]  # type: ignore[index]
                for spell in helped
                if spell[3] == last
            }
            # two ends of help on one day: either may count
            before["|".join(sorted(endings))] += 1
    return before, own, carried


@thorough
@given(registrations)
def test_the_counts_are_those_of_the_words(rows: list[Happening]) -> None:
    history = history_with(rows)
    found = counted(history, *PERIOD)
    before, own, carried = by_hand(history, rows)
    assert found.carried == carried
    assert {name: days for name, days in found.own.items() if days} == dict(own)
    if not any("|" in name for name in before):
        assert found.reports == dict(before)


@thorough
@given(registrations)
def test_the_product_is_the_mean_caseload_of_the_stock(rows: list[Happening]) -> None:
    history = history_with(rows)
    tree = tree_of(counted(history, *PERIOD))
    changes = history.rows(
        """
        select started_on, 1, 0 from spell where stage = 'betrokkenheid'
        union all
        select ended_on, 0, 1 from spell where stage = 'betrokkenheid' and ended_on is not null
        """
    )
    stock = mean_stock(daily_stock(changes, *DATA).between(*PERIOD))  # type: ignore[arg-type]
    assert isclose(tree.caseload, stock, abs_tol=1e-9)
    if tree.first and tree.per_first and tree.days_per_report is not None:
        assert isclose(
            tree.first * tree.per_first * tree.days_per_report / tree.days, tree.caseload, abs_tol=1e-9
        )


@thorough
@given(registrations)
def test_factors_and_parts_of_the_difference_add_up(rows: list[Happening]) -> None:
    history = history_with(rows)
    one, other = (tree_of(counted(history, *days)) for days in ((DATA[0], PERIOD[0]), PERIOD))
    found = difference(one, other)
    assert isclose(sum(item.adds for item in found.factors), other.caseload - one.caseload, abs_tol=1e-9)
    for item in found.factors:
        if item.parts:
            assert isclose(sum(item.parts.values()), item.adds, abs_tol=1e-9)
    back = difference(other, one)
    assert [item.adds for item in back.factors] == pytest.approx(
        [-item.adds for item in found.factors], abs=1e-9
    )


@thorough
@given(st.dates(date(2020, 1, 1), date(2024, 1, 1)), st.integers(0, 800))
def test_the_period_before_ends_the_day_before_and_is_as_long(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    before, until = period_before(first, last)
    assert until == first - timedelta(days=1)
    # whole months are as many whole months, which may be a few days more or less
    assert abs((until - before).days - days) <= 4


def test_the_period_before_a_year_is_the_year_before() -> None:
    assert period_before(date(2024, 1, 1), date(2024, 12, 31)) == (date(2023, 1, 1), date(2023, 12, 31))
    assert period_before(date(2024, 1, 1), date(2024, 1, 20)) == (date(2023, 12, 12), date(2023, 12, 31))
    assert period_before(date(2024, 4, 1), date(2024, 6, 30)) == (date(2024, 1, 1), date(2024, 3, 31))


@thorough
@given(registrations)
def test_parts_published_together_are_said_to_add_up(rows: list[Happening]) -> None:
    history = history_with(rows)
    side = Side(message("deze periode"), *PERIOD)
    result = caseload_result(history, history.chain.measures[0], [side])
    values: dict[str, float] = {}
    for table in result.tables[:2]:
        for row in table.rows:
            figure = row.figures[0]
            values[figure.name] = getattr(figure, "n", None) if hasattr(figure, "n") else figure.value  # type: ignore[union-attr, assignment, index]
    told = [item for item in result.relations if set(item.left) | set(item.right) <= values.keys()]
    assert len(told) == 2
    for item in told:
        assert isclose(
            sum(values[name] for name in item.left), sum(values[name] for name in item.right), abs_tol=1e-9
        )


@thorough
@given(
    st.lists(happenings.filter(lambda row: row.activity == "melding"), min_size=1, max_size=40), st.randoms()
)
def test_places_add_up_to_all_when_there_are_no_others(rows: list[Happening], random: Random) -> None:
    kinds = [random.choice(["geweld", "zorgen"]) for _ in rows]
    placed = [replace(row, zorgsoort=kind) for row, kind in zip(rows, kinds, strict=True)]
    both = [
        Happening(PERIOD[0], "melding", household=f"only-{kind}", zorgsoort=kind)
        for kind in ("geweld", "zorgen")
    ]
    history = history_with([*placed, *both])
    sides = [
        Side(message("{plaats}", plaats=kind), *PERIOD, Place("zorgsoort", kind))
        for kind in ("geweld", "zorgen")
    ]
    result = caseload_result(history, history.chain.measures[0], sides)
    whole = counted(history, *PERIOD)
    rows_of = {row.id: row.figures for table in result.tables[:2] for row in table.rows}
    assert sum(figure.n for figure in rows_of["meldingen"]) == sum(whole.reports.values())  # type: ignore[union-attr]
    assert sum(figure.value for figure in rows_of["gemiddeld"]) == pytest.approx(  # type: ignore[union-attr]
        whole.open_days / whole.days, abs=1e-9
    )
    together = [
        item for item in result.relations if len(item.right) == 1 and "zorgsoort" not in item.right[0]
    ]
    assert together
    assert all(isinstance(item, Equal) for item in together)


@thorough
@given(registrations)
def test_products_by_case_are_those_of_the_cases_one_by_one(rows: list[Happening]) -> None:
    history = history_with(rows)
    sides = [
        Side(message("een"), *PERIOD),
        Side(message("ander"), DATA[0], PERIOD[0] - timedelta(days=1)),
    ]
    found = caseload_result(history, history.chain.measures[0], sides).products
    assert found is not None
    alone: Counter[tuple[object, object]] = Counter()
    for case in {row.household for row in rows}:
        result = caseload_result(
            history_with([row for row in rows if row.household == case]), history.chain.measures[0], sides
        )
        # with nobody's help registered, repeats are not split; those of the whole set are
        own = {
            (side, table.id, row.id): figure.n if hasattr(figure, "n") else figure.value  # type: ignore[union-attr]
            for table in result.tables[:2]
            for row in table.rows
            if row.level
            for side, figure in enumerate(row.figures)
        }
        for one, other in product(own, repeat=2):
            alone[_unsplit(one), _unsplit(other)] += own[one] * own[other]
    whole: Counter[tuple[object, object]] = Counter()
    for one, line in zip(found.numbers, found.sums, strict=True):
        for other, value in zip(found.numbers, line, strict=True):
            whole[_unsplit(one), _unsplit(other)] += value
    assert {pair for pair in alone if alone[pair]} == {pair for pair in whole if whole[pair]}
    assert all(isclose(alone[pair], whole[pair], rel_tol=1e-9) for pair in whole)


def _unsplit(number: tuple[int, str, str]) -> tuple[int, str, str]:
    side, table, row = number
    return (side, table, row if table != "meldingen" or row == FIRST_REPORT else "herhaald")
