"""The addresses of a study, each with the right that it asks for. One address per file that a report can have."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from ketenzicht.publish.language import Language
from ketenzicht.study.standing import INTERNAL, KINDS
from ketenzicht.web.study import pages
from ketenzicht.web.survey.access import Right
from ketenzicht.web.survey.account_urls import BACK, account_addresses, at, in_language


def addresses(language: Language) -> list[Any]:
    """The pages in one language."""
    everybody = [
        *account_addresses(),
        at("overzicht", pages.overview, Right.RELEASED, name="overview", post=False),
        *(_file(one) for kind in KINDS for one in kind.paths),
        at("logboek", pages.trail, Right.MANAGE, name="trail", post=False),
        at("logboek/accounts", pages.trail_of_accounts, Right.MANAGE, name="trail-accounts", post=False),
    ]
    return [in_language(language, one) for one in everybody]


def _file(one: str) -> Any:
    """The address of a file, by its path within ``out``: what is never released asks for more."""
    right = Right.DRAFT if one in INTERNAL else Right.RELEASED
    found = at(f"bestand/{one}", pages.file, right, name=one, post=False)
    found.default_args["file"] = one
    return found


urlpatterns = [*addresses("nl"), path("en/", include(addresses("en"))), BACK]

handler400 = "ketenzicht.web.survey.error_pages.bad_request"
handler403 = "ketenzicht.web.study.opened.refused"
handler404 = "ketenzicht.web.survey.error_pages.not_found"
handler500 = "ketenzicht.web.survey.error_pages.server_error"
