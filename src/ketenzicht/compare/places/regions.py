"""Regions of municipalities, each with the days between which a municipality belongs to it.

Veilig Thuis, GGD, samenwerkingsverband, veiligheidsregio: who works for which municipalities changes now and then,
so the file says from when until when. It is held against Tabel 33: municipalities that do not exist, that are in no
region, or in two. A samenwerkingsverband may hold part of a municipality; then the file says that two is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from ketenzicht.chain.messages import errors_in
from ketenzicht.chain.model.base import Node
from ketenzicht.chain.yaml_places import DataPath, Place
from ketenzicht.compare.places.municipalities import Code
from ketenzicht.compare.places.table_file import read_table
from ketenzicht.errors import UserError
from ketenzicht.intake.yaml_model import error_at, read_model

CSV_COLUMNS = {
    "region": "regio",
    "name": "naam",
    "code": "gemeente",
    "first": "geldig_van",
    "last": "geldig_tot",
}
"""Columns of a CSV file of regions, by what they hold; the name and both days may be left out."""


def _member(value: Any) -> Any:
    return value if isinstance(value, dict) else {"gemeente": value}


class MemberContent(Node):
    """A municipality in a region; always, or between two days."""

    code: Code = Field(alias="gemeente")
    first: date | None = Field(default=None, alias="geldig_van")
    last: date | None = Field(default=None, alias="geldig_tot")


class RegionContent(Node):
    """A region with its municipalities."""

    id: str = Field(alias="regio", min_length=1)
    name: str | None = Field(default=None, alias="naam")
    members: tuple[Annotated[MemberContent, BeforeValidator(_member)], ...] = Field(alias="gemeenten")


class RegionsContent(Node):
    """A file of regions."""

    kind: str = Field(alias="soort", min_length=1)
    source: str | None = Field(default=None, alias="bron")
    overlap: bool = Field(default=False, alias="overlap")
    complete: bool = Field(default=True, alias="volledig")
    regions: tuple[RegionContent, ...] = Field(alias="regios", min_length=1)


@dataclass(frozen=True)
class Member:
    """A municipality in a region.

    Args:
        region: id of the region.
        code: of the municipality.
        first, last: the days between which it belongs to it, both included; None when there is no bound.
        place: where the file says so.
    """

    region: str
    code: str
    first: date | None
    last: date | None
    place: Place

    def holds_on(self, day: date) -> bool:
        """Whether it belongs to the region on this day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Regions:
    """Regions of one kind.

    Args:
        kind: what they are, for instance ``veilig-thuis``.
        names: of the regions, by id, in order of the file.
        members: which municipality belongs to which, and when.
        overlap: whether a municipality may be in more than one.
        complete: whether every municipality is in one; False for some regions of the country.
        source: who says so.
    """

    kind: str
    names: Mapping[str, str]
    members: tuple[Member, ...]
    overlap: bool = False
    complete: bool = True
    source: str | None = None

    def on(self, day: date) -> dict[str, tuple[str, ...]]:
        """The regions of each municipality on a day, by code."""
        found: dict[str, tuple[str, ...]] = {}
        for member in self.members:
            if member.holds_on(day):
                found[member.code] = tuple(sorted({*found.get(member.code, ()), member.region}))
        return found


def read_regions(
    path: Path,
    *,
    kind: str | None = None,
    source: str | None = None,
    overlap: bool = False,
    columns: Mapping[str, str] | None = None,
) -> Regions:
    """Read a file of regions: YAML, or CSV with a row per municipality.

    Args:
        path: the file.
        kind, source, overlap: of a CSV file, which does not say them itself; without ``kind`` its name is taken.
        columns: names of the columns of a CSV file that are called otherwise than :data:`CSV_COLUMNS`.

    Raises:
        UserError: the file has a mistake; it names the line.
    """
    if path.suffix.lower() in (".yaml", ".yml"):
        content, places = read_model(
            path,
            RegionsContent,
            example="'soort:' en 'regios:'",
            anew="Neem het voorbeeld uit de handleiding.",
        )
        where = {
            (at, nth): places.get(("regios", at, "gemeenten", nth), Place(path, 1))
            for at, region in enumerate(content.regions)
            for nth in range(len(region.members))
        }
        return _regions(content, where, path)
    rows, where = _rows_of_csv(path, {**CSV_COLUMNS, **(columns or {})}, optional=columns or {})
    data = {"soort": kind or path.stem, "bron": source, "overlap": overlap, "regios": rows}
    try:
        content = RegionsContent.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        at: dict[DataPath, Place] = {("regios", *_path(key)): place for key, place in where.items()}
        raise errors_in(error, data, {(): Place(path, 1), **at}, RegionsContent)[0] from None
    return _regions(content, where, path)


def _path(key: tuple[int, int]) -> DataPath:
    return key[0], "gemeenten", key[1]


def _rows_of_csv(
    path: Path, columns: Mapping[str, str], optional: Mapping[str, str]
) -> tuple[list[dict[str, Any]], dict[tuple[int, int], Place]]:
    """The rows of a CSV file as the content of a YAML file, and the line of each municipality."""
    table = read_table(path)
    present = {name.casefold() for name in table.columns}
    used = {
        name: table.column(column)
        for name, column in columns.items()
        if name in ("region", "code") or name in optional or column.casefold() in present
    }
    regions: dict[str, dict[str, Any]] = {}
    where: dict[tuple[int, int], Place] = {}
    for line, row in table.rows:
        id_ = row[used["region"]]
        if not id_:
            raise UserError(f"De kolom '{used['region']}' is hier leeg.", file=path, line=line)
        region = regions.setdefault(id_, {"regio": id_, "naam": None, "gemeenten": []})
        region["naam"] = region["naam"] or (row[used["name"]] if "name" in used else None) or None
        member = {
            alias: row[used[name]] or None
            for name, alias in (("code", "gemeente"), ("first", "geldig_van"), ("last", "geldig_tot"))
            if name in used
        }
        where[list(regions).index(id_), len(region["gemeenten"])] = Place(path, line)
        region["gemeenten"].append(member)
    return list(regions.values()), where


def _regions(content: RegionsContent, where: Mapping[tuple[int, int], Place], path: Path) -> Regions:
    names: dict[str, str] = {}
    members: list[Member] = []
    for at, region in enumerate(content.regions):
        if region.id in names:
            raise UserError(
                f"De regio '{region.id}' staat twee keer in dit bestand.",
                fix="Zet haar gemeenten bij elkaar.",
                file=path,
                line=where[at, 0].line if (at, 0) in where else None,
            )
        names[region.id] = region.name or region.id
        for nth, member in enumerate(region.members):
            place = where[at, nth]
            if member.first is not None and member.last is not None and member.last < member.first:
                raise error_at(
                    {(): place},
                    (),
                    f"{member.code} houdt op ({member.last}) voor het begint ({member.first}).",
                )
            members.append(Member(region.id, member.code, member.first, member.last, place))
    return Regions(content.kind, names, tuple(members), content.overlap, content.complete, content.source)


def region_names(regions: Regions, ids: Sequence[str]) -> str:
    """The names of regions as one text."""
    return ", ".join(regions.names[id_] for id_ in ids)
