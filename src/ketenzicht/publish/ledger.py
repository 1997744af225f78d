"""The ledger of releases: one line of JSON for each set of figures that left, so that a later one can be compared.

It holds what was published and nothing else, so it is no secret. It is only ever added to. Each line carries the
SHA-256 of the line before it, and a small file beside it (``.head``) the number of lines and the SHA-256 of the last
one: a line that was changed, lost or put in between is noticed. Who rewrites both files altogether is not; keep a
copy elsewhere. The idea of chained lines is that of Schneier and Kelsey (1999), Secure audit logs to support
computer forensics, ACM Transactions on Information and System Security.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from ketenzicht.errors import UserError, system_reason
from ketenzicht.whole_file import write_whole

FORMAT = 1
"""Of the lines; another number is a ledger of another program."""

WAIT = 300.0
"""Seconds to wait for somebody else who is releasing: comparing may take minutes."""


@dataclass(frozen=True)
class Release:
    """One line: what left, and all that is needed to compare a later release with it.

    Args:
        number: place in the ledger, counted from 1; 0 for what others published, which stands in none.
        date: the day on which it left, as ISO text.
        request: fingerprint of what was asked: data, chain, period, choices, policy, program.
        mark: fingerprint of the request and the figures that were published for it.
        study: title of the study.
        chain, policy: id, version and fingerprint of the chain; numbers, owner and fingerprint of the policy.
        unit, period, data: whom a case is about, the index period, the days that the data cover.
        data_fingerprint: one SHA-256 for all registration files.
        program_version: of ketenzicht.
        population: what tells apart data on other people in one ledger: the mark of a made-up world, else empty.
        approved_by: the second person who let it out, if the policy asks for one.
        tables: in which table each named number stands, in words.
        figures: what the figures tell about the numbers behind them (``publish.differencing``).
    """

    number: int
    date: str
    request: str
    mark: str
    study: str
    chain: Mapping[str, str]
    policy: Mapping[str, Any]
    unit: str
    period: Mapping[str, str]
    data: Mapping[str, str]
    data_fingerprint: str
    program_version: str
    population: str
    approved_by: str | None
    tables: Mapping[str, str]
    figures: Mapping[str, Any]


def read_ledger(path: Path) -> tuple[Release, ...]:
    """All releases, oldest first; none when there is no ledger yet. Nothing is ever changed by reading.

    Raises:
        UserError: the ledger cannot be read, or lines were changed or lost; it names the first line that is wrong.
    """
    head = _head_path(path)
    if not path.exists():
        if head.exists():
            raise _broken(path, None, "Het grootboek is weg, maar het bestand met zijn kenmerk is er nog.")
        return ()
    try:
        lines = path.read_bytes().split(b"\n")
        told = head.read_text(encoding="utf-8").split() if head.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        why = system_reason(error) if isinstance(error, OSError) else ""
        raise _broken(path, None, "Het grootboek is niet te lezen.", why=why) from None
    if lines[-1]:
        raise _broken(path, len(lines), "De laatste regel van het grootboek is niet af.")
    lines.pop()
    releases = []
    previous = ""
    for number, line in enumerate(lines, start=1):
        releases.append(_release(path, number, line, previous))
        previous = _sha256(line)
    _check_head(path, lines, told)
    return tuple(releases)


def append_release(path: Path, release: Release) -> None:
    """Add a line. The whole file is written beside the old one and put in its place, so that none is ever half.

    Args:
        path: the ledger.
        release: what left; its number is that of the next line.

    Raises:
        UserError: the ledger is broken, or cannot be written.
        ValueError: the number does not follow the last one.
    """
    known = read_ledger(path)
    if release.number != len(known) + 1:
        raise ValueError(f"release {release.number} cannot follow {len(known)} lines")
    old = path.read_bytes() if path.exists() else b""
    previous = _sha256(old.split(b"\n")[-2]) if known else ""
    data = {"format": FORMAT, "previous": previous, **asdict(release)}
    line = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, old + line + b"\n")
        write_whole(_head_path(path), f"{release.number} {_sha256(line)}\n".encode())
    except OSError as error:
        raise UserError(
            "Deze vrijgave kan niet in het grootboek worden geschreven, en gaat dus niet naar buiten.",
            why=system_reason(error),
            fix="Zorg dat u in deze map mag schrijven, of vraag de bronhouder om een ander grootboek.",
            file=path,
        ) from None


@contextmanager
def locked(path: Path, wait: float = WAIT) -> Iterator[None]:
    """Nobody else compares or adds while this holds: two releases at once would not know of each other.

    Raises:
        UserError: somebody else still holds it after ``wait`` seconds, or its folder cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f".{path.name}.slot"), timeout=wait)
        lock.acquire()
    except Timeout:
        raise UserError(
            "Iemand anders is bezig met dit grootboek.",
            why="Twee vrijgaven tegelijk zouden elkaar niet kennen.",
            fix="Wacht tot die klaar is en probeer het opnieuw.",
            file=path,
        ) from None
    except OSError as error:
        raise UserError(
            "Bij dit grootboek kan niets worden geschreven.",
            why=system_reason(error),
            fix="Zorg dat u in deze map mag schrijven, of vraag de bronhouder om een ander grootboek.",
            file=path,
        ) from None
    try:
        _catch_up(path)
        yield
    finally:
        lock.release()


def _catch_up(path: Path) -> None:
    """Let the head name the last line, where a run was killed between the two."""
    known = read_ledger(path)
    head = _head_path(path)
    told = head.read_text(encoding="utf-8") if head.exists() else ""
    if known and not told.startswith(f"{len(known)} "):
        last = path.read_bytes().split(b"\n")[-2]
        write_whole(head, f"{len(known)} {_sha256(last)}\n")


def _release(path: Path, number: int, line: bytes, previous: str) -> Release:
    try:
        data = json.loads(line)
        if data.pop("format") != FORMAT:
            raise _broken(path, number, "Deze regel is door een andere versie van het programma geschreven.")
        told = data.pop("previous")
        release = Release(**{field.name: data.pop(field.name) for field in fields(Release)})
    except (ValueError, KeyError, AttributeError, TypeError):
        raise _broken(path, number, "Deze regel van het grootboek is beschadigd.") from None
    if told != previous or release.number != number:
        raise _broken(
            path, number, "Voor deze regel is het grootboek veranderd: een regel is gewijzigd of weg."
        )
    return release


def _check_head(path: Path, lines: Sequence[bytes], told: Sequence[str]) -> None:
    """The head names the last line; one line after it was added just before the program was stopped."""
    number = int(told[0]) if len(told) == 2 and told[0].isdigit() else 0
    if not number and len(lines) > 1:
        raise _broken(
            path, None, f"Het bestand met het kenmerk van het grootboek ({_head_path(path).name}) is weg."
        )
    if number > len(lines):
        gone = number - len(lines)
        raise _broken(path, None, f"Aan het einde van het grootboek ontbreken {gone} regels.")
    if number > 0 and _sha256(lines[number - 1]) != told[1]:
        raise _broken(path, number, "Deze regel van het grootboek is gewijzigd.")
    if len(lines) > number + 1:
        raise _broken(path, number + 2, "Deze regel is niet door het programma toegevoegd.")


def _broken(path: Path, line: int | None, what: str, *, why: str = "") -> UserError:
    return UserError(
        what,
        why=why or "Zonder een heel grootboek is niet te zeggen wat nieuwe cijfers samen met oude verraden.",
        fix="Zet het terug uit een reservekopie, samen met het bestand dat op .head eindigt. Is die er niet: "
        "vraag de bronhouder, leg beide bestanden apart en begin een nieuw grootboek. Er is niets gewijzigd.",
        file=path,
        line=line,
    )


def _head_path(path: Path) -> Path:
    return path.with_name(path.name + ".head")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
