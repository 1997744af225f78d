"""The one kind of error that a user may see: what is wrong, where, why, and how to mend it.

Everything that a user can cause (a typing error in a chain, a truncated file, an unknown column) ends in a
:class:`UserError`. The doors (command line, web) print it; a traceback is for our own mistakes only.
A message never contains the value of a cell that may identify a person.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path


class UserError(Exception):
    """A mistake that the user can mend.

    Args:
        what: what is wrong, one sentence.
        why: why that is a problem, one sentence; may be empty.
        fix: what to do about it, one sentence; may be empty.
        file: the file that it stands in, if any.
        line: the line in that file, counted from 1, if known.
        exit_code: what the command line returns (see ``docs/reference/exit-codes.md``).
    """

    def __init__(
        self,
        what: str,
        *,
        why: str = "",
        fix: str = "",
        file: Path | str | None = None,
        line: int | None = None,
        exit_code: int = 2,
    ) -> None:
        self.what = what
        self.why = why
        self.fix = fix
        self.file = str(file) if file is not None else None
        self.line = line
        self.exit_code = exit_code
        super().__init__(self.text())

    @property
    def place(self) -> str:
        """``file:line``, ``file`` or an empty string."""
        if self.file is None:
            return ""
        return f"{self.file}:{self.line}" if self.line is not None else self.file

    def text(self) -> str:
        """The whole message as plain lines: place and what, then why, then how to fix it."""
        head = f"{self.place}: {self.what}" if self.place else self.what
        return "\n".join(part for part in (head, self.why, self.fix) if part)

    def as_data(self) -> dict[str, str | int | None]:
        """The same for ``--json``."""
        return {"file": self.file, "line": self.line, "what": self.what, "why": self.why, "fix": self.fix}


class UserErrors(UserError):  # noqa: N818 - it holds several
    """Mistakes told together, so that they are mended in one round.

    Args:
        whole: what has them, as the subject of a sentence: ``Deze kaart``.
        errors: the mistakes, at least one; a single one keeps its own place, reason and fix.
        file: where they stand: a file, or the folder of several.
    """

    def __init__(self, whole: str, errors: Sequence[UserError], file: Path | str) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: (error.file or "", error.line or 0)))
        if len(self.errors) == 1:
            only = self.errors[0]
            super().__init__(only.what, why=only.why, fix=only.fix, file=only.file, line=only.line)
            return
        super().__init__(
            f"{whole} heeft {len(self.errors)} fouten.",
            why="\n".join("- " + error.text().replace("\n", "\n  ") for error in self.errors),
            fix="Verbeter deze regels en probeer het opnieuw.",
            file=file,
        )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``Bedoelde je 'x'?`` for the nearest known word, the list of known words if it is short, or nothing."""
    choices = sorted(set(known))
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"Bedoelde je '{near[0]}'?"
    if 0 < len(choices) <= 12:
        return "Kies uit: " + ", ".join(choices) + "."
    return ""


CLOSED_TO_US = {
    errno.ENOSPC: "De schijf is vol.",
    errno.EDQUOT: "De ruimte die u op deze schijf hebt, is op.",
    errno.EFBIG: "Op deze schijf mag een bestand niet zo groot worden.",
    errno.EROFS: "Deze schijf mag alleen gelezen worden.",
    errno.EACCES: "U mag hier niet lezen of schrijven.",
    errno.EPERM: "U mag hier niet schrijven.",
    errno.EIO: "De schijf geeft een fout.",
}
"""Why the machine lets nothing be written or read, by the number that it gives."""


def unwritable(error: OSError) -> UserError | None:
    """What to tell when the machine lets nothing be written or read; None when the fault is another one."""
    why = CLOSED_TO_US.get(error.errno or 0)
    if why is None:
        return None
    return UserError(
        "Dit is niet gelukt: een bestand is niet te lezen of te schrijven.",
        why=why,
        fix="Maak ruimte of vraag om toegang, en doe het opnieuw. Wat er al stond, is er nog.",
        file=error.filename,
    )
