"""The guide of a chain, by its name or folder as well, or a message that says why there is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ketenzicht.chain import load_chain
from ketenzicht.chain.checks import Subject
from ketenzicht.chain.model import Chain
from ketenzicht.errors import UserError
from ketenzicht.guide.assess import Guide
from ketenzicht.guide.checks.ready import guide_of


def open_guide(name_or_path: str | Path) -> Guide:
    """The guide of a chain.

    Raises:
        UserError: there is no such chain, it has no options, or its conditions cannot be worked out.
    """
    return sound_guide(load_chain(name_or_path), name_or_path)


def sound_guide(chain: Chain, name_or_path: str | Path | None = None) -> Guide:
    """The guide of a chain that was read; every door opens its guides here.

    Raises:
        UserError: it has no options, or its conditions cannot be worked out.
    """
    if not chain.options:
        raise UserError(
            f"Keten '{chain.id}' heeft geen wegwijzer.",
            why="Een wegwijzer heeft feiten om te vragen en opties om te noemen.",
            fix="Beschrijf 'feiten:' en 'opties:', of kies een andere keten.",
        )
    guide = guide_of(Subject(chain, date.today()))
    if guide is None:
        raise UserError(
            f"De voorwaarden van keten '{chain.id}' zijn niet uit te rekenen.",
            why="De beschrijving heeft fouten.",
            fix=f"Kijk wat er mis is met: ketenzicht chain check {name_or_path or chain.id}",
        )
    return guide
