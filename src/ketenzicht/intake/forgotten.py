"""Whom a study leaves out for good: their rows go no further than the door, whatever file brings them again.

A study keeps no pseudonym of who was forgotten, only a mark: the pseudonym of the pseudonym. So the list can be
followed with the key, and whoever finds the list in a copy of the study cannot find the person in that copy with it.
The right to erasure is article 17 of the GDPR; that a list of refusals is needed to keep to it, recital 65 allows.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ketenzicht.engine import Engine, quoted
from ketenzicht.errors import UserError
from ketenzicht.intake.pseudonym import prepare, pseudonym

if TYPE_CHECKING:
    from ketenzicht.engine import Engine
    from ketenzicht.intake.stage import Stage

Kind = Literal["persoon", "huishouden", "casus"]
"""What a number is of."""

_SPELLINGS = """
    select distinct pseudonym($kind, given)
    from (select unnest([clean($number), case when $kind = 'persoon' then bsn_digits(clean($number)) end]) as given)
    where given is not null
    order by 1
"""


def pseudonyms_of(key: bytes, kind: Kind, number: str) -> tuple[str, ...]:
    """The pseudonyms that intake can have made of a number: as written, and of a person as a BSN of nine digits.

    Raises:
        UserError: there is no number, or one that stands for nobody; it does not repeat the number.
    """
    with Engine() as engine:
        prepare(engine, key)
        given = {"number": number, "kind": kind}
        found = tuple(str(name) for (name,) in engine.rows(_SPELLINGS, given))
        nobody = engine.value("select is_dummy_bsn(bsn_digits(clean($number)))", {"number": number})
    if not found or (kind == "persoon" and nobody):
        raise UserError(
            "Dit nummer hoort bij niemand.",
            why="Er is niets ingevuld, of alleen nullen of negens.",
            fix="Geef het nummer zoals het in de registratie staat.",
        )
    return found


def mark(key: bytes, name: str) -> str:
    """What stands on the list instead of a pseudonym."""
    return pseudonym(key, "vergeten", name)


def leave_out(engine: Engine, stage: Stage, marks: Collection[str], staged: Path, kept: Path) -> int:
    """Write the staged rows that name nobody on the list, and tell how many there were that do.

    A row that also names others is left out as a whole: what it says of them, it says of who was forgotten.

    Args:
        engine: prepared for pseudonyms.
        stage: the plan of the scan.
        marks: of whom to leave out.
        staged, kept: the rows as scanned, and where to write those that stay.
    """
    import pyarrow as pa

    named = [
        "household_id",
        "given_case",
        *(f"person_{at}" for at in range(len(stage.loaded.mapping.persons))),
        *(f"{name}_{at}" for at in stage.identities for name in ("number", "record")),
    ]
    engine.register("forgotten_mark", pa.table({"mark": pa.array(sorted(marks), pa.string())}))
    engine.attach_parquet("scanned", staged)
    is_named = " or ".join(
        f"coalesce(pseudonym('vergeten', {quoted(name)}) in (select mark from forgotten_mark), false)"
        for name in named
    )
    engine.write_parquet(f"select * from scanned where not ({is_named}) order by source_row", kept)
    engine.attach_parquet(stage.table, kept)
    return int(engine.value(f"select (select count(*) from scanned) - (select count(*) from {stage.table})"))
