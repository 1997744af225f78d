"""The pages around a case: which guides there are, where to begin, and opening a case that was kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from ketenzicht.errors import UserError
from ketenzicht.guide.case_file import read_case_file
from ketenzicht.message import message
from ketenzicht.publish.language import Language
from ketenzicht.web.answer_pages import check_page
from ketenzicht.web.case_form import read_case
from ketenzicht.web.visit import Visit, page, site, visit_of

MISTAKES = (
    message("Er is geen bestand gekozen."),
    message("Kies het bestand dat u met deze wegwijzer hebt bewaard."),
    message("Dit bestand is te groot voor een casus."),
    message("Dit bestand is geen bewaarde casus."),
    message("Deze casus hoort bij een andere wegwijzer."),
    message("Deze casus is bewaard door een andere versie van het programma."),
    message("Gebruik dezelfde versie als bij het bewaren, of beantwoord de vragen opnieuw."),
    message("De antwoorden in dit bestand zijn beschadigd."),
)
"""What :func:`read_case_file` may say, again: so that the extractor of texts to translate sees it."""


def home(request: HttpRequest, language: Language) -> HttpResponse:
    """Which guides there are, and what else."""
    chains = [guide.chain for guide in site(request).guides.values()]
    desk = site(request).whatif
    model = desk.model.content if desk else None
    shelf = site(request).shelf
    cahier = shelf.catalogue.settings if shelf else None
    maps = bool(site(request).maps)
    return page(request, "home.html.j2", language, chains=chains, whatif=model, cahier=cahier, maps=maps)


def start(request: HttpRequest, language: Language, chain: str) -> HttpResponse:
    """What the guide does, and where to begin."""
    return visit_of(request, language, chain).page("start.html.j2", mistake=None)


def opened(request: HttpRequest, language: Language, chain: str) -> HttpResponse:
    """A case from a file that the user kept; goes on where it was."""
    visit = visit_of(request, language, chain)
    file = request.FILES.get("bestand")
    try:
        if file is None:
            raise UserError(
                "Er is geen bestand gekozen.", fix="Kies het bestand dat u met deze wegwijzer hebt bewaard."
            )
        saved = read_case_file(visit.chain, file.read())
    except UserError as mistake:
        return visit.page("start.html.j2", status=422, mistake=mistake)
    form = read_case(visit.chain, saved.given, visit.form.day)
    found = Visit(request, language, visit.guide, form)
    return check_page(found, remarks=saved.remarks)
