"""A file of person lists to tables: who there are, where each stayed, and who is family of whom.

The tables stay in memory. They hold BSN, names and addresses, because relations and addresses are recognised by them;
what is made of them holds pseudonyms only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht.household.brp_date import read_date
from ketenzicht.household.person_lists import (
    Occurrence,
    PersonList,
    Problem,
    Reading,
    read_person_lists,
)
from ketenzicht.household.relations import STILLBORN, names_in, relations_of
from ketenzicht.household.stays import stays_of

if TYPE_CHECKING:
    import pyarrow as pa

NOT_USED = {"F": "lijst-fout", "W": "lijst-gewist"}
"""Reasons (67.20) for which a list is of nobody: it was a mistake, or it was erased."""

AT_A_TIME = 10_000
"""Lists whose rows are kept before they are made into a table."""

COLUMNS = {
    "person": {
        "person": "int64", "line": "int64", "bsn": "string", "a_number": "string", "name": "string",
        "born_last": "date32", "suspended": "bool",
    },
    "stay": {
        "person": "int64", "kind": "string", "address": "string", "from_on": "date32", "until_on": "date32",
        "day_known": "bool",
    },
    "relation": {
        "person": "int64", "kind": "string", "bsn": "string", "a_number": "string", "name": "string",
        "from_on": "date32", "until_on": "date32",
    },
    "renamed": {"before": "string", "after": "string", "renamed_on": "date32"},
}  # fmt: skip
"""The tables of a register, and the type of each column."""

DATES = "Een datum die geen datum is."


@dataclass(frozen=True)
class Register:
    """What a file of person lists holds, as tables for :func:`ketenzicht.household.build_households`.

    Args:
        person: one row per list that is used: ``person``, ``line``, ``bsn``, ``a_number``, ``name``, ``born_last``
            (last day that it can have been), ``suspended``.
        stay: ``person``, ``kind``, ``address``, ``from_on``, ``until_on``, ``day_known``; only stays with a sure day.
        relation: ``person``, ``kind``, ``bsn``, ``a_number``, ``name``, ``from_on``, ``until_on``.
        renamed: ``before``, ``after``, ``renamed_on``: addresses that were written otherwise from a day on.
        lists, lines: how many were read.
        occurrences: of categories 01-16, and 51-66 for what stood there before.
        left_out: what was read and is not used, by reason.
        problems: what could not be used as it stands.
    """

    person: pa.Table
    stay: pa.Table
    relation: pa.Table
    renamed: pa.Table
    lists: int
    lines: int
    occurrences: dict[int, int]
    left_out: dict[str, int]
    problems: tuple[Problem, ...]


@dataclass
class _Rows:
    """Rows that were not yet made into a table: few at a time, since they take much more memory."""

    person: list[dict[str, Any]] = field(default_factory=list)
    stay: list[dict[str, Any]] = field(default_factory=list)
    relation: list[dict[str, Any]] = field(default_factory=list)
    renamed: list[dict[str, Any]] = field(default_factory=list)
    made: dict[str, list[pa.Table]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def put_away(self) -> None:
        for name, columns in COLUMNS.items():
            rows = getattr(self, name)
            self.made[name].append(_table(rows, columns))
            rows.clear()

    def table(self, name: str) -> pa.Table:
        import pyarrow as pa

        return pa.concat_tables(self.made[name])


def read_register(path: Path) -> Register:
    """Read a file of person lists of the BRP (see :mod:`ketenzicht.household.person_lists` for its layout).

    Raises:
        UserError: the file cannot be read, or lacks a column.
    """
    reading, rows, left_out = Reading(), _Rows(), Counter[str]()
    lists = 0
    for person in read_person_lists(path, reading):
        lists += 1
        registration = person.current(7)
        reason = NOT_USED.get(registration.get("67.20") if registration else "")
        if reason:
            left_out[reason] += 1
        else:
            _add(person, lists, rows, reading, left_out)
        if lists % AT_A_TIME == 0:
            rows.put_away()
    rows.put_away()
    return Register(
        **{name: rows.table(name) for name in COLUMNS},
        lists=lists,
        lines=reading.lines,
        occurrences={code: count for code, count in sorted(reading.occurrences.items()) if count},
        left_out=dict(sorted(left_out.items())),
        problems=tuple(sorted(reading.problems, key=lambda one: (one.line, one.column))),
    )


def _add(person: PersonList, number: int, rows: _Rows, reading: Reading, left_out: Counter[str]) -> None:
    def no_date(occurrence: Occurrence, element: str) -> None:
        why = "Wat ervan afhangt, telt alleen mee waar het zonder hem zeker is."
        reading.tell(occurrence.line, element, DATES, why)

    own = person.current(1) or Occurrence(person.line, {})
    names = names_in(own)
    born = read_date(own.get("03.10"))
    if born is None:
        no_date(own, "01.03.10")
    registration = person.current(7)
    rows.person.append(
        {
            "person": number,
            "line": person.line,
            "bsn": names.bsn or None,
            "a_number": names.a_number or None,
            "name": names.name or None,
            "born_last": born.last if born else None,
            "suspended": bool(registration and registration.get("67.20")),
        }
    )
    left_out["adres-onjuist"] += sum(one.wrong for one in person.stack(8))
    for stay in stays_of(person, no_date):
        rows.renamed += [
            {"before": one, "after": stay.address, "renamed_on": day} for one, day in stay.written
        ]
        if not stay.sure:
            left_out["verblijf-zonder-zekere-dag"] += 1
            continue
        row = {name: getattr(stay, name) for name in ("kind", "address", "from_on", "until_on", "day_known")}
        rows.stay.append({"person": number} | row)
    for category in (2, 3, 5, 9):
        left_out["relatie-onjuist"] += sum(one.wrong for one in person.stack(category))
    left_out["levenloos-geboren"] += sum(one.get("89.10") == STILLBORN for one in person.stack(9))
    for relation in relations_of(person, no_date):
        rows.relation.append(
            {
                "person": number,
                "kind": relation.kind,
                "bsn": relation.other.bsn or None,
                "a_number": relation.other.a_number or None,
                "name": relation.other.name or None,
                "from_on": relation.from_on,
                "until_on": relation.until_on,
            }
        )


def _table(rows: Iterable[dict[str, Any]], columns: dict[str, str]) -> pa.Table:
    import pyarrow as pa

    types = {"int64": pa.int64(), "string": pa.string(), "date32": pa.date32(), "bool": pa.bool_()}
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
    return pa.Table.from_pylist(list(rows), schema=schema)
