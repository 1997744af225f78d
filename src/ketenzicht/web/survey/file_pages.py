"""The workbook: to take along with what is known, to send back filled in, and to see how it was read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.errors import UserError
from ketenzicht.message import message
from ketenzicht.publish.language import Language
from ketenzicht.publish.survey_template import template_bytes
from ketenzicht.survey.model import ChoicesQuestion
from ketenzicht.survey.parts import questions, tables
from ketenzicht.survey.template_read import TemplateReading
from ketenzicht.web.survey import versions
from ketenzicht.web.survey.checked import check_answers, explanations_of
from ketenzicht.web.survey.findings import noted
from ketenzicht.web.survey.form import read_version, tidy
from ketenzicht.web.survey.merge import ANSWER, EXPLANATION, FILE, TABLE, TAKEN, Typed, changed, filled
from ketenzicht.web.survey.models import Version
from ketenzicht.web.survey.readings import read_file
from ketenzicht.web.survey.region_pages import answers_of
from ketenzicht.web.survey.table_pages import as_typed
from ketenzicht.web.survey.visit import Visit

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template(request: HttpRequest, language: Language, organisation: str) -> HttpResponse:
    """The workbook with what was answered so far."""
    visit = Visit(request, language)
    now = answers_of(visit, organisation)
    data = template_bytes(
        visit.survey,
        language,
        organisation=visit.organisation(organisation),
        answers=now.checked.answers,
        remarks={
            name: now.checked.explanations[name]
            for name in questions(visit.survey)
            if name in now.checked.explanations
        },
    )
    return _attached(data, f"{visit.survey.id}-{organisation}.xlsx")


def upload(request: HttpRequest, language: Language, organisation: str) -> HttpResponse:
    """Keep a workbook that was sent, as it is; reading it takes longer, and comes after it is safe."""
    visit = Visit(request, language)
    sent = request.FILES.get("bestand")
    if sent is None:
        wrong = UserError(
            "Er is geen bestand gekozen.", fix="Kies het ingevulde rekenblad en probeer het opnieuw."
        )
        return _refused(visit, organisation, wrong)
    data: bytes = sent.read()
    saved = versions.save(
        person=visit.person,
        organisation=organisation,
        based_on=read_version(request),
        typed={FILE: versions.fingerprint(data)},
        blobs=(data,),
    )
    where = "versies" if saved.why else "bestand/gelezen"
    return visit.to(f"organisatie/{organisation}/{where}/{saved.version.number}/")


def read(request: HttpRequest, language: Language, organisation: str, number: int) -> HttpResponse:
    """How a workbook was read: what stood elsewhere, what was not understood, what is wrong, by cell."""
    visit = Visit(request, language)
    version = _with_file(organisation, number)
    try:
        reading = reading_for(visit, organisation, version)
    except UserError as error:
        return _refused(visit, organisation, error)
    now = answers_of(visit, organisation)
    typed, _ = fields_in(visit, reading, version.content[FILE])
    together = {**now.checked.answers, **reading.given.answers}
    found = check_answers(visit.desk, organisation, together, explanations_of(typed))
    after = filled({**now.content, **typed})
    return visit.page(
        "read.html.j2",
        organisation=visit.organisation(organisation),
        now=now,
        reading=reading,
        listed=noted(visit, organisation, found.findings, reading.addresses),
        found=len(found.findings),
        version=version,
        differences=[one for one in changed(after, now.content) if one not in (FILE, TAKEN)],
        rows=sum(len(reading.given.answers.get(name, ())) for name in tables(visit.survey)),
        may_write=visit.person.role == "region"
        and now.writable
        and now.content.get(TAKEN) != version.content[FILE],
    )


def take_over(request: HttpRequest, language: Language, organisation: str, number: int) -> HttpResponse:
    """Save what a workbook says as answers. What is empty in it takes nothing away."""
    visit = Visit(request, language)
    version = _with_file(organisation, number)
    try:
        reading = reading_for(visit, organisation, version)
    except UserError as error:
        return _refused(visit, organisation, error)
    typed, blobs = fields_in(visit, reading, version.content[FILE])
    saved = versions.save(
        person=visit.person,
        organisation=organisation,
        based_on=read_version(request),
        typed=typed,
        blobs=blobs,
    )
    base = f"organisatie/{organisation}/"
    return visit.to(f"{base}versies/{saved.version.number}/" if saved.why else f"{base}controle")


def sent(request: HttpRequest, language: Language, organisation: str, number: int) -> HttpResponse:
    """The workbook of a version as it was sent."""
    version = _with_file(organisation, number)
    return _attached(versions.blob(version.content[FILE]), f"verstuurd-{number}.xlsx")


def reading_for(visit: Visit, organisation: str, version: Version) -> TemplateReading:
    """The workbook of a version, read.

    Raises:
        UserError: it is no workbook of this survey, or that of another organisation.
    """
    reading = read_file(visit.desk, version.content[FILE])
    if reading.given.organisation not in ("", organisation):
        raise UserError(
            "Dit is het formulier van een andere organisatie.",
            why="Antwoorden horen bij één organisatie.",
            fix="Haal het formulier van uw eigen organisatie op en vul dat in.",
        )
    return reading


def fields_in(visit: Visit, reading: TemplateReading, file: str) -> tuple[dict[str, Typed], list[bytes]]:
    """What a workbook brings as fields of a version, with the bytes that they name."""
    typed: dict[str, Typed] = {TAKEN: file}
    blobs = []
    for name, question in questions(visit.survey).items():
        if name in reading.given.answers:
            value = reading.given.answers[name]
            several = isinstance(question, ChoicesQuestion) and isinstance(value, list | tuple)
            typed[ANSWER + name] = [tidy(str(one)) for one in value] if several else tidy(as_typed(value))
    for name in tables(visit.survey):
        if rows := reading.given.answers.get(name):
            blobs.append(versions.pack_rows(rows))
            typed[TABLE + name] = versions.fingerprint(blobs[-1])
    remarks = reading.given.explanations.items()
    return typed | {EXPLANATION + name: tidy(text) for name, text in remarks}, blobs


def _with_file(organisation: str, number: int) -> Version:
    version = Version.objects.filter(organisation=organisation, number=number).first()
    if version is None or not version.content.get(FILE):
        raise Http404
    return version


def _refused(visit: Visit, organisation: str, error: UserError) -> HttpResponse:
    return visit.page(
        "refused.html.j2",
        status=422,
        organisation=visit.organisation(organisation),
        now=answers_of(visit, organisation),
        error=error,
        problems=(("bestand", message("{wat}", wat=error.what)),),
    )


def _attached(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
