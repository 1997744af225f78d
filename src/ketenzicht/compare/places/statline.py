"""Asks StatLine of Statistics Netherlands over its OData v4 service, and keeps the answers.

Offline unless asked: what was asked before is answered from the folder of kept answers, and nothing else is. An
answer is kept whole, under the table and the filter, with the moment of the last change that StatLine gives; it is
fetched again only when that moment is another one. What goes out is the table and codes: nothing of a study.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from ketenzicht import __version__
from ketenzicht.compare.places.statline_table import Row, StatLineTable, described
from ketenzicht.errors import UserError

SERVICE = "https://datasets.cbs.nl/odata/v1/CBS"

LARGEST = 256 * 1024 * 1024
"""Bytes of one page; the service gives pages of at most 100,000 rows, some 25 MB."""
MOST_PAGES = 1_000
LONGEST_WAIT = 60.0
_AGAIN = (429, 500, 502, 503, 504)


def kept_answers() -> Path:
    """Where answers are kept: ``ketenzicht/statline`` in ``XDG_CACHE_HOME``, else in ``~/.cache``."""
    folder = os.environ.get("XDG_CACHE_HOME")
    return (Path(folder) if folder else Path.home() / ".cache") / "ketenzicht" / "statline"


@dataclass(frozen=True)
class Answer:
    """All rows of an answer, kept.

    Args:
        address: what was asked.
        modified: the last change of the table, as StatLine says it.
        fetched: the day on which it was fetched, or was found to be the same still.
        rows: over all pages.
    """

    address: str
    modified: str
    fetched: date
    rows: tuple[Row, ...]


@dataclass
class StatLine:
    """The service, or what was kept of it.

    Args:
        folder: where answers are kept.
        online: whether to ask the service.
        service: its address.
        seconds: how long to wait for it.
        tries: how often to ask again when it does not answer.
        pause: seconds before the second time; then twice as long each time.
    """

    folder: Path = field(default_factory=kept_answers)
    online: bool = False
    service: str = field(default_factory=lambda: SERVICE)
    seconds: float = 60.0
    tries: int = 4
    pause: float = 1.0
    _properties: dict[str, Row] = field(default_factory=dict, init=False, repr=False)

    def describe(self, table: str) -> StatLineTable:
        """What a table measures, by which dimensions and codes.

        Raises:
            UserError: it does not exist, the service does not answer, or (offline) it was not kept.
        """
        dimensions = self.ask(table, "Dimensions").rows
        codes = {}
        for row in dimensions:
            name = str(row["Identifier"])
            codes[name] = self.ask(table, f"{name}Codes").rows
        measures = self.ask(table, "MeasureCodes").rows
        return described(table, self._about(table), measures, dimensions, codes)

    def observations(self, table: str, wanted: str) -> Answer:
        """The cells of a table.

        Args:
            table: its number, for instance ``85678NED``.
            wanted: a filter (:func:`~ketenzicht.compare.places.statline_table.odata_filter`).

        Raises:
            UserError: the service does not answer, or (offline) this was not kept.
        """
        return self.ask(table, "Observations", wanted)

    def ask(self, table: str, collection: str, wanted: str = "") -> Answer:
        """All rows of a collection, from what was kept while that is what StatLine has."""
        if not (table.isascii() and table.isalnum()):
            raise UserError(f"'{table}' is geen nummer van een tabel.", fix="Schrijf het zoals 85678NED.")
        address = f"{self.service}/{table}/{quote(collection)}"
        if wanted:
            address += f"?$filter={quote(wanted)}"
        file = self.folder / f"{table}-{hashlib.sha256(address.encode()).hexdigest()[:32]}.json.gz"
        kept = _read(file)
        if not self.online:
            if kept is None:
                raise _not_kept(table)
            return kept
        modified = _modified(self._about(table))
        if kept is not None and modified and kept.modified == modified:
            found = Answer(address, modified, date.today(), kept.rows)
        else:
            found = Answer(address, modified, date.today(), tuple(self._pages(address, table)))
        if kept != found:
            _write(file, found)
        return found

    def _about(self, table: str) -> Row:
        """The properties of a table; asked once, and every time that one is online."""
        if table not in self._properties:
            address = f"{self.service}/{table}/Properties"
            file = self.folder / f"{table}-properties.json.gz"
            kept = _read(file)
            if self.online:
                kept = Answer(address, "", date.today(), (self._page(address, table),))
                _write(file, kept)
            if kept is None:
                raise _not_kept(table)
            self._properties[table] = kept.rows[0]
        return self._properties[table]

    def _pages(self, address: str, table: str) -> list[Row]:
        rows: list[Row] = []
        following: str | None = address
        for _ in range(MOST_PAGES):
            if following is None:
                return rows
            page = self._page(following, table)
            if not isinstance(page.get("value"), list):
                raise _not_understood(table)
            rows += page["value"]
            following = page.get("@odata.nextLink")
            if following is not None and _host(following) != _host(self.service):
                raise UserError(
                    "Het antwoord van StatLine verwijst naar een ander adres.",
                    why="Daar vraagt het programma niets.",
                    fix="Kijk of het netwerk verkeer omleidt, of importeer de tabel als CSV.",
                )
        raise _not_understood(table)

    def _page(self, address: str, table: str) -> dict[str, Any]:
        """One answer of the service, asked again while it is too busy to answer."""
        pause = self.pause
        for attempt in range(self.tries):
            try:
                return self._once(address, table)
            except HTTPError as error:
                with error:
                    if error.code not in _AGAIN:
                        raise _refused(error.code, table) from None
                    asked = error.headers.get("Retry-After", "")
                wait = float(asked) if asked.isdigit() else pause
            except (URLError, HTTPException, TimeoutError, ConnectionError):
                wait = pause
            if attempt + 1 < self.tries:
                time.sleep(min(wait, LONGEST_WAIT))
                pause *= 2
        raise UserError(
            "StatLine antwoordt niet.",
            why=f"{self.tries} keer gevraagd aan {_host(self.service)}.",
            fix="Kijk of deze machine naar buiten mag (een proxy staat in HTTPS_PROXY), probeer het later, "
            "of haal de tabel elders op als CSV en importeer haar.",
        )

    def _once(self, address: str, table: str) -> dict[str, Any]:
        headers = {"Accept": "application/json", "User-Agent": f"ketenzicht/{__version__}"}
        request = Request(address, headers=headers)  # noqa: S310 - the address begins with that of the service
        with _opener(_host(self.service)).open(request, timeout=self.seconds) as answer:
            body = answer.read(LARGEST + 1)
        try:
            found = json.loads(body) if len(body) <= LARGEST else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise _not_understood(table)
        return found


class _SameHost(HTTPRedirectHandler):
    """Follows a redirect within the service only."""

    def __init__(self, host: str) -> None:
        self.host = host

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if _host(newurl) != self.host:
            raise HTTPError(newurl, 403, "redirect to another host", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener(host: str) -> OpenerDirector:
    return build_opener(_SameHost(host))


def _host(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _modified(properties: Mapping[str, Any]) -> str:
    return str(properties.get("ObservationsModified") or properties.get("Modified") or "")


def _read(file: Path) -> Answer | None:
    """An answer that was kept; None when there is none, or it was damaged."""
    try:
        with gzip.open(file, "rt", encoding="utf-8") as text:
            data = json.load(text)
        return Answer(
            data["address"], data["modified"], date.fromisoformat(data["fetched"]), tuple(data["rows"])
        )
    except (OSError, EOFError, ValueError, KeyError):
        return None


def _write(file: Path, answer: Answer) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(file.name + ".partial")
    try:
        with gzip.open(partial, "wt", encoding="utf-8", compresslevel=5) as text:
            json.dump({**asdict(answer), "fetched": answer.fetched.isoformat()}, text, ensure_ascii=False)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def _not_kept(table: str) -> UserError:
    return UserError(
        f"Van tabel {table} is dit niet eerder opgehaald.",
        why="Het programma gaat niet uit zichzelf het netwerk op.",
        fix="Voeg --online toe, of importeer de tabel als CSV: ketenzicht context import MAP",
    )


def _not_understood(table: str) -> UserError:
    return UserError(
        f"Het antwoord van StatLine op een vraag over {table} is niet te begrijpen.",
        fix="Probeer het later, of importeer de tabel als CSV.",
    )


def _refused(status: int, table: str) -> UserError:
    if status == 404:
        return UserError(
            f"StatLine kent de tabel {table} niet.",
            why="Hij is verwijderd, of het nummer klopt niet.",
            fix="Zoek het nummer op via opendata.cbs.nl; het eindigt meestal op NED.",
        )
    return UserError(f"StatLine weigert de vraag over {table} (fout {status}).", fix="Probeer het later.")
