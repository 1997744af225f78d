"""What protects persons in published figures: one policy, of the custodian of the data.

The custodian writes it in a file outside every study (:mod:`ketenzicht.publish.policy_file`). Without that file the
defaults here hold. They are our choice: rounding and threshold after what the tables of CBS on Veilig Thuis show
(multiples of 5, smallest value 10; no rule text of CBS says so), degrees of freedom and dominance after the
defaults of ``acro`` (see ``docs/explanation/disclosure-control.md``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias, get_args

from ketenzicht.publish.statbarn import Statbarn

OutputType: TypeAlias = Literal["report", "pdf", "workbook", "json"]
"""What a run may write: the page, its PDF, the workbook, the data file."""
OUTPUT_TYPES: tuple[OutputType, ...] = get_args(OutputType)

ClassRule: TypeAlias = Literal["allow", "warn", "review"]
"""What a share of nobody or everybody leads to: nothing, a warning, or a person who looks at it."""


@dataclass(frozen=True)
class Dominance:
    """When a few decide a sum or a mean.

    Args:
        number, share: the nk-rule: the ``number`` largest together make up less than this ``share`` of the total.
        rest: the p-ratio: all but the two largest are together at least this share of the largest.
    """

    number: int = 2
    share: float = 0.9
    rest: float = 0.1


@dataclass(frozen=True)
class PolicySource:
    """Whose policy it is, and in which file it stands.

    Args:
        file: the name of the file, without its folder.
        sha256: of the file.
        custodian, contact: who owns it, and where to ask.
        valid_from, valid_to: the days on which it holds, both included; without an end when ``valid_to`` is None.
    """

    file: str
    sha256: str
    custodian: str
    contact: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Policy:
    """The rules for figures that leave the secure folder.

    Args:
        rounding: counts are rounded to the nearest multiple of this.
        threshold: counts of 1 up to, not including, this are suppressed.
        protection: how many values must remain possible for a hidden number.
        degrees_of_freedom: a test or a model needs at least this many.
        dominance: when a few decide a sum or a mean.
        class_disclosure: what happens with a share of 0 % or 100 %.
        allowed: kinds of output of which the custodian accepts what no check can settle.
        refused, review: kinds of output that may not leave, or that a person must look at first.
        output_types: which files may be written.
        second_person: whether someone else must approve a release.
        source: the file; None when these are the defaults of the program.
    """

    rounding: int = 5
    threshold: int = 10
    protection: int = 3
    degrees_of_freedom: int = 10
    dominance: Dominance = Dominance()
    class_disclosure: ClassRule = "warn"
    allowed: frozenset[Statbarn] = field(default_factory=frozenset)
    refused: frozenset[Statbarn] = field(default_factory=frozenset)
    review: frozenset[Statbarn] = field(default_factory=frozenset)
    output_types: tuple[OutputType, ...] = OUTPUT_TYPES
    second_person: bool = False
    source: PolicySource | None = None

    def rounded(self, count: int) -> int:
        """The nearest multiple of the base; halves go up."""
        return (2 * count + self.rounding) // (2 * self.rounding) * self.rounding

    def hides(self, count: int) -> bool:
        """Whether a count is too small to show; zero says nothing about anyone and is shown."""
        return 0 < count < self.threshold
