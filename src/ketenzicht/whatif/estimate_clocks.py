"""Dropping out of a stage: clocks that run beside its other ends, the first of all wins.

How soon help is broken off is estimated as if nothing else could end it, from what is seen until something else does,
and how the stage ends otherwise as if nobody dropped out. Together they give back the chances of all ends with one
another in the way, as Aalen and Johansen estimate them; and a scenario can make dropping out later or rarer without
saying what becomes of those who stay. Clocks are taken as independent given the stage, which no data can show
(Tsiatis A (1975), Proceedings of the National Academy of Sciences 72, 20-22).

Days are those of the model: where two clocks name one day an end as planned comes before dropping out.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

import numpy as np

from ketenzicht.whatif.estimate_ends import (
    FEWEST,
    Choice,
    EndRows,
    StageEstimate,
    chosen,
    estimate_ends,
    length_parameters,
)
from ketenzicht.whatif.estimate_pieces import Piece
from ketenzicht.whatif.uncertain import Missing

TOO_RARE = "Er is minder dan 20 keer uitval gezien; die telt mee bij de andere manieren om te eindigen."
ALL_EARLY = (
    "Er zijn minder dan 20 andere einden dan uitval gezien; uitval staat bij de manieren om te eindigen."
)


def estimate_stage(at: str, rows: EndRows, dropouts: Set[str], *, may_never: bool) -> StageEstimate | None:
    """How a stage ends, dropping out by clocks of its own; None where too few ends were seen.

    Args:
        at: dotted name of the stage in the model file.
        rows: its spells.
        dropouts: names of ends that are dropping out.
        may_never: whether some may never end.
    """
    early = [code for code, name in enumerate(rows.names, start=1) if name in dropouts]
    rows = _on_a_day_of_its_own(rows, early)
    dropped = np.isin(rows.code, early) & (rows.days > 0)
    number = {code: int((dropped & (rows.code == code)).sum()) for code in early}
    some_ends = np.count_nonzero((rows.code > 0) & ~dropped) >= FEWEST
    if sum(number.values()) < FEWEST or not some_ends:
        plain = estimate_ends(at, rows, may_never=may_never)
        if plain is None or not sum(number.values()):
            return plain
        missing = (*plain.piece.missing, Missing(f"{at}.uitval", TOO_RARE if some_ends else ALL_EARLY))
        return replace(plain, piece=replace(plain.piece, missing=missing))
    most = max(number, key=lambda code: number[code])
    rare = [code for code in early if number[code] < FEWEST]
    code = np.where(dropped & np.isin(rows.code, rare), most, rows.code)
    rows = replace(rows, code=code)
    clocks = [one for one in early if number[one] >= FEWEST or one == most]
    others = _named_again(replace(rows, code=np.where(dropped, 0, rows.code)))
    planned = estimate_ends(at, others, may_never=may_never)
    try:
        timed = [_clock(f"{at}.uitval", rows, clocks[place:]) for place in range(len(clocks))]
    except ValueError:
        return estimate_ends(at, rows, may_never=may_never)
    if planned is None:
        return None
    return replace(
        planned,
        choices=(*planned.choices, *(choice for _, choices in timed for choice in choices)),
        drop_out=tuple(rows.names[code - 1] for code in clocks),
        others=tuple(piece for piece, _ in timed),
    )


def _on_a_day_of_its_own(rows: EndRows, early: list[int]) -> EndRows:
    """Dropping out on the day of the beginning, where few do, counts a day later: a clock needs a day at least."""
    at_once = (rows.days == 0) & (rows.entry == 0)
    days = rows.days.copy()
    for code in early:
        few = at_once & (rows.code == code)
        if few.sum() < FEWEST:
            days[few] = 1
    return replace(rows, days=days)


def _named_again(rows: EndRows) -> EndRows:
    """Without the names of ends that nobody has."""
    left = [code for code in range(1, len(rows.names) + 1) if np.any(rows.code == code)]
    number = np.zeros(len(rows.names) + 1, dtype=np.int64)
    number[left] = np.arange(1, len(left) + 1)
    return replace(rows, code=number[rows.code], names=tuple(rows.names[code - 1] for code in left))


def _clock(at: str, rows: EndRows, clocks: Sequence[int]) -> tuple[Piece, tuple[Choice, ...]]:
    """The first of these ways of dropping out, all other ends as censoring.

    Another end on day d tells that this clock names d or a later day, where that end comes first when both name one
    day; one of the ``clocks`` after this one tells that it names a later day than d.
    """
    own, after = rows.code == clocks[0], np.isin(rows.code, clocks[1:])
    days = np.where((rows.code == 0) | own | after, rows.days, rows.days - 1)
    alone = EndRows(rows.case, rows.entry, days, own.astype(np.int64), (rows.names[clocks[0] - 1],))
    alone = alone.where(days > rows.entry)
    found, choices = chosen(at, alone, may_never=False)
    estimates, columns = length_parameters(at, alone, found, 1)
    return Piece(tuple(estimates), alone.case, np.column_stack(columns)), choices
