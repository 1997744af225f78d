"""What the program answers, in the words of the examples."""

from __future__ import annotations

from typing import assert_never

from ketenzicht.chain.model import TextNode
from ketenzicht.measures.result import (
    Count,
    Days,
    Difference,
    Figure,
    Level,
    Mean,
    MeanNumber,
    MeasureResult,
    Probability,
    PValue,
    Rate,
    Ratio,
    Share,
)

DIGITS = 4


def answers_of(result: MeasureResult) -> dict[str, str]:
    """All that a result tells, by the names that an example may use; of two with one name, the first."""
    told: dict[str, str] = {}
    for table in result.tables:
        for row in table.rows:
            if len(table.columns) == 1:
                told.setdefault(row.id, figure_words(row.figures[0]))
            for column, figure in zip(table.columns, row.figures, strict=True):
                name = column.nl if isinstance(column, TextNode) else str(column)
                told.setdefault(f"{row.id} / {name}", figure_words(figure))
    told |= {f"{{{name}}}": figure_words(figure) for name, figure in result.headline.items()}
    told |= {
        f"{{{name}}}": label.nl if isinstance(label, TextNode) else str(label)
        for name, label in result.words.items()
    }
    for step in result.attrition:
        told.setdefault(f"left out: {step.reason}", str(step.left_out))
    told |= {
        f"definition: {name}": text.nl if isinstance(text, TextNode) else str(text)
        for name, text in result.definition
    }
    return told | {"warning": " ".join(str(warning) for warning in result.warnings) or "none"}


def agrees(name: str, expected: str, told: str) -> bool:
    """Whether an answer is what was told: its interval may be left out, a warning may be one of several."""
    if name == "warning":
        return expected in told
    return told == expected or told.startswith(f"{expected} (")


def figure_words(figure: Figure | None) -> str:
    """An exact figure, for instance ``3 of 4 (0.3006 to 0.9544)``."""
    if figure is None:
        return "nothing"
    if isinstance(figure, Count):
        return str(figure.n)
    if isinstance(figure, Share):
        return f"{figure.x} of {figure.n}" + _bounds(figure.low, figure.high)
    if isinstance(figure, Rate):
        return f"{figure.n} in {figure.days} {figure.out_of}" + _bounds(figure.low, figure.high)
    if isinstance(figure, Level):
        return _number(figure.value)
    if isinstance(figure, Days | PValue):
        return "not reached" if figure.value is None else _number(figure.value)
    if isinstance(figure, Mean | MeanNumber | Probability | Ratio | Difference):
        value = "cannot be estimated" if figure.value is None else _number(figure.value)
        return value + _bounds(figure.low, figure.high)
    assert_never(figure)


def _number(value: float) -> str:
    return f"{value:.{DIGITS}f}".rstrip("0").rstrip(".")


def _bounds(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({_number(low)} to {_number(high)})"
