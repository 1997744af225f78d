"""Words that several measures use: the lines of a definition."""

from __future__ import annotations

from collections.abc import Sequence

from ketenzicht.chain.model import TextNode
from ketenzicht.history import History
from ketenzicht.message import Label, message


def unit_words(history: History) -> Label:
    """What one case is called."""
    if history.chain.unit_name is not None:
        return history.chain.unit_name
    if history.settings.unit == "persoon":
        return message("persoon")
    return message("huishouden")


def listed(names: Sequence[Label]) -> Label:
    """Names in a row; a text of the chain keeps its own translation when it stands alone."""
    if not names:
        return message("geen")
    if len(names) == 1:
        return names[0]
    texts = [name if isinstance(name, TextNode) else TextNode(nl=str(name)) for name in names]
    return TextNode(
        nl="; ".join(text.nl for text in texts), en="; ".join(text.en or text.nl for text in texts)
    )


def window_line(history: History) -> tuple[Label, Label]:
    """The index window as a line of a definition."""
    settings = history.settings
    return (
        message("Periode"),
        message("{van} tot en met {tot}", van=str(settings.period_from), tot=str(settings.period_to)),
    )


def unit_line(history: History) -> tuple[Label, Label]:
    """The unit of counting as a line of a definition."""
    return message("Eenheid"), unit_words(history)


def censoring_line(history: History) -> tuple[Label, Label]:
    """Where observation ends, as a line of a definition."""
    return (
        message("Einde van de waarneming"),
        message("{tot}; wat dan nog loopt, telt mee tot die dag", tot=str(history.settings.data_to)),
    )


WILSON: tuple[Label, Label] = (message("Interval"), message("95 %, methode van Wilson"))
LOG_LOG: tuple[Label, Label] = (
    message("Interval"),
    message("95 %, op de log-log-schaal, met de variantie van Greenwood"),
)
LOG_LOG_BY_CASE: tuple[Label, Label] = (
    message("Interval"),
    message(
        "95 %, op de log-log-schaal; wat bij één casus hoort, hangt samen en telt voor de spreiding als één"
    ),
)
