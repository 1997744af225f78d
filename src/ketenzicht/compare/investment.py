"""What wijkteams cost beside what referrals cost: the file that a municipality fills in.

Costs of the team, and for each group of clients and kind of referral how many there were before and after, out of
how many inhabitants, at what unit cost; perhaps the same counts in comparable municipalities. All amounts name the
year of their prices and where they come from. The program fills in nothing: its example has places to fill.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from ketenzicht.chain.model.base import Id, Node
from ketenzicht.chain.window import Window
from ketenzicht.errors import UserError, system_reason
from ketenzicht.intake.yaml_model import Places, error_at, read_model
from ketenzicht.prices import INDEX, price_factor

TO_FILL = "invullen"
YEAR = 365.25


class Span(Window):
    """A first and a last day, and how long it is."""

    @property
    def years(self) -> float:
        """How long it is, in years; a calendar year is 1."""
        if (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31):
            return float(self.last.year - self.first.year + 1)
        return ((self.last - self.first).days + 1) / YEAR


class Amount(Node):
    """Euros at the prices of a year; ``low`` and ``high`` are where it lies with 95 %."""

    euros: float = Field(alias="bedrag", gt=0)
    low: float | None = Field(default=None, alias="laag", gt=0)
    high: float | None = Field(default=None, alias="hoog", gt=0)
    price_year: int = Field(alias="prijspeil", ge=1990, le=2100)
    origin: str = Field(alias="herkomst", min_length=1)

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("'laag' en 'hoog' horen bij elkaar")
        if self.low is not None and self.high is not None and not self.low <= self.euros <= self.high:
            raise ValueError("het bedrag ligt niet tussen 'laag' en 'hoog'")
        return self


class BeforeAfter(Node):
    """A number before and after."""

    before: int = Field(alias="voor", ge=0)
    after: int = Field(alias="na", ge=0)


class Inhabitants(Node):
    """Inhabitants before and after."""

    before: int = Field(alias="voor", gt=0)
    after: int = Field(alias="na", gt=0)


class Elsewhere(Node):
    """The same referrals in places where the investment was not made."""

    name: str = Field(alias="naam", min_length=1)
    number: BeforeAfter = Field(alias="aantal")
    inhabitants: Inhabitants = Field(alias="inwoners")


class Referrals(Node):
    """One kind of referral of one group."""

    id: Id = Field(alias="soort")
    name: str = Field(alias="naam", min_length=1)
    number: BeforeAfter = Field(alias="aantal")
    cost: Amount = Field(alias="kosten")
    elsewhere: Elsewhere | None = Field(default=None, alias="vergelijking")


class Group(Node):
    """A group of clients."""

    id: Id = Field(alias="groep")
    name: str = Field(alias="naam", min_length=1)
    inhabitants: Inhabitants = Field(alias="inwoners")
    part_of_team: float | None = Field(default=None, alias="deel_van_team", ge=0, le=1)
    """Which part of the costs of the team is for this group."""
    referrals: tuple[Referrals, ...] = Field(alias="verwijzingen", min_length=1)


class Team(Node):
    """What the team costs: once, and per year."""

    once: Amount | None = Field(default=None, alias="eenmalig")
    per_year: Amount = Field(alias="per_jaar")


class InvestmentContent(Node):
    """The content of a file on an investment."""

    title: str = Field(alias="titel", min_length=1)
    price_year: int = Field(alias="prijspeil", ge=1990, le=2100)
    """All amounts are shown at the prices of this year."""
    index: dict[str, float] = Field(default_factory=dict, alias=INDEX)
    before: Span = Field(alias="voor")
    after: Span = Field(alias="na")
    spread: float = Field(default=1.0, alias="spreiding", ge=1)
    """How many times more counts vary from year to year than chance alone gives."""
    team: Team
    groups: tuple[Group, ...] = Field(alias="groepen", min_length=1)
    synthetic: bool = Field(default=False, alias="synthetisch")

    @model_validator(mode="after")
    def _before_comes_first(self) -> Self:
        if self.after.first <= self.before.last:
            raise ValueError("'na' begint voordat 'voor' om is")
        return self


@dataclass(frozen=True)
class Investment:
    """A file on an investment, read.

    Args:
        content: what it says.
        places: the line of each value.
        path: the file.
    """

    content: InvestmentContent
    places: Places
    path: Path

    def price_factor(self, amount: Amount) -> float:
        """By what an amount is multiplied to be at the prices of the file.

        Raises:
            UserError: the price index lacks a year.
        """
        said = self.content
        return price_factor(said.index, amount.price_year, said.price_year, self.places)


def read_investment(path: Path) -> Investment:
    """Read a file on an investment.

    Raises:
        UserError: there is no such file, places are still to be filled, or it has a mistake; it names the line.
    """
    anew = "Maak een voorbeeld met: ketenzicht compare investment BESTAND --new"
    if not path.is_file():
        raise UserError("Dit bestand bestaat niet.", fix=anew, file=path)
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    open_lines = [number for number, line in enumerate(lines, 1) if _is_open(line)]
    if open_lines:
        raise UserError(
            f"Er staat nog op {len(open_lines)} regels '{TO_FILL}'.",
            why="Het programma vult geen cijfers in: elk getal komt van u, met zijn herkomst.",
            fix="Vul ze in, of haal weg wat u niet heeft.",
            file=path,
            line=open_lines[0],
        )
    content, places = read_model(path, InvestmentContent, example="'titel:' en 'team:'", anew=anew)
    found = Investment(content, places, path)
    _check(found)
    return found


def _is_open(line: str) -> bool:
    value = line.partition("#")[0]
    return TO_FILL in value


def _check(found: Investment) -> None:
    said = found.content
    _check_twice(found, [group.id for group in said.groups], ("groepen",), "groep")
    parts = [group.part_of_team for group in said.groups]
    given = [part for part in parts if part is not None]
    if given and (len(given) < len(parts) or abs(sum(given) - 1) > 0.001):
        raise error_at(
            found.places,
            ("groepen",),
            "De delen van het team tellen niet op tot 1.",
            why="Met 'deel_van_team' worden de kosten van het team over alle groepen verdeeld.",
            fix="Geef elke groep een deel, samen 1, of laat 'deel_van_team' overal weg.",
        )
    amounts = [said.team.per_year, said.team.once]
    for number, group in enumerate(said.groups):
        where = ("groepen", number, "verwijzingen")
        _check_twice(found, [item.id for item in group.referrals], where, "soort")
        amounts += [item.cost for item in group.referrals]
        for position, item in enumerate(group.referrals):
            there = item.elsewhere.number if item.elsewhere is not None else None
            if there is not None and not (there.before and there.after):
                raise error_at(
                    found.places,
                    (*where, position, "vergelijking"),
                    "In de vergelijking waren er voor of na geen verwijzingen.",
                    why="Dan is niet te zeggen hoeveel meer of minder het er werden.",
                    fix="Neem meer gemeenten samen, of laat de vergelijking weg.",
                )
    for amount in amounts:
        if amount is not None:
            found.price_factor(amount)


def _check_twice(found: Investment, names: list[str], where: tuple[str | int, ...], key: str) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise error_at(
                found.places, (*where, number, key), f"'{name}' staat er twee keer.", fix="Haal er een weg."
            )


def write_example(path: Path) -> None:
    """Write the example, with places to fill and no figures.

    Raises:
        UserError: the file is there already, or cannot be written.
    """
    text = (files("ketenzicht.compare") / "investering.yaml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise UserError("Dit bestand bestaat al.", fix="Kies een andere naam.", file=path) from None
    except OSError as error:
        raise UserError("Dit bestand is niet te schrijven.", why=system_reason(error), file=path) from None
