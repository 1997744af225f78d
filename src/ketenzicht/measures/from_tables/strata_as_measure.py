"""Figures by stratum as a measure, the form in which figures pass disclosure control: a table per stratum.

Every number behind a figure has a name, so that it is known to be one number wherever it stands: what the causes of
one stratum tell together, and the strata with what was left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ketenzicht.attrition import Attrition
from ketenzicht.chain.model import Duration, TextNode
from ketenzicht.measures.names import after_days
from ketenzicht.measures.result import AtMost, Equal, Figure, Name, Relation, Row, Table
from ketenzicht.message import Label, duration_words, message

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class StrataAsMeasure:
    """What the tables of a measure are made of.

    Args:
        measure: its id.
        title: the title of its tables, to which the stratum is added.
        strata: the values of the columns that tell the strata apart.
        rows: what a table has a row of: causes, or the one event.
        days: what it has a column of.
    """

    measure: str
    title: Label
    strata: pa.Table
    rows: tuple[str, ...]
    days: tuple[int, ...]

    def part(self, stratum: int, row: int, day: int) -> Name:
        """The number of events behind a figure."""
        return after_days(f"{self._place(stratum)}:{self.rows[row]}", day)

    def whole(self, stratum: int) -> Name:
        """The number of spells or cases of a stratum."""
        return f"{self._place(stratum)}:gevolgd"

    def tables(self, figure: Callable[[int, int, int], Figure | None]) -> tuple[Table, ...]:
        """A table per stratum; ``figure`` gives that of a stratum, row and day, by their places."""
        return tuple(
            Table(
                id="-".join(("cijfers", *self._values(stratum))),
                title=self._title(stratum),
                columns=tuple(duration_words(Duration(length=day, unit="dagen")) for day in self.days),
                rows=tuple(
                    Row(
                        name,
                        TextNode(nl=name),
                        tuple(figure(stratum, row, day) for day in range(len(self.days))),
                    )
                    for row, name in enumerate(self.rows)
                ),
            )
            for stratum in range(self.strata.num_rows)
        )

    def attrition(self, steps: Sequence[Attrition]) -> tuple[Attrition, ...]:
        """The steps, of which the last leaves what the strata hold together."""
        return (*steps[:-1], *(replace(step, names=(None, self._all, None)) for step in steps[-1:]))

    def relations(self) -> tuple[Relation, ...]:
        """Of rows that exclude each other (causes): they make at most their stratum, and the strata make all."""
        strata, rows = range(self.strata.num_rows), range(len(self.rows))
        return (
            Equal(tuple(self.whole(stratum) for stratum in strata), (self._all,)),
            *(
                AtMost(tuple(self.part(stratum, row, day) for row in rows), (self.whole(stratum),))
                for stratum in strata
                for day in self.days
            ),
        )

    @property
    def _all(self) -> Name:
        return f"{self.measure}:alle:gevolgd"

    def _values(self, stratum: int) -> tuple[str, ...]:
        return tuple(str(column[stratum].as_py()) for column in self.strata.columns)

    def _place(self, stratum: int) -> Name:
        return ":".join((self.measure, *(value.replace(":", "/") for value in self._values(stratum))))

    def _title(self, stratum: int) -> Label:
        values = self._values(stratum)
        if not values:
            return self.title
        return message("{titel}: {groep}", titel=self.title, groep=TextNode(nl=", ".join(values)))
