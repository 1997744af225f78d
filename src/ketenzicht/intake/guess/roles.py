"""Which column plays which part: household, person, number, date, kind, code; by the words of its name first."""

from __future__ import annotations

from dataclasses import dataclass, field

from ketenzicht.chain.model import Chain
from ketenzicht.intake.guess.names import likeness, words
from ketenzicht.intake.guess.profile import Column, Profile

LOG_NAMES = {
    "case:concept:name": "case",
    "concept:name": "activity",
    "time:timestamp": "date",
    "lifecycle:transition": "lifecycle",
    "ocel:oid": "case",
    "ocel:activity": "activity",
    "ocel:timestamp": "date",
}
"""The standard names of event logs (IEEE 1849), and of the OCEL reader."""

DATE_SHARE = 0.8
KIND_SHARE = 0.5
ATTRIBUTE_LIKENESS = 0.6


@dataclass
class Roles:
    """The columns by the part they play; None where the file has none."""

    household: str | None = None
    case: str | None = None
    person: str | None = None
    bsn: bool = False
    birth: str | None = None
    sex: str | None = None
    role: str | None = None
    spell: str | None = None
    other_numbers: list[str] = field(default_factory=list)
    organisation: str | None = None
    end_reason: str | None = None
    kind: str | None = None
    activity: str | None = None
    lifecycle: str | None = None
    dates: list[str] = field(default_factory=list)
    attributes: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Attribute id to column and likeness."""


def find_roles(found: Profile, chain: Chain) -> Roles:
    """The part that each column plays, as far as its name and values tell."""
    roles = Roles()
    for column in found.columns:
        _place(roles, column, chain)
    _attributes(roles, found, chain)
    return roles


def _place(roles: Roles, column: Column, chain: Chain) -> None:
    name, given = column.name, words(column.name)
    part = LOG_NAMES.get(name.lower())
    if part == "date":
        roles.dates.append(name)
    elif part is not None:
        setattr(roles, part, name)
    elif "geboorte" in given or "geboren" in given:
        roles.birth = roles.birth or name
    elif "geslacht" in given:
        roles.sex = roles.sex or name
    elif given & {"bsn", "burgerservice"}:
        # A number that others know too comes before one that the registration gave.
        roles.person, roles.bsn = (roles.person if roles.bsn else name), True
    elif "huishouden" in given:
        roles.household = roles.household or name
    elif given == {"persoon"} or given >= {"persoon", "nummer"}:
        roles.person = roles.person or name
    elif given == {"rol"}:
        roles.role = name
    elif "datum" in given or (column.dates >= DATE_SHARE and "nummer" not in given):
        roles.dates.append(name)
    elif given >= {"einde", "reden"}:
        roles.end_reason = name
    elif given == {"casus"} or given >= {"casus", "nummer"}:
        roles.case = roles.case or name
    elif "nummer" in given and column.distinct > 0.05:
        _number(roles, name, given)
    elif given == {"organisatie"}:
        roles.organisation = name
    elif "activiteit" in given:
        roles.activity = name
    elif _is_kind(column, chain):
        roles.kind = roles.kind or name


def _number(roles: Roles, name: str, given: frozenset[str]) -> None:
    if roles.spell is None:
        roles.spell = name
    elif "traject" in given:
        roles.other_numbers.append(roles.spell)
        roles.spell = name
    else:
        roles.other_numbers.append(name)


def _is_kind(column: Column, chain: Chain) -> bool:
    """Whether at least half of the values name an event or a stage of the chain."""
    if len(column.values) < 2:
        return False
    names = [event.id for event in chain.events] + [stage.id for stage in chain.stages]
    fitting = [value for value in column.values if any(_names_it(value, name) for name in names)]
    return len(fitting) / len(column.values) >= KIND_SHARE and not column.values[0].isdigit()


def _names_it(value: str, name: str) -> bool:
    given, known = words(value), words(name)
    return bool(given) and (given <= known or known <= given)


def _attributes(roles: Roles, found: Profile, chain: Chain) -> None:
    taken = {value for value in vars(roles).values() if isinstance(value, str)}
    taken |= {*roles.dates, *roles.other_numbers}
    for attribute in chain.attributes:
        best = max(
            (
                (
                    max(likeness(column.name, attribute.id), likeness(column.name, attribute.name.nl)),
                    column.name,
                )
                for column in found.columns
                if column.name not in taken
            ),
            default=(0.0, ""),
        )
        if best[0] >= ATTRIBUTE_LIKENESS:
            roles.attributes[attribute.id] = (best[1], best[0])
            taken.add(best[1])
