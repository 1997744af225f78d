"""Who links compares codes of two organisations: an equal BSN first, then who is most like the other, both ways.

One record is never of two persons: a pair counts when each is the one most like the other. When two are equally like,
nobody can say which, and neither counts. Two valid BSN that differ are never one person.
Who links gets keys that only the organisations can read, and gives each of them a person for every record, of whoever
was found and of whoever was not: from that list alone nobody learns who is known elsewhere.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ketenzicht.errors import UserError
from ketenzicht.intake.pseudonym import pseudonym
from ketenzicht.linkage.encoded.agreement import demand_holds
from ketenzicht.linkage.encoded.apart import demand_apart
from ketenzicht.linkage.encoded.codes import CHUNK, differing, full_weight, similarity
from ketenzicht.linkage.encoded.counted import (
    Counted,
    count_file,
    demand_agreed,
    demand_earlier,
    persons_name,
)
from ketenzicht.linkage.encoded.files import CodedFile, as_parquet, demand_comparable, read_coded
from ketenzicht.secure_folder import secure_folder
from ketenzicht.whole_file import write_all

THRESHOLD = 0.8
"""How alike two records are from which they may be one person: a move passes, twins with the usual fields do not."""

LOWEST = 0.65
"""Less like than this is not looked at: below it, codes of strangers come up by chance."""

LEVELS = (0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
"""Thresholds to choose from."""

Pair = tuple[int, int, str, float]
"""Rows in the first and in the second file, how they were found (bsn or code), and how alike they are."""


@dataclass(frozen=True)
class Matched:
    """What two organisations have in common.

    Args:
        pairs: Parquet with ``record_1``, ``record_2``, ``how`` (bsn or code) and ``similarity``.
        persons: for each file a Parquet with ``record`` and ``persoon``, for every record of it.
        counted: of each file what who links can see of it.
        by_bsn, by_code: pairs by how they were found.
        at: for each other threshold how many pairs codes would give.
    """

    pairs: Path
    persons: tuple[Path, Path]
    counted: tuple[Counted, Counted]
    by_bsn: int
    by_code: int
    at: dict[float, int]


def match(
    first: Path,
    second: Path,
    store: Path,
    *,
    key: bytes,
    threshold: float = THRESHOLD,
    one_to_one: bool = True,
    most: int | None = None,
    earlier: Path | None = None,
) -> Matched:
    """Find the persons that two files with codes have in common.

    Args:
        first, second: made by ``person encode``.
        store: the secure folder for what is found.
        key: of who links; persons are made with it.
        threshold: how alike records must be, 0.65 to 1.
        one_to_one: False where one file may hold a person more than once; every pair that is alike then counts,
            and one person can get two BSN through a record that has none.
        most: how many records a file has at most, as was agreed on.
        earlier: the folder with the outcome of an earlier round, to see how files grew.

    Raises:
        UserError: a file is something else, has more records than was agreed on, or came after the last day of the
            agreement; the files do not belong together; or their secret lies beside them.
    """
    if not LOWEST <= threshold <= 1:
        raise UserError("De drempel ligt tussen 0,65 en 1.", fix="Laat hem weg voor 0,8.")
    if first.stem == second.stem:
        raise UserError("Beide bestanden heten hetzelfde.", fix="Noem ze naar hun organisatie.", file=second)
    demand_earlier(earlier)
    files = read_coded(first), read_coded(second)
    demand_comparable(*files)
    demand_holds(files[0].until, date.today())
    demand_apart(files, store)
    demand_agreed(files, most)
    found, alike = find_pairs(*files, one_to_one=one_to_one)
    kept = [one for one in found if one[3] >= threshold]
    paths = _write(files, kept, secure_folder(store), key)
    at = {level: sum(one[3] >= level for one in alike) for level in LEVELS}
    by_bsn = sum(one[2] == "bsn" for one in kept)
    one, other = (
        count_file(file, len({pair[side] for pair in kept}), earlier) for side, file in enumerate(files)
    )
    return Matched(paths[0], (paths[1], paths[2]), (one, other), by_bsn, len(kept) - by_bsn, at)


def find_pairs(one: CodedFile, other: CodedFile, *, one_to_one: bool) -> tuple[list[Pair], list[Pair]]:
    """All pairs from the lowest threshold, and those of them that were found by code."""
    by_bsn = _by_bsn(one, other)
    taken = ({pair[0] for pair in by_bsn}, {pair[1] for pair in by_bsn}) if one_to_one else (set(), set())
    left, right = (
        np.array([row for row in np.flatnonzero(file.has_code) if row not in gone], dtype=np.int64)
        for file, gone in zip((one, other), taken, strict=True)
    )
    alike = [
        pair
        for pair in _alike(one, other, left, right)
        if not _contradict(one.bsn[pair[0]], other.bsn[pair[1]])
    ]
    if one_to_one:
        alike = _mutual(alike)
    else:
        known = {pair[:2] for pair in by_bsn}
        alike = [pair for pair in alike if pair[:2] not in known]
    return [*by_bsn, *alike], alike


def _by_bsn(one: CodedFile, other: CodedFile) -> list[Pair]:
    """An equal BSN that each file has once; twice in one file says that something is wrong with it."""
    once = [
        {bsn: row for row, bsn in enumerate(file.bsn) if bsn is not None and times[bsn] == 1}
        for file in (one, other)
        for times in [Counter(file.bsn.tolist())]
    ]
    return [(row, once[1][bsn], "bsn", 1.0) for bsn, row in once[0].items() if bsn in once[1]]


def _contradict(bsn: str | None, other: str | None) -> bool:
    return bsn is not None and other is not None and bsn != other


def _alike(one: CodedFile, other: CodedFile, left: NDArray[np.int64], right: NDArray[np.int64]) -> list[Pair]:
    """Pairs of these rows that are alike, compared in pieces."""
    weight, found = full_weight(one.weights), []
    for rows in np.split(left, range(CHUNK, len(left), CHUNK)):
        here = np.unpackbits(one.code[rows], axis=1)
        for columns in np.split(right, range(CHUNK, len(right), CHUNK)):
            alike = similarity(differing(here, np.unpackbits(other.code[columns], axis=1)), weight)
            for row, column in zip(*np.nonzero(alike >= LOWEST), strict=True):
                found.append((int(rows[row]), int(columns[column]), "code", float(alike[row, column])))
    return found


def _mutual(pairs: list[Pair]) -> list[Pair]:
    """The pairs in which each is the one most like the other; none where two are equally like."""
    by_row, by_column = _best(pairs, 0), _best(pairs, 1)
    return [of[0] for of in by_row.values() if len(of) == 1 and by_column[of[0][1]] == of]


def _best(pairs: list[Pair], side: Literal[0, 1]) -> dict[int, list[Pair]]:
    """Of each record on a side the pairs in which it is most like another: more than one when equally like."""
    best: dict[int, list[Pair]] = {}
    for pair in pairs:
        known = best.setdefault(pair[side], [])
        if known and pair[3] > known[0][3]:
            known.clear()
        if not known or pair[3] == known[0][3]:
            known.append(pair)
    return best


def _write(
    files: tuple[CodedFile, CodedFile], pairs: list[Pair], store: Path, key: bytes
) -> tuple[Path, ...]:
    import networkx as nx
    import pyarrow as pa

    records = [file.record.tolist() for file in files]
    graph = nx.Graph()
    for side, names in enumerate(records):
        graph.add_nodes_from((side, name) for name in names)
    graph.add_edges_from(((0, records[0][one]), (1, records[1][other])) for one, other, *_ in pairs)
    person = {
        node: pseudonym(key, "persoon", "\x1f".join(f"{side}:{name}" for side, name in sorted(group)))
        for group in nx.connected_components(graph)
        for node in group
    }
    columns = list(
        zip(*sorted((records[0][a], records[1][b], how, alike) for a, b, how, alike in pairs), strict=True)
    )
    names = ("record_1", "record_2", "how", "similarity")
    kinds = (pa.string(), pa.string(), pa.string(), pa.float64())
    made = {
        "pairs.parquet": pa.table(
            {name: pa.array(columns[at] if columns else [], kinds[at]) for at, name in enumerate(names)}
        )
    }
    for side, file in enumerate(files):
        persons = {"record": records[side], "persoon": [person[side, name] for name in records[side]]}
        marks = {"afspraak": file.marks["afspraak"]}
        made[persons_name(file)] = pa.table(persons).replace_schema_metadata(marks)
    return write_all(store, {name: as_parquet(table) for name, table in made.items()})
