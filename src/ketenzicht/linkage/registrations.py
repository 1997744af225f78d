"""The records of persons in registrations: read apart from the events, known outside only by their keys.

A record is what one registration says about one person, once for every way in which it says it. Somebody of whom too
little is known to tell them from others gets no record: two rows with only the name Jansen are not one person.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.engine import Engine, literal, quoted, script
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.dates import USUAL, parts_sql, patterns
from ketenzicht.intake.identity import FIELDS, Identity
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.pseudonym import prepare
from ketenzicht.intake.readers import open_source
from ketenzicht.intake.readers.source import scanning
from ketenzicht.linkage.records import PersonFields

if TYPE_CHECKING:
    import pyarrow as pa

SQL = "ketenzicht.linkage.sql"
MEMORY = "4GB"


@dataclass(frozen=True)
class Records:
    """The records of persons in the registrations of a study.

    Args:
        table: a row per record: ``record``, ``record_key``, ``file`` and ``source_row`` of the first row that says
            it, and the identifying fields. It holds identifiers: it stays in memory, and in the folder for reviewing.
        fields: which column holds what.
        seen: keys of persons in the registrations.
        too_little: how many of those cannot be told from others.
        forgotten: how many of those are of somebody who was forgotten.
    """

    table: pa.Table
    fields: PersonFields
    seen: int
    too_little: int
    forgotten: int


def read_records(
    identities: Sequence[Identity], work: Path, *, key: bytes, forgotten: Collection[str] = ()
) -> Records:
    """Read the identifying columns of registrations.

    Args:
        identities: the persons and their columns.
        work: a folder that only this user can read, for what has to be rewritten; removed by the caller.
        key: of the pseudonyms.
        forgotten: marks of who is left out (see :mod:`ketenzicht.intake.forgotten`).

    Raises:
        UserError: a file or a column is not there, or nobody can be recognised.
    """
    import pyarrow as pa

    with Engine(memory_limit=MEMORY, spill=work / "spill") as engine:
        prepare(engine, key)
        for sql in script(SQL, "functions"):
            engine.run(sql)
        engine.register("forgotten_mark", pa.table({"mark": pa.array(sorted(forgotten), pa.string())}))
        for at, identity in enumerate(identities):
            _read_rows(engine, identity, work, at)
        for sql in script(SQL, "registrations"):
            engine.run(sql)
        seen, too_little, left_out = engine.rows(
            "select count(*), count(*) filter (where not forgotten and not enough), "
            "count(*) filter (where forgotten) from key_of_person"
        )[0]
        table = engine.table("select * from record_of_person order by record")
    present = {name: name for one in identities for name in one.columns.columns if name != "particle"}
    return Records(table, PersonFields("record", known="record_key", **present), seen, too_little, left_out)


def _read_rows(engine: Engine, identity: Identity, work: Path, at: int) -> None:
    """Add a row for each row of a file: where it stands, its key, and what it says of the person."""
    given, mapping = identity.columns, identity.loaded.mapping
    layout = Layout() if given.file else mapping.layout
    source = open_source(engine, identity.path, layout, work, f"person_{at}")

    def column(name: str) -> str:
        return f"clean({quoted(_found(name, source.columns, identity))})"

    def text(name: str) -> str:
        in_file = given.number_in_file if given.file and name == given.number else None
        return column(in_file or name)

    said = {name: column(given.columns[name]) if name in given.columns else "null" for name in FIELDS}
    own = patterns(mapping.dates)
    birth = parts_sql("birth_text(birth_date)", own + tuple(one for one in USUAL if one not in own))
    fields = ", ".join(f"cast({sql} as varchar) as {name}" for name, sql in said.items())
    number = text(given.number) if given.number else "null"
    file = given.file or identity.loaded.label
    into = "insert into row_of_person" if at else "create table row_of_person as"
    with scanning(source):
        engine.run(
            f"{into} select {literal(file)} as file, *, {birth} as birth from (select "
            f"row_number() over () + {source.header_rows} as source_row, {identity.key_sql(text)} as record_key, "
            f"cast({number} as varchar) as number, {fields} from {source.relation}) where record_key is not null"
        )


def _found(name: str, columns: Sequence[str], identity: Identity) -> str:
    """The column of the file with this name; capitals and blanks around it do not matter."""
    for one in columns:
        if one.strip().lower() == name.strip().lower():
            return one
    raise UserError(
        f"De kolom '{name}' staat niet in {identity.path.name}.",
        why="Onder 'personen_koppelen' wordt deze kolom genoemd om personen aan te herkennen.",
        fix=did_you_mean(name, columns) or f"Kies uit: {', '.join(columns)}.",
        file=identity.path,
    )


def write_keys(records: Records, persons: Path, path: Path, bounded: bool) -> None:
    """Write the table of persons by key: ``record_key``, ``person_id``, ``linked_by`` and the ``records`` of the key.

    A key whose records turned out to be of several persons has none.

    Args:
        records: what was linked.
        persons: what :func:`ketenzicht.linkage.link_persons` wrote.
        path: the file to write.
        bounded: whether there are persons at a stricter and a looser threshold as well.
    """
    columns = ["person_id", *(("person_id_strict", "person_id_loose") if bounded else ())]
    chosen = ", ".join(f"case when count(distinct {one}) = 1 then min({one}) end as {one}" for one in columns)
    with Engine(memory_limit=MEMORY) as engine:
        engine.attach("record_of_person", records.table)
        engine.attach_parquet("person", persons)
        engine.write_parquet(
            f"select record_key, {chosen}, min(linked_by) as linked_by, list(record order by record) as records "
            "from record_of_person join person on person.record_id = record_of_person.record "
            "group by record_key order by record_key",
            path,
        )
