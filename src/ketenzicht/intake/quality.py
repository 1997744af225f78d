"""The quality of registrations as data: files, columns, findings, and what was left out at each step.

Exact counts stay in the secure folder; what leaves it passes the disclosure policy (see the room ``publish``).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ketenzicht.attrition import Attrition
from ketenzicht.intake.checks.rules import RULES, Rule
from ketenzicht.message import Message


@dataclass(frozen=True)
class Field:
    """A column of a file: how often it is filled, and whether the mapping uses it or skips it on purpose."""

    column: str
    used: bool
    skipped: bool
    filled: int | None
    rows: int


@dataclass(frozen=True)
class FileQuality:
    """One registration file: its rows, and its columns in the order of the file."""

    file: str
    rows: int
    unreadable: int
    fields: tuple[Field, ...]
    fingerprint: str

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that the mapping neither uses nor skips on purpose."""
        return tuple(field.column for field in self.fields if not (field.used or field.skipped))


@dataclass(frozen=True)
class Finding:
    """What a rule found in a file.

    Args:
        rule: id of the rule.
        file: as the mapping names it.
        column: the column, or an empty string when it concerns the whole row or file.
        count: how many.
        total: of how many.
        rows: numbers of the first rows concerned, as a spreadsheet shows them.
        detail: what exactly; never a value from a cell.
        values: unknown words with their counts, for the secure folder and the terminal.
    """

    rule: str
    file: str
    column: str
    count: int
    total: int
    rows: tuple[int, ...] = ()
    detail: Message | None = None
    values: tuple[tuple[str, int], ...] = ()

    @property
    def about(self) -> Rule:
        """The rule itself."""
        return RULES[self.rule]

    @property
    def share(self) -> float:
        """Count over total; 0 when there is nothing to count."""
        return self.count / self.total if self.total else 0.0


@dataclass(frozen=True)
class ActivityCount:
    """How often an event of the chain occurs, and when first and last (days, ISO)."""

    activity: str
    count: int
    first: str | None
    last: str | None


@dataclass(frozen=True)
class QualityReport:
    """Everything that intake can say about the registrations."""

    files: tuple[FileQuality, ...]
    findings: tuple[Finding, ...]
    activities: tuple[ActivityCount, ...]
    row_attrition: tuple[Attrition, ...]
    event_attrition: tuple[Attrition, ...]
    household_attrition: tuple[Attrition, ...] = ()
    """Of the persons of events, where households come from the population register."""

    @property
    def attrition(self) -> tuple[Attrition, ...]:
        """Rows first, then events, then who was found in a household."""
        return self.row_attrition + self.event_attrition + self.household_attrition

    def attrition_by_unit(self) -> list[tuple[str, tuple[Attrition, ...]]]:
        """The same under the name of what is counted."""
        steps = (
            ("Rijen", self.row_attrition),
            ("Gebeurtenissen", self.event_attrition),
            ("Betrokkenen met een huishouden", self.household_attrition),
        )
        return [(title, counted) for title, counted in steps if counted]

    def as_data(self) -> dict[str, Any]:
        """Plain data for JSON, with the texts of the rules in Dutch and exact counts."""
        return {
            "files": [asdict(file) for file in self.files],
            "findings": [_finding(finding) for finding in self.findings],
            "activities": [asdict(activity) for activity in self.activities],
            "attrition": [
                {
                    "step": str(step.step),
                    "unit": str(step.unit),
                    "before": step.before,
                    "after": step.after,
                    "left_out": step.left_out,
                    "reason": str(step.reason),
                }
                for step in self.attrition
            ],
        }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "dimension": finding.about.dimension,
        "severity": finding.about.severity,
        "what": str(finding.about.what),
        "fix": str(finding.about.fix),
        "file": finding.file,
        "column": finding.column,
        "count": finding.count,
        "total": finding.total,
        "share": finding.share,
        "rows": list(finding.rows),
        "detail": str(finding.detail) if finding.detail else None,
        "values": [{"value": value, "count": count} for value, count in finding.values],
    }
