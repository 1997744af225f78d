"""An organisation takes the persons that were found into its registration, ready for a study.

Its own number of a person makes way for the person that who links made of it. Registrations of all who took part then
name a person in the same way, and a study that calls that column the number of a person follows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.engine import Engine, quoted
from ketenzicht.errors import UserError
from ketenzicht.intake.pseudonym import prepare
from ketenzicht.linkage.encoded.files import as_parquet, read_persons
from ketenzicht.linkage.encoded.registration import read_registration, the_column
from ketenzicht.whole_file import work_folder, write_whole

if TYPE_CHECKING:
    import pyarrow as pa

PERSON = "persoon"
"""The column that is added."""


@dataclass(frozen=True)
class Taken:
    """A registration with persons.

    Args:
        path: Parquet with the columns of the registration, the number of a person left out and ``persoon`` added.
        rows, without: how many rows it has, and how many of those have no person.
    """

    path: Path
    rows: int
    without: int


def take_persons(registration: Path, number: str, persons: Path, out: Path, *, own_key: bytes) -> Taken:
    """Write a registration with the persons that were found instead of the numbers of the organisation.

    Args:
        registration: with a row per event or per person.
        number: the column with the number that was encoded.
        persons: ``personen-*.parquet`` that who links gave back.
        out: the Parquet file to write, readable by this user only.
        own_key: the key that the records were encoded with.

    Raises:
        UserError: a file or column is not there, another column is called ``persoon``, or no row is in the list of
            persons.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with work_folder(out.parent) as work, Engine(spill=work / "spill") as engine:
        prepare(engine, own_key)
        given = read_registration(registration, work)
        own = the_column(given, number, registration)
        _demand_room(given, own, registration)
        column = quoted(own)
        engine.attach("given", given)
        listed, agreement = read_persons(persons)
        engine.attach("person", listed)
        engine.run(
            "create table taken as with numbered as (select *, row_number() over () as row_number_given from given) "
            f"select numbered.* exclude ({column}), person.persoon from numbered "
            "left join person "
            f"on person.record = pseudonym('record', $agreement || chr(31) || clean(numbered.{column}))",
            {"agreement": agreement},
        )
        rows, without = engine.rows("select count(*), count(*) filter (where persoon is null) from taken")[0]
        if rows == without:
            raise UserError(
                "Geen enkele rij staat in de lijst met personen.",
                why="De lijst is van een ander, de kolom is een andere, of de eigen sleutel is veranderd.",
                fix="Neem de lijst, de kolom en de sleutel waarmee u codeerde.",
                file=persons,
            )
        made = engine.table("select * exclude (row_number_given) from taken order by row_number_given")
        write_whole(out, as_parquet(made), secret=True)
    return Taken(out, rows, without)


def _demand_room(given: pa.Table, own: str, path: Path) -> None:
    """Refuse a registration in which another column than the number has the name that persons get."""
    for name in given.column_names:
        if name != own and str(name).strip().lower() == PERSON:
            raise UserError(
                f"Deze registratie heeft al een kolom '{name}'.",
                why="In die kolom komt te staan wie de koppelaar van iemand maakte.",
                fix="Geef de kolom in de registratie een andere naam.",
                file=path,
            )
