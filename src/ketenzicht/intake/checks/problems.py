"""Rows to look at: every value that a rule objects to, with its row and column; numbers of persons are masked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ketenzicht.chain.model import Chain
from ketenzicht.engine.engine import literal
from ketenzicht.intake.candidates import Candidates
from ketenzicht.intake.stage import Stage

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

MASKED = "(afgeschermd)"
FATES_OF_DATE = ("na-gegevens", "einde-voor-begin")
FATES_OF_ROW = ("dubbele-rij", "latere-levering")
STATES = {"fout": "bsn-elfproef", "dummy-0": "dummynummer", "dummy-9": "dummynummer"}
CONVENTIONS = {
    "vt-1": {"dummy-0": "bsn-onbekend", "dummy-9": "bsn-ongeboren"},
    "jeugd": {"dummy-0": "bsn-ongeboren", "dummy-9": "bsn-onbekend"},
}
"""The Veilig Thuis protocol version 1 (annex to the Uitvoeringsregeling Wmo 2015) and the youth protocol
(Staatscourant 2018, 53554) use the two dummy numbers the other way round."""


def find_problems(engine: Engine, chain: Chain, stages: list[Stage], planned: list[Candidates]) -> None:
    """Fill the table ``problem`` (file, source_row, column, value, rule)."""
    engine.run(
        "create or replace table problem "
        '(file smallint, source_row bigint, "column" varchar, value varchar, rule varchar)'
    )
    for stage in stages:
        for sql in (*_words(stage), *_times(stage), *_persons(stage), *_households(stage)):
            engine.run(f"insert into problem {sql}")
    for one in planned:
        for sql in (_dateless(one), _fates_of_date(one)):
            engine.run(f"insert into problem {sql}")
    for sql in (_fates_of_row(), _without_case(), _order_in_file(stages), _order_in_spell()):
        engine.run(f"insert into problem {sql}")


def _select(stage: Stage, column: str, value: str, rule: str, where: str) -> str:
    return (
        f"select {stage.position}, source_row, {literal(column)}, {value}, {rule} "
        f"from {stage.table} where kept and {where}"
    )


def _words(stage: Stage) -> Iterator[str]:
    for word in stage.words:
        skipped = "lifecycle_skipped" in stage.outputs and word.rule == "onbekende-activiteit"
        value, rule = _masked(word.text), literal(word.rule)
        used = " or ".join(dict.fromkeys(stage.used_when.get(word.name, ["true"])))
        yield (
            f"select {stage.position}, source_row, {literal(word.column)}, {value}, {rule} "
            f"from {stage.table} join {word.name} on given = {word.text} "
            f"where kept and not known and ({used}){' and not lifecycle_skipped' if skipped else ''}"
        )


def _masked(text: str) -> str:
    """The text, unless it could be a BSN that stands in the wrong column."""
    digits = f"regexp_full_match({text}, '[0-9 .]{{8,}}') and eleven_test(bsn_digits({text}))"
    return f"case when {digits} then {literal(MASKED)} else {text} end"


def _times(stage: Stage) -> Iterator[str]:
    columns = {text: column for column, text in stage.texts.items()}
    for text, prefix in stage.times.items():
        rule = (
            f"case {prefix}_precision when 'fout' then 'foute-datum' when 'onbekend' then 'datum-onbekend' "
            "else 'deel-datum' end"
        )
        where = f"{prefix}_precision in ('fout', 'onbekend', 'maand', 'jaar')"
        yield _select(stage, columns[text], _masked(f"{prefix}_text"), rule, where)


def _persons(stage: Stage) -> Iterator[str]:
    mapping = stage.loaded.mapping
    rules = STATES | (CONVENTIONS[mapping.bsn] if mapping.bsn else {})
    for index, person in enumerate(mapping.persons):
        branches = " ".join(f"when {literal(state)} then {literal(rule)}" for state, rule in rules.items())
        state = f"person_{index}_state"
        yield _select(
            stage,
            person.number,
            literal(MASKED),
            f"case {state} {branches} end",
            f"{state} not in ('leeg', 'goed')",
        )


def _households(stage: Stage) -> Iterator[str]:
    mapping = stage.loaded.mapping
    for name, column in (("household", mapping.household), ("case", mapping.case and mapping.case.column)):
        if column:
            yield _select(stage, column, literal(MASKED), "'letterlijk-na'", f"na_{name}")
    if mapping.household:
        yield _select(stage, mapping.household, "null", "'zonder-huishouden'", "household_id is null")


def _column(one: Candidates) -> str:
    texts = {text: column for column, text in one.stage.texts.items()}
    return next(texts[text] for text, prefix in one.stage.times.items() if prefix == one.time)


def _dateless(one: Candidates) -> str:
    happened = "false" if one.dateless == "absent" else one.condition
    where = f"{happened} and {one.time}_precision is null and not ({one.skipped})"
    return _select(one.stage, _column(one), "null", "'datum-ontbreekt'", where)


def _fates_of_date(one: Candidates) -> str:
    rules = ", ".join(literal(fate) for fate in FATES_OF_DATE)
    return (
        f"select file, source_row, {literal(_column(one))}, {one.time}_text, fate from row_event "
        f"join {one.stage.table} using (source_row) "
        f"where file = {one.stage.position} and place = {one.place} and fate in ({rules})"
    )


def _fates_of_row() -> str:
    rules = ", ".join(literal(fate) for fate in FATES_OF_ROW)
    return f"select distinct file, source_row, '', null, fate from row_event where fate in ({rules})"


def _without_case() -> str:
    return "select distinct file, source_row, '', null, 'zonder-casus' from event where case_id is null"


def _order_in_file(stages: list[Stage]) -> str:
    long = [str(stage.position) for stage in stages if stage.loaded.mapping.activity is not None]
    return f"""
        select distinct file, source_row, '', activity, 'volgorde-in-bestand'
        from (
            select file, source_row, activity, occurred_at,
                lag(occurred_at) over (partition by file, case_id order by source_row) as before
            from event
            where file in ({", ".join(long) or "-1"}) and case_id is not null and occurred_at is not null
        )
        where occurred_at < before
    """


def _order_in_spell() -> str:
    return """
        select distinct file, source_row, '', activity, 'volgorde-in-traject'
        from (
            select event.file, event.source_row, event.activity, event.occurred_at, min(earlier.occurred_at) as begun
            from event
            join stage_sequence on stage_sequence."end" = event.activity
            join event as earlier on earlier.spell_id = event.spell_id and earlier.activity = stage_sequence."begin"
            where event.precision in ('dag', 'moment') and earlier.precision in ('dag', 'moment')
            group by all
        )
        where cast(occurred_at as date) < cast(begun as date)
    """
