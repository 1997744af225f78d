"""All mistakes of one chain description together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ketenzicht.errors import UserError, UserErrors


class ChainErrors(UserErrors):
    """One or more mistakes in the files of a chain.

    Args:
        folder: the folder of the chain.
        errors: the mistakes, at least one.
    """

    def __init__(self, folder: Path, errors: Sequence[UserError]) -> None:
        super().__init__("De beschrijving van deze keten", errors, folder)
