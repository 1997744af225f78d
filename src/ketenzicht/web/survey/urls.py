"""The addresses, each with the right that it asks for. None of them carries an answer.

Dutch has no prefix, English stands under ``/en/``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import include, path

from ketenzicht.publish.language import Language
from ketenzicht.web.survey import (
    account_pages,
    api,
    error_pages,
    export_pages,
    file_pages,
    log_in_pages,
    outcome_pages,
    people_pages,
    region_pages,
    reminder_pages,
    response_pages,
    role_page,
    sign_on_pages,
    table_pages,
    version_pages,
)
from ketenzicht.web.survey.access import Right
from ketenzicht.web.survey.throttle import ELSEWHERE, ENTRANCE, PROGRAM, UPLOADS, Limit
from ketenzicht.web.survey.visit import address_of, person_of

View = Callable[..., HttpResponse]
ONE = "organisatie/<str:organisation>/"


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

    @wraps(view)
    def answer(request: HttpRequest, **values: Any) -> HttpResponse:
        sent = request.method == "POST"
        if post is not None and post != sent:
            return HttpResponseNotAllowed(["POST"] if post else ["GET", "HEAD"])
        if limit is not None and (sent or right is not Right.PUBLIC):
            person = person_of(request)
            who = f"person {person.pk}" if person and right is not Right.PUBLIC else address_of(request)
            if who and limit.exceeded(who):
                return error_pages.too_often(request, limit.seconds)
        return view(request, **values)

    answer.right = right  # type: ignore[attr-defined]  # read by the gate
    return path(address, answer, name=name)


def pages(language: Language) -> list[Any]:
    """The pages in one language."""
    own = [
        at("", region_pages.start, Right.ANSWERS, name="start", post=False),
        at("onderdeel/<slug:section>/", region_pages.section, Right.ANSWERS, name="section", post=False),
        at("onderdeel/<slug:section>/bewaren", region_pages.section, Right.FILL_IN, name="save", post=True),
        at("tabel/<slug:table>/", table_pages.table, Right.ANSWERS, name="table", post=False),
        at("tabel/<slug:table>/bewaren", table_pages.table, Right.FILL_IN, name="save-table", post=True),
        at("controle", region_pages.to_do, Right.ANSWERS, name="to-do", post=False),
        at("controle/bewaren", region_pages.to_do, Right.FILL_IN, name="save-to-do", post=True),
        at("indienen", region_pages.hand_in, Right.FILL_IN, name="hand-in", post=True),
        at("heropenen", region_pages.open_again, Right.FILL_IN, name="open-again", post=True),
        at("terugsturen", response_pages.send_back, Right.MANAGE, name="send-back", post=True),
        at("sjabloon", file_pages.template, Right.ANSWERS, name="template", post=False),
        at("bestand", file_pages.upload, Right.FILL_IN, name="upload", post=True, limit=UPLOADS),
        at("bestand/gelezen/<int:number>/", file_pages.read, Right.ANSWERS, name="read", post=False),
        at(
            "bestand/gelezen/<int:number>/overnemen",
            file_pages.take_over,
            Right.FILL_IN,
            name="take-over",
            post=True,
        ),
        at("versies/", version_pages.all_versions, Right.ANSWERS, name="versions", post=False),
        at("versies/<int:number>/", version_pages.version, Right.ANSWERS, name="version", post=False),
        at("versies/<int:number>/kiezen", version_pages.choose, Right.FILL_IN, name="choose", post=True),
        at("versies/<int:number>/bestand", file_pages.sent, Right.ANSWERS, name="sent", post=False),
    ]
    everybody = [
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
        path(ONE, include(own)),
        at("overzicht", response_pages.overview, Right.RESPONSE, name="overview", post=False),
        at("uitkomst", outcome_pages.outcome, Right.OUTCOME, name="outcome", post=False),
        at("sluiten", response_pages.close, Right.MANAGE, name="close"),
        at("logboek", response_pages.trail_page, Right.MANAGE, name="trail", post=False),
        at("mensen", people_pages.people, Right.MANAGE, name="people"),
        at("mensen/iedereen", people_pages.everybody, Right.MANAGE, name="invite-all", post=True),
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
        at("herinneren", reminder_pages.reminders, Right.MANAGE, name="reminders"),
        at("herinneren/lijst.csv", reminder_pages.as_file, Right.MANAGE, name="reminder-list", post=False),
        at("uitvoer", export_pages.export, Right.EXPORT, name="export", post=False),
        at("uitvoer/antwoorden.zip", export_pages.answers, Right.EXPORT, name="export-answers", post=True),
    ]
    return [_in(language, one) for one in everybody]


def _in(language: Language, pattern: Any) -> Any:
    """An address with the language as a value of its page."""
    if hasattr(pattern, "url_patterns"):
        for one in pattern.url_patterns:
            _in(language, one)
    else:
        pattern.default_args["language"] = language
    return pattern


urlpatterns = [
    *pages("nl"),
    path("en/", include(pages("en"))),
    at(
        "aanmelden/organisatie/<slug:provider>/terug",
        sign_on_pages.back,
        Right.PUBLIC,
        name="signed-on",
        post=False,
    ),
    at(
        f"api/v1/{ONE}antwoorden",
        api.answers,
        Right.ANSWERS,
        name="api-answers",
        post=False,
        limit=PROGRAM,
    ),
    at(
        f"api/v1/{ONE}antwoorden/bewaren",
        api.save,
        Right.FILL_IN,
        name="api-save",
        post=True,
        limit=PROGRAM,
    ),
    at("api/v1/respons", api.response, Right.RESPONSE, name="api-response", post=False, limit=PROGRAM),
]

handler400 = "ketenzicht.web.survey.error_pages.bad_request"
handler403 = "ketenzicht.web.survey.error_pages.forbidden"
handler404 = "ketenzicht.web.survey.error_pages.not_found"
handler500 = "ketenzicht.web.survey.error_pages.server_error"
