"""Simulate, then count: what goes into the made-up world comes out of it, day by day as the model made it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from ketenzicht.whatif import simulate
from ketenzicht.whatif.draws import NEVER
from ketenzicht.whatif.households import Window, day_number
from ketenzicht.whatif.model import Model, Span
from ketenzicht.whatif.parameters import World
from ketenzicht.whatif.replications import trajectories
from ketenzicht.whatif.results import Trajectories
from ketenzicht.whatif.simulate import Chunk, simulate_chunk
from ketenzicht.whatif.world import shipped_world, with_values
from ketenzicht.whatif.world_model import ASSESSMENT, CONDITIONS, INVESTIGATION, MONITORING, PLACES

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


def test_what_followed_a_report_is_what_the_model_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Report by report, stage by stage, looked up one at a time in the trajectories."""
    kept: list[tuple[Model, Span, Trajectories]] = []

    def keep(model: Model, span: Span, *, seed: int) -> Trajectories:
        kept.append((model, span, trajectories(model, span, seed=seed)))
        return kept[0][2]

    monkeypatch.setattr(simulate, "trajectories", keep)
    during = shipped_world().routes.during.value
    backwards = {name: during[name] for name in reversed(during)}
    world = with_values(shipped_world(), {"routes.during": backwards})
    reports = chunk(world, size=300).reports
    [(model, span, happened)] = kept
    stages = [stage.name for stage in model.stages]
    ends = [end for stage in model.stages for end in model.end_names(stage)]
    by_report = {
        (row["case"], row["spell"], row["stage"]): row
        for row in happened.courses
        if row["stage"] < len(stages)
    }

    def day(time: float) -> int:
        return int(day_number(span.first)) + int(time) if time < float("inf") else int(NEVER)

    moments = {(row["case"], row["earlier"]): row["time"] for row in happened.reports}
    running = {(row["case"], row["earlier"]): row["during"] for row in happened.reports}
    first = shipped_world().routes.first.value
    assert len(moments) == len(reports.day) > 600
    for at, (home, earlier) in enumerate(zip(reports.household, reports.earlier, strict=True)):
        assert reports.day[at] == day(moments[home, earlier])
        course = reports.course
        for stage, begin, end in (
            (ASSESSMENT, None, course.decided),
            (CONDITIONS, course.conditions_start, course.conditions_end),
            (INVESTIGATION, course.determined, course.judged),
            (MONITORING, course.monitored_from, course.monitored_until),
            (PLACES[0][0], None, course.first.transferred),
            (PLACES[0][2], course.first.help_start, course.first.help_end),
            (PLACES[1][0], None, course.second.transferred),
            (PLACES[1][2], course.second.help_start, course.second.help_end),
        ):
            row = by_report.get((home, earlier, stages.index(stage)))
            over = row is not None and row["end"] >= 0
            assert end[at] == (day(row["ended"]) if over else NEVER), stage
            if begin is not None:
                assert begin[at] == (day(row["started"]) if row is not None else NEVER), stage
        decision = by_report[home, earlier, stages.index(ASSESSMENT)]
        if decision["end"] >= 0:
            taken = list(backwards if running[home, earlier] else first)[decision["branch"]]
            assert list(first)[course.route[at]] == taken
        helped = by_report.get((home, earlier, stages.index(PLACES[0][2])))
        if helped is not None and helped["end"] >= 0:
            codes = list(shipped_world().help.ends.value)
            assert codes[course.first.help_reason[at]] == ends[helped["end"]]


def test_drop_out_comes_back(made: Chunk) -> None:
    help_of = made.reports.course.first
    long_ago = help_of.help_start < WINDOW.first_day
    assert (help_of.help_end[long_ago] < NEVER).mean() > 0.8  # the others left sight
    ended = long_ago & (help_of.help_end < NEVER)
    ends = shipped_world().help.ends.value
    for position, (code, expected) in enumerate(ends.items()):
        share = (help_of.help_reason[ended] == position).mean()
        # who is lost is so in long help more often than in short help
        assert float(share) == pytest.approx(expected, abs=0.012), code


def test_never_picked_up_comes_back(made: Chunk) -> None:
    first = made.reports.course.first
    transferred = first.transferred < WINDOW.first_day
    share = (first.help_start[transferred] == NEVER).mean()
    assert float(share) == pytest.approx(shipped_world().transfer.never_picked_up.value, abs=0.015)


def test_the_term_of_five_working_days_comes_back(made: Chunk) -> None:
    decided = made.reports.course.decided
    seen = decided < NEVER
    day = made.reports.day[seen].astype("datetime64[D]")
    took = np.busday_count(day + 1, decided[seen].astype("datetime64[D]") + 1)
    assert within_chance(float((took <= 5).mean()), shipped_world().assessment.in_time.value, len(took))


def test_steps_follow_one_another(made: Chunk) -> None:
    course, started = made.reports.course, made.reports.investigation_start
    for earlier, later in (
        (made.reports.day, course.decided),
        (course.determined - 1, started),
        (started, course.judged),
        (course.first.transferred, course.first.help_start),
        (course.first.help_start, course.first.help_end),
        (course.first.transferred, course.second.transferred),
        (course.second.transferred, course.second.help_start),
        (course.monitored_from, course.monitored_until),
    ):
        came = later < NEVER
        assert came.any()
        assert (earlier[came] < later[came]).all()
    assert (made.reports.receiver != made.reports.second_receiver).all()


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
    same = np.diff(reports.household) == 0
    closed, following = reports.course.closed[:-1][same], reports.day[1:][same]
    ended = closed < NEVER
    assert 0.5 < ended.mean() < 0.9
    assert (closed[ended] <= following[ended]).all()
    assert (closed[ended] == following[ended]).mean() < 0.01  # it can be the same day


def test_without_returns_every_household_has_one_report() -> None:
    still = with_values(
        shipped_world(), {"returns.rates": dict.fromkeys(shipped_world().returns.rates.value, 0.0)}
    )
    made = chunk(still, size=2000)
    assert (made.reports.household == np.arange(len(made.households.size))).all()


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
    assert (one.reports.course.first.help_end == same.reports.course.first.help_end).all()
    other_seed, other_number = chunk(size=500, seed=4), chunk(size=500, number=1)
    assert not np.array_equal(one.households.first_report, other_seed.households.first_report)
    assert not np.array_equal(one.households.first_report, other_number.households.first_report)
