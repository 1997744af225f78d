"""What a server says when it begins: how the one before it ended, and whether it left this database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone

from ketenzicht.web.survey import clock, database_file, trail
from ketenzicht.web.survey.models import Event


def begin(keeping: Path, fell: str, command: str) -> tuple[str, ...]:
    """Hold the database against what was written down of it, and put what is found in the trail.

    Args:
        keeping: the folder with the database.
        fell: when a server had begun that was killed or fell; empty when the last one was stopped as it should.
        command: the noun of the commands about it.

    Returns:
        sentences for who starts the server; none when there is nothing to say.
    """
    return tuple(_found(keeping, fell, command))


def _found(keeping: Path, fell: str, command: str) -> Iterator[str]:
    noted = database_file.noted_seal(keeping)
    last = Event.objects.order_by("-number").first()
    there = Event.objects.filter(number=noted[0]).first() if noted else None
    if noted and (there is None or there.fingerprint != noted[1]):
        number = last.number if last else 0
        with trail.writing():
            detail = {"was": noted[0], "zegel": noted[1], "is": number}
            trail.add(trail.PUT_BACK, person=None, detail=detail)
        yield (
            f"Let op: dit is niet de database van de laatste keer. Die was bij regel {noted[0]} van het logboek, "
            f"deze is bij regel {number}. Wat daartussen is opgeslagen, staat hier niet in."
        )
    if fell:
        with trail.writing():
            trail.add(trail.FELL, person=None, detail={"begonnen": fell})
        yield (
            f"De vorige keer (begonnen op {fell}) is de server niet gestopt maar afgebroken. Wat als opgeslagen was "
            f"gemeld, is er. Nakijken kan met: ketenzicht {command} verify"
        )
    if last is not None and clock.ahead(last.at, timezone.now()):
        yield "Let op: de klok staat op een eerder moment dan de laatste regel van het logboek. Zet hem goed."
