"""Figures that others published on the same people, held against a release as if we had released them.

What others published cannot be called back either, so a new release gives way. They may have counted otherwise than
we do: where their figure contradicts ours it is taken for a number of other people
(:mod:`ketenzicht.publish.together`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.differencing import context_of, figures_of_release
from ketenzicht.publish.ledger import Release
from ketenzicht.publish.published import Name

NUMBER = 0
"""Of what stands in no ledger."""


@dataclass(frozen=True)
class PublishedElsewhere:
    """A count that others published.

    Args:
        name: the number of ours that it tells about.
        low, high: between which it lies, both inclusive; the same when it is exact.
        source: who published it, and where.
        period: the days that it is about; None for the period of the release.
    """

    name: Name
    low: int
    high: int
    source: str
    period: tuple[date, date] | None = None


def as_releases(figures: Sequence[PublishedElsewhere], content: ReportContent) -> tuple[Release, ...]:
    """Releases that left before, one for each source and period, in the order of the figures.

    Args:
        figures: what others published.
        content: our release, whose period, unit and choices theirs are taken to share.
    """
    groups: dict[tuple[str, tuple[date, date]], list[PublishedElsewhere]] = defaultdict(list)
    for figure in figures:
        groups[figure.source, figure.period or content.study.period].append(figure)
    return tuple(_release(content, source, period, found) for (source, period), found in groups.items())


def _release(
    content: ReportContent, source: str, period: tuple[date, date], figures: Sequence[PublishedElsewhere]
) -> Release:
    context: dict[str, Any] = context_of(content.study, content.chain.id)
    days = [day.isoformat() for day in period]
    numbers = {one.name: {"low": one.low, "high": one.high, "gap": 0, "whole": True} for one in figures}
    told = {"numbers": numbers, "sums": [], "choices": [], "hidden": [], "measures": {}}
    return Release(
        number=NUMBER,
        date="",
        request="",
        mark="",
        study=source,
        chain={"id": content.chain.id},
        policy={},
        unit=str(content.study.unit),
        period=dict(zip(("from", "to"), days, strict=True)),
        data={},
        data_fingerprint="",
        program_version="",
        population="",
        approved_by=None,
        tables={},
        figures={**context, "period": days, "version": ["elders gepubliceerd", source], **told},
    )


def unknown_names(
    figures: Sequence[PublishedElsewhere], own: ReportContent, earlier: Sequence[Release]
) -> tuple[tuple[Name, ...], Collection[Name]]:
    """The names that no number of this release or an earlier one has, and those that there are."""
    known = set(figures_of_release(own)["numbers"]).union(*(one.figures["numbers"] for one in earlier))
    return tuple(dict.fromkeys(one.name for one in figures if one.name not in known)), sorted(known)
