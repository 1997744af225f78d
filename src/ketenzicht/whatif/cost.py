"""What a chain costs per month, and when an investment has earned itself back.

Unit costs stand in a YAML file: per start of a stage, or per day that somebody works on a case in it (waiting for a
place costs nothing). Every amount names the year of its prices; a price index in the file brings them to one year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from ketenzicht.chain.model.base import Node
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.yaml_model import Places, error_at, read_model
from ketenzicht.prices import INDEX, price_factor
from ketenzicht.whatif.model_file import ModelFile
from ketenzicht.whatif.results import Results
from ketenzicht.whatif.scenario import Money, Scenario, file_named
from ketenzicht.whatif.tally import Column

Floats = NDArray[np.float64]
YEAR = 365.25


class Price(Money):
    """A unit cost, and where it comes from."""

    origin: str = Field(alias="herkomst", min_length=1)
    note: str | None = Field(default=None, alias="toelichting")


class UnitNode(Node):
    """What a stage costs."""

    stage: str = Field(alias="fase")
    per_start: Price | None = Field(default=None, alias="per_start")
    per_day: Price | None = Field(default=None, alias="per_dag")

    @model_validator(mode="after")
    def _costs_something(self) -> Self:
        if self.per_start is None and self.per_day is None:
            raise ValueError("een eenheid heeft een bedrag 'per_start', 'per_dag' of allebei")
        return self


class CostContent(Node):
    """The content of a file with unit costs."""

    price_year: int = Field(alias="prijspeil")
    """All costs are shown at the prices of this year."""
    index: dict[str, float] = Field(default_factory=dict, alias=INDEX)
    units: tuple[UnitNode, ...] = Field(alias="eenheden", min_length=1)


@dataclass(frozen=True)
class Costs:
    """Unit costs at the prices of one year.

    Args:
        content: what the file says.
        places: the line of each value.
        path: the file.
    """

    content: CostContent
    places: Places
    path: Path

    def at_prices(self, money: Money, where: tuple[str | int, ...] = (INDEX,)) -> float:
        """An amount at the prices of this file.

        Raises:
            UserError: the price index lacks a year.
        """
        said = self.content
        return money.amount * price_factor(said.index, money.price_year, said.price_year, self.places, where)

    def unit_costs(self) -> Mapping[str, tuple[float, float]]:
        """For each stage what a start and what a day costs."""
        found = {}
        for number, unit in enumerate(self.content.units):
            where = ("eenheden", number)
            start, day = (
                self.at_prices(price, where) if price else 0.0 for price in (unit.per_start, unit.per_day)
            )
            found[unit.stage] = (start, day)
        return found

    def per_period(self, results: Results) -> Floats:
        """(replications x periods) what the chain costs."""
        total: Floats = np.zeros(results.stage_counts.shape[:2])
        for stage, (start, day) in self.unit_costs().items():
            at_work = results.count(Column.CASE_DAYS, stage) - results.count(Column.WAITING_DAYS, stage)
            total += start * results.count(Column.STARTED, stage) + day * at_work
        return total

    def investment(self, scenario: Scenario) -> tuple[float, float]:
        """What a scenario costs once and per year."""
        costs = scenario.content.costs
        once, per_year = (self.at_prices(money) if money else 0.0 for money in (costs.once, costs.per_year))
        return once, per_year


def read_costs(path: Path, model: ModelFile) -> Costs:
    """Read unit costs and hold them against a model.

    Raises:
        UserError: there is no such file, it has a mistake, or names a stage that the model does not have.
    """
    path = file_named(path, model)
    if not path.is_file():
        raise UserError(
            "Dit bestand met kosten bestaat niet.",
            fix="Kijk of het pad klopt; een voorbeeld staat in docs/reference/what-if.md.",
            file=path,
        )
    content, places = read_model(
        path,
        CostContent,
        example="'prijspeil:' en 'eenheden:'",
        anew="Neem het voorbeeld uit de handleiding: docs/reference/what-if.md",
    )
    stages = [stage.name for stage in model.model.stages]
    for number, unit in enumerate(content.units):
        where = ("eenheden", number, "fase")
        if unit.stage not in stages:
            raise error_at(
                places,
                where,
                f"Het model heeft geen fase '{unit.stage}'.",
                fix=did_you_mean(unit.stage, stages) or "Kies uit: " + ", ".join(stages) + ".",
            )
        if unit.stage in [other.stage for other in content.units[:number]]:
            raise error_at(
                places, where, f"De fase '{unit.stage}' staat er twee keer.", fix="Haal er een weg."
            )
    costs = Costs(content, places, path)
    costs.unit_costs()
    return costs


def break_even(savings: Floats, days: Floats, once: float, per_year: float) -> Floats:
    """In which month an investment has earned itself back for good.

    Args:
        savings: (runs x months) what the scenario saves, from its first day on.
        days: (months) how long each is.
        once, per_year: what the scenario costs.

    Returns:
        (runs) the first month, counted from 1, from which the balance of savings and costs stays at or above 0;
        infinite when that is not within these months.
    """
    balance = np.cumsum(savings, axis=1) - once - per_year * np.cumsum(days) / YEAR
    behind = balance < -1e-6
    last_behind = np.where(behind.any(axis=1), behind.shape[1] - np.argmax(behind[:, ::-1], axis=1), 0)
    return np.where(last_behind >= behind.shape[1], np.inf, last_behind + 1.0)
