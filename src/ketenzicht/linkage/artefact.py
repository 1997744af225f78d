"""A model that is kept: with what it was made, what it links with, and a fingerprint of what decides on a link."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ketenzicht.errors import UserError
from ketenzicht.linkage.model import LinkageModel, asks_what_we_ask

VERSION = 1
"""Of the format; another one is refused."""


@dataclass(frozen=True)
class Artefact:
    """A model with its thresholds, as it is kept in a file.

    Args:
        model: what scores a pair; it holds no value of any record.
        link, review: chance from which a pair is linked, and from which somebody looks at it.
        strict, loose: the thresholds that a range of figures is computed with.
        fields: the fields that it was made for.
        trained_on: SHA-256 of each file that it was estimated on, by its name.
        records: how many records it was estimated on.
        program, splink: the versions that made it.
    """

    model: LinkageModel
    link: float
    review: float
    strict: float
    loose: float
    fields: tuple[str, ...]
    trained_on: Mapping[str, str]
    records: int
    program: str
    splink: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of model and thresholds: what it links follows from these, the records and the decisions."""
        decides = [self.model.settings, self.link, self.review, self.strict, self.loose, list(self.fields)]
        return hashlib.sha256(json.dumps(decides, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def as_json(self) -> str:
        """What is kept; the same artefact has the same bytes."""
        data = {name: value for name, value in asdict(self).items() if name != "model"}
        data |= {"version": VERSION, "fingerprint": self.fingerprint, "model": self.model.settings}
        return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_artefact(path: Path) -> Artefact:
    """The artefact that :meth:`Artefact.as_json` wrote.

    Raises:
        UserError: it is not there, is no artefact, was changed by hand, or asks something that is not ours.
    """
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        version, fingerprint = data.pop("version"), data.pop("fingerprint")
        data |= {"model": LinkageModel(data["model"]), "fields": tuple(data["fields"])}
        found = Artefact(**data)
        right = version == VERSION and found.fingerprint == fingerprint
        ours = not right or asks_what_we_ask(found.model.settings, frozenset(found.fields))
    except OSError:
        raise UserError(
            "Dit koppelmodel bestaat niet.", fix="Kijk of de naam bij 'model' klopt.", file=path
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UserError(
            "Dit is geen koppelmodel.",
            why="Een koppelmodel wordt gemaakt door: ketenzicht person link.",
            fix="Neem artefact.json uit de map personen/beveiligd van een studie.",
            file=path,
        ) from None
    if not right:
        raise UserError(
            "Dit koppelmodel is veranderd, of gemaakt door een andere versie.",
            why="Het kenmerk in het bestand hoort niet bij wat erin staat.",
            fix="Zet het bestand terug zoals het gemaakt is, of laat 'model' weg en schat een nieuw model.",
            file=path,
        )
    if not ours:
        raise UserError(
            "In dit koppelmodel staan vragen die niet van dit programma zijn.",
            why="Zo'n vraag kan elk bestand op deze computer lezen. Of het is gemaakt door een andere versie.",
            fix="Laat 'model' weg en schat een nieuw model.",
            file=path,
        )
    return found
