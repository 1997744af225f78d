"""The model of a chain: what a case-by-case what-if model is, as a frozen description with names.

Cases (persons, households) arrive and make **reports**. What follows one report is a **spell**: one or more
**courses**, each of which goes from **stage** to stage until it goes out with an outcome. A stage may be the work
of an **organisation** that can have so many cases at the same time; who finds no place waits, by priority, and may
give up. After a spell a case may come back: with a chance and a delay by outcome and number before, or by a rate that
changes with where the case stands. Both begin a new spell; a rate also while a spell is still running.

This module says what a model is and refuses what cannot be. :mod:`.compiled_model` makes flat arrays of it,
:mod:`.kernel` lets time pass, :mod:`.replications` runs it many times and gives :mod:`.results`.

Time is in days from the first day of a :class:`Span`; rates are per day unless a name says otherwise.
All objects are frozen and hashable; a changed model is made with :func:`dataclasses.replace`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ketenzicht.whatif.durations import Duration

Shares = tuple[tuple[str, float], ...]
"""Names with chances that add up to 1."""
Levels = tuple[tuple[str, str], ...]
"""Pairs of a standing and one of its levels."""


@dataclass(frozen=True)
class Arrivals:
    """Cases that come into sight for the first time: a Poisson process whose rate follows the calendar."""

    per_day: float
    """On the first day of the span, with season and weekday at 1."""
    season: tuple[float, ...] = (1.0,) * 12
    """A factor per month, January first."""
    weekdays: tuple[float, ...] = (1.0,) * 7
    """A factor per day of the week, Monday first."""
    growth_per_year: float = 0.0
    """0.03: three percent more a year later."""


@dataclass(frozen=True)
class Loss:
    """Cases leave sight for good (death, departure): everything of theirs stops."""

    name: str
    per_year: float


@dataclass(frozen=True)
class CaseClass:
    """A kind of case: how many arrive, where they enter, how much they differ."""

    name: str
    arrivals: Arrivals
    entry: str
    """The stage that a report begins with."""
    frailty_shape: float | None = None
    """Shape of the gamma distribution (mean 1) of a case's own factor on the rate of return; None: all equal."""
    persons: tuple[float, ...] = (1.0,)
    """Chances of 1, 2, 3, ... persons in a case."""
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class Capacity:
    """From this day of the span on, so many cases at the same time. Work that has begun is never broken off."""

    from_day: float
    cases: int


@dataclass(frozen=True)
class Organisation:
    """Who does the work of stages; without capacity it always has a place."""

    name: str
    capacity: int | None = None
    changes: tuple[Capacity, ...] = ()


@dataclass(frozen=True)
class End:
    """A way in which a stage ends: with what chance, after how long, and how the case then stands."""

    name: str
    duration: Duration
    share: float = 1.0
    leaves: Levels = ()
    """Pairs (standing, level): where the case stands after this, until something else is under way."""


@dataclass(frozen=True)
class Clock:
    """Something that may come first (drop-out, giving up): the end that it means, and its own latent time."""

    end: str
    time: Duration
    leaves: Levels = ()


@dataclass(frozen=True)
class Stage:
    """A stage that a course can be in."""

    name: str
    ends: tuple[End, ...]
    """One is drawn when the stage starts, and how long it takes with it."""
    drop_out: tuple[Clock, ...] = ()
    """Competing clocks from the start of the stage: the first of all wins."""
    patience: Clock | None = None
    """While waiting for a place: giving up."""
    organisations: Shares = ()
    """Who does it: one name with share 1, or several; a course that is already with one of them stays there."""
    priority: int = 0
    """Lower goes first; within a priority who came first."""
    priority_by_class: tuple[tuple[str, int], ...] = ()
    involved: bool = True
    """Whether the chain is involved with the case while it is here: help elsewhere may not count."""
    standing: Levels = ()
    """Pairs (standing, level) while the stage goes on."""
    waiting_standing: Levels = ()
    """The same while waiting for a place; empty: as ``standing``."""
    term: int | None = None
    """A limit in days from entering the stage; whether it is kept is counted."""
    term_working_days: bool = False


@dataclass(frozen=True)
class Beside:
    """A course that begins beside the one that goes on, e.g. help beside monitoring."""

    stage: str
    chances: tuple[float, ...] = (1.0,)
    """By number of earlier reports; the last holds for all above."""
    others: float = 0.0
    """Chance of a course of their own for each further person of the case, when the first has one."""


@dataclass(frozen=True)
class Branch:
    """One way on: to a stage, or out with an outcome."""

    share: float
    to: str | None = None
    outcome: str | None = None
    beside: tuple[Beside, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Route:
    """Where a course goes after a stage ended in a certain way; the most special route that fits is taken."""

    stage: str
    end: str
    branches: tuple[Branch, ...]
    case_class: str | None = None
    during: bool | None = None
    """Only for spells whose report came while the chain was involved already (True) or was not (False)."""


@dataclass(frozen=True)
class ChanceReturn:
    """After a spell that ended with this outcome: a chance to come back, and after how long."""

    outcome: str
    chances: tuple[float, ...]
    """By number of spells before; the last holds for all above."""
    delay: Duration


@dataclass(frozen=True)
class Level:
    """A level of a standing: the factor on the rate of return; after ``days`` at rest it becomes ``then``."""

    name: str
    factor: float
    days: float | None = None
    then: str | None = None


@dataclass(frozen=True)
class Standing:
    """Where a case stands in one respect (phase of involvement, state of help).

    While courses are in stages that name a level of it, the first such level in order; else the level that the last
    end left, which may change with time.
    """

    name: str
    levels: tuple[Level, ...]
    """The first holds for a case of which nothing is known."""


@dataclass(frozen=True)
class RateReturn:
    """New reports at a rate: the product of ``per_year``, one factor per standing, and the case's own.

    Constant between changes of standing, so that the moment follows exactly from one exponential number
    (the integrated rate is used up piece by piece).
    """

    per_year: float
    by_earlier: float = 1.0
    """Each earlier report multiplies the rate by this, up to ``most_earlier``."""
    most_earlier: int = 10
    next_day: bool = False
    """A next report comes on a later day than the last."""
    weekend_to_monday: float = 0.0
    """Chance that a report in a weekend is made on the Monday after."""


@dataclass(frozen=True)
class Model:
    """A chain as a what-if model."""

    classes: tuple[CaseClass, ...]
    stages: tuple[Stage, ...]
    routes: tuple[Route, ...]
    """An end without a route goes out with the end's own name as outcome."""
    organisations: tuple[Organisation, ...] = ()
    returns: tuple[ChanceReturn, ...] = ()
    standings: tuple[Standing, ...] = ()
    rate_return: RateReturn | None = None

    def __post_init__(self) -> None:
        from ketenzicht.whatif.check_model import check_model  # it names the classes above

        check_model(self)

    def end_names(self, stage: Stage) -> tuple[str, ...]:
        """All ways in which a stage can end: its own ends, drop-out, giving up."""
        clocks = [*stage.drop_out, *([stage.patience] if stage.patience else [])]
        return tuple(dict.fromkeys([*(end.name for end in stage.ends), *(clock.end for clock in clocks)]))

    def outcomes(self) -> tuple[str, ...]:
        """All outcomes that a course can have, in order of appearance; without a name of its own, that of the end."""
        named: Iterable[str] = (
            branch.outcome or route.end
            for route in self.routes
            for branch in route.branches
            if branch.to is None
        )
        always = {
            (route.stage, route.end)
            for route in self.routes
            if route.case_class is None and route.during is None
        }
        own = (
            end for stage in self.stages for end in self.end_names(stage) if (stage.name, end) not in always
        )
        return tuple(dict.fromkeys([*named, *own]))


@dataclass(frozen=True)
class Span:
    """The days that are counted, both included, and how many days the model runs before them from empty."""

    first: date
    last: date
    warm_up: int = 0

    def __post_init__(self) -> None:
        if self.last < self.first or self.warm_up < 0:
            raise ValueError("a span ends on or after its first day, and its warm-up is not negative")

    @property
    def days(self) -> int:
        """How many days are counted."""
        return (self.last - self.first).days + 1

    def periods(self) -> tuple[tuple[date, ...], tuple[int, ...]]:
        """The first day of every month in the span (or of the span), and the day numbers at which periods begin."""
        starts = [self.first]
        while (following := _next_month(starts[-1])) <= self.last:
            starts.append(following)
        return tuple(starts), tuple((start - self.first).days for start in starts)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True)
class Stock:
    """Cases that are in the chain when the run begins: so many of a class in a stage, since ``days`` ago."""

    case_class: str
    stage: str
    cases: int
    days: float = 0.0
    """How long their work in the stage has been going on; what is left is drawn given that."""
    spells_before: int = 0
    waiting: bool = False
    """They have no place yet: they wait (again) from the beginning of the run."""
