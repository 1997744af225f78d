"""What the numbers of a what-if model are called, for who does not read model files.

A number has a dotted name, the keys on the way to it: ``fasen.hulp.einde.uitgevallen``. A number that readers may
change has a name of its own; of the others the keys are put into words, the part of the chain first.
"""

from __future__ import annotations

from collections.abc import Mapping

from ketenzicht.message import Label, Message, message
from ketenzicht.publish.language import Wording, capital

SILENT = frozenset({"zaken", "organisaties", "fasen", "routes", "standen", "factor", "laat_na", "waarde"})
"""Keys that group others and tell a reader nothing."""

WORDS: Mapping[str, Message] = {
    "aankomst": message("eerste meldingen"),
    "per_dag": message("per dag"),
    "per_jaar": message("per jaar"),
    "groei_per_jaar": message("groei per jaar"),
    "seizoen": message("maand"),
    "weekdagen": message("dag van de week"),
    "verschil": message("verschil tussen zaken"),
    "verlies": message("uit beeld"),
    "personen": message("aantal personen"),
    "plaatsen": message("aantal plaatsen"),
    "verdeling": message("bij wie"),
    "einde": message("hoe het eindigt"),
    "duur": message("hoe lang het duurt"),
    "uitval": message("wat eerder kan komen"),
    "geduld": message("hoe lang men wacht"),
    "kans": message("wat volgt"),
    "ernaast": message("wat ernaast begint"),
    "terugkeer": message("nieuwe meldingen"),
    "terugkeer_na": message("nieuwe meldingen na"),
    "na": message("na hoeveel dagen"),
    "per_eerdere_melding": message("keer zoveel per eerdere melding"),
    "weekend_naar_maandag": message("van het weekend naar maandag"),
    "mediaan": message("het midden"),
    "spreiding": message("de spreiding"),
    "gemiddelde": message("gemiddeld"),
    "schaal": message("schaal"),
    "vorm": message("vorm"),
    "vast": message("altijd"),
}


def parameter_words(name: str, names: Mapping[str, Label], wording: Wording) -> str:
    """A number of the model in words.

    Args:
        name: dotted.
        names: of stages and organisations by id, and of the numbers that readers may change.
        wording: the language.
    """
    if name in names:
        return wording.text(names[name])
    told = [_word(key, names, wording) for key in name.split(".") if key not in SILENT]
    first, *rest = told or [name]
    return capital(f"{first}: {', '.join(rest)}" if rest else first)


def _word(key: str, names: Mapping[str, Label], wording: Wording) -> str:
    label = names.get(key) or WORDS.get(key)
    return wording.text(label) if label else key.replace("-", " ").replace("_", " ")
