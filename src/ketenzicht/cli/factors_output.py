"""What ``ketenzicht study factors`` prints: factor by factor what is said of it and what these data show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType


def show_factors(factors: Sequence[dict[str, Any]]) -> None:
    """Print the factors, as they stand in ``results.json``."""
    from rich.console import Console

    out = Console(highlight=False)
    for part in _text(factors):
        out.print(part)


def _text(factors: Sequence[dict[str, Any]]) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    from ketenzicht.publish.factors import FACTORS_ARE_CLAIMS, STATUS_NAMES

    yield Text(str(FACTORS_ARE_CLAIMS), style="dim")
    for factor in factors:
        status = str(STATUS_NAMES[factor["status"]])
        yield Text.assemble("\n", (factor["name"]["nl"], "bold"), (f"  {status}", "cyan"))
        yield Padding(Text(factor["mechanism"]["nl"]), (0, 0, 0, 2))
        for figure in factor["figures"]:
            line = Text.assemble((figure["words"]["nl"], "bold"), f"  {figure['reading']['nl']}")
            yield Padding(line, (0, 0, 0, 4))
        if missing := factor["not_registered"]:
            words = f"{missing['why']['nl']} Daarvoor is nodig: {missing['needed']['nl']}"
            yield Padding(Text(words, style="dim"), (0, 0, 0, 4))
