"""The file with figures that others published on the people of a study, named in ``study.yaml`` (``gepubliceerd``).

A heading and a line per figure: ``getal`` (the name of our number, as ``ketenzicht ledger show --numbers`` gives it),
``waarde`` and ``bron`` are needed; ``afgerond_op``, ``van`` and ``tot`` are not. Without a period it is about that of
the study.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.study.named_rows import named_rows
from ketenzicht.study.settings import Study

if TYPE_CHECKING:
    from ketenzicht.publish.content import ReportContent
    from ketenzicht.publish.elsewhere import PublishedElsewhere
    from ketenzicht.publish.ledger import Release

COLUMNS = ("getal", "waarde", "afgerond_op", "van", "tot", "bron")
NEEDED = ("getal", "waarde", "bron")
WHOLE = re.compile(r"[0-9]{1,12}|[0-9]{1,3}(\.[0-9]{3}){1,3}")


def figures_elsewhere(study: Study) -> tuple[PublishedElsewhere, ...]:
    """What others published, as the study lists it; none when it names no file.

    Raises:
        UserError: the file is not there or has a mistake.
    """
    name = study.settings.published_elsewhere
    if name is None:
        return ()
    path = study.folder / name
    if not path.is_file():
        raise study.error(
            ("gepubliceerd",),
            f"Het bestand met cijfers van anderen '{name}' bestaat niet.",
            why="Een pad begint bij de map van de studie.",
            fix="Kijk of de naam klopt, of haal 'gepubliceerd:' weg.",
        )
    return read_elsewhere(path)


def releases_elsewhere(
    study: Study, content: ReportContent, earlier: Sequence[Release]
) -> tuple[Release, ...]:
    """The same, as releases that left before.

    Args:
        study: the study.
        content: its release, as it would leave by itself.
        earlier: the releases of its ledger; a figure may be about a number of those.

    Raises:
        UserError: the file is not there or has a mistake, or a number has no such name.
    """
    from ketenzicht.publish.elsewhere import as_releases, unknown_names

    figures = figures_elsewhere(study)
    unknown, known = unknown_names(figures, content, earlier) if figures else ((), ())
    if unknown:
        raise study.error(
            ("gepubliceerd",),
            f"Geen getal van deze studie heet '{unknown[0]}'.",
            why="Een cijfer van een ander wordt vergeleken met het getal van ons dat zo heet.",
            fix=did_you_mean(unknown[0], known)
            or f"Zie de namen met: ketenzicht ledger show {study.folder} --numbers",
        )
    return as_releases(figures, content)


def read_elsewhere(path: Path) -> tuple[PublishedElsewhere, ...]:
    """The lines of a file with figures of others.

    Raises:
        UserError: a column is missing or strange, or a cell is no number or day.
    """
    from ketenzicht.publish.elsewhere import PublishedElsewhere

    found = []
    for line, row in named_rows(path, COLUMNS, NEEDED):
        name, source = (_filled(row, column, path, line) for column in ("getal", "bron"))
        value = _whole(_filled(row, "waarde", path, line), "waarde", path, line)
        base = _whole(row.get("afgerond_op") or "1", "afgerond_op", path, line)
        low, high = max(0, value - base // 2), value + max(base - 1, 0) // 2
        found.append(PublishedElsewhere(name, low, high, source, _period(row, path, line)))
    return tuple(found)


def _filled(row: dict[str, str], column: str, path: Path, line: int) -> str:
    if found := row.get(column, ""):
        return found
    raise UserError(f"Kolom '{column}' is leeg.", file=path, line=line)


def _whole(text: str, column: str, path: Path, line: int) -> int:
    """A whole number; a dot between thousands is allowed."""
    if not WHOLE.fullmatch(text):
        raise UserError(
            f"In kolom '{column}' staat geen heel getal.",
            why="Alleen aantallen worden vergeleken; een percentage of gemiddelde niet.",
            file=path,
            line=line,
        )
    return int(text.replace(".", ""))


def _period(row: dict[str, str], path: Path, line: int) -> tuple[date, date] | None:
    texts = [row.get("van", ""), row.get("tot", "")]
    if not any(texts):
        return None
    try:
        first, last = (date.fromisoformat(text) for text in texts)
        if last < first:
            raise ValueError
    except ValueError:
        raise UserError(
            "De kolommen 'van' en 'tot' geven geen periode.",
            fix="Schrijf jaar-maand-dag, bijvoorbeeld 2024-01-01 en 2024-12-31, of laat beide leeg.",
            file=path,
            line=line,
        ) from None
    return first, last
