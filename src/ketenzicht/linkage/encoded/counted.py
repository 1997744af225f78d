"""What who links can see of each file, to notice people who do not belong in it.

An organisation that adds people it does not serve, to learn whether they are known elsewhere, sends a file that
grows, or that has many records with a BSN and nothing else. Numbers prove nothing: they are a reason to ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ketenzicht.errors import UserError
from ketenzicht.linkage.encoded.files import CodedFile, read_persons

GROWTH = 0.25
"""From this growth since an earlier round on it is told."""
BARE = 0.1
"""From this share of records with a BSN and no code on it is told."""

Striking = Literal["gegroeid", "kaal"]


@dataclass(frozen=True)
class Counted:
    """One file with codes, counted.

    Args:
        name: of the file, without its ending.
        records: how many there are.
        found: how many of them are in a pair.
        bare: how many have a BSN and too little for a code.
        before: how many records a file of this name had at an earlier round; None when that is not known.
    """

    name: str
    records: int
    found: int
    bare: int
    before: int | None

    @property
    def growth(self) -> float | None:
        """Since the earlier round, as a share of what there was then; None when that is not known."""
        return self.records / self.before - 1 if self.before else None

    @property
    def striking(self) -> tuple[Striking, ...]:
        """What is a reason to ask the organisation."""
        grown: tuple[Striking, ...] = ("gegroeid",) if (self.growth or 0) >= GROWTH else ()
        bare: tuple[Striking, ...] = ("kaal",) if 0 < self.bare >= BARE * self.records else ()
        return grown + bare


def count_file(file: CodedFile, found: int, earlier: Path | None) -> Counted:
    """Count one file.

    Args:
        file: with codes.
        found: how many of its records are in a pair.
        earlier: the folder with the outcome of an earlier round.

    Raises:
        UserError: what stands there for a file of this name is something else.
    """
    bare = sum(bsn is not None and not code for bsn, code in zip(file.bsn, file.has_code, strict=True))
    before = None
    if earlier is not None and (known := earlier / persons_name(file)).is_file():
        before = read_persons(known)[0].num_rows
    return Counted(file.path.stem, len(file.record), found, bare, before)


def persons_name(file: CodedFile) -> str:
    """What the list of persons for the organisation of a file is called."""
    return f"personen-{file.path.stem}.parquet"


def demand_agreed(files: Sequence[CodedFile], most: int | None) -> None:
    """Refuse a file with more records than was agreed on, before it is compared.

    Raises:
        UserError: one has more.
    """
    for file in files:
        if most is not None and len(file.record) > most:
            raise UserError(
                f"In dit bestand staan {len(file.record)} records, en afgesproken zijn er hoogstens {most}.",
                why="Wie mensen toevoegt die hij niet kent, kan te weten komen wie een ander kent.",
                fix="Vraag de organisatie waar het verschil vandaan komt. Er is niets vergeleken.",
                file=file.path,
            )


def demand_earlier(earlier: Path | None) -> None:
    """Refuse an earlier round that is not there.

    Raises:
        UserError: there are no lists of persons in that folder.
    """
    if earlier is not None and not any(earlier.glob("personen-*.parquet")):
        raise UserError(
            "In deze map staat geen uitkomst van een eerdere ronde.",
            fix="Noem de map die toen bij --out stond.",
            file=earlier,
        )
