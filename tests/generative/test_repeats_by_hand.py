"""Means of repeats on generated registrations against rows made in plain Python, and laws that hold for any."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.histories import Happening, history_of, mini_chain
from helpers.repeat_definitions import Row, mean_repeats_by_definition
from ketenzicht.measures import measure
from ketenzicht.measures.result import Count, MeanNumber, MeasureResult, Probability

pytestmark = pytest.mark.generative

thorough = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

FIRST = date(2024, 1, 1)
DATA = (FIRST, FIRST + timedelta(days=60))
PERIOD = (FIRST + timedelta(days=5), FIRST + timedelta(days=30))
HORIZONS = (7, 30)
LOSSES = ("overlijden", "vertrek")
KINDS = ("geweld", "zorgen")

happenings = st.builds(
    Happening,
    day=st.integers(0, 10).map(lambda number: FIRST + timedelta(days=6 * number)),
    activity=st.sampled_from(["melding"] * 6 + ["besluit", *LOSSES]),
    household=st.integers(0, 3).map(lambda number: f"h{number}"),
    zorgsoort=st.sampled_from([None, *KINDS, *KINDS, "anders"]),
)
registrations = st.lists(happenings, min_size=5, max_size=70)


def measured(rows: Sequence[Happening], clock: str) -> MeasureResult:
    declared = {
        "id": "maat",
        "naam": "Maat",
        "zin": "Zin.",
        "soort": "herhaling",
        "vanaf": {"gebeurtenis": "melding"},
        "gebeurtenissen": ["melding"],
        "klok": clock,
        "waarvan": [
            {
                "id": kind,
                "naam": kind,
                "gebeurtenissen": ["melding"],
                "waar": {"kenmerk": "zorgsoort", "is": [kind]},
            }
            for kind in KINDS
        ],
        "horizonnen": [{"duur": days, "eenheid": "dagen"} for days in HORIZONS],
        "groepen": {
            "id": "eerder",
            "naam": "Eerder",
            "eerdere": "melding",
            "groepen": [
                {"id": "geen", "naam": "geen", "hoogstens": 0},
                {"id": "wel", "naam": "wel", "minstens": 1},
            ],
        },
    }
    chain = mini_chain(maten=[declared])
    return measure(history_of(rows, chain=chain, data=DATA, period=PERIOD), chain.measures[0])


def in_words(rows: Sequence[Happening], clock: str) -> tuple[dict[str, list[Row]], int]:
    """Rows of each household as the rules say, for all reports and for each part, and how many began."""
    reports: dict[str, dict[date, set[str | None]]] = defaultdict(lambda: defaultdict(set))
    losses: dict[str, list[date]] = defaultdict(list)
    for row in rows:
        assert row.household is not None
        assert row.day is not None
        if row.activity == "melding":
            reports[row.household][row.day].add(row.zorgsoort)
        elif row.activity in LOSSES:
            losses[row.household].append(row.day)
    found: dict[str, list[Row]] = {"alle": [], "geen": [], **{kind: [] for kind in KINDS}}
    began = 0
    for number, (household, days) in enumerate(sorted(reports.items())):
        starts = [day for day in sorted(days) if PERIOD[0] <= day <= PERIOD[1]]
        if not starts:
            continue
        began += 1
        start = starts[0]
        zero = start if clock == "begin" else PERIOD[0]
        lost = min((day for day in losses[household] if day > start), default=None)
        before = start
        for day in sorted(days):
            if day <= start or (lost is not None and day > lost):
                continue
            part = next((kind for kind in KINDS if kind in days[day]), "geen")
            for name, of in found.items():
                event = int(name in ("alle", part))
                of.append((number, (before - zero).days, (day - zero).days, event))
            before = day
        end = DATA[1] if lost is None else lost + timedelta(days=int(lost == before))
        for of in found.values():
            of.append((number, (before - zero).days, (end - zero).days, 2 if lost is not None else 0))
    return found, began


@thorough
@given(registrations, st.sampled_from(["begin", "kalender"]))
def test_means_and_intervals_are_those_of_the_rows_in_words(rows: list[Happening], clock: str) -> None:
    found = measured(rows, clock)
    expected, began = in_words(rows, clock)
    assert found.attrition[0].before == began
    shown = {row.id: row.figures for row in found.tables[0].rows}
    names = {"alle": "alle", "blijvers": "alle", "zonder-onderdeel": "geen"}
    names |= {f"onderdeel-{kind}": kind for kind in KINDS}
    # a mean of those still there stands only where somebody was lost
    some_lost = any(event == 2 and start < stop for _, start, stop, event in expected["alle"])
    assert ("blijvers" in shown) == some_lost
    for row_id, figures in shown.items():
        of = expected[names[row_id]]
        last = max((stop for _, start, stop, _ in of if start < stop), default=0)
        for horizon, figure in zip(HORIZONS, figures, strict=True):
            assert isinstance(figure, MeanNumber)
            if horizon > last:
                assert figure.n == 0
                continue
            value, variance = mean_repeats_by_definition(of, horizon, everyone=row_id != "blijvers")
            assert figure.value == pytest.approx(float(value), abs=1e-12)
            assert figure.n == len({case for case, start, stop, _ in of if start < stop})
            if value:
                error = float(variance) ** 0.5
                assert figure.high**2 / figure.value**2 == pytest.approx(
                    2.718281828459045 ** (2 * 1.959963984540054 * error / float(value)), rel=1e-6
                )


@thorough
@given(registrations)
def test_parts_and_groups_add_up_and_chances_never_pass_the_mean(rows: list[Happening]) -> None:
    found = measured(rows, "begin")
    tables = {table.id: table for table in found.tables}
    means = {row.id: row.figures for row in tables["gemiddelden"].rows}
    for column in range(len(HORIZONS)):
        whole = means["alle"][column]
        parts = [item[column] for name, item in means.items() if "onderdeel" in name]
        assert isinstance(whole, MeanNumber)
        together = sum(part.value for part in parts if isinstance(part, MeanNumber))
        assert together == pytest.approx(whole.value, abs=1e-12)
        if "blijvers" in means:
            still_there = means["blijvers"][column]
            assert isinstance(still_there, MeanNumber)
            assert still_there.value >= whole.value - 1e-12
    chances = [row.figures[0] for row in tables["kansen"].rows]
    values = [chance.value for chance in chances if isinstance(chance, Probability)]
    assert all(more <= fewer + 1e-12 for fewer, more in pairwise(values))
    last = means["alle"][-1]
    assert isinstance(last, MeanNumber)
    if last.n:
        assert sum(values) <= last.value + 1e-9
    if "groepen" in tables:
        counts = [row.figures[0] for row in tables["groepen"].rows]
        assert sum(count.n for count in counts if isinstance(count, Count)) == found.attrition[0].after
