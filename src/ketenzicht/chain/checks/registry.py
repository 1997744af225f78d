"""The list of checks, and what a check finds. A check is a small named function over one chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from ketenzicht.chain.model import Chain
from ketenzicht.chain.yaml_places import DataPath

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Subject:
    """What a check looks at: the chain, the day on which it is judged, and whether we ship it ourselves."""

    chain: Chain
    as_of: date
    shipped: bool = False
    shared: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What one check works out and others use too, such as the compiled conditions."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, what, and how to mend it."""

    path: DataPath
    what: str
    fix: str


@dataclass(frozen=True)
class Check:
    """A named check. ``strict``: only a warning in a user's own chain, an error in a chain that we ship."""

    name: str
    explanation: str
    severity: Severity
    strict: bool
    find: Callable[[Subject], Iterable[Problem]]

    def severity_for(self, subject: Subject) -> Severity:
        """How grave a finding of this check is for this chain."""
        return "error" if self.strict and subject.shipped else self.severity


_CHECKS: dict[str, Check] = {}

Find = Callable[[Subject], Iterator[Problem]]


def check(
    name: str, explanation: str, *, severity: Severity = "error", strict: bool = False
) -> Callable[[Find], Find]:
    """Register a function as a check.

    Args:
        name: what the finding is called, in kebab-case Dutch.
        explanation: why it matters, one Dutch sentence for people.
        severity: ``error`` stops ``ketenzicht chain check``, ``warning`` does not.
        strict: an error in shipped chains whatever the severity.
    """

    def register(find: Find) -> Find:
        if name in _CHECKS:
            message = f"two checks are called {name}"
            raise ValueError(message)
        _CHECKS[name] = Check(name, explanation, severity, strict, find)
        return find

    return register


def all_checks() -> tuple[Check, ...]:
    """Every check that was registered so far, in the order of the handbook."""
    return tuple(_CHECKS.values())
