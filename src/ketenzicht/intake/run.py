"""Registrations to canonical tables: the whole of intake, in one function."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.attrition import Attrition
from ketenzicht.chain.model import Chain
from ketenzicht.engine import Engine
from ketenzicht.intake.households import RegisteredHouseholds
from ketenzicht.intake.identity import LinkedPersons
from ketenzicht.intake.load_mapping import FileMapping
from ketenzicht.intake.quality import QualityReport
from ketenzicht.secure_folder import secure_folder
from ketenzicht.whole_file import replacing, work_folder

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

MEMORY = "4GB"
"""What the engine may hold before it writes to the work folder; intake of a large file needs no more."""

FILES = ("events.parquet", "involvement.parquet", "persons.parquet", "problems.csv", "quality.json")
EVENT_COLUMNS = ("occurred_at", "precision", "activity", "organisation", "spell_id", "case_id", "end_reason")


@dataclass(frozen=True)
class IntakeResult:
    """What intake made.

    Args:
        events, involvement, persons: paths of the canonical tables (Parquet).
        event_count: number of canonical events.
        problems: path of the rows to look at (CSV).
        quality: what the checks found.
        fingerprints: SHA-256 of each input file, by the path that the mapping gives.
    """

    events: Path
    involvement: Path
    persons: Path
    problems: Path
    event_count: int
    quality: QualityReport
    fingerprints: dict[str, str]

    @property
    def attrition(self) -> tuple[Attrition, ...]:
        """What was left out at each step: rows first, then events."""
        return self.quality.attrition


def run_intake(
    chain: Chain,
    mappings: Sequence[FileMapping],
    store: Path,
    *,
    key: bytes,
    data_from: date,
    data_to: date,
    forgotten: Collection[str] = (),
    linked: LinkedPersons | None = None,
    households: RegisteredHouseholds | None = None,
    traceable_for: Collection[str] = (),
    tell: Callable[[str], None] = lambda _step: None,
    memory_limit: str = MEMORY,
) -> IntakeResult:
    """Read the registration files, check them, and write the canonical tables.

    Args:
        chain: whose events the rows become.
        mappings: the files in order; a later one is a later delivery unless it says otherwise.
        store: the secure folder; made when absent, readable by this user only.
        key: of the pseudonyms (see :func:`ketenzicht.intake.read_key`).
        data_from, data_to: first and last day that the data cover; events after the last day are left out.
        forgotten: marks of who is left out (see :mod:`ketenzicht.intake.forgotten`).
        linked: who the persons are, where their records were linked; else a person is its own number.
        households: whose household each person was in, where the population register says it.
        traceable_for: public keys of who may turn pseudonyms back into numbers
            (see :mod:`ketenzicht.intake.identifiers`); without any that is not kept.
        tell: is called with the name of each step.
        memory_limit: what the engine may hold in memory.

    Raises:
        UserError: a file cannot be used at all, or does not fit its mapping.
    """
    from ketenzicht.intake.assess import assess, write_problems
    from ketenzicht.intake.candidates import make_candidates, plan_candidates
    from ketenzicht.intake.identifiers import MAP_FILE, write_map
    from ketenzicht.intake.involvement import make_involvement
    from ketenzicht.intake.pseudonym import prepare
    from ketenzicht.intake.readers import open_source
    from ketenzicht.intake.readers.delimited import check_quotes
    from ketenzicht.intake.readers.source import fingerprint
    from ketenzicht.intake.relations import open_relation
    from ketenzicht.intake.resolve import resolve
    from ketenzicht.intake.stage import plan, run_stage

    with (
        work_folder(secure_folder(store)) as work,
        Engine(memory_limit=memory_limit, spill=work / "spill") as engine,
    ):
        prepare(engine, key)
        engine.run(f"set variable data_to = date '{data_to.isoformat()}'")
        if linked is not None:
            linked.attach(engine)
        stages, planned, fingerprints = [], [], {}
        for position, loaded in enumerate(mappings):
            tell(f"{loaded.path.name} lezen")
            source = open_source(engine, loaded.path, loaded.mapping.layout, work, f"source_{position}")
            fingerprints[loaded.label] = fingerprint(loaded.path)
            open_relation(engine, loaded, position, work)
            stage = plan(loaded, chain, source, position, linked.of(position) if linked else None)
            planned += plan_candidates(stage)
            run_stage(engine, stage, work, forgotten)
            check_quotes(engine, source)
            _find_duplicates(engine, stage.table, position, keep=loaded.mapping.duplicates == "houden")
            stages.append(stage)
        mapped = {name for one in planned for name in one.columns}
        attributes = [
            one.id.replace("-", "_") for one in chain.attributes if one.id.replace("-", "_") in mapped
        ]
        tell("gebeurtenissen samenstellen")
        make_candidates(engine, planned, attributes)
        resolve(engine, chain, attributes)
        make_involvement(engine, stages)
        placed = households.place(engine) if households else ()
        if traceable_for:
            write_map(engine, stages, traceable_for, work)
        tell("controleren")
        quality = replace(assess(engine, chain, stages, planned, fingerprints), household_attrition=placed)
        tell("opslaan")
        write_problems(engine, stages, work / "problems.csv")
        (work / "quality.json").write_text(
            json.dumps(quality.as_data(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )
        _write_tables(engine, work, attributes)
        paths = {name: store / name for name in FILES}
        with replacing(store):
            for name, path in paths.items():
                (work / name).replace(path)
            if traceable_for:
                (work / MAP_FILE).replace(store / MAP_FILE)
            else:
                (store / MAP_FILE).unlink(missing_ok=True)
        return IntakeResult(
            events=paths["events.parquet"],
            involvement=paths["involvement.parquet"],
            persons=paths["persons.parquet"],
            problems=paths["problems.csv"],
            event_count=engine.value("select count(*) from event"),
            quality=quality,
            fingerprints=fingerprints,
        )


def _find_duplicates(engine: Engine, table: str, position: int, *, keep: bool) -> None:
    """Rows that are equal to an earlier row in every column of the file."""
    repeated = f"select row_hash, min(source_row) as first from {table} group by row_hash having count(*) > 1"
    engine.run(
        f"create or replace table duplicate_{position} as select source_row from {table} join ({repeated}) "
        f"using (row_hash) where source_row > first and {str(not keep).lower()}"
    )


def _write_tables(engine: Engine, work: Path, attributes: list[str]) -> None:
    columns = ", ".join(["event_id", *EVENT_COLUMNS, *attributes, "delivery", "source_row"])
    statements = {
        "events": f"select {columns} from event order by event_id",
        "involvement": "select * from involvement order by all",
        "persons": "select person_id, cast(birth_year as integer) as birth_year, sex from person order by person_id",
    }
    for name, sql in statements.items():
        engine.write_parquet(sql, work / f"{name}.parquet")
