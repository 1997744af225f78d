"""One scan of a registration file: pseudonyms instead of numbers, dates with their precision, words of the chain.

This is the door. What it writes is the only copy of the rows that intake works with, and it holds no identifier.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.chain.model import Chain
from ketenzicht.engine import quoted
from ketenzicht.engine.engine import literal
from ketenzicht.intake.columns import find_column
from ketenzicht.intake.convert import (
    attribute_sql,
    end_reason_table,
    lookup_or_same_sql,
    lookup_sql,
    organisation_table,
    translated_sql,
)
from ketenzicht.intake.dates import patterns
from ketenzicht.intake.forgotten import leave_out
from ketenzicht.intake.identity import TABLE as LINKED
from ketenzicht.intake.identity import Identity
from ketenzicht.intake.load_mapping import FileMapping
from ketenzicht.intake.mapping import Condition, EventColumns, Given
from ketenzicht.intake.person_sql import birth_column, number_columns, sex_column
from ketenzicht.intake.pseudonym import Namespace
from ketenzicht.intake.readers import Source
from ketenzicht.intake.readers.source import scanning
from ketenzicht.intake.time_sql import time_columns
from ketenzicht.intake.words import Word, make_words

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

Speak = Callable[[str], str]
"""From the name of a text to the statement part that turns it into a word."""

EMPTY = "cast(null as varchar)"
NOT_AVAILABLE = "'NA', 'N/A', 'NULL', 'NONE', 'NAN'"
"""Words that other programs turn into a missing value; here they are numbers like any other."""


@dataclass
class Stage:
    """The plan of the scan: which column of the file becomes which columns of the staged rows.

    Args:
        loaded: the mapping.
        chain: whose words the values must be.
        source: the rows of the file.
        position: the place of the file in the list of the study.
        texts: column of the file to the name of its cleaned text inside the scan.
        times: cleaned text to the prefix of the staged columns of a date.
        outputs: staged column to the statement part that makes it.
        words: columns whose texts become words of the chain.
        used_when: name of a word to the staged conditions of the events that carry it.
        compared: columns of the file whose values are compared between the halves of the file.
        forgotten: how many rows were left out because they name somebody who was forgotten.
    """

    loaded: FileMapping
    chain: Chain
    source: Source
    position: int
    texts: dict[str, str] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    used_when: dict[str, list[str]] = field(default_factory=dict)
    compared: set[str] = field(default_factory=set)
    forgotten: int = 0
    identities: Mapping[int, Identity] = field(default_factory=dict)
    """Of persons that are looked up among those linked: who they are, by their place in the mapping."""

    @property
    def table(self) -> str:
        """The name under which the staged rows are known in the engine."""
        return f"staged_{self.position}"

    def text(self, column: str) -> str:
        """The name, inside the scan, of the cleaned text of a column."""
        found = find_column(column, self.source.columns, self.loaded)
        return self.texts.setdefault(found, f"t{len(self.texts)}")

    def time(self, column: str) -> str:
        """The prefix of the staged columns of a date: ``<prefix>_at``, ``_precision``, ``_zone``, ``_text``."""
        text = self.text(column)
        if text not in self.times:
            self.times[text] = f"d{len(self.times)}"
        return self.times[text]

    def put(self, name: str, sql: str) -> str:
        """Add a staged column."""
        self.outputs.setdefault(name, sql)
        return name

    def number(self, namespace: Namespace, column: str) -> str:
        """A staged column with the pseudonym of a number that the register of this file gave out."""
        text = self.text(column)
        register = self.loaded.mapping.register_name
        given = f"{literal(register)} || chr(31) || {text}" if register else text
        return self.put(f"{namespace}_{text}", f"pseudonym('{namespace}', {given})")

    def when(self, conditions: tuple[Condition, ...]) -> str:
        """A staged column that says whether a row meets all conditions."""
        sql = self.condition(conditions)
        same = [name for name, known in self.outputs.items() if known == sql and name.startswith("when")]
        return same[0] if same else self.put(f"when{len(self.outputs)}", sql)

    def condition(self, conditions: tuple[Condition, ...]) -> str:
        """The statement part of :meth:`when`."""
        return " and ".join(self._condition(condition) for condition in conditions) or "true"

    def _condition(self, condition: Condition) -> str:
        text = self.text(condition.column)
        parts = []
        if condition.is_:
            parts.append(f"coalesce(lower({text}) in ({_words(condition.is_)}), false)")
        if condition.is_not:
            parts.append(f"coalesce(lower({text}) not in ({_words(condition.is_not)}), true)")
        if condition.filled is not None:
            parts.append(f"{text} is {'not ' if condition.filled else ''}null")
        return "(" + " and ".join(parts or ["true"]) + ")"

    def raw(self, column: str) -> str:
        """A staged column with the text of a column as it is."""
        text = self.text(column)
        return self.put(f"raw_{text}", text)

    def word(self, given: Given, make: Speak, known: Speak, rule: str) -> Word:
        """The words for a column; ``make`` and ``known`` are as in :class:`Word`, from the text after translation."""
        assert given.column is not None  # noqa: S101 - a fixed value needs no table
        text = self.raw(given.column)
        translated = translated_sql("given", given.translation)
        column = find_column(given.column, self.source.columns, self.loaded)
        name = f"word_{self.position}_{len(self.words)}"
        made = Word(name, text, make(translated), known(translated), rule, column)
        for word in self.words:
            if replace(word, name=name) == made:
                return word
        self.words.append(made)
        return made

    def layers(self) -> list[str]:
        """The parts of a scan: ``rows`` with the cleaned texts, ``related`` with the case that a row refers to."""
        case = self.loaded.mapping.case
        joined = ""
        if case and case.relation and case.column:
            joined = f"left join relation_{self.position} on relation_source = {self.text(case.column)}"
        everything = ", ".join(quoted(column) for column in self.source.columns)
        cleaned = ", ".join(f"clean({quoted(column)}) as {name}" for column, name in self.texts.items())
        return [
            f"rows as (select row_number() over () as source_row, hash({everything}) as row_hash, "
            f"{cleaned} from {self.source.relation})",
            f"related as (select * from rows {joined})",
        ]

    def watch(self) -> None:
        """Add what the checks need: whether a column is filled."""
        for text in self.texts.values():
            self.put(f"has_{text}", f"{text} is not null")


def plan(
    loaded: FileMapping,
    chain: Chain,
    source: Source,
    position: int,
    identities: Mapping[int, Identity] | None = None,
) -> Stage:
    """The plan for a file; the parts that all events of a row share are put in at once."""
    mapping = loaded.mapping
    stage = Stage(loaded, chain, source, position, identities=identities or {})
    stage.put("kept", stage.condition(mapping.where))
    household = f"pseudonym('huishouden', {stage.text(mapping.household)})" if mapping.household else EMPTY
    stage.put("household_id", household)
    stage.put("given_case", _case_sql(stage))
    for name, column in (("household", mapping.household), ("case", mapping.case and mapping.case.column)):
        if column:
            stage.put(f"na_{name}", f"coalesce(upper({stage.text(column)}) in ({NOT_AVAILABLE}), false)")
    for index, person in enumerate(mapping.persons):
        birth = stage.text(person.birth) if person.birth else None
        sex = stage.text(person.sex) if person.sex else None
        for name, sql in number_columns(index, stage.text(person.number), mapping.bsn is not None):
            stage.put(name, sql)
        if identity := stage.identities.get(index):
            stage.put(f"number_{index}", stage.outputs[f"person_{index}"])
            stage.put(f"record_{index}", identity.key_sql(stage.text))
            stage.outputs[f"person_{index}"] = f"linked_{index}"
        stage.put(*birth_column(index, birth, patterns(mapping.dates)))
        stage.put(*sex_column(index, sex))
        stage.put(f"role_{index}", _role(stage, person.role))
    return stage


def _role(stage: Stage, role: Given | None) -> str:
    if role is None:
        return EMPTY
    if role.column is None:
        return literal(role.fixed or "")
    return translated_sql(stage.text(role.column), role.translation)


def _case_sql(stage: Stage) -> str:
    case = stage.loaded.mapping.case
    if case is None:
        return EMPTY
    if case.column is None:
        return f"pseudonym('casus', '{stage.position}:' || source_row)"
    text = stage.text(case.column)
    if case.relation is not None:
        text = f"coalesce(relation_target, {text})"
    return f"pseudonym('casus', {text})"


def event_words(stage: Stage, event: EventColumns) -> Iterator[tuple[str, Word | str]]:
    """What an event carries, by the column of canonical events that it fills: a word, or a fixed value."""
    chain = stage.chain
    attributes = {attribute.id: attribute for attribute in chain.attributes}
    if event.organisation is not None:
        table = organisation_table(chain)
        named = partial(lookup_or_same_sql, table=table)
        known = partial(lookup_sql, table=table)
        yield "organisation", _carried(stage, event.organisation, named, known, "onbekende-organisatie")
    if event.end_reason is not None:
        reason = partial(lookup_sql, table=end_reason_table(chain))
        yield "end_reason", _carried(stage, event.end_reason, reason, reason, "onbekende-einde-reden")
    for name, given in event.attributes.items():
        decimal = stage.loaded.mapping.layout.decimal
        value = partial(attribute_sql, attribute=attributes[name], chain=chain, decimal=decimal)
        yield name.replace("-", "_"), _carried(stage, given, value, value, "onbekende-code")


def _carried(stage: Stage, given: Given, make: Speak, known: Speak, rule: str) -> Word | str:
    if given.column is None:
        return f"({make(literal(given.fixed or ''))})"
    if rule != "onbekende-organisatie":
        stage.compared.add(find_column(given.column, stage.source.columns, stage.loaded))
    return stage.word(given, make, known, rule)


def run_stage(engine: Engine, stage: Stage, work: Path, forgotten: Collection[str] = ()) -> None:
    """Scan the file once, write the staged rows to the work folder and make them known as ``stage.table``.

    Rows that name somebody in ``forgotten`` (marks, see :mod:`ketenzicht.intake.forgotten`) are not among them.
    """
    stage.watch()
    layers, last = stage.layers(), "related"
    outputs = dict(stage.outputs)
    for index in stage.identities:
        key = outputs[f"record_{index}"]
        layers.append(
            f"known_{index} as (select {last}.*, {LINKED}.person_id as linked_{index} from {last} "
            f"left join {LINKED} on {LINKED}.record_key = {key})"
        )
        last = f"known_{index}"
    for text, prefix in stage.times.items():
        steps, columns = time_columns(
            text, prefix, last, patterns(stage.loaded.mapping.dates), stage.loaded.mapping.zone
        )
        layers += steps
        last = f"{prefix}_dated"
        outputs |= columns
    selected = ", ".join(f"{sql} as {name}" for name, sql in outputs.items())
    path = work / f"{stage.table}.parquet"
    with scanning(stage.source):
        engine.write_parquet(
            f"with {', '.join(layers)} select source_row, row_hash, {selected} from {last}", path
        )
    engine.attach_parquet(stage.table, path)
    if forgotten:
        stage.forgotten = leave_out(engine, stage, forgotten, path, work / f"{stage.table}-kept.parquet")
    make_words(engine, stage.table, stage.words)


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(literal(word.strip().lower()) for word in words)
