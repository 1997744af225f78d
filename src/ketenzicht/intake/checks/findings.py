"""From rows to look at to findings: one for each rule, file and column, with the first rows as examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ketenzicht.intake.checks.rules import RULES
from ketenzicht.intake.columns import header_change
from ketenzicht.intake.quality import Finding
from ketenzicht.intake.stage import Stage

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

EXAMPLES = 5
WORDS = 20
SHOWN = ("onbekende-activiteit", "onbekende-code", "onbekende-einde-reden", "onbekende-organisatie")
"""Rules whose values are words of a registration, not of a person: they may be shown on the screen."""


def row_findings(engine: Engine, stages: list[Stage]) -> list[Finding]:
    """The table ``problem``, counted by rule, file and column."""
    rows = {stage.position: engine.value(f"select count(*) from {stage.table}") for stage in stages}
    by_position = {stage.position: stage for stage in stages}
    found = []
    for file, rule, column, count, examples in engine.rows(
        f"""
        select file, rule, "column", count(distinct source_row), list_sort(min(distinct source_row, {EXAMPLES}))
        from problem
        group by file, rule, "column"
        order by file, rule, "column"
        """
    ):
        stage = by_position[file]
        found.append(
            Finding(
                rule,
                stage.loaded.label,
                column or "",
                count,
                rows[file],
                rows=tuple(row + stage.source.header_rows for row in examples),
                values=_values(engine, file, rule, column) if rule in SHOWN else (),
            )
        )
    return found


def _values(engine: Engine, file: int, rule: str, column: str) -> tuple[tuple[str, int], ...]:
    return tuple(
        engine.rows(
            """
            select value, count(*) from problem
            where file = $file and rule = $rule and "column" = $column
            group by value order by count(*) desc, value limit """
            + str(WORDS),
            {"file": file, "rule": rule, "column": column},
        )
    )


def file_findings(engine: Engine, stage: Stage, unreadable: int, cut_off: bool) -> list[Finding]:
    """What concerns a file as a whole: its header, broken lines, an unfinished end, what the reader met, zones."""
    mapping, name = stage.loaded.mapping, stage.loaded.label
    rows = engine.value(f"select count(*) from {stage.table}")
    found = [
        Finding(notice.rule, name, "", notice.count, max(rows, notice.count), detail=notice.detail)
        for notice in stage.source.notices
    ]
    change = header_change(mapping.columns, stage.source.columns)
    if change.any:
        count = len(change.missing) + len(change.new) + len(change.moved)
        total = len(stage.source.columns)
        found.append(Finding("kolommen-veranderd", name, "", count, total, detail=change.told()))
    if unreadable:
        found.append(Finding("kapotte-regel", name, "", unreadable, rows + unreadable))
    if cut_off:
        found.append(Finding("afgekapt-bestand", name, "", 1, rows + unreadable))
    return found + _zones(engine, stage, rows)


def _zones(engine: Engine, stage: Stage, rows: int) -> list[Finding]:
    columns = {text: column for column, text in stage.texts.items()}
    found = []
    for text, prefix in stage.times.items():
        zones = dict(
            engine.rows(
                f"select {prefix}_zone, count(*) from {stage.table} "
                f"where kept and {prefix}_zone is not null group by 1"
            )
        )
        foreign = zones.get("ander", 0)
        if foreign:
            rule = "gemengde-tijdzones" if len(zones) > 1 else "tijdzones"
        elif len(zones) > 1 and stage.loaded.mapping.zone != "Europe/Amsterdam":
            rule, foreign = "gemengde-tijdzones", zones["geen"]
        else:
            continue
        found.append(Finding(rule, stage.loaded.label, columns[text], foreign, rows))
    return found


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Findings by rule in the order of the report, then by file and column."""
    order = {rule: rank for rank, rule in enumerate(RULES)}
    return tuple(sorted(findings, key=lambda one: (order[one.rule], one.file, one.column)))
