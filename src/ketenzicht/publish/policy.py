"""What protects persons in published figures: one policy, chosen by the study.

The defaults are our choice, modelled on what the tables of CBS on Veilig Thuis show (multiples of 5, smallest
value 10); no rule text of CBS says so (see ``docs/explanation/disclosure-control.md``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """The rules for figures that leave the secure folder.

    Args:
        rounding: counts are rounded to the nearest multiple of this.
        threshold: counts of 1 up to, not including, this are suppressed.
    """

    rounding: int = 5
    threshold: int = 10

    def rounded(self, count: int) -> int:
        """The nearest multiple of the base; halves go up."""
        return (2 * count + self.rounding) // (2 * self.rounding) * self.rounding

    def hides(self, count: int) -> bool:
        """Whether a count is too small to show; zero says nothing about anyone and is shown."""
        return 0 < count < self.threshold
