"""What a user takes along: the case, the terms as a calendar, draft letters. Made for the answer, kept nowhere."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.guide.calendar_file import calendar_file, moments
from ketenzicht.guide.case_file import case_file
from ketenzicht.guide.letters import as_docx, as_text, draft
from ketenzicht.publish.language import Language
from ketenzicht.web.answer_pages import check_page
from ketenzicht.web.visit import visit_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def case(request: HttpRequest, language: Language, chain: str) -> HttpResponse:
    """The case as a file; also with answers that could not be read, so that they are not lost."""
    visit = visit_of(request, language, chain)
    return _file(case_file(visit.chain, visit.form.given), f"casus-{chain}.json", "application/json")


def calendar(request: HttpRequest, language: Language, chain: str) -> HttpResponse:
    """The terms and last days of the plan as a calendar."""
    visit = visit_of(request, language, chain)
    if visit.form.problems:
        return check_page(visit)
    data = calendar_file(moments(visit.plan), visit.words.text, visit.form.day)
    return _file(data, f"termijnen-{chain}.ics", "text/calendar; charset=utf-8")


def letter(request: HttpRequest, language: Language, chain: str) -> HttpResponse:
    """A draft letter. Which one stands in the form and not in the address: it says something of the case."""
    visit = visit_of(request, language, chain)
    if visit.form.problems:
        return check_page(visit)
    kind, _, name = request.POST.get("brief", "").partition(":")
    found = next((item for item in visit.chain.letters if item.id == name), None)
    if found is None or kind not in ("docx", "txt"):
        raise Http404
    made = draft(visit.assessment, found, language, lambda value, fact: visit.words.answer(fact, value))
    if kind == "docx":
        return _file(as_docx(made), f"{name}.docx", WORD)
    return _file(as_text(made).encode(), f"{name}.txt", "text/plain; charset=utf-8")


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
