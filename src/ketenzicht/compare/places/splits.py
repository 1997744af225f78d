"""Municipalities that were split over several others, which Tabel 33 does not tell.

The program ships the splits of the years that its file ``splits.yaml`` names, each with its source. What part of a
municipality went where is not in it: that depends on what is counted. Who knows the parts, for instance from counts
by district, gives them in a file of the same form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from ketenzicht.chain.model.base import Node
from ketenzicht.compare.places.municipalities import Code, Municipalities
from ketenzicht.intake.yaml_model import error_at, read_model
from ketenzicht.message import Message, message

SHIPPED = Path(__file__).with_name("splits.yaml")

_TOTAL = 1e-6
"""How far the parts of a whole may be from 1: they are often rounded."""


class SplitContent(Node):
    """One split in a file: a municipality, the day from which it was no more, and where it went."""

    code: Code = Field(alias="gemeente")
    day: date = Field(alias="op")
    into: tuple[Code, ...] = Field(default=(), alias="naar")
    shares: dict[Code, Annotated[float, Field(ge=0, le=1)]] | None = Field(default=None, alias="delen")
    source: str = Field(alias="bron")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.shares is not None:
            if self.into and set(self.into) != set(self.shares):
                raise ValueError("'naar' en 'delen' noemen niet dezelfde gemeenten; laat 'naar' weg")
            total = sum(self.shares.values())
            if abs(total - 1) > _TOTAL:
                raise ValueError(f"de delen zijn samen {total:g}, en dat moet 1 zijn")
        if len(self.shares or self.into) < 2:
            raise ValueError(
                "een splitsing gaat naar twee of meer gemeenten; noem ze onder 'naar' of 'delen'"
            )
        return self


class SplitsContent(Node):
    """The content of a file of splits."""

    complete_from: date | None = Field(default=None, alias="volledig_van")
    complete_to: date | None = Field(default=None, alias="volledig_tot")
    splits: tuple[SplitContent, ...] = Field(alias="splitsingen")


@dataclass(frozen=True)
class Split:
    """A municipality that was split.

    Args:
        code: of the municipality.
        day: the first day on which it was no more.
        into: where it went, in order of code.
        shares: the part that went to each; None when it is not known.
        source: who says so.
    """

    code: str
    day: date
    into: tuple[str, ...]
    shares: tuple[float, ...] | None
    source: str


@dataclass(frozen=True)
class Splits:
    """Known splits by code; all those between two days (both included) when these are given."""

    by_code: Mapping[str, Split] = field(default_factory=dict)
    complete_from: date | None = None
    complete_to: date | None = None

    def complete(self, first: date, last: date) -> bool:
        """Whether every split after ``first`` up to and including ``last`` is known."""
        if self.complete_from is None or self.complete_to is None:
            return False
        return self.complete_from <= first and last <= self.complete_to

    def extended(self, other: Splits) -> Splits:
        """These splits with those of another file, which win where both name a municipality."""
        return Splits({**self.by_code, **other.by_code}, self.complete_from, self.complete_to)


def read_splits(path: Path, table: Municipalities) -> Splits:
    """Read a file of splits.

    Args:
        path: the file.
        table: what it is held against; splits of codes that end in it on another day are refused.

    Raises:
        UserError: the file has a mistake, or Tabel 33 says something else; it names the line.
    """
    content, places = read_model(
        path, SplitsContent, example="'splitsingen:'", anew="Neem het voorbeeld uit de handleiding."
    )
    found: dict[str, Split] = {}
    for position, one in enumerate(content.splits):
        known = table.by_code.get(one.code)
        into = tuple(sorted(one.shares or one.into))
        unknown = [code for code in (one.code, *into) if code not in table.by_code]
        where = ("splitsingen", position, "gemeente")
        if unknown and (table.last_change is None or one.day <= table.last_change):
            raise error_at(
                places,
                where,
                f"Deze codes staan niet in Tabel 33: {', '.join(unknown)}.",
                fix="Kijk of de codes kloppen: vier cijfers, met nullen ervoor.",
            )
        if known is not None and known.end is not None and known.end != one.day:
            raise error_at(
                places,
                where,
                f"{table.named(one.code)} eindigt volgens Tabel 33 op {known.end}, niet op {one.day}.",
                fix="Neem de eerste dag waarop de gemeente er niet meer was.",
            )
        over = [code for code in into if code in table.by_code and not table.by_code[code].valid_on(one.day)]
        if over or one.code in into:
            raise error_at(
                places,
                where,
                f"{', '.join(map(table.named, over or [one.code]))} kan op {one.day} geen deel krijgen.",
                why="Een deel gaat naar een gemeente die er die dag is.",
            )
        if one.code in found:
            raise error_at(places, where, f"{table.named(one.code)} staat twee keer in dit bestand.")
        shares = None if one.shares is None else tuple(one.shares[code] for code in into)
        found[one.code] = Split(one.code, one.day, into, shares, one.source)
    return Splits(found, content.complete_from, content.complete_to)


def known_splits(table: Municipalities, own: Path | None = None) -> Splits:
    """The splits that the program ships and the table knows, with those of a file of the user.

    Raises:
        UserError: see :func:`read_splits`.
    """
    content, _ = read_model(SHIPPED, SplitsContent)
    shipped = {
        one.code: Split(one.code, one.day, tuple(sorted(one.into)), None, one.source)
        for one in content.splits
        if {one.code, *one.into} <= set(table.by_code)
    }
    known = Splits(shipped, content.complete_from, content.complete_to)
    return known if own is None else known.extended(read_splits(own, table))


def completeness(splits: Splits, first: date, last: date) -> Message | None:
    """What a reader must know when not every split between two days is known; None when all are."""
    if splits.complete(min(first, last), max(first, last)):
        return None
    if splits.complete_from is None or splits.complete_to is None:
        return message("Splitsingen van gemeenten zijn niet bekend: Tabel 33 noemt maar een opvolger.")
    return message(
        "Splitsingen van gemeenten zijn bekend van {van} tot en met {tot}. "
        "Daarbuiten noemt Tabel 33 maar een opvolger, ook waar er meer zijn.",
        van=str(splits.complete_from),
        tot=str(splits.complete_to),
    )
