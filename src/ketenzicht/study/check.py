"""``study check``: read and check the registrations of a study, and tell what was found; nothing is measured yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ketenzicht.intake import IntakeResult
from ketenzicht.secure_folder import only_run
from ketenzicht.study.check_linking import linking_notice
from ketenzicht.study.quality_page import write_quality_page
from ketenzicht.study.read_before import ChangedFile, changed_files
from ketenzicht.study.run import take_in
from ketenzicht.study.settings import Study, load_study


@dataclass(frozen=True)
class CheckResult:
    """What a check made: the canonical tables, the quality report, and a page to show to others.

    ``linking`` tells how persons could be followed across registrations; empty when they are, or cannot be.
    ``changed`` are the files that are other than at the last run.
    """

    study: Study
    intake: IntakeResult
    page: Path
    linking: str
    changed: tuple[ChangedFile, ...]


def check_study(folder: Path, *, tell: Callable[[str], None] = lambda _step: None) -> CheckResult:
    """Run intake on a study and write ``out/quality.html``; exact numbers and rows stay in ``out/secure``.

    Raises:
        UserError: the settings or a mapping have a mistake (exit code 2), or a file is unusable (exit code 1).
    """
    study = load_study(folder)
    with only_run(study.folder, "study check", tell) as run:
        intake = take_in(study, run.tell)
        run.tell("kwaliteitspagina schrijven")
        changed = changed_files(study, intake)
        page = write_quality_page(study, intake.quality, study.out / "quality.html", changed)
    return CheckResult(study, intake, page, linking_notice(study, intake.quality), changed)
