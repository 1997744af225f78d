"""Puts a benchmark together: which units are compared in which year, with whom, and where series break.

Everything here is exact and stays in memory; :mod:`ketenzicht.publish.benchmark` makes of it what may be shown.
Three things are refused rather than smoothed over: a unit that counts by another definition is set apart, a unit with
a hidden or missing group is not compared, and no line is drawn across a break.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ketenzicht.compare.counts import Counts, read_counts
from ketenzicht.compare.intervals import Floats
from ketenzicht.compare.marks import REASONS
from ketenzicht.compare.peers import Peers, read_peers
from ketenzicht.compare.places.shapes import Shapes, read_shapes
from ketenzicht.compare.places.table_file import read_table
from ketenzicht.compare.settings import BenchmarkFolder, StandardSetting
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.message import Label, message

MOST_OWN = 40
"""Chapters that a report can hold."""


@dataclass(frozen=True)
class Apart:
    """A unit that is not compared, and why."""

    unit: int
    why: Label


@dataclass(frozen=True)
class Break:
    """The position of the first year after a break, and what changed."""

    position: int
    what: Label


@dataclass(frozen=True)
class Reference:
    """Events and population by group of what units are held against; no ``source`` for all units together."""

    events: Floats
    population: Floats
    source: str = ""


@dataclass(frozen=True)
class Benchmark:
    """Exact counts, who is compared with whom, and where series break.

    Args:
        folder: the settings.
        counts: the table.
        position: of the year that is compared.
        compared: which units are compared in that year (u).
        apart: the others, with the reason.
        reference: what units are held against.
        own: units with a chapter of their own.
        peers: comparable units, by own unit.
        breaks: by own unit, in order.
        shapes: borders of units; None without a map.
    """

    folder: BenchmarkFolder
    counts: Counts
    position: int
    compared: npt.NDArray[np.bool_]
    apart: tuple[Apart, ...]
    reference: Reference
    own: tuple[int, ...]
    peers: Mapping[int, Peers]
    breaks: Mapping[int, tuple[Break, ...]]
    shapes: Shapes | None = None

    @property
    def year(self) -> int:
        """The year that is compared."""
        return self.counts.years[self.position]


def open_benchmark(folder: BenchmarkFolder) -> Benchmark:
    """Read the files of a benchmark and decide what is compared.

    Raises:
        UserError: a file or a setting has a mistake, or there is nothing to compare.
    """
    counts = read_counts(folder)
    position = _position(folder, counts)
    apart = tuple(_apart(folder, counts, position))
    compared = np.ones(len(counts.units), dtype=bool)
    compared[[one.unit for one in apart]] = False
    if compared.sum() < 2:
        raise folder.error(
            ("indicator", "definitie"),
            f"In {counts.years[position]} zijn er geen twee eenheden te vergelijken met definitie "
            f"'{folder.settings.indicator.definition}'.",
            why=str(apart[0].why) if apart else "",
            fix="Kies een ander jaar, of kijk of de code van de definitie klopt.",
        )
    own = tuple(_own(folder, counts))
    return Benchmark(
        folder,
        counts,
        position,
        compared,
        apart,
        _reference(folder, counts, position, compared),
        own,
        read_peers(folder, counts, counts.years[position], own, compared),
        {unit: tuple(_breaks(folder, counts, unit)) for unit in own},
        _shapes(folder, counts),
    )


def mix(population: npt.ArrayLike, events: npt.ArrayLike, among: npt.ArrayLike) -> Floats:
    """How many events the groups of a unit lead to expect, by what as many people of the reference would.

    Args:
        population: of units by group (... x s).
        events, among: of the reference by group (s).

    Returns:
        1 for a unit with the groups of the reference; nan for one without population (...).
    """
    people, happened, known = (np.asarray(one, dtype=np.float64) for one in (population, events, among))
    rates = np.divide(happened, known, out=np.zeros_like(happened), where=known > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(people @ rates / people.sum(axis=-1) * known.sum() / happened.sum())


def direct_mix(
    events: npt.ArrayLike, population: npt.ArrayLike, standard: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """The same for direct standardisation, and how wide its interval is.

    Args:
        events, population: of units by group (... x s).
        standard: size of each group of the standard population (s).

    Returns:
        The rate as it is by the directly standardised one (...), and the variance of the standardised rate by that of
        as many events without groups (...), which Dobson's interval is scaled with; nan without a standardised rate.
    """
    count, people, sizes = (np.asarray(one, dtype=np.float64) for one in (events, population, standard))
    weight = sizes / sizes.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.where(weight > 0, weight / people, 0.0)
        rate = (step * count).sum(axis=-1)
        total = count.sum(axis=-1)
        width = (step**2 * count).sum(axis=-1) * total / rate**2
        size = total / people.sum(axis=-1) / rate
    given = np.isfinite(size) & np.isfinite(width) & (rate > 0)
    return np.where(given, size, np.nan), np.where(given, width, np.nan)


def _position(folder: BenchmarkFolder, counts: Counts) -> int:
    year = folder.settings.year
    if year is None:
        return len(counts.years) - 1
    if year not in counts.years:
        raise folder.error(
            ("jaar",),
            f"In de tabel staat geen jaar {year}.",
            fix=did_you_mean(str(year), map(str, counts.years)),
        )
    return counts.years.index(year)


def _apart(folder: BenchmarkFolder, counts: Counts, position: int) -> Iterator[Apart]:
    """Units that are not compared in the year, with the reason."""
    complete = counts.complete[:, position]
    for unit, code in enumerate(counts.definitions[:, position]):
        if not code:
            yield Apart(unit, message("geen telling voor dit jaar"))
        elif code != folder.settings.indicator.definition:
            yield Apart(unit, message("telt met een andere definitie ({code})", code=str(code)))
        elif not complete[unit]:
            missing = counts.missing.get((counts.units[unit], counts.years[position]))
            yield Apart(
                unit, REASONS[missing] if missing else message("niet voor elke groep is er een telling")
            )
        elif counts.population[unit, position].sum() == 0:
            yield Apart(unit, message("de noemer is nul"))


def _own(folder: BenchmarkFolder, counts: Counts) -> Iterator[int]:
    """Units with a chapter: those that were asked for, by code or by name."""
    asked = folder.settings.own
    if len(asked) > MOST_OWN:
        raise folder.error(
            ("eigen",),
            f"Er is voor {len(asked)} eenheden een hoofdstuk gevraagd; er passen er {MOST_OWN} in een rapport.",
            fix="Maak per groep eenheden een eigen vergelijking.",
        )
    for place, given in enumerate(asked):
        known = [at for at, both in enumerate(zip(counts.units, counts.names, strict=True)) if given in both]
        if len(known) != 1:
            raise folder.error(
                ("eigen", place),
                f"In de tabel staat geen eenheid '{given}'."
                if not known
                else f"Er zijn {len(known)} eenheden die '{given}' heten.",
                fix=did_you_mean(given, [*counts.units, *counts.names]) if not known else "Noem de code.",
            )
        yield known[0]


def _reference(
    folder: BenchmarkFolder, counts: Counts, position: int, compared: npt.NDArray[np.bool_]
) -> Reference:
    setting = folder.settings.standard
    if isinstance(setting, StandardSetting):
        return _reference_file(folder, setting, counts)
    reference = Reference(
        counts.events[compared, position].sum(axis=0), counts.population[compared, position].sum(axis=0)
    )
    if reference.events.sum() == 0:
        raise folder.error(
            ("telling",),
            f"In {counts.years[position]} is er nergens een telling boven nul.",
            why="Dan is er niets te vergelijken.",
        )
    return reference


def _reference_file(folder: BenchmarkFolder, setting: StandardSetting, counts: Counts) -> Reference:
    columns = folder.settings.table.columns
    table = read_table(folder.file(setting.file, "standaard", "bestand"))
    names = [table.column(name) for name in (columns.events, columns.population)]
    group = table.column(columns.stratum) if columns.stratum else None
    found: dict[str, tuple[float, float]] = {}
    for line, cells in table.rows:
        try:
            events, population = (float(cells[name].replace(",", ".")) for name in names)
        except ValueError:
            raise UserError(
                "In de standaard staat iets dat geen getal is.",
                why="Een standaard heeft voor elke groep een telling en een noemer.",
                file=table.path,
                line=line,
            ) from None
        found[cells[group] if group else ""] = (events, population)
    absent = [stratum for stratum in counts.strata if stratum not in found or found[stratum][1] <= 0]
    if absent or sum(events for events, _ in found.values()) <= 0:
        raise UserError(
            f"De standaard heeft geen noemer voor de groep '{absent[0]}'."
            if absent
            else "De standaard heeft geen enkele telling.",
            why="Zonder die cijfers is niet te zeggen wat te verwachten was.",
            fix=did_you_mean(absent[0], found) if absent else "",
            file=table.path,
        )
    numbers = np.array([found[stratum] for stratum in counts.strata], dtype=np.float64)
    return Reference(numbers[:, 0], numbers[:, 1], setting.source)


def _shapes(folder: BenchmarkFolder, counts: Counts) -> Shapes | None:
    setting = folder.settings.borders
    if setting is None:
        return None
    shapes = read_shapes(folder.file(setting.file, "kaart", "bestand"), code=setting.code, name=setting.name)
    if not set(counts.units) & set(shapes.rings):
        raise folder.error(
            ("kaart", "bestand"),
            "Op deze kaart staat geen enkele eenheid van de tabel: "
            f"hier heet er een '{counts.units[0]}', daar '{next(iter(shapes.rings))}'.",
            why="Kaart en tabel noemen een eenheid met dezelfde code.",
            fix="Kies met 'code:' een andere eigenschap van de kaart, of zet de codes in de tabel gelijk.",
        )
    return shapes


def _breaks(folder: BenchmarkFolder, counts: Counts, unit: int) -> Iterator[Break]:
    """Breaks that are said, those of the chain, and years in which the definition becomes another one."""
    settings = folder.settings
    found: dict[int, Label] = {}
    before = ""
    for position, code in enumerate(counts.definitions[unit]):
        if code and before and code != before:
            found[position] = message("andere definitie: {voor} wordt {na}", voor=str(before), na=str(code))
        before = code or before
    for one in folder.chain.series_breaks if folder.chain else ():
        known = one.kind == "breuk" and settings.indicator.definition in one.definitions
        if known and one.first and one.first[:4].isdigit():
            found.setdefault(_first_at(counts, int(one.first[:4])), one.what)
    names = {counts.units[unit], counts.names[unit]}
    for said in settings.breaks:
        if not said.units or names.intersection(said.units):
            found.setdefault(_first_at(counts, said.first), message("{wat}", wat=said.what))
    yield from (
        Break(position, found[position]) for position in sorted(found) if 0 < position < len(counts.years)
    )


def _first_at(counts: Counts, year: int) -> int:
    """The position of the first year of the table from a year on; past the end when there is none."""
    return next((place for place, one in enumerate(counts.years) if one >= year), len(counts.years))
