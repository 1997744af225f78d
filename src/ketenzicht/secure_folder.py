"""A folder that only this user can read, and one run in it at a time.

Permissions are not only set but read back: on a stick or a network disk that knows none, setting them succeeds and
does nothing.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.one_holder import Held, holding

LOCK, RUN = ".slot", ".run.json"
"""The lock that a run holds, and what it says about itself; a run that was killed leaves the second behind."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class OnlyRun:
    """A run that has a folder for itself.

    Args:
        tell: must hear each step; it notes the step and passes it on.
        broken_off: what became of an earlier run that was killed; empty when the last one came to its end.
    """

    tell: Tell
    broken_off: str


def secure_folder(folder: Path) -> Path:
    """Make a folder that only this user can read, or make one that is there so.

    Raises:
        UserError: others can still read it.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(PermissionError):
        folder.chmod(0o700)
    if os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        raise UserError(
            "Anderen op deze computer kunnen in deze map lezen.",
            why="Hier komen gegevens over personen. De map is niet van u, of de schijf kent geen rechten.",
            fix="Zet de studie in een map van uzelf, op een schijf met rechten.",
            file=folder,
        )
    return folder


@contextmanager
def only_run(folder: Path, what: str, tell: Tell) -> Iterator[OnlyRun]:
    """Nobody else runs in this folder while this holds; the operating system lets go when the process is killed.

    Args:
        folder: made when it is not there.
        what: is being done, as a user calls it: ``study run``.
        tell: hears each step.

    Raises:
        UserError: another run is busy here.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as until_the_end:
        try:
            holder = until_the_end.enter_context(holding(folder / LOCK, folder / RUN))
        except Held as held:
            raise UserError(
                "Er is nog een run van deze studie bezig.",
                why=_sentence(held.note) or "Twee runs tegelijk zouden elkaars bestanden vervangen.",
                fix="Wacht tot die klaar is en probeer het opnieuw.",
                file=folder,
            ) from None
        until_the_end.callback(holder.come_to_end)
        began = datetime.now().isoformat(timespec="seconds")

        def noting(step: str) -> None:
            holder.tell(wat=what, begon=began, stap=step)
            tell(step)

        noting("beginnen")
        broken = _sentence(holder.before)
        told = f"Een eerdere run is afgebroken: {broken}" if broken else ""
        try:
            yield OnlyRun(noting, told)
        except UserError as error:
            error.why = " ".join(part for part in (error.why, told) if part)
            raise


def _sentence(note: dict[str, str] | None) -> str:
    """What a run told of itself; empty when it left no note."""
    if note is None:
        return ""
    if not {"wat", "begon", "stap"} <= set(note):
        return "het is niet bekend waar hij was."
    return f"'{note['wat']}', begonnen op {note['begon'].replace('T', ' om ')}, was bij: {note['stap']}."
