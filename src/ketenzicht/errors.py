"""The one kind of error that a user may see: what is wrong, where, why, and how to mend it.

Everything that a user can cause (a typing error in a chain, a truncated file, an unknown column) ends in a
:class:`UserError`. The doors (command line, web) print it; a traceback is for our own mistakes only.
A message never contains the value of a cell that may identify a person.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self


class Sentence(str):
    """A Dutch sentence that remembers how it was made, so that it can be said in another language too.

    Args:
        template: with ``{names}``; the key of its translation.
        values: what is filled in: numbers, words, other sentences, or texts of a chain (their Dutch is ``nl``).
    """

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any]) -> Self:
        """The sentence in Dutch."""
        made = super().__new__(
            cls, template.format(**{name: getattr(value, "nl", value) for name, value in values.items()})
        )
        made.template, made.values = template, values
        return made


def sentence(template: str, **values: Any) -> Sentence:
    """A :class:`Sentence`; the gettext extractor collects the first argument of this function."""
    return Sentence(template, values)


class UserError(Exception):
    """A mistake that the user can mend.

    Args:
        what: what is wrong, one sentence.
        why: why that is a problem, one sentence; may be empty.
        fix: what to do about it, one sentence; may be empty.
        file: the file that it stands in, if any.
        line: the line in that file, counted from 1, if known.
        exit_code: what the command line returns (see ``docs/reference/exit-codes.md``).

    It is Dutch; what is given as :class:`Sentence` can be said in English as well (``Wording.error``).
    """

    language: str = "nl"

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


def did_you_mean(word: str, known: Iterable[str], *, few: int = 12) -> str:
    """``Bedoelde je 'x'?`` for the nearest known word, the list of known words if it is short, or nothing.

    Args:
        word: what was written.
        known: the words that it could have been.
        few: the longest list that is told. 0 where they may be no words but cells: a file without a header has
            its first row in their place.
    """
    choices = sorted(set(known))
    near = get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return sentence("Bedoelde je '{woord}'?", woord=near[0])
    if 0 < len(choices) <= few:
        return sentence("Kies uit: {woorden}.", woorden=", ".join(choices))
    return ""


CLOSED_TO_US = {
    errno.ENOSPC: sentence("De schijf is vol."),
    errno.EDQUOT: sentence("De ruimte die u op deze schijf hebt, is op."),
    errno.EFBIG: sentence("Op deze schijf mag een bestand niet zo groot worden."),
    errno.EROFS: sentence("Deze schijf mag alleen gelezen worden."),
    errno.EACCES: sentence("U mag hier niet lezen of schrijven."),
    errno.EPERM: sentence("U mag hier niet schrijven."),
    errno.EIO: sentence("De schijf geeft een fout."),
}
"""Why the machine lets nothing be written or read, by the number that it gives."""

REASONS = CLOSED_TO_US | {
    errno.ENOENT: sentence("Dit bestand of deze map is er niet."),
    errno.EEXIST: sentence("Er staat hier al iets met deze naam."),
    errno.EISDIR: sentence("Dit is een map, geen bestand."),
    errno.ENOTDIR: sentence("Een deel van dit pad is een bestand, geen map."),
    errno.ENAMETOOLONG: sentence("Deze naam is te lang."),
    errno.EINVAL: sentence("Deze naam mag hier niet."),
    errno.ELOOP: sentence("De verwijzingen naar dit bestand gaan in een kring."),
    errno.EBUSY: sentence("Een ander programma gebruikt dit."),
    errno.ETXTBSY: sentence("Een ander programma gebruikt dit."),
    errno.EMFILE: sentence("Er staan te veel bestanden open."),
    errno.ENFILE: sentence("Er staan te veel bestanden open."),
    errno.EADDRINUSE: sentence("Een ander programma luistert daar al."),
    errno.EADDRNOTAVAIL: sentence("Dit adres is niet van deze machine."),
}
"""Why the machine refuses something, by the number that it gives."""


def system_reason(error: OSError) -> str:
    """Why the machine refuses something; what is rare keeps the number by which it can be looked up."""
    number = error.errno or 0
    if number == 0:
        return ""
    name = errno.errorcode.get(number, "")
    return REASONS.get(number) or sentence(
        "De machine weigert dit: fout {nummer} {naam}", nummer=number, naam=name
    )


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
