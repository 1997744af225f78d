"""The evidence gap map: where there is research and where there is none, and how strong it is.

A map shows where evidence is, not what it says (Saran and White 2018, Campbell Systematic Reviews 14): so each cell
names its studies, whose findings are one step away. Categories are few and plain, as White et al. (2020) advise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from ketenzicht.catalogue.model import Catalogue, Design, Direction, Heading, Method, Study
from ketenzicht.chain.model.base import TextNode

Axis = Literal["themas", "aanpakken", "uitkomsten", "methoden", "ontwerp", "jaren"]

STRONGEST_FIRST: tuple[Design, ...] = ("synthese", "effect", "samenhang", "beschrijvend")
"""What a study can carry at most; where several stand in a cell, the first of these that occurs is told."""
SUREST_FIRST = ("A", "H", "S", "D", "L")
UNKNOWN, NONE = "onbekend", "geen"
"""Nobody said where a study belongs; or somebody looked, and it belongs to none."""


@dataclass(frozen=True)
class Cell:
    """The studies of a row in a column."""

    studies: tuple[Study, ...]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.studies)

    @property
    def with_findings(self) -> int:
        """Of how many findings were read."""
        return sum(bool(study.findings) for study in self.studies)

    @property
    def design(self) -> Design | None:
        """The strongest design among them."""
        found = {study.design for study in self.studies}
        return next((design for design in STRONGEST_FIRST if design in found), None)

    @property
    def certainty(self) -> str | None:
        """How sure the surest of them is, among those of which findings were read."""
        found = {study.certainty for study in self.studies if study.findings}
        return next((code for code in SUREST_FIRST if code in found), None)

    @property
    def directions(self) -> dict[Direction, int]:
        """Findings by direction for the people concerned."""
        findings = [finding.direction for study in self.studies for finding in study.findings]
        return {
            direction: findings.count(direction) for direction in get_args(Direction) if direction in findings
        }


@dataclass(frozen=True)
class GapMap:
    """Rows and columns with a cell where they meet; a study stands in each cell that it belongs to."""

    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: dict[tuple[str, str], Cell]

    @property
    def empty(self) -> int:
        """Cells without any study, apart from those of what is not known or of none."""
        return sum(not cell.count for place, cell in self.cells.items() if _is_named(place))

    @property
    def known(self) -> int:
        """Cells, apart from those of what is not known or of none."""
        return sum(map(_is_named, self.cells))

    @property
    def largest(self) -> int:
        """The number of studies in the fullest cell."""
        return max((cell.count for cell in self.cells.values()), default=0)


def gap_map(
    catalogue: Catalogue,
    rows: Axis = "themas",
    columns: Axis = "methoden",
    studies: Sequence[Study] | None = None,
) -> GapMap:
    """Lay the studies of a catalogue out over two of their headings.

    Args:
        catalogue: whose headings and studies.
        rows, columns: what to lay out along; not the same.
        studies: only these of them, as after a search; all that are taken up when left out.

    Raises:
        ValueError: rows and columns are the same.
    """
    if rows == columns:
        raise ValueError("rows and columns of a map must differ")
    chosen = (
        [study for study in catalogue.studies if study.state == "opgenomen"] if studies is None else studies
    )
    found: dict[tuple[str, str], list[Study]] = {}
    for study in chosen:
        for row in headings_of(study, rows):
            for column in headings_of(study, columns):
                found.setdefault((row, column), []).append(study)
    row_names = _axis(catalogue, rows, {row for row, _ in found})
    column_names = _axis(catalogue, columns, {column for _, column in found})
    cells = {
        (row.id, column.id): Cell(tuple(found.get((row.id, column.id), ())))
        for row in row_names
        for column in column_names
    }
    return GapMap(row_names, column_names, cells)


_OF: dict[Axis, Callable[[Study], Sequence[str]]] = {
    "themas": lambda study: study.themes,
    "aanpakken": lambda study: study.interventions,
    "uitkomsten": lambda study: study.outcomes,
    "methoden": lambda study: study.methods,
    "ontwerp": lambda study: (study.design,) if study.design else (),
    "jaren": lambda study: (f"{study.year // 5 * 5}-{study.year // 5 * 5 + 4}",),
}


def headings_of(study: Study, axis: Axis) -> Sequence[str]:
    """The headings of an axis that a study stands under, :data:`NONE` or :data:`UNKNOWN` when there are none."""
    coded = axis in ("aanpakken", "uitkomsten") and study.coded_from
    return _OF[axis](study) or ((NONE,) if coded else (UNKNOWN,))


def _is_named(place: tuple[str, str]) -> bool:
    return UNKNOWN not in place and NONE not in place


def _axis(catalogue: Catalogue, axis: Axis, used: set[str]) -> tuple[Heading, ...]:
    """Every heading of an axis, also those without studies: an empty row is a finding of its own."""
    own = {"themas": catalogue.settings.themes, "aanpakken": catalogue.settings.interventions,
           "uitkomsten": catalogue.settings.outcomes}  # fmt: skip
    if axis in own:
        known = own[axis]
    else:
        names = {"methoden": get_args(Method), "ontwerp": get_args(Design)}.get(
            axis, tuple(sorted(used - {UNKNOWN, NONE}))
        )
        known = tuple(Heading(id=name, name=TextNode(nl=name.replace("-", " "))) for name in names)
    return known + tuple(heading for heading in _OTHERS if heading.id in used)


_OTHERS = (
    Heading(id=NONE, name=TextNode(nl="geen van deze", en="none of these")),
    Heading(id=UNKNOWN, name=TextNode(nl="niet bekend", en="not known")),
)
