"""Draft letters: the text of the chain with what was given filled in, and for everything else a blank with its name.

A letter never holds anything that nobody gave. It is a draft: whoever sends it reads it first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

from ketenzicht.chain.model import Fact, Letter
from ketenzicht.chain.model.base import TextNode, text_in
from ketenzicht.guide.assess import Assessment
from ketenzicht.rules.answers import Value, value_of

BLANK = "[{}]"
"""What stands where nothing was given; it says what the sender fills in."""

PLACE = re.compile(r"\{(feit:)?([a-z0-9.-]+)\}")
"""``{feit:<id>}`` an answer; ``{naam}`` and other words: a blank for the sender."""

A4 = (210, 297)
"""Millimetres."""

Say = Callable[[Value, Fact], str]


@dataclass(frozen=True)
class Draft:
    """A letter as plain texts in one language."""

    language: str
    to: str
    subject: str
    paragraphs: tuple[str, ...]


def draft(assessment: Assessment, letter: Letter, language: str, say: Say) -> Draft:
    """A letter for a case.

    Args:
        assessment: the case.
        letter: the letter of the chain.
        language: ``nl`` or ``en``.
        say: an answer in words of the language.
    """
    facts = {fact.id: fact for fact in assessment.chain.facts}
    to = next(item.name for item in assessment.chain.organisations if item.id == letter.to)

    def fill(text: TextNode) -> str:
        def one(found: re.Match[str]) -> str:
            fact = facts.get(found[2]) if found[1] else None
            if fact is None:
                return BLANK.format(found[2])
            value = value_of(assessment.answers, fact.id)
            return BLANK.format(text_in(fact.name, language)) if value is None else say(value, fact)

        return PLACE.sub(one, text_in(text, language))

    paragraphs = tuple(fill(part) for part in letter.paragraphs)
    return Draft(language, text_in(to, language), fill(letter.subject), paragraphs)


def places(letter: Letter) -> tuple[str, ...]:
    """The facts that a letter names."""
    texts = [text.nl for text in (letter.subject, *letter.paragraphs)]
    return tuple(found[2] for text in texts for found in PLACE.finditer(text) if found[1])


def plain_words(value: Value, fact: Fact, language: str = "nl") -> str:
    """An answer as a letter says it: the name of a choice, an amount in euros, a date in digits."""
    names = {choice.id: text_in(choice.name, language) for choice in fact.choices}
    if isinstance(value, frozenset):
        return ", ".join(names.get(item, item) for item in sorted(value))
    if isinstance(value, Decimal):
        return f"€ {value:.2f}".replace(".", ",") if fact.kind == "bedrag" else str(value)
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    return names.get(value, value)


def as_text(letter: Draft) -> str:
    """A letter as plain text."""
    return "\n\n".join((letter.to, letter.subject, *letter.paragraphs)) + "\n"


def as_docx(letter: Draft) -> bytes:
    """A letter for a word processor: on A4, in its language, without an author."""
    from docx import Document
    from docx.shared import Mm, RGBColor

    document = Document()
    width, height = A4
    document.sections[0].page_width, document.sections[0].page_height = Mm(width), Mm(height)
    document.styles["Heading 1"].font.color.rgb = RGBColor(0, 0, 0)
    code = {"nl": "nl-NL", "en": "en-GB"}[letter.language]
    for tag in document.styles.element.xpath("w:docDefaults//w:lang"):
        tag.set(f"{{{tag.nsmap['w']}}}val", code)
    about = document.core_properties
    about.author = about.comments = ""
    about.title, about.language = letter.subject, code
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)
    document.add_paragraph(letter.to)
    document.add_heading(letter.subject, level=1)
    for text in letter.paragraphs:
        document.add_paragraph(text)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
