"""From a mapping file to a mapping that fits its chain: every event, attribute and file it names exists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from ketenzicht.chain.model import Chain
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.dates import pattern
from ketenzicht.intake.mapping import EventColumns, LongEvents, Mapping
from ketenzicht.intake.yaml_model import Places, error_at, read_model


@dataclass(frozen=True)
class FileMapping:
    """A mapping with the registration file that it reads and the place it was read from.

    Args:
        mapping: what the columns mean.
        path: the registration file.
        folder: relative paths inside the mapping start here.
        source: the mapping file, for messages; None when made in Python.
        places: the line of each value in it.
        short: what reports call a file outside the study, see :func:`with_short_names`.
    """

    mapping: Mapping
    path: Path
    folder: Path
    source: Path | None = None
    places: Places | None = None
    short: str = ""

    @property
    def label(self) -> str:
        """The file as reports call it: the path that the mapping gives, without the steps up from its folder."""
        return self.short or self.mapping.file.removeprefix("../")

    def error(self, where: tuple[str | int, ...], what: str, *, why: str = "", fix: str = "") -> UserError:
        """A user's error at a line of the mapping file."""
        if self.places:
            return error_at(self.places, where, what, why=why, fix=fix)
        return UserError(what, why=why, fix=fix, file=self.source)


def with_short_names(mappings: Sequence[FileMapping]) -> list[FileMapping]:
    """Each file by the end of its path, as far as that tells it from the others: a report goes to people who have
    nothing to do with the folders of this computer, and the same study on another one gives the same report.
    """
    return [
        replace(one, short=_short_name(one, {other.path for other in mappings}))
        if Path(one.mapping.file).is_absolute()
        else one
        for one in mappings
    ]


def _short_name(one: FileMapping, paths: Set[Path]) -> str:
    parts = one.path.parts[1:]
    for count in range(1, len(parts)):
        if all(path == one.path or path.parts[-count:] != parts[-count:] for path in paths):
            return "/".join(parts[-count:])
    return "/".join(parts)


def load_mapping(path: Path, chain: Chain) -> FileMapping:
    """Read a mapping file and hold it against the chain.

    Args:
        path: the mapping file; relative paths in it start at its own folder.
        chain: whose events and attributes it may name.

    Raises:
        UserError: the file has a mistake; it names the line.
    """
    mapping, places = read_model(path, Mapping)
    loaded = FileMapping(mapping, path.parent / mapping.file, path.parent, path, places)
    check_mapping(loaded, chain)
    return loaded


def check_mapping(loaded: FileMapping, chain: Chain) -> None:
    """Refuse names that the chain does not have, and date notations that are none."""
    mapping = loaded.mapping
    events = {event.id for event in chain.events}
    attributes = {attribute.id for attribute in chain.attributes}
    for index, event in enumerate(mapping.events):
        where = ("gebeurtenissen", index)
        _known(loaded, (*where, "gebeurtenis"), "gebeurtenis", [event.event], events)
        _known(loaded, (*where, "kenmerken"), "kenmerk", event.attributes, attributes)
    if mapping.activity is not None:
        _known(loaded, ("activiteit", "vertaling"), "gebeurtenis", targets(mapping.activity), events)
        _known(loaded, ("activiteit", "kenmerken"), "kenmerk", mapping.activity.attributes, attributes)
    _no_identifier_as_value(loaded)
    for index, notation in enumerate(mapping.dates):
        try:
            pattern(notation)
        except UserError as error:
            raise loaded.error(("datums", index), error.what, why=error.why, fix=error.fix) from None


def _no_identifier_as_value(loaded: FileMapping) -> None:
    """Refuse a number of a person, household or case as an attribute: it would be stored as it is."""
    mapping = loaded.mapping
    named = [person.number for person in mapping.persons]
    named += [mapping.household or "", (mapping.case.column if mapping.case else None) or ""]
    numbers = {name.strip().lower() for name in named}
    events: list[tuple[tuple[str | int, ...], EventColumns]] = [
        (("gebeurtenissen", index), event) for index, event in enumerate(mapping.events)
    ]
    events += [(("activiteit",), mapping.activity)] if mapping.activity else []
    for where, event in events:
        carried = {**event.attributes, "organisatie": event.organisation, "einde_reden": event.end_reason}
        for given in carried.values():
            if given is not None and given.column is not None and given.column.strip().lower() in numbers:
                raise loaded.error(
                    where,
                    f"De kolom '{given.column}' is een nummer en kan niet ook een kenmerk zijn.",
                    why="Nummers van personen, huishoudens en casussen worden alleen als pseudoniem bewaard.",
                    fix="Noem een andere kolom.",
                )


def targets(activity: LongEvents) -> list[str]:
    """The event ids that a translation table leads to."""
    found: list[str] = []
    for target in activity.translation.values():
        found += [target] if isinstance(target, str) else target.values()
    return found


def _known(
    loaded: FileMapping, where: tuple[str | int, ...], kind: str, given: Iterable[str], known: set[str]
) -> None:
    for name in given:
        if name not in known:
            raise loaded.error(
                where,
                f"De keten heeft geen {kind} '{name}'.",
                why="Een koppeling kan alleen verwijzen naar wat de keten beschrijft.",
                fix=did_you_mean(name, known),
            )
