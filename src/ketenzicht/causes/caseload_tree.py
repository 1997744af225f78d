"""Why a caseload is this high: inhabitants, first reports each, reports per first report, open days per report.

``A / (T P) = (F / P) (R / F) (A / R) / T`` for open case-days A in T days, reports R, first reports F and
inhabitants P. It is an identity, so it holds for any stretch of days, without a steady state. Reports per first
report is what help did not end, and splits by what went before the repeat; open days per report is how long the
work stays, and splits by stage, with what began before the stretch as a part of its own. (Kaya Y, 1990, wrote
the emissions of a country as such a product.)

Numbers may be exact or rounded: whatever the parts leave of their whole is a part too, so that they always add
up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

REST = "rest"
"""What the parts that are known leave of their whole: rounding, and what is not shown."""
PER_INHABITANTS = 1000


@dataclass(frozen=True)
class CaseloadTree:
    """The numbers of one stretch of days, place or study.

    Args:
        days: T, above 0.
        caseload: the mean number open: A / T.
        reports: R.
        first: F; None when that is not known.
        repeats: reports by what went before, besides first ones; those that are known.
        stages: the mean number open by stage, and of what began before; those that are known.
        inhabitants: P; None when that is not known, and the tree then begins at first reports.
    """

    days: int
    caseload: float
    reports: float
    first: float | None
    repeats: Mapping[str, float]
    stages: Mapping[str, float]
    inhabitants: float | None = None

    @property
    def first_per_inhabitants(self) -> float | None:
        """First reports in the stretch per 1,000 inhabitants."""
        if self.first is None or not self.inhabitants:
            return None
        return PER_INHABITANTS * self.first / self.inhabitants

    @property
    def per_first(self) -> float | None:
        """Reports per first report: the repeat factor."""
        return self.reports / self.first if self.first else None

    @property
    def days_per_report(self) -> float | None:
        """Open days in the stretch per report."""
        return self.caseload * self.days / self.reports if self.reports else None

    def all_repeats(self) -> dict[str, float]:
        """The repeats, with what is left of all reports as a part too; nothing where first reports are not known."""
        if self.first is None:
            return {}
        return with_rest(self.repeats, self.reports - self.first)

    def all_stages(self) -> dict[str, float]:
        """The stages, with what is left of the caseload as a part too."""
        return with_rest(self.stages, self.caseload)


def with_rest(parts: Mapping[str, float], whole: float) -> dict[str, float]:
    """The parts and what they leave of the whole, which may be less than nothing when numbers were rounded."""
    return {**parts, REST: whole - sum(parts.values())}
