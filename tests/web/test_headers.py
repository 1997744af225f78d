"""What every answer of every site forbids a browser: each address, each method, each status, pages and files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.study_web import settings_only
from helpers.survey_web import survey_folder
from helpers.web import Browser, application_for_tests

pytestmark = pytest.mark.web

FILE = "/static/pages.css"
"""Says nothing, and may be kept."""
ASKED = """
import io, json, sys
from pathlib import Path

def ask(app, path, method):
    told = {}
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost",
        "SERVER_PORT": "443", "HTTP_HOST": "localhost", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "https",
        "wsgi.errors": io.BytesIO(), "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": False,
        "wsgi.run_once": False, "CONTENT_LENGTH": "0", "REMOTE_ADDR": "192.0.2.1",
    }
    def start(status, headers, _=None):
        told["status"] = int(status[:3])
        told["headers"] = {name.lower(): value for name, value in headers if name.lower() != "set-cookie"}
        told["cookies"] = [value for name, value in headers if name.lower() == "set-cookie"]
    b"".join(app(environ, start))
    return {"path": path, "method": method, **told}

def addresses():
    from django.urls import get_resolver
    found = []
    def walk(patterns, before):
        for one in patterns:
            address = before + str(one.pattern)
            if hasattr(one, "url_patterns"):
                walk(one.url_patterns, address)
            else:
                found.append(address)
    walk(get_resolver().url_patterns, "")
    return found
"""
SURVEY = (
    ASKED
    + """
from ketenzicht.web.survey.app import application, open_desk
from ketenzicht.web.survey.place import Place
place = Place(Path(sys.argv[1]))
place.prepare()
app = application(open_desk(place), place, ("localhost",), https=True)
"""
)
STUDY = (
    ASKED
    + """
from ketenzicht.study.settings import load_study
from ketenzicht.web.study.counter import Counter, place_of
from ketenzicht.web.survey.app import application
study = load_study(Path(sys.argv[1]))
place = place_of(study)
place.prepare()
app = application(Counter(study), place, ("localhost",), https=True)
"""
)
GUIDE = (
    ASKED
    + """
sys.path.insert(0, sys.argv[1])
from helpers.web import application_for_tests
app = application_for_tests()
"""
)
CODING = (
    ASKED
    + """
import django
from ketenzicht.web.coding.app import _settings
from django.conf import settings
settings.configure(**_settings())
django.setup()
from django.core.handlers.wsgi import WSGIHandler
from ketenzicht.web.coding.desk import KEY
handler = WSGIHandler()
app = lambda environ, start: handler({**environ, KEY: None}, start)
"""
)
ALL = """
import re

values = {"organisation": "NOORD", "section": "aantallen", "table": "jongeren", "secret": "niets"}
paths = ["/" + re.sub(r"<(\\w+:)?(\\w+)>", lambda one: values.get(one[2], "1"), each) for each in addresses()]
paths += ["/bestaat-niet", "/static/pages.css", "/static/bestaat-niet"]
print(json.dumps([ask(app, path, method) for path in paths for method in ("GET", "HEAD", "POST", "PUT")]))
"""


def answers(program: str, argument: Path) -> list[dict[str, object]]:
    """What a site answers to every address, in a process of its own: one process serves one site."""
    done = subprocess.run(
        [sys.executable, "-c", program + ALL, str(argument)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("site", ["guide", "survey", "study", "coding"])
def test_every_answer_forbids_what_is_not_needed(site: str, tmp_path: Path) -> None:
    helpers = Path(__file__).resolve().parents[1]
    folder = survey_folder(tmp_path / "klein")
    study = settings_only(tmp_path / "studie")
    program, argument = {
        "guide": (GUIDE, helpers), "survey": (SURVEY, folder), "study": (STUDY, study), "coding": (CODING, helpers),
    }[site]  # fmt: skip
    has_accounts = site in ("survey", "study")
    found = answers(program, argument)
    assert len(found) > 20
    wrong = []
    for one in found:
        headers = one["headers"]
        assert isinstance(headers, dict)
        wanted = {
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "referrer-policy": "same-origin" if has_accounts else "no-referrer",
            "strict-transport-security": "max-age=31536000",
        }
        if one["path"] != FILE:
            wanted["cache-control"] = "no-store"
        policy, permissions = (
            headers.get("content-security-policy", ""),
            headers.get("permissions-policy", ""),
        )
        if "default-src 'none'" not in policy or "unsafe" in policy or "frame-ancestors 'none'" not in policy:
            wrong.append((one["method"], one["path"], "content-security-policy", policy))
        if not {"camera=()", "microphone=()", "geolocation=()"} <= set(permissions.split(", ")):
            wrong.append((one["method"], one["path"], "permissions-policy", permissions))
        wrong += [
            (one["method"], one["path"], one["status"], name, headers.get(name))
            for name, value in wanted.items()
            if headers.get(name) != value
        ]
        wrong += [
            (one["path"], cookie)
            for cookie in one["cookies"]  # type: ignore[attr-defined]
            if not cookie.strip().startswith("__Host-")
            or not all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Secure", "Path=/"))
        ]
    assert wrong == []
    assert any(one["cookies"] for one in found) == has_accounts


def test_without_https_a_browser_is_not_told_to_keep_to_it() -> None:
    page = Browser(application_for_tests()).get("/")
    assert "Strict-Transport-Security" not in page.headers
    assert page.headers["Permissions-Policy"]
