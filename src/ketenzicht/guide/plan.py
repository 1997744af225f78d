"""The plan: what to do, in which order, before when. Urgent first; nothing before what must come before it."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ketenzicht.calendar import day_after
from ketenzicht.chain.model import Fact, Stage, Term
from ketenzicht.guide.assess import Assessment, OptionStatus
from ketenzicht.message import Label
from ketenzicht.rules.answers import Unknown, value_of


@dataclass(frozen=True)
class Step:
    """An open option as something to do.

    Args:
        option: the option with its status.
        before: last day, when it is known.
        after: the options of the plan that come first.
        same_day: the options of the plan that must be done on the same day.
        instead_of: open options that are less good; they stand under this one.
    """

    option: OptionStatus
    before: date | None
    after: tuple[str, ...]
    same_day: tuple[str, ...]
    instead_of: tuple[OptionStatus, ...]


@dataclass(frozen=True)
class TermDate:
    """A term that runs from the date of a letter: last day on which something must have been done.

    The day itself is not counted and the last day is not moved when it is no working day, so it is never too late.
    """

    stage: Stage
    term: Term
    since: date
    last: date
    passed: bool


@dataclass(frozen=True)
class FindOut:
    """A fact that the case worker will find out, and how."""

    fact: Fact
    how: Label | None


@dataclass(frozen=True)
class Plan:
    """Steps in order, facts to find out, terms that run, options that somebody must judge."""

    steps: tuple[Step, ...]
    find_out: tuple[FindOut, ...]
    terms: tuple[TermDate, ...]
    to_be_judged: tuple[OptionStatus, ...]


def make_plan(assessment: Assessment) -> Plan:
    """The plan for a case as it is known now."""
    worse = {
        name
        for item in assessment.of("open")
        for name in item.option.instead_of
        if assessment.status(name).status == "open"
    }
    chosen = {item.option.id: item for item in assessment.of("open") if item.option.id not in worse}
    return Plan(
        tuple(_steps(assessment, chosen)),
        tuple(_find_out(assessment)),
        tuple(sorted(term_dates(assessment), key=lambda item: item.last)),
        assessment.of("oordeel-nodig"),
    )


def _steps(assessment: Assessment, chosen: dict[str, OptionStatus]) -> Iterator[Step]:
    """Kahn's topological order, with the most pressing of what may come next."""
    place = {option.id: number for number, option in enumerate(assessment.chain.options)}
    deadlines = {name: _before(assessment, item) for name, item in chosen.items()}
    waits = {name: {other for other in item.option.after if other in chosen} for name, item in chosen.items()}
    urgent = {name for name, item in chosen.items() if item.option.urgent}
    for name in tuple(urgent):
        urgent |= _before_it(name, waits)

    def pressing(name: str) -> tuple[bool, date, int, str]:
        return (name not in urgent, deadlines[name] or date.max, place[name], name)

    ready = [pressing(name) for name, others in waits.items() if not others]
    heapq.heapify(ready)
    while ready:
        name = heapq.heappop(ready)[-1]
        item = chosen[name]
        yield Step(
            item,
            deadlines[name],
            tuple(other for other in item.option.after if other in chosen),
            tuple(other for other in item.option.same_day if other in chosen),
            tuple(
                assessment.status(other)
                for other in item.option.instead_of
                if assessment.status(other).status == "open"
            ),
        )
        del waits[name]
        for other, others in waits.items():
            if name in others:
                others.discard(name)
                if not others:
                    heapq.heappush(ready, pressing(other))


def _before_it(name: str, waits: dict[str, set[str]]) -> set[str]:
    """All that must come before something, however far."""
    found, todo = set[str](), [name]
    while todo:
        for other in waits.get(todo.pop(), ()):
            if other not in found:
                found.add(other)
                todo.append(other)
    return found


def _before(assessment: Assessment, item: OptionStatus) -> date | None:
    deadline = item.option.deadline
    since = value_of(assessment.answers, deadline.since) if deadline is not None else None
    return day_after(since, deadline.limit) if deadline is not None and isinstance(since, date) else None


def _find_out(assessment: Assessment) -> Iterator[FindOut]:
    for fact in assessment.chain.facts:
        if assessment.answers.get(fact.id) == Unknown("zoek-ik-uit"):
            yield FindOut(fact, fact.how_to_find_out)


def term_dates(assessment: Assessment) -> Iterator[TermDate]:
    """The terms of stages that count from an event whose date is known."""
    for fact in assessment.chain.facts:
        since = value_of(assessment.answers, fact.id) if fact.event is not None else None
        if not isinstance(since, date):
            continue
        for stage in assessment.chain.stages:
            for term in stage.terms:
                starts = (term.clock,) if term.clock is not None else stage.begins_with
                if fact.event in starts and _valid(term, assessment.day):
                    last = day_after(since, term.limit)
                    yield TermDate(stage, term, since, last, last < assessment.day)


def _valid(term: Term, day: date) -> bool:
    return (term.valid_from or day) <= day <= (term.valid_to or day)
