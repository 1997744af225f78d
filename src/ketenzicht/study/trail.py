"""The trail (logboek) of a study: who read rows of persons or changed the study, when, with which command.

It stands in ``toegang`` in the study, readable by this user only and apart from ``out``, which can be removed at any
time and is by ``study forget``. A line is on the disk before a command begins, and another when it ended: a command
without its end is busy, or was broken off. No line holds what was given to a command, a number or pseudonym of a
person, or a figure; of a file (dossier) that was opened it holds the place in the sample, and of the files that a run
read their name, fingerprint and size.

Of what somebody does with another program on the same files it knows nothing. How lines are sealed: see
:mod:`ketenzicht.chained_lines`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ketenzicht.chained_lines import Lines, append_line, read_lines
from ketenzicht.errors import UserError, system_reason
from ketenzicht.secure_folder import secure_folder
from ketenzicht.study.settings import SETTINGS_FILE

FOLDER, FILE = "toegang", "logboek.jsonl"

Result = Literal["begonnen", "gelezen", "gelukt", "geweigerd", "mislukt", "bekeken"]
"""How it went: begun, what a run read, how it ended; a page that somebody opened (``bekeken``) or was refused."""
Door = Literal["computer", "account"]
"""How it is known who it was: a user of this computer, or an account of the pages of the study."""


@dataclass(frozen=True)
class Act:
    """One thing that was done.

    Args:
        number: its place in the trail.
        at: when, in UTC (ISO 8601).
        who: the user or account.
        door: which of the two.
        what: the command, as ``study run``, or the page.
        result: how it went; ``begonnen`` when it did not come to an end, or not yet.
        ended: when; empty when it did not.
        cut_off: bytes of an unfinished line before it, of something that was never done.
        was: number and seal of a later line that was gone when this one was written; else empty.
    """

    number: int
    at: str
    who: str
    door: str
    what: str
    result: str
    ended: str = ""
    cut_off: int = 0
    was: str = ""

    @property
    def moment(self) -> datetime | None:
        """When; None when the line says something that is no moment."""
        try:
            return datetime.fromisoformat(self.at)
        except ValueError:
            return None


@dataclass(frozen=True)
class Trail:
    """The trail of a study, read.

    Args:
        acts: what was done, oldest first.
        lines: the lines behind them, with what is wrong with these.
    """

    acts: tuple[Act, ...]
    lines: Lines

    @property
    def seal(self) -> str:
        """Number and seal of the last line, to write down elsewhere; empty when there is none."""
        last = self.lines.lines[-1] if self.lines.lines else None
        return f"{last.number} {last.seal}" if last else ""


@dataclass(frozen=True)
class Verified:
    """Whether the trail is as it was written.

    Args:
        sound: whether it is.
        lines: what there is to say, in Dutch.
    """

    sound: bool
    lines: tuple[str, ...]


def trail_path(folder: Path) -> Path:
    """Where the trail of a study stands."""
    return folder / FOLDER / FILE


@contextmanager
def recorded(folder: Path, command: str) -> Iterator[None]:
    """A command that reads rows of persons or changes a study: in the trail before it begins and when it ends.

    A folder that becomes a study while this holds gets both lines at the end; one that is none gets none.

    Args:
        folder: the study, or the ``study.yaml`` in it.
        command: its name, without what was given to it.

    Raises:
        UserError: it cannot be written down, and so is not done; or it was done and the end cannot be written down.
    """
    folder = folder.parent if folder.name == SETTINGS_FILE else folder
    begun = _begin(folder, command)
    try:
        yield
    except BaseException as error:
        with suppress(UserError):  # what went wrong first is what must be told
            _end(folder, command, begun, "geweigerd" if isinstance(error, UserError) else "mislukt")
        raise
    _end(folder, command, begun, "gelukt")


def note(
    folder: Path,
    what: str,
    result: Result,
    *,
    account: str = "",
    of: int = 0,
    files: Mapping[str, Mapping[str, str | int]] | None = None,
) -> int:
    """Write down one thing; its number, when it is on the disk.

    Args:
        folder: the study.
        what: the command or page.
        result: how it went.
        account: who, when it was an account of the pages; else the user of this computer.
        of: the number of the line that this is the end, or a part, of.
        files: what a run read (:mod:`ketenzicht.study.read_before`).

    Raises:
        UserError: it cannot be written.
    """
    path = trail_path(folder)
    content = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "who": account or user_name(),
        "door": "account" if account else "computer",
        "what": what,
        "result": result,
        "of": of,
        **({"files": files} if files is not None else {}),
    }
    try:
        secure_folder(path.parent)
        return append_line(path, content).number
    except OSError as error:
        raise UserError(
            "Dit is gedaan, maar het einde ervan kan niet in het logboek van deze studie worden geschreven."
            if of
            else "Het logboek van deze studie kan niet worden bijgeschreven, en dus gaat dit niet door.",
            why=system_reason(error),
            fix="Zorg dat u in de map van de studie mag schrijven en dat er ruimte is op de schijf.",
            file=path,
        ) from None


def user_name() -> str:
    """The name of the user of this computer, as the system knows it and not as the environment says."""
    if os.name == "posix":
        import pwd

        with suppress(KeyError):
            return pwd.getpwuid(os.getuid()).pw_name
        return str(os.getuid())
    import getpass

    return getpass.getuser()


def read_trail(folder: Path) -> Trail:
    """What was done with a study.

    Raises:
        UserError: it cannot be read.
    """
    path = trail_path(folder)
    try:
        lines = read_lines(path)
    except OSError as error:
        raise UserError(
            "Het logboek van deze studie is niet te lezen.", why=system_reason(error), file=path
        ) from None
    acts: dict[int, Act] = {}
    for line in lines.lines:
        at, who, door, what, result = (
            str(line.content.get(key, "")) for key in ("at", "who", "door", "what", "result")
        )
        of = line.content.get("of")
        begun = acts.get(of) if isinstance(of, int) else None
        if begun is None or line.cut_off or line.was:
            acts[line.number] = Act(
                line.number, at, who, door, what, result, cut_off=line.cut_off, was=line.was
            )
        if begun is not None:
            acts[begun.number] = replace(begun, result=result, ended=at)
    return Trail(tuple(acts.values()), lines)


def verify_trail(folder: Path, seal: str = "") -> Verified:
    """Hold the trail of a study against its seals.

    Args:
        folder: the study.
        seal: number and seal of a line that were written down earlier; what came before it is then proven.

    Raises:
        UserError: it cannot be read.
    """
    trail = read_trail(folder)
    wrong = list(_wrong(trail.lines, seal))
    told = [] if wrong else [f"Het logboek heeft {len(trail.lines.lines)} regels; alle zegels kloppen."]
    for act in trail.acts:
        if act.was:
            number = act.was.split()[0]
            told.append(
                f"Let op: het logboek kwam ooit tot regel {number}, maar was korter of anders toen regel "
                f"{act.number} werd geschreven. Wat daar weg is, staat er niet meer in."
            )
        if act.cut_off:
            told.append(
                f"Voor regel {act.number} stond een regel die niet af was: er werd toen iets afgebroken."
            )
    if trail.lines.cut_off:
        told.append(
            "De laatste regel is niet af: er is iets afgebroken. De volgende opdracht schrijft dat op."
        )
    if trail.seal and not wrong:
        told.append(f"Laatste zegel (schrijf het op om later te vergelijken): {trail.seal}")
    return Verified(not wrong, (*wrong, *told))


def _wrong(lines: Lines, seal: str) -> Iterator[str]:
    if lines.broken_at is not None:
        yield f"Het logboek is veranderd: vanaf regel {lines.broken_at} klopt het zegel niet meer."
    if lines.gone:
        number = lines.gone.split()[0]
        yield f"Het logboek kwam tot regel {number}, maar die is weg of anders: het einde is eraf of vervangen."
    if lines.lines and not lines.noted:
        yield "Het laatste zegel is weg bij het logboek: of er regels aan het einde af zijn, is niet te zien."
    number, _, fingerprint = seal.strip().partition(" ")
    known = {str(line.number): line.seal for line in lines.lines}
    if seal and known.get(number) != fingerprint.strip():
        yield f"Het zegel van regel {number} is niet het zegel dat u opschreef: het logboek is overgeschreven."


def _begin(folder: Path, command: str) -> int:
    """The number of the line; 0 where there is no study yet."""
    return note(folder, command, "begonnen") if (folder / SETTINGS_FILE).is_file() else 0


def _end(folder: Path, command: str, begun: int, result: Result) -> None:
    begun = begun or _begin(folder, command)
    if begun and folder.is_dir():
        note(folder, command, result, of=begun)
