"""Organisations that people log in with: ``aanmelden.yaml`` in the folder of the survey.

Each may speak for the addresses of its own domains only: otherwise the provider of one organisation could say that
somebody is the coordinator. Its secret stands in the environment, never in the file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from ketenzicht.chain.model.base import Id, Node
from ketenzicht.errors import UserError
from ketenzicht.intake.yaml_model import read_model

FILE = "aanmelden.yaml"
ANEW = "Hoe het bestand eruitziet, staat in docs/how-to/serve-a-survey.md."
OF_THIS_MACHINE = ("localhost", "127.0.0.1")


class Provider(Node):
    """One organisation with a server that says who somebody is (OpenID Connect)."""

    id: Id
    name: str = Field(alias="naam", min_length=1)
    issuer: str = Field(alias="adres")
    client: str = Field(min_length=1)
    """How this survey is known there."""
    domains: tuple[str, ...] = Field(alias="domeinen", min_length=1)
    """What stands after the @ in addresses of its people."""
    second_step: bool = Field(default=False, alias="tweede_stap")
    """Whether it always asks its people for a second step itself."""
    addresses_checked: bool = Field(default=False, alias="adressen_gecontroleerd")
    """Whether its addresses are its own, also where it does not say of each that it was checked."""

    @field_validator("issuer")
    @classmethod
    def _safe(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme != "https" and parts.hostname not in OF_THIS_MACHINE:
            raise ValueError("het adres van een organisatie begint met https://")
        return value.rstrip("/")

    @field_validator("domains")
    @classmethod
    def _lower(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one.strip().lower().removeprefix("@") for one in value)

    @property
    def secret_name(self) -> str:
        """The name in the environment of the secret that both share."""
        return "KETENZICHT_OIDC_" + self.id.upper().replace("-", "_")

    def speaks_for(self, email: str) -> bool:
        """Whether an address is of its own people."""
        return email.rpartition("@")[2].lower() in self.domains


class _Providers(Node):
    organisations: tuple[Provider, ...] = Field(alias="organisaties", min_length=1)


def read_providers(folder: Path, environment: Mapping[str, str] = os.environ) -> dict[str, Provider]:
    """The organisations of a survey that people may log in with, by id; none without the file.

    Raises:
        UserError: the file has mistakes, names one twice, or the secret of one is not in the environment.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    found, _ = read_model(path, _Providers, example="'organisaties:'", anew=ANEW)
    by_id = {one.id: one for one in found.organisations}
    if len(by_id) < len(found.organisations):
        raise UserError(
            "Twee organisaties om mee aan te melden hebben hetzelfde id.",
            fix="Geef elk een eigen id.",
            file=path,
        )
    for one in found.organisations:
        if not environment.get(one.secret_name):
            raise UserError(
                f"Het geheim van '{one.id}' ontbreekt.",
                why="Daarmee bewijst deze uitvraag zich bij de server van die organisatie.",
                fix=f"Zet het in de omgeving: {one.secret_name}.",
                file=path,
            )
    return by_id
