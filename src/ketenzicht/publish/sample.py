"""What reading files told, as it may be shown: a page, a PDF and data, all from protected figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ketenzicht import __version__
from ketenzicht.chain.model import Chain
from ketenzicht.message import Label, message
from ketenzicht.publish.check_page import render_check_page
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.context import release_words
from ketenzicht.publish.data import as_json, result_data
from ketenzicht.publish.data_outputs import both, policy_data, release_data
from ketenzicht.publish.facts import StudyFacts
from ketenzicht.publish.language import LANGUAGES, NO_BREAK, Language, Wording, capital
from ketenzicht.publish.page import environment
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.policy_words import policy_words
from ketenzicht.publish.published import PublishedNumber, PublishedResult, PublishedShare, PublishedTable
from ketenzicht.publish.report_measure import result_view
from ketenzicht.publish.together import ReleaseFigures
from ketenzicht.publish.views import Pair, ResultView
from ketenzicht.publish.write import protect, write_with_manifest
from ketenzicht.sample.result_agreement import AGREED
from ketenzicht.sample.result_compared import COMPARED
from ketenzicht.sample.results import SampleResults

NAME = "dossieronderzoek"
CHECK_PAGE, MANIFEST = f"{NAME}-output-check.html", f"{NAME}-manifest.json"
MADE = (
    f"{NAME}.json", CHECK_PAGE, MANIFEST,
    *(f"{NAME}{mark}.{kind}" for kind in ("html", "pdf") for mark in ("", ".en")),
)  # fmt: skip
"""Every name that a report of reading files may write."""


@dataclass(frozen=True)
class PublishedSample:
    """What a page may show.

    Args:
        title: of the codebook.
        found: how the sample was drawn and how far reading is; its figures are not shown.
        content: the protected figures, as they leave.
    """

    title: Label
    found: SampleResults
    content: ReportContent

    @property
    def results(self) -> tuple[PublishedResult, ...]:
        """The protected figures."""
        return self.content.results

    @property
    def policy(self) -> Policy:
        """What protects them."""
        return self.content.policy

    @property
    def synthetic(self) -> bool:
        """Whether the registrations were made up."""
        return self.content.study.synthetic

    @property
    def draft(self) -> bool:
        """Whether it may not be passed on yet: a second person must look, or files are still being read."""
        found = self.found
        return self.content.awaits_approval or found.finished < found.files or found.unanswered > 0


@dataclass(frozen=True)
class SamplePage:
    """The page in words."""

    language: Language
    title: str
    synthetic: bool
    draft: bool
    facts: tuple[Pair, ...]
    read: str
    results: tuple[ResultView, ...]
    context: str
    policy: tuple[Pair, ...]


def protect_sample(
    found: SampleResults,
    study: StudyFacts,
    chain: Chain,
    policy: Policy,
    earlier: Sequence[ReleaseFigures] = (),
) -> ReportContent:
    """What a sample told as it may be shown, also beside earlier releases of the study.

    Args:
        found: what it told.
        study: the study that it was drawn from.
        chain: what that study was held against.
        policy: the rules.
        earlier: releases that it may be read together with.
    """
    content = protect(study, chain, found.measures, None, (), policy, earlier)
    return replace(content, names={one.measure: result_name(one) for one in content.results})


def write_sample_report(folder: Path, shown: PublishedSample) -> tuple[Path, ...]:
    """Write the files that the policy allows and give their paths, the page first; all of them or none."""
    allowed, made = shown.policy.output_types, dict[str, bytes]()
    for language in LANGUAGES:
        mark = "" if language == LANGUAGES[0] else f".{language}"
        if "report" in allowed:
            made[f"{NAME}{mark}.html"] = render_sample(shown, language).encode()
        if "pdf" in allowed:
            made[f"{NAME}{mark}.pdf"] = sample_pdf(shown, language)
    if "json" in allowed:
        made[f"{NAME}.json"] = as_json(sample_data(shown))
    made[CHECK_PAGE] = render_check_page(shown.content, LANGUAGES[0]).encode()
    return write_with_manifest(folder, shown.content, made, MADE, MANIFEST, draft=shown.draft)


def render_sample(shown: PublishedSample, language: Language) -> str:
    """The page."""
    return _render(shown, language, for_pdf=False)


def sample_pdf(shown: PublishedSample, language: Language) -> bytes:
    """The page as PDF; the same content gives the same bytes."""
    from ketenzicht.publish.pdf import pdf_of

    return pdf_of(_render(shown, language, for_pdf=True), day=shown.content.study.period[1])


def sample_data(shown: PublishedSample) -> dict[str, Any]:
    """The same as data."""
    found = shown.found
    return {
        "title": both(shown.title),
        "study": shown.content.study.title,
        "program": {"name": "ketenzicht", "version": __version__},
        "synthetic": shown.synthetic,
        "draft": shown.draft,
        "policy": policy_data(shown.policy),
        "release": release_data(shown.content.release),
        "sample": {
            "design": both(found.design),
            "seed": found.seed,
            "files": found.files,
            "finished": found.finished,
            "replaced": found.replaced,
        },
        "results": [
            {"id": one.measure, "name": both(result_name(one)), **result_data(one)} for one in shown.results
        ],
    }


def result_name(result: PublishedResult) -> Label:
    """How a result is called."""
    if result.measure == AGREED:
        return message("Overeenstemming van lezers")
    if result.measure == COMPARED:
        return message("Steekproef en alle casussen")
    question = result.words.get("vraag") or message("Vraag")
    return message("Naast de registratie: {vraag}", vraag=question) if _beside(result) else question


def result_sentence(result: PublishedResult, wording: Wording) -> str:
    """What a result says, in one sentence or two; nothing where the table says it all."""
    if _beside(result):
        return _beside_sentence(result, wording)
    figure = result.headline.get("aandeel")
    if isinstance(figure, PublishedShare):
        return wording.text(
            message(
                "'{antwoord}' geldt naar schatting voor {deel} van {over} "
                "(95%-interval {laag} tot {hoog}, n = {n} dossiers).",
                antwoord=result.words["antwoord"],
                over=result.words["over"],
                deel=wording.percent(figure.value),
                laag=wording.percent(figure.low),
                hoog=wording.percent(figure.high),
                n=wording.number(figure.n),
            )
        ).replace("n = ", f"n{NO_BREAK}={NO_BREAK}")
    return ""


def _beside(result: PublishedResult) -> bool:
    return "verschil" in result.headline


def _beside_sentence(result: PublishedResult, wording: Wording) -> str:
    """Both figures, and of which answers the difference is beyond chance: read off what is shown, so not finer."""
    files, registration = result.headline["dossiers"], result.headline["registratie"]
    said = []
    if isinstance(files, PublishedShare | PublishedNumber) and isinstance(
        registration, PublishedShare | PublishedNumber
    ):
        said.append(
            message(
                "'{antwoord}': volgens de dossiers {dossiers}, volgens de registratie {registratie}.",
                antwoord=result.words["antwoord"],
                dossiers=_with_interval(files, wording),
                registratie=_with_interval(registration, wording),
            )
        )
    differences = [(row.label, row.figures[2]) for row in result.tables[0].rows]
    shown = [(label, figure) for label, figure in differences if isinstance(figure, PublishedNumber)]
    clear = [wording.text(label) for label, figure in shown if _beyond_chance(figure)]
    if clear:
        said.append(message("Aantoonbaar anders: {antwoorden}.", antwoorden=", ".join(clear)))
    elif shown:
        said.append(message("Een verschil is niet aantoonbaar."))
    return " ".join(wording.text(one) for one in said)


def _with_interval(figure: PublishedShare | PublishedNumber, wording: Wording) -> str:
    value = wording.percent(figure.value) if isinstance(figure, PublishedShare) else wording.shown(figure)
    interval = wording.interval(figure)
    return f"{value} ({interval})" if interval else value


def _beyond_chance(figure: PublishedNumber) -> bool:
    return figure.low is not None and figure.high is not None and not figure.low <= 0 <= figure.high


def _result(shown: PublishedSample, result: PublishedResult, wording: Wording) -> ResultView:
    name, sentence = wording.text(result_name(result)), result_sentence(result, wording)
    return result_view(result, name, sentence, shown.content.study.period, wording, shown.policy)


def _render(shown: PublishedSample, language: Language, *, for_pdf: bool) -> str:
    page = _page(shown, Wording(language))
    return environment(language).get_template("sample.html.j2").render(page=page, for_pdf=for_pdf)


def _page(shown: PublishedSample, wording: Wording) -> SamplePage:
    found, say = shown.found, wording.text
    study = shown.content.study
    first, last = (str(day) for day in study.period)
    period = message("{van} tot en met {tot}", van=first, tot=last)
    margin = message(
        "Bij een aandeel rond de helft is de marge {marge} procentpunt naar boven en naar beneden.",
        marge=wording.number(100 * found.margin),
    )
    read = message(
        "Van de {n} dossiers in de steekproef zijn er {klaar} gelezen. "
        "Vervangen omdat ze niet te lezen waren: {vervangen}.",
        n=found.files,
        klaar=found.finished,
        vervangen=found.replaced,
    )
    context = (
        message("{n} dossiers gelezen", n=found.finished),
        message(
            "afgerond op {base}, kleinste aantal {threshold}",
            base=shown.policy.rounding,
            threshold=shown.policy.threshold,
        ),
        message("ketenzicht {versie}", versie=__version__),
    )
    return SamplePage(
        language=wording.language,
        title=say(shown.title),
        synthetic=shown.synthetic,
        draft=shown.draft,
        facts=(
            (say(message("Studie")), study.title),
            (say(message("Periode")), say(period)),
            (say(message("Steekproef")), capital(say(found.design))),
            (say(message("Begingetal van het toeval")), str(found.seed)),
            *release_words(shown.content, wording),
        ),
        read=f"{say(read)} {say(margin)}",
        results=tuple(_result(shown, result, wording) for result in shown.results),
        context=capital(f"{NO_BREAK}· ".join(say(part) for part in context)),
        policy=policy_words(shown.policy, wording),
    )


def figures_shown(table: PublishedTable, wording: Wording, policy: Policy) -> list[tuple[str, list[str]]]:
    """The rows of a table as texts, with the interval behind the figure: for the command line."""
    lines = []
    for row in table.rows:
        cells = []
        for figure in row.figures:
            counted = figure is not None and figure.numbers is not None and figure.numbers.tells == "count"
            words = "" if figure is None else wording.figure(figure, policy, count=counted)
            interval = wording.interval(figure)
            cells.append(f"{words} ({interval})" if interval else words)
        lines.append((wording.text(row.label), cells))
    return lines
