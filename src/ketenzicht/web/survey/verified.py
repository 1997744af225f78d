"""Whether everything is as it was written: the trail by its seals, answers and files by their fingerprints.

What the database itself refuses to change can still be changed in its file. The trail names the fingerprint of every
version, so a version that was changed, removed or added shows, and so does a table or file behind it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from ketenzicht.web.survey import trail
from ketenzicht.web.survey.models import KINDS, Blob, Event, Version


@dataclass(frozen=True)
class Verified:
    """What was found.

    Args:
        sound: whether all is as it was written.
        lines: what there is to say, in Dutch.
    """

    sound: bool
    lines: tuple[str, ...]


def verify(seal: str = "") -> Verified:
    """Hold everything against its seals.

    Args:
        seal: number and fingerprint of an act that were written down earlier; what came before it is then proven.
    """
    wrong = [*acts(), *_known(seal), *_versions(), *_blobs()]
    last = Event.objects.order_by("-number").first()
    if wrong:
        return Verified(False, tuple(wrong))
    told = [f"Het logboek heeft {last.number if last else 0} regels; alle zegels kloppen."]
    told.append(f"{Version.objects.count()} versies van antwoorden zijn zoals ze zijn opgeslagen.")
    if last:
        told.append(
            f"Laatste zegel (schrijf het op om later te vergelijken): {last.number} {last.fingerprint}"
        )
    return Verified(True, tuple(told))


def acts() -> Iterator[str]:
    """What is wrong with the trail, in Dutch."""
    broken = trail.broken_at(Event.objects.order_by("number").iterator())
    if broken is not None:
        yield f"Het logboek is veranderd: vanaf regel {broken} klopt het zegel niet meer."


def _known(seal: str) -> Iterator[str]:
    if not seal:
        return
    number, _, fingerprint = seal.strip().partition(" ")
    found = Event.objects.filter(number=int(number)).first() if number.isdecimal() else None
    if found is None or found.fingerprint != fingerprint.strip():
        yield f"Het zegel van regel {number} is niet het zegel dat u opschreef: het logboek is overgeschreven."


def _versions() -> Iterator[str]:
    """Versions beside what the trail says of them."""
    acts = Event.objects.filter(what__in=KINDS).values_list("organisation", "detail", "what")
    told = {(code, detail.get("versie")): (detail.get("inhoud"), what) for code, detail, what in acts}
    for one in Version.objects.order_by("pk").iterator():
        text = json.dumps(one.content, sort_keys=True, ensure_ascii=False)
        content = sha256(text.encode()).hexdigest()
        if told.pop((one.organisation, one.number), None) != (content, one.kind):
            yield f"Versie {one.number} van {one.organisation} is niet zoals het logboek zegt."
    for code, number in told:
        yield f"Versie {number} van {code} is weg."


def _blobs() -> Iterator[str]:
    for one in Blob.objects.iterator():
        try:
            whole = sha256(zlib.decompress(bytes(one.data))).hexdigest() == one.fingerprint
        except zlib.error:
            whole = False
        if not whole:
            yield f"De tabel of het bestand met kenmerk {one.fingerprint[:8]} is veranderd."
