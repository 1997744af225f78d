"""What stands in a published table instead of a number, and what a rounded number can be.

A statistics office writes a letter or a point where it gives no figure. Such a cell is not zero: what it hides,
and why, decides what may be concluded. Only a mark for "rounds to nothing" says something of the size. The same
letter may mean something else elsewhere, so a table can bring meanings of its own.

Government Statistical Service (2021), Symbols in tables (England); Centraal Bureau voor de Statistiek,
Verklaring van tekens (Netherlands).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Literal

import numpy as np
import numpy.typing as npt

from ketenzicht.compare.intervals import Bounds
from ketenzicht.message import Message, message

Missing = Literal["geheim", "ontbreekt", "niet van toepassing", "onbetrouwbaar", "bijna nul", "leeg"]

MARKS: Mapping[str, Missing] = {
    "": "leeg",
    ".": "geheim",
    "*": "geheim",
    "c": "geheim",
    "[c]": "geheim",
    "x": "ontbreekt",
    "[x]": "ontbreekt",
    ":": "ontbreekt",
    "z": "niet van toepassing",
    "[z]": "niet van toepassing",
    "u": "onbetrouwbaar",
    "[u]": "onbetrouwbaar",
    "k": "bijna nul",
    "low": "bijna nul",
    "[low]": "bijna nul",
}
REASONS: Mapping[Missing, Message] = {
    "geheim": message("geheim: de bron toont dit cijfer niet, meestal omdat het klein is"),
    "ontbreekt": message("de bron heeft dit cijfer niet"),
    "niet van toepassing": message("dit cijfer kan niet bestaan"),
    "onbetrouwbaar": message("de bron vindt dit cijfer niet betrouwbaar genoeg"),
    "bijna nul": message("meer dan nul, maar afgerond niets"),
    "leeg": message("er staat niets"),
}


@dataclass(frozen=True)
class Cell:
    """A cell of a table: a number, or why there is none (then the number is nan)."""

    number: float
    missing: Missing | None = None


def read_cell(text: str, marks: Mapping[str, Missing] = MARKS) -> Cell | None:
    """What a cell says; None when it is neither a number nor a known mark.

    A comma is a decimal comma. Separators of thousands are not read: a table that may hold them both ways
    cannot be told apart from a mistake.

    Args:
        text: as it stands in the file.
        marks: what stands for no number, in small letters.
    """
    word = text.strip()
    if (missing := marks.get(word.lower())) is not None:
        return Cell(nan, missing)
    try:
        number = float(word.replace(",", ".", 1))
    except ValueError:
        return None
    return Cell(number) if np.isfinite(number) and "_" not in word else None


def share_of_rounded(x: npt.ArrayLike, n: npt.ArrayLike, base: float) -> Bounds:
    """Between which ends the share of two numbers lies that were both rounded.

    A total that was rounded, beside parts that were not, explains why a published share is not that of the
    published
    numbers: the share was made of the exact ones.

    Args:
        x, n: as published.
        base: the multiple to which both were rounded, above 0.

    Raises:
        ValueError: a base that is not above 0.
    """
    if base <= 0:
        raise ValueError("numbers are rounded to a multiple above 0")
    part, whole = np.asarray(x, dtype=np.float64), np.asarray(n, dtype=np.float64)
    half = base / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.maximum(part - half, 0) / (whole + half)
        high = np.where(whole > half, np.minimum((part + half) / (whole - half), 1.0), 1.0)
    return Bounds(low, high)
