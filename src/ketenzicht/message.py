"""A text that the program itself makes, in Dutch, to be translated where it is shown.

Texts of a chain carry their own translation (:class:`ketenzicht.chain.model.TextNode`); everything that the
program says is a :class:`Message`, whose Dutch template is the key in the gettext catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ketenzicht.chain.model.base import Duration, TextNode


@dataclass(frozen=True)
class Message:
    """A Dutch template with ``{names}`` and the values to fill in: numbers, words or labels, never a person's."""

    template: str
    values: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        """The text in Dutch."""
        return self.template.format(
            **{name: value.nl if isinstance(value, TextNode) else value for name, value in self.values}
        )


def message(template: str, **values: Value) -> Message:
    """A :class:`Message`; the gettext extractor collects the first argument of this function."""
    return Message(template, tuple(values.items()))


def duration_words(duration: Duration) -> Message:
    """A duration in words, singular where it is one."""
    n = duration.length
    if duration.unit == "jaren":
        return message("{n} jaar", n=n)
    if duration.unit == "maanden":
        return message("1 maand") if n == 1 else message("{n} maanden", n=n)
    if duration.unit == "weken":
        return message("1 week") if n == 1 else message("{n} weken", n=n)
    if duration.unit == "werkdagen":
        return message("1 werkdag") if n == 1 else message("{n} werkdagen", n=n)
    return message("1 dag") if n == 1 else message("{n} dagen", n=n)


Label: TypeAlias = TextNode | Message
Value: TypeAlias = str | int | float | TextNode | Message
