"""Follows municipalities from one day to another: mergers to the one code that came after, splits to candidates.

A split whose parts are not known is reported with its candidates and never guessed. Back in time a merged
municipality cannot be taken apart: its parts are the candidates.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ketenzicht.compare.places.municipalities import Municipalities
from ketenzicht.compare.places.splits import Splits
from ketenzicht.errors import UserError
from ketenzicht.message import Message, message

Kind = Literal["merged", "renamed", "split"]


@dataclass(frozen=True)
class Step:
    """What happened to a municipality on a day: it went into others, or on under another code."""

    day: date
    code: str
    into: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True)
class Followed:
    """Where a municipality went.

    Args:
        code: on the first day.
        into: the codes on the other day, in order; the candidates where it is not resolved.
        shares: the part that went to each; None when that is not known.
        steps: what happened in between, in order of day.
    """

    code: str
    into: tuple[str, ...]
    shares: tuple[float, ...] | None
    steps: tuple[Step, ...] = ()

    @property
    def resolved(self) -> bool:
        """Whether it is known which part of it went where."""
        return self.shares is not None

    @property
    def estimated(self) -> bool:
        """Whether that rests on given parts of a split."""
        return self.shares is not None and len(self.shares) > 1


def follow(table: Municipalities, splits: Splits, code: str, first: date, other: date) -> Followed:
    """Where one municipality of a day is on another day.

    Args:
        table: Tabel 33.
        splits: known splits.
        code: four digits, valid on ``first``.
        first, other: days; ``other`` may lie before ``first``.

    Raises:
        UserError: the code is unknown, or was no municipality on ``first``.
    """
    table.demand(code, first)
    return follow_all(table, splits, first, other)[code]


def follow_all(table: Municipalities, splits: Splits, first: date, other: date) -> dict[str, Followed]:
    """Where each municipality of a day is on another day, by code."""
    if other < first:
        return _backward(table, splits, first, other)
    return {code: _forward(table, splits, code, other) for code in table.on(first)}


def _forward(table: Municipalities, splits: Splits, code: str, last: date) -> Followed:
    arrived: defaultdict[str, float] = defaultdict(float)
    steps: list[Step] = []
    known, lost = True, False
    running = [(code, 1.0)]
    while running:
        if len(steps) > len(table.by_code):
            raise UserError(
                f"De splitsingen en Tabel 33 sturen {table.named(code)} in een kring rond.",
                fix="Kijk de bestanden met splitsingen na.",
            )
        now, part = running.pop()
        one, split = table.by_code[now], splits.by_code.get(now)
        if one.end is None or one.end > last:
            arrived[now] += part
            continue
        if split is not None:
            steps.append(Step(one.end, now, split.into, "split"))
            known = known and split.shares is not None
            parts = split.shares or (0.0,) * len(split.into)
            running += [(into, part * share) for into, share in zip(split.into, parts, strict=True)]
        elif one.successor is not None:
            kind: Kind = "renamed" if _only_renamed(table, one.successor, one.end) else "merged"
            steps.append(Step(one.end, now, (one.successor,), kind))
            running.append((one.successor, part))
        else:
            lost = True
    into = tuple(sorted(arrived))
    shares: tuple[float, ...] | None = None
    if not lost and known:
        shares = tuple(arrived[one] for one in into)
    elif not lost and len(into) == 1:
        shares = (1.0,)  # all parts of a split came together again
    return Followed(code, into, shares, tuple(sorted(set(steps), key=lambda step: (step.day, step.code))))


def _only_renamed(table: Municipalities, successor: str, day: date) -> bool:
    """Whether a code that begins on this day has one predecessor: the same municipality under another name."""
    before = [one for one in table.by_code.values() if one.successor == successor and one.end == day]
    return table.by_code[successor].begin == day and len(before) == 1


def _backward(table: Municipalities, splits: Splits, first: date, other: date) -> dict[str, Followed]:
    came_from: defaultdict[str, list[Followed]] = defaultdict(list)
    for one in follow_all(table, splits, other, first).values():
        for code in one.into:
            came_from[code].append(one)
    found = {}
    for code in table.on(first):
        origins = came_from[code]
        into = tuple(sorted(origin.code for origin in origins))
        whole = len(origins) == 1 and len(origins[0].into) == 1
        steps = sorted(
            {step for origin in origins for step in origin.steps}, key=lambda step: (step.day, step.code)
        )
        found[code] = Followed(code, into, (1.0,) if whole else None, tuple(steps))
    return found


def unresolved_words(table: Municipalities, one: Followed) -> Message:
    """What cannot be resolved of a municipality, in words."""
    candidates = ", ".join(table.named(code) for code in one.into)
    if not one.into:
        return message("{gemeente}: Tabel 33 noemt geen opvolger.", gemeente=table.named(one.code))
    days = ", ".join(str(step.day) for step in one.steps if step.kind == "split" and step.code == one.code)
    if days:
        return message(
            "{gemeente} is op {dag} gesplitst over {kandidaten}. Welk deel waarheen ging is niet bekend.",
            gemeente=table.named(one.code),
            dag=days,
            kandidaten=candidates,
        )
    return message(
        "{gemeente} valt niet samen met een gemeente van die dag. Het hoort bij {kandidaten}.",
        gemeente=table.named(one.code),
        kandidaten=candidates,
    )


def changes(table: Municipalities, splits: Splits, first: date, last: date) -> tuple[Step, ...]:
    """What happened to municipalities after ``first`` up to and including ``last``, in order of day and code."""
    steps: set[Step] = set()
    for one in follow_all(table, splits, first, last).values():
        steps.update(one.steps)
    return tuple(sorted(steps, key=lambda step: (step.day, step.code)))
