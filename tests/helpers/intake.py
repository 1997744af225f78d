"""Helpers for tests of intake: a small chain, a mapping without a file, and a run into a folder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ketenzicht.chain.model import Chain, EndReason, Event, Stage
from ketenzicht.intake import FileMapping, IntakeResult, run_intake
from ketenzicht.intake.guess.names import plain
from ketenzicht.intake.load_mapping import check_mapping
from ketenzicht.intake.mapping import Mapping

KEY = b"a key for tests, thirty-two bytes"
FIRST, LAST = date(1970, 1, 1), date(2030, 12, 31)


def log_chain(activities: Iterable[str]) -> Chain:
    """A chain with one event for each activity of a log, and nothing else."""
    return Chain(
        id="toets",
        version="1",
        title="Toets",
        summary="Een keten voor de toets",
        unit="persoon",
        organisations=(),
        events=tuple(Event(id=plain(name), name=name) for name in activities),
    )


def spell_chain(**more: Any) -> Chain:
    """A chain with one stage, from start to end, with three end reasons."""
    return Chain(
        id="toets",
        version="1",
        title="Toets",
        summary="Een keten voor de toets",
        unit="persoon",
        organisations=(),
        events=(
            Event(id="start", name="Start", kind="start"),
            Event(id="einde", name="Einde", kind="einde"),
        ),
        stages=(
            Stage(id="traject", name="Traject", begins_with="start", ends_with="einde", pairing="traject"),
        ),
        end_reasons=(
            EndReason(id="volgens-plan", code="31", name="Volgens plan"),
            EndReason(id="voortijdig", code="02", name="Voortijdig"),
        ),
        **more,
    )


def translation(activities: Iterable[str]) -> dict[str, str]:
    return {name: plain(name) for name in activities}


def file_mapping(path: Path, chain: Chain, content: dict[str, Any]) -> FileMapping:
    loaded = FileMapping(Mapping.model_validate({"bestand": path.name, **content}), path, path.parent)
    check_mapping(loaded, chain)
    return loaded


def take_in(
    chain: Chain, store: Path, *mappings: FileMapping, last: date = LAST, key: bytes = KEY
) -> IntakeResult:
    return run_intake(chain, mappings, store, key=key, data_from=FIRST, data_to=last)


def table(path: Path) -> pa.Table:
    return pq.read_table(path)


def rows(path: Path) -> list[dict[str, Any]]:
    return table(path).to_pylist()


def counts(result: IntakeResult) -> dict[str, int]:
    """Rule to count, all files and columns together."""
    found: dict[str, int] = {}
    for finding in result.quality.findings:
        found[finding.rule] = found.get(finding.rule, 0) + finding.count
    return found
