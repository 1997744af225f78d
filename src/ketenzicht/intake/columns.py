"""Finds a column that a mapping names, and says which columns a file has that an earlier one had not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ketenzicht.errors import did_you_mean
from ketenzicht.intake.load_mapping import FileMapping
from ketenzicht.message import Message, message


def find_column(name: str, columns: Sequence[str], loaded: FileMapping) -> str:
    """The column of the file with this name; capitals and blanks around it do not matter.

    Raises:
        UserError: the file has no such column; when the header changed, it says how.
    """
    for column in columns:
        if column == name:
            return column
    for column in columns:
        if column.strip().lower() == name.strip().lower():
            return column
    change = header_change(loaded.mapping.columns, columns)
    why = "De koppeling noemt deze kolom, maar hij staat niet in de eerste regel van het bestand."
    if change.any:
        why += f" {change.told()}"
    raise loaded.error(
        _where(loaded, name),
        f"De kolom '{name}' staat niet in {loaded.path.name}.",
        why=why,
        fix=did_you_mean(name, columns, few=0) or "Pas de koppeling aan of maak de export opnieuw.",
    )


@dataclass(frozen=True)
class HeaderChange:
    """How a header differs from the one that the mapping was made for."""

    missing: tuple[str, ...]
    new: tuple[str, ...]
    moved: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return bool(self.missing or self.new or self.moved)

    def told(self) -> Message:
        """The change in words."""
        return message(
            "Verdwenen: {missing}. Nieuw: {new}. Verplaatst: {moved}.",
            missing=", ".join(self.missing) or "-",
            new=", ".join(self.new) or "-",
            moved=", ".join(self.moved) or "-",
        )


def header_change(before: Sequence[str], now: Sequence[str]) -> HeaderChange:
    """Which columns are gone, new, or stand in another order than before; nothing when ``before`` is empty."""
    if not before:
        return HeaderChange((), (), ())
    shared_before = [column for column in before if column in now]
    shared_now = [column for column in now if column in before]
    return HeaderChange(
        missing=tuple(column for column in before if column not in now),
        new=tuple(column for column in now if column not in before),
        moved=tuple(one for one, other in zip(shared_now, shared_before, strict=True) if one != other),
    )


def _where(loaded: FileMapping, name: str) -> tuple[str | int, ...]:
    """The place of a column name in the mapping, for the line in a message."""
    found: list[tuple[str | int, ...]] = []

    def walk(value: object, path: tuple[str | int, ...]) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, (*path, key))
        elif isinstance(value, list | tuple):
            for index, inner in enumerate(value):
                walk(inner, (*path, index))
        elif value == name and path and path[0] != "kolommen":
            found.append(path)

    walk(loaded.mapping.model_dump(by_alias=True), ())
    for path in found:
        if loaded.places and path in loaded.places:
            return path
    return found[0] if found else ()
