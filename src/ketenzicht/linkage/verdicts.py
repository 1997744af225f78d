"""What somebody decided about pairs of records: who, when and why; nothing that was decided is ever written over.

Every decision is a line of its own, and the last one about a pair counts. A decision can be taken back, which is a
line as well. Records are named by their pseudonyms: when a registration says something else of a person, that is
another record, and the decision about the old one lapses.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from ketenzicht.errors import UserError
from ketenzicht.whole_file import write_whole

if TYPE_CHECKING:
    import pyarrow as pa

Answer = Literal["een", "twee", "open"]
"""One person, two persons, or not decided any more."""


@dataclass(frozen=True)
class Verdict:
    """A decision about a pair.

    Args:
        record_1, record_2: the records, in alphabetical order.
        answer: what was decided.
        by: who decided.
        reason: why.
        at: when, in UTC (ISO 8601).
    """

    record_1: str
    record_2: str
    answer: Answer
    by: str
    reason: str
    at: str


def read_verdicts(path: Path) -> dict[tuple[str, str], Verdict]:
    """The last decision about each pair; none when there is no file.

    Raises:
        UserError: a line cannot be read: no decision is passed over by accident.
    """
    found: dict[tuple[str, str], Verdict] = {}
    if not path.is_file():
        return found
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            one = Verdict(**json.loads(line))
            if one.answer not in get_args(Answer):
                raise ValueError(one.answer)
            "".join(asdict(one).values()).encode()  # texts, all of them, and without half signs
        except (ValueError, TypeError, RecursionError):
            raise UserError(
                "Een besluit over een paar is niet te lezen.",
                why="Zonder dit besluit zou anders worden gekoppeld dan is afgesproken.",
                fix="Zet een kopie van het bestand terug, of haal de regel weg en neem het besluit opnieuw.",
                file=path,
                line=number,
            ) from None
        found[one.record_1, one.record_2] = one
    return found


def add_verdicts(path: Path, verdicts: Iterable[Verdict]) -> None:
    """Add decisions, on the disk before this returns; the file is readable by this user only."""
    lines = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in verdicts)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as stream:
        stream.write(lines.encode())
        stream.flush()
        os.fsync(stream.fileno())


def erase_verdicts(path: Path, records: Collection[str]) -> bool:
    """Take out every decision about one of these records; whether there was any."""
    if not path.is_file():
        return False
    lines = path.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if not any(record.encode() in line for record in records)]
    if len(kept) == len(lines):
        return False
    write_whole(path, b"".join(kept), secret=True)
    return True


def as_table(verdicts: Iterable[Verdict]) -> pa.Table:
    """The decisions as linking wants them: ``record_l``, ``record_r`` and ``same``."""
    import pyarrow as pa

    decided = [one for one in verdicts if one.answer != "open"]
    return pa.table(
        {
            "record_l": pa.array([one.record_1 for one in decided], pa.string()),
            "record_r": pa.array([one.record_2 for one in decided], pa.string()),
            "same": pa.array([one.answer == "een" for one in decided], pa.bool_()),
        }
    )
