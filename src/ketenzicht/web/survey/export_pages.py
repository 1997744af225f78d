"""All answers to take along: a file per organisation, as the commands of a survey read them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse

from ketenzicht.publish.language import Language
from ketenzicht.survey.answers import ANSWERS
from ketenzicht.web.survey import versions
from ketenzicht.web.survey.collected import collect
from ketenzicht.web.survey.response_pages import responders
from ketenzicht.web.survey.visit import Visit


def export(request: HttpRequest, language: Language) -> HttpResponse:
    """What the file will hold."""
    visit = Visit(request, language)
    everybody = responders(visit.desk)
    return visit.page(
        "export.html.j2",
        handed_in=sum(one.standing.handed_in is not None for one in everybody),
        again=[one for one in everybody if one.standing.status == "heropend"],
        drafts=[one for one in everybody if one.standing.status == "concept"],
        total=len(everybody),
        closed=versions.is_closed(),
    )


def answers(request: HttpRequest, language: Language) -> HttpResponse:
    """A ZIP with what was handed in last and, when asked for, drafts of who did not."""
    visit = Visit(request, language)
    drafts = request.POST.get("concepten") == "ja"
    with TemporaryDirectory(dir=visit.desk.scratch) as name:
        collect(visit.desk, Path(name), drafts=drafts, by=visit.person)
        data = _zipped(Path(name))
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{visit.survey.id}-antwoorden.zip"'
    return response


def _zipped(folder: Path) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            packed.write(path, f"{ANSWERS}/{path.name}")
    return stream.getvalue()
