"""The templates of the pages of a reader, in Dutch and in English."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.templatetags.static import static
from jinja2 import Environment

from ketenzicht.publish.language import Language, Wording
from ketenzicht.web.coding.pages import STATES
from ketenzicht.web.coding.saving import HERE
from ketenzicht.web.words import environment


def dutch(**options: Any) -> Environment:
    """The templates in Dutch."""
    return _environment("nl", options)


def english(**options: Any) -> Environment:
    """The templates in English."""
    return _environment("en", options)


def _environment(language: Language, options: dict[str, Any]) -> Environment:
    found, wording = environment(language, options), Wording(language)

    def moment(saved_at: str) -> str:
        at = datetime.fromisoformat(saved_at).astimezone(HERE)
        return f"{wording.day(at.date())}, {at:%H:%M}"

    found.globals |= {
        "states": STATES,
        "moment": moment,
        "coding_sheet": static("coding.css"),
        "save_script": static("save.js"),
        "code_script": static("code.js"),
    }
    return found
