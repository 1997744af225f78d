"""CSV: comma, semicolon, tab or pipe; any usual encoding; packed or not; quoted line breaks.

Only an empty field is missing: a case that is really called "NA" stays "NA".
"""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.engine.engine import literal
from ketenzicht.errors import UserError
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.readers.source import Source
from ketenzicht.intake.readers.transcode import PIECE, is_gzip, named_encoding, survey, write_utf8

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

DELIMITERS = {"komma": ",", "puntkomma": ";", "tab": "\t", "pijp": "|", "\\t": "\t"}
MOST_LINES = 100
"""A quoted field of more lines than this was not meant."""

MAX_LINE = 16 * 1024 * 1024


def open_delimited(engine: Engine, path: Path, layout: Layout, work: Path, name: str) -> Source:
    """A relation over a CSV file; it is written again as UTF-8 first when it is not that already."""
    found = survey(path)
    encoding = named_encoding(layout.encoding, path) if layout.encoding else found.encoding
    plain = path
    if is_gzip(path) or found.odd_line_ends or encoding not in ("utf-8", "utf-8-sig"):
        plain = work / f"{name}.csv"
        write_utf8(path, encoding, plain)
    try:
        header, delimiter = read_header(plain, layout, path)
    except csv.Error:
        raise UserError(
            "De eerste regels van dit bestand zijn niet te lezen als tabel.",
            why="Er staat een veld in van meer dan honderdduizend tekens, of een scheidingsteken dat er geen is.",
            fix="Kijk of dit het goede bestand is, en of bij scheiding in de koppeling één teken staat.",
            file=path,
        ) from None
    if not header:
        raise UserError(
            "De eerste regel van dit bestand is leeg.",
            why="Daar horen de namen van de kolommen te staan.",
            fix="Haal de lege regels boven de namen weg, of maak de export opnieuw.",
            file=path,
            line=1,
        )
    columns = unique_names(header)
    rejects = f"{name}_reject"
    types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
    relation = (
        f"read_csv({literal(str(plain))}, auto_detect = false, header = true, delim = {literal(delimiter)}, "
        f"compression = 'none', quote = '\"', escape = '\"', nullstr = '', columns = {{{types}}}, "
        f"max_line_size = {MAX_LINE}, "
        f"ignore_errors = true, store_rejects = true, rejects_table = {literal(rejects)}, "
        f"rejects_scan = {literal(rejects + '_scan')})"
    )
    return Source(
        path=path,
        relation=relation,
        columns=columns,
        header_rows=1,
        as_it_came=True,
        rejects=rejects,
        unfinished_line=unfinished_line(plain),
    )


def check_quotes(engine: Engine, source: Source) -> None:
    """Refuse a file in which a quotation mark swallows the lines after it; call it when the file was scanned.

    Raises:
        UserError: a field that begins with a quotation mark has no end within many lines.
    """
    if source.rejects is None:
        return
    newlines = "length(csv_line) - length(replace(csv_line, chr(10), ''))"
    [(line, swallowed)] = engine.rows(
        f"select min(line), max({newlines}) from {source.rejects} "
        f"where error_type = 'UNQUOTED VALUE' and {newlines} > {MOST_LINES} or error_type = 'LINE SIZE OVER MAXIMUM'"
    )
    if line is not None:
        raise UserError(
            "Een aanhalingsteken dat nergens sluit, maakt de rest van dit bestand onleesbaar.",
            why=f"Alles erna is een veld geworden, minstens {swallowed} regels.",
            fix="Haal het aanhalingsteken weg, of verdubbel het als het bij de tekst hoort.",
            file=source.path,
            line=line,
        )


def unfinished_line(plain: Path) -> int | None:
    """The number of the last line if nothing ends it, as in a file that was cut off; else None."""
    with plain.open("rb") as file:
        file.seek(-1, 2)
        if file.read(1) in (b"\n", b"\r"):
            return None
        file.seek(0)
        return 1 + sum(piece.count(b"\n") for piece in iter(lambda: file.read(PIECE), b""))


def read_header(plain: Path, layout: Layout, path: Path) -> tuple[list[str], str]:
    """The column names and the delimiter: the given one, else the one that most splits the first lines alike."""
    with plain.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        sample = list(islice(file, 50))
    if not sample:
        raise UserError("Dit registratiebestand is leeg.", fix="Maak de export opnieuw.", file=path)
    delimiter = DELIMITERS.get(layout.delimiter or "", layout.delimiter) or find_delimiter(sample)
    return next(csv.reader(sample, delimiter=delimiter)), delimiter


def find_delimiter(sample: list[str]) -> str:
    """The delimiter under which the most lines have as many fields as the first one."""

    def score(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        first = widths[0] if widths else 0
        return (sum(width == first for width in widths) if first > 1 else 0, first)

    return max((";", "\t", "|", ","), key=score)


def unique_names(header: list[str]) -> tuple[str, ...]:
    """Column names without blanks around them; a second ``naam`` becomes ``naam (2)``, a missing one ``kolom 3``."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for position, given in enumerate(header, start=1):
        name = given.replace("\0", "").strip() or f"kolom {position}"
        seen[name.lower()] = seen.get(name.lower(), 0) + 1
        names.append(name if seen[name.lower()] == 1 else f"{name} ({seen[name.lower()]})")
    return tuple(names)
