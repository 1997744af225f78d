"""The sentence of a measure, filled with protected figures.

A sentence that would need a figure that rests on too few cases says so, in place of the figure or altogether.
"""

from __future__ import annotations

from string import Formatter

from ketenzicht.chain.model import Measure
from ketenzicht.message import message
from ketenzicht.publish.language import DERIVABLE, REFUSED, Language, Wording
from ketenzicht.publish.published import (
    Hidden,
    NotReached,
    PublishedCount,
    PublishedFigure,
    PublishedNumber,
    PublishedResult,
    PublishedShare,
)

MAIN = ("aandeel", "kans", "gemiddeld", "verhouding", "per_inwoner")
"""Headline figures whose interval the sentence may name."""

TOO_FEW = message("Te weinig gevallen om te tonen.")
WITHHELD = message("Weggelaten: een te klein aantal is er anders uit af te leiden.")
NOT_ALLOWED = message("Dit cijfer mag volgens het beleid van de bronhouder niet naar buiten.")
NOTHING = message("De gegevens zeggen hier niets over.")
NO_BOUND = "–"
"""What stands for the end of an interval of a figure that is not shown."""
TOO_FEW_HERE = message("te weinig gevallen")
NOT_REACHED = message("niet bereikt")
HIDDEN_HERE = {"klein": TOO_FEW_HERE, "afleidbaar": DERIVABLE, "geweigerd": REFUSED}


def sentence_of(measure: Measure, result: PublishedResult, language: Language) -> str:
    """The sentence in the language asked for (in Dutch where the chain has no translation).

    Raises:
        KeyError: the sentence names a figure that the measure does not give; the checks of a chain prevent it.
    """
    wording = Wording(language)
    main = main_figure(result)
    if isinstance(main, Hidden) and main.reason != "klein":
        return wording.text(WITHHELD if main.reason == "afleidbaar" else NOT_ALLOWED)
    if main is None:
        return wording.text(NOTHING)
    if isinstance(main, Hidden | NotReached):
        return wording.text(TOO_FEW)
    values = {name: _words(figure, wording) for name, figure in result.headline.items()}
    values |= {name: wording.text(label) for name, label in result.words.items()}
    # a norm may be a word (3 maanden) or, for terms, a share
    if "norm" not in values and result.norm is not None:
        values["norm"] = wording.percent(result.norm)
    for name in (*result.headline, *result.words):
        ends = wording.bounds(result.headline.get(name)) or (NO_BOUND, NO_BOUND)
        values[f"{name}_laag"], values[f"{name}_hoog"] = ends
    if bounds := wording.bounds(main):
        values["laag"], values["hoog"] = bounds
    values.setdefault("n", wording.number(main.n))
    return wording.text(measure.sentence).format(**values)


def main_figure(result: PublishedResult) -> PublishedFigure | None:
    """The figure that the sentence is about: one of ``MAIN``, else the first one that is no mere total."""
    for name in MAIN:
        if name in result.headline:
            return result.headline[name]
    others = [figure for name, figure in result.headline.items() if name != "n"]
    shown = [figure for figure in others if not isinstance(figure, Hidden | NotReached)]
    if shown:
        return shown[0]
    return others[0] if others else None


def _words(figure: PublishedFigure, wording: Wording) -> str:
    if isinstance(figure, Hidden):
        return wording.text(HIDDEN_HERE[figure.reason])
    if isinstance(figure, NotReached):
        return wording.text(NOT_REACHED)
    if isinstance(figure, PublishedShare):
        return wording.percent(figure.value)
    if isinstance(figure, PublishedCount):
        return wording.number(figure.n)
    assert isinstance(figure, PublishedNumber)  # noqa: S101 - narrows the type
    return wording.shown(figure)


def key_figure(measure: Measure, result: PublishedResult, language: Language) -> str | None:
    """The first figure of the sentence that is no total, to show large; None when it is hidden."""
    for _, name, _, _ in Formatter().parse(measure.sentence.nl):
        if name and name != "n" and name in result.headline:
            figure = result.headline[name]
            return None if isinstance(figure, Hidden | NotReached) else _words(figure, Wording(language))
    return None
