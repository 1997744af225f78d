"""The addresses. None of them carries anything of a case but its place in the list.

Dutch has no prefix, English stands under ``/en/``. A reader and who settles have the same addresses, and pages of
their own behind them.
"""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from ketenzicht.publish.language import Language
from ketenzicht.web.coding import pages, saving, settle_pages
from ketenzicht.web.coding.visit import gate


def addresses(language: Language) -> list[Any]:
    """The pages in one language."""
    in_language = {"language": language}
    return [
        path("<str:secret>/", gate(pages.all_files, settle_pages.all_differences), in_language),
        path(
            "<str:secret>/dossier/<int:number>/",
            gate(pages.one_file, settle_pages.settle_file),
            in_language,
        ),
        path(
            "<str:secret>/dossier/<int:number>/keuze/<int:aside>",
            gate(saving.choice, saving.choice),
            in_language,
        ),
    ]


urlpatterns = [*addresses("nl"), path("en/", include(addresses("en")))]
handler404 = "ketenzicht.web.coding.visit.not_found"
handler500 = "ketenzicht.web.coding.visit.server_error"
