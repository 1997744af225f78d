"""What a report says about the study itself, beside its figures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ketenzicht.message import Label


@dataclass(frozen=True)
class StudyFacts:
    """The context that every published figure carries.

    Args:
        title: of the study.
        chain_version, chain_hash: of the chain description that was used.
        unit: what one case is.
        period: index window, first and last day.
        data: first and last day that the data cover.
        synthetic: whether the registrations were made up.
        program_version: of ketenzicht.
        fingerprints: SHA-256 of each registration file, by its name in the mapping.
        parameters: further choices of the study, by name.
    """

    title: str
    chain_version: str
    chain_hash: str
    unit: Label
    period: tuple[date, date]
    data: tuple[date, date]
    synthetic: bool
    program_version: str
    fingerprints: Mapping[str, str]
    parameters: Mapping[str, str | int | bool] = field(default_factory=dict)

    @property
    def data_fingerprint(self) -> str:
        """One SHA-256 for all registration files together, whatever they are called and however they are ordered."""
        return hashlib.sha256("\n".join(sorted(self.fingerprints.values())).encode()).hexdigest()


@dataclass(frozen=True)
class QualityFinding:
    """What a check of the registrations found: a rule, how often, of how many, and what to do about it.

    ``of_rows`` when ``total`` is the number of rows of the file.
    """

    dimension: Label
    severity: Label
    what: Label
    fix: Label
    file: str
    column: str
    count: int
    total: int
    of_rows: bool = False


@dataclass(frozen=True)
class QualityFile:
    """A registration file and its number of rows."""

    file: str
    rows: int
    unreadable: int


@dataclass(frozen=True)
class QualityFacts:
    """The quality of the registrations, exact: for ``release`` alone."""

    files: tuple[QualityFile, ...] = ()
    findings: tuple[QualityFinding, ...] = ()
