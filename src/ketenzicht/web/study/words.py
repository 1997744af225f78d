"""What the pages of a study call its files, and how a command went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ketenzicht.message import Label, Message, message
from ketenzicht.study.standing import Shown

NAMES: Mapping[str, Message] = {
    "report.html": message("Rapport"),
    "report.pdf": message("Rapport als PDF"),
    "tables.xlsx": message("Tabellen (rekenblad)"),
    "results.json": message("Cijfers (JSON)"),
    "manifest.json": message("Herkomst van de bestanden (JSON)"),
    "output-check.html": message("Controle van de uitvoer"),
    "quality.html": message("Kwaliteit van de registraties"),
}
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
    return sorted(files, key=lambda one: (order.index(_plain(one.name)), one.name != _plain(one.name)))


def name_of(file: str) -> Message:
    """What a file is called; with its language where that is not the first of the study."""
    name = NAMES[_plain(file)]
    if _plain(file) == file:
        return name
    return message("{naam}, {taal}", naam=name, taal=IN_ENGLISH if ".en." in file else IN_DUTCH)


def _plain(file: str) -> str:
    """The name of a file without its language."""
    path = Path(file)
    return path.stem.split(".")[0] + path.suffix
