"""What organisations agree on before they encode: how, in a file that anyone may read, and a secret apart from it.

Codes can only be compared when both are the same, so every file with codes carries the fingerprints of both. The
purpose is part of the agreement: the codes of one linkage say nothing beside those of another, also with one secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from ketenzicht.chain.model.base import Node
from ketenzicht.errors import UserError
from ketenzicht.intake.key import read_key
from ketenzicht.intake.yaml_model import read_model
from ketenzicht.whole_file import write_whole

AGREEMENT, SECRET = "afspraak.yaml", "geheim"

USE_OF_BSN, USE_OF_PARTS, USE_OF_SPREAD, USE_OF_CHECK = "bsn", "delen", "verspreiding", "kenmerk"
"""For each use of the secret a key of its own."""

ROUND = timedelta(days=92)
"""How long an agreement is for, when nobody says so."""

FieldName = Literal[
    "voornamen", "geslachtsnaam", "geboortedatum", "geslacht", "postcode", "huisnummer", "woonplaats", "email"
]

_FILE = """# Hoe organisaties hun personen coderen. Iedereen die meedoet gebruikt dit bestand, letterlijk hetzelfde.
versie: 1
doel: {purpose}   # elke koppeling haar eigen doel: codes van twee koppelingen zijn niet te vergelijken
tot: {until}   # de laatste dag; vernietig daarna geheim en codes. Een nieuwe ronde krijgt een nieuw geheim
velden:           # hoe zwaar een veld telt; wie meedoet heeft al deze kolommen
  voornamen: 140
  geslachtsnaam: 100
  geboortedatum: 100
  geslacht: 20
  postcode: 40
  huisnummer: 20
geboortejaar_als_zout: true   # aan: wie een ander geboortejaar heeft, lijkt nergens op; zonder jaar geen code
"""


class Agreement(Node):
    """How records are encoded."""

    version: int = Field(alias="versie", ge=1, le=1)
    purpose: str = Field(alias="doel", min_length=3)
    fields: dict[FieldName, int] = Field(alias="velden", min_length=2)
    """How many positions the parts of a field get together."""
    salt_birth_year: bool = Field(default=True, alias="geboortejaar_als_zout")

    until: date | None = Field(default=None, alias="tot")
    """The last day on which it may be used; a secret that is no longer used can be destroyed."""

    @model_validator(mode="after")
    def _within_bounds(self) -> Agreement:
        if any(not 5 <= weight <= 400 for weight in self.fields.values()) or sum(self.fields.values()) > 800:
            raise ValueError("een veld telt voor 5 tot 400, alle velden samen voor hoogstens 800")
        if self.salt_birth_year and "geboortedatum" not in self.fields:
            raise ValueError("zonder geboortedatum is er geen geboortejaar als zout")
        return self

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that decides on a code, apart from the secret."""
        data = self.model_dump(mode="json", exclude_none=True)
        return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def key(self, secret: bytes, use: str) -> bytes:
        """A key of its own for each use, from the secret and the agreement (HMAC-SHA256)."""
        return key_for(secret, self.fingerprint, use)


def key_for(secret: bytes, fingerprint: str, use: str) -> bytes:
    """The key for one use of a secret, under the agreement with this fingerprint (HMAC-SHA256)."""
    return hmac.digest(secret, f"{fingerprint}\x1f{use}".encode(), "sha256")


def demand_holds(until: date | None, on: date) -> None:
    """Refuse what is done after the last day of an agreement.

    Raises:
        UserError: that day has passed.
    """
    if until is not None and on > until:
        raise UserError(
            f"Deze afspraak gold tot en met {until}.",
            why="Een geheim dat blijft liggen, kan later bij de codes terechtkomen; samen zijn zij namen.",
            fix="Vernietig het geheim en de codes. Maak voor een nieuwe ronde een nieuwe afspraak, met een nieuw "
            "geheim: ketenzicht person agree MAP",
        )


def make_agreement(folder: Path, purpose: str, until: date | None = None) -> tuple[Path, Path]:
    """Write an agreement to be filled in and a secret of 32 random bytes that only this user can read.

    Args:
        folder: where they land.
        purpose: of the linkage.
        until: the last day on which it may be used; three months from today when left out.

    Raises:
        UserError: one of the two is there already.
    """
    agreement, secret = folder / AGREEMENT, folder / SECRET
    for path in (agreement, secret):
        if path.exists():
            raise UserError(
                "Dit bestand bestaat al.",
                why="Wie al met deze afspraak codeerde, kan met een andere niet meer worden gekoppeld.",
                fix="Kies een andere map.",
                file=path,
            )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    last = until or date.today() + ROUND
    text = _FILE.format(purpose=json.dumps(purpose, ensure_ascii=False), until=last.isoformat())
    read_model(agreement, Agreement, text=text, anew=_ANEW)
    read_key(secret)
    write_whole(agreement, text)
    return agreement, secret


_ANEW = "Maak een afspraak met: ketenzicht person agree MAP"


def read_agreement(path: Path) -> Agreement:
    """The agreement in a file.

    Raises:
        UserError: it is not there, or something in it is wrong.
    """
    return read_model(path, Agreement, example="'doel:' of 'velden:'", anew=_ANEW)[0]


def read_secret(path: Path) -> bytes:
    """The secret that organisations share; unlike a key of one organisation it is never made on first use.

    Raises:
        UserError: it is not there, others can read it, or it is too short.
    """
    if not path.is_file():
        raise UserError(
            "Het gedeelde geheim is er niet.",
            why="Alle organisaties coderen met hetzelfde geheim; anders is niemand te herkennen.",
            fix="Vraag het aan wie de afspraak maakte. Alleen die maakt er een, met: ketenzicht person agree MAP",
            file=path,
        )
    return read_key(path)
