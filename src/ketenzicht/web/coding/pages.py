"""The pages of a reader: the list of files, one file, and the choice after a save elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hmac import compare_digest
from typing import Any
from zoneinfo import ZoneInfo

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render

from ketenzicht.errors import UserError
from ketenzicht.message import message
from ketenzicht.sample.changes import keep_codebook, kept_codebooks, to_revisit
from ketenzicht.sample.codebook import hindrances
from ketenzicht.sample.codings import Coding, Overtaken, save
from ketenzicht.sample.drawn import SampleFile
from ketenzicht.study.sample import Research
from ketenzicht.web.coding.desk import ASIDE, KEY, Desk
from ketenzicht.web.coding.form import fields, read_values

HERE = ZoneInfo("Europe/Amsterdam")
View = Callable[..., HttpResponse]


def with_secret(view: View) -> View:
    """A page for who has the address that was printed; to others it is not there. A user's mistake is a page."""

    @wraps(view)
    def answer(request: HttpRequest, secret: str, **values: Any) -> HttpResponse:
        desk: Desk = request.META[KEY]
        if not compare_digest(secret.encode(), desk.secret.encode()):
            raise Http404
        try:
            return view(request, desk, **values)
        except UserError as error:
            return _page(request, "mistake.html.j2", desk, status=409, error=error)

    return answer


@with_secret
def all_files(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The files of this reader, and how far each is."""
    research = desk.research()
    codings, files = research.codings(), desk.files(research)
    again = {
        one.file
        for one in to_revisit(
            research.book, kept_codebooks(research.codebooks), codings, [file.case for file in files]
        )
        if one.reader == desk.reader
    }
    rows = []
    for file in files:
        newest = codings.newest(file.case, desk.reader)
        state = "nieuw" if newest is None else newest.state
        rows.append((file, "opnieuw" if file.case in again else state))
    going = next((file for file, state in rows if state != "klaar"), None)
    done = sum(state == "klaar" for _, state in rows)
    return _page(request, "files.html.j2", desk, book=research.book, rows=rows, going=going, done=done)


@with_secret
def one_file(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """A file: its timeline beside the form."""
    research = desk.research()
    file = _file(desk, research, number)
    if request.method == "POST":
        return _saved(request, desk, research, file)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "POST"])
    return _shown(request, desk, research, file, tried=request.GET.get("na") == "klaar")


@with_secret
def choice(request: HttpRequest, desk: Desk, number: int, aside: int) -> HttpResponse:
    """What was saved elsewhere beside what was typed here; the reader chooses question by question."""
    research = desk.research()
    file = _file(desk, research, number)
    newest = research.codings().newest(file.case, desk.reader)
    typed = next(
        (one for one in desk.aside(research).versions(file.case, desk.reader) if one.number == aside), None
    )
    if typed is None or newest is None:
        raise Http404
    names = [*research.book.variables]
    differ = [one for one in names if newest.values.get(one.id) != typed.values.get(one.id)]
    if request.method == "POST":
        values = dict(newest.values)
        for variable in differ:
            if request.POST.get(f"keuze.{variable.id}") == "getypt":
                values.pop(variable.id, None)
                values |= {k: v for k, v in typed.values.items() if k == variable.id}
        coding = Coding(file.case, desk.reader, 0, research.book.version, values, "concept")
        try:
            save(research.codings_file, coding, seen=_number(request.POST.get("versie")))
        except Overtaken:
            return HttpResponseRedirect(request.path)
        return _to(desk, f"dossier/{number}/")
    both = list(zip(fields(research.book, newest.values), fields(research.book, typed.values), strict=True))
    shown = [(old, new) for old, new in both if old.variable in differ]
    return _page(request, "choice.html.j2", desk, file=file, both=shown, version=newest.number)


def _shown(
    request: HttpRequest, desk: Desk, research: Research, file: SampleFile, *, tried: bool = False
) -> HttpResponse:
    codings, book = research.codings(), research.book
    newest = codings.newest(file.case, desk.reader)
    again = next(
        (
            dict(one.variables)
            for one in to_revisit(book, kept_codebooks(research.codebooks), codings, [file.case])
            if one.reader == desk.reader
        ),
        dict[str, str](),
    )
    hindering = {one.variable for one in hindrances(book, newest.values if newest else {})}
    asked = fields(book, newest.values if newest else {}, finished=tried, again=again)
    files = desk.files(research)
    at = [one.number for one in files].index(file.number)
    return _page(
        request,
        "file.html.j2",
        desk,
        book=book,
        file=file,
        fields=asked,
        story=desk.story(file.case),
        version=newest.number if newest else 0,
        state=newest.state if newest else "nieuw",
        problems=[one for one in asked if one.variable.id in hindering] if tried else [],
        place=at + 1,
        total=len(files),
        before=files[at - 1] if at else None,
        after=files[at + 1] if at + 1 < len(files) else None,
    )


def _saved(request: HttpRequest, desk: Desk, research: Research, file: SampleFile) -> HttpResponse:
    """Save what came in; a script hears it as JSON, a button goes on to a page."""
    book, store = research.book, research.codings_file
    newest = research.codings().newest(file.case, desk.reader)
    values = read_values(book, request.POST, newest.values if newest else {})
    script = "application/json" in request.headers.get("Accept", "")
    wants = request.POST.get("naar") == "klaar" or (script and newest is not None and newest.state == "klaar")
    fits = not hindrances(book, values)
    coding = Coding(file.case, desk.reader, 0, book.version, values, "klaar" if wants and fits else "concept")
    number = newest.number if newest else 0
    if not _same(newest, coding):
        keep_codebook(research.codebooks, book)
        try:
            number = save(store, coding, seen=_number(request.POST.get("versie"))).number
        except Overtaken:
            return _aside(desk, research, file, coding, script=script)
    if script:
        return JsonResponse({"versie": number, "op": f"{datetime.now(HERE):%H:%M}", "anders": {}})
    if request.POST.get("naar") == "klaar":
        if not fits:
            return _to(desk, f"dossier/{file.number}/?na=klaar")
        numbers = [one.number for one in desk.files(research)]
        at = numbers.index(file.number)
        return _to(desk, f"dossier/{numbers[at + 1]}/" if at + 1 < len(numbers) else "")
    return _to(desk, f"dossier/{file.number}/")


def _same(newest: Coding | None, coding: Coding) -> bool:
    """Whether there is nothing to save: nothing was typed, or it stands there already."""
    if newest is None:
        return not coding.values
    return (dict(newest.values), newest.state, newest.codebook) == (
        coding.values,
        coding.state,
        coding.codebook,
    )


def _aside(desk: Desk, research: Research, file: SampleFile, coding: Coding, *, script: bool) -> HttpResponse:
    """Keep what was typed apart, and let the reader choose."""
    path = research.secure / ASIDE
    while True:
        newest = desk.aside(research).newest(file.case, desk.reader)
        try:
            kept = save(path, coding, seen=newest.number if newest else 0)
            break
        except Overtaken:
            continue
    address = f"/{desk.secret}/dossier/{file.number}/keuze/{kept.number}"
    return JsonResponse({"adres": address}, status=409) if script else HttpResponseRedirect(address)


def _file(desk: Desk, research: Research, number: int) -> SampleFile:
    for file in desk.files(research):
        if file.number == number:
            return file
    raise Http404


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _to(desk: Desk, address: str) -> HttpResponse:
    response = HttpResponseRedirect(f"/{desk.secret}/{address}")
    response.status_code = 303
    return response


def _page(
    request: HttpRequest, template: str, desk: Desk, *, status: int = 200, **content: Any
) -> HttpResponse:
    home = f"/{desk.secret}/"
    found = {"home": home, "desk": desk, "problems": (), "other": "en", "other_path": home, **content}
    return render(request, f"coding/{template}", found, status=status, using="nl")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that does not exist; it names no address that does."""
    del exception
    error = UserError(
        "Deze pagina bestaat niet.", fix="Open het adres dat bij het starten is getoond.", exit_code=2
    )
    return render(request, "coding/mistake.html.j2", _anonymous(error), status=404, using="nl")


def server_error(request: HttpRequest) -> HttpResponse:
    """A mistake of ours."""
    error = UserError(
        "Er ging iets mis bij ons.",
        why="Wat u eerder opsloeg is bewaard.",
        fix="Ga terug en probeer het opnieuw.",
    )
    return render(request, "coding/mistake.html.j2", _anonymous(error), status=500, using="nl")


def _anonymous(error: UserError) -> dict[str, Any]:
    return {"home": "/", "desk": None, "problems": (), "other": "en", "other_path": "/", "error": error}


STATES = {
    "nieuw": message("Nog niet gelezen"),
    "concept": message("Bezig"),
    "klaar": message("Klaar"),
    "opnieuw": message("Opnieuw bekijken"),
}
