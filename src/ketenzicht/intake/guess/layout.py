"""How a file is written, where a choice is needed before it can be read at all."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from ketenzicht.chain.model import Chain
from ketenzicht.errors import UserError
from ketenzicht.intake.guess.guess import Guess, GuessedFile
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.readers.open import file_kind

RECORD = re.compile(rb"^(AD|ML|OZ)[^|\r\n]*\|[^|\r\n]*\|", re.IGNORECASE)
"""The first line of a delivery in the CBS protocol Veilig Thuis, version 1."""

CBS_EVENTS: tuple[tuple[str, str, str, bool], ...] = (
    ("advies", "AD", "datum_melding", True),
    ("melding", "ML", "datum_melding", True),
    ("einde-betrokkenheid", "ML", "datum_einde_bemoeienis", False),
    ("start-onderzoek", "OZ", "datum_start", False),
    ("oordeel-onderzoek", "OZ", "datum_afronding", False),
)
"""Event, kind of record, date field, and whether each record is such an event."""

CBS_ATTRIBUTES = {"melder": "hoedanigheid", "aanleiding": "aanleiding", "aard": "aard"}


def guess_layout(path: Path) -> dict[str, Any]:
    """The key ``indeling`` of a mapping: only what the file does not tell by its name."""
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        if RECORD.match(file.readline(2000)):
            return {"soort": "cbs-vt-1"}
    try:
        kind = file_kind(path, Layout())
    except UserError:
        return {}
    if kind == "ocel":
        from ketenzicht.intake.readers.ocel import read_object_log

        kinds = Counter(read_object_log(path).objects.values())
        return {"objecttype": kinds.most_common(1)[0][0]} if kinds else {}
    if kind == "xlsx":
        from ketenzicht.intake.readers.spreadsheet import filled_sheets

        sheets = filled_sheets(path)
        return {"blad": sheets[0]} if len(sheets) > 1 else {}
    return {}


def cbs_mapping(columns: tuple[str, ...], chain: Chain) -> GuessedFile:
    """The mapping of a CBS delivery, as in the manual, as far as the chain has its events and attributes."""
    known = {event.id for event in chain.events}
    belongs = {attribute.id: attribute.of for attribute in chain.attributes}
    events: list[dict[str, Any]] = []
    for event, kind, time, always in CBS_EVENTS:
        if event not in known:
            continue
        entry: dict[str, Any] = {"gebeurtenis": event, "waar": {"kolom": "soort", "is": kind}, "tijd": time}
        entry |= {"altijd": True} if always else {}
        entry["traject"] = "nummer"
        carried = {name: field for name, field in CBS_ATTRIBUTES.items() if event in belongs.get(name, ())}
        entry |= {"kenmerken": carried} if carried else {}
        events.append(entry)
    mapping = {
        "rij_is": "persoon",
        "personen": [{"nummer": "bsn", "geboren": "geboortedatum", "geslacht": "geslacht"}],
        "bsn_afspraak": "vt-1",
        "datums": ["jjjjmmdd"],
        "gebeurtenissen": events,
    }
    guesses = [Guess(column, "veld van het CBS-protocol", "zeker") for column in columns]
    return GuessedFile(mapping, guesses, ["datum_melding", "datum_start", "datum_afronding"])
