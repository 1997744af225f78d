"""Labels, numbers and dates as a reader sees them, in Dutch or English.

The program says things in Dutch (:class:`~ketenzicht.message.Message`), whose templates are the keys of a gettext
catalogue; a chain carries its own translations. Numbers and dates follow CLDR, through Babel.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from math import floor
from typing import Any, Literal

from ketenzicht.chain.model import Duration, TextNode, text_in
from ketenzicht.errors import Sentence, UserError
from ketenzicht.message import Label, Message, duration_words, message
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    NotReached,
    PublishedCount,
    PublishedFigure,
    PublishedNumber,
    PublishedShare,
)

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")
NO_BREAK = "\u00a0"
DERIVABLE = message("weggelaten, anders af te leiden")
"""What stands where a figure would give a hidden one away."""
REFUSED = message("geweigerd volgens het beleid")
"""What stands where the policy lets a figure not out."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@cache
def catalogue(language: Language) -> NullTranslations:
    """The translations of the program's own texts; Dutch is the source and needs none."""
    if language == "nl":
        return NullTranslations()
    path = files("ketenzicht") / "locale" / language / "LC_MESSAGES" / "ketenzicht.mo"
    with path.open("rb") as stream:
        return GNUTranslations(stream)


def capital(text: str) -> str:
    """The text with a capital at its start; in Dutch *één* loses the accent on it."""
    return "E" + text[1:] if text.startswith("één") else text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Wording:
    """Puts labels, numbers and dates into words of one language."""

    language: Language

    def translated(self, template: str) -> str:
        """A template of the program in this language."""
        return catalogue(self.language).gettext(template) if template else ""

    def text(self, label: Label) -> str:
        """A label as text; numbers and days inside it follow the language."""
        if isinstance(label, TextNode):
            return text_in(label, self.language)
        values = {name: self._value(value) for name, value in label.values}
        return self.translated(label.template).format(**values)

    def error(self, error: UserError) -> UserError:
        """A user's error in this language, as far as it was said in sentences that can be translated."""
        what, why, fix = (self._sentence(part) for part in (error.what, error.why, error.fix))
        told = UserError(what, why=why, fix=fix, file=error.file, line=error.line, exit_code=error.exit_code)
        told.language = self.language
        return told

    def _sentence(self, said: Any) -> Any:
        if isinstance(said, Sentence):
            values = {name: self._sentence(value) for name, value in said.values.items()}
            return self.translated(said.template).format(**values)
        return text_in(said, self.language) if isinstance(said, TextNode) else said

    def _value(self, value: str | int | float | TextNode | Message) -> str:
        if isinstance(value, TextNode | Message):
            return self.text(value)
        if isinstance(value, str):
            return _DAY.sub(lambda found: self.day(date.fromisoformat(found[0])), value)
        return self.number(value, digits=0 if isinstance(value, int) else None)

    def number(self, value: float, digits: int | None = 0) -> str:
        """A number with the separators of the language; ``digits`` after the comma, as many as needed if None."""
        from babel.numbers import format_decimal

        pattern = "#,##0.######" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, format=pattern, locale=self.language)

    def percent(self, value: float, digits: int | None = 0) -> str:
        """A share as a percentage, without suggesting more precision than rounded counts have.

        ``digits`` after the comma, as many as needed if None.
        """
        if 0 < value < 0.005 and digits == 0:
            return "<" + NO_BREAK + self._with_sign("1")
        if 0.995 < value < 1 and digits == 0:
            return ">" + NO_BREAK + self._with_sign("99")
        # halves go up, as a reader expects
        return self._with_sign(self.number(floor(value * 100 + 0.5) if digits == 0 else value * 100, digits))

    def _with_sign(self, number: str) -> str:
        return number + (NO_BREAK if self.language == "nl" else "") + "%"

    def day(self, value: date) -> str:
        """A day in words, e.g. ``1 januari 2024``."""
        from babel.dates import format_date

        return format_date(value, "d MMMM y", locale=self.language)

    def partial_day(self, value: str) -> str:
        """A year, a month or a day, from text such as ``2019``, ``2019-11`` or ``2019-11-20``."""
        from babel.dates import format_date

        year, *rest = (int(part) for part in value.split("-"))
        if len(rest) == 2:
            return self.day(date(year, *rest))
        return format_date(date(year, rest[0], 1), "MMMM y", locale=self.language) if rest else str(year)

    def day_of_year(self, month: int, day: int) -> str:
        """A day without its year, e.g. ``1 januari``."""
        from babel.dates import format_date

        return format_date(date(2000, month, day), "d MMMM", locale=self.language)

    def duration(self, duration: Duration) -> str:
        """A duration in words, singular where it is one."""
        return self.text(duration_words(duration))

    def figure(self, figure: PublishedFigure, policy: Policy, *, count: bool = False) -> str:
        """A figure as it stands in a table; ``count`` says that a hidden figure is a count."""
        if isinstance(figure, Hidden):
            if figure.reason != "klein":
                return self.text(DERIVABLE if figure.reason == "afleidbaar" else REFUSED)
            return self.hidden(policy) if count else self.text(message("te weinig gevallen"))
        if isinstance(figure, NotReached):
            return self.text(message("niet bereikt"))
        if isinstance(figure, PublishedCount):
            return self.number(figure.n)
        if isinstance(figure, PublishedShare):
            return self.percent(figure.value)
        return self.shown(figure)

    def shown(self, figure: PublishedNumber) -> str:
        """The value of a number as its style asks."""
        if figure.style == "points":
            return self.text(message("{n} procentpunt", n=self.number(100 * figure.value)))
        if figure.style == "percent":
            return self.percent(figure.value)
        if figure.style == "p" and figure.value < 0.001:
            return "<" + NO_BREAK + self.number(0.001, 3)
        return self.number(figure.value, figure.digits)

    def hidden(self, policy: Policy) -> str:
        """What stands where a count is too small to show."""
        return self.text(message("minder dan {n}", n=policy.threshold))

    def count(self, count: int | Hidden | None, policy: Policy) -> str:
        """A released count."""
        if isinstance(count, Hidden):
            return self.figure(count, policy, count=True)
        return self.hidden(policy) if count is None else self.number(count)

    def bounds(self, figure: PublishedFigure | None) -> tuple[str, str] | None:
        """The ends of the 95 % interval of a figure, when it has one."""
        if isinstance(figure, PublishedShare):
            return self.percent(figure.low), self.percent(figure.high)
        if isinstance(figure, PublishedNumber) and figure.low is not None and figure.high is not None:
            if figure.style == "percent":
                return self.percent(figure.low), self.percent(figure.high)
            points = figure.style == "points"
            scale, digits = (100, 0) if points else (1, figure.digits)
            return self.number(scale * figure.low, digits), self.number(scale * figure.high, digits)
        return None

    def interval(self, figure: PublishedFigure | None) -> str:
        """The 95 % interval of a figure, e.g. ``62 % tot 67 %``; nothing when it has none."""
        bounds = self.bounds(figure)
        if bounds:
            return self.text(message("{laag} tot {hoog}", laag=bounds[0], hoog=bounds[1]))
        if isinstance(figure, PublishedNumber) and figure.low is not None:
            return self.text(message("{laag} of meer", laag=self.number(figure.low, figure.digits)))
        return ""
