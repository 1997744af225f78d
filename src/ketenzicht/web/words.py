"""The environments of the templates, one per language: everything escaped, texts and numbers in that language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.templatetags.static import static
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from ketenzicht.chain.certainty import CERTAINTY_NAMES
from ketenzicht.chain.model import Fact
from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language, Wording, capital, catalogue
from ketenzicht.rules.answers import Unknown, UnknownKind, Value
from ketenzicht.web.evidence import Evidence

SHEETS = (
    "tokens.css",
    *(
        f"nl-design-system/{name}.css"
        for name in (
            "nl-button",
            "nl-data-badge",
            "nl-heading",
            "nl-link",
            "nl-paragraph",
            "nl-skip-link",
            "utrecht-alert",
            "utrecht-checkbox",
            "utrecht-form-field-error-message",
            "utrecht-form-label",
            "utrecht-radio-button",
            "utrecht-textbox",
        )
    ),
    "pages.css",
    "print.css",
)
"""Style sheets in the order in which they are read."""

UNKNOWN_WORDS: dict[UnknownKind, Label] = {
    "weet-ik-niet": message("Weet ik niet"),
    "zoek-ik-uit": message("Zoek ik uit"),
    "wil-ik-niet-zeggen": message("Wil ik niet zeggen"),
    "niet-gevraagd": message("Nog niet beantwoord"),
}
STATUS_WORDS: dict[str, Label] = {
    "open": message("Kan nu"),
    "dicht": message("Kan nu niet"),
    "nog-onbekend": message("Nog niet bekend"),
    "oordeel-nodig": message("Iemand moet dit beoordelen"),
    "niet-beoordeeld": message("Niet bekeken"),
}
WHO_WORDS: dict[str, Label] = {
    "jongere": message("de jongere"),
    "hulpverlener": message("de hulpverlener"),
    "schuldhulpverlener": message("de schuldhulpverlener"),
    "bewindvoerder": message("de bewindvoerder"),
    "gemeente": message("de gemeente"),
    "verzekeraar": message("de verzekeraar"),
    "instantie": message("de instantie zelf"),
}
CHANNEL_WORDS: dict[str, Label] = {
    "telefoon": message("bellen"),
    "brief": message("een brief sturen"),
    "formulier": message("een formulier invullen"),
    "digid": message("inloggen met DigiD"),
    "balie": message("langsgaan"),
    "automatisch": message("gaat vanzelf"),
}


class Words(Wording):
    """Everything that a page says, in one language."""

    def listed(self, labels: list[str]) -> str:
        """Several words in a row: ``a, b of c``."""
        from babel.lists import format_list

        return format_list(labels, style="or", locale=self.language)

    def certainty(self, code: str) -> str:
        """How sure a fact is."""
        return self.text(message(CERTAINTY_NAMES[code]))

    def money(self, value: Decimal) -> str:
        """An amount in euros."""
        from babel.numbers import format_currency

        return format_currency(value, "EUR", locale=self.language)

    def quantity(self, value: Decimal, unit: str) -> str:
        """What a rule or norm gives, with its unit."""
        if unit == "EUR":
            return self.money(value)
        if unit == "EUR per maand":
            return self.text(message("{bedrag} per maand", bedrag=self.money(value)))
        number = self.number(float(value), digits=None)
        if unit == "maanden":
            return self.text(message("1 maand") if value == 1 else message("{n} maanden", n=number))
        return self.text(message("{n} procent", n=number)) if unit == "procent" else number

    def answer(self, fact: Fact, value: Value | Unknown) -> str:
        """An answer as the check page says it."""
        if isinstance(value, Unknown):
            return self.text(UNKNOWN_WORDS[value.kind])
        if isinstance(value, Decimal):
            return self._number(fact, value)
        if isinstance(value, date):
            return self.day(value)
        names = {choice.id: self.text(choice.name) for choice in fact.choices}
        if isinstance(value, frozenset):
            return "; ".join(name for choice, name in names.items() if choice in value)
        if fact.kind == "ja-nee":
            return self.text(message("Ja") if value == "ja" else message("Nee"))
        return names[value]

    def _number(self, fact: Fact, value: Decimal) -> str:
        if fact.kind == "bedrag":
            return self.money(value)
        number = self.number(float(value), digits=None)
        return f"{number} {self.text(fact.unit)}" if fact.unit else number


def dutch(**options: Any) -> Environment:
    """The templates in Dutch."""
    return environment("nl", options)


def english(**options: Any) -> Environment:
    """The templates in English."""
    return environment("en", options)


def environment(language: Language, options: dict[str, Any]) -> Environment:
    """Jinja2 as Django asks for it; an unknown name is a mistake, not an empty text."""
    found = Environment(  # noqa: S701 - Django's options switch escaping on
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
    words = Words(language)
    found.globals |= {
        "icon": static("icon.svg"),
        "follow": static("follow.js"),
        "search": static("search.js"),
        "sheets": [static(sheet) for sheet in SHEETS],
        "language": language,
        "words": words,
        "say": words.text,
        "day": words.day,
        "_": catalogue(language).gettext,
        "unknown_words": UNKNOWN_WORDS,
        "status_words": STATUS_WORDS,
        "who_words": WHO_WORDS,
        "channel_words": CHANNEL_WORDS,
    }
    found.globals["told"] = lambda of: _told(found, language, of)
    found.filters["capital"] = capital
    found.filters["sentence"] = _sentence
    found.filters["website"] = _website
    # SVG that we drew ourselves: its texts were escaped when it was written
    found.filters["drawn"] = Markup
    return found


def _told(templates: Environment, language: Language, of: Evidence) -> Markup:
    """Where a statement comes from; the same for every case, so written once."""
    if language not in of.told:
        written = templates.get_template("parts.html.j2").module
        of.told[language] = Markup(written.ground(of))  # type: ignore[attr-defined]  # noqa: S704 - a macro of ours
    return of.told[language]


def _website(address: str) -> str:
    """The part of an address that people say; a full one does not fit on a phone."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


def _sentence(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if text.rstrip().endswith((".", "!", "?", ":")) else text.rstrip() + "."
