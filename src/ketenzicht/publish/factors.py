"""What the figures of a study say about each factor of the chain, or why they cannot say anything.

Only protected figures are looked at: what is hidden in a measure is hidden here, for the same reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ketenzicht.chain.model import Factor, Measure, ShownBy
from ketenzicht.message import Message, message
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.language import Wording
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import Hidden, NotReached, PublishedCount, PublishedFigure

FactorStatus: TypeAlias = Literal["shown", "not shown", "not registered"]
"""``shown``: at least one figure says something; ``not shown``: there is a trace, but no figure of it in this study;
``not registered``: the registrations of the chain do not hold it."""

LEVEL_NAMES: Mapping[str, Message] = {
    "bevolking": message("De bevolking"),
    "veilig-thuis": message("Veilig Thuis zelf"),
    "lokale-veld": message("Het lokale veld"),
    "keten": message("De keten als geheel"),
}
DIRECTION_NAMES: Mapping[str, Message] = {
    "meer": message("meer hiervan gaat samen met een hogere caseload"),
    "minder": message("meer hiervan gaat samen met een lagere caseload"),
    "schijnbaar": message("dit verandert de cijfers, niet het werk"),
}
STATUS_NAMES: Mapping[FactorStatus, Message] = {
    "shown": message("deze gegevens laten er iets van zien"),
    "not shown": message("deze studie geeft er geen cijfer van"),
    "not registered": message("niet in de registratie"),
}
FACTORS_ARE_CLAIMS = message(
    "Dit zijn oorzaken die anderen noemen. Wat deze gegevens ervan laten zien is een samenhang, geen bewijs."
)
NOT_MEASURED = message("niet gemeten in deze studie")
NO_FIGURE = message("de gegevens geven dit cijfer niet")


@dataclass(frozen=True)
class FactorFigure:
    """One trace of a factor with its figure.

    Args:
        trace: what the chain says of it.
        measure: the measure.
        figure: the protected figure; None when the study does not have it.
        missing: why there is none.
    """

    trace: ShownBy
    measure: Measure
    figure: PublishedFigure | None
    missing: Message | None = None


@dataclass(frozen=True)
class FactorFinding:
    """A factor with what this study shows of it."""

    factor: Factor
    figures: tuple[FactorFigure, ...]
    status: FactorStatus


def factor_findings(content: ReportContent) -> tuple[FactorFinding, ...]:
    """Every factor of the chain with what the protected figures of this study say, in the order of the chain."""
    return tuple(_finding(content, factor) for factor in content.chain.factors)


def figure_words(item: FactorFigure, wording: Wording, policy: Policy) -> tuple[str, str]:
    """The figure, or why there is none, and its interval between parentheses where it has one."""
    if item.figure is None:
        return ("" if item.missing is None else wording.text(item.missing)), ""
    interval = wording.interval(item.figure)
    words = wording.figure(item.figure, policy, count=isinstance(item.figure, PublishedCount))
    return words, f"({interval})" if interval else ""


def _finding(content: ReportContent, factor: Factor) -> FactorFinding:
    figures = tuple(_figure(content, trace) for trace in factor.trace)
    if not figures:
        return FactorFinding(factor, (), "not registered")
    shown = any(not isinstance(item.figure, Hidden | NotReached | None) for item in figures)
    return FactorFinding(factor, figures, "shown" if shown else "not shown")


def _figure(content: ReportContent, trace: ShownBy) -> FactorFigure:
    measure = next(item for item in content.chain.measures if item.id == trace.measure)
    result = next((item for item in content.results if item.measure == trace.measure), None)
    if result is None:
        return FactorFigure(trace, measure, None, NOT_MEASURED)
    figure = result.headline.get(trace.figure)
    return FactorFigure(trace, measure, figure, NO_FIGURE if figure is None else None)
