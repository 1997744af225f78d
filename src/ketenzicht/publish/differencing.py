"""What a new release and earlier ones tell together about small numbers that none of them tells alone.

A release is held as plain data (:func:`figures_of_release`): what an outsider knows of every true number behind its
figures. That can be kept as JSON. How releases are read together stands in :mod:`ketenzicht.publish.together`.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ketenzicht.publish.facts import StudyFacts
from ketenzicht.publish.known import Knowledge
from ketenzicht.publish.linked import known_of_published
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Name, Published
from ketenzicht.publish.together import Earlier, ReleaseFigures, add_data, as_data, plain
from ketenzicht.publish.walk import figures_of

if TYPE_CHECKING:
    from ketenzicht.publish.content import ReportContent


@dataclass(frozen=True)
class Difference:
    """A small number that follows from releases read together.

    Args:
        numbers: the names of the published numbers that it is worked out from: one that is hidden, or two of which
            it is the difference.
        measures: the measures of the new release in which they stand.
        earlier: which of the earlier releases take part, by their place in the list.
        low, high: what is left for it, both inclusive; no numbers when that could not be found in time.
        verdict: ``exact`` when one value is left, ``determined`` when fewer than the protection interval are.
    """

    numbers: tuple[str, ...]
    measures: tuple[str, ...]
    earlier: tuple[int, ...]
    low: float
    high: float
    verdict: Literal["determined", "exact"]


def context_of(study: StudyFacts, chain: str) -> dict[str, Any]:
    """What decides whether numbers of two releases are the same ones.

    Args:
        study: its period, data and choices, and the versions of chain and program.
        chain: its id.
    """
    return {
        "chain": chain,
        "unit": str(study.unit),
        "parameters": dict(sorted(study.parameters.items())),
        "period": [str(day) for day in study.period],
        "data": [str(day) for day in study.data],
        "input": study.data_fingerprint,
        "version": [study.chain_hash, study.program_version],
    }


def figures_of_release(content: ReportContent) -> dict[str, Any]:
    """What a release tells about true numbers, as data that JSON can hold.

    Args:
        content: the release as published.
    """
    published = Published(content.results, content.attrition, content.quality)
    measures: defaultdict[Name, dict[str, None]] = defaultdict(dict)
    for measure, figure in figures_of(published):
        if figure.numbers is not None and measure:
            for name in (figure.numbers.part, figure.numbers.whole):
                if name is not None:
                    measures[name][measure] = None
    return {
        **context_of(content.study, content.chain.id),
        "policy": {"rounding": content.policy.rounding, "threshold": content.policy.threshold},
        **as_data(known_of_published(published, content.policy)),
        "measures": {name: list(found) for name, found in measures.items()},
    }


def differences(
    new: ReleaseFigures, earlier: Sequence[ReleaseFigures], policy: Policy, *, seconds: float = 30.0
) -> tuple[Difference, ...]:
    """The small numbers that a new release gives away when it is read together with earlier ones.

    What the earlier ones give away by themselves is left out: no new release can mend that.

    Args:
        new: the release that is about to leave.
        earlier: releases on the same population that have left before, oldest first.
        policy: what must stay possible for a small number (its threshold and protection interval).
        seconds: the most time; what is not settled by then counts as given away.
    """
    until = time.monotonic() + seconds

    def found_with(releases: Sequence[ReleaseFigures]) -> dict[tuple[Name, ...], Difference]:
        beside = Earlier(new, releases, policy)
        beside.reconcile(lambda: _known(new, policy), until)
        found = {}
        for item in beside.weak_spots(_known(new, policy), until, protected=True):
            numbers = tuple(dict.fromkeys(plain(name) for name in item.target.names))
            measures = dict.fromkeys(measure for name in numbers for measure in new["measures"].get(name, ()))
            verdict: Literal["determined", "exact"] = "exact" if item.verdict == "exact" else "determined"
            found[numbers] = Difference(
                numbers, tuple(measures), tuple(range(len(releases))), item.low, item.high, verdict
            )
        return found

    together = found_with(earlier) if earlier else {}
    if not together or len(earlier) == 1:
        return tuple(together.values())
    alone = [found_with([one]) for one in earlier]
    told = []
    for numbers, item in together.items():
        places = tuple(place for place, found in enumerate(alone) if numbers in found)
        told.append(
            Difference(numbers, item.measures, places or item.earlier, item.low, item.high, item.verdict)
        )
    return tuple(told)


def _known(new: ReleaseFigures, policy: Policy) -> Knowledge:
    known = Knowledge(policy)
    add_data(known, new)
    return known
