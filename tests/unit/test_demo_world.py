"""Simulate, then count: what goes into the made-up world comes out of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ketenzicht.whatif.draws import NEVER
from ketenzicht.whatif.households import Window
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.routes import ROUTES
from ketenzicht.whatif.simulate import Chunk, simulate_chunk
from ketenzicht.whatif.world import shipped_world, with_values

pytestmark = pytest.mark.unit

WINDOW = Window(date(2018, 1, 1), date(2025, 12, 31))
SIZE = 20_000


def chunk(world: World | None = None, *, seed: int = 3, number: int = 0, size: int = SIZE) -> Chunk:
    return simulate_chunk(world or shipped_world(), WINDOW, seed=seed, number=number, size=size)


@pytest.fixture(scope="module")
def made() -> Chunk:
    return chunk()


def within_chance(share: float, expected: float, n: int) -> bool:
    """Within four standard errors: one in 16,000 runs would fail by chance."""
    return abs(share - expected) <= 4 * (expected * (1 - expected) / n) ** 0.5


def test_drop_out_comes_back(made: Chunk) -> None:
    course = made.reports.course
    started = course.help_start < NEVER
    ends = shipped_world().help.ends.value
    for position, (code, expected) in enumerate(ends.items()):
        share = (course.help_reason[started] == position).mean()
        assert within_chance(float(share), expected, int(started.sum())), code


def test_never_picked_up_comes_back(made: Chunk) -> None:
    course = made.reports.course
    transferred = course.transferred < NEVER
    share = (course.help_start[transferred] == NEVER).mean()
    assert within_chance(float(share), shipped_world().transfer.never_picked_up.value, int(transferred.sum()))


def test_routes_come_back_apart_for_reports_during_involvement(made: Chunk) -> None:
    rules = shipped_world().routes
    for running, shares in ((False, rules.first.value), (True, rules.during.value)):
        routes = made.reports.course.route[made.reports.running == running]
        for name, expected in shares.items():
            share = (routes == ROUTES.index(name)).mean()
            assert within_chance(float(share), expected, len(routes)), name


def test_the_term_of_five_working_days_comes_back(made: Chunk) -> None:
    day = made.reports.day.astype("datetime64[D]")
    took = np.busday_count(day + 1, made.reports.course.decided.astype("datetime64[D]") + 1)
    assert within_chance(float((took <= 5).mean()), shipped_world().assessment.in_time.value, len(took))


def test_steps_follow_one_another(made: Chunk) -> None:
    course = made.reports.course
    assert (course.decided > made.reports.day).all()
    assert (course.judged >= course.investigation_start)[course.judged < NEVER].all()
    assert (course.help_start > course.transferred)[course.help_start < NEVER].all()
    assert (course.help_end > course.help_start)[course.help_start < NEVER].all()
    assert (course.monitored_until > course.monitored_from)[course.monitored_from < NEVER].all()
    assert (course.ends >= course.last_step).all()


def test_reports_of_a_household_follow_one_another_and_stop_when_it_leaves(made: Chunk) -> None:
    reports = made.reports
    order = np.lexsort((reports.day, reports.household))
    same = np.diff(reports.household[order]) == 0
    assert (np.diff(reports.day[order])[same] >= 1).all()
    assert (np.diff(reports.earlier[order])[same] == 1).all()
    assert (reports.day <= made.households.lost[reports.household]).all()
    assert (reports.day <= WINDOW.last_day).all()


def test_involvement_closes_before_a_new_report_or_goes_on_with_it(made: Chunk) -> None:
    reports = made.reports
    order = np.lexsort((reports.day, reports.household))
    same = np.diff(reports.household[order]) == 0
    closed, following = reports.closed[order][:-1][same], reports.day[order][1:][same]
    running = reports.running[order][1:][same]
    assert (closed[~running] < following[~running]).all()
    assert (closed[running] == NEVER).all()


def test_without_returns_every_household_has_one_report() -> None:
    still = with_values(
        shipped_world(), {"returns.rates": dict.fromkeys(shipped_world().returns.rates.value, 0.0)}
    )
    made = chunk(still, size=2000)
    assert (made.reports.household == np.arange(2000)).all()


def test_more_drop_out_gives_more_reports() -> None:
    ends = shipped_world().help.ends.value
    nobody = {code: 0.0 if code in ("32", "33", "34") else share for code, share in ends.items()}
    nobody["31"] += 1 - sum(nobody.values())
    fewer = chunk(with_values(shipped_world(), {"help.ends": nobody}))
    everybody = {code: float(code == "32") for code in ends}
    more = chunk(with_values(shipped_world(), {"help.ends": everybody}))
    assert len(more.reports.day) > 1.05 * len(fewer.reports.day)


def test_nobody_moves_twice_and_only_to_a_later_household(made: Chunk) -> None:
    homes = made.households
    target = np.flatnonzero(homes.came_from >= 0)
    source = homes.came_from[target]
    assert len(np.unique(source)) == len(source) > 0
    assert (homes.left_on[source] == homes.first_report[target]).all()
    assert (homes.first_report[source] < homes.first_report[target]).all()
    assert (homes.came_from[source] == -1).all()


def test_parents_are_older_than_their_children(made: Chunk) -> None:
    homes = made.households
    member = np.arange(homes.adult.shape[1]) < homes.size[:, None]
    children = member & ~homes.adult
    oldest_child = np.where(children, homes.age, -100).max(axis=1)
    assert oldest_child.max() == 17
    for place in (0, 1):
        parent = children.any(axis=1) & homes.adult[:, place]
        assert (homes.age[parent, place] - oldest_child[parent] >= 18).all()


def test_a_chunk_depends_on_seed_and_number_only() -> None:
    one, same = chunk(size=500), chunk(size=500)
    assert (one.reports.day == same.reports.day).all()
    assert (one.reports.course.help_end == same.reports.course.help_end).all()
    other_seed, other_number = chunk(size=500, seed=4), chunk(size=500, number=1)
    assert not np.array_equal(one.households.first_report, other_seed.households.first_report)
    assert not np.array_equal(one.households.first_report, other_number.households.first_report)
