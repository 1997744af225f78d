"""A browser of a few lines, without JavaScript: it reads forms and sends them. And a chain that has everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urljoin

from lxml import html

from helpers.guides import DAY, guide_chain, option
from ketenzicht.chain.model import Chain
from ketenzicht.web.app import Application, application
from ketenzicht.web.site import Site, site_of

GROUND = {"bron": "wet", "zekerheid": "A", "gecontroleerd": "2026-11-01"}
OLD = {**GROUND, "zekerheid": "S", "peildatum": "2021-11-11"}
LONG = "https://www.example.org/een-adres-dat-op-geen-telefoon-past/" + "nog-langer-dan-lang/" * 8
START = "/wegwijzer/klein/"


def web_chain() -> Chain:
    """Two organisations; an urgent option that a blocker closes, a judgement, an amount, terms, a letter, a gap."""
    events = [{"id": name, "naam": name, "bij": "cjib"} for name in ("boete", "aanmaning", "betaald")]
    facts: list[dict[str, object]] = [
        {"id": "brp", "soort": "ja-nee", "dringend": True},
        {
            "id": "schuldeisers",
            "soort": "meerkeuze",
            "dringend": True,
            "keuzes": [{"id": "cjib", "naam": "CJIB"}, {"id": "geen", "naam": "Geen van deze"}],
        },
        {
            "id": "cjib.stap",
            "soort": "keuze",
            "alleen_als": {"feit": "schuldeisers", "is": "cjib"},
            "keuzes": [
                {"id": "boete", "naam": "De boete", "gebeurtenis": "boete"},
                {"id": "aanmaning", "naam": "De aanmaning", "gebeurtenis": "aanmaning"},
            ],
            "uitzoeken": "Bel en vraag welke brief de laatste is.",
        },
        {"id": "cjib.bedrag", "soort": "bedrag", "alleen_als": {"feit": "schuldeisers", "is": "cjib"}},
        {
            "id": "cjib.brief",
            "soort": "datum",
            "gebeurtenis": "aanmaning",
            "alleen_als": {"feit": "cjib.stap", "is": "aanmaning"},
        },
        {"id": "nieuwe-boetes", "soort": "ja-nee", "alleen_als": {"feit": "schuldeisers", "is": "cjib"}},
    ]
    owes = {"feit": "schuldeisers", "is": "cjib"}
    return guide_chain(
        gebeurtenissen=events,
        fasen=[
            {
                "id": "eerste",
                "naam": "Boete betalen",
                "bij": "cjib",
                "begint_met": "boete",
                "eindigt_met": ["betaald", "aanmaning"],
                **OLD,
            },
            {
                "id": "tweede",
                "naam": "Aanmaning",
                "bij": "cjib",
                "begint_met": "aanmaning",
                "eindigt_met": ["betaald"],
                "termijnen": [
                    {
                        "id": "vier-weken",
                        "naam": "Betalen of bellen",
                        "termijn": {"duur": 4, "eenheid": "weken"},
                        **GROUND,
                    }
                ],
                **GROUND,
            },
        ],
        bronnen=[
            {
                "id": "wet",
                "titel": "De wet",
                "uitgever": "Staat",
                "jaar": 2024,
                "url": "https://example.org/wet",
                "gecontroleerd": "2026-11-01",
            }
        ],
        feiten=[
            {
                "naam": str(fact["id"]),
                "onderwerp": "persoon",
                "vraag": f"Vraag over {fact['id']}?",
                "waarom": f"Reden van {fact['id']}.",
                **fact,
            }
            for fact in facts
        ],
        voorwaarden=[
            {
                "id": "nieuwe",
                "naam": "Er komen nieuwe boetes",
                "blokkade": True,
                "als": {"feit": "nieuwe-boetes"},
                "gevolg": "Dan weigert het CJIB.",
                "opheffing": "Neem de oorzaak weg.",
                **GROUND,
            }
        ],
        contacten=[
            {"id": "balie", "bij": "cjib", "naam": "Balie", "telefoon": "058-123", "url": LONG, **GROUND}
        ],
        regels=[
            {
                "id": "per-maand",
                "naam": "Bedrag per maand",
                "eenheid": "EUR per maand",
                "waarde": {"gedeeld": [{"feit": "cjib.bedrag"}, {"getal": 10}]},
                **GROUND,
            }
        ],
        brieven=[
            {
                "id": "verzoek",
                "naam": "Verzoek om uitstel",
                "aan": "cjib",
                "onderwerp": "Uitstel",
                "alineas": ["Er staat {feit:cjib.bedrag} open.", "Van {naam}."],
                **GROUND,
            }
        ],
        hiaten=[{"id": "gat", "wat": "Dit weten wij niet.", "gevolg": "Bel zelf.", **GROUND}],
        opties=[
            option(
                "uitstel",
                {"niet": {"voorwaarde": "nieuwe"}, "niet_gehaald": "Er komen nieuwe boetes aan."},
                bij="cjib",
                speelt_als=owes,
                dringend=True,
                wie=["jongere", "hulpverlener"],
                hoe={"kanaal": ["telefoon"], "contact": "balie", "documenten": ["De laatste brief"]},
                uiterlijk={"vanaf": "cjib.brief", "termijn": {"duur": 2, "eenheid": "weken"}},
                bedragen=["per-maand"],
                nog_niet=["Begin nog niet met betalen."],
                let_op=["Bel voor twaalf uur."],
                brief="verzoek",
                **OLD,
            ),
            option(
                "draagkracht",
                {"oordeel": "Het CJIB weegt de draagkracht."},
                bij="cjib",
                speelt_als=owes,
                **GROUND,
            ),
            option(
                "briefadres", {"feit": "brp", "is": "nee", "niet_gehaald": "Er is al een adres."}, **GROUND
            ),
        ],
    )


def site_for_tests() -> Site:
    """The guide of the tiny chain on a fixed day."""
    return site_of([web_chain()], lambda: DAY)


def application_for_tests() -> Application:
    """Its pages."""
    return application(site_for_tests())


@dataclass
class Page:
    """An answer of the server."""

    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """All text that a reader sees, with single blanks."""
        return " ".join(" ".join(self.tree.itertext()).split())

    @property
    def tree(self) -> Any:
        """The parsed page."""
        return html.document_fromstring(self.body.decode())

    @property
    def title(self) -> str:
        """The heading of the page."""
        return " ".join(self.tree.xpath("//h1")[0].text_content().split())

    def form(self, path: str = "//form[1]") -> Any:
        """A form of the page."""
        return self.tree.xpath(path)[0]

    def fields(self, path: str = "//form[1]") -> list[tuple[str, str]]:
        """What a browser sends of a form when nothing is changed, without buttons."""
        found: list[tuple[str, str]] = []
        form = self.form(path)
        inside = form.xpath(".//input[@name] | .//select[@name]")
        belongs = (
            f"//*[self::input or self::select][@form='{form.get('id')}']" if form.get("id") else "//nothing"
        )
        for one in [*inside, *self.tree.xpath(belongs)]:
            kind = one.get("type")
            if one.tag == "select":
                found.append((one.get("name"), one.value or ""))
            elif kind != "file" and (kind not in ("radio", "checkbox") or one.get("checked") is not None):
                found.append((one.get("name"), one.get("value", "on")))
        return found

    def buttons(self, path: str = "//form[1]") -> list[Any]:
        """The buttons that send a form, in the order of the page."""
        form = self.form(path)
        belongs = f"//button[@form='{form.get('id')}']" if form.get("id") else "//nothing"
        inside = form.xpath(".//button")
        return inside + [one for one in self.tree.xpath(belongs) if one not in inside]


@dataclass
class Browser:
    """Asks for pages and sends forms; keeps nothing but the page that it is on."""

    app: Application
    page: Page | None = None

    def get(self, path: str) -> Page:
        """Ask for a page."""
        return self._ask("GET", path, b"", "")

    def post(self, path: str, fields: Iterable[tuple[str, str]] = (), **headers: str) -> Page:
        """Send fields."""
        return self._ask(
            "POST", path, urlencode(list(fields)).encode(), "application/x-www-form-urlencoded", headers
        )

    def send_file(self, path: str, data: bytes) -> Page:
        """Send a file as the form of the start page does."""
        mark = "grens"
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="bestand"; filename="casus.json"\r\n'
            "Content-Type: application/json\r\n\r\n"
        )
        body = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={mark}")

    def press(self, button: str, answers: dict[str, str | list[str]] | None = None) -> Page:
        """Fill in fields of the first form (by name, all others stay) and press the button with this text."""
        assert self.page is not None
        found = [
            one for one in self.page.buttons() if " ".join(one.text_content().split()).startswith(button)
        ]
        assert found, (
            f"no button {button!r} on {self.page.path}: {[b.text_content() for b in self.page.buttons()]}"
        )
        pressed, form = found[0], self.page.form()
        answers = answers or {}
        fields = list(_filled(self.page.fields(), answers))
        if pressed.get("name"):
            fields.append((pressed.get("name"), pressed.get("value")))
        return self.post(urljoin(self.page.path, pressed.get("formaction") or form.get("action")), fields)

    def answer(self, answers: dict[str, str | list[str]], button: str = "Verder") -> Page:
        """Answer what the page asks."""
        return self.press(button, answers)

    def _ask(
        self, method: str, path: str, body: bytes, kind: str, headers: dict[str, str] | None = None
    ) -> Page:
        told: dict[str, Any] = {}

        def start(status: str, head: list[tuple[str, str]], _: object = None) -> None:
            told.update(status=int(status[:3]), headers=dict(head))

        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2], "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "HTTP_HOST": "localhost", "wsgi.input": BytesIO(body), "wsgi.url_scheme": "http",
            "wsgi.errors": BytesIO(), "wsgi.version": (1, 0), "wsgi.multithread": True,
            "wsgi.multiprocess": False, "wsgi.run_once": False, "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": kind, **(headers or {}),
        }  # fmt: skip
        content = b"".join(self.app(environ, start))
        self.page = Page(path, told["status"], told["headers"], content)
        return self.page


def _filled(fields: list[tuple[str, str]], answers: dict[str, str | list[str]]) -> Iterator[tuple[str, str]]:
    """Fields with new values in their place; a field that was not there is added where its question is."""
    done: set[str] = set()
    for name, value in fields:
        if name in answers:
            if name not in done:
                yield from _values(name, answers[name])
                done.add(name)
        else:
            yield name, value
        if name == "gevraagd":
            for part in (f"feit.{value}", *(f"{part}.{value}" for part in ("dag", "maand", "jaar"))):
                if part in answers and part not in done and part not in dict(fields):
                    yield from _values(part, answers[part])
                    done.add(part)
    assert done == set(answers), f"the page has no field for {set(answers) - done}"


def _values(name: str, value: str | list[str]) -> Iterator[tuple[str, str]]:
    for one in [value] if isinstance(value, str) else value:
        yield name, one
