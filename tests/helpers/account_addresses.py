"""Every address of a site with accounts, read from the program itself, and what holds of each on every such site."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from helpers.survey_web import Client
from helpers.web import Page

Address = tuple[str, str, str]
"""Name, right and address of a page."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CLOSED = (403, 404)
LEAVES = ("log-out", "remove-app")
"""After these somebody is no longer who they were."""
ONLY_SENT = {
    "log-out", "log-in-passkey", "sign-on", "remove-app", "codes", "add-passkey", "remove-passkey", "close-session",
    "close-sessions", "new-link", "access", "no-second-step",
}  # fmt: skip
"""Pages about accounts that only take a form."""
NOT_THERE = {"new-link", "access", "role", "no-second-step", "sign-on", "signed-on"}
"""What :func:`filled` names in the address of these is not there."""

_WALK = """
from django.urls import get_resolver
def walk(patterns, before):
    for one in patterns:
        address = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            walk(one.url_patterns, address)
        else:
            print(one.name, one.callback.right.name, address)
walk(get_resolver().url_patterns, "")
"""
_VALUES = {
    "<int:person>": "99", "<str:secret>": "bestaat-niet", "<int:passkey>": "99", "<int:session>": "99",
    "<slug:provider>": "niemand",
}  # fmt: skip


def account_pages(everybody: str) -> dict[str, str]:
    """Who may see or do each page about accounts, by its name.

    Args:
        everybody: a letter for each role; ``c`` is the coordinator, and ``-`` is added for nobody logged in.
    """
    public = ("log-in", "log-out", "link", "second-step", "log-in-passkey", "sign-on", "signed-on")
    own = (
        "home", "password", "account", "code-app", "remove-app", "codes", "add-passkey", "remove-passkey",
        "close-session", "close-sessions",
    )  # fmt: skip
    of_others = ("people", "new-link", "access", "role", "no-second-step")
    return (
        dict.fromkeys(public, everybody + "-") | dict.fromkeys(own, everybody) | dict.fromkeys(of_others, "c")
    )


def addresses_of(opening: str, folder: Path) -> list[Address]:
    """Every page of a site.

    Args:
        opening: a program that makes the pages of the folder in its first argument.
        folder: a survey or a study; accounts are made in it.
    """
    done = subprocess.run(
        [sys.executable, "-c", opening + _WALK, str(folder)], capture_output=True, text=True, check=True
    )
    return [tuple(line.split(" ", 2)) for line in done.stdout.splitlines()]  # type: ignore[misc]


def filled(address: str, values: Mapping[str, str] | None = None) -> str:
    """An address with values in it, those given or else of what is not there."""
    for pattern, value in {**_VALUES, **(values or {})}.items():
        address = address.replace(pattern, value)
    assert "<" not in address, f"a value that this test does not know: {address}"
    return "/" + address


def ask(client: Client, path: str, *, sends: bool, more: str = "") -> int:
    """The status of the answer itself, not of where it leads; ``more`` goes along with a form that is sent."""
    if sends:
        sent = f"csrfmiddlewaretoken={client.proof()}{more}"
        return client._once("POST", path, sent.encode(), FORM).status
    return client._once("GET", path, b"", {}).status


def is_wrong(status: int, *, allowed: bool, not_there: Collection[str], name: str) -> bool:
    """Whether a page was shown to whom it is not for, was not to whom it is, or broke."""
    return status >= 500 or ((status in CLOSED) == allowed and not (allowed and name in not_there))


def check_nobody(client: Client, path: str) -> Page:
    """Who is not logged in is asked to, or refused where the address only takes a form; what was answered."""
    page = client._once("GET", path, b"", {})
    assert page.status in (302, 405), path
    assert page.status == 405 or page.headers["location"].split("?")[0].endswith("/aanmelden"), path
    return page
