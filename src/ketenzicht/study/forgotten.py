"""The list of who was forgotten in a study, and until when the study may be kept.

The list stands in ``vergeten.jsonl`` in the study: a line with marks when a forgetting begins, a line with the same
marks and what was removed when it is done; without the second one it was broken off. No number and no pseudonym
stands in it (:mod:`ketenzicht.intake.forgotten`). It must stay with the study: without it the next run takes the
person in again.
"""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from typing import Any

from ketenzicht.errors import UserError
from ketenzicht.study.settings import Study

LIST_FILE = "vergeten.jsonl"
WARNING = timedelta(days=31)
"""How long before the last day it is told."""


def forgotten_marks(study: Study) -> frozenset[str]:
    """The marks of everybody who was forgotten.

    Raises:
        UserError: a line cannot be read; nobody is taken in again by accident.
    """
    return frozenset(one for entry in _entries(study) for one in entry["merken"])


def _entries(study: Study) -> list[dict[str, Any]]:
    path = study.folder / LIST_FILE
    if not path.is_file():
        return []
    entries = list[dict[str, Any]]()
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            entry = dict(json.loads(line))
            entries.append(entry | {"merken": frozenset(str(one) for one in entry.get("merken", ()))})
        except (ValueError, AttributeError, TypeError, RecursionError):
            raise UserError(
                "De lijst van wie gewist is, is niet te lezen.",
                why="Zonder deze lijst zou een gewiste persoon opnieuw worden ingelezen.",
                fix="Zet een kopie van het bestand terug, of wis de personen opnieuw na het weghalen van deze regel.",
                file=path,
                line=number,
            ) from None
    return entries


def unfinished_notice(study: Study) -> str:
    """What to tell when a forgetting was broken off, so that something can have stayed; empty when none was."""
    begun = list[dict[str, Any]]()
    for entry in _entries(study):
        if "gewist" not in entry:
            begun.append(entry)
        elif entry["merken"]:
            begun = [one for one in begun if not one["merken"] & entry["merken"]]
        else:
            del begun[-1:]
    if not begun:
        return ""
    days = ", ".join(sorted({str(one.get("op")) for one in begun}))
    return (
        f"Een wissen is niet afgemaakt (begonnen op {days}): er kan nog iets van die persoon, dat huishouden of die "
        f"casus in de studie staan. Doe het opnieuw: ketenzicht study forget {study.folder}"
    )


def note(study: Study, entry: dict[str, Any]) -> None:
    """Add a line to the list, readable by this user only and on the disk before anything is removed."""
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    handle = os.open(study.folder / LIST_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as stream:
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


def demand_kept(study: Study, on: date) -> None:
    """Refuse to read registrations, or what was made of them, after the last day that the study may be kept.

    Raises:
        UserError: that day has passed.
    """
    last = study.settings.keep_until
    if last is None or on <= last:
        return
    raise study.error(
        ("bewaren_tot",),
        f"Deze studie mocht worden bewaard tot en met {last}.",
        why="Na die dag worden de registraties, en wat ervan gemaakt is, niet meer gelezen.",
        fix="Verwijder de registratiebestanden en de mappen out, personen/beveiligd en dossieronderzoek/beveiligd, "
        "ook uit reservekopieën. Is er een nieuwe afspraak, zet dan de nieuwe dag in bewaren_tot.",
    )


def retention_notice(study: Study, on: date) -> str:
    """What to tell when the last day is near; empty when it is not, or not set."""
    last = study.settings.keep_until
    if last is None or not on <= last <= on + WARNING:
        return ""
    return f"Deze studie mag worden bewaard tot en met {last}; daarna moeten de gegevens weg."
