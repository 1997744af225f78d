"""What reading files told, as it may be shown: a page, a PDF and data, all from protected figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ketenzicht import __version__
from ketenzicht.message import Label, message
from ketenzicht.publish.data import as_json, result_data
from ketenzicht.publish.data_outputs import both, policy_data
from ketenzicht.publish.language import LANGUAGES, NO_BREAK, Language, Wording, capital
from ketenzicht.publish.output_check import check_outputs, without_refused
from ketenzicht.publish.outputs import CheckedOutput
from ketenzicht.publish.page import environment
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.policy_words import policy_words
from ketenzicht.publish.published import PublishedResult, PublishedShare, PublishedTable
from ketenzicht.publish.release import release_together
from ketenzicht.publish.report_measure import result_view
from ketenzicht.publish.views import Pair, ResultView
from ketenzicht.sample.results import AGREED, COMPARED, SampleResults
from ketenzicht.whole_file import write_all

NAME = "dossieronderzoek"


@dataclass(frozen=True)
class PublishedSample:
    """What a page may show.

    Args:
        title: of the codebook.
        study: title of the study.
        period: of the study.
        found: how the sample was drawn and how far reading is; its figures are not shown.
        results: protected figures.
        policy: what protects them.
        outputs: each output with its checks.
        synthetic: the registrations were made up.
    """

    title: Label
    study: str
    period: tuple[date, date]
    found: SampleResults
    results: tuple[PublishedResult, ...]
    policy: Policy
    outputs: tuple[CheckedOutput, ...]
    synthetic: bool

    @property
    def draft(self) -> bool:
        """Whether it may not be passed on yet: a second person must look, or files are still being read."""
        return self.policy.second_person or self.found.finished < self.found.files


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


def release_sample(
    found: SampleResults,
    policy: Policy,
    *,
    title: Label,
    study: str,
    period: tuple[date, date],
    synthetic: bool = False,
) -> PublishedSample:
    """Protect what a sample told; arguments as :class:`PublishedSample`."""
    published = release_together(found.measures, policy)
    outputs = check_outputs(found.measures, published, policy)
    shown = without_refused(published, outputs)
    return PublishedSample(title, study, period, found, shown.results, policy, outputs, synthetic)


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
    return write_all(folder, made)


def render_sample(shown: PublishedSample, language: Language) -> str:
    """The page."""
    return _render(shown, language, for_pdf=False)


def sample_pdf(shown: PublishedSample, language: Language) -> bytes:
    """The page as PDF; the same content gives the same bytes."""
    from ketenzicht.publish.pdf import pdf_of

    return pdf_of(_render(shown, language, for_pdf=True), day=shown.period[1])


def sample_data(shown: PublishedSample) -> dict[str, Any]:
    """The same as data."""
    found = shown.found
    return {
        "title": both(shown.title),
        "study": shown.study,
        "program": {"name": "ketenzicht", "version": __version__},
        "synthetic": shown.synthetic,
        "draft": shown.draft,
        "policy": policy_data(shown.policy),
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
    return result.words.get("vraag") or message("Vraag")


def result_sentence(result: PublishedResult, wording: Wording) -> str:
    """What a result says, in one sentence; nothing where the table says it all."""
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


def _result(shown: PublishedSample, result: PublishedResult, wording: Wording) -> ResultView:
    name, sentence = wording.text(result_name(result)), result_sentence(result, wording)
    return result_view(result, name, sentence, shown.period, wording, shown.policy)


def _render(shown: PublishedSample, language: Language, *, for_pdf: bool) -> str:
    page = _page(shown, Wording(language))
    return environment(language).get_template("sample.html.j2").render(page=page, for_pdf=for_pdf)


def _page(shown: PublishedSample, wording: Wording) -> SamplePage:
    found, say = shown.found, wording.text
    period = message("{van} tot en met {tot}", van=str(shown.period[0]), tot=str(shown.period[1]))
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
            (say(message("Studie")), shown.study),
            (say(message("Periode")), say(period)),
            (say(message("Steekproef")), capital(say(found.design))),
            (say(message("Seed")), str(found.seed)),
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
