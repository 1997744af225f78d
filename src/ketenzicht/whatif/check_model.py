"""What a model must satisfy before time may pass in it; every refusal says which part and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ketenzicht.whatif.model import CaseClass, Levels, Model, Stage

MOST_NAMES = 100
"""Of each kind; the numbers of places and levels are stored in a byte."""


def check_model(model: Model) -> None:
    """Refuse what is no model.

    Raises:
        ValueError: a name that is unknown or stands twice, a chance outside 0 to 1, chances that do not add up,
            a negative rate or capacity.
    """
    for what, found in (("class", model.classes), ("stage", model.stages)):
        if not found:
            raise ValueError(f"a model has at least one {what}")
    named: tuple[tuple[str, Collection[str]], ...] = (
        ("class", [one.name for one in model.classes]),
        ("stage", [one.name for one in model.stages]),
        ("organisation", [one.name for one in model.organisations]),
        ("standing", [one.name for one in model.standings]),
    )
    for what, names in named:
        if len(names) > MOST_NAMES:
            raise ValueError(
                f"a model has at most {MOST_NAMES} of each kind; there are {len(names)} of {what}"
            )
        for name in names:
            if list(names).count(name) > 1:
                raise ValueError(f"two of {what} are called {name!r}")
    stages = {stage.name: stage for stage in model.stages}
    for case_class in model.classes:
        _check_class(case_class, stages)
    for stage in model.stages:
        _check_stage(model, stage)
    _check_organisations(model)
    _check_routes(model, stages)
    _check_returns(model)


def known(what: str, name: str, names: Iterable[str]) -> None:
    """Refuse a name that is not among these, with the nearest one that is."""
    if name not in (names := list(names)):
        near = get_close_matches(name, names, 1)
        raise ValueError(f"unknown {what} {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))


def _chance(where: str, *values: float) -> None:
    for value in values:
        if not 0 <= value <= 1:
            raise ValueError(f"{where}: a chance lies between 0 and 1, not {value}")


def _adds_up(where: str, shares: Iterable[float]) -> None:
    _chance(where, *(shares := list(shares)))
    if abs(sum(shares) - 1) > 1e-9:
        raise ValueError(f"{where}: the chances add up to {sum(shares):g}, not to 1")


def _not_negative(where: str, *values: float) -> None:
    for value in values:
        if not (isfinite(value) and value >= 0):
            raise ValueError(f"{where}: {value} is negative or no number")


def _check_class(case_class: CaseClass, stages: Collection[str]) -> None:
    where = f"class {case_class.name!r}"
    arrivals = case_class.arrivals
    known("stage", case_class.entry, stages)
    _not_negative(where, arrivals.per_day, *arrivals.season, *arrivals.weekdays)
    if len(arrivals.season) != 12 or len(arrivals.weekdays) != 7:
        raise ValueError(f"{where}: a season has twelve months and a week seven days")
    if not arrivals.growth_per_year > -1:
        raise ValueError(f"{where}: growth is above -1 (-100 %) per year")
    if case_class.frailty_shape is not None and not case_class.frailty_shape > 0:
        raise ValueError(f"{where}: the shape of a frailty is above 0")
    _adds_up(f"{where}, persons", case_class.persons)
    _not_negative(where, *(loss.per_year for loss in case_class.losses))


def _check_stage(model: Model, stage: Stage) -> None:
    where = f"stage {stage.name!r}"
    _adds_up(f"{where}, ends", (end.share for end in stage.ends))
    ends = [end.name for end in stage.ends]
    if len(set(ends)) < len(ends):
        raise ValueError(f"{where}: two ends have the same name")
    if stage.organisations:
        _adds_up(f"{where}, organisations", (share for _, share in stage.organisations))
    organisations = {one.name: one for one in model.organisations}
    for name, _ in stage.organisations:
        known("organisation", name, organisations)
    if stage.patience and not stage.organisations:
        raise ValueError(f"{where}: nobody waits without an organisation, so patience means nothing")
    for name, _ in stage.priority_by_class:
        known("class", name, (one.name for one in model.classes))
    if any(not 0 <= number < 8 for number in (stage.priority, *(one for _, one in stage.priority_by_class))):
        raise ValueError(f"{where}: a priority is 0 (first) to 7 (last)")
    if stage.term is not None and stage.term < 0:
        raise ValueError(f"{where}: a term is not negative")
    clocks = [*stage.drop_out, *([stage.patience] if stage.patience else [])]
    leaves = [end.leaves for end in stage.ends] + [clock.leaves for clock in clocks]
    for levels in (stage.standing, stage.waiting_standing, *leaves):
        _check_levels(model, where, levels)


def _check_levels(model: Model, where: str, levels: Levels) -> None:
    known_levels = {standing.name: {level.name for level in standing.levels} for standing in model.standings}
    for standing, level in levels:
        known(f"standing at {where}", standing, known_levels)
        known(f"level at {where}", level, known_levels[standing])


def _check_organisations(model: Model) -> None:
    for one in model.organisations:
        for cases in (one.capacity, *(change.cases for change in one.changes)):
            if cases is not None and cases < 0:
                raise ValueError(f"organisation {one.name!r}: a capacity is not negative")
        days = [change.from_day for change in one.changes]
        if days != sorted(days):
            raise ValueError(f"organisation {one.name!r}: changes of capacity stand in order of time")


def _check_routes(model: Model, stages: dict[str, Stage]) -> None:
    seen = set()
    for route in model.routes:
        where = f"route from {route.stage!r} after {route.end!r}"
        known("stage", route.stage, stages)
        known(f"end of {route.stage!r}", route.end, model.end_names(stages[route.stage]))
        if route.case_class is not None:
            known("class", route.case_class, (one.name for one in model.classes))
        if (key := (route.stage, route.end, route.case_class, route.during)) in seen:
            raise ValueError(f"{where} is given twice")
        seen.add(key)
        _adds_up(where, (branch.share for branch in route.branches))
        for branch in route.branches:
            if branch.to is not None:
                known("stage", branch.to, stages)
            for beside in branch.beside:
                known("stage", beside.stage, stages)
                _chance(where, beside.others, *beside.chances)
                if not beside.chances:
                    raise ValueError(f"{where}: a course beside has at least one chance")


def _check_returns(model: Model) -> None:
    outcomes = model.outcomes()
    for one in model.returns:
        known("outcome", one.outcome, outcomes)
        _chance(f"return after {one.outcome!r}", *one.chances)
        if not one.chances:
            raise ValueError(f"return after {one.outcome!r}: at least one chance")
    if len({one.outcome for one in model.returns}) < len(model.returns):
        raise ValueError("an outcome has its chance of return twice")
    for standing in model.standings:
        names = [level.name for level in standing.levels]
        if not names or len(set(names)) < len(names):
            raise ValueError(f"standing {standing.name!r} has one or more levels with different names")
        for level in standing.levels:
            _not_negative(f"level {level.name!r}", level.factor)
            if (level.days is None) != (level.then is None):
                raise ValueError(f"level {level.name!r}: days and what it then becomes go together")
            if level.days is not None and level.then is not None:
                known("level", level.then, names)
                if not level.days > 0:
                    raise ValueError(f"level {level.name!r}: it changes after more than 0 days")
    if rate := model.rate_return:
        _not_negative("rate of return", rate.per_year, rate.by_earlier, rate.most_earlier)
        _chance("rate of return", rate.weekend_to_monday)
