"""What ``ketenzicht place`` prints."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ketenzicht.compare.places.follow import Followed, Step, unresolved_words
from ketenzicht.compare.places.municipalities import Municipalities
from ketenzicht.compare.places.recode_table import RecodedTable
from ketenzicht.compare.places.region_checks import Finding
from ketenzicht.compare.places.regions import Regions
from ketenzicht.message import Message

KINDS = {"merged": "gaat op in", "renamed": "gaat verder als", "split": "is gesplitst over"}
MOST = 10
"""Municipalities that are named; ``--json`` names all."""
MIND, WRONG = "[bold yellow]Let op[/] ", "[bold red]Fout[/] "


def followed_data(table: Municipalities, found: Followed) -> dict[str, Any]:
    """Where a municipality went, as data."""
    return {
        "code": found.code,
        "name": table.by_code[found.code].name,
        "resolved": found.resolved,
        "into": [{"code": code, "name": table.by_code[code].name} for code in found.into],
        "shares": found.shares,
        "steps": steps_data(table, found.steps),
    }


def steps_data(table: Municipalities, steps: Iterable[Step]) -> list[dict[str, Any]]:
    """What happened, as data."""
    return [
        {
            "day": step.day,
            "code": step.code,
            "name": table.by_code[step.code].name,
            "kind": step.kind,
            "into": [{"code": code, "name": table.by_code[code].name} for code in step.into],
        }
        for step in steps
    ]


def recoded_data(table: Municipalities, found: RecodedTable, outside: Collection[str]) -> dict[str, Any]:
    """What was put together in a table, and what is missing; ``outside`` are municipalities in no region."""
    return {
        "combined": found.combined,
        "unresolved": {
            year: [str(unresolved_words(table, one)) for one in ones]
            for year, ones in found.unresolved.items()
        },
        "missing": [
            {"year": year, "code": code, "why": str(why)}
            for (year, code), why in sorted(found.missing.items())
        ],
        "estimated": {year: sorted(codes) for year, codes in found.estimated.items()},
        "in_no_region": sorted(outside),
        "notes": [str(note) for note in found.notes],
    }


def findings_data(found: Sequence[Finding]) -> dict[str, Any]:
    """What was found about regions, as data."""
    return {
        "findings": [
            {
                "problem": one.problem,
                "code": one.code,
                "words": str(one.words),
                "serious": one.serious,
                "line": one.place.line if one.place else None,
            }
            for one in found
        ]
    }


def print_followed(table: Municipalities, found: Followed) -> None:
    """Print where a municipality went."""
    for step in found.steps:
        _step(table, step)
    if not found.resolved:
        _say(str(unresolved_words(table, found)), MIND)
        return
    shares = found.shares or ()
    for code, share in zip(found.into, shares, strict=True):
        part = "" if len(shares) == 1 else f" (deel {share:g})".replace(".", ",")
        _say(f"{table.named(found.code)} is dan {table.named(code)}{part}.")


def print_steps(
    table: Municipalities, steps: Sequence[Step], counts: Mapping[int, int], note: Message | None
) -> None:
    """Print what happened between two years, and how many municipalities there were."""
    for step in steps:
        _step(table, step)
    of_years = ", ".join(f"{count} in {year}" for year, count in counts.items())
    _say(f"Gemeenten op 1 januari: {of_years}.")
    if note is not None:
        _say(str(note), MIND)


def print_recoded(
    table: Municipalities, found: RecodedTable, outside: Collection[str], rows: int, output: Path
) -> None:
    """Print what was put together in a table, and what is missing."""
    said = {str(unresolved_words(table, one)) for ones in found.unresolved.values() for one in ones}
    for words in (*sorted(said), *(str(note) for note in found.notes)):
        _say(words, MIND)
    estimated = {code for codes in found.estimated.values() for code in codes}
    if estimated:
        _say(f"Geschat, met delen van een splitsing: {_some(table, estimated)}.", MIND)
    if outside:
        _say(f"In geen regio: {_some(table, outside)}.", MIND)
    together = {code for of_year in found.combined.values() for code in of_year}
    _say(f"{rows} rijen; {len(together)} gemeenten zijn samengevoegd uit andere.")
    if found.missing:
        _say(f"{len(found.missing)} keer (gemeente en jaar) is een telling niet bekend, en leeg.")
    _say(f"Geschreven: {output}")


def print_findings(regions: Regions, found: Sequence[Finding], year: int) -> None:
    """Print what was found about regions."""
    for one in found:
        where = f" ({one.place.file}:{one.place.line})" if one.place else ""
        _say(f"{one.words}{where}", WRONG if one.serious else MIND)
    if not any(one.serious for one in found):
        _say(f"{regions.kind}: {len(regions.names)} regio's kloppen met de gemeenten van {year}.")


def _some(table: Municipalities, codes: Collection[str]) -> str:
    """The first of some municipalities, and how many more there are."""
    named = [table.named(code) for code in sorted(codes)]
    return ", ".join(named[:MOST]) + (f" en nog {len(named) - MOST} andere" if len(named) > MOST else "")


def _step(table: Municipalities, step: Step) -> None:
    into = ", ".join(table.named(code) for code in step.into)
    _say(f"{step.day}  {table.named(step.code)} {KINDS[step.kind]} {into}")


def _say(words: str, head: str = "") -> None:
    from rich.markup import escape

    from ketenzicht.cli.console import console

    console().print(head + escape(words))
