"""A file that says which case of one registration is which case of another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.engine import quoted
from ketenzicht.intake.columns import find_column
from ketenzicht.intake.load_mapping import FileMapping
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.readers import open_source
from ketenzicht.intake.readers.source import scanning

if TYPE_CHECKING:
    from ketenzicht.engine import Engine


def open_relation(engine: Engine, loaded: FileMapping, position: int, work: Path) -> None:
    """Make the relation of a mapping known as ``relation_<position>``, one target per source.

    A case that the relation sends to several others goes to the first of them in alphabetical order.
    """
    case = loaded.mapping.case
    if case is None or case.relation is None:
        return
    path = loaded.folder / case.relation.file
    source = open_source(engine, path, Layout(), work, f"relation_{position}")
    given = find_column(case.relation.source, source.columns, loaded)
    target = find_column(case.relation.target, source.columns, loaded)
    with scanning(source):
        engine.run(
            f"create or replace table relation_{position} as "
            f"select clean({quoted(given)}) as relation_source, min(clean({quoted(target)})) as relation_target "
            f"from {source.relation} where clean({quoted(given)}) is not null group by 1"
        )
