"""One case of a study, read from its stored registrations and made ready to be drawn.

Only the registrations of that case are reconstructed, so it answers at once in a store of millions of events.
A drawing of one case shows exact days of persons: it stays in the secure folder, unless the study is made up.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ketenzicht.engine import Engine
from ketenzicht.errors import UserError
from ketenzicht.history import History, build_history
from ketenzicht.history.timeline import CaseSummary, case_record, keep_cases, list_cases
from ketenzicht.measures.kinds.missed_terms import missed_terms
from ketenzicht.study.case_timeline import make_timeline
from ketenzicht.study.forgotten import demand_kept
from ketenzicht.study.run import history_settings
from ketenzicht.study.settings import Study
from ketenzicht.whole_file import demand_whole, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ketenzicht.diagram.timeline import Timeline
    from ketenzicht.engine import Engine

Unit = Literal["huishouden", "persoon"]

SHORTEST_PREFIX = 4


def case_timeline(study: Study, case: str | None, *, unit: Unit | None = None) -> Timeline:
    """The timeline of one case.

    Args:
        study: the study; its registrations must have been stored.
        case: the pseudonym, or its first letters; the case with most reports when left out.
        unit: whom a case is about; that of the study when left out.

    Raises:
        UserError: nothing is stored yet, or no case or several cases go by that name.
    """
    chosen = unit or study.settings.unit
    if case is None:
        found = cases(study, number=1, most_reports=True, unit=chosen)
        if not found:
            raise UserError("Er staat geen enkele casus in de gegevens.", file=study.folder)
        case = found[0].case_id
    with _store(study) as engine:
        name = _whole_name(study, engine, case, chosen)
        keep_cases(engine, [name], chosen)
        history = build_history(engine, study.chain, replace(history_settings(study), unit=chosen))
        record = case_record(history, name)
        if not record.events:
            raise UserError(
                "Van deze casus is geen enkele dag bekend.",
                why=f"Zonder dag of buiten de gegevens: {record.undated} gebeurtenissen.",
                fix="Kies een andere casus; zie: ketenzicht case list",
            )
        return make_timeline(
            history, record, missed_terms(history, name), _known_persons(engine), study.settings.synthetic
        )


def cases(
    study: Study, *, number: int, most_reports: bool = False, unit: Unit | None = None
) -> tuple[CaseSummary, ...]:
    """The ``number`` cases that last longest, or that have most reports.

    Raises:
        UserError: nothing is stored yet.
    """
    with whole_history(study, unit=unit) as history:
        return list_cases(history, number=number, most_reports=most_reports)


@contextmanager
def whole_history(study: Study, *, unit: Unit | None = None) -> Iterator[History]:
    """The histories of all cases of a study, made of its stored registrations.

    Raises:
        UserError: nothing is stored yet.
    """
    with _store(study) as engine:
        engine.run("create view events as select * from all_events")
        engine.run("create view involvement as select * from all_involvement")
        chosen = replace(history_settings(study), unit=unit or study.settings.unit)
        yield build_history(engine, study.chain, chosen)


def case_stories(study: Study, names: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
    """What happened in each of some cases: day, by whom, what; missed terms included.

    Raises:
        UserError: nothing is stored yet.
    """
    found = {}
    with _store(study) as engine:
        keep_cases(engine, names, study.settings.unit)
        history = build_history(engine, study.chain, history_settings(study))
        known = _known_persons(engine)
        for name in names:
            record = case_record(history, name)
            if record.events:
                missed = missed_terms(history, name)
                story = make_timeline(history, record, missed, known, study.settings.synthetic).story
                found[name] = [(one.day.isoformat(), one.organisation, one.words) for one in story]
    return found


def stored_at(study: Study) -> int:
    """When the stored registrations were put in place, as a number that only tells one time from another."""
    path = study.secure / "events.parquet"
    return path.stat().st_mtime_ns if path.is_file() else 0


def check_target(study: Study, path: Path) -> None:
    """Whether a drawing of a case may be written here.

    Raises:
        UserError: it lies outside the secure folder and the study is not made up, or it cannot be a file.
    """
    if not study.settings.synthetic and not path.resolve().is_relative_to(study.secure.resolve()):
        raise UserError(
            "Een tijdlijn van een casus mag niet buiten de beveiligde map komen.",
            why="Zij toont exacte dagen van echte mensen, en die zijn ook zonder naam te herkennen.",
            fix=f"Laat --svg weg of kies een bestand in {study.secure}.",
            file=path,
        )
    if path.is_dir() or not path.parent.is_dir():
        raise UserError(
            "Hier kan de tekening niet komen.",
            why="Dit is een map, of de map erboven bestaat niet.",
            fix="Kies een bestand in een bestaande map.",
            file=path,
        )


def write_drawing(study: Study, svg: str, target: Path | None, case: str) -> Path:
    """Write a drawing, whole or not at all; by default to ``out/secure/casus-<pseudonym>.svg``.

    Raises:
        UserError: the target is not allowed, see :func:`check_target`.
    """
    path = study.secure / f"casus-{case}.svg" if target is None else target
    check_target(study, path)
    return write_whole(path, svg, secret=True)


@contextmanager
def _store(study: Study) -> Iterator[Engine]:
    demand_kept(study, date.today())
    paths = {name: study.secure / f"{name}.parquet" for name in ("events", "involvement", "persons")}
    if not (paths["events"].is_file() and paths["involvement"].is_file()):
        raise UserError(
            "De registraties van deze studie zijn nog niet ingelezen.",
            why=f"In {study.secure} staan geen gebeurtenissen.",
            fix=f"Voer eerst uit: ketenzicht study run {study.folder}",
            file=study.folder,
        )
    demand_whole(study.secure)
    with Engine() as engine:
        engine.attach_parquet("all_events", paths["events"])
        engine.attach_parquet("all_involvement", paths["involvement"])
        if paths["persons"].is_file():
            engine.attach_parquet("persons", paths["persons"])
        else:
            engine.run("create table persons (person_id varchar, birth_year integer, sex varchar)")
        yield engine


def _whole_name(study: Study, engine: Engine, case: str, unit: Unit) -> str:
    column = "household_id" if unit == "huishouden" else "person_id"
    rows = engine.rows(
        f"""
        select distinct {column} from all_involvement where starts_with({column}, $case_id)
        union
        select distinct case_id from all_events
        where starts_with(case_id, $case_id) and event_id not in (select event_id from all_involvement)
        order by 1 limit 2
        """,
        {"case_id": case},
    )
    found = [str(name) for (name,) in rows]
    if case in found:
        return case
    if len(case) >= SHORTEST_PREFIX and len(found) == 1:
        return found[0]
    several = len(found) > 1
    raise UserError(
        f"Meer dan een {unit} begint met '{case}'."
        if several
        else f"Er is geen {unit} met het pseudoniem '{case}'.",
        why="Een casus heet hier naar het pseudoniem, niet naar het nummer uit de registratie.",
        fix="Typ meer tekens." if several else f"Kies er een uit: ketenzicht case list {study.folder}",
    )


def _known_persons(engine: Engine) -> dict[str, tuple[int | None, str | None]]:
    rows = engine.rows(
        """
        select person_id, min(birth_year), min(sex)
        from persons
        where person_id in (select person_id from involvement)
        group by person_id
        """
    )
    return {str(name): (year, sex) for name, year, sex in rows}
