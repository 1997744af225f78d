"""The pages of a reader: the list of files, and one file."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseNotAllowed

from ketenzicht.message import Message, message
from ketenzicht.sample.changes import kept_codebooks, to_revisit
from ketenzicht.sample.codebook import hindrances
from ketenzicht.sample.codings import Coding, State
from ketenzicht.sample.drawn import SampleFile
from ketenzicht.web.coding.form import fields, read_values
from ketenzicht.web.coding.saving import kept, newest_of, told
from ketenzicht.web.coding.visit import Visit

STATES = {
    "nieuw": message("Nog niet gelezen"),
    "concept": message("Bezig"),
    "klaar": message("Klaar"),
    "opnieuw": message("Opnieuw bekijken"),
}


def all_files(visit: Visit) -> HttpResponse:
    """The files of this reader, and how far each is."""
    research, desk = visit.research, visit.desk
    codings, files = visit.codings, desk.files(research)
    again = _again(visit, files)
    rows = []
    for file in files:
        newest = codings.newest(file.case, desk.reader)
        state = "nieuw" if newest is None else newest.state
        rows.append((file, "opnieuw" if file.case in again else state))
    going = next((file for file, state in rows if state != "klaar"), None)
    done = sum(state == "klaar" for _, state in rows)
    return visit.page("files.html.j2", book=research.book, rows=rows, going=going, done=done)


def one_file(visit: Visit, number: int) -> HttpResponse:
    """A file: its timeline beside the form."""
    file = visit.file(number)
    if visit.request.method == "POST":
        return _saved(visit, file)
    if visit.request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "POST"])
    return _shown(visit, file, tried=visit.request.GET.get("na") == "klaar")


def _shown(visit: Visit, file: SampleFile, *, tried: bool) -> HttpResponse:
    book, newest = visit.research.book, newest_of(visit, file)
    values = newest.values if newest else {}
    hindering = {one.variable for one in hindrances(book, values)}
    asked = fields(book, values, finished=tried, again=_again(visit, [file]).get(file.case))
    files = visit.desk.files(visit.research)
    at = [one.number for one in files].index(file.number)
    return visit.page(
        "file.html.j2",
        book=book,
        file=file,
        fields=asked,
        story=visit.desk.story(file.case),
        version=newest.number if newest else 0,
        state=newest.state if newest else "nieuw",
        problems=[one for one in asked if one.variable.id in hindering] if tried else [],
        place=at + 1,
        total=len(files),
        before=files[at - 1] if at else None,
        after=files[at + 1] if at + 1 < len(files) else None,
    )


def _saved(visit: Visit, file: SampleFile) -> HttpResponse:
    """Save what came in; a script hears it as JSON, a button goes on to a page."""
    book, newest, sent = visit.research.book, newest_of(visit, file), visit.request.POST
    values = read_values(book, sent, newest.values if newest else {})
    wants = sent.get("naar") == "klaar" or (visit.script and newest is not None and newest.state == "klaar")
    fits = not hindrances(book, values)
    state: State = "klaar" if wants and fits else "concept"
    number = kept(visit, file, Coding(file.case, visit.desk.reader, 0, book.version, values, state))
    if isinstance(number, HttpResponse):
        return number
    if visit.script:
        return told(number)
    if sent.get("naar") == "klaar":
        if not fits:
            return visit.to(f"dossier/{file.number}/?na=klaar")
        numbers = [one.number for one in visit.desk.files(visit.research)]
        at = numbers.index(file.number)
        return visit.to(f"dossier/{numbers[at + 1]}/" if at + 1 < len(numbers) else "")
    return visit.to(f"dossier/{file.number}/")


def _again(visit: Visit, files: list[SampleFile]) -> dict[str, dict[str, Message]]:
    """By case what has to be looked at again, since the codebook changed."""
    research = visit.research
    found = to_revisit(
        research.book,
        kept_codebooks(research.codebooks),
        visit.codings,
        [file.case for file in files],
    )
    return {one.file: dict(one.variables) for one in found if one.reader == visit.desk.reader}
