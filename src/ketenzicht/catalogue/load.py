"""From a folder to one frozen :class:`~.model.Catalogue`: ``cahier.yaml``, and ``studies/`` with a file a study.

Every mistake is collected and told at once, with its file and line. A record with a mistake does not stop the others
from being read when the caller asks for that (``keep_going``), as after an import.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ketenzicht.catalogue.model import Catalogue, Heading, Settings, Study
from ketenzicht.errors import UserError, UserErrors, did_you_mean
from ketenzicht.intake.yaml_model import Places, error_at, read_model

SHIPPED = Path(__file__).resolve().parent.parent / "cahiers"
SETTINGS, STUDIES = "cahier.yaml", "studies"


@dataclass(frozen=True)
class CatalogueFolder:
    """A catalogue, where it stands, and the records that could not be read."""

    catalogue: Catalogue
    folder: Path
    unread: tuple[UserError, ...] = ()


def shipped_catalogues() -> tuple[str, ...]:
    """The ids of the catalogues that come with the program."""
    return tuple(sorted(folder.name for folder in SHIPPED.iterdir() if (folder / SETTINGS).is_file()))


def load_catalogue(name_or_path: str | Path) -> Catalogue:
    """The catalogue with this id (one that we ship) or in this folder.

    Raises:
        UserErrors: there are mistakes in its records.
        UserError: its settings have a mistake, or there is no such catalogue.
    """
    return open_catalogue(name_or_path).catalogue


def open_catalogue(name_or_path: str | Path, *, keep_going: bool = False) -> CatalogueFolder:
    """As :func:`load_catalogue`, with its folder; with ``keep_going`` records with mistakes are left out and told."""
    folder = catalogue_folder(name_or_path)
    settings, _ = read_model(
        folder / SETTINGS, Settings, example="'titel:' en 'themas:'", anew="Vul het bestand."
    )
    errors, studies = list[UserError](), list[Study]()
    for path in sorted((folder / STUDIES).glob("*.yaml")):
        study, found = read_study(path, settings)
        errors += found
        if study is not None and not found:
            studies.append(study)
    if errors and not keep_going:
        raise UserErrors("Dit cahier", errors, folder)
    studies.sort(key=lambda one: one.id)
    return CatalogueFolder(Catalogue(settings=settings, studies=tuple(studies)), folder, tuple(errors))


def read_study(path: Path, settings: Settings) -> tuple[Study | None, list[UserError]]:
    """The study in a file, if it can be read, and what is wrong with it."""
    try:
        study, places = read_model(
            path, Study, example="'titel:'", anew="Kijk hoe een ander onderzoek eruitziet."
        )
    except UserError as error:
        return None, [error]
    errors = []
    if study.id != path.stem:
        errors.append(
            error_at(
                places,
                ("id",),
                f"De id is '{study.id}', maar het bestand heet '{path.name}'.",
                why="Verwijzingen en het bestand moeten bij elkaar te vinden zijn.",
                fix=f"Noem het bestand '{study.id}.yaml', of maak de id '{path.stem}'.",
            )
        )
    for key, used, known in (
        ("themas", study.themes, settings.themes),
        ("aanpakken", study.interventions, settings.interventions),
        ("uitkomsten", study.outcomes, settings.outcomes),
    ):
        errors += _unknown_headings(places, key, used, known)
    return study, errors


def catalogue_folder(name_or_path: str | Path) -> Path:
    """The folder of a catalogue: the id of one that we ship, or a folder with ``cahier.yaml``."""
    if isinstance(name_or_path, str) and name_or_path in shipped_catalogues():
        return SHIPPED / name_or_path
    path = Path(name_or_path)
    folder = path.parent if path.name == SETTINGS else path
    if (folder / SETTINGS).is_file():
        return folder
    if folder.is_dir():
        raise UserError(
            f"In deze map staat geen {SETTINGS}.",
            why="Een cahier is een map met dat bestand erin, en een map 'studies' met een bestand per onderzoek.",
            fix="Wijs de goede map aan.",
            file=folder,
        )
    raise UserError(
        f"Er is geen cahier of map met de naam '{name_or_path}'.",
        why="Cahiers die meekomen: " + ", ".join(shipped_catalogues()) + ".",
        fix=did_you_mean(str(name_or_path), shipped_catalogues()) or "Kies zo'n naam of wijs een map aan.",
    )


def _unknown_headings(
    places: Places, key: str, used: tuple[str, ...], known: tuple[Heading, ...]
) -> list[UserError]:
    names = [one.id for one in known]
    return [
        error_at(
            places,
            (key, at),
            f"'{one}' staat niet bij de {key} van dit cahier.",
            why="Onder een onbekend kopje is een onderzoek niet te vinden.",
            fix=did_you_mean(one, names) or f"Zet het kopje in {SETTINGS}.",
        )
        for at, one in enumerate(used)
        if one not in names
    ]
