"""Write what may be shown: report, tables, data and the manifest; all of it or none of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from ketenzicht.attrition import Attrition
from ketenzicht.chain.model import Chain
from ketenzicht.measures.result import MeasureResult
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.data import as_json, manifest_data, results_data
from ketenzicht.publish.facts import QualityFacts, StudyFacts
from ketenzicht.publish.language import Language
from ketenzicht.publish.page import render_pdf, render_report
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.release import release, release_attrition, release_quality
from ketenzicht.publish.sentence import sentence_of
from ketenzicht.publish.xlsx import workbook_bytes

MANIFEST = "manifest.json"


def protect(
    study: StudyFacts,
    chain: Chain,
    results: Sequence[MeasureResult],
    quality: QualityFacts | None,
    attrition: Sequence[Attrition],
    policy: Policy,
) -> ReportContent:
    """Turn exact results into what may be shown; nothing else reaches a report."""
    return ReportContent(
        study=study,
        chain=chain,
        results=tuple(release(result, policy) for result in results),
        quality=release_quality(quality, policy) if quality else None,
        attrition=release_attrition(attrition, policy),
        policy=policy,
    )


def write_report(
    folder: Path,
    content: ReportContent,
    languages: Sequence[Language] = ("nl", "en"),
    tell: Callable[[str], None] = lambda _step: None,
) -> tuple[Path, ...]:
    """Write all files of a report into a folder and give their paths, the report first.

    The first language has the plain names (``report.html``), the others their own (``report.en.html``).
    What an earlier run left under these names is replaced; other files stay.
    """
    files: dict[str, bytes] = {}
    for position, language in enumerate(languages):
        mark = "" if position == 0 else f".{language}"
        tell(f"rapport schrijven ({language})")
        files[f"report{mark}.html"] = render_report(content, language).encode()
        tell(f"PDF maken ({language})")
        files[f"report{mark}.pdf"] = render_pdf(content, language)
        files[f"tables{mark}.xlsx"] = workbook_bytes(content, language)
    files["results.json"] = as_json(results_data(content))
    files[MANIFEST] = as_json(manifest_data(content, files))
    _place(folder, files)
    return tuple(folder / name for name in files)


def sentences(content: ReportContent, language: Language) -> dict[str, str]:
    """The protected sentence of each measure, by its id."""
    declared = {measure.id: measure for measure in content.chain.measures}
    return {
        result.measure: sentence_of(declared[result.measure], result, language) for result in content.results
    }


def _place(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".report-", dir=folder))
    try:
        for name, data in files.items():
            (draft / name).write_bytes(data)
        for name in files:
            (draft / name).replace(folder / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
