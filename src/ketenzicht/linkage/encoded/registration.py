"""A registration as one organisation has it, opened to encode its persons or to give them back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.engine import Engine, quoted
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.readers import open_source
from ketenzicht.intake.readers.source import scanning
from ketenzicht.linkage.encoded.encode import NAMES, Encoded, encode
from ketenzicht.linkage.encoded.files import as_parquet
from ketenzicht.linkage.records import PersonFields
from ketenzicht.whole_file import work_folder, write_whole

if TYPE_CHECKING:
    import pyarrow as pa

    from ketenzicht.linkage.encoded.agreement import Agreement


_WHY = (
    "Het veld '{0}' telt mee. Heet de kolom bij u anders, zeg dan: --column {0}=KOLOM. "
    "Heeft u het niet, haal het dan bij iedereen uit de afspraak."
)


def read_registration(path: Path, work: Path) -> pa.Table:
    """All columns of a registration as text."""
    with Engine(spill=work / "spill") as engine:
        source = open_source(engine, path, Layout(), work, "registration")
        columns = ", ".join(f"cast({quoted(one)} as varchar) as {quoted(one)}" for one in source.columns)
        with scanning(source):
            return engine.table(f"select {columns} from {source.relation}")


def the_column(table: pa.Table, name: str, path: Path, why: str = "") -> str:
    """The column with this name; capitals and blanks around it do not matter.

    Raises:
        UserError: there is none.
    """
    for one in table.column_names:
        if str(one).strip().lower() == name.strip().lower():
            return str(one)
    raise UserError(
        f"De kolom '{name}' staat niet in {path.name}.",
        why=why,
        fix=did_you_mean(name, table.column_names) or f"Kies uit: {', '.join(table.column_names)}.",
        file=path,
    )


def encode_registration(
    path: Path,
    number: str,
    columns: Mapping[str, str],
    agreement: Agreement,
    out: Path,
    *,
    secret: bytes,
    own_key: bytes,
) -> Encoded:
    """Encode the persons of a registration, and write the file for who links.

    Args:
        path: with a row per person.
        number: the column with the number that the organisation gives to a person.
        columns: the column of a field, where that is not called as the field is; ``bsn`` when there is one.
        agreement: how.
        out: the file to write, readable by this user only.
        secret: shared by the organisations.
        own_key: of this organisation alone.

    Raises:
        UserError: a file or column is not there, or a name is no field of the agreement.
    """
    known = ("bsn", *agreement.fields)
    for name in columns:
        if name not in known:
            raise UserError(
                f"De afspraak kent het veld '{name}' niet.",
                fix=did_you_mean(name, known) or f"Kies uit: {', '.join(known)}.",
            )
    out.parent.mkdir(parents=True, exist_ok=True)
    with work_folder(out.parent) as work:
        table = read_registration(path, work)
        wanted = {name: columns.get(name, name) for name in known if name != "bsn" or name in columns}
        found = {name: the_column(table, column, path, _WHY.format(name)) for name, column in wanted.items()}
        fields = PersonFields(
            the_column(table, number, path), **{NAMES.get(name, name): one for name, one in found.items()}
        )
        encoded = encode(table, fields, agreement, secret=secret, own_key=own_key)
        write_whole(out, as_parquet(encoded.table), secret=True)
    return encoded
