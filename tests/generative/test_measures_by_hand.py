"""Measures on generated registrations against a count in plain Python that reads the registrations themselves.

No table of the histories is used here: what a measure counts is said once more in words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.definitions import by_definition, merged_by_hand
from helpers.histories import Happening, history_of, mini_chain
from ketenzicht.measures import measure
from ketenzicht.measures.result import MeasureResult

pytestmark = pytest.mark.generative

thorough = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FIRST = date(2024, 1, 1)
DATA = (FIRST, FIRST + timedelta(days=60))
PERIOD = (FIRST + timedelta(days=5), FIRST + timedelta(days=20))

happenings = st.builds(
    Happening,
    day=st.integers(0, 45).map(lambda number: FIRST + timedelta(days=number)),
    activity=st.sampled_from(["melding", "melding", "melding", "einde", "overlijden", "vertrek"]),
    household=st.integers(0, 9).map(lambda number: f"h{number}"),
)
registrations = st.lists(happenings, min_size=1, max_size=60)


def result_of(
    rows: Sequence[Happening], changes: dict[str, object] | None = None, /, **declared: object
) -> MeasureResult:
    chain = mini_chain(maten=[{"id": "maat", "naam": "Maat", "zin": "Zin."} | declared], **(changes or {}))
    return measure(history_of(rows, chain=chain, data=DATA, period=PERIOD), chain.measures[0])


def days_by_household(rows: Sequence[Happening], *activities: str) -> dict[str, list[date]]:
    """The days on which one of these happened, each once, in order; reports of one day are one."""
    found: dict[str, set[date]] = defaultdict(set)
    for row in rows:
        if row.activity in activities and row.household is not None and row.day is not None:
            found[row.household].add(row.day)
    return {household: sorted(days) for household, days in found.items()}


@thorough
@given(registrations)
def test_incidence_of_a_new_report_with_two_losses_competing(rows: list[Happening]) -> None:
    causes = [days_by_household(rows, name) for name in ("melding", "overlijden", "vertrek")]
    followed = []
    for household, reports in causes[0].items():
        start = next((day for day in reports if PERIOD[0] <= day <= PERIOD[1]), None)
        if start is None:
            continue
        later = [
            (day, number)
            for number, by_household in enumerate(causes, start=1)
            for day in by_household.get(household, [])
            if day > start
        ]
        end, cause = min(later, default=(DATA[1], 0))
        followed.append((0, (end - start).days, cause))
    found = result_of(
        rows,
        soort="incidentie",
        vanaf={"gebeurtenis": "melding", "keuze": "eerste"},
        uitkomsten=[{"id": "nieuw", "naam": "Nieuw", "gebeurtenissen": "melding"}],
        concurrerend=[{"id": "dood", "naam": "Dood", "gebeurtenissen": "overlijden"}],
        horizonnen=[{"duur": 14, "eenheid": "dagen"}, {"duur": 40, "eenheid": "dagen"}],
    )
    for column, horizon in enumerate((14, 40)):
        expected, _ = by_definition(followed, 3, horizon)
        for row in found.tables[0].rows:
            number = {"nieuw": 0, "dood": 1, "vertrek": 2}[row.id]
            figure = row.figures[column]
            assert figure.n == len(followed)  # type: ignore[union-attr]
            assert figure.value == pytest.approx(float(expected[number]), abs=1e-12)  # type: ignore[union-attr]


@thorough
@given(registrations, st.sampled_from([None, 7, 30]))
def test_share_of_reports_with_earlier_ones_in_a_look_back(rows: list[Happening], days: int | None) -> None:
    earlier = [
        sum(1 for past in reports if past < day and (days is None or (day - past).days <= days))
        for reports in days_by_household(rows, "melding").values()
        for day in reports
        if PERIOD[0] <= day <= PERIOD[1] and (days is None or (day - FIRST).days >= days)
    ]
    look_back = {} if days is None else {"terugkijk": {"duur": days, "eenheid": "dagen"}}
    found = result_of(
        rows,
        soort="voorgeschiedenis",
        gebeurtenis="melding",
        volledig_vanaf={"duur": days or 0, "eenheid": "dagen"},
        drempels=[
            {"id": "een", "naam": "Minstens een", "minstens": 1},
            {"id": "twee", "naam": "Twee of drie", "minstens": 2, "hoogstens": 3},
        ],
        **look_back,
    )
    figures = {row.id: row.figures[0] for row in found.tables[0].rows}
    expected = {"een": sum(n >= 1 for n in earlier), "twee": sum(2 <= n <= 3 for n in earlier)}
    for name, number in expected.items():
        if figures[name] is None:
            assert not earlier
            continue
        assert (figures[name].x, figures[name].n) == (number, len(earlier))  # type: ignore[union-attr]


CLASSES = [
    {"id": "tijdens", "naam": "Tijdens", "als": {"loopt": "betrokkenheid"}},
    {"id": "erna", "naam": "Erna", "als": {"beeindigd": "betrokkenheid"}},
    {"id": "eerste", "naam": "Eerste", "als": {"anders": True}},
]


@thorough
@given(registrations)
def test_classes_of_reports_during_involvement_after_it_and_first(rows: list[Happening]) -> None:
    expected: Counter[str] = Counter()
    spells = merged_by_hand(rows)
    for household, reports in days_by_household(rows, "melding").items():
        for day in reports:
            if PERIOD[0] <= day <= PERIOD[1]:
                past = [end for case, begin, end in spells if case == household and begin < day]
                running = any(end is None or end > day for end in past)
                expected["tijdens" if running else "erna" if past else "eerste"] += 1
    found = result_of(
        rows, {"klassen": CLASSES, "klasse_groepen": []}, soort="klassen", gebeurtenis="melding"
    )
    counts = {row.id: row.figures[0].n for row in found.tables[0].rows}  # type: ignore[union-attr]
    assert counts == {name: expected[name] for name in ("tijdens", "erna", "eerste")} | {
        "totaal": expected.total()
    }
