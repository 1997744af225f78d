"""Routes: places at the landmark, chances after it, and a comparison that severity cannot fool (question Q9)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from helpers.histories import Happening as H
from helpers.histories import history_of, mini_chain
from ketenzicht.chain.model import Chain
from ketenzicht.measures import measure
from ketenzicht.measures.result import (
    AtMost,
    Count,
    Difference,
    Equal,
    Mean,
    MeasureResult,
    Share,
)

pytestmark = pytest.mark.unit

START = date(2022, 1, 1)
PERIOD = (START, date(2022, 12, 31))
ROUTES: dict[str, object] = {
    "soort": "routes",
    "vanaf": {"gebeurtenis": "melding"},
    "overdracht": "overdracht",
    "bestemming": "naar",
    "meetmoment": {"duur": 90, "eenheid": "dagen"},
    "uitkomst": {"id": "nieuw", "naam": "Nieuwe melding", "gebeurtenissen": "melding"},
    "horizon": {"duur": 100, "eenheid": "dagen"},
}
SEVERITY = {
    "id": "ernst",
    "naam": "Ernst",
    "kenmerk": "zorgsoort",
    "groepen": [
        {"id": "geweld", "naam": "Geweld", "is": ["geweld"]},
        {"id": "zorgen", "naam": "Zorgen", "is": ["zorgen"]},
    ],
}


def chain(**changes: object) -> Chain:
    return mini_chain(
        codelijsten=[
            {
                "id": "plaats",
                "naam": "Plaats",
                "codes": {"a": "Team A", "b": "Team B", "z": "Weet niet"},
                "onbekend": ["z"],
            }
        ],
        kenmerken=[
            {"id": "zorgsoort", "naam": "Soort zorg", "van": "melding"},
            {"id": "naar", "naam": "Naar", "van": "overdracht", "type": "code", "codelijst": "plaats"},
        ],
        maten=[{"id": "routes", "naam": "Routes", "zin": "Zin."} | ROUTES | changes],
    )


def result(rows: list[H], *, data_to: date = date(2024, 12, 31), **changes: object) -> MeasureResult:
    made = chain(**changes)
    history = history_of(rows, chain=made, data=(date(2018, 1, 1), data_to), period=PERIOD)
    return measure(history, made.measures[0])


def case(
    name: str, places: str = "", *, after: int | None = None, what: str = "melding", kind: str = "geweld"
) -> list[H]:
    """A report, transfers to these places from day 10 on, one a day, and perhaps something so many days later."""
    rows = [H(START, "melding", name, zorgsoort=kind)]
    rows += [
        H(
            START + timedelta(days=10 + number),
            "overdracht",
            name,
            attributes={"naar": None if place == "?" else place},
        )
        for number, place in enumerate(places)
    ]
    if after is not None:
        rows.append(H(START + timedelta(days=after), what, name, zorgsoort=kind))
    return rows


def figures(found: MeasureResult, table: str, row: str) -> tuple[Any, ...]:
    one = next(item for item in found.tables if item.id == table)
    return next(item for item in one.rows if item.id == row).figures


def numbers(found: MeasureResult, table: str) -> dict[str, int]:
    one = next(item for item in found.tables if item.id == table)
    return {row.id: row.figures[0].n for row in one.rows}  # type: ignore[union-attr]


def test_cases_by_number_of_places_and_by_first_destination() -> None:
    rows = [
        *case("h1"),
        *case("h2", "a"),
        *case("h3", "aa"),  # twice the same place is one place
        *case("h4", "ba"),
        *case("h5", "?"),
        *case("h6", "a?"),  # perhaps one place, perhaps two
        *case("h7", "z"),  # the code for unknown
    ]
    found = result(rows)
    assert numbers(found, "aantal") == {
        "geen": 1, "een": 2, "meer": 1, "twee": 1, "drie-of-meer": 0, "onbekend": 3,
    }  # fmt: skip
    assert numbers(found, "eerste") == {"a": 3, "b": 1, "onbekend": 2, "geen": 1}
    share = found.headline["aandeel_een"]
    assert isinstance(share, Share)
    assert (share.x, share.n) == (2, 7)


def test_several_places_on_one_day_have_no_first_and_words_of_a_registration_do_not_leave() -> None:
    rows = [
        *case("h1"),
        H(START + timedelta(days=5), "overdracht", "h1", attributes={"naar": "a,b"}),
        *case("h2"),
        H(START + timedelta(days=5), "overdracht", "h2", attributes={"naar": "bij mevrouw Jansen"}),
    ]
    found = result(rows)
    assert numbers(found, "eerste") == {"andere-bestemming": 1, "meer-tegelijk": 1}
    assert "Jansen" not in repr(found)


def test_only_transfers_after_the_day_of_the_start_and_up_to_the_landmark_count() -> None:
    rows = []
    for name, day in (("h1", 0), ("h2", 1), ("h3", 90), ("h4", 91), ("h5", -5)):
        rows += case(name)
        rows.append(H(START + timedelta(days=day), "overdracht", name, attributes={"naar": "a"}))
    assert numbers(result(rows), "aantal")["een"] == 2


def test_who_has_the_outcome_or_is_lost_before_the_landmark_is_left_out_and_counted() -> None:
    rows = [
        *case("h1", "a", after=90),  # on the landmark: not after it
        *case("h2", "a", after=91),
        *case("h3", "a", after=50, what="vertrek"),
        *case("h4", "a"),
        H(date(2022, 11, 1), "melding", "h5"),  # 60 days of data
    ]
    found = result(rows, data_to=date(2022, 12, 31))
    assert [step.left_out for step in found.attrition[:3]] == [1, 1, 1]
    assert found.attrition[2].after == 2
    assert figures(found, "kansen-nieuw", "een")[1].value == pytest.approx(0.5)


def test_the_clock_starts_anew_at_the_landmark_and_a_loss_competes() -> None:
    rows = [
        *case("h1", "a", after=91),  # day 1 of the new clock
        *case("h2", "a", after=190),  # day 100: the last day of the horizon
        *case("h3", "a", after=191),  # too late
        *case("h4", "a", after=100, what="overlijden"),
    ]
    chance = figures(result(rows), "kansen-nieuw", "een")[1]
    assert (chance.value, chance.n, chance.events) == (pytest.approx(0.5), 4, 2)


def test_a_group_that_nobody_could_follow_to_the_horizon_has_no_chance_and_it_is_said() -> None:
    start, late = START, date(2022, 9, 1)
    rows = [*case("h1", "a"), *case("h2", "a", after=100)]
    for name in ("h3", "h4"):
        rows.append(H(late, "melding", name))
        rows += [
            H(late + timedelta(days=day), "overdracht", name, attributes={"naar": to})
            for day, to in ((3, "a"), (4, "b"))
        ]
    found = result(rows, data_to=start + timedelta(days=364))
    assert figures(found, "kansen-nieuw", "een")[1].value == pytest.approx(0.5)
    assert figures(found, "kansen-nieuw", "meer") == (Count(2, "routes:meer"), None)
    assert "verschil" not in found.headline
    assert str(found.words["verschil"]) == "niet te geven"
    assert any("te volgen" in str(text) for text in found.warnings)


def test_without_a_registered_destination_there_is_no_result_and_it_is_said() -> None:
    found = result([H(START, "melding", "h1")])
    assert found.tables == ()
    assert [str(text) for text in found.warnings] == ["Waarheen is overgedragen is niet geregistreerd."]


def test_a_split_that_is_not_registered_is_left_out_and_named() -> None:
    age = {"id": "leeftijd", "naam": "Leeftijd", "kenmerk": "naam-elders", "groepen": SEVERITY["groepen"]}
    changed = chain(kenmerken=[SEVERITY]).model_copy()
    declared = changed.measures[0]
    assert declared.kind == "routes"
    unknown = type(declared.splits[0]).model_validate(age)
    history = history_of([*case("h1", "a"), *case("h2", "ab")], chain=changed, period=PERIOD)
    found = measure(history, declared.model_copy(update={"splits": (*declared.splits, unknown)}))
    assert str(found.warnings[0]) == "Niet geregistreerd, en dus niet voor gecorrigeerd: Leeftijd."


def severe_world(seed: int, cases: int = 600, effect: float = 0.0) -> list[H]:
    """Severity drives both the number of places and the new report; the route itself adds ``effect``."""
    random = np.random.default_rng(seed)
    rows: list[H] = []
    for number in range(cases):
        severe = random.random() < 0.4
        several = random.random() < (0.7 if severe else 0.2)
        again = random.random() < (0.55 if severe else 0.15) + effect * several
        when = int(random.integers(91, 180)) if again else None
        kind = "geweld" if severe else "zorgen"
        rows += case(f"h{number}", "ab" if several else "a", after=when, kind=kind)
    return rows


def both_differences(found: MeasureResult) -> tuple[Difference, Difference]:
    crude, adjusted = (figures(found, "verschil-nieuw", row)[0] for row in ("gemeten", "gecorrigeerd"))
    return crude, adjusted


def test_severity_makes_a_crude_difference_that_adjusting_takes_away() -> None:
    covered = 0
    for seed in range(12):
        found = result(severe_world(seed), kenmerken=[SEVERITY])
        crude, adjusted = both_differences(found)
        assert crude.low > 0.05
        assert adjusted.value < crude.value - 0.1
        covered += adjusted.low <= 0 <= adjusted.high
        before, after = figures(found, "evenwicht-nieuw", "ernst")
        assert before.value > 0.8
        assert after == Mean(pytest.approx(0, abs=1e-12), before.n, 2)
    assert covered >= 10  # of 12; below that once in fifty times when coverage is 95 %


def test_a_true_effect_of_the_route_is_not_adjusted_away() -> None:
    found = result(severe_world(3, 1500, effect=0.25), kenmerken=[SEVERITY])
    _, adjusted = both_differences(found)
    assert adjusted.low > 0.1
    assert adjusted.low < 0.25 < adjusted.high


def test_what_finds_no_partner_is_left_out_of_the_comparison_and_counted() -> None:
    rows = severe_world(1)
    # everybody of a third kind goes to one place
    rows += [row for number in range(30) for row in case(f"x{number}", "a", kind="anders")]
    found = result(rows, kenmerken=[SEVERITY])
    step = found.attrition[-1]
    assert (step.before, step.left_out) == (630, 30)
    assert figures(found, "kansen-nieuw", "een")[0].n == 630 - figures(found, "kansen-nieuw", "meer")[0].n


def test_too_few_cases_to_adjust_give_no_adjusted_figure_and_it_is_said() -> None:
    found = result(severe_world(1, 20), kenmerken=[SEVERITY])
    crude, adjusted = both_differences(found)
    assert crude is not None
    assert adjusted is None
    assert any("te weinig zaken" in str(text) for text in found.warnings)


def test_numbers_add_up_as_the_result_says() -> None:
    found = result(severe_world(2, 200), kenmerken=[SEVERITY])
    named = {
        figure.name: figure.n
        for table in found.tables
        for row in table.rows
        for figure in row.figures
        if isinstance(figure, Count) and figure.name is not None
    }
    named["routes:meetmoment"] = found.attrition[2].after
    for relation in found.relations:
        assert isinstance(relation, Equal | AtMost)
        left, right = (sum(named[name] for name in side) for side in (relation.left, relation.right))
        assert left == right if isinstance(relation, Equal) else left <= right
