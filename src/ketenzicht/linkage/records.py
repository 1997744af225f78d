"""Records of persons made ready to be compared: which column is what, and the same thing written in one way.

Particles are left out of family names, since registrations write them before the name, behind it, in a column of
their own or not at all. A part of a date that is not known is unknown, not the first of the month. What is read here
stays in the memory of the engine; no name, date or number is written to a file.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from ketenzicht.engine import quoted, statement
from ketenzicht.errors import UserError
from ketenzicht.intake.dates import USUAL, parts_sql
from ketenzicht.intake.person_sql import sex_column

if TYPE_CHECKING:
    import pyarrow as pa

    from ketenzicht.engine import Engine

TABLE = "person_record"


@dataclass(frozen=True)
class PersonFields:
    """Which column of a table holds what; a field that the table does not have is left out.

    Args:
        record: number of the record in its own registration, unique; what review lists refer to.
        bsn: citizen service number (BSN), as written.
        number: another number of the person, that typing errors may occur in: A-number, client number.
        given_names: given names or initials.
        surname: family name, with or without particles.
        birth_date: date of birth, or what is known of it: ``19800000``, ``1980``, ``03-1980``.
        sex: in any of the usual words and codes.
        postcode, house_number: of the address; an addition to the number is left out.
        place: town or village.
        email: address of electronic mail.
        known: what one registration already says is one person: equal is the same; never compared, never shown.
    """

    record: str
    bsn: str | None = None
    number: str | None = None
    given_names: str | None = None
    surname: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    postcode: str | None = None
    house_number: str | None = None
    place: str | None = None
    email: str | None = None
    known: str | None = None

    @property
    def present(self) -> frozenset[str]:
        """The names of the fields that the table has and that are compared."""
        return frozenset(
            one.name
            for one in fields(self)
            if one.name not in ("record", "known") and getattr(self, one.name)
        )


def prepare_records(engine: Engine, table: pa.Table, given: PersonFields) -> int:
    """Make the table ``person_record`` in an engine that knows the functions of intake; gives its number of rows.

    Raises:
        UserError: a column is not there, or a number of a record is empty or not unique.
    """
    _check_columns(table, given)
    engine.run(statement("ketenzicht.linkage.sql", "functions"))
    engine.attach("person_given", table)
    texts = ", ".join(
        f"clean(cast({quoted(name)} as varchar)) as {one.name}"
        if name
        else f"cast(null as varchar) as {one.name}"
        for one in fields(given)
        for name in [getattr(given, one.name)]
    )
    birth = parts_sql("birth_text(birth_date)", USUAL)
    sql = statement("ketenzicht.linkage.sql", "records")
    sql = sql.replace("* /* texts */", texts).replace("null /* birth */", birth)
    sql = sql.replace("null /* sex */", sex_column(0, "sex")[1])
    engine.run(sql)
    _check_records(engine)
    return int(engine.value(f"select count(*) from {TABLE}"))


def _check_columns(table: pa.Table, given: PersonFields) -> None:
    wanted = [getattr(given, one.name) for one in fields(given) if getattr(given, one.name)]
    for name in wanted:
        if name not in table.column_names:
            raise UserError(
                f"De tabel heeft geen kolom '{name}'.",
                fix=f"Kies uit: {', '.join(table.column_names)}.",
            )
    if not given.present - {"sex"}:
        raise UserError(
            "Er is geen kolom om personen aan te herkennen.",
            fix="Noem minstens een nummer, een naam of een geboortedatum.",
        )


def _check_records(engine: Engine) -> None:
    empty, twice = engine.rows(
        f"select count(*) filter (where record_id is null), count(record_id) - count(distinct record_id) from {TABLE}"
    )[0]
    if empty or twice:
        raise UserError(
            f"{empty + twice} records hebben geen eigen nummer.",
            why="Zonder eigen nummer is niet te zeggen welke records bij elkaar horen.",
            fix="Maak een bestand met één rij per persoon. Moet nog blijken welke rijen van één persoon zijn, geef "
            "dan elke rij een eigen nummer, bijvoorbeeld het regelnummer.",
        )
