"""What readers of files noted, as attributes of the events of a case: measures can use what no register holds.

Only attributes that the chain declares and the registrations do not carry are added.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht.chain.references import references
from ketenzicht.engine import quoted
from ketenzicht.errors import UserError
from ketenzicht.message import message
from ketenzicht.study.settings import Study

if TYPE_CHECKING:
    from ketenzicht.chain.model import Measure
    from ketenzicht.history import History
    from ketenzicht.measures import MeasureResult

NOTED_FILE = Path("dossieronderzoek") / "beveiligd" / "kenmerken.json"


def noted_fingerprint(study: Study) -> dict[str, str]:
    """The SHA-256 of what was noted, by the name of its file; nothing when nothing was."""
    path = study.folder / NOTED_FILE
    return {NOTED_FILE.name: sha256(path.read_bytes()).hexdigest()} if path.is_file() else {}


def add_noted(history: History, study: Study) -> frozenset[str]:
    """Add what was noted of a case to each of its events; nothing when nothing was noted.

    Returns:
        The attributes that were added.

    Raises:
        UserError: the file cannot be read.
    """
    import pyarrow as pa

    path = study.folder / NOTED_FILE
    if not path.is_file():
        return frozenset()
    present = {str(name) for (name, *_rest) in history.rows("describe events")}
    declared = {one.id.replace("-", "_"): one.id for one in study.chain.attributes}
    kept = _read(path)
    columns = {name: kept[id_] for name, id_ in declared.items() if id_ in kept and name not in present}
    if not columns:
        return frozenset()
    cases = sorted({case for found in columns.values() for case in found})
    table = {"case_id": cases} | {
        name: [found.get(case) for case in cases] for name, found in columns.items()
    }
    history.engine.register("noted_case", pa.table(table))
    noted = ", ".join(f"min(noted_case.{quoted(name)}) as {quoted(name)}" for name in columns)
    history.run(
        f"""
        create table noted_event as
        select case_event.event_id, {noted}
        from case_event
        join noted_case on noted_case.case_id = case_event.case_id
        group by case_event.event_id
        """
    )
    history.run(
        "create table events_with_noted as select * from events left join noted_event using (event_id)"
    )
    history.run("drop view events")
    history.run("alter table events_with_noted rename to events")
    return frozenset(declared[name] for name in columns)


def with_reservations(
    results: Sequence[MeasureResult],
    chosen: Sequence[Measure],
    study: Study,
    added: frozenset[str],
    *,
    also: Collection[str] = (),
) -> tuple[MeasureResult, ...]:
    """The same, where a measure uses what readers noted with what that means: read files only, and unweighted.

    Args:
        results: the measures.
        chosen: as the chain declares them, in the same order.
        study: the study.
        added: the attributes that readers noted.
        also: attributes that are used besides those that the chain declares.
    """
    names = {one.id: one.name for one in study.chain.attributes}
    found = []
    for result, declared in zip(results, chosen, strict=True):
        named = {one.id for one in references(declared) if one.target == "kenmerk"} | set(also)
        told = tuple(
            message(
                "'{kenmerk}' komt uit dossieronderzoek: alleen gelezen dossiers hebben een waarde, en elk telt hier "
                "even zwaar, zonder het gewicht van de steekproef.",
                kenmerk=names[name],
            )
            for name in sorted(added & named)
        )
        found.append(replace(result, warnings=(*result.warnings, *told)))
    return tuple(found)


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise UserError(
            "De kenmerken uit het dossieronderzoek zijn niet te lezen.",
            fix="Maak ze opnieuw met: ketenzicht sample merge STUDIE",
            file=path,
        ) from None
    return found
