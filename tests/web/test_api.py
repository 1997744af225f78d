"""The API: what it answers, what it says of mistakes, and that its description and its addresses are the same."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
import yaml
from django.urls import URLPattern

from helpers.guides import DAY
from helpers.web import Browser, Page, application_for_tests, web_chain
from ketenzicht.web.api import DESCRIPTION
from ketenzicht.web.app import application
from ketenzicht.web.settings import LARGEST_POST
from ketenzicht.web.site import ApiContact, site_of

pytestmark = pytest.mark.web

ASSESS = "/api/v1/ketens/klein/beoordelingen"
JSON = "application/json"


@pytest.fixture
def browser() -> Browser:
    return Browser(application_for_tests())


def send(browser: Browser, body: object, kind: str = JSON, path: str = ASSESS, **headers: str) -> Page:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return browser._ask("POST", path, data, kind, headers)


def data_of(page: Page) -> Any:
    return json.loads(page.body)


def pointers(page: Page) -> list[str]:
    return [item["pointer"] for item in data_of(page)["errors"]]


def test_chains_and_their_questions_can_be_asked_for(browser: Browser) -> None:
    assert [item["keten"] for item in data_of(browser.get("/api/v1/ketens"))["ketens"]] == ["klein"]
    chain = data_of(browser.get("/api/v1/ketens/klein"))
    assert [fact["feit"] for fact in chain["feiten"]][:2] == ["brp", "schuldeisers"]
    assert {option["optie"] for option in chain["opties"]} == {"uitstel", "draagkracht", "briefadres"}


def test_a_case_is_judged(browser: Browser) -> None:
    given = {
        "brp": False,
        "schuldeisers": ["cjib"],
        "cjib.bedrag": 1250.5,
        "nieuwe-boetes": True,
        "cjib.stap": "zoek-ik-uit",
    }
    found = data_of(send(browser, {"feiten": given}))
    options = {item["optie"]: item for item in found["opties"]}
    assert {name: item["status"] for name, item in options.items()} == {
        "uitstel": "dicht", "draagkracht": "oordeel-nodig", "briefadres": "open",
    }  # fmt: skip
    assert options["uitstel"]["moet_anders"][0]["feiten"] == ["nieuwe-boetes"]
    assert options["uitstel"]["bedragen"] == [
        {
            "regel": "per-maand",
            "waarde": "125.05",
            "eenheid": "EUR per maand",
            "norm_onbekend": None,
            "hiaat": None,
        }
    ]
    assert [step["optie"] for step in found["plan"]["stappen"]] == ["briefadres"]
    assert found["plan"]["uitzoeken"][0]["feit"] == "cjib.stap"
    assert found["blokkades"] == [{"voorwaarde": "nieuwe", "geldt": True}]
    assert found["ontvangstbewijs"]["dag"] == DAY.isoformat()


def test_a_term_counts_as_of_the_day_that_is_given(browser: Browser) -> None:
    given = {"schuldeisers": ["cjib"], "cjib.stap": "aanmaning", "cjib.brief": "2026-11-01"}
    for day, passed in (("2026-11-29", False), ("2026-11-30", True)):
        found = data_of(send(browser, {"feiten": given, "dag": day}))
        [term] = found["plan"]["termijnen"]
        assert (term["uiterlijk"], term["verstreken"]) == ("2026-11-29", passed)


def test_a_number_with_three_decimals_is_no_thousands(browser: Browser) -> None:
    found = data_of(send(browser, {"feiten": {"schuldeisers": "cjib", "cjib.bedrag": 1.25}}))
    as_text = data_of(send(browser, b'{"feiten": {"schuldeisers": "cjib", "cjib.bedrag": 1.250}}'))
    assert found == as_text


def test_all_mistakes_are_told_at_once_and_none_is_repeated(browser: Browser) -> None:
    body = {
        "feiten": {
            "brp": "geheim",
            "cjib.bedrag": "geheim",
            "onbekend/x": "geheim",
            "cjib.brief": {"geheim": 1},
        },
        "dag": "geheim",
        "extra": 1,
    }
    page = send(browser, body)
    assert page.status == 400
    assert page.headers["Content-Type"] == "application/problem+json"
    assert set(pointers(page)) == {
        "#/extra", "#/dag", "#/feiten/cjib.brief", "#/feiten/brp", "#/feiten/onbekend~1x", "#/feiten/cjib.bedrag",
    }  # fmt: skip
    assert b"geheim" not in page.body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"null",
        b"1",
        b"[" * 100_000,
        b"{}",
        b'{"feiten": []}',
        b'{"feiten": {}, "dag": 1}',
    ],
)
def test_what_is_no_case_is_a_bad_request(browser: Browser, body: bytes) -> None:
    assert send(browser, body).status == 400


@pytest.mark.parametrize("day", ["2026-W47-7", "20261122", "22-11-2026", "2026-02-30", "0001-01-01", ""])
def test_a_day_is_written_in_one_way(browser: Browser, day: str) -> None:
    page = send(browser, {"feiten": {}, "dag": day})
    assert (page.status, pointers(page)) == (400, ["#/dag"])


@pytest.mark.parametrize("number", ["1e999999999", "-1e5", "NaN", "Infinity", "9" * 400])
def test_strange_numbers_are_no_amount(browser: Browser, number: str) -> None:
    page = send(browser, b'{"feiten": {"cjib.bedrag": ' + number.encode() + b"}}")
    assert (page.status, pointers(page)) == (400, ["#/feiten/cjib.bedrag"])


@pytest.mark.parametrize(
    ("method", "path", "kind", "length", "status"),
    [
        ("GET", "/api/v1/niets", JSON, 0, 404),
        ("GET", "/api/v1/ketens/geen", JSON, 0, 404),
        ("POST", "/api/v1/ketens/geen/beoordelingen", JSON, 2, 404),
        ("GET", ASSESS, JSON, 0, 405),
        ("DELETE", "/api/v1/ketens", JSON, 0, 405),
        ("POST", ASSESS, "text/plain", 2, 415),
        ("POST", ASSESS, JSON, LARGEST_POST + 1, 413),
    ],
)
def test_every_mistake_is_a_problem(
    browser: Browser, method: str, path: str, kind: str, length: int, status: int
) -> None:
    page = browser._ask(method, path, b"{" * length, kind)
    assert page.status == data_of(page)["status"] == status
    assert data_of(page)["detail"]
    assert page.headers["Content-Type"] == "application/problem+json"
    assert page.headers["API-Version"] == "1.0.0"
    assert page.headers["Cache-Control"] == "no-store"
    assert ("Allow" in page.headers) == (status == 405)


@pytest.mark.parametrize(
    ("accept", "status"),
    [("application/json", 200), ("*/*", 200), ("text/html, application/*;q=0.2", 200),
     ("text/html", 406), ("application/xml, text/*;q=0.5", 406), ("application/json;q=0", 406)],
)  # fmt: skip
def test_whoever_takes_no_json_is_told_so(browser: Browser, accept: str, status: int) -> None:
    for page in (
        browser._ask("GET", "/api/v1/ketens", b"", "", {"HTTP_ACCEPT": accept}),
        send(browser, {"feiten": {}}, HTTP_ACCEPT=accept),
    ):
        assert page.status == status
        assert page.headers["Content-Type"] == (JSON if status == 200 else "application/problem+json")


@pytest.mark.parametrize(
    "path", ["/api/v1/ketens", "/api/v1/openapi.json", "/api/v1/niets", ASSESS, "/", "/niets"]
)
def test_every_answer_has_the_headers_of_the_design_rules(browser: Browser, path: str) -> None:
    """Rule /core/transport/security-headers; HSTS on what came in over HTTPS."""
    for scheme in ("http", "https"):
        page = browser._ask("GET", path, b"", "", {"wsgi.url_scheme": scheme})
        assert page.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["X-Frame-Options"] == "DENY"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers.get("Strict-Transport-Security") == (
            "max-age=31536000" if scheme == "https" else None
        )


def test_other_websites_read_the_description_and_nothing_else(browser: Browser) -> None:
    origin = {"HTTP_ORIGIN": "https://elders.example"}
    described = browser._ask("GET", "/api/v1/openapi.json", b"", "", origin)
    assert described.headers["Access-Control-Allow-Origin"] == "*"
    for page in (
        browser._ask("GET", "/api/v1/ketens", b"", "", origin),
        browser._ask("OPTIONS", ASSESS, b"", "", {**origin, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST"}),
        send(browser, {"feiten": {}}, **origin),
    ):
        assert not [name for name in page.headers if name.startswith("Access-Control")]


def test_who_runs_the_server_says_whom_to_ask() -> None:
    contact = ApiContact("Loket", "loket@voorbeeld.test", "https://voorbeeld.test/api")
    asked = Browser(application(site_of([web_chain()], contact=contact)))
    assert data_of(asked.get("/api/v1/openapi.json"))["info"]["contact"] == {
        "name": "Loket", "email": "loket@voorbeeld.test", "url": "https://voorbeeld.test/api",
    }  # fmt: skip
    silent = Browser(application_for_tests())
    assert "contact" not in data_of(silent.get("/api/v1/openapi.json"))["info"]


def test_answers_are_in_the_language_that_is_asked_for(browser: Browser) -> None:
    page = send(browser, {"feiten": {"brp": "x"}}, HTTP_ACCEPT_LANGUAGE="en-GB, nl;q=0.5")
    assert page.headers["Content-Language"] == "en"
    assert data_of(page)["title"] != data_of(send(browser, {"feiten": {"brp": "x"}}))["title"]


def test_nothing_of_a_case_is_logged_or_kept(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for body in ({"feiten": {"cjib.bedrag": "98765,43"}}, {"feiten": {"cjib.bedrag": "geheim98765"}}):
        page = send(browser, body)
        assert page.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in page.headers
    assert "98765" not in caplog.text


def test_the_description_is_served_and_names_every_address(browser: Browser) -> None:
    served = browser.get("/api/v1/openapi.json")
    described = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    assert data_of(served) == described
    assert served.headers["Access-Control-Allow-Origin"] == "*"
    assert served.headers["API-Version"] == described["info"]["version"]
    from ketenzicht.web.api_urls import urlpatterns

    routes = {re.sub(r"<str:\w+>", "{}", f"/{_route(item)}") for item in urlpatterns}
    assert {re.sub(r"{\w+}", "{}", path) for path in described["paths"]} == routes


def test_the_description_names_every_method_that_is_allowed(browser: Browser) -> None:
    described = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    for path, item in described["paths"].items():
        page = browser._ask("PATCH", "/api/v1" + path.replace("{keten}", "klein"), b"", JSON)
        told = {method.lower() for method in page.headers["Allow"].split(", ")} - {"head"}
        assert told == set(item) & {"get", "post", "put", "patch", "delete"}, path


def test_the_description_keeps_the_design_rules_that_can_be_read_off() -> None:
    """After the linter of Logius for the NL API Design Rules."""
    described = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    assert re.fullmatch(r"\d+\.\d+\.\d+", described["info"]["version"])
    assert all(re.search(r"/v\d+$", server["url"]) for server in described["servers"])
    assert {"status", "title", "detail"} <= set(described["components"]["schemas"]["Probleem"]["properties"])
    for path, item in described["paths"].items():
        assert not path.endswith("/")
        assert re.fullmatch(r"(/([a-z0-9-]+|{\w+}|openapi\.json))+", path)
        for method, operation in item.items():
            if method != "parameters":
                assert all(
                    "API-Version" in one["headers"]
                    for status, one in operation["responses"].items()
                    if status < "400"
                )
                assert "406" in operation["responses"]
                assert method != "post" or {"400", "415"} <= set(operation["responses"])


def _route(item: object) -> str:
    assert isinstance(item, URLPattern)
    return str(item.pattern)
