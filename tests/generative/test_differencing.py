"""Releases read together: what they give away is found, and the new one withholds it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from helpers.attack import TEXT, assert_true, truth
from helpers.releases import Cases, context_for, figures_of, made_up_halves, release_of
from ketenzicht.attrition import Attrition
from ketenzicht.measures.result import Count, MeasureResult, Row, Table
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.differencing import differences, figures_of_release
from ketenzicht.publish.known import Knowledge
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, Name, Published
from ketenzicht.publish.release import release_together
from ketenzicht.publish.together import Earlier, add_data
from ketenzicht.publish.walk import figures_of as all_figures
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.run import measure_study, quality_facts, study_facts, take_in
from ketenzicht.study.settings import load_study

pytestmark = pytest.mark.generative

POLICY = Policy()
YEAR = (date(2024, 1, 1), date(2024, 12, 31))
FIRST, SECOND = (date(2024, 1, 1), date(2024, 6, 30)), (date(2024, 7, 1), date(2024, 12, 31))
ORDERS = [(FIRST, YEAR, SECOND), (YEAR, FIRST, SECOND), (FIRST, SECOND, YEAR)]

Exact = tuple[list[MeasureResult], list[Attrition]]


def counts(**rows: int) -> Exact:
    """A measure of named counts, without a total."""
    lines = tuple(Row(name, TEXT, (Count(x, name.replace("__", ":")),)) for name, x in rows.items())
    return [MeasureResult("maat", "tellen", TEXT, (), (Table("t", TEXT, (TEXT,), lines),))], []


def told(exact: Exact, period: tuple[date, date], earlier: Earlier | None = None, **context: Any) -> Any:
    """What the release of exact figures tells, as JSON would keep it."""
    published = release_together(exact[0], POLICY, attrition=exact[1], earlier=earlier)
    return json.loads(json.dumps(figures_of(published, POLICY, *period, **context)))


def test_the_other_half_of_a_year_follows_from_a_year_and_a_half() -> None:
    half, year = told(counts(n__periode=10), FIRST), told(counts(n__periode=12), YEAR)
    # 10 to 12 in both: at most 2 in the other half, where it is hidden that it is not nobody
    [found] = differences(told(counts(n__periode=2), SECOND), [half, year], POLICY)
    assert (found.numbers, found.earlier) == (("n:periode",), (0, 1))
    assert (found.low, found.high, found.verdict) == (1, 2, "determined")
    assert differences(told(counts(n__periode=2), SECOND), [half], POLICY) == ()
    assert differences(told(counts(n__periode=0), SECOND), [half, year], POLICY) == ()


def test_a_difference_of_two_shown_numbers_may_be_small() -> None:
    # 13 to 17 in the year, 10 to 12 in the half: 1 to 7 in the other half
    half, year = told(counts(n__periode=10), FIRST), told(counts(n__periode=13), YEAR)
    assert differences(year, [half], POLICY) == ()
    [found] = differences(year, [half], Policy(protection=8))
    assert (found.low, found.high) == (1, 7)


def test_a_number_on_a_day_is_one_number_in_every_period() -> None:
    early = told(counts(**{"open@2024-06-30": 10, "erbij": 0}), FIRST)
    later = told(counts(**{"open@2024-06-30": 10}), SECOND)
    beside, known = Earlier(later, [early], POLICY), Knowledge(POLICY)
    add_data(known, later)
    beside.read_with(known)
    assert sum(item.name.startswith("open@") for item in known.quantities) == 1


def test_of_the_same_data_a_count_grows_with_its_period() -> None:
    strict, year = Policy(protection=8), told(counts(n=13), YEAR)
    [found] = differences(year, [told(counts(n=10), FIRST)], strict)
    assert (found.low, found.high) == (1, 7)
    assert differences(year, [told(counts(n=10), FIRST, input="een andere levering")], strict) == ()
    assert differences(year, [told(counts(n=10), SECOND)], strict) == ()


def test_another_unit_or_chain_is_not_compared() -> None:
    half, year = told(counts(n__periode=10), FIRST), told(counts(n__periode=12), YEAR)
    for context in ({"unit": "persoon"}, {"chain": "andere"}, {"parameters": {"merge_same_day": False}}):
        new = told(counts(n__periode=2), SECOND, **context)
        assert differences(new, [half, year], POLICY) == ()


def test_a_later_delivery_that_says_otherwise_parts_only_what_it_contradicts() -> None:
    half = told(counts(n__periode=10, m__periode=100), FIRST)
    year = told(counts(n__periode=12, m__periode=60), YEAR, input="een latere levering")
    new = told(counts(n__periode=2, m__periode=30), SECOND, input="een latere levering")
    [found] = differences(new, [half, year], POLICY)
    assert found.numbers == ("n:periode",)


def test_a_chain_that_counts_otherwise_contradicts_nothing() -> None:
    old = told(counts(n=60, m=10, k__gegevens=30), YEAR)
    new = told(counts(n=100, m=10, k__gegevens=30), YEAR, version=["keten 2", "programma"])
    assert differences(new, [old], POLICY) == ()
    beside, known = Earlier(new, [old], POLICY), Knowledge(POLICY)
    add_data(known, new)
    links = [names for names, _ in beside.read_with(known).links]
    assert {names[0] for names in links} == {"n", "m", "k:gegevens"}


def test_what_is_not_settled_in_time_counts_as_given_away() -> None:
    half, year = told(counts(n__periode=10), FIRST), told(counts(n__periode=12), YEAR)
    [found] = differences(told(counts(n__periode=2), SECOND), [half, year], POLICY, seconds=0)
    assert found.low != found.low
    assert found.verdict == "determined"


def test_what_earlier_releases_give_away_by_themselves_is_not_held_against_a_new_one() -> None:
    half, year, rest = (
        told(counts(n__periode=10), FIRST),
        told(counts(n__periode=12), YEAR),
        told(counts(n__periode=2), SECOND),
    )
    assert differences(told(counts(m__periode=50), YEAR), [half, year, rest], POLICY) == ()


def parts_of(one: Cases, two: Cases) -> dict[tuple[date, date], Exact]:
    return {FIRST: release_of(one), SECOND: release_of(two), YEAR: release_of(one + two)}


@pytest.mark.parametrize("first", range(0, 24, 8))
def test_a_release_gives_nothing_away_beside_earlier_ones(first: int) -> None:
    mended = 0
    for seed in range(first, first + 8):
        exact, left = parts_of(*made_up_halves(seed)), list[Any]()
        order = ORDERS[seed % 3]
        for period in order:
            new = told(exact[period], period)
            if left and differences(new, left, POLICY):
                mended += 1
                new = told(exact[period], period, Earlier(context_for(*period), left, POLICY))
                assert differences(new, left, POLICY) == (), seed
            left.append(new)
        assert_possible(left, [exact[period] for period in order], pieces(exact))
    assert mended


def pieces(exact: dict[tuple[date, date], Exact]) -> dict[Name, float]:
    """The true numbers of the halves, as pieces of the year."""
    return {
        f"{name}\t{period[0]}..{period[1]}": value
        for period in (FIRST, SECOND)
        for name, value in truth(*exact[period]).items()
    }


def assert_possible(left: list[Any], exact: list[Exact], pieces: dict[Name, float]) -> None:
    """The truth is possible for whoever reads the releases together; the last one counts as the new one."""
    releases, values = [left[-1], *left[:-1]], dict(pieces)
    beside, known = Earlier(releases[0], releases[1:], POLICY), Knowledge(POLICY)
    add_data(known, releases[0])
    beside.read_with(known)
    for number, one in enumerate([exact[-1], *exact[:-1]]):
        for name, value in truth(*one).items():
            key = beside.key(name, number)
            assert values.setdefault(key, value) == pytest.approx(value)
    assert_true(known, (), values)


def test_two_halves_and_a_year_of_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "key"))
    make_demo_study(tmp_path / "demo", households=120, seed=5)
    study = load_study(tmp_path / "demo")
    intake = take_in(study)
    left, exact = list[Any](), list[Exact]()
    for first, last in ORDERS[1]:
        period = study.settings.period.model_copy(update={"first": first, "last": last})
        part = replace(study, settings=study.settings.model_copy(update={"period": period}))
        results, steps = measure_study(part, intake, lambda _step: None)
        attrition = (*intake.attrition, *steps)
        facts = study_facts(part, intake.fingerprints)
        published = release_together(
            results, POLICY, attrition=attrition, quality=quality_facts(intake.quality)
        )
        new = figures_of_release(content(facts, part.chain, published))
        if differences(new, left, POLICY):
            published = release_together(
                results,
                POLICY,
                attrition=attrition,
                quality=quality_facts(intake.quality),
                earlier=Earlier(new, left, POLICY),
            )
            new = figures_of_release(content(facts, part.chain, published))
            assert differences(new, left, POLICY) == ()
        assert any(not isinstance(figure, Hidden) for _, figure in all_figures(published))
        left.append(json.loads(json.dumps(new)))
        exact.append((list(results), list(attrition)))
    halves = {FIRST: exact[1], SECOND: exact[2]}
    assert_possible(left, exact, pieces(halves))


def content(facts: Any, chain: Any, published: Published) -> ReportContent:
    return ReportContent(facts, chain, published.results, published.quality, published.attrition, POLICY)
