"""An organisation encodes its persons: out goes a code, a pseudonym of a valid BSN, and a key that only it can read.

Names are written in one way first, by the same statements as for linking in plain text. The rows are in the order of
their keys, so that nothing can be read from the order of the registration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from ketenzicht.engine import Engine, script
from ketenzicht.errors import UserError
from ketenzicht.intake.pseudonym import prepare, pseudonym
from ketenzicht.linkage.encoded.agreement import (
    USE_OF_BSN,
    USE_OF_CHECK,
    USE_OF_PARTS,
    USE_OF_SPREAD,
    demand_holds,
)
from ketenzicht.linkage.encoded.codes import CHUNK, LENGTH, Bits, positions, set_bits, spread
from ketenzicht.linkage.records import PersonFields, prepare_records

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from ketenzicht.linkage.encoded.agreement import Agreement

MEMORY = "4GB"

ENOUGH = 0.6
"""Share of the weight of all fields that must be filled in; a code of less would be the code of many people."""

NAMES = {
    "voornamen": "given_names", "geslachtsnaam": "surname", "geboortedatum": "birth_date", "geslacht": "sex",
    "postcode": "postcode", "huisnummer": "house_number", "woonplaats": "place", "email": "email",
}  # fmt: skip
"""From the fields of an agreement to those of :class:`ketenzicht.linkage.PersonFields`."""


@dataclass(frozen=True)
class Encoded:
    """The persons of one organisation, encoded.

    Args:
        table: ``record`` (text), ``bsn`` (pseudonym or null) and ``code`` (256 bytes or null); in its metadata the
            fingerprints of agreement and secret.
        records, with_bsn, too_little: how many records there are, with a valid BSN, and with too little for a code.
    """

    table: pa.Table
    records: int
    with_bsn: int
    too_little: int


def encode(
    table: pa.Table, fields: PersonFields, agreement: Agreement, *, secret: bytes, own_key: bytes
) -> Encoded:
    """Encode the persons of one organisation, one row each.

    Args:
        table: the persons, with a number of the organisation of its own for each.
        fields: which column holds what; all fields of the agreement, and the BSN where there is one.
        agreement: how.
        secret: shared by the organisations that are linked, unknown to who links.
        own_key: of this organisation alone (see :func:`ketenzicht.intake.read_key`); it hides the numbers.

    Raises:
        UserError: a column is missing, there is nobody, a number is empty or not unique, or the last day of the
            agreement has passed.
    """
    import pyarrow as pa

    demand_holds(agreement.until, date.today())
    for name in agreement.fields:
        if getattr(fields, NAMES[name]) is None:
            raise UserError(
                f"De afspraak noemt het veld '{name}', en dat is er niet.",
                why="Wie een veld weglaat, krijgt andere codes dan de anderen.",
                fix=f"Zeg in welke kolom het staat, of spreek een afspraak zonder '{name}' af.",
            )
    with Engine(memory_limit=MEMORY) as engine:
        prepare(engine, own_key)
        if not prepare_records(engine, table, fields):
            raise UserError("Er staan geen personen in dit bestand.", fix="Maak de export opnieuw.")
        codes = {
            number: np.packbits(bits).tobytes() for number, bits in coded_bits(engine, agreement, secret)
        }
        numbers, bsns = zip(*engine.rows("select record_id, bsn from person_record order by 1"), strict=True)
    bsn_key = agreement.key(secret, USE_OF_BSN)
    rows = sorted(
        (
            pseudonym(own_key, "record", f"{agreement.fingerprint}\x1f{number}"),
            pseudonym(bsn_key, "persoon", bsn) if bsn else None,
            codes.get(number),
        )
        for number, bsn in zip(numbers, bsns, strict=True)
    )
    record, bsn, code = zip(*rows, strict=True)
    marks = {
        "afspraak": agreement.fingerprint,
        "doel": agreement.purpose,
        "geheim": secret_mark(agreement, secret),
    }
    if agreement.until:
        marks["tot"] = agreement.until.isoformat()
    marks["gewichten"] = " ".join(str(one) for one in sorted(agreement.fields.values()))
    kinds = {"record": pa.string(), "bsn": pa.string(), "code": pa.binary(LENGTH // 8)}
    arrays = [pa.array(one, kind) for one, kind in zip((record, bsn, code), kinds.values(), strict=True)]
    made = pa.Table.from_arrays(arrays, schema=pa.schema(kinds, metadata=marks))
    return Encoded(made, len(rows), len(rows) - bsn.count(None), code.count(None))


def secret_mark(agreement: Agreement, secret: bytes) -> str:
    """Tells whether two organisations used the same secret, and nothing of what it is."""
    return agreement.key(secret, USE_OF_CHECK).hex()


def coded_bits(
    engine: Engine, agreement: Agreement, secret: bytes, *, hardened: bool = True
) -> Iterator[tuple[str, Bits]]:
    """Each record of ``person_record`` that has a code, with the bits of that.

    Args:
        engine: with the table ``person_record``.
        agreement, secret: how.
        hardened: False leaves the bits as they are before spreading; only to measure what spreading is for.
    """
    _make_parts(engine, agreement)
    where = _positions(engine, agreement.key(secret, USE_OF_PARTS))
    spread_key = agreement.key(secret, USE_OF_SPREAD)
    records = [one for (one,) in engine.rows("select record_id from coded_record order by 1")]
    for start in range(0, len(records), CHUNK):
        chunk = records[start : start + CHUNK]
        found = engine.table(_CHUNK, {"start": start, "stop": start + CHUNK})
        owner, part, count = (found[name].to_numpy() for name in ("owner", "part", "positions"))
        bits = set_bits(len(chunk), owner, part, count, where)
        yield from zip(chunk, spread(bits, spread_key) if hardened else bits, strict=True)


_CHUNK = """
    select coded_record.place - $start as owner, known_part.place as part, positions
    from record_part join coded_record using (record_id)
    join known_part on known_part.part = record_part.part and known_part.salt is not distinct from record_part.salt
    where coded_record.place >= $start and coded_record.place < $stop
"""


def _make_parts(engine: Engine, agreement: Agreement) -> None:
    import pyarrow as pa

    weights = {"field": list(agreement.fields), "weight": list(agreement.fields.values())}
    engine.register("field_weight", pa.table(weights))
    for sql in script("ketenzicht.linkage.sql", "parts"):
        engine.run(sql, {"salted": agreement.salt_birth_year, "enough": ENOUGH})


def _positions(engine: Engine, key: bytes) -> NDArray[np.uint16]:
    """The positions of each part of any record, a row each; the salt makes another part of it."""
    most = int(engine.value("select coalesce(max(positions), 1) from record_part"))
    known = engine.rows("select salt, part from known_part order by place")
    made = [positions(key, f"{salt or ''}\x1f{part}", most) for salt, part in known]
    return np.array(made, dtype=np.uint16).reshape(-1, most)
