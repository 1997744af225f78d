"""The templates of the pages of a reader."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from jinja2 import Environment

from ketenzicht.web.coding.pages import STATES
from ketenzicht.web.words import environment


def dutch(**options: Any) -> Environment:
    """The templates in Dutch."""
    found = environment("nl", options)
    found.globals |= {"states": STATES, "save_script": static("save.js"), "code_script": static("code.js")}
    return found
