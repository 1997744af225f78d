"""Counts by municipality of one day, on the division of another day: sums for mergers, no guess for splits.

Counts only: a share, a mean or a rate of a merged municipality does not follow from those of its parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from ketenzicht.compare.places.follow import Followed, follow_all, unresolved_words
from ketenzicht.compare.places.municipalities import Municipalities
from ketenzicht.compare.places.splits import Splits, completeness
from ketenzicht.errors import UserError
from ketenzicht.message import Message, message

OnSplit = Literal["refuse", "missing"]

_SHOWN = 5
"""Municipalities that an error names; the rest is counted."""


@dataclass(frozen=True)
class Recoded:
    """Counts on another division.

    Args:
        counts: by code; None where it is not known.
        combined: the codes that were put together, by the code that came after; only where there are several.
        estimated: codes whose count rests on given parts of a split.
        missing: why a count is None, by code.
        unresolved: municipalities whose parts could not be followed.
        notes: what a reader must know.
    """

    counts: Mapping[str, float | None]
    combined: Mapping[str, tuple[str, ...]]
    estimated: frozenset[str]
    missing: Mapping[str, Message]
    unresolved: tuple[Followed, ...]
    notes: tuple[Message, ...]


def recode(
    table: Municipalities,
    splits: Splits,
    counts: Mapping[str, float | None],
    counted_on: date,
    division: date,
    *,
    on_split: OnSplit = "refuse",
) -> Recoded:
    """Put counts on the division of another day.

    Args:
        table: Tabel 33.
        splits: known splits, with the parts where those are given.
        counts: by code of four digits; None where a count is not known. Municipalities may be left out.
        counted_on: the day of the division of the counts.
        division: the day of the division asked for.
        on_split: what to do where parts are not known: ``refuse``, or leave every municipality that such a part may
            belong to ``missing``, those that only received some of it too.

    Raises:
        UserError: a code is no municipality of ``counted_on``, or parts are not known and ``on_split`` is ``refuse``.
    """
    for code in counts:
        table.demand(code, counted_on)
    followed = follow_all(table, splits, counted_on, division)
    found = put_together(table, followed, counts, division, on_split=on_split)
    note = completeness(splits, counted_on, division)
    return found if note is None else replace(found, notes=(note,))


def put_together(
    table: Municipalities,
    followed: Mapping[str, Followed],
    counts: Mapping[str, float | None],
    division: date,
    *,
    on_split: OnSplit,
) -> Recoded:
    """The same for municipalities that were followed already, without what a reader must know of splits.

    Args:
        table: Tabel 33.
        followed: all municipalities of the day of the counts, to ``division``.
        counts: by code of four digits, of that day.
        division: the day of the division asked for.
        on_split: see :func:`recode`.

    Raises:
        UserError: parts are not known and ``on_split`` is ``refuse``.
    """
    # a count of nobody is nobody in every part
    parted = [one for one in followed.values() if not one.resolved and counts.get(one.code) != 0]
    counted = {code for one in followed.values() if one.code in counts for code in one.into}
    unresolved = tuple(one for one in parted if one.code in counts or counted & set(one.into))
    if unresolved and on_split == "refuse":
        raise _refusal(table, unresolved, division)
    parts: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for one in followed.values():
        shares = one.shares or ((0.0,) * len(one.into) if counts.get(one.code) == 0 else ())
        for code, share in zip(one.into, shares, strict=False):
            parts[code].append((one.code, share))
    missing = {
        code: message(
            "Een deel hoort bij {gemeente}, en het is niet bekend welk deel.", gemeente=table.named(one.code)
        )
        for one in unresolved
        for code in one.into
        if code in counted
    }
    found: dict[str, float | None] = {}
    for code, came in sorted(parts.items()):
        if not any(part in counts for part, _ in came):
            continue
        absent = [part for part, _ in came if counts.get(part) is None]
        if absent and code not in missing:
            missing[code] = message(
                "Het aantal van {gemeenten} ontbreekt.",
                gemeenten=", ".join(table.named(part) for part in absent),
            )
        found[code] = None if code in missing else sum((counts[part] or 0.0) * share for part, share in came)
    found |= {code: None for code in missing if code not in found}
    estimated = {
        code for one in followed.values() if one.estimated and one.code in counts for code in one.into
    }
    return Recoded(
        counts=dict(sorted(found.items())),
        combined={
            code: tuple(part for part, _ in came) for code, came in sorted(parts.items()) if len(came) > 1
        },
        estimated=frozenset(estimated),
        missing=missing,
        unresolved=unresolved,
        notes=(),
    )


def _refusal(table: Municipalities, unresolved: tuple[Followed, ...], division: date) -> UserError:
    words = [str(unresolved_words(table, one)) for one in unresolved[:_SHOWN]]
    if len(unresolved) > _SHOWN:
        words.append(f"En nog {len(unresolved) - _SHOWN} andere.")
    return UserError(
        f"Deze cijfers zijn niet op de indeling van {division} te zetten.",
        why=" ".join(words),
        fix="Geef een bestand met de delen van een splitsing, kies een andere indeling, "
        "of laat de gemeenten die erbij horen leeg (--leave-open).",
    )
