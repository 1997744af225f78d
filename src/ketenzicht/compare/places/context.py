"""Features of the context of units (municipalities mostly): what is needed to find comparable ones.

One long table: a row per unit, year and feature, with the unit of measurement, who says so, and when it was fetched.
A figure that the source does not give is a row without a value but with the reason, never a zero.
The file is CSV as Statistics Netherlands writes it: UTF-8, semicolons, decimal commas.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.compare.places.table_file import number, read_table, write_table, written_number
from ketenzicht.errors import UserError, did_you_mean

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

COLUMNS = (
    "eenheid", "jaar", "kenmerk", "waarde", "maateenheid", "ontbreekt", "voorlopig", "bron", "opgehaald"
)  # fmt: skip

NO_FIGURE = "geen cijfer"
"""The source has the unit, but gives no figure: unknown, too uncertain, confidential, or it did not exist then."""
IMPOSSIBLE = "kan niet voorkomen"


@dataclass(frozen=True)
class ContextValue:
    """One figure.

    Args:
        unit: code of the unit with its letters, as Statistics Netherlands writes it: ``GM0034``, ``PV24``, ``NL01``.
        year: that it is about.
        feature: what it is.
        value: the figure; None when the source gives none.
        measured_in: unit of measurement.
        missing: why there is no value; empty when there is one.
        provisional: whether the source calls it so.
        source: who says so.
        fetched: the day on which it was fetched.
    """

    unit: str
    year: int
    feature: str
    value: float | None
    measured_in: str
    missing: str
    provisional: bool
    source: str
    fetched: date

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.missing):
            raise ValueError("a context value needs a value, or the reason why there is none")

    @property
    def key(self) -> tuple[str, int, str]:
        """What there is one value of."""
        return self.feature, self.year, self.unit


def merged(old: Iterable[ContextValue], new: Iterable[ContextValue]) -> tuple[ContextValue, ...]:
    """Both, in order of feature, year and unit; what is new replaces what it is about."""
    found = {value.key: value for value in old} | {value.key: value for value in new}
    return tuple(found[key] for key in sorted(found))


def write_context(values: Iterable[ContextValue], path: Path) -> None:
    """Write a context file; whole or not at all."""
    rows = (
        (
            one.unit, one.year, one.feature, "" if one.value is None else written_number(one.value), one.measured_in,
            one.missing, "ja" if one.provisional else "", one.source, one.fetched,
        )
        for one in values
    )  # fmt: skip
    write_table(COLUMNS, rows, path)


def read_context(path: Path) -> tuple[ContextValue, ...]:
    """Read a context file.

    Raises:
        UserError: it is none, a row is wrong, or two rows are about the same; it names the line.
    """
    table = read_table(path)
    names = {name: table.column(name) for name in COLUMNS}
    found: dict[tuple[str, int, str], ContextValue] = {}
    for line, row in table.rows:
        try:
            one = _value({name: row[column] for name, column in names.items()})
        except ValueError as error:
            raise UserError(
                f"Deze rij klopt niet: {error}.",
                fix="Schrijf een waarde of waarom zij ontbreekt, jaren als 2022 en dagen als 2026-11-22.",
                file=path,
                line=line,
            ) from None
        if one.key in found:
            raise UserError(
                f"{one.feature} van {one.unit} in {one.year} staat twee keer in dit bestand.",
                why="Dan is niet te zeggen welke geldt.",
                file=path,
                line=line,
            )
        found[one.key] = one
    return tuple(found.values())


def _value(row: dict[str, str]) -> ContextValue:
    for name in ("eenheid", "kenmerk", "bron"):
        if not row[name]:
            raise ValueError(f"'{name}' is leeg")
    if row["voorlopig"] not in ("", "ja", "nee"):
        raise ValueError("'voorlopig' is ja, nee of leeg")
    figure = row["waarde"]
    if bool(figure) == bool(row["ontbreekt"]):
        raise ValueError("'waarde' en 'ontbreekt' horen niet allebei leeg of gevuld te zijn")
    try:
        value = number(figure) if figure else None
        year, fetched = int(row["jaar"]), date.fromisoformat(row["opgehaald"])
    except ValueError:
        raise ValueError("'waarde', 'jaar' of 'opgehaald' is geen getal of dag") from None
    return ContextValue(
        row["eenheid"], year, row["kenmerk"], value, row["maateenheid"], row["ontbreekt"], row["voorlopig"] == "ja",
        row["bron"], fetched,
    )  # fmt: skip


def values_of(values: Iterable[ContextValue], feature: str, year: int) -> dict[str, float | None]:
    """One feature of one year by unit; None where the source gives no figure.

    Raises:
        UserError: the feature is unknown, or not there for this year.
    """
    known = tuple(values)
    found = {one.unit: one.value for one in known if one.feature == feature and one.year == year}
    if not found:
        years = sorted({one.year for one in known if one.feature == feature})
        raise UserError(
            f"Het kenmerk '{feature}' is er niet voor {year}.",
            fix=f"Wel voor: {', '.join(map(str, years))}."
            if years
            else did_you_mean(feature, {one.feature for one in known})
            or "Haal het op met: ketenzicht context fetch",
        )
    return found


def context_matrix(
    values: Iterable[ContextValue], features: Sequence[str], year: int, *, prefix: str = "GM"
) -> tuple[tuple[str, ...], npt.NDArray[np.float64]]:
    """Features side by side, for distances between units.

    Args:
        values: the context.
        features: which, in the order of the columns.
        year: of all of them.
        prefix: letters with which the codes of the units begin.

    Returns:
        The codes of the units in order (n), and the figures (n, number of features); NaN where there is none.

    Raises:
        UserError: see :func:`values_of`.
    """
    import numpy as np

    known = tuple(values)
    columns = [values_of(known, feature, year) for feature in features]
    units = tuple(sorted({unit for column in columns for unit in column if unit.startswith(prefix)}))
    figures = [[_or_nan(column.get(unit)) for column in columns] for unit in units]
    return units, np.array(figures, dtype=np.float64).reshape(len(units), len(features))


def write_wide(
    values: Iterable[ContextValue], features: Sequence[str], year: int, path: Path, *, prefix: str
) -> int:
    """Write features side by side, a row per unit: what a benchmark reads as surroundings; whole or not at all.

    Args:
        values: the context.
        features: which; all of the year when there are none.
        year: of all of them.
        path: the file; an empty cell is a figure that is not there.
        prefix: letters with which the codes of the units begin.

    Returns:
        How many units there are.

    Raises:
        UserError: see :func:`values_of`; or no unit begins so.
    """
    known = tuple(values)
    chosen = tuple(features) or tuple(sorted({one.feature for one in known if one.year == year}))
    units, figures = context_matrix(known, chosen, year, prefix=prefix)
    if not units:
        raise UserError(
            f"Er zijn geen kenmerken over {year} van eenheden met een code die begint met {prefix}.",
            fix="Kijk wat er is met: ketenzicht context show",
        )
    rows = (
        (unit, *("" if figure != figure else written_number(figure) for figure in row.tolist()))
        for unit, row in zip(units, figures, strict=True)
    )
    write_table(("eenheid", *chosen), rows, path)
    return len(units)


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
