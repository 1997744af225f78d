"""What the pages of a study call its files, and how a command went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ketenzicht.message import Label, Message, message
from ketenzicht.study.standing import Shown

REPORTS: Mapping[str, Message] = {
    "run": message("Rapport van de studie"),
    "causes": message("Opbouw van de caseload"),
    "sample": message("Dossieronderzoek"),
    "whatif": message("Wat als"),
}
"""By kind of report, how it is called."""
NAMES: Mapping[str, Message] = {
    "report.html": message("Rapport"),
    "report.pdf": message("Rapport als PDF"),
    "tables.xlsx": message("Tabellen (rekenblad)"),
    "results.json": message("Cijfers (JSON)"),
    "manifest.json": message("Herkomst van de bestanden (JSON)"),
    "output-check.html": message("Controle van de uitvoer"),
    "quality.html": message("Kwaliteit van de registraties"),
}
OWN_NAMES: Mapping[str, str] = {
    "wat-als.json": "results.json",
    "dossieronderzoek.json": "results.json",
    "dossieronderzoek-manifest.json": "manifest.json",
    "dossieronderzoek-output-check.html": "output-check.html",
}
"""Files of other reports that are what these are of a run; any other is the report."""
IN_DUTCH, IN_ENGLISH = message("Nederlands"), message("Engels")
HOW_IT_WENT: Mapping[str, Label] = {
    "begonnen": message("begonnen, niet geëindigd"),
    "gelukt": message("gelukt"),
    "geweigerd": message("geweigerd"),
    "mislukt": message("mislukt"),
    "bekeken": message("bekeken"),
}


def in_order(files: Sequence[Shown]) -> list[Shown]:
    """Files in the order in which people look for them: what can be released first, each in its languages."""
    order = list(NAMES)
    return sorted(files, key=lambda one: (order.index(_what(one.path)), _language(one.path) is not None))


def name_of(file: str) -> Message:
    """What a file is called, by its path; with its language where that is not the first of the study."""
    name, language = NAMES[_what(file)], _language(file)
    return name if language is None else message("{naam}, {taal}", naam=name, taal=language)


def _what(file: str) -> str:
    """What a file is: the name that it has of a run, without its language."""
    path = Path(file)
    plain = path.stem.split(".")[0] + path.suffix
    return plain if plain in NAMES else OWN_NAMES.get(plain, f"report{path.suffix}")


def _language(file: str) -> Message | None:
    """The language that the name of a file says; None when it says none."""
    return {"en": IN_ENGLISH, "nl": IN_DUTCH}.get(Path(Path(file).stem).suffix.removeprefix("."))
