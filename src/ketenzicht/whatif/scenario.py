"""A scenario: which numbers of a model become other ones from a day on, and what that costs to bring about.

It stands in a YAML file with Dutch keys, explained in ``docs/reference/what-if.md``. A change sets a number,
multiplies it or adds to it; other shares of the same whole move along in proportion, so that together they stay 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from math import inf
from pathlib import Path
from typing import Annotated, Any, Self

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from ketenzicht.chain.model.base import Node
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.yaml_model import Places, error_at, read_model
from ketenzicht.whatif.model import Span
from ketenzicht.whatif.model_file import ModelFile, Number
from ketenzicht.whatif.model_file_numbers import NO_LIMIT, check_number, number_given
from ketenzicht.whatif.uncertain import Estimate, Estimates

NEAR_ONE = 1e-9
SCENARIOS = "scenarios"
COSTS = "kosten"
"""The name of the file with unit costs among the scenarios of a chain."""


class Money(Node):
    """An amount in euros, at the prices of a year."""

    amount: float = Field(alias="bedrag", ge=0)
    price_year: int = Field(alias="prijspeil", ge=1990, le=2100)


class InvestmentNode(Node):
    """What a scenario costs to bring about."""

    once: Money | None = Field(default=None, alias="eenmalig")
    per_year: Money | None = Field(default=None, alias="per_jaar")


def _number_or_no_limit(raw: Any) -> float:
    return inf if raw == NO_LIMIT else number_given(raw)


AnyNumber = Annotated[float, BeforeValidator(_number_or_no_limit)]


class ChangeNode(Node):
    """One number that changes, in one of three ways."""

    parameter: str = Field(alias="parameter")
    to: AnyNumber | None = Field(default=None, alias="wordt")
    times: AnyNumber | None = Field(default=None, alias="maal")
    plus: AnyNumber | None = Field(default=None, alias="plus")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.to, self.times, self.plus)) != 1:
            raise ValueError("een wijziging heeft precies een van 'wordt', 'maal' en 'plus'")
        return self

    def of(self, value: float) -> float:
        """What the number becomes."""
        if self.to is not None:
            return self.to
        return value * self.times if self.times is not None else value + (self.plus or 0.0)


class ScenarioContent(Node):
    """The content of a scenario file."""

    name: str = Field(alias="naam", min_length=1)
    note: str | None = Field(default=None, alias="toelichting")
    start: date = Field(alias="vanaf")
    changes: tuple[ChangeNode, ...] = Field(alias="wijzigingen")
    costs: InvestmentNode = Field(default_factory=InvestmentNode, alias="kosten")


@dataclass(frozen=True)
class Scenario:
    """A scenario, read, that fits a model.

    Args:
        content: what it says.
        places: the line of each value; empty when it does not come from a file.
        path: the file, if any.
    """

    content: ScenarioContent
    places: Places
    path: Path | None = None

    def error(self, where: tuple[str | int, ...], what: str, *, why: str = "", fix: str = "") -> UserError:
        """A user's error at the line of a value."""
        return error_at(self.places, where, what, why=why, fix=fix)


def shipped_files(model: ModelFile) -> dict[str, Path]:
    """The scenarios and unit costs that come with the program for the chain of a model, by name."""
    folder = Path(str(files("ketenzicht.whatif"))) / SCENARIOS / model.chain.id
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def file_named(name: Path, model: ModelFile) -> Path:
    """The file with this name that we ship for the chain of a model, or else the file itself."""
    return name if name.is_file() else shipped_files(model).get(str(name), name)


def read_scenario(path: Path, model: ModelFile, span: Span | None = None) -> Scenario:
    """Read a scenario and hold it against a model.

    Args:
        path: the file, or the name of one that we ship.
        model: whose numbers it changes.
        span: the days that will be counted; those of the model when left out.

    Raises:
        UserError: there is no such file, it has a mistake, names a number that the model does not have, or makes of
            one what it cannot be; it names the line.
    """
    path = file_named(path, model)
    if not path.is_file():
        known = ", ".join(name for name in shipped_files(model) if name != COSTS)
        raise UserError(
            "Dit scenariobestand bestaat niet.",
            why="Een scenario zegt welke getallen van een model anders worden.",
            fix="Kijk of het pad klopt; een voorbeeld staat in docs/reference/what-if.md."
            + (f" Deze komen mee: {known}." if known else ""),
            file=path,
        )
    content, places = read_model(
        path,
        ScenarioContent,
        example="'naam:' en 'wijzigingen:'",
        anew="Neem het voorbeeld uit de handleiding: docs/reference/what-if.md",
    )
    scenario = Scenario(content, places, path)
    last = (span or model.span).last
    if content.start > last:
        raise scenario.error(
            ("vanaf",),
            f"Dit scenario begint op {content.start}, na de laatste gerekende dag ({last}).",
            why="Dan verandert er niets.",
            fix="Kies een eerdere dag, of reken langer door.",
        )
    check_scenario(scenario, model)
    return scenario


def check_scenario(scenario: Scenario, model: ModelFile) -> None:
    """Refuse what does not fit a model.

    Raises:
        UserError: see :func:`read_scenario`.
    """
    seen = set()
    for number, change in enumerate(scenario.content.changes):
        where = ("wijzigingen", number, "parameter")
        found = model.numbers.get(change.parameter)
        if found is None:
            raise _unknown(scenario, where, change.parameter, model)
        if change.parameter in seen:
            raise scenario.error(
                where,
                f"De parameter '{change.parameter}' verandert twee keer.",
                why="Dan is niet duidelijk welke wijziging geldt.",
                fix="Maak er een wijziging van.",
            )
        seen.add(change.parameter)
        try:
            check_number(found.kind, change.of(found.estimate.value))
        except ValueError as error:
            known = not model.estimated  # an estimate of a study is not told, also not here
            raise scenario.error(
                where,
                f"Deze wijziging kan niet: {error}." if known else "Deze wijziging kan niet.",
                why=f"'{change.parameter}' is nu {found.estimate.value:g}." if known else "",
            ) from None
    try:
        changed = changed_values(scenario.content, model.numbers, model.values)
    except ValueError as error:
        raise scenario.error(("wijzigingen",), f"Deze wijzigingen kunnen niet samen: {error}.") from None
    model.model_with(changed)


def _unknown(scenario: Scenario, where: tuple[str | int, ...], name: str, model: ModelFile) -> UserError:
    deeper = [known for known in model.numbers if known.startswith(name + ".")]
    return scenario.error(
        where,
        f"Het model heeft geen parameter '{name}'.",
        why="Dit is een groep getallen." if deeper else "Een wijziging noemt één getal van het model.",
        fix=f"Kies bijvoorbeeld '{deeper[0]}'."
        if deeper
        else did_you_mean(name, model.numbers) or "Bekijk ze met: ketenzicht whatif show " + str(model.path),
    )


def with_scenario(model: ModelFile, scenario: Scenario) -> ModelFile:
    """A model in which the changes of a scenario hold from the first day: a starting point for other scenarios.

    What the scenario sets is known from then on, so those numbers have no uncertainty of their own.

    Args:
        model: the file.
        scenario: read for this model.
    """
    values = changed_values(scenario.content, model.numbers, model.values)
    named = {change.parameter for change in scenario.content.changes}

    def changed(one: Estimate) -> Estimate:
        if one.name in named:
            set_to = f"uitgangspunt: {scenario.content.name}"
            return replace(one, value=values[one.name], standard_error=0.0, origin=set_to, note="")
        return replace(one, value=values[one.name])

    estimates = tuple(changed(one) for one in model.estimates.estimates)
    free = [place for place, one in enumerate(estimates) if one.standard_error]
    covariance = np.zeros_like(model.estimates.covariance)
    covariance[np.ix_(free, free)] = model.estimates.covariance[np.ix_(free, free)]
    found = Estimates(estimates, covariance, model.estimates.missing)
    numbers = {name: replace(number, estimate=found.by_name[name]) for name, number in model.numbers.items()}
    name = f"{model.content.name} (uitgangspunt: {scenario.content.name})"
    return replace(
        model, content=model.content.model_copy(update={"name": name}), numbers=numbers, estimates=found
    )


def changed_values(
    content: ScenarioContent, numbers: Mapping[str, Number], values: Mapping[str, float]
) -> dict[str, float]:
    """The numbers of a model with the changes of a scenario.

    Chances that would leave 0 to 1 stop there: that happens only to drawn values, as those of the file were checked.

    Args:
        content: the scenario.
        numbers: what each number is.
        values: the numbers before.

    Raises:
        ValueError: shares of one whole add up to more than 1, or to less with no other share to take the rest.
    """
    found = dict(values)
    for change in content.changes:
        value = change.of(values[change.parameter])
        if numbers[change.parameter].kind in ("chance", "share"):
            value = min(max(value, 0.0), 1.0)
        found[change.parameter] = value
    wholes = {numbers[change.parameter].estimate.shares_of for change in content.changes}
    for whole in wholes - {None}:
        members = [name for name, one in numbers.items() if one.estimate.shares_of == whole]
        fixed = {change.parameter for change in content.changes} & set(members)
        # nothing is touched where nothing changes: then a scenario is the baseline to the last bit
        if any(found[name] != values[name] for name in fixed):
            _fill_up(
                found, [name for name in members if name not in fixed], sum(found[name] for name in fixed)
            )
    return found


def _fill_up(values: dict[str, float], others: list[str], taken: float) -> None:
    """Shares that nobody set take what is left, in proportion."""
    left, before = 1 - taken, sum(values[name] for name in others)
    if left < -NEAR_ONE or (before == 0 and left > NEAR_ONE):
        raise ValueError(f"de aandelen tellen op tot {taken:g}, niet tot 1")
    for name in others:
        values[name] *= max(left, 0.0) / before if before else 0.0
