"""The what-if kernel written again, slowly and plainly: dictionaries, a heap, one event at a time.

It shares with the kernel the random numbers and nothing else. It knows one class, stages with an organisation,
patience, drop-out, routes, courses beside, returns by chance and by rate, and loss.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from math import ceil, exp, floor, inf, log1p

import numpy as np
from scipy.stats import norm

from ketenzicht.whatif import streams
from ketenzicht.whatif.compiled_model import YEAR, compile_model, names_of
from ketenzicht.whatif.draw_kernel import PER_STAGE
from ketenzicht.whatif.durations import Duration, Kind, Rounding
from ketenzicht.whatif.model import Model, Span, Stage
from ketenzicht.whatif.streams import exponential, gamma_mean_one, uniform

WHICH_END, HOW_LONG, WHICH_DOER, WHICH_BRANCH, PATIENCE, CLOCKS, BESIDES = 0, 1, 2, 3, 4, 5, 24
PERSONS, FRAILTY, LOSSES, NEXT_REPORT, COMES_BACK, AFTER, SPELLS = 0, 1, 2, 3, 5, 6, 7


def key_of(key: np.uint64, number: int) -> np.uint64:
    return np.uint64(streams.key_of(key, number))


@dataclass
class Case:
    number: int
    key: np.uint64
    persons: int
    frailty: float
    reports: int = 0
    courses: list[Course] = field(default_factory=list)
    rest: dict[str, tuple[str, float]] = field(default_factory=dict)
    to_go: float = inf
    clock_at: float = 0.0
    rate: float = 0.0
    clock: int = 0
    lost: bool = False


@dataclass
class Course:
    case: Case
    spell: int
    key: np.uint64
    during: bool
    person: int
    visits: dict[str, int]
    spell_courses: list[Course]
    stage: Stage | None = None
    visit: int = 0
    organisation: str | None = None
    entered: float = 0.0
    started: float = inf
    token: int = 0
    ends_with: str = ""
    leaves: tuple[tuple[str, str], ...] = ()


class SlowChain:
    """A model of one class; :meth:`run` gives the rows (case, spell, person, stage, entered, started, ended, end)."""

    def __init__(self, model: Model, span: Span, seed: int, replication: int) -> None:
        self.model, self.span = model, span
        self.names = names_of(model)
        self.plan = compile_model(model, span)
        self.stages = {stage.name: stage for stage in model.stages}
        self.key = key_of(key_of(key_of(np.uint64(seed), 0), replication), 0)
        self.events: list[tuple[float, int, object]] = []
        self.order = count()
        self.busy: dict[str, int] = defaultdict(int)
        self.queues: dict[str, list[tuple[int, int, Course]]] = defaultdict(list)
        self.tickets = count()
        self.rows: list[tuple[object, ...]] = []
        self.rate = model.rate_return

    def at(self, time: float, what: object) -> None:
        if time < self.span.days:
            heapq.heappush(self.events, (time, next(self.order), what))

    def lasts(self, duration: Duration, time: float, chance: float) -> float:
        """When something ends that began at this moment."""
        below = 0.0
        for part in duration.parts:
            if chance < below + part.share:
                break
            below += part.share
        chance = min(max((chance - below) / part.share, 0.0), 1.0)
        days = part.scale
        if part.kind == Kind.EXPONENTIAL:
            days = -part.scale * log1p(-chance)
        elif part.kind == Kind.LOGNORMAL:
            days = part.scale * exp(part.shape * norm.ppf(chance))
        elif part.kind == Kind.QUANTILES:
            days = float(np.interp(chance, np.linspace(0, 1, len(part.table)), part.table))
        days = min(max(days + part.plus, part.at_least), part.at_most)
        if duration.rounding == Rounding.NONE:
            return time + days
        if duration.rounding == Rounding.WHOLE_DAYS:
            return time + ceil(days)
        day = floor(time)
        weekdays = np.busday_offset(
            np.datetime64(self.span.first) + day, ceil(days), roll="preceding"
        ) - np.datetime64(self.span.first)
        return time - day + float(weekdays.astype(int))

    def chance(self, course: Course, what: int, stage: str, visit: int, person: int) -> float:
        place = self.names.stages.index(stage) * PER_STAGE + what
        return float(uniform(course.key, place, visit * PER_STAGE + person))

    def run(self) -> list[tuple[object, ...]]:
        total, expected = 0.0, self.plan.arriving[0]
        for number in count():
            total += exponential(self.key, 0, number)
            day = int(np.searchsorted(expected, total, "right")) - 1
            if day >= len(expected) - 1:
                break
            within = (total - expected[day]) / (expected[day + 1] - expected[day])
            self.at(float(self.plan.rules[0]["begin"]) + day + within, ("arrives", number))
        while self.events:
            time, _, what = heapq.heappop(self.events)
            kind, *about = what
            getattr(self, kind)(time, *about)
        return sorted(self.rows, key=str)

    def arrives(self, time: float, number: int) -> None:
        of = self.model.classes[0]
        key = key_of(self.key, number)
        drawn, persons = uniform(key, PERSONS, 0), 1
        while persons < len(of.persons) and drawn >= sum(of.persons[:persons]):
            persons += 1
        frailty = gamma_mean_one(of.frailty_shape, key, FRAILTY) if of.frailty_shape else 1.0
        case = Case(number, key, persons, frailty)
        for standing in self.model.standings:
            first = standing.levels[0]
            case.rest[standing.name] = (first.name, time + (first.days or inf))
        losses = [
            time + exponential(key, LOSSES, place) / (loss.per_year / YEAR)
            for place, loss in enumerate(of.losses)
            if loss.per_year
        ]
        if losses:
            self.at(min(losses), ("is_lost", case))
        self.reports(time, case)

    def reports(self, time: float, case: Case) -> None:
        if case.lost:
            return
        during = any(course.stage and course.stage.involved for course in case.courses)
        key = key_of(case.key, SPELLS + case.reports)
        course = Course(case, case.reports, key, during, 0, defaultdict(int), [])
        case.reports += 1
        self.open(course)
        self.enter(time, course, self.model.classes[0].entry)
        case.to_go = exponential(case.key, NEXT_REPORT, case.reports)
        case.clock_at, case.rate = time, 0.0
        self.settle(time, case)

    def open(self, course: Course) -> None:
        course.case.courses.append(course)
        course.spell_courses.append(course)

    def enter(self, time: float, course: Course, name: str) -> None:
        stage = self.stages[name]
        course.stage, course.entered, course.started = stage, time, inf
        course.visit = course.visits[name]
        course.visits[name] += 1
        names = [one for one, _ in stage.organisations]
        if not names:
            course.organisation = None
        elif course.organisation not in names:
            drawn = self.chance(course, WHICH_DOER, name, course.visit, course.person)
            limits = np.cumsum([share for _, share in stage.organisations])
            course.organisation = names[min(int(np.searchsorted(limits, drawn, "right")), len(names) - 1)]
        if self.has_place(course.organisation):
            self.work(time, course)
        else:
            course.token += 1
            heapq.heappush(self.queues[course.organisation], (stage.priority, next(self.tickets), course))
            if stage.patience:
                drawn = self.chance(course, PATIENCE, name, course.visit, course.person)
                course.ends_with, course.leaves = stage.patience.end, stage.patience.leaves
                self.at(self.lasts(stage.patience.time, time, drawn), ("ends", course, course.token))

    def has_place(self, organisation: str | None) -> bool:
        capacity = {one.name: one.capacity for one in self.model.organisations}.get(organisation or "")
        return capacity is None or self.busy[organisation] < capacity

    def work(self, time: float, course: Course) -> None:
        stage = course.stage
        course.started, course.token = time, course.token + 1
        self.busy[course.organisation] += 1
        drawn = self.chance(course, WHICH_END, stage.name, course.visit, course.person)
        limits = np.cumsum([end.share for end in stage.ends])
        which = min(int(np.searchsorted(limits, drawn, "right")), len(limits) - 1)
        long = self.chance(course, HOW_LONG, stage.name, course.visit, course.person)
        first = self.lasts(stage.ends[which].duration, time, long)
        course.ends_with, course.leaves = stage.ends[which].name, stage.ends[which].leaves
        for place, clock in enumerate(stage.drop_out):
            drawn = self.chance(course, CLOCKS + place, stage.name, course.visit, course.person)
            moment = self.lasts(clock.time, time, drawn)
            if moment < first:
                first, course.ends_with, course.leaves = moment, clock.end, clock.leaves
        self.at(first, ("ends", course, course.token))

    def call_next(self, time: float, organisation: str | None) -> None:
        waiting = self.queues[organisation]
        while waiting and self.has_place(organisation):
            _, _, course = heapq.heappop(waiting)
            if course.stage is not None and course.started == inf:
                self.work(time, course)
                self.settle(time, course.case)

    def forget(self, course: Course) -> None:
        if course.started < inf:
            self.busy[course.organisation] -= 1
        else:
            self.queues[course.organisation] = [
                one for one in self.queues[course.organisation] if one[2] is not course
            ]
            heapq.heapify(self.queues[course.organisation])
        course.token += 1

    def write(self, course: Course, ended: float, end: str) -> None:
        self.rows.append(
            (course.case.number, course.spell, course.person, course.stage.name, course.entered, course.started,
             ended, end)
        )  # fmt: skip

    def ends(self, time: float, course: Course, token: int) -> None:
        if course.token != token:
            return
        case, stage, visit, worked = course.case, course.stage, course.visit, course.started < inf
        self.forget(course)
        self.write(course, time, course.ends_with)
        for standing, level in course.leaves:
            days = {one.name: one.days for one in self.standing(standing).levels}[level]
            case.rest[standing] = (level, time + (days or inf))
        if worked:
            course.stage = None
            self.call_next(time, course.organisation)
        course.stage = None
        fitting = [
            route
            for route in self.model.routes
            if (route.stage, route.end) == (stage.name, course.ends_with)
            and route.during in (None, course.during)
        ]
        route = max(fitting, key=lambda one: one.during is not None, default=None)
        to, outcome = None, course.ends_with
        if route:
            drawn = self.chance(course, WHICH_BRANCH, stage.name, visit, course.person)
            limits = np.cumsum([one.share for one in route.branches])
            branch = route.branches[min(int(np.searchsorted(limits, drawn, "right")), len(limits) - 1)]
            to, outcome = branch.to, branch.outcome or course.ends_with
            self.besides(time, course, branch, stage.name, visit)
        if to:
            self.enter(time, course, to)
        else:
            case.courses.remove(course)
            course.spell_courses.remove(course)
        self.settle(time, case)
        if not to and not course.spell_courses:
            back = {one.outcome: one for one in self.model.returns}.get(outcome)
            if back:
                chances = back.chances
                if uniform(case.key, COMES_BACK, course.spell) < chances[min(course.spell, len(chances) - 1)]:
                    drawn = float(uniform(case.key, AFTER, course.spell))
                    self.at(self.lasts(back.delay, time, drawn), ("reports", case))

    def besides(self, time: float, course: Course, branch: object, ended: str, visit: int) -> None:
        for place, beside in enumerate(branch.beside):
            chance = beside.chances[min(course.spell, len(beside.chances) - 1)]
            what = BESIDES + 2 * place
            if self.chance(course, what, ended, visit, course.person) >= chance:
                continue
            others = [
                person
                for person in range(course.case.persons)
                if person != course.person
                and self.chance(course, what + 1, ended, visit, person) < beside.others
            ]
            for person in (course.person, *others):
                new = Course(
                    course.case, course.spell, course.key, course.during, person, course.visits,
                    course.spell_courses,
                )  # fmt: skip
                self.open(new)
                self.enter(time, new, beside.stage)

    def is_lost(self, time: float, case: Case) -> None:
        case.lost = True
        organisations = {course.organisation for course in case.courses}
        for course in case.courses:
            self.forget(course)
            self.write(course, time, "lost")
            course.stage = None
        case.courses.clear()
        case.clock += 1
        for one in self.model.organisations:
            if one.name in organisations:
                self.call_next(time, one.name)

    def standing(self, name: str) -> object:
        return next(one for one in self.model.standings if one.name == name)

    def settle(self, time: float, case: Case) -> None:
        if self.rate is None or case.lost:
            return
        rate, next_age = self.rate.per_year / YEAR * case.frailty, inf
        for standing in self.model.standings:
            levels = {level.name: level for level in standing.levels}
            name, until = case.rest[standing.name]
            while until <= time:
                name = levels[name].then
                until += levels[name].days or inf
            case.rest[standing.name] = (name, until)
            next_age = min(next_age, until)
            here = [
                level
                for course in case.courses
                if course.stage
                for of, level in (
                    course.stage.waiting_standing
                    if course.started == inf and course.stage.waiting_standing
                    else course.stage.standing
                )
                if of == standing.name
            ]
            rate *= next(
                (level.factor for level in standing.levels if level.name in here), levels[name].factor
            )
        rate *= self.rate.by_earlier ** min(case.reports - 1, self.rate.most_earlier)
        case.to_go = max(case.to_go - case.rate * (time - case.clock_at), 0.0)
        case.clock_at, case.rate = time, rate
        comes = time + case.to_go / rate if rate > 0 else inf
        case.clock += 1
        self.at(min(comes, next_age), ("clock", case, case.clock, comes <= next_age))

    def clock(self, time: float, case: Case, number: int, fires: bool) -> None:
        if case.clock == number:
            if fires:
                self.reports(time, case)
            else:
                self.settle(time, case)
