"""Find the number of a register again for a pseudonym of a study; for who holds the private key."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.errors import UserError
from ketenzicht.intake.identifiers import MAP_FILE, open_map
from ketenzicht.study.forgotten import demand_kept
from ketenzicht.study.sample import FOLDER, SECURE, write_secure
from ketenzicht.study.settings import Study, load_study
from ketenzicht.whole_file import demand_whole

if TYPE_CHECKING:
    import pyarrow as pa

SHORTEST = 6
"""The fewest signs of a pseudonym that somebody must give."""

LOOK_UP = "opzoeken.csv"


@dataclass(frozen=True)
class Identified:
    """A number that was found: of a person, a household or a case, and the pseudonym that it belongs to."""

    pseudonym: str
    kind: str
    number: str


def identify(folder: Path, identity: Path, asked: Sequence[str]) -> tuple[Identified, ...]:
    """The numbers of pseudonyms, in the order in which they were asked.

    Args:
        folder: the study.
        identity: file with a private key for which the map was sealed.
        asked: pseudonyms, or at least their first six signs.

    Raises:
        UserError: the map is not there or stays closed, or a pseudonym is too short or unknown.
    """
    study = load_study(folder)
    known = _map(study, identity).to_pylist()
    found = list[Identified]()
    for given in asked:
        if len(given) < SHORTEST:
            raise UserError(
                f"Een pseudoniem is te kort: geef minstens {SHORTEST} tekens.",
                why="Anders past het op meer dan een.",
            )
        rows = [row for row in known if row["pseudoniem"].startswith(given.lower())]
        if not rows:
            raise UserError(
                f"Het pseudoniem '{given}' komt in deze studie niet voor.",
                why="Het is verkeerd overgenomen, of hoort bij een andere studie of een andere sleutel.",
                file=study.folder,
            )
        found += [Identified(row["pseudoniem"], row["soort"], row["nummer"]) for row in rows]
    return tuple(found)


def identify_sample(folder: Path, identity: Path) -> tuple[Path, int]:
    """Write which files to fetch for a drawn sample: the number of each file in the sample, and of its register.

    Returns:
        The list, in the secure folder of the sample, and how many files of the sample stand in it.

    Raises:
        UserError: no sample was drawn, or the map is not there or stays closed.
    """
    from ketenzicht.sample.drawn import read_sample
    from ketenzicht.spreadsheet import harmless

    study = load_study(folder)
    drawn = study.folder / FOLDER / SECURE / "steekproef.json"
    if not drawn.is_file():
        raise UserError(
            "Er is nog geen steekproef getrokken.",
            fix=f"Trek er eerst een: ketenzicht sample draw {folder}",
            file=study.folder,
        )
    numbers = dict[str, list[tuple[str, str]]]()
    for row in _map(study, identity).to_pylist():
        numbers.setdefault(row["pseudoniem"], []).append((row["soort"], row["nummer"]))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["dossier", "soort", "nummer", "pseudoniem"])
    listed = 0
    for file in read_sample(drawn).files:
        known = numbers.get(file.case, [])
        listed += bool(known)
        writer.writerows([file.number, kind, harmless(number), file.case] for kind, number in known)
    target = drawn.with_name(LOOK_UP)
    write_secure(target, text.getvalue().encode("utf-8-sig"))
    return target, listed


def _map(study: Study, identity: Path) -> pa.Table:
    demand_kept(study, date.today())
    demand_whole(study.secure)
    return open_map(study.secure / MAP_FILE, identity)
