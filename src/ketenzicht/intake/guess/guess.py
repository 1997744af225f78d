"""The guess for a whole file: its shape (wide, by kind, or long), its events, and what is still to be chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ketenzicht.chain.model import Chain
from ketenzicht.intake.guess.events import by_kind, long_table, wide_table
from ketenzicht.intake.guess.profile import Profile
from ketenzicht.intake.guess.roles import Roles, find_roles

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

SURE, LIKELY, UNSURE = "zeker", "waarschijnlijk", "onzeker"


@dataclass(frozen=True)
class Guess:
    """What a column probably means; ``certainty`` is empty when nobody can tell from here."""

    column: str
    meaning: str
    certainty: str


@dataclass
class GuessedFile:
    """The guess for one file.

    Args:
        mapping: the content of the mapping, with the Dutch keys of the file.
        guesses: one for each column, in the order of the file.
        time_columns: the columns with dates of events.
    """

    mapping: dict[str, Any]
    guesses: list[Guess]
    time_columns: list[str] = field(default_factory=list)

    @property
    def open(self) -> list[str]:
        """Columns that someone still has to choose a meaning for."""
        return [guess.column for guess in self.guesses if not guess.certainty]


def guess_file(engine: Engine, found: Profile, chain: Chain) -> GuessedFile:
    """Guess the mapping of a file from the profile of its columns."""
    roles = find_roles(found, chain)
    mapping: dict[str, Any] = {}
    meanings: dict[str, tuple[str, str]] = {}
    _units(roles, found, mapping, meanings)
    if roles.activity and roles.dates:
        long_table(roles, found, chain, mapping, meanings)
    elif roles.kind:
        by_kind(engine, roles, found, chain, mapping, meanings)
    else:
        wide_table(roles, found, chain, mapping, meanings)
    guesses = [
        Guess(column.name, *meanings.get(column.name, ("nog te kiezen", ""))) for column in found.columns
    ]
    return GuessedFile(mapping, guesses, [name for name in roles.dates if name in meanings])


def _units(
    roles: Roles, found: Profile, mapping: dict[str, Any], meanings: dict[str, tuple[str, str]]
) -> None:
    """Household, case and persons; and whether a row is an event or one person of it."""
    if roles.person and roles.spell and found.named(roles.spell).distinct < 0.999:
        mapping["rij_is"] = "persoon"
    if roles.household:
        mapping["huishouden"] = roles.household
        meanings[roles.household] = ("nummer van het huishouden", SURE)
    if roles.case:
        mapping["casus"] = roles.case
        meanings[roles.case] = ("nummer van de casus", SURE)
    if roles.person:
        person = {"nummer": roles.person}
        meanings[roles.person] = ("BSN van de persoon" if roles.bsn else "nummer van de persoon", SURE)
        for key, column, meaning in (
            ("geboren", roles.birth, "geboortejaar (alleen het jaar wordt bewaard)"),
            ("geslacht", roles.sex, "geslacht van de persoon"),
            ("rol", roles.role, "rol van de persoon bij de gebeurtenis"),
        ):
            if column:
                person[key] = column
                meanings[column] = (meaning, SURE)
        mapping["personen"] = [person]
        if roles.bsn:
            mapping["bsn_afspraak"] = "vt-1"
    if not (roles.household or roles.case or roles.person) and roles.spell:
        mapping["casus"] = roles.spell
