"""Incidence from every start: the starts of one case hang together."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from helpers.histories import Happening, history_of
from ketenzicht.chain.model import IncidenceMeasure
from ketenzicht.measures import measure
from ketenzicht.measures.estimators.survival import log_log_interval
from ketenzicht.measures.result import MeasureResult, Probability

pytestmark = pytest.mark.unit

FIRST = date(2020, 1, 1)
YEAR = [{"duur": 12, "eenheid": "maanden"}]


def help_of(household: str, spells: list[tuple[int, int | None]]) -> list[Happening]:
    """Spells of help of a household: day of the start, and days until the client ends it (None: it runs on)."""
    happenings = []
    for number, (start, length) in enumerate(spells):
        name, begin = f"{household}-{number}", FIRST + timedelta(days=start)
        happenings.append(Happening(begin, "start-hulp", household, spell=name))
        if length is not None:
            end = begin + timedelta(days=length)
            happenings.append(
                Happening(end, "einde-hulp", household, spell=name, end_reason="eenzijdig-client")
            )
    return happenings


def drop_out(choice: str) -> IncidenceMeasure:
    return IncidenceMeasure.model_validate(
        {
            "id": "uitval",
            "soort": "incidentie",
            "naam": "Uitval",
            "zin": "{kans}",
            "vanaf": {"fase": "hulp", "moment": "begin", "keuze": choice},
            "uitkomsten": [{"id": "uitval", "naam": "uitval", "einde_redenen": ["eenzijdig-client"]}],
            "horizonnen": YEAR,
        }
    )


def repeated(choice: str) -> IncidenceMeasure:
    return IncidenceMeasure.model_validate(
        {
            "id": "weer",
            "soort": "incidentie",
            "naam": "Weer",
            "zin": "{kans}",
            "vanaf": {"gebeurtenis": "melding", "keuze": choice},
            "uitkomsten": [{"id": "melding", "naam": "melding", "gebeurtenissen": ["melding"]}],
            "horizonnen": YEAR,
        }
    )


def interval_line(result: MeasureResult) -> str:
    return next(str(text) for label, text in result.definition if str(label) == "Interval")


FOUR_TWICE = [
    happening
    for number in range(8)
    for happening in help_of(f"h{number}", [(0, 10), (100, 20)] if number < 4 else [(0, None), (100, None)])
]
"""Eight households with two spells each: half drop out of both, half of none."""


def test_spells_of_a_case_count_as_one_in_the_variance() -> None:
    found = measure(history_of(FOUR_TWICE), drop_out("elke"))
    chance = found.headline["kans"]
    assert isinstance(chance, Probability)
    assert (chance.value, chance.n, chance.events) == (0.5, 16, 8)
    # nobody is lost, so it is a share of eight households, not of sixteen spells
    assert (chance.low, chance.high) == pytest.approx(log_log_interval(0.5, (0.25 / 8) ** 0.5))
    assert "hangt samen" in interval_line(found)


def test_from_the_first_start_each_case_counts_once_and_the_variance_is_greenwoods() -> None:
    found = measure(history_of(FOUR_TWICE), drop_out("eerste"))
    chance = found.headline["kans"]
    assert isinstance(chance, Probability)
    assert (chance.value, chance.n, chance.events) == (0.5, 8, 4)
    assert (chance.low, chance.high) == pytest.approx(log_log_interval(0.5, (0.25 / 8) ** 0.5))
    assert "Greenwood" in interval_line(found)


def test_of_spells_from_the_first_day_the_first_spell_counts() -> None:
    found = measure(history_of(help_of("h", [(0, None), (50, 3)])), drop_out("eerste"))
    chance = found.headline["kans"]
    assert isinstance(chance, Probability)
    assert (chance.value, chance.low, chance.high, chance.n, chance.events) == (0.0, 0.0, 0.0, 1, 0)


def test_reports_of_a_case_hang_together_too() -> None:
    reports = [
        Happening(FIRST + timedelta(days=day), "melding", f"h{number}")
        for number in range(20)
        for day in ((0, 10, 20, 30) if number < 5 else (0,))
    ]
    every, first = (measure(history_of(reports), repeated(choice)) for choice in ("elke", "eerste"))
    all_starts, first_starts = every.headline["kans"], first.headline["kans"]
    assert isinstance(all_starts, Probability)
    assert isinstance(first_starts, Probability)
    assert (all_starts.events, all_starts.n) == (15, 35)
    assert (first_starts.events, first_starts.n) == (5, 20)
    # five cases with 3 of 4 starts, fifteen with 0 of 1, where 3 in 7 was to be expected
    squares = 5 * (3 - 4 * 3 / 7) ** 2 + 15 * (3 / 7) ** 2
    expected = log_log_interval(15 / 35, squares**0.5 / 35)
    assert (all_starts.low, all_starts.high) == pytest.approx(expected)
