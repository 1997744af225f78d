"""From a pseudonym back to the number of a register: for who may, and sealed for everybody else.

A pseudonym cannot be turned back. Where somebody must find a file again (to read it, to warn somebody), intake can
keep which number each pseudonym was made of, encrypted with `age <https://age-encryption.org/v1>`_ (X25519,
ChaCha20-Poly1305; the library is ``pyrage``) for the public keys that the study names. Whoever runs the study writes
the map and cannot read it; only the private key of one of those opens it, and that is kept elsewhere.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.errors import UserError
from ketenzicht.whole_file import write_whole

if TYPE_CHECKING:
    import pyarrow as pa
    from pyrage import x25519

    from ketenzicht.engine import Engine
    from ketenzicht.intake.stage import Stage

MAP_FILE = "herleiden.age"
"""In the secure folder."""

_IN_TABLES = """
    with given as ({parts}), used as (
        select case_id as name from event union select household_id from involvement
        union select person_id from involvement
    )
    select soort, nummer, pseudoniem from given where pseudoniem in (select name from used) order by all
"""
"""Only what stands in the tables: nobody who was forgotten, no row that was left out."""

_PSEUDONYM = re.compile(r"^pseudonym\('(persoon|huishouden|casus)', (.*)\)$", re.DOTALL)


def new_identity(path: Path) -> str:
    """Make a private key in a file that only this user can read, and give the public key that belongs to it.

    Raises:
        UserError: there is a file already.
    """
    from pyrage import x25519

    identity = x25519.Identity.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UserError(
            "Dit bestand bestaat al.",
            why="Een sleutel die wordt vervangen, opent niet meer wat er met de oude is versleuteld.",
            fix="Kies een andere naam.",
            file=path,
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public())


def is_public_key(text: str) -> bool:
    """Whether a text is the public key of somebody who may open a map."""
    from pyrage import RecipientError, x25519

    try:
        x25519.Recipient.from_str(text)
    except RecipientError:
        return False
    return True


def write_map(engine: Engine, stages: Sequence[Stage], public_keys: Collection[str], folder: Path) -> Path:
    """Write which number each pseudonym was made of, sealed; the plain map is never on a disk.

    Args:
        engine: with the sources of the stages open.
        stages: the files that were read.
        public_keys: of those who may open it.
        folder: where the map lands.

    Returns:
        Its path.
    """
    import pyarrow as pa
    import pyrage
    from pyrage import x25519

    parts = [sql for stage in stages for sql in _statements(stage)]
    found = engine.table(_IN_TABLES.format(parts=" union ".join(f"({sql})" for sql in parts)))
    stream = pa.BufferOutputStream()
    with pa.ipc.new_file(stream, found.schema) as writer:
        writer.write_table(found)
    sealed = pyrage.encrypt(
        stream.getvalue().to_pybytes(), [x25519.Recipient.from_str(one) for one in sorted(public_keys)]
    )
    return write_whole(folder / MAP_FILE, sealed, secret=True)


def open_map(path: Path, identity: Path) -> pa.Table:
    """The map: ``soort`` (persoon, huishouden, casus), ``nummer`` as delivered, ``pseudoniem``.

    Args:
        path: the sealed map.
        identity: file with a private key.

    Raises:
        UserError: there is no map, others can read the private key, or it does not open this map.
    """
    import pyarrow as pa
    import pyrage

    if not path.is_file():
        raise UserError(
            "In deze studie is niet bewaard welk nummer bij welk pseudoniem hoort.",
            why="Dat gebeurt alleen als study.yaml zegt wie het mag zien.",
            fix="Zet de openbare sleutel van wie het mag zien in study.yaml onder 'herleidbaar_voor', en voer de "
            "studie opnieuw uit.",
            file=path,
        )
    try:
        content = pyrage.decrypt(path.read_bytes(), [read_identity(identity)])
    except pyrage.DecryptError:
        raise UserError(
            "Deze sleutel opent het bestand niet.",
            why="Het is voor iemand anders versleuteld, of het is beschadigd.",
            fix="Neem het sleutelbestand dat hoort bij een openbare sleutel in study.yaml.",
            file=identity,
        ) from None
    return pa.ipc.open_file(content).read_all()


def read_identity(path: Path) -> x25519.Identity:
    """The private key in a file.

    Raises:
        UserError: it cannot be read, others can read it, or there is no private key in it.
    """
    from pyrage import IdentityError, x25519

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UserError("Het sleutelbestand is niet te lezen.", file=path) from None
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UserError(
            "Anderen op deze computer kunnen dit sleutelbestand lezen.",
            why="Wie het heeft, kan pseudoniemen terugbrengen tot personen.",
            fix=f"Maak het bestand alleen voor jezelf leesbaar: chmod 600 {path}",
            file=path,
        )
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            try:
                return x25519.Identity.from_str(line.strip())
            except IdentityError:
                break
    raise UserError(
        "Dit is geen sleutelbestand.",
        why="Er staat geen regel in die begint met AGE-SECRET-KEY-.",
        fix="Maak er een met: ketenzicht person key BESTAND",
        file=path,
    )


def _statements(stage: Stage) -> Iterator[str]:
    """Statements that give kind, number and pseudonym, one for each staged column that is a pseudonym."""
    for sql in dict.fromkeys(stage.outputs.values()):
        if match := _PSEUDONYM.match(sql):
            kind, number = match.groups()
            yield (
                f"with {', '.join(stage.layers())} select distinct '{kind}' as soort, "
                f"cast({number} as varchar) as nummer, {sql} as pseudoniem from related where ({number}) is not null"
            )
