"""Static checks: what can be wrong with a chain that loads. Each is a small named function with an explanation.

The checks here read the description only. What needs its conditions and amounts worked out is in
``ketenzicht.guide.checks``, which knows every check and is what the doors use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ketenzicht.chain.checks import (
    circles,
    definitions,
    factors,
    facts,
    groups,
    guide,
    measures,
    plain_words,
    shares,
    structure,
)
from ketenzicht.chain.checks.registry import Check, Problem, Severity, Subject, all_checks
from ketenzicht.chain.load import SHIPPED, ChainFolder
from ketenzicht.chain.model import Chain
from ketenzicht.chain.yaml_places import DataPath

__all__ = [
    "CHECKS", "Check", "Finding", "Problem", "Severity", "Subject", "all_checks", "check_chain", "check_folder",
]  # fmt: skip

_MODULES = (
    structure,
    facts,
    measures,
    shares,
    definitions,
    groups,
    factors,
    guide,
    circles,
    plain_words,
)  # importing them registers their checks

CHECKS: tuple[Check, ...] = all_checks()
"""The checks of this room."""


@dataclass(frozen=True)
class Finding:
    """What a check found: its name and why it matters, how grave, where, what is wrong and how to mend it."""

    check: str
    severity: Severity
    explanation: str
    what: str
    fix: str
    path: DataPath
    file: str | None = None
    line: int | None = None

    def as_data(self) -> dict[str, str | int | None]:
        """The finding for ``--json``; the path as keys with dots."""
        return {
            "check": self.check,
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "path": ".".join(str(part) for part in self.path),
            "what": self.what,
            "why": self.explanation,
            "fix": self.fix,
        }


def check_chain(
    chain: Chain, *, as_of: date, shipped: bool = False, checks: Sequence[Check] = CHECKS
) -> list[Finding]:
    """Everything that the checks find in a chain, errors first.

    Args:
        chain: the chain, from wherever.
        as_of: the day on which it is judged; decides which sources are stale.
        shipped: whether it comes with the program, where missing origins are errors.
        checks: which checks.
    """
    subject = Subject(chain, as_of, shipped)
    found = [
        Finding(
            check=check.name,
            severity=check.severity_for(subject),
            explanation=check.explanation,
            what=problem.what,
            fix=problem.fix,
            path=problem.path,
        )
        for check in checks
        for problem in check.find(subject)
    ]
    return sorted(found, key=lambda finding: finding.severity)


def check_folder(folder: ChainFolder, *, as_of: date, checks: Sequence[Check] = CHECKS) -> list[Finding]:
    """As :func:`check_chain`, with the file and line of each finding."""
    found = check_chain(folder.chain, as_of=as_of, shipped=folder.folder.parent == SHIPPED, checks=checks)
    return [_placed(finding, folder) for finding in found]


def _placed(finding: Finding, folder: ChainFolder) -> Finding:
    place = folder.place(finding.path)
    file: Path = place.file if place else folder.folder
    return Finding(**{**vars(finding), "file": str(file), "line": place.line if place else None})
