"""The compiled guide of a chain, shared by the checks that need it; none when the chain cannot be compiled."""

from __future__ import annotations

from ketenzicht.chain.checks.circles import described_by_itself, order_in_a_circle
from ketenzicht.chain.checks.guide import comparison_does_not_fit, question_without_answer, table_with_holes
from ketenzicht.chain.checks.registry import Subject
from ketenzicht.chain.checks.structure import unknown_id
from ketenzicht.guide.assess import Guide

_FIRST = (
    unknown_id, comparison_does_not_fit, question_without_answer, table_with_holes, described_by_itself,
    order_in_a_circle,
)  # fmt: skip
"""What must be right before conditions can be worked out. Their own findings tell what to mend."""


def guide_of(subject: Subject) -> Guide | None:
    """The guide of the chain, None when it has no options or another check stands in the way."""
    if "guide" not in subject.shared:
        sound = subject.chain.options and not any(True for find in _FIRST for _ in find(subject))
        subject.shared["guide"] = Guide(subject.chain) if sound else None
    found = subject.shared["guide"]
    return found if isinstance(found, Guide) else None
