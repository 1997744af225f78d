"""All mistakes of one chain description together, so that a writer mends them in one round."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ketenzicht.errors import UserError


class ChainErrors(UserError):  # noqa: N818 - it holds several
    """One or more mistakes in the files of a chain.

    Args:
        folder: the folder of the chain.
        errors: the mistakes, at least one; a single one keeps its own place, reason and fix.
    """

    def __init__(self, folder: Path, errors: Sequence[UserError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: (error.file or "", error.line or 0)))
        first = self.errors[0]
        if len(self.errors) == 1:
            super().__init__(first.what, why=first.why, fix=first.fix, file=first.file, line=first.line)
            return
        lines = [f"De beschrijving van deze keten heeft {len(self.errors)} fouten."]
        for error in self.errors:
            lines.append("- " + error.text().replace("\n", "\n  "))
        super().__init__("\n".join(lines), fix="Verbeter deze regels en probeer het opnieuw.", file=folder)
