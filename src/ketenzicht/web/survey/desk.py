"""What a server shows: the survey, who is asked, what they answered last year. Travels with every request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ketenzicht.survey.load import SurveyFolder
from ketenzicht.survey.model import AskedOrganisation

KEY = "ketenzicht.survey"
"""Where the desk stands in the environment of a request (PEP 3333)."""


@dataclass(frozen=True)
class Desk:
    """One survey that is being held.

    Args:
        opened: its folder, read.
        previous: the answers to the survey before by the code of the organisation; without those that gave none.
        scratch: a folder for the eyes of the keeper only, in which a file that was sent is read.
        mails: whether there is a server that sends mail.
    """

    opened: SurveyFolder
    scratch: Path
    previous: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    mails: bool = False

    @property
    def organisations(self) -> Mapping[str, AskedOrganisation]:
        """Who is asked, by code."""
        return self.opened.by_code
