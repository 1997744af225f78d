"""A StatLine of our own on this machine: OData v4 as the service of Statistics Netherlands speaks it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

Rows = Sequence[Mapping[str, Any]]
PAGE = 100


@dataclass
class FakeStatLine:
    """What the service knows, and what it was asked.

    ``busy``: how often it answers that it is too busy first; ``elsewhere``: where the next page is said to be.
    """

    table: str
    properties: Mapping[str, Any]
    collections: Mapping[str, Rows]
    address: str = ""
    page: int = PAGE
    busy: int = 0
    elsewhere: str = ""
    redirect: str = ""
    broken: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, query: Mapping[str, list[str]]) -> Mapping[str, Any] | None:
        table, _, collection = path.strip("/").partition("/")
        if table != self.table:
            return None
        if collection == "Properties":
            return {"@odata.context": f"{self.address}/$metadata", **self.properties}
        if collection not in self.collections:
            return None
        wanted = query.get("$filter", [""])[0]
        rows = [row for row in self.collections[collection] if holds(wanted, row)]
        skipped = int(query.get("$skip", ["0"])[0])
        page: dict[str, Any] = {"value": rows[skipped : skipped + self.page]}
        if skipped + self.page < len(rows):
            where = self.elsewhere or self.address
            page["@odata.nextLink"] = (
                f"{where}/{table}/{collection}?$filter={quote(wanted)}&$skip={skipped + self.page}"
            )
        return page


def holds(wanted: str, row: Mapping[str, Any]) -> bool:
    """The part of the filters of OData that is used: ``eq``, ``startswith``, ``and``, and ``or`` in brackets."""
    for part in wanted.split(" and ") if wanted else ():
        some = part.strip("()").split(" or ") if part.startswith("(") else [part]
        if not any(_one(one, row) for one in some):
            return False
    return True


def _one(text: str, row: Mapping[str, Any]) -> bool:
    equal = re.fullmatch(r"(\w+) eq '(.*)'", text)
    if equal:
        return str(row[equal[1]]) == equal[2].replace("''", "'")
    begins = re.fullmatch(r"startswith\((\w+),'(.*)'\)", text)
    assert begins is not None, f"no filter: {text}"
    return str(row[begins[1]]).startswith(begins[2])


@contextmanager
def serving(statline: FakeStatLine) -> Iterator[FakeStatLine]:
    """Serve it on this machine, at ``address``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            statline.asked.append(self.path)
            parts = urlsplit(self.path)
            if statline.busy:
                statline.busy -= 1
                self._send(503, b"busy", {"Retry-After": "0"})
            elif statline.redirect:
                self._send(302, b"", {"Location": statline.redirect})
            elif statline.broken:
                self._send(200, b"<html>log in first</html>")
            else:
                found = statline.answer(parts.path.removeprefix("/CBS"), parse_qs(parts.query))
                self._send(404 if found is None else 200, json.dumps(found).encode())

        def _send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    statline.address = f"http://127.0.0.1:{server.server_address[1]}/CBS"
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield statline
    finally:
        server.shutdown()
        server.server_close()


def made_up() -> FakeStatLine:
    """Three municipalities and the country, two years, two sexes; some cells are impossible, some left out."""
    cells = []
    for place, figures in (("GM0001  ", (1.5, 2.5)), ("GM0002  ", (None, 3.5)), ("NL01    ", (2.0, 3.0))):
        for year, figure in zip(("2021JJ00", "2022JJ00"), figures, strict=True):
            for sex, more in (("T", 0.0), ("V", 10.0)):
                mark = "Impossible" if figure is None else "None"
                value = None if figure is None else figure + more
                cells.append(
                    {
                        "Id": len(cells),
                        "Measure": "M1",
                        "ValueAttribute": mark,
                        "Value": value,
                        "StringValue": None,
                        "Geslacht": f"{sex}   ",
                        "RegioS": place,
                        "Perioden": year,
                    }
                )
    return FakeStatLine(
        table="85000NED",
        properties={"Identifier": "85000NED", "Title": "Verzonnen", "Modified": "2026-01-01T02:00:00+01:00"},
        collections={
            "Dimensions": (
                {"Identifier": "Geslacht", "Title": "Geslacht", "Kind": "Dimension"},
                {"Identifier": "RegioS", "Title": "Regio's", "Kind": "GeoDimension"},
                {"Identifier": "Perioden", "Title": "Perioden", "Kind": "TimeDimension"},
            ),
            "MeasureCodes": ({"Identifier": "M1", "Title": "Hulp", "Unit": "%"},),
            "GeslachtCodes": (
                {"Identifier": "T   ", "Title": "Totaal"},
                {"Identifier": "V   ", "Title": "Vrouwen"},
            ),
            "RegioSCodes": tuple(
                {"Identifier": code, "Title": title}
                for code, title in (("NL01", "Nederland"), ("GM0001", "A"), ("GM0002", "B"), ("GM0003", "C"))
            ),
            "PeriodenCodes": (
                {"Identifier": "2021JJ00", "Title": "2021", "Status": "Definitief"},
                {"Identifier": "2022JJ00", "Title": "2022", "Status": "Voorlopig"},
                {"Identifier": "2022KW01", "Title": "2022 1e kwartaal", "Status": "Voorlopig"},
            ),
            "Observations": tuple(cells),
        },
    )
