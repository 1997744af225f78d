"""What follows a report that is made during involvement: other steps than after a first report, and often none.

Registrations do not say to which report a step belongs. But as long as what followed the earlier report still runs,
nothing more can follow that one: what begins then belongs to the new report. So the shares of the steps, and of none
at all, come from that time, and spells that end take a report out of it as censoring. When no step follows nobody can
see how long that took; it is taken to be as long as after a report that was alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ketenzicht.whatif.estimate_ends import NEVER, EndRows, StageEstimate, Way, estimate_ends
from ketenzicht.whatif.estimate_pieces import Piece

DURING = "tijdens"


def estimate_during(at: str, rows: EndRows, out: str, alone: StageEstimate, its: str) -> StageEstimate | None:
    """The ways on after the first stage of a report during involvement; None where too few were seen.

    Args:
        at: dotted name of the time after that stage in the model file.
        rows: what followed.
        out: name of the way that leads nowhere.
        alone: the time after the same stage of a report that was alone.
        its: its dotted name.
    """
    found = estimate_ends(at, rows, may_never=True)
    if found is None or NEVER not in [way.name for way in found.ways]:
        return found
    ways = tuple(Way(out, out, timed=True) if way.name == NEVER else way for way in found.ways)
    return replace(
        found,
        ways=ways,
        piece=_renamed(found.piece, f"{at}.einde.{NEVER}", f"{at}.einde.{out}", f"{at}.duur.{NEVER}"),
        others=(_taken_over(alone.piece, f"{its}.duur.{out}.", f"{at}.duur.{out}."),),
    )


def _renamed(piece: Piece, name: str, other: str, without: str) -> Piece:
    """A piece with one parameter named otherwise, and without the parameters below another name."""
    kept = [place for place, one in enumerate(piece.estimates) if not one.name.startswith(f"{without}.")]
    told = [piece.estimates[place] for place in kept]
    named = tuple(replace(one, name=other) if one.name == name else one for one in told)
    return replace(piece, estimates=named, influence=piece.influence[:, kept])


def _taken_over(piece: Piece, begin: str, other: str) -> Piece:
    """Parameters of another piece under another name: they vary with those that they come from."""
    kept = [place for place, one in enumerate(piece.estimates) if one.name.startswith(begin)]
    named = tuple(
        replace(piece.estimates[place], name=other + piece.estimates[place].name.removeprefix(begin))
        for place in kept
    )
    return Piece(named, piece.case, np.asarray(piece.influence[:, kept]))
