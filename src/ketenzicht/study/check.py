"""``study check``: read and check the registrations of a study, and tell what was found; nothing is measured yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.intake import IntakeResult, read_key, run_intake
from ketenzicht.study.quality_page import write_quality_page
from ketenzicht.study.settings import Study, load_study

UNUSABLE = 1
"""Exit code when a registration file cannot be used at all; findings are no reason to fail."""


@dataclass(frozen=True)
class CheckResult:
    """What a check made: the canonical tables, the quality report, and a page to show to others."""

    study: Study
    intake: IntakeResult
    page: Path


def check_study(folder: Path, *, tell: Callable[[str], None] = lambda _step: None) -> CheckResult:
    """Run intake on a study and write ``out/quality.html``; exact numbers and rows stay in ``out/secure``.

    Raises:
        UserError: the settings or a mapping have a mistake (exit code 2), or a file is unusable (exit code 1).
    """
    study = load_study(folder)
    mappings = study.file_mappings()
    study.out.mkdir(exist_ok=True)
    try:
        intake = run_intake(
            study.chain,
            mappings,
            study.secure,
            key=read_key(),
            data_from=study.settings.data.first,
            data_to=study.settings.data.last,
            tell=tell,
        )
    except UserError as error:
        if error.file in {str(loaded.path) for loaded in mappings}:
            error.exit_code = UNUSABLE
        raise
    tell("kwaliteitspagina schrijven")
    page = write_quality_page(study, intake.quality, study.out / "quality.html")
    return CheckResult(study, intake, page)
