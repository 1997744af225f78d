"""A passphrase (*wachtzin*): from a file that the environment names, else asked on the terminal, never an option.

Asking goes past standard input and output, which may hold other things, straight to the terminal. Who draws there
at that moment steps aside first (:func:`stepping_aside`).
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from getpass import getpass
from pathlib import Path

from ketenzicht.errors import UserError, system_reason

VARIABLE = "KETENZICHT_PASSPHRASE_FILE"

Aside = Callable[[], AbstractContextManager[None]]

_aside: ContextVar[Aside] = ContextVar("aside", default=nullcontext)


@contextmanager
def stepping_aside(aside: Aside) -> Iterator[None]:
    """While this holds, questions are asked inside what ``aside`` gives, which leaves the terminal alone."""
    before = _aside.set(aside)
    try:
        yield
    finally:
        _aside.reset(before)


def known_or_asked(question: str) -> str:
    """The passphrase in the file that ``KETENZICHT_PASSPHRASE_FILE`` names; without that variable, what is typed.

    Raises:
        UserError: the file cannot be used, nothing was typed, or there is no terminal to ask on.
    """
    named = os.environ.get(VARIABLE)
    return read_passphrase(Path(named)) if named else asked(question)


def asked(question: str) -> str:
    """What is typed on the terminal, without showing it.

    Raises:
        UserError: nothing was typed, or there is no terminal.
    """
    if not _terminal():
        raise UserError(
            "Er is een wachtzin nodig, en er is geen terminal om die te vragen.",
            fix=f"Noem een bestand met de wachtzin, dat alleen u kunt lezen: export {VARIABLE}=BESTAND. "
            "Een nieuwe wachtzin neemt 'ketenzicht key lock' uit een bestand met --passphrase-file.",
        )
    try:
        with _aside.get()():
            typed = getpass(question)
    except EOFError:
        typed = ""
    if not typed:
        raise UserError("Er is geen wachtzin getypt.")
    return typed


def read_passphrase(path: Path) -> str:
    """The first line of a file that only this user can read.

    Raises:
        UserError: others can read it, or it cannot be read or is empty.
    """
    try:
        with path.open(encoding="utf-8") as file:
            open_to_others = os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077
            line = "" if open_to_others else file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = system_reason(error) if isinstance(error, OSError) else ""
        raise UserError("Het bestand met de wachtzin is niet te lezen.", why=why, file=path) from None
    if open_to_others:
        raise UserError(
            "Anderen op deze computer kunnen het bestand met de wachtzin lezen.",
            fix=f"Maak het bestand alleen voor jezelf leesbaar: chmod 600 {path}",
            file=path,
        )
    if not line:
        raise UserError("Het bestand met de wachtzin begint met een lege regel.", file=path)
    return line


def _terminal() -> bool:
    """Whether somebody can be asked; standard input does not tell, as it may be a file."""
    if os.name != "posix":
        return sys.stdin.isatty()
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
