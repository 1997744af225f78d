"""A session from a file that somebody chose: a session that was saved, or a map, also one of another program."""

from __future__ import annotations

import json
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.problem_map.exchange import import_map
from ketenzicht.problem_map.load import map_in
from ketenzicht.problem_map.session import Session, drawable, is_session, read_session


def open_file(data: bytes, name: str) -> tuple[Session, tuple[UserError, ...]]:
    """The session in a file, and what of the file was left out.

    Args:
        data: the content.
        name: its name; the ending tells what it is.

    Raises:
        UserError: it is no session and no map.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(
            "Dit bestand is niet opgeslagen als UTF-8.",
            fix="Sla het bestand in je tekstprogramma op met codering UTF-8.",
        ) from None
    if Path(name).suffix.lower() in (".yaml", ".yml"):
        return drawable(Session(map_in(text, Path(name).name))), ()
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if is_session(content):
        return read_session(text), ()
    begin, left_out = import_map(text, Path(name).stem)
    return drawable(Session(begin)), left_out
