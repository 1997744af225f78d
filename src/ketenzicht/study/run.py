"""Run a study: registrations to checked events, to histories, to measures, to the report.

Everything made lands in the study's ``out`` folder: exact rows in ``out/secure``, protected figures beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.attrition import Attrition
from ketenzicht.chain import chain_hash
from ketenzicht.engine import open_engine
from ketenzicht.engine.server import demand_answer
from ketenzicht.errors import UserError
from ketenzicht.history import HistorySettings, build_history
from ketenzicht.intake import run_intake
from ketenzicht.message import message
from ketenzicht.secure_folder import OnlyRun, only_run
from ketenzicht.study.elsewhere import figures_elsewhere
from ketenzicht.study.forgotten import demand_kept, forgotten_marks
from ketenzicht.study.households import (
    household_files,
    household_parameters,
    households_fingerprint,
    households_of,
)
from ketenzicht.study.inhabitants import inhabitants_fingerprint, population_of
from ketenzicht.study.persons import Threshold, linked_persons, linking_parameters, linking_steps
from ketenzicht.study.policy import policy_of
from ketenzicht.study.read_before import ChangedFile, changed_files, note_read
from ketenzicht.study.release import Approval, Released, ledger_path, release_study
from ketenzicht.study.settings import Study, load_study

if TYPE_CHECKING:
    from ketenzicht.engine import Server
    from ketenzicht.history import HistorySettings
    from ketenzicht.intake import IntakeResult
    from ketenzicht.intake.quality import QualityReport
    from ketenzicht.measures import MeasureResult
    from ketenzicht.publish.content import ReportContent
    from ketenzicht.publish.facts import QualityFacts, StudyFacts
    from ketenzicht.publish.policy import Policy
    from ketenzicht.publish.together import ReleaseFigures

Tell = Callable[[str], None]

MEMORY = "8GB"
"""What reconstructing may hold before it writes to the secure folder: a million households need no more."""

UNUSABLE = 1
"""Exit code when a registration file cannot be used at all; findings are no reason to fail."""


@dataclass(frozen=True)
class StudyRun:
    """What a run made.

    Args:
        study: the study that was run.
        files: what may be shown, the report first.
        sentences: the protected sentence of each measure by its id, in the first language: what can be mailed.
        released: how the figures left, or that they wait for a second person.
        changed: the files that are other than at the last run.
        broken_off: what became of an earlier run that was killed; empty when there was none.
    """

    study: Study
    files: tuple[Path, ...]
    sentences: dict[str, str]
    released: Released
    changed: tuple[ChangedFile, ...]
    broken_off: str

    @property
    def report(self) -> Path | None:
        """The page in the first language; None when the policy does not let it be written."""
        return next((path for path in self.files if path.name == "report.html"), None)


def run_study(
    folder: Path,
    *,
    on: date | None = None,
    approval: Approval | None = None,
    server: Server | None = None,
    tell: Tell = lambda _step: None,
) -> StudyRun:
    """Run the study in a folder, release its figures and write its report.

    Args:
        folder: the study folder.
        on: the day on which the figures leave; today when left out. The policy must hold on it, and the ledger
            names it; no other output depends on it.
        approval: of a second person, where the policy asks for one.
        server: counts histories and measures; this machine when left out. It makes no difference to any output.
        tell: hears the name of each step.

    Raises:
        UserError: a setting, mapping, policy, ledger or file has a mistake, or the server cannot be used; it says
            where and how to mend it.
    """
    from ketenzicht.publish.ledger import read_ledger
    from ketenzicht.study.persons_range import with_range

    day = on or date.today()
    study = load_study(folder)
    if server is not None:
        demand_answer(server)
    in_force = policy_of(study, on=day)
    ledger = ledger_path(study, in_force)
    read_ledger(ledger)
    figures_elsewhere(study)  # a mistake in these is told before the rows are read
    with only_run(study.folder, "study run", tell) as run:
        intake = take_in(study, run.tell)
        changed = changed_files(study, intake)
        results, attrition = measure_study(study, intake, run.tell, server)
        results = with_range(study, results, run.tell, server)
        run.tell("cijfers beschermen en vergelijken met eerdere vrijgaven")
        protect = partial(protect_study, study, intake, results, attrition, in_force.policy)
        released = release_study(study, protect, results, ledger, on=day, approval=approval)
        made = _write(study, released, changed, run)
        note_read(study, intake)
        return made


def take_in(
    study: Study, tell: Tell = lambda _step: None, *, threshold: Threshold = "chosen"
) -> IntakeResult:
    """Read, check and pseudonymise the registrations into the secure folder.

    Args:
        study: the study.
        tell: hears the name of each step.
        threshold: at which records are one person, where the study links them; what another one than the chosen
            gives stands in a folder of its own.

    Raises:
        UserError: a mapping or the file with inhabitants has a mistake or the study may not be kept any longer
            (exit code 2), or a file is unusable (exit code 1).
    """
    from ketenzicht.study.key import study_key

    demand_kept(study, date.today())
    mappings = study.file_mappings()
    population_of(study)  # a mistake in it is told before the rows are read
    try:
        return run_intake(
            study.chain,
            mappings,
            study.secure if threshold == "chosen" else study.secure / threshold,
            key=study_key(study),
            data_from=study.settings.data.first,
            data_to=study.settings.data.last,
            forgotten=forgotten_marks(study),
            traceable_for=study.settings.traceable_for,
            linked=linked_persons(study, threshold),
            households=households_of(study, tell, anew=threshold == "chosen"),
            tell=tell,
        )
    except UserError as error:
        read = [*(loaded.path for loaded in mappings), *household_files(study).values()]
        if error.file in {str(path) for path in read}:
            error.exit_code = UNUSABLE
        raise


def history_settings(study: Study) -> HistorySettings:
    """The choices of a study about histories."""
    settings = study.settings
    return HistorySettings(
        unit=settings.unit,
        data_from=settings.data.first,
        data_to=settings.data.last,
        period_from=settings.period.first,
        period_to=settings.period.last,
        merge_same_day=settings.merge_same_day,
        population=population_of(study),
    )


def measure_study(
    study: Study, intake: IntakeResult, tell: Tell, server: Server | None = None
) -> tuple[tuple[MeasureResult, ...], tuple[Attrition, ...]]:
    """Reconstruct the histories and compute the measures that the study asks for, on a server or on this machine."""
    from ketenzicht.measures import chosen_measures, measure_all
    from ketenzicht.study.noted import add_noted, with_reservations

    with open_engine(server, memory_limit=MEMORY, spill=study.secure / ".spill") as engine:
        engine.attach_parquet("events", intake.events)
        engine.attach_parquet("involvement", intake.involvement)
        tell("geschiedenissen reconstrueren")
        history = build_history(engine, study.chain, history_settings(study))
        noted = add_noted(history, study)
        wanted = None if study.settings.measures == "alle" else study.settings.measures
        chosen = chosen_measures(study.chain.measures, wanted)
        results = measure_all(history, chosen, tell)
        return with_reservations(results, chosen, study, noted), history.attrition


def protect_study(
    study: Study,
    intake: IntakeResult,
    results: Sequence[MeasureResult],
    attrition: Sequence[Attrition],
    policy: Policy,
    earlier: Sequence[ReleaseFigures] = (),
) -> ReportContent:
    """The figures of a study as they may be shown beside what earlier releases tell."""
    from ketenzicht.publish.persons_range import beside_chosen
    from ketenzicht.publish.write import protect
    from ketenzicht.study.noted import noted_fingerprint

    content = protect(
        study_facts(study, {**intake.fingerprints, **noted_fingerprint(study)}),
        study.chain,
        results,
        quality_facts(intake.quality),
        (*linking_steps(study), *intake.attrition, *attrition),
        policy,
        earlier,
    )
    return content.showing(beside_chosen(content.published))


def _write(study: Study, released: Released, changed: tuple[ChangedFile, ...], run: OnlyRun) -> StudyRun:
    from ketenzicht.publish.write import sentences, write_report

    languages = study.settings.languages
    files = write_report(study.out, released.content, languages, run.tell)
    told = sentences(released.content, languages[0])
    return StudyRun(study, files, told, released, changed, run.broken_off)


def study_facts(study: Study, fingerprints: Mapping[str, str]) -> StudyFacts:
    """What the report says about the study."""
    from ketenzicht import __version__
    from ketenzicht.publish.facts import StudyFacts

    settings = study.settings
    parameters: dict[str, str | int | bool] = {"merge_same_day": settings.merge_same_day}
    if settings.seed is not None:
        parameters["seed"] = settings.seed
    parameters |= linking_parameters(study) | household_parameters(study)
    return StudyFacts(
        title=settings.title,
        chain_version=study.chain.version,
        chain_hash=chain_hash(study.chain),
        unit=study.chain.unit_name or message(settings.unit),
        period=(settings.period.first, settings.period.last),
        data=(settings.data.first, settings.data.last),
        synthetic=settings.synthetic,
        program_version=__version__,
        fingerprints={**fingerprints, **inhabitants_fingerprint(study), **households_fingerprint(study)},
        parameters=parameters,
    )


def quality_facts(quality: QualityReport) -> QualityFacts:
    """What the report says about the quality of the registrations."""
    from ketenzicht.publish.facts import QualityFacts, QualityFile, QualityFinding

    return QualityFacts(
        files=tuple(QualityFile(item.file, item.rows, item.unreadable) for item in quality.files),
        findings=tuple(
            QualityFinding(
                dimension=message(finding.about.dimension),
                severity=message(finding.about.severity),
                what=finding.about.what,
                fix=finding.about.fix,
                file=finding.file,
                column=finding.column,
                count=finding.count,
                total=finding.total,
                # what is found in rows is counted among the rows of its file
                of_rows=bool(finding.rows),
            )
            for finding in quality.findings
        ),
    )
