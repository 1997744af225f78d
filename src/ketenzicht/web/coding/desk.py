"""What the pages of a reader work with: the study, who reads, the files to read and their timelines."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from threading import Lock

from ketenzicht.errors import UserError
from ketenzicht.sample.codings import Codings, read_codings
from ketenzicht.sample.drawn import SampleFile
from ketenzicht.study.case import case_stories
from ketenzicht.study.sample import Research, known_reader, open_research
from ketenzicht.study.settings import Study

KEY = "ketenzicht.coding"
Story = list[tuple[str, str, str]]


@dataclass
class Desk:
    """One reader at work.

    Args:
        study: the study.
        reader: who reads.
        secret: with which every address begins.
    """

    study: Study
    reader: str
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _stories: dict[str, Story] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def research(self) -> Research:
        """The plan and the codebook as they are: a codebook may change while somebody reads.

        Raises:
            UserError: one of them has a mistake, or this reader is not in the plan any more.
        """
        found = open_research(self.study)
        known_reader(found, self.reader)
        return found

    def files(self, research: Research) -> list[SampleFile]:
        """The files of this reader, in the order of reading."""
        return [file for file in research.sample().readable if self.reader in file.readers]

    def story(self, case: str) -> Story:
        """What happened in a case; reconstructed once."""
        with self._lock:
            if case not in self._stories:
                self._stories[case] = case_stories(self.study, [case]).get(case, [])
            return self._stories[case]

    def aside(self, research: Research) -> Codings:
        """What was typed while somebody saved the same file elsewhere: kept apart until the reader has chosen."""
        return read_codings(research.secure / ASIDE)


ASIDE = "opzij.jsonl"


def open_desk(study: Study, reader: str) -> Desk:
    """The desk of a reader.

    Raises:
        UserError: there is no such reader, nothing was drawn, or there is nothing to read.
    """
    desk = Desk(study, reader)
    if not desk.files(desk.research()):
        raise UserError("Voor deze lezer zijn er geen dossiers.", fix="Zie: ketenzicht sample list STUDIE")
    return desk
