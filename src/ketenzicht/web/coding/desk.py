"""What the pages of a reader work with: the study, who reads, the files to read and their timelines."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from threading import Lock

from ketenzicht.errors import UserError
from ketenzicht.sample.codings import Codings, Role, read_codings
from ketenzicht.sample.double import differences
from ketenzicht.sample.drawn import SampleFile
from ketenzicht.study.case import case_stories, stored_at
from ketenzicht.study.sample import Research, known_reader, open_research
from ketenzicht.study.settings import Study

KEY = "ketenzicht.coding"
Story = list[tuple[str, str, str]]


@dataclass
class Desk:
    """One reader at work, or who settles where two readers differ.

    Args:
        study: the study.
        reader: who it is.
        secret: with which every address begins.
    """

    study: Study
    reader: str
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _stories: dict[str, Story] = field(default_factory=dict)
    _read_at: int = 0
    _lock: Lock = field(default_factory=Lock)
    _codings: Codings | None = None
    _reading_on: Lock = field(default_factory=Lock)

    def research(self) -> Research:
        """The plan and the codebook as they are: a codebook may change while somebody reads.

        Raises:
            UserError: one of them has a mistake, or this reader is not in the plan any more.
        """
        found = open_research(self.study)
        if self.reader != found.plan.settler:
            known_reader(found, self.reader)
        return found

    def codings(self, research: Research) -> Codings:
        """What was saved until this moment, here and at other desks.

        Raises:
            UserError: there was more than there is.
        """
        with self._reading_on:
            if self._codings is None:
                self._codings = read_codings(research.codings_file)
            else:
                self._codings.read_on()
            return self._codings

    def role(self, research: Research) -> Role:
        """Whether this is a reader, or who settles."""
        return "overleg" if self.reader == research.plan.settler else "lezer"

    def files(self, research: Research) -> list[SampleFile]:
        """The files of this reader, or those in which readers differ, in the order of reading."""
        files = research.sample().readable
        if self.role(research) == "lezer":
            return [file for file in files if self.reader in file.readers]
        differ = differences(research.book, self.codings(research), [file.case for file in files])
        cases = {one.file for one in differ}
        return [file for file in files if file.case in cases]

    def story(self, case: str) -> Story:
        """What happened in a case; reconstructed once, and again after the registrations were replaced.

        Raises:
            UserError: they are being replaced at this moment.
        """
        with self._lock:
            replaced_at = stored_at(self.study)
            if replaced_at != self._read_at:
                self._stories.clear()
                self._read_at = replaced_at
            if case not in self._stories:
                self._stories[case] = case_stories(self.study, [case]).get(case, [])
            return self._stories[case]


def open_desk(study: Study, reader: str) -> Desk:
    """The desk of a reader, or of who settles.

    Raises:
        UserError: there is no such reader, nothing was drawn, or there is nothing to read.
    """
    desk = Desk(study, reader)
    research = desk.research()
    research.sample()  # nothing drawn is told before a page is opened
    if desk.role(research) == "lezer" and not desk.files(research):
        raise UserError("Voor deze lezer zijn er geen dossiers.", fix="Zie: ketenzicht sample list STUDIE")
    return desk
