"""The CBS information protocol Veilig Thuis, version 1 (2015-2018): records with pipes, one line each.

Source: annex to article 7 of the Uitvoeringsregeling Wmo 2015, text of 2015-2017 (wetten.overheid.nl/BWBR0036096).
Three kinds of records: advice (AD), report (ML) and investigation (OZ). What the annex leaves open, and what is
done here, is in ``docs/reference/mapping.md``. A delivery holds finished reports and investigations only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.readers.rows import RowWriter
from ketenzicht.intake.readers.source import Notice, Source
from ketenzicht.intake.readers.transcode import named_encoding, survey, write_utf8

FOLLOW_UP = "02"
"""Code of "inzetten vervolgtraject" in the list vervolg melding."""

SEXES = ("V", "M", "O")

FIELDS = {
    "AD": ("nummer", "aanleiding", "hoedanigheid"),
    "ML": ("nummer", "aanleiding", "aard", "datum_melding", "hoedanigheid", "vervolg"),
    "OZ": ("nummer", "aanleiding", "datum_start", "datum_afronding", "uitkomst", "aard", "vervolg_onderzoek"),
}
"""The fixed fields of each kind of record, in order."""

OPTIONAL = ("onderzoeksnummer", "datum_start_vervolg", "datum_einde_bemoeienis")
"""The fields of a report that stand in brackets in the annex."""

PERSON = ("bsn", "geboortedatum", "geslacht")
SEVERAL = ("aanleiding", "aard", "uitkomst", "vervolg_onderzoek")
COLUMNS = tuple(
    dict.fromkeys(("soort", *FIELDS["AD"], *FIELDS["ML"], *OPTIONAL, *FIELDS["OZ"], *PERSON, "persoon"))
)


class RecordError(ValueError):
    """A line that is no record of this protocol."""


@dataclass(frozen=True)
class Record:
    """One record: its kind (AD, ML, OZ), its fields by name, and its persons (bsn, birth date, sex)."""

    kind: str
    fields: dict[str, str]
    persons: tuple[tuple[str, str, str], ...] = field(default=())


def parse_record(line: str) -> Record:
    """One line as a record.

    Persons are read from the end, three fields at a time, the last of which is a sex; so optional fields may be
    left out, left empty, or be there. An optional field without its neighbours is told by its form: a number that
    begins with OZ, or a date; a single date is the start of the follow-up when the report led to one, else the end.

    Raises:
        RecordError: the line does not begin with AD, ML or OZ, or has too few fields.
    """
    parts = [part.strip() for part in line.rstrip("\r\n").split("|")]
    kind = parts[0][:2].upper()
    if kind not in FIELDS or len(parts) < len(FIELDS[kind]):
        raise RecordError(kind)
    names = FIELDS[kind]
    fields = dict(zip(names, parts, strict=False))
    rest = parts[len(names) :]
    while rest and rest[-1] == "":
        rest.pop()
    persons: list[tuple[str, str, str]] = []
    while len(rest) >= len(PERSON) and rest[-1].upper() in SEXES:
        bsn, birth, sex = rest[-3:]
        persons.insert(0, (bsn, birth, sex.upper()))
        del rest[-3:]
    if rest and kind != "ML":
        raise RecordError(kind)
    if kind == "ML":
        fields |= _optional(rest, fields["vervolg"])
    for name in SEVERAL:
        if name in fields:
            fields[name] = _codes(fields[name])
    return Record(kind, fields, tuple(persons))


def _optional(rest: list[str], follow_up: str) -> dict[str, str]:
    if len(rest) > len(OPTIONAL):
        raise RecordError("ML")
    if len(rest) == len(OPTIONAL):
        return {name: value for name, value in zip(OPTIONAL, rest, strict=True) if value}
    found: dict[str, str] = {}
    dates = [value for value in rest if value.isdigit() and len(value) == 8]
    numbers = [value for value in rest if value and value not in dates]
    if len(numbers) > 1 or any(value[:2].upper() != "OZ" for value in numbers):
        raise RecordError("ML")
    if numbers:
        found["onderzoeksnummer"] = numbers[0]
    if len(dates) == 2:
        found |= dict(zip(OPTIONAL[1:], dates, strict=True))
    elif dates:
        found["datum_start_vervolg" if follow_up == FOLLOW_UP else "datum_einde_bemoeienis"] = dates[0]
    return found


def _codes(text: str) -> str:
    """Several codes with commas between, also when they are written against each other (``0103``)."""
    if text.isdigit() and len(text) > 2 and len(text) % 2 == 0:
        return ",".join(text[place : place + 2] for place in range(0, len(text), 2))
    return text


def read_records(path: Path) -> Iterator[Record | None]:
    """The records of a file in UTF-8; None for a line that is no record. Empty lines are passed over."""
    with path.open(encoding="utf-8-sig") as lines:
        for line in lines:
            if line.strip():
                try:
                    yield parse_record(line)
                except RecordError:
                    yield None


def open_cbs_vt(path: Path, layout: Layout, work: Path, name: str) -> Source:
    """One row per record and person, with the columns of all three kinds.

    Raises:
        UserError: not a single line is a record of this protocol.
    """
    encoding = named_encoding(layout.encoding, path) if layout.encoding else survey(path).encoding
    plain = work / f"{name}.txt"
    write_utf8(path, encoding, plain)
    writer = RowWriter(work, name, COLUMNS)
    unreadable = 0
    for record in read_records(plain):
        if record is None:
            unreadable += 1
            continue
        shared = {"soort": record.kind, **{key: value or None for key, value in record.fields.items()}}
        for place, person in enumerate(record.persons, start=1):
            writer.add(shared | dict(zip(PERSON, person, strict=True)) | {"persoon": str(place)})
        if not record.persons:
            writer.add(shared)
    if writer.count == 0:
        raise UserError(
            "Geen enkele regel is een record van het CBS-protocol Veilig Thuis, versie 1.",
            why="Elke regel hoort te beginnen met AD, ML of OZ en een nummer, met pijpen | tussen de velden.",
            fix="Kijk of dit het goede bestand is, of kies een andere soort bij indeling.",
            file=path,
        )
    return Source(
        path=path,
        relation=writer.relation(),
        columns=writer.columns,
        header_rows=0,
        notices=(Notice("afgesloten-levering", writer.count),),
        unreadable=unreadable,
    )
