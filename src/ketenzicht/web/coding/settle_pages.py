"""The pages of who settles where two readers differ: the list, and one file with what both said.

Who said what is not shown: per file a lot decides which of the two stands first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseNotAllowed

from ketenzicht.message import Label, message
from ketenzicht.sample.codebook import NOTHING_SAID, misfit
from ketenzicht.sample.codings import Coding
from ketenzicht.sample.double import Difference, differences
from ketenzicht.sample.drawn import SampleFile
from ketenzicht.sample.lots import lots
from ketenzicht.web.coding.form import Field, fields, read_value, shown_texts
from ketenzicht.web.coding.saving import kept, newest_of, told, versions_of
from ketenzicht.web.coding.visit import Visit

REASON, NOTHING = "r.", "n."
"""What the names of fields begin with: for a reason, and for settling that nothing is noted."""


@dataclass(frozen=True)
class Settling:
    """A question on which two readers differ.

    Args:
        field: the question, with what was settled.
        readings: what was said in each of both, in an order that says nothing of who.
        open: whether it still has to be settled.
        nothing: that nothing is noted was settled.
        missing: what is still missing; None when nothing is.
    """

    field: Field
    readings: tuple[tuple[str, ...], tuple[str, ...]]
    open: bool
    nothing: bool = False
    missing: Label | None = None


def all_differences(visit: Visit) -> HttpResponse:
    """The files in which readers differ, and how many questions of each are open."""
    rows = []
    for file in visit.desk.files(visit.research):
        found = _differences(visit, file)
        rows.append((file, len(found), sum(one.open for one in found)))
    going = next((file for file, _, still in rows if still), None)
    done = sum(not still for _, _, still in rows)
    return visit.page("differences.html.j2", book=visit.research.book, rows=rows, going=going, done=done)


def settle_file(visit: Visit, number: int) -> HttpResponse:
    """A file: its timeline beside the questions on which readers differ."""
    file = visit.file(number)
    if visit.request.method == "POST":
        return _saved(visit, file)
    if visit.request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "POST"])
    newest, files = newest_of(visit, file), visit.desk.files(visit.research)
    at = [one.number for one in files].index(file.number)
    tried = visit.request.GET.get("na") == "klaar"
    found = _settlings(visit, file, newest, tried=tried)
    return visit.page(
        "settle.html.j2",
        file=file,
        found=found,
        here={one.field.variable.id for one in found},
        story=visit.desk.story(file.case),
        version=newest.number if newest else 0,
        versions=[
            (one, fields(visit.research.book, one.values, reasons=one.reasons))
            for one in versions_of(visit, file)
        ],
        problems=[one for one in found if one.missing] if tried else [],
        still=sum(one.open for one in found),
        place=at + 1,
        total=len(files),
        before=files[at - 1] if at else None,
        after=files[at + 1] if at + 1 < len(files) else None,
    )


def _saved(visit: Visit, file: SampleFile) -> HttpResponse:
    """Save what came in; questions that are not on the page keep what was settled before."""
    book, newest, sent = visit.research.book, newest_of(visit, file), visit.request.POST
    values = dict(newest.values if newest else {})
    reasons = dict((newest.reasons if newest else None) or {})
    for one in _differences(visit, file):
        name, variable = one.variable, book.variable(one.variable)
        if variable is None or REASON + name not in sent:
            continue
        value = None if sent.get(NOTHING + name) else read_value(variable, sent)
        values.pop(name, None)
        if value not in NOTHING_SAID or sent.get(NOTHING + name):
            values[name] = value
        reasons.pop(name, None)
        if reason := sent.get(REASON + name, "").strip():
            reasons[name] = reason
    coding = Coding(
        file.case, visit.desk.reader, 0, book.version, values, "klaar", "overleg", reasons or None
    )
    number = kept(visit, file, coding)
    if isinstance(number, HttpResponse):
        return number
    if visit.script:
        return told(number)
    if sent.get("naar") != "klaar":
        return visit.to(f"dossier/{file.number}/")
    if any(one.open for one in _differences(visit, file)):
        return visit.to(f"dossier/{file.number}/?na=klaar")
    files = visit.desk.files(visit.research)
    numbers = [one.number for one in files if any(d.open for d in _differences(visit, one))]
    later = [one for one in numbers if one > file.number] or numbers
    return visit.to(f"dossier/{later[0]}/" if later else "")


def _differences(visit: Visit, file: SampleFile) -> list[Difference]:
    return differences(visit.research.book, visit.codings, [file.case])


def _settlings(visit: Visit, file: SampleFile, newest: Coding | None, *, tried: bool) -> Sequence[Settling]:
    book = visit.research.book
    values = newest.values if newest else {}
    asked = {one.variable.id: one for one in fields(book, values, reasons=newest.reasons if newest else None)}
    turned = lots([file.case], visit.research.sample().seed, "blind")[0] < 0.5
    found = []
    for one in _differences(visit, file):
        field = asked[one.variable]
        both = shown_texts(field.variable, one.one), shown_texts(field.variable, one.other)
        nothing = one.variable in values and values[one.variable] in NOTHING_SAID
        missing = _missing(field, values.get(one.variable), nothing=nothing) if tried and one.open else None
        found.append(Settling(field, both[::-1] if turned else both, one.open, nothing, missing))
    return found


def _missing(field: Field, value: object, *, nothing: bool) -> Label:
    if value in NOTHING_SAID and not nothing:
        return message("Kies wat het wordt.")
    if wrong := (None if nothing else misfit(field.variable, value)):
        return wrong
    if not field.reason:
        return message("Schrijf op waarom.")
    return message("Handel eerst de vraag af waar deze aan hangt.")
