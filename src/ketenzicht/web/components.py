"""All components on one page, so that whoever changes their look sees what it does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from ketenzicht.publish.language import Language
from ketenzicht.web.visit import page


def gallery(request: HttpRequest, language: Language) -> HttpResponse:
    """Every component in every state."""
    return page(request, "components.html.j2", language)
