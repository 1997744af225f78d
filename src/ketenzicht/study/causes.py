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

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.message import Label, message
from ketenzicht.study.policy import policy_of
from ketenzicht.study.release import Approval, Released, ledger_path, release_study
from ketenzicht.study.run import MEMORY, history_settings, study_facts, take_in
from ketenzicht.study.settings import Study, Window, load_study

if TYPE_CHECKING:
    from ketenzicht.chain.model import CaseloadMeasure
    from ketenzicht.measures import MeasureResult
    from ketenzicht.measures.kinds.caseload import Side
    from ketenzicht.publish.content import ReportContent
    from ketenzicht.publish.published import PublishedResult
    from ketenzicht.publish.together import ReleaseFigures

Tell: TypeAlias = Callable[[str], None]
FOLDER = "causes"
"""Where the chapter lands, within ``out``."""


@dataclass(frozen=True)
class Compared:
    """What is compared with what; nothing at all for the period and the one before it.

    Args:
        periods: two periods, the earlier one first.
        places: two values of an attribute of reports.
        attribute: its name.
        other: the folder of another study.
        measure: id of the caseload measure; the only one of the chain when None.
    """

    periods: tuple[Window, Window] | None = None
    places: tuple[str, str] | None = None
    attribute: str | None = None
    other: Path | None = None
    measure: str | None = None


@dataclass(frozen=True)
class Causes:
    """The answer.

    Args:
        study: the study that was asked about.
        result: its tree, and the difference with the other side, as they may be shown.
        sentence: the answer in words, in the first language.
        files: what was written; nothing while a second person must still look.
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
    declared = _measure(study, compared.measure)
    _demand_one_way(compared)
    if compared.other is None:
        sides = _sides(study, compared)
        released = _released(study, declared, sides, day, approval, tell)
        return _answer(study, declared, released.content, (released,), tell)
    other = load_study(compared.other)
    _demand_same_definition(study, other, declared)
    both = tuple(
        _released(one, declared, [_own_side(one, label)], day, approval if one is study else None, tell)
        for one, label in zip((study, other), _titles(study, other), strict=True)
    )
    content = _together(both[0].content, both[1].content, other)
    return _answer(study, declared, content, both, tell)


def _measure(study: Study, name: str | None) -> CaseloadMeasure:
    from ketenzicht.chain.model import CaseloadMeasure

    known = {item.id: item for item in study.chain.measures if isinstance(item, CaseloadMeasure)}
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name in known:
        return known[name]
    if not known:
        raise UserError(
            f"De keten '{study.chain.id}' heeft geen maat van soort caseload.",
            why="Die maat zegt welke meldingen en welke fase de caseload maken.",
            fix="Beschrijf er een in maten.yaml, of kies een andere keten.",
        )
    if name is None:
        raise UserError(
            "De keten heeft meer dan één maat van soort caseload.",
            fix="Kies er een met --measure: " + ", ".join(known) + ".",
        )
    raise UserError(f"De keten heeft geen maat '{name}' van soort caseload.", fix=did_you_mean(name, known))


def _demand_one_way(compared: Compared) -> None:
    ways = [way for way in (compared.periods, compared.places, compared.other) if way is not None]
    if len(ways) > 1:
        raise UserError(
            "Er zijn meer dingen tegelijk om mee te vergelijken.",
            why="Een verschil wordt verdeeld tussen twee kanten.",
            fix="Kies een van --periods, --between en --with.",
        )
    if (compared.places is None) != (compared.attribute is None):
        raise UserError(
            "--between en --attribute horen bij elkaar.",
            why="De twee waarden zijn van een kenmerk van de melding.",
            fix="Schrijf bijvoorbeeld: --between almere lelystad --attribute gemeente",
        )
    if compared.periods is not None:
        first, then = compared.periods
        if then.first <= first.last:
            raise UserError(
                "De twee perioden overlappen, of de eerste is de latere.",
                why="Wat in beide valt, zou met zichzelf vergeleken worden, en kleine aantallen kunnen verraden.",
                fix="Noem eerst de vroege periode en dan de late.",
            )


def _sides(study: Study, compared: Compared) -> list[Side] | None:
    """The sides of a comparison within one study, the one that the sentence is about first; None as in a run."""
    from ketenzicht.measures.kinds.caseload import Side
    from ketenzicht.measures.kinds.caseload_counts import Place

    data, period = study.settings.data, study.settings.period
    if compared.periods is not None:
        for window in compared.periods:
            if window.first < data.first or window.last > data.last:
                raise UserError(
                    f"De periode van {window.first} tot en met {window.last} valt niet binnen de gegevens.",
                    why=f"De gegevens lopen van {data.first} tot en met {data.last}.",
                    fix="Kies een periode daarbinnen.",
                )
        return [Side(_days_words(window), window.first, window.last) for window in reversed(compared.periods)]
    if compared.places is not None and compared.attribute is not None:
        return [
            Side(message("{plaats}", plaats=value), period.first, period.last, Place(compared.attribute, value))
            for value in compared.places
        ]
    return None


def _days_words(window: Window) -> Label:
    first, last = window.first, window.last
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return message("{jaar}", jaar=str(first.year))
    return message("{van} tot en met {tot}", van=str(first), tot=str(last))


def _own_side(study: Study, label: Label) -> Side:
    from ketenzicht.measures.kinds.caseload import Side

    return Side(label, study.settings.period.first, study.settings.period.last)


def _titles(study: Study, other: Study) -> tuple[Label, Label]:
    """What the two are called: their titles, or their folders where those are the same."""
    titles = [one.settings.title for one in (study, other)]
    if titles[0] == titles[1]:
        titles = [one.folder.resolve().name for one in (study, other)]
    return message("{studie}", studie=titles[0]), message("{studie}", studie=titles[1])


def _demand_same_definition(study: Study, other: Study, declared: CaseloadMeasure) -> None:
    """Two studies compare when the same things were counted in the same way."""
    theirs = {item.id: item for item in other.chain.measures}
    differs: list[str] = []
    if study.chain.id != other.chain.id:
        differs.append(f"de keten ({study.chain.id} en {other.chain.id})")
    elif theirs.get(declared.id) != declared:
        differs.append(f"de maat '{declared.id}' in de keten")
    elif any(
        getattr(study.chain, part) != getattr(other.chain, part)
        for part in ("events", "stages", "end_reasons")
    ):
        differs.append("de gebeurtenissen, fasen of redenen van einde in de keten")
    if study.settings.unit != other.settings.unit:
        differs.append(f"de eenheid ({study.settings.unit} en {other.settings.unit})")
    if study.settings.merge_same_day != other.settings.merge_same_day:
        differs.append("of meldingen op één dag worden samengevoegd")
    if differs:
        raise UserError(
            "Deze studies zijn niet te vergelijken.",
            why="Dit is niet gelijk: " + "; ".join(differs) + ". Een verschil zou daarvan kunnen komen.",
            fix="Voer beide studies uit met dezelfde keten en dezelfde keuzes in study.yaml.",
        )


def _released(
    study: Study,
    declared: CaseloadMeasure,
    sides: Sequence[Side] | None,
    day: date,
    approval: Approval | None,
    tell: Tell,
) -> Released:
    """Count one measure of a study, and let it out as a run of the study would."""
    from ketenzicht.publish.ledger import read_ledger

    in_force = policy_of(study, on=day)
    ledger = ledger_path(study, in_force)
    read_ledger(ledger)
    intake = take_in(study, tell)
    result = _counted(study, declared, sides, tell)
    facts = study_facts(study, intake.fingerprints)
    if sides is not None:
        facts = replace(facts, period=(sides[0].first, sides[0].last))

    def protect(earlier: Sequence[ReleaseFigures]) -> ReportContent:
        from ketenzicht.publish.write import protect as protected

        return protected(facts, study.chain, [result], None, (), in_force.policy, earlier)

    tell("cijfers beschermen en vergelijken met eerdere vrijgaven")
    return release_study(study, protect, [result], ledger, on=day, approval=approval)


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
        tell("de caseload tellen")
        if sides is None:
            return measure_caseload(history, declared)
        return caseload_result(history, declared, sides)


def _together(content: ReportContent, other: ReportContent, study: Study) -> ReportContent:
    """Both released figures side by side; that of the other study keeps its own protection."""
    from ketenzicht.publish.caseload import beside, explained

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
    return replace(content, results=(explained(both, base),))


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


def period_given(text: str) -> Window:
    """A year (``2023``), or a first and a last day with a slash between them (``2023-07-01/2024-06-30``).

    Raises:
        UserError: it is neither.
    """
    try:
        if len(text) == len("2023"):
            return Window(van=date(int(text), 1, 1), tot=date(int(text), 12, 31))
        first, last = (date.fromisoformat(part) for part in text.split("/"))
        return Window(van=first, tot=last)
    except ValueError:
        raise UserError(
            f"'{text}' is geen periode.",
            fix="Schrijf een jaar (2023), of twee dagen (2023-07-01/2024-06-30).",
        ) from None
