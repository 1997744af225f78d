"""The addresses of a study, each with the right that it asks for. One address per file that a run can write."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from ketenzicht.publish.language import Language
from ketenzicht.publish.write import MADE
from ketenzicht.study.standing import INTERNAL
from ketenzicht.web.study import pages
from ketenzicht.web.survey.access import Right
from ketenzicht.web.survey.account_urls import BACK, account_addresses, at, in_language


def addresses(language: Language) -> list[Any]:
    """The pages in one language."""
    everybody = [
        *account_addresses(),
        at("overzicht", pages.overview, Right.RELEASED, name="overview", post=False),
        *(_file(name) for name in sorted({*MADE, *INTERNAL})),
        at("logboek", pages.trail, Right.MANAGE, name="trail", post=False),
        at("logboek/accounts", pages.trail_of_accounts, Right.MANAGE, name="trail-accounts", post=False),
    ]
    return [in_language(language, one) for one in everybody]


def _file(name: str) -> Any:
    """The address of a file: what is never released asks for more."""
    right = Right.DRAFT if name in INTERNAL else Right.RELEASED
    found = at(f"bestand/{name}", pages.file, right, name=name, post=False)
    found.default_args["file"] = name
    return found


urlpatterns = [*addresses("nl"), path("en/", include(addresses("en"))), BACK]

handler400 = "ketenzicht.web.survey.error_pages.bad_request"
handler403 = "ketenzicht.web.survey.error_pages.forbidden"
handler404 = "ketenzicht.web.survey.error_pages.not_found"
handler500 = "ketenzicht.web.survey.error_pages.server_error"
