"""What levels, designs and results of reading files are called."""

from __future__ import annotations

from collections.abc import Mapping

from ketenzicht.message import Label, message
from ketenzicht.sample.codebook import NO, UNKNOWN, YES, Variable

DESIGNS: Mapping[str, Label] = {
    "eenvoudig": message("een eenvoudige steekproef: elke casus had dezelfde kans"),
    "gelaagd": message("een steekproef per laag, gewogen naar hoe groot elke laag is"),
    "systematisch": message(
        "elke zoveelste casus op volgorde van de eerste melding, met een start door het lot"
    ),
    "naar-omvang": message("een kans naar het aantal meldingen van de casus, en daarvoor gewogen"),
}
LEVEL_WORDS: Mapping[str, Label] = {
    YES: message("Ja"), NO: message("Nee"), UNKNOWN: message("Het dossier zegt het niet")
}  # fmt: skip
Names = Mapping[str, Mapping[str, Label]]
"""By attribute of the chain and value, how that value is called; the attribute itself under the empty value."""


def level_label(variable: Variable, level: str) -> Label:
    """How a level is called."""
    named = {one.id: one.name for one in variable.levels}
    return named.get(level) or LEVEL_WORDS[level]
