"""A measure that answers several questions gathers its result from parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ketenzicht.attrition import Attrition
from ketenzicht.measures.result import Figure, MeasureResult, Relation, Table
from ketenzicht.message import Label


@dataclass(frozen=True)
class Part:
    """What one question adds to a ``MeasureResult``; its fields are those of the result."""

    tables: tuple[Table, ...] = ()
    headline: dict[str, Figure] = field(default_factory=dict)
    words: dict[str, Label] = field(default_factory=dict)
    attrition: tuple[Attrition, ...] = ()
    warnings: tuple[Label, ...] = ()
    relations: tuple[Relation, ...] = ()


def with_parts(result: MeasureResult, parts: Iterable[Part]) -> MeasureResult:
    """The result with what its parts say, in their order; a warning or step that several parts give stands once."""
    for part in parts:
        result = replace(
            result,
            tables=(*result.tables, *part.tables),
            headline=result.headline | part.headline,
            words=result.words | part.words,
            attrition=tuple(dict.fromkeys((*result.attrition, *part.attrition))),
            warnings=tuple(dict.fromkeys((*result.warnings, *part.warnings))),
            relations=(*result.relations, *part.relations),
        )
    return result
