"""Why the caseload of a study is this high, and why it differs from another period, place or study.

Asked for by itself (``ketenzicht study causes``). What it counts leaves as the figures of a study do: protected,
checked, compared with the ledger and recorded there. The difference is worked out of the figures that left; of two
studies each has its own policy and ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ketenzicht.message import message
from ketenzicht.secure_folder import only_run
from ketenzicht.study.causes_compared import (
    Compared,
    caseload_measure,
    demand_one_way,
    demand_same_definition,
    own_side,
    sides_within,
    titles,
)
from ketenzicht.study.noted import add_noted, noted_fingerprint, with_reservations
from ketenzicht.study.policy import policy_of
from ketenzicht.study.release import Approval, Released, ledger_path, release_study
from ketenzicht.study.run import MEMORY, history_settings, study_facts, take_in
from ketenzicht.study.settings import Study, load_study

if TYPE_CHECKING:
    from ketenzicht.chain.model import CaseloadMeasure
    from ketenzicht.measures import MeasureResult
    from ketenzicht.measures.kinds.caseload_sides import Side
    from ketenzicht.publish.content import ReportContent
    from ketenzicht.publish.published import PublishedResult
    from ketenzicht.publish.together import ReleaseFigures

Tell: TypeAlias = Callable[[str], None]
FOLDER = "causes"
"""Where the chapter lands, within ``out``."""


@dataclass(frozen=True)
class Causes:
    """The answer.

    Args:
        study: the study that was asked about.
        result: its tree, and the difference with the other side, as they may be shown.
        sentence: the answer in words, in the first language.
        files: what was written, the report first.
        released: how the figures left, of each study.
    """

    study: Study
    result: PublishedResult
    sentence: str
    files: tuple[Path, ...]
    released: tuple[Released, ...]


def study_causes(
    folder: Path,
    compared: Compared,
    *,
    on: date | None = None,
    approval: Approval | None = None,
    tell: Tell = lambda _step: None,
) -> Causes:
    """Count, release, compare and write the chapter.

    Args:
        folder: the study.
        compared: what is compared.
        on: the day on which the figures leave, for the ledger; today when left out.
        approval: of a second person, where the policy asks for one.
        tell: hears the name of each step.

    Raises:
        UserError: a setting or file has a mistake, or the two sides do not compare.
    """
    day = on or date.today()
    study = load_study(folder)
    declared = caseload_measure(study, compared.measure)
    demand_one_way(compared)
    if compared.other is None:
        sides = sides_within(study, compared)
        released = _released(study, declared, sides, day, approval, tell)
        return _answer(study, declared, released[0].content, (released[0],), tell)
    other = load_study(compared.other)
    demand_same_definition(study, other, declared)
    both = tuple(
        _released(one, declared, [own_side(one, label)], day, approval if one is study else None, tell)
        for one, label in zip((study, other), titles(study, other), strict=True)
    )
    (one, exact), (theirs, their_exact) = both
    content = _together(one.content, theirs.content, (exact, their_exact), other)
    if one.number is not None and theirs.number is None:
        content = _waiting(content, theirs.content)
    return _answer(study, declared, content, (one, theirs), tell)


def _released(
    study: Study,
    declared: CaseloadMeasure,
    sides: Sequence[Side] | None,
    day: date,
    approval: Approval | None,
    tell: Tell,
) -> tuple[Released, MeasureResult]:
    """Count one measure of a study, and let it out as a run of the study would; with it the exact figures."""
    from ketenzicht.publish.ledger import read_ledger

    in_force = policy_of(study, on=day)
    ledger = ledger_path(study, in_force)
    read_ledger(ledger)
    with only_run(study.folder, "study causes", tell) as run:
        intake = take_in(study, run.tell)
        result = _counted(study, declared, sides, run.tell)
    facts = study_facts(study, {**intake.fingerprints, **noted_fingerprint(study)})
    if sides is not None:
        facts = replace(facts, period=(sides[0].first, sides[0].last))

    def protect(earlier: Sequence[ReleaseFigures]) -> ReportContent:
        from ketenzicht.publish.write import protect as protected

        return protected(facts, study.chain, [result], None, (), in_force.policy, earlier)

    tell("cijfers beschermen en vergelijken met eerdere vrijgaven")
    return release_study(study, protect, [result], ledger, on=day, approval=approval), result


def _counted(
    study: Study, declared: CaseloadMeasure, sides: Sequence[Side] | None, tell: Tell
) -> MeasureResult:
    from ketenzicht.engine import Engine
    from ketenzicht.history import build_history
    from ketenzicht.measures.kinds.caseload import caseload_result, measure_caseload

    with Engine(memory_limit=MEMORY, spill=study.secure / ".spill") as engine:
        engine.attach_parquet("events", study.secure / "events.parquet")
        engine.attach_parquet("involvement", study.secure / "involvement.parquet")
        tell("geschiedenissen reconstrueren")
        history = build_history(engine, study.chain, history_settings(study))
        noted = add_noted(history, study)
        tell("de caseload tellen")
        result = (
            measure_caseload(history, declared)
            if sides is None
            else caseload_result(history, declared, sides)
        )
        places = [one.place.attribute for one in sides or () if one.place is not None]
        return with_reservations([result], [declared], study, noted, also=places)[0]


def _together(
    content: ReportContent, other: ReportContent, exact: Sequence[MeasureResult], study: Study
) -> ReportContent:
    """Both released figures side by side; that of the other study keeps its own protection."""
    from ketenzicht.publish.caseload import beside, explained
    from ketenzicht.publish.caseload_chance import chance_of

    both = beside(content.results[0], other.results[0])
    about = message(
        "{titel}: {van} tot en met {tot}, gegevens {kenmerk}",
        titel=study.settings.title,
        van=str(study.settings.period.first),
        tot=str(study.settings.period.last),
        kenmerk=other.study.data_fingerprint[:12],
    )
    both = replace(both, definition=(*both.definition, (message("Vergeleken met"), about)))
    base = max(content.policy.rounding, other.policy.rounding)
    return replace(content, results=(explained(both, base, chance_of(both, exact, base)),))


def _waiting(content: ReportContent, other: ReportContent) -> ReportContent:
    """Both figures as a draft, with the mark of those of the other study, which must still be approved."""
    if content.release is None or other.release is None:
        raise ValueError("figures that were not compared with earlier releases cannot wait for approval")
    return replace(content, release=replace(content.release, mark=other.release.mark, approved_by=None))


def _answer(
    study: Study,
    declared: CaseloadMeasure,
    content: ReportContent,
    released: tuple[Released, ...],
    tell: Tell,
) -> Causes:
    from ketenzicht.publish.sentence import sentence_of
    from ketenzicht.publish.write import write_report

    languages = study.settings.languages
    files = write_report(study.out / FOLDER, content, languages, tell)
    result = content.results[0]
    return Causes(study, result, sentence_of(declared, result, languages[0]), files, released)
