"""What ``ketenzicht context`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from ketenzicht.compare.places.context import ContextValue
from ketenzicht.compare.places.statline_table import StatLineTable

MOST = 15
"""Codes of a dimension that are printed; ``--json`` gives all."""


def summary(values: Iterable[ContextValue]) -> list[dict[str, Any]]:
    """A row for each feature and year: how many units, and what is missing why."""
    ordered = sorted(values, key=lambda one: one.key)
    rows = []
    for (feature, year), group in groupby(ordered, key=lambda one: (one.feature, one.year)):
        ones = list(group)
        rows.append(
            {
                "feature": feature,
                "year": year,
                "units": len(ones),
                "missing": dict(sorted(Counter(one.missing for one in ones if one.missing).items())),
                "measured_in": ", ".join(sorted({one.measured_in for one in ones})),
                "provisional": any(one.provisional for one in ones),
                "source": "; ".join(sorted({one.source for one in ones})),
                "fetched": max(one.fetched for one in ones),
            }
        )
    return rows


def unit_rows(values: Iterable[ContextValue], unit: str) -> list[dict[str, Any]]:
    """The values of one unit."""
    return [
        {
            "feature": one.feature,
            "year": one.year,
            "value": one.value,
            "missing": one.missing or None,
            "measured_in": one.measured_in,
            "provisional": one.provisional,
            "source": one.source,
        }
        for one in sorted(values, key=lambda one: one.key)
        if one.unit == unit
    ]


def table_data(about: StatLineTable) -> dict[str, Any]:
    """A table of StatLine as data: measures, dimensions and codes."""
    return {
        "table": about.id,
        "title": about.title,
        "modified": about.modified or None,
        "measures": {
            one.id: {"title": one.title, "measured_in": one.measured_in} for one in about.measures.values()
        },
        "dimensions": {
            one.id: {
                "title": one.title,
                "kind": one.kind,
                "codes": {code.id: code.title for code in one.codes.values()},
            }
            for one in about.dimensions.values()
        },
        "years": sorted(about.years),
    }


def print_features(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print what :func:`summary` gives, a line for each feature."""
    cells = []
    for feature, group in groupby(rows, key=lambda row: row["feature"]):
        ones = list(group)
        missing: Counter[str] = Counter()
        for row in ones:
            missing.update(row["missing"])
        units = sorted({row["units"] for row in ones})
        cells.append(
            (
                feature,
                ", ".join(_year(row) for row in ones),
                " of ".join(map(str, units)),
                "; ".join(f"{count} {reason}" for reason, count in sorted(missing.items())),
                "; ".join(sorted({row["measured_in"] for row in ones})),
                "; ".join(sorted({row["source"] for row in ones})),
            )
        )
    _print(("kenmerk", "jaren", "eenheden", "ontbreekt", "in", "bron"), cells)
    if any(row["provisional"] for row in rows):
        _note("* voorlopige cijfers")


def _year(row: Mapping[str, Any]) -> str:
    return f"{row['year']}{'*' if row['provisional'] else ''}"


def print_unit(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print what :func:`unit_rows` gives."""
    cells = [
        (
            row["feature"],
            _year(row),
            row["missing"] if row["value"] is None else f"{row['value']:g}".replace(".", ","),
            row["measured_in"],
            row["source"],
        )
        for row in rows
    ]
    _print(("kenmerk", "jaar", "waarde", "in", "bron"), cells)


def print_table(about: StatLineTable) -> None:
    """Print what a table of StatLine holds, and how to choose from it."""
    from rich.markup import escape

    from ketenzicht.cli.console import console

    out = console()
    out.print(f"[bold]{escape(about.id)}[/] {escape(about.title)}")
    out.print("\nOnderwerpen ([dim]--feature NAAM=ONDERWERP[/])")
    for measure in about.measures.values():
        out.print(f"  {escape(measure.id)}  {escape(measure.title)} [dim]({escape(measure.measured_in)})[/]")
    for dimension in about.dimensions.values():
        how = {"other": f"--where {dimension.id}=CODE", "time": "--year JAAR", "place": "--places LETTERS"}
        out.print(f"\n{escape(dimension.title)} ([dim]{escape(how[dimension.kind])}[/])")
        codes = list(dimension.codes.values())
        for code in codes[:MOST]:
            out.print(f"  {escape(code.id)}  {escape(code.title)}")
        if len(codes) > MOST:
            out.print(f"  [dim]en nog {len(codes) - MOST}; alle met --json[/]")


def _note(text: str) -> None:
    from ketenzicht.cli.console import console

    console().print(f"[dim]{text}[/]")


def _print(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    from ketenzicht.cli.console import console

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in header:
        shown.add_column(name, overflow="fold")
    for row in rows:
        shown.add_row(*(escape(cell) for cell in row))
    out = console()
    out.soft_wrap = False
    out.print(shown)
