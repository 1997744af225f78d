"""A codebook that changed after reading began: what of each finished file still stands, and what to look at again.

Every version of a codebook that was read with is kept, named after its own mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ketenzicht.message import Message, message
from ketenzicht.sample.codebook import NOTHING_SAID, Codebook, Variable, asked, remarks
from ketenzicht.sample.codings import Coding, Codings
from ketenzicht.whole_file import write_whole

Change = Literal["nieuw", "weg", "anders"]


@dataclass(frozen=True)
class ToRevisit:
    """A finished file that was read with another codebook.

    Args:
        file, reader: which.
        variables: what has to be looked at again, each with the reason.
    """

    file: str
    reader: str
    variables: tuple[tuple[str, Message], ...]


def keep_codebook(folder: Path, book: Codebook) -> None:
    """Keep this version of a codebook, once."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{book.version}.json"
    if not path.exists():
        write_whole(path, book.model_dump_json(by_alias=True, indent=1), secret=True)


def kept_codebooks(folder: Path) -> dict[str, Codebook]:
    """Every version that was kept, by the mark that it was kept under."""
    return {
        path.stem: Codebook.model_validate_json(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    }


def changes(old: Codebook, new: Codebook) -> dict[str, Change]:
    """What happened to each variable that is not what it was."""
    found: dict[str, Change] = {}
    for variable in old.variables:
        after = new.variable(variable.id)
        if after is None:
            found[variable.id] = "weg"
        elif _meaning(after) != _meaning(variable):
            found[variable.id] = "anders"
    found |= {one.id: "nieuw" for one in new.variables if old.variable(one.id) is None}
    return found


def to_revisit(
    book: Codebook, kept: dict[str, Codebook], codings: Codings, files: Sequence[str]
) -> list[ToRevisit]:
    """The finished files in which something has to be looked at again with this codebook; none when all still stands.

    Args:
        book: the codebook that holds.
        kept: earlier versions by their mark; of one that is missing every answer is looked at again.
        codings: what was saved.
        files: the files of the sample.
    """
    found = []
    for one in (one for file in files for one in codings.newest_by_reader(file).values()):
        if one.state == "klaar" and one.codebook != book.version:
            old = kept.get(one.codebook)
            if variables := tuple(_again(book, old, one)):
                found.append(ToRevisit(one.file, one.reader, variables))
    return found


def _again(book: Codebook, old: Codebook | None, coding: Coding) -> list[tuple[str, Message]]:
    changed = changes(old, book) if old is not None else {one.id: "anders" for one in book.variables}
    wrong = {one.variable: one.what for one in remarks(book, coding.values, finished=True)}
    found = []
    for variable in asked(book, coding.values):
        if variable.id in wrong:
            found.append((variable.id, wrong[variable.id]))
        elif changed.get(variable.id) == "anders" and coding.values.get(variable.id) not in NOTHING_SAID:
            found.append((variable.id, message("De vraag of de uitleg is veranderd.")))
        elif changed.get(variable.id) == "nieuw" and coding.values.get(variable.id) in NOTHING_SAID:
            found.append((variable.id, message("Deze vraag is erbij gekomen.")))
    return found


def _meaning(variable: Variable) -> object:
    """What an answer rests on: a level that was added leaves what was chosen standing only if somebody looks."""
    return variable.model_dump(
        exclude={"required": True, "registration": True, "levels": {"__all__": {"codes", "otherwise"}}}
    )
