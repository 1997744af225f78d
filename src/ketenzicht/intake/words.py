"""Words of the chain for the texts of a column: found once for each different text, not for each row.

A registration of a million rows has some tens of codes; a table of those, joined, is faster than any expression.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ketenzicht.engine import Engine


@dataclass(frozen=True)
class Word:
    """A column whose texts become words of the chain.

    Args:
        name: of the table (``given``, ``word``).
        text: the staged column with the texts.
        sql: the statement part that turns the column ``given`` into a word, or NULL when it is none.
        known: the same, but NULL for texts that are taken over as they are; usually equal to ``sql``.
        rule: the rule for texts that are no word.
        column: the column of the file.
    """

    name: str
    text: str
    sql: str
    known: str
    rule: str
    column: str

    @property
    def join(self) -> str:
        """The part of a ``from`` clause that adds the word to the staged rows."""
        return f"left join {self.name} on {self.name}.given = staged.{self.text}"

    @property
    def value(self) -> str:
        """The word, in a statement with :attr:`join`."""
        return f"{self.name}.word"


def make_words(engine: Engine, table: str, words: list[Word]) -> None:
    """Make the tables of the words of a staged file."""
    for word in words:
        engine.run(
            f"create or replace table {word.name} as "
            f"select given, {word.sql} as word, ({word.known}) is not null as known "
            f"from (select distinct {word.text} as given from {table} where {word.text} is not null)"
        )
