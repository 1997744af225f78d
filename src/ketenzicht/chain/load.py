"""From a folder of YAML files to one frozen :class:`~ketenzicht.chain.model.Chain`.

A chain is a folder, ours or a user's own; both take the same road.
Every mistake in it is collected and told at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ketenzicht.chain.errors import ChainErrors
from ketenzicht.chain.messages import errors_in
from ketenzicht.chain.model import Chain
from ketenzicht.chain.references import broken_references
from ketenzicht.chain.yaml_places import DataPath, Place, read_yaml
from ketenzicht.errors import UserError, did_you_mean, sentence

SHIPPED = Path(__file__).resolve().parent.parent / "chains"
FILES = (
    "keten.yaml",
    "codelijsten.yaml",
    "definities.yaml",
    "maten.yaml",
    "oorzaken.yaml",
    "bronnen.yaml",
    "referentiewaarden.yaml",
    "hiaten.yaml",
    "feiten.yaml",
    "voorwaarden.yaml",
    "normen.yaml",
    "regels.yaml",
    "opties.yaml",
    "contacten.yaml",
    "brieven.yaml",
)
"""The files of a chain; only the first is needed. A top-level key may stand in any of them, but only once."""

FOLDERS = ("maten", "bronnen", "fasen", "feiten", "opties", "casussen")
"""Folders of a chain. What their files have under one top-level key is put together, in the order of their names."""


@dataclass(frozen=True)
class ChainFolder:
    """A chain with the place of each of its values, for messages that name a line."""

    chain: Chain
    folder: Path
    places: Mapping[DataPath, Place]

    def place(self, path: DataPath) -> Place | None:
        """The line of a value, or of the nearest value around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return None


def shipped_chains() -> tuple[str, ...]:
    """The ids of the chains that come with the program, in alphabetical order."""
    return tuple(sorted(folder.name for folder in SHIPPED.iterdir() if (folder / FILES[0]).is_file()))


def load_chain(name_or_path: str | Path) -> Chain:
    """The chain with this id (a chain that we ship) or in this folder.

    Raises:
        ChainErrors: the description has mistakes; all of them are in ``errors``.
        UserError: there is no such chain.
    """
    return open_chain(name_or_path).chain


@cache
def known_chain(chain_id: str) -> Chain:
    """As :func:`load_chain`, but read once: for evidence and references that name the same chain many times."""
    return load_chain(chain_id)


def open_chain(name_or_path: str | Path) -> ChainFolder:
    """As :func:`load_chain`, with the file and line of each value."""
    folder = chain_folder(name_or_path)
    data, places, errors = _merged(folder)
    if errors:
        raise ChainErrors(folder, errors)
    try:
        chain = Chain.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        raise ChainErrors(folder, errors_in(error, data, places)) from None
    loaded = ChainFolder(chain=chain, folder=folder, places=places)
    for broken in broken_references(chain):
        place = loaded.place(broken.path)
        errors.append(
            UserError(
                broken.what,
                why=broken.why,
                fix=broken.fix,
                file=place.file if place else folder,
                line=place.line if place else None,
            )
        )
    if errors:
        raise ChainErrors(folder, errors)
    return loaded


def chain_folder(name_or_path: str | Path) -> Path:
    """The folder of a chain: the id of a chain that we ship, a folder, or the ``keten.yaml`` in it."""
    if isinstance(name_or_path, str) and name_or_path in shipped_chains():
        return SHIPPED / name_or_path
    path = Path(name_or_path)
    folder = path.parent if path.name == FILES[0] else path
    if (folder / FILES[0]).is_file():
        return folder
    if folder.is_dir():
        raise UserError(
            f"In deze map staat geen {FILES[0]}.",
            why="Een keten is een map met dat bestand erin.",
            fix=f"Zet {FILES[0]} in de map, of wijs de goede map aan.",
            file=folder,
        )
    raise UserError(
        sentence("Er is geen keten of map met de naam '{naam}'.", naam=name_or_path),
        why=sentence("Ketens die meekomen: {namen}.", namen=", ".join(shipped_chains())),
        fix=did_you_mean(str(name_or_path), shipped_chains())
        or sentence("Kies zo'n naam of wijs een map aan."),
    )


def _merged(folder: Path) -> tuple[dict[str, Any], dict[DataPath, Place], list[UserError]]:
    data: dict[str, Any] = {}
    places: dict[DataPath, Place] = {}
    errors = _strange_files(folder)
    for path in _files(folder):
        try:
            file = read_yaml(path)
        except UserError as error:
            errors.append(error)
            continue
        errors += file.errors
        content = {} if file.data is None else file.data
        if not isinstance(content, dict):
            errors.append(
                UserError(
                    "Dit bestand begint met een lijst of losse tekst.",
                    why="Bovenaan horen sleutels te staan, zoals 'maten:'.",
                    fix="Zet de sleutel erboven en laat de rest inspringen.",
                    file=path,
                    line=1,
                )
            )
            continue
        for key, value in content.items():
            earlier = data.get(key)
            if key not in data:
                shift = 0
                data[key] = value
            elif path.parent != folder and isinstance(value, list) and isinstance(earlier, list):
                shift = len(earlier)
                data[key] = [*earlier, *value]
            else:
                errors.append(_twice(key, places[(key,)], file.places[(key,)]))
                continue
            for inner, place in file.places.items():
                if inner[:1] == (key,):
                    places.setdefault(_shifted(inner, shift), place)
        if () in file.places:
            places.setdefault((), file.places[()])
    return data, places, errors


def _files(folder: Path) -> list[Path]:
    top = [folder / name for name in FILES if (folder / name).is_file()]
    return top + [path for name in FOLDERS for path in sorted((folder / name).glob("*.yaml"))]


def _shifted(path: DataPath, by: int) -> DataPath:
    """The path of a value in a list that comes after ``by`` others."""
    if len(path) > 1 and isinstance(path[1], int):
        return (path[0], path[1] + by, *path[2:])
    return path


def _twice(key: str, first: Place, place: Place) -> UserError:
    return UserError(
        f"De sleutel '{key}' staat ook in {first.file.name} (regel {first.line}).",
        why="Dan is niet duidelijk welke geldt.",
        fix="Zet alles onder deze sleutel in een van de twee bestanden.",
        file=place.file,
        line=place.line,
    )


def _strange_files(folder: Path) -> list[UserError]:
    return [
        UserError(
            f"Het bestand {path.name} hoort niet bij een keten.",
            why="Het zou niet gelezen worden; misschien is de naam een tikfout.",
            fix=did_you_mean(path.name, FILES) or "Kies uit: " + ", ".join(FILES) + ".",
            file=path,
        )
        for path in sorted(folder.iterdir())
        if path.suffix in (".yaml", ".yml") and path.name not in FILES
    ]
