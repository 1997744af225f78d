"""The workbook: to take along with what is known, to send back filled in, and to see how it was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.errors import UserError
from ketenzicht.message import message
from ketenzicht.publish.language import Language
from ketenzicht.publish.survey_template import template_bytes
from ketenzicht.survey.model import ChoicesQuestion
from ketenzicht.survey.parts import questions, tables
from ketenzicht.survey.template_read import TemplateReading, read_template
from ketenzicht.survey.typed import Finding
from ketenzicht.web.survey import versions
from ketenzicht.web.survey.checked import checked
from ketenzicht.web.survey.desk import Desk
from ketenzicht.web.survey.form import read_version, tidy
from ketenzicht.web.survey.merge import ANSWER, EXPLANATION, FILE, TABLE, Content, Typed
from ketenzicht.web.survey.models import Version
from ketenzicht.web.survey.region_pages import address_of, answers_of, name_of
from ketenzicht.web.survey.table_pages import LISTED, as_typed
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
    """Keep a workbook that was sent and what it says. What is empty in it takes nothing away."""
    visit = Visit(request, language)
    sent = request.FILES.get("bestand")
    if sent is None:
        wrong = UserError(
            "Er is geen bestand gekozen.", fix="Kies het ingevulde rekenblad en probeer het opnieuw."
        )
        return _refused(visit, organisation, wrong)
    data: bytes = sent.read()
    try:
        reading = read_bytes(visit.desk, data)
        if reading.given.organisation not in ("", organisation):
            raise UserError(
                "Dit is het formulier van een andere organisatie.",
                why="Antwoorden horen bij één organisatie.",
                fix="Haal het formulier van uw eigen organisatie op en vul dat in.",
            )
    except UserError as error:
        return _refused(visit, organisation, error)
    typed, blobs = fields_in(visit, organisation, reading, data)
    saved = versions.save(
        person=visit.person,
        organisation=organisation,
        based_on=read_version(request),
        typed=typed,
        blobs=blobs,
    )
    where = "versies" if saved.why else "bestand/gelezen"
    return visit.to(f"organisatie/{organisation}/{where}/{saved.version.number}/")


def read(request: HttpRequest, language: Language, organisation: str, number: int) -> HttpResponse:
    """How a workbook was read: what stood elsewhere, what was not understood, what is wrong, by cell."""
    visit = Visit(request, language)
    version, data = _file_of(organisation, number)
    reading = read_bytes(visit.desk, data)
    found = checked(visit.desk, organisation, version.content, version.fingerprint)

    def cell_of(finding: Finding) -> str:
        return reading.addresses.get(finding.places[0], "")

    return visit.page(
        "read.html.j2",
        organisation=visit.organisation(organisation),
        reading=reading,
        findings=found.findings[:LISTED],
        unlisted=max(len(found.findings) - LISTED, 0),
        cell_of=cell_of,
        address_of=lambda finding: address_of(visit, organisation, finding),
        name_of=lambda finding: name_of(visit, finding),
        version=version,
    )


def sent(request: HttpRequest, language: Language, organisation: str, number: int) -> HttpResponse:
    """The workbook of a version as it was sent."""
    _, data = _file_of(organisation, number)
    return _attached(data, f"verstuurd-{number}.xlsx")


def read_bytes(desk: Desk, data: bytes) -> TemplateReading:
    """A workbook that was sent, read.

    Raises:
        UserError: it is no workbook, or none of this survey; the message names no place on this machine.
    """
    with TemporaryDirectory(dir=desk.scratch) as folder:
        path = Path(folder) / "bestand.xlsx"
        path.write_bytes(data)
        try:
            return read_template(path, desk.opened.survey)
        except UserError as error:
            raise UserError(error.what, why=error.why, fix=error.fix) from None


def fields_in(
    visit: Visit, organisation: str, reading: TemplateReading, data: bytes
) -> tuple[dict[str, Typed], list[bytes]]:
    """What a workbook brings as fields of a version, with the bytes that they name."""
    typed: dict[str, Typed] = {FILE: versions.fingerprint(data)}
    blobs = [data]
    for name, question in questions(visit.survey).items():
        if name in reading.given.answers:
            value = reading.given.answers[name]
            several = isinstance(question, ChoicesQuestion) and isinstance(value, list | tuple)
            typed[ANSWER + name] = [tidy(str(one)) for one in value] if several else tidy(as_typed(value))
    for name in tables(visit.survey):
        if rows := reading.given.answers.get(name):
            blobs.append(versions.pack_rows(rows))
            typed[TABLE + name] = versions.fingerprint(blobs[-1])
    remarks = reading.given.explanations
    found = checked(visit.desk, organisation, _without_tables(typed)).findings if remarks else ()
    return typed | {EXPLANATION + name: tidy(text) for name, text in remarks.items()} | _explained(
        found, remarks
    ), blobs


def _explained(findings: Iterable[Finding], remarks: Mapping[str, str]) -> dict[str, Typed]:
    """A remark at a question explains what was found there."""

    return {
        EXPLANATION + one.key: tidy(remarks[place.field])
        for one in findings
        if one.level == "explain"
        for place in one.places
        if place.field in remarks
    }


def _without_tables(typed: Content) -> dict[str, Typed]:
    return {name: value for name, value in typed.items() if not name.startswith(TABLE)}


def _file_of(organisation: str, number: int) -> tuple[Version, bytes]:
    version = Version.objects.filter(organisation=organisation, number=number).first()
    name = version.content.get(FILE) if version else None
    if version is None or not name:
        raise Http404
    return version, versions.blob(name)


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
