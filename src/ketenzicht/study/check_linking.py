"""Whether persons could be followed across the registrations of a study, and are not: told by ``study check``.

Goes by the names of columns alone, so that it costs nothing and tells of nobody.
"""

from __future__ import annotations

from collections.abc import Iterable

from ketenzicht.intake import QualityReport
from ketenzicht.intake.guess.names import words
from ketenzicht.intake.load_mapping import FileMapping
from ketenzicht.study.settings import Study

BSN = frozenset({"bsn", "burgerservice", "sofi"})
GIVEN_NAMES = frozenset({"voornaam", "voornamen", "roepnaam", "roepnamen", "voorletters", "initialen"})
SURNAME = frozenset({"achternaam", "geslachtsnaam", "familienaam"})
BIRTH = frozenset({"geboorte", "geboren", "geb"})
PSEUDONYM = frozenset({"pseudoniem", "pseudonym", "pseudo"})


def linking_notice(study: Study, quality: QualityReport) -> str:
    """What to tell in one line; empty when the study links persons already, or there is nothing to link by."""
    if study.settings.linking is not None:
        return ""
    mappings = study.file_mappings()
    columns = [[field.column for field in file.fields] for file in quality.files]
    given = [(one, names) for one, names in zip(mappings, columns, strict=True) if _recognisable(names)]
    known = [one for one, _ in given]
    if _several(known) and any(_recognisable(_beside_number(one, names)) for one, names in given):
        return (
            f"In {_listed(known)} staat wie personen zijn, en de studie koppelt ze niet. Zet die kolommen bij "
            f"personen_koppelen in study.yaml en voer uit: ketenzicht person link {study.folder}"
        )
    coded = [
        one for one in mappings if any(words(person.number) & PSEUDONYM for person in one.mapping.persons)
    ]
    if _several(coded):
        return (
            f"In {_listed(coded)} staan pseudoniemen van personen. Zijn die van meer sleutels, dan is niemand bij de "
            "een dezelfde als bij de ander. Laat elke organisatie haar personen coderen met: ketenzicht person encode"
        )
    return ""


def _recognisable(columns: Iterable[str]) -> bool:
    """Whether columns say who a person is."""
    found = [words(name) for name in columns]
    return any(one & BSN for one in found) or all(
        any(is_so(one) for one in found) for is_so in (_is_given_name, _is_surname, _is_birth_date)
    )


def _beside_number(loaded: FileMapping, columns: Iterable[str]) -> list[str]:
    """The columns without those of the numbers by which persons are followed already."""
    followed = {person.number.strip().lower() for person in loaded.mapping.persons}
    return [name for name in columns if name.strip().lower() not in followed]


def _is_given_name(name: frozenset[str]) -> bool:
    return bool(name & GIVEN_NAMES)


def _is_surname(name: frozenset[str]) -> bool:
    return bool(name & SURNAME) or name in ({"naam"}, {"naam", "persoon"})


def _is_birth_date(name: frozenset[str]) -> bool:
    return bool(name & BIRTH) and "jaar" not in name


def _several(mappings: list[FileMapping]) -> bool:
    """Whether more than one organisation wrote them: registers of their own, or a column that says which one."""
    registers = {one.mapping.register_name or one.label for one in mappings}
    return len(registers) > 1 or any(_says_organisation(one) for one in mappings)


def _says_organisation(loaded: FileMapping) -> bool:
    events = (*loaded.mapping.events, *([loaded.mapping.activity] if loaded.mapping.activity else []))
    return any(one.organisation is not None and one.organisation.column is not None for one in events)


def _listed(mappings: list[FileMapping]) -> str:
    *first, last = dict.fromkeys(one.label for one in mappings)
    return f"{', '.join(first)} en {last}" if first else last
