"""Households of a study that come from the population register (BRP) instead of a column of the registrations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.intake.households import RegisteredHouseholds
from ketenzicht.study.forgotten import forgotten_marks
from ketenzicht.study.settings import Study

FOLDER = "brp"
"""Where the tables of households stand, in the secure folder."""


def households_of(
    study: Study, tell: Callable[[str], None], *, anew: bool = True
) -> RegisteredHouseholds | None:
    """The households of a study over time; None when a column of the registrations says them.

    Args:
        study: the study.
        tell: hears that the register is read.
        anew: read the register again; else what was made before is used.

    Raises:
        UserError: a file is not there or cannot be read, or the registrations name households or no persons.
    """
    settings = study.settings.households
    if settings is None:
        return None
    _check_mappings(study)
    folder = study.secure / FOLDER
    if anew:
        from ketenzicht.household.store import make_households
        from ketenzicht.study.key import study_key

        tell("huishoudens uit de BRP afleiden")
        make_households(
            _path(study, "brp", settings.brp),
            folder,
            study.settings.data.last,
            key=study_key(study),
            no_household=_path(study, "geen_huishouden", settings.no_household)
            if settings.no_household
            else None,
            most=settings.most,
            forgotten=forgotten_marks(study),
        )
    return RegisteredHouseholds(
        *(folder / f"{name}.parquet" for name in ("household_member", "elsewhere", "registered"))
    )


def household_files(study: Study) -> dict[str, Path]:
    """The files that households are made of, by the name that the settings give."""
    settings = study.settings.households
    if settings is None:
        return {}
    return {name: study.folder / name for name in (settings.brp, settings.no_household) if name}


def households_fingerprint(study: Study) -> dict[str, str]:
    """SHA-256 of each of those files by its name."""
    from ketenzicht.intake.readers.source import fingerprint

    return {name.removeprefix("../"): fingerprint(path) for name, path in household_files(study).items()}


def household_parameters(study: Study) -> dict[str, str | int | bool]:
    """What a report says about how households were made; nothing when a column says them."""
    settings = study.settings.households
    return {} if settings is None else {"household_most_persons": settings.most}


def _path(study: Study, key: str, name: str) -> Path:
    path = study.folder / name
    if not path.is_file():
        raise study.error(
            ("huishoudens", key),
            f"Het bestand '{name}' bestaat niet.",
            why="Een pad begint bij de map van de studie.",
            fix="Kijk of de naam klopt.",
        )
    return path


def _check_mappings(study: Study) -> None:
    """Refuse two sources of households, and registrations in which nobody can be found."""
    mappings = study.file_mappings()
    for loaded in mappings:
        if loaded.mapping.household is not None:
            raise loaded.error(
                ("huishouden",),
                "De huishoudens komen uit de BRP, en deze koppeling noemt er ook een kolom voor.",
                why="Een huishouden heeft dan twee nummers, en hermeldingen worden gemist.",
                fix="Haal 'huishouden:' weg uit de koppeling, of 'huishoudens:' uit study.yaml.",
            )
    if not any(loaded.mapping.persons for loaded in mappings):
        raise UserError(
            "Geen enkele koppeling noemt personen.",
            why="Een huishouden uit de BRP wordt gevonden via het BSN van een persoon.",
            fix="Noem in de koppelingen 'personen:' met een kolom voor het BSN, en 'bsn_afspraak:'.",
            file=study.folder / "study.yaml",
        )
