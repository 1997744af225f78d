"""Run a study: registrations to checked events, to histories, to measures, to the report.

Everything made lands in the study's ``out`` folder: exact rows in ``out/secure``, protected figures beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.attrition import Attrition
from ketenzicht.study.settings import Study, load_study

if TYPE_CHECKING:
    from ketenzicht.history import HistorySettings
    from ketenzicht.intake import IntakeResult
    from ketenzicht.measures import MeasureResult

Tell = Callable[[str], None]


@dataclass(frozen=True)
class StudyRun:
    """What a run made.

    Args:
        study: the study that was run.
        files: what may be shown, the report first.
        sentences: the protected sentence of each measure, in Dutch: what can be mailed.
    """

    study: Study
    files: tuple[Path, ...]
    sentences: tuple[str, ...]


def run_study(folder: Path, *, tell: Tell = lambda _step: None) -> StudyRun:
    """Run the study in a folder and write its report.

    Args:
        folder: the study folder.
        tell: hears the name of each step.

    Raises:
        UserError: a setting, mapping or file has a mistake; it says where and how to mend it.
    """
    study = load_study(folder)
    intake = take_in(study, tell)
    results, attrition = measure_study(study, intake, tell)
    return _publish(study, intake, results, attrition, tell)


def take_in(study: Study, tell: Tell) -> IntakeResult:
    """Read, check and pseudonymise the registrations into the secure folder."""
    from ketenzicht.intake import read_key, run_intake

    return run_intake(
        study.chain,
        study.file_mappings(),
        study.secure,
        key=read_key(),
        data_from=study.settings.data.first,
        data_to=study.settings.data.last,
        tell=tell,
    )


def history_settings(study: Study) -> HistorySettings:
    """The choices of a study about histories."""
    from ketenzicht.history import HistorySettings

    settings = study.settings
    return HistorySettings(
        unit=settings.unit,
        data_from=settings.data.first,
        data_to=settings.data.last,
        period_from=settings.period.first,
        period_to=settings.period.last,
        merge_same_day=settings.merge_same_day,
    )


def measure_study(
    study: Study, intake: IntakeResult, tell: Tell
) -> tuple[tuple[MeasureResult, ...], tuple[Attrition, ...]]:
    """Reconstruct the histories and compute the measures that the study asks for."""
    from ketenzicht.engine import Engine
    from ketenzicht.history import build_history
    from ketenzicht.measures import chosen_measures, measure_all

    with Engine(spill=study.secure / ".spill") as engine:
        engine.attach_parquet("events", intake.events)
        engine.attach_parquet("involvement", intake.involvement)
        tell("geschiedenissen reconstrueren")
        history = build_history(engine, study.chain, history_settings(study))
        wanted = None if study.settings.measures == "alle" else study.settings.measures
        chosen = chosen_measures(study.chain.measures, wanted)
        return measure_all(history, chosen, tell), history.attrition


def _publish(
    study: Study,
    intake: IntakeResult,
    results: Sequence[MeasureResult],
    attrition: Sequence[Attrition],
    tell: Tell,
) -> StudyRun:
    raise SystemExit("publish is not here yet")
