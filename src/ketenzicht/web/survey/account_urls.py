"""The addresses that every site with accounts has: logging in, somebody's own account, the people.

Each address has the right that it asks for. Dutch has no prefix, English stands under ``/en/``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path

from ketenzicht.publish.language import Language
from ketenzicht.web.survey import (
    account_pages,
    error_pages,
    log_in_pages,
    people_pages,
    role_page,
    sign_on_pages,
)
from ketenzicht.web.survey.access import Right
from ketenzicht.web.survey.throttle import ELSEWHERE, ENTRANCE, Limit
from ketenzicht.web.survey.visit import address_of, person_of

View = Callable[..., HttpResponse]


def at(
    address: str, view: View, right: Right, *, name: str, post: bool | None = None, limit: Limit | None = None
) -> Any:
    """An address with what it asks for.

    Args:
        address: as Django writes it.
        view: the page.
        right: what somebody must have.
        name: what tests know it by.
        post: True when only a button brings somebody there, False when nothing can be sent; both when left out.
        limit: how often somebody may ask for it; of a page for everybody only what is sent counts.
    """
    ways = {True: ("POST",), False: ("GET", "HEAD"), None: ("GET", "HEAD", "POST")}[post]

    @wraps(view)
    def answer(request: HttpRequest, **values: Any) -> HttpResponse:
        if request.method not in ways:
            return HttpResponseNotAllowed(ways)
        sent = request.method == "POST"
        if limit is not None and (sent or right is not Right.PUBLIC):
            person = person_of(request)
            who = f"person {person.pk}" if person and right is not Right.PUBLIC else address_of(request)
            if who and limit.exceeded(who):
                return error_pages.too_often(request, limit.seconds)
        return view(request, **values)

    answer.right = right  # type: ignore[attr-defined]  # read by the gate
    return path(address, answer, name=name)


def account_addresses() -> list[Any]:
    """The pages about accounts, for one language: :func:`in_language` says which."""
    return [
        at("", log_in_pages.home, Right.ACCOUNT, name="home", post=False),
        at("aanmelden", log_in_pages.log_in, Right.PUBLIC, name="log-in", limit=ENTRANCE),
        at("aanmelden/tweede-stap", log_in_pages.second, Right.PUBLIC, name="second-step", limit=ENTRANCE),
        at(
            "aanmelden/passkey",
            log_in_pages.passkey,
            Right.PUBLIC,
            name="log-in-passkey",
            post=True,
            limit=ENTRANCE,
        ),
        at(
            "aanmelden/organisatie/<slug:provider>",
            sign_on_pages.go,
            Right.PUBLIC,
            name="sign-on",
            post=True,
            limit=ELSEWHERE,
        ),
        at("afmelden", log_in_pages.log_out, Right.PUBLIC, name="log-out", post=True),
        at("link/<str:secret>", log_in_pages.link, Right.PUBLIC, name="link", limit=ENTRANCE),
        at("account", account_pages.account, Right.ACCOUNT, name="account", post=False),
        at("account/app", account_pages.code_app, Right.ACCOUNT, name="code-app"),
        at("account/app/weg", account_pages.remove_app, Right.ACCOUNT, name="remove-app", post=True),
        at("account/herstelcodes", account_pages.recovery_codes, Right.ACCOUNT, name="codes", post=True),
        at("account/passkey", account_pages.add_passkey, Right.ACCOUNT, name="add-passkey", post=True),
        at(
            "account/passkey/<int:passkey>/weg",
            account_pages.remove_passkey,
            Right.ACCOUNT,
            name="remove-passkey",
            post=True,
        ),
        at(
            "account/sessie/<int:session>/sluiten",
            account_pages.close_session,
            Right.ACCOUNT,
            name="close-session",
            post=True,
        ),
        at("account/sluiten", account_pages.close_sessions, Right.ACCOUNT, name="close-sessions", post=True),
        at("wachtwoord", account_pages.password, Right.ACCOUNT, name="password"),
        at("mensen", people_pages.people, Right.MANAGE, name="people"),
        at("mensen/<int:person>/link", people_pages.new_link, Right.MANAGE, name="new-link", post=True),
        at("mensen/<int:person>/toegang", people_pages.access, Right.MANAGE, name="access", post=True),
        at("mensen/<int:person>/rol", role_page.role, Right.MANAGE, name="role"),
        at(
            "mensen/<int:person>/tweede-stap",
            people_pages.no_second_step,
            Right.MANAGE,
            name="no-second-step",
            post=True,
        ),
    ]


def in_language(language: Language, pattern: Any) -> Any:
    """An address with the language as a value of its page."""
    if hasattr(pattern, "url_patterns"):
        for one in pattern.url_patterns:
            in_language(language, one)
    else:
        pattern.default_args["language"] = language
    return pattern


BACK = at(
    "aanmelden/organisatie/<slug:provider>/terug",
    sign_on_pages.back,
    Right.PUBLIC,
    name="signed-on",
    post=False,
)
"""Where the server of an organisation sends people back to; in whichever language."""
