"""What somebody typed joined with what somebody else saved meanwhile, field by field; pure.

A page is made from a version. When it comes back and a newer version is there, three texts stand beside each other
for each field: the one that the page began with, the one typed, the one saved. Only where the last two both changed,
and differ, must somebody choose. (A three-way merge, as in version control: Khanna, Kunal, Pierce, A formal
investigation of diff3, FSTTCS 2007.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Typed: TypeAlias = str | list[str]
"""A text, or several for a question with several answers; empty when it was left empty."""
Content: TypeAlias = Mapping[str, Typed]
"""All that an organisation typed: texts by the name of the field. What is empty is not there.

``antwoord.<question>``, ``toelichting.<finding>``, ``tabel.<table>`` (the fingerprint of its rows), ``bestand`` (that
of the workbook that was sent last) and ``overgenomen`` (that of the one whose answers were taken over last).
"""

ANSWER, EXPLANATION, TABLE, FILE, TAKEN = "antwoord.", "toelichting.", "tabel.", "bestand", "overgenomen"


@dataclass(frozen=True)
class Merged:
    """What comes of it, and the fields in which somebody must choose: there ``content`` has what was saved."""

    content: dict[str, Typed]
    conflicts: tuple[str, ...]


def merge(typed: Content, base: Content, saved: Content) -> Merged:
    """Join the fields of a page with a newer version.

    Args:
        typed: the fields that the page showed, as typed; empty ones too.
        base: the version that the page was made from.
        saved: the version that counts when the page comes back.
    """
    content, conflicts = dict(saved), []
    for field, mine in typed.items():
        before, theirs = base.get(field, ""), saved.get(field, "")
        if same(mine, before) or same(mine, theirs):
            continue
        if same(before, theirs):
            content[field] = mine
        else:
            conflicts.append(field)
    return Merged(filled(content), tuple(conflicts))


def filled(content: Content) -> dict[str, Typed]:
    """Without the fields that were left empty, in a fixed order."""
    return {field: content[field] for field in sorted(content) if content[field]}


def same(one: Typed, other: Typed) -> bool:
    """Whether two texts say the same; nothing typed is the same in every form."""
    return (one or "") == (other or "")


def changed(one: Content, other: Content) -> tuple[str, ...]:
    """The fields in which two versions differ, in a fixed order."""
    return tuple(
        field for field in sorted({*one, *other}) if not same(one.get(field, ""), other.get(field, ""))
    )


def chosen(theirs: Content, mine: Content, fields: Iterable[str]) -> dict[str, Typed]:
    """``theirs`` with these fields from ``mine``."""
    return filled({**theirs, **{field: mine.get(field, "") for field in fields}})
