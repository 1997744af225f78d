"""Puts the quality report together, and writes the rows to look at to a file in the secure folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.chain.model import Chain
from ketenzicht.engine import quoted
from ketenzicht.engine.engine import literal
from ketenzicht.intake.attrition import event_attrition, row_attrition
from ketenzicht.intake.candidates import Candidates
from ketenzicht.intake.checks.changed import changed_columns
from ketenzicht.intake.checks.findings import file_findings, in_order, row_findings
from ketenzicht.intake.checks.problems import find_problems
from ketenzicht.intake.checks.rules import RULES
from ketenzicht.intake.quality import ActivityCount, Field, FileQuality, QualityReport
from ketenzicht.intake.stage import Stage
from ketenzicht.spreadsheet import harmless, harmless_sql

if TYPE_CHECKING:
    from ketenzicht.engine import Engine


def assess(
    engine: Engine,
    chain: Chain,
    stages: list[Stage],
    planned: list[Candidates],
    fingerprints: dict[str, str],
) -> QualityReport:
    """Run all checks on the staged files and the events made from them.

    Needs the tables ``row_event`` and ``event``; leaves the table ``problem``.
    """
    find_problems(engine, chain, stages, planned)
    findings = row_findings(engine, stages)
    unreadable = {}
    for stage in stages:
        broken, cut_off = _unreadable(engine, stage)
        unreadable[stage.position] = broken
        findings += file_findings(engine, stage, broken, cut_off)
        times = [one.time for one in planned if one.stage is stage]
        findings += changed_columns(engine, stage, times[0] if times else None)
    return QualityReport(
        files=tuple(
            _file(engine, stage, unreadable[stage.position], fingerprints[stage.loaded.label])
            for stage in stages
        ),
        findings=in_order(findings),
        activities=_activities(engine, chain),
        row_attrition=row_attrition(engine, stages, unreadable),
        event_attrition=event_attrition(engine),
    )


def _unreadable(engine: Engine, stage: Stage) -> tuple[int, bool]:
    """How many lines could not be read, and whether the last line of the file is one of them and has no end."""
    if stage.source.rejects is None:
        return stage.source.unreadable, False
    table = quoted(stage.source.rejects)
    # The line numbers are those of the file; one broken record may have several errors.
    broken, last = engine.rows(f"select count(distinct line), max(line) from {table}")[0]
    return broken, bool(broken) and stage.source.cut_off(last)


def _file(engine: Engine, stage: Stage, unreadable: int, fingerprint: str) -> FileQuality:
    counts = ", ".join(f"count(*) filter (has_{text})" for text in stage.texts.values())
    [numbers] = engine.rows(f"select count(*){', ' if counts else ''}{counts} from {stage.table}")
    skipped = stage.loaded.mapping.skipped
    filled = dict(zip(stage.texts, numbers[1:], strict=True))
    return FileQuality(
        file=stage.loaded.label,
        rows=numbers[0],
        unreadable=unreadable,
        fields=tuple(
            Field(column, column in filled, column in skipped, filled.get(column), numbers[0])
            for column in stage.source.columns
        ),
        fingerprint=fingerprint,
    )


def _activities(engine: Engine, chain: Chain) -> tuple[ActivityCount, ...]:
    counted = {
        activity: (count, first, last)
        for activity, count, first, last in engine.rows(
            "select activity, count(*), strftime(min(occurred_at), '%Y-%m-%d'), "
            "strftime(max(occurred_at), '%Y-%m-%d') from event group by activity"
        )
    }
    return tuple(ActivityCount(event.id, *counted.get(event.id, (0, None, None))) for event in chain.events)


def write_problems(engine: Engine, stages: list[Stage], path: Path) -> None:
    """Write the rows to look at: file, row as a spreadsheet shows it, column, value, rule, what and how to fix.

    Rules that are only good to know (``melding``) have no rows in it.
    A value, or the name of a column or file, that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    skipped = ", ".join(literal(rule.id) for rule in RULES.values() if rule.severity == "melding")
    files = " ".join(
        f"when {stage.position} then {literal(harmless(stage.loaded.label))}" for stage in stages
    )
    headers = " ".join(f"when {stage.position} then {stage.source.header_rows}" for stage in stages)
    what = " ".join(f"when {literal(rule.id)} then {literal(str(rule.what))}" for rule in RULES.values())
    fix = " ".join(f"when {literal(rule.id)} then {literal(str(rule.fix))}" for rule in RULES.values())
    engine.run(
        f"""
        copy (
            select distinct
                case file {files} end as bestand,
                source_row + case file {headers} end as rij,
                {harmless_sql('"column"')} as kolom,
                {harmless_sql("value")} as waarde,
                rule as regel,
                case rule {what} end as wat,
                case rule {fix} end as oplossing
            from problem
            where rule not in ({skipped})
            order by all
        ) to {literal(str(path))} (format csv, header, delimiter ';')
        """
    )
