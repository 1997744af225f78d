"""Dates as registrations write them: with day, month or year only, with or without a time and a zone.

A date knows its precision. An unknown day is not the first of the month: it is stored as such, and marked.
The notations are written in Dutch letters (``dd-mm-jjjj``), as in a spreadsheet.
"""

from __future__ import annotations

import re

from ketenzicht.errors import UserError

USUAL = (
    r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?$",
    r"^(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})$",
    r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})$",
    r"^(?P<m>\d{1,2})[-/.](?P<y>\d{4})$",
    r"^(?P<y>\d{4})$",
)
"""The notations that need no choice: year first, or day before month. American dates are never guessed."""

UNKNOWN = ("00000000", "99999999", "onbekend", "unknown", "?", "0000-00-00", "00-00-0000", "9999-99-99")

ZONE = r":\d{2}(?:[.,]\d+)? ?(Z|[+-]\d{2}:?\d{2})$"
CLOCK = r"[T ](\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?)"
DAY = r"^[^T ]+"

_PART = {"jjjj": r"(?P<y>\d{4})", "mm": r"(?P<m>\d{2})", "m": r"(?P<m>\d{1,2})"}
_PART |= {"dd": r"(?P<d>\d{2})", "d": r"(?P<d>\d{1,2})"}


def pattern(notation: str) -> str:
    """The regular expression (groups y, m, d) of a notation; the part after a space (a time) is free.

    Raises:
        UserError: the notation has no year, or letters other than j, m and d.
    """
    day = re.split(r"[ T]", notation.strip().lower())[0]
    letters = re.findall(r"j+|m+|d+|[^jmd]+", day)
    unknown = [part for part in letters if part[0] in "jmd" and part not in _PART]
    words = [part for part in letters if part[0] not in "jmd" and any(c.isalnum() for c in part)]
    if unknown or words or letters.count("jjjj") != 1:
        raise UserError(
            f"De datumnotatie '{notation}' wordt niet herkend.",
            why="Een notatie bestaat uit jjjj, mm of m, en dd of d, met tekens ertussen.",
            fix="Schrijf bijvoorbeeld dd-mm-jjjj, jjjjmmdd of jjjj-mm-dd uu:mm.",
        )
    return "^" + "".join(_PART.get(part, re.escape(part)) for part in letters) + "$"


def patterns(notations: tuple[str, ...]) -> tuple[str, ...]:
    """The regular expressions of the notations of a mapping, or the usual ones."""
    return tuple(pattern(notation) for notation in notations) or USUAL


def parts_sql(text: str, expressions: tuple[str, ...]) -> str:
    """A statement part that gives a struct (y, m, d) of texts, or NULL when no notation fits."""
    branches = []
    for expression in expressions:
        plain = re.sub(r"\?P<\w>", "", expression)
        groups = re.findall(r"\?P<(\w)>", expression)
        found = [
            f"regexp_extract({text}, '{plain}', {groups.index(g) + 1})" if g in groups else "''"
            for g in "ymd"
        ]
        branches.append(
            f"when regexp_matches({text}, '{plain}') "
            f"then {{'y': {found[0]}, 'm': {found[1]}, 'd': {found[2]}}}"
        )
    return "case " + " ".join(branches) + " end"


def fixed_places(expressions: tuple[str, ...]) -> list[tuple[int, int, int, int, list[int]]]:
    """Where year, month and day begin (from 1) in whole dates of fixed width, their length, and their marks.

    Only notations that mean the same whichever mark stands between the parts: a hyphen, slash or point.
    """
    found = []
    for expression in expressions:
        order = "".join(re.findall(r"\?P<(\w)>", expression))
        marked = "[-/.]" in expression or "\\-" in expression or "/" in expression or "\\." in expression
        if order == "ymd":
            found.append((1, 6, 9, 10, [5, 8]) if marked else (1, 5, 7, 8, []))
        elif order == "dmy":
            found.append((7, 4, 1, 10, [3, 6]) if marked else (5, 3, 1, 8, []))
    return found
