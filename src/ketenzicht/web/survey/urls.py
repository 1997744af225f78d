"""The addresses of a survey, each with the right that it asks for. None of them carries an answer.

Dutch has no prefix, English stands under ``/en/``.
"""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from ketenzicht.publish.language import Language
from ketenzicht.web.survey import (
    api,
    export_pages,
    file_pages,
    outcome_pages,
    people_pages,
    region_pages,
    reminder_pages,
    response_pages,
    table_pages,
    version_pages,
)
from ketenzicht.web.survey.access import Right
from ketenzicht.web.survey.account_urls import BACK, account_addresses, at, in_language
from ketenzicht.web.survey.throttle import PROGRAM, UPLOADS

ONE = "organisatie/<str:organisation>/"


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
        *account_addresses(),
        path(ONE, include(own)),
        at("overzicht", response_pages.overview, Right.RESPONSE, name="overview", post=False),
        at("uitkomst", outcome_pages.outcome, Right.OUTCOME, name="outcome", post=False),
        at("sluiten", response_pages.close, Right.MANAGE, name="close"),
        at("logboek", response_pages.trail_page, Right.MANAGE, name="trail", post=False),
        at("mensen/iedereen", people_pages.everybody, Right.MANAGE, name="invite-all", post=True),
        at("herinneren", reminder_pages.reminders, Right.MANAGE, name="reminders"),
        at("herinneren/lijst.csv", reminder_pages.as_file, Right.MANAGE, name="reminder-list", post=False),
        at("uitvoer", export_pages.export, Right.EXPORT, name="export", post=False),
        at("uitvoer/antwoorden.zip", export_pages.answers, Right.EXPORT, name="export-answers", post=True),
    ]
    return [in_language(language, one) for one in everybody]


urlpatterns = [
    *pages("nl"),
    path("en/", include(pages("en"))),
    BACK,
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
