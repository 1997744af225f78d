"""From a file of person lists to tables of households in the secure folder, and what was read on the way."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from ketenzicht.engine import Engine
from ketenzicht.household.build import MOST_PERSONS, HouseholdCounts, build_households
from ketenzicht.household.no_household import read_no_household
from ketenzicht.household.person_lists import Problem
from ketenzicht.household.register import Register, read_register
from ketenzicht.spreadsheet import harmless
from ketenzicht.whole_file import replacing, work_folder, write_whole

MEMORY = "4GB"
TABLES = {
    "household_member": "select * from household_member order by person_id, from_on",
    "household": "select * from household order by household_id, from_on",
    "parent_elsewhere": "select * from parent_elsewhere order by person_id, from_on, parent_id",
    "elsewhere": "select * from elsewhere order by person_id, from_on",
    "registered": "select person_id from person order by person_id",
}
"""What is kept: pseudonyms and days; names, numbers and addresses stay in memory."""


@dataclass(frozen=True)
class MadeHouseholds:
    """Households over time, and where they stand in the secure folder.

    Args:
        folder: holds a Parquet file for each name in :data:`TABLES`, ``brp.json`` and ``brp_problems.csv``.
        lists, lines: person lists and lines that were read.
        occurrences: categories that were read, by their number: 01-16, and 51-66 for what stood there before.
        left_out: what was read and is not used, by reason.
        problems: how often each kind of problem occurs.
        counts: what the lists became.
    """

    folder: Path
    lists: int
    lines: int
    occurrences: dict[int, int]
    left_out: dict[str, int]
    problems: dict[str, int]
    counts: HouseholdCounts

    def table(self, name: str) -> Path:
        """The path of one of the tables."""
        return self.folder / f"{name}.parquet"


def make_households(
    path: Path | str,
    store: Path | str,
    last: date,
    *,
    key: bytes,
    no_household: Path | None = None,
    most: int = MOST_PERSONS,
    forgotten: Collection[str] = (),
) -> MadeHouseholds:
    """Read person lists of the BRP and write who lived with whom from when to when.

    Args:
        path: the person lists (see :mod:`ketenzicht.household.person_lists`).
        store: the secure folder, readable by this user only; made when absent.
        last: last day to look at.
        key: of the pseudonyms (see :func:`ketenzicht.intake.read_key`).
        no_household: list of addresses that are no household (see :mod:`ketenzicht.household.no_household`).
        most: number of persons above which an address with more than two families is no household.
        forgotten: marks of who is left out.

    Raises:
        UserError: a file cannot be read, or lacks a column.
    """
    from ketenzicht.intake.pseudonym import prepare
    from ketenzicht.secure_folder import secure_folder

    folder = secure_folder(Path(store))
    register = read_register(Path(path))
    listed = read_no_household(no_household) if no_household else ()
    with work_folder(folder) as work, Engine(memory_limit=MEMORY, spill=work / "spill") as engine:
        prepare(engine, key)
        counts = build_households(engine, register, last, no_household=listed, most=most, forgotten=forgotten)
        for name, sql in TABLES.items():
            engine.write_parquet(sql, work / f"{name}.parquet")
        made = MadeHouseholds(
            folder=folder,
            lists=register.lists,
            lines=register.lines,
            occurrences=register.occurrences,
            left_out=register.left_out,
            problems=_counted(register),
            counts=counts,
        )
        with replacing(folder):
            for name in TABLES:
                (work / f"{name}.parquet").replace(made.table(name))
            write_whole(folder / "brp.json", _summary(made), secret=True)
            write_whole(folder / "brp_problems.csv", _problems(register.problems), secret=True)
    return made


def _counted(register: Register) -> dict[str, int]:
    return dict(sorted(Counter(one.what for one in register.problems).items()))


def _summary(made: MadeHouseholds) -> str:
    data = {name: value for name, value in asdict(made).items() if name != "folder"}
    data["occurrences"] = {f"{category:02}": count for category, count in made.occurrences.items()}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _problems(problems: tuple[Problem, ...]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerow(["regel", "rubriek", "wat", "waarom", "oplossing"])
    writer.writerows([one.line, *map(harmless, (one.column, one.what, one.why, one.fix))] for one in problems)
    return stream.getvalue()
