"""Write what may be shown: report, tables, data and the manifest; all of it or none of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ketenzicht.attrition import Attrition
from ketenzicht.chain.model import Chain
from ketenzicht.measures.result import MeasureResult
from ketenzicht.publish.caseload import explained
from ketenzicht.publish.caseload_chance import chance_of
from ketenzicht.publish.check_page import render_check_page
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.data import as_json, manifest_data, results_data
from ketenzicht.publish.differencing import Difference, context_of
from ketenzicht.publish.facts import QualityFacts, StudyFacts
from ketenzicht.publish.language import Language
from ketenzicht.publish.output_check import check_outputs, without_refused
from ketenzicht.publish.page import render_pdf, render_report
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.release import release_together
from ketenzicht.publish.sentence import sentence_of
from ketenzicht.publish.together import Earlier, ReleaseFigures
from ketenzicht.publish.xlsx import workbook_bytes
from ketenzicht.whole_file import write_all

RESULTS, MANIFEST, CHECK_PAGE = "results.json", "manifest.json", "output-check.html"
FORMS = ("report{}.html", "report{}.pdf", "tables{}.xlsx")
MADE = (RESULTS, MANIFEST, CHECK_PAGE, *(form.format(mark) for form in FORMS for mark in ("", ".nl", ".en")))
"""Every name that a run may write, whatever the languages of the study."""


def protect(
    study: StudyFacts,
    chain: Chain,
    results: Sequence[MeasureResult],
    quality: QualityFacts | None,
    attrition: Sequence[Attrition],
    policy: Policy,
    earlier: Sequence[ReleaseFigures] = (),
) -> ReportContent:
    """Turn exact results into what may be shown, also beside earlier releases; nothing else reaches a report."""
    beside = Earlier(context_of(study, chain.id), earlier, policy) if earlier else None
    published = release_together(results, policy, attrition=attrition, quality=quality, earlier=beside)
    return ReportContent(
        study=study,
        chain=chain,
        results=published.results,
        quality=published.quality,
        attrition=published.attrition,
        policy=policy,
    )


def checked(
    content: ReportContent, exact: Sequence[MeasureResult], clashing: Sequence[Difference] = ()
) -> ReportContent:
    """The same with the checks on every output, and without what the policy or a check refuses.

    Args:
        content: protected figures.
        exact: the measures as they are, in the same order.
        clashing: what it would still tell together with earlier releases.
    """
    names = {name for item in clashing for name in item.numbers}
    outputs = check_outputs(exact, content.published, content.policy, clashing=names)
    shown = without_refused(content.published, outputs)
    base = content.policy.rounding
    told = replace(
        shown,
        results=tuple(
            explained(result, base, chance_of(result, [one], base))
            for result, one in zip(shown.results, exact, strict=True)
        ),
    )
    return replace(content.showing(told), outputs=outputs)


def write_report(
    folder: Path,
    content: ReportContent,
    languages: Sequence[Language] = ("nl", "en"),
    tell: Callable[[str], None] = lambda _step: None,
) -> tuple[Path, ...]:
    """Write the files that the policy allows into a folder and give their paths, the report first.

    The first language has the plain names (``report.html``), the others their own (``report.en.html``).
    What an earlier run left is replaced, or removed where it may not be written any more; other files stay.
    The page for the output checker and the manifest are always written.
    """
    allowed = content.policy.output_types
    files: dict[str, bytes] = {}
    for position, language in enumerate(languages):
        mark = "" if position == 0 else f".{language}"
        if "report" in allowed:
            tell(f"rapport schrijven ({language})")
            files[f"report{mark}.html"] = render_report(content, language).encode()
        if "pdf" in allowed:
            tell(f"PDF maken ({language})")
            files[f"report{mark}.pdf"] = render_pdf(content, language)
        if "workbook" in allowed:
            files[f"tables{mark}.xlsx"] = workbook_bytes(content, language)
    if "json" in allowed:
        files[RESULTS] = as_json(results_data(content))
    files[CHECK_PAGE] = render_check_page(content, languages[0]).encode()
    return write_with_manifest(folder, content, files, MADE, MANIFEST)


def write_with_manifest(
    folder: Path,
    content: ReportContent,
    files: Mapping[str, bytes],
    names: Collection[str],
    manifest: str,
    *,
    draft: bool = False,
) -> tuple[Path, ...]:
    """Write files and the manifest that names them with their fingerprints and the mark of their figures.

    Args:
        folder: where; made when it is not there.
        content: the figures in the files, as they leave.
        files: what each holds, by its name.
        names: every name that may be written here; what an earlier run left under another of these is removed.
        manifest: the name of the manifest.
        draft: whether the files ask not to be passed on, also where their figures are in the ledger.
    """
    data = manifest_data(content, files) | ({"draft": True} if draft else {})
    made = {**files, manifest: as_json(data)}
    written = write_all(folder, made)
    for name in set(names) - set(made):
        (folder / name).unlink(missing_ok=True)
    return written


def sentences(content: ReportContent, language: Language) -> dict[str, str]:
    """The protected sentence of each measure, by its id."""
    declared = {measure.id: measure for measure in content.chain.measures}
    return {
        result.measure: sentence_of(declared[result.measure], result, language) for result in content.results
    }
