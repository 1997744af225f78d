"""What a study has to show, and whether it was released: the files of its reports, held against the ledger.

Each kind of report has a manifest, which names its files with their fingerprints, and the mark of their figures. They
are released when that mark stands in the ledger, unless the manifest says that they are a draft, as while files are
still being read. A file that is not the one that its manifest names is not shown to anybody. Of each kind the last
report is there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht.errors import UserError
from ketenzicht.publish import sample, whatif_report, write
from ketenzicht.study import causes, whatif_release
from ketenzicht.study.policy import policy_of
from ketenzicht.study.release import ledger_path
from ketenzicht.study.settings import Study
from ketenzicht.whole_file import demand_whole

if TYPE_CHECKING:
    from ketenzicht.publish.ledger import Release

QUALITY = "quality.html"


@dataclass(frozen=True)
class Kind:
    """A kind of report that a command makes of a study.

    Args:
        id: what it is called here.
        folder: where it stands within ``out``; empty for ``out`` itself.
        names: every file that may be there.
        internal: those that are made for who works on the study, and are never released.
        manifest: the one that names the others with their fingerprints.
    """

    id: str
    folder: str
    names: tuple[str, ...]
    internal: tuple[str, ...]
    manifest: str = write.MANIFEST

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file that may be there, as a path within ``out``."""
        return tuple(map(self.path, sorted(self.names)))

    def path(self, name: str) -> str:
        """The path within ``out`` of a file."""
        return f"{self.folder}/{name}" if self.folder else name


KINDS = (
    Kind("run", "", (*write.MADE, QUALITY), (write.CHECK_PAGE, write.MANIFEST, QUALITY)),
    Kind("causes", causes.FOLDER, write.MADE, (write.CHECK_PAGE, write.MANIFEST)),
    Kind("sample", "", sample.MADE, (sample.CHECK_PAGE, sample.MANIFEST), sample.MANIFEST),
    Kind("whatif", whatif_release.FOLDER, (*whatif_report.MADE, write.MANIFEST), (write.MANIFEST,)),
)
"""In the order in which they are shown."""
INTERNAL = frozenset(kind.path(name) for kind in KINDS for name in kind.internal)
"""What is never released, as paths within ``out``."""


@dataclass(frozen=True)
class Shown:
    """One file that a study has to show.

    Args:
        path: of the file, within ``out``.
        made: when it was written, on the clock of this computer.
        released: whether it may be seen by who sees only what was released.
        fingerprint: the SHA-256 that the manifest gives it; empty for a file that the manifest does not name.
    """

    path: str
    made: datetime
    released: bool
    fingerprint: str

    @property
    def internal(self) -> bool:
        """Whether it is for who works on the study, released or not."""
        return self.path in INTERNAL


@dataclass(frozen=True)
class Report:
    """The last report of a kind.

    Args:
        kind: which kind.
        files: in the order of their names; none when there is no report.
        made: when it was written, on the clock of this computer; None when there is none.
        release: its line in the ledger; None when it was not released.
        trouble: why nothing can be said to be released, in Dutch; empty when there is no such reason.
    """

    kind: Kind
    files: tuple[Shown, ...]
    made: datetime | None
    release: Release | None
    trouble: str = ""

    @property
    def released_on(self) -> date | None:
        """The day on which it was released; None when it was not."""
        return date.fromisoformat(self.release.date) if self.release else None

    def seen(self, *, drafts: bool) -> tuple[Shown, ...]:
        """The files that somebody may see who sees drafts, or who does not."""
        return self.files if drafts else tuple(one for one in self.files if one.released)


@dataclass(frozen=True)
class Standing:
    """What a study has to show.

    Args:
        reports: the report of its last run, and of every other kind the last one that there is.
        trouble: why nothing can be said of any, in Dutch; empty when there is no such reason.
    """

    reports: tuple[Report, ...]
    trouble: str = ""

    def file(self, path: str, *, drafts: bool) -> Shown | None:
        """A file by its path within ``out``, for who sees drafts or who does not; None when there is none to see."""
        every = (one for report in self.reports for one in report.seen(drafts=drafts))
        return next((one for one in every if one.path == path), None)


def standing(study: Study) -> Standing:
    """What a study has to show at this moment; nothing of a report whose files are being replaced."""
    from ketenzicht.publish.ledger import read_ledger

    try:
        ledger = read_ledger(ledger_path(study, policy_of(study)))
    except UserError as error:
        return Standing((), _told(error))
    run, *others = KINDS
    there = (kind for kind in others if (study.out / kind.folder / kind.manifest).is_file())
    return Standing(tuple(_report(study, kind, ledger) for kind in (run, *there)))


def content_of(study: Study, shown: Shown) -> bytes | None:
    """What a file holds; None when it is not, or no longer, what the manifest says, or cannot be read."""
    try:
        content = (study.out / shown.path).read_bytes()
    except OSError:
        return None
    right = not shown.fingerprint or hashlib.sha256(content).hexdigest() == shown.fingerprint
    return content if right else None


def _report(study: Study, kind: Kind, ledger: Sequence[Release]) -> Report:
    folder = study.out / kind.folder
    if kind.folder and folder.is_symlink():
        return Report(kind, (), None, None)
    try:
        demand_whole(folder)
        manifest = _manifest(folder / kind.manifest)
    except UserError as error:
        return Report(kind, (), None, None, _told(error))
    mark = None if manifest.get("draft") else (manifest.get("release") or {}).get("mark")
    release = next((one for one in reversed(ledger) if one.mark == mark), None) if mark else None
    named = {str(one["file"]): str(one["sha256"]) for one in manifest.get("files", ())}
    files = []
    for name in sorted(kind.names):
        path = folder / name
        if (name in named or name in kind.internal) and path.is_file() and not path.is_symlink():
            made = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            released = release is not None and name in named and name not in kind.internal
            files.append(Shown(kind.path(name), made, released, named.get(name, "")))
    written = next((one.made for one in files if one.path == kind.path(kind.manifest)), None)
    return Report(kind, tuple(files), written, release)


def _manifest(path: Path) -> Mapping[str, Any]:
    """The manifest of a report; nothing when there is none.

    Raises:
        UserError: it cannot be read.
    """
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        _ = (found["release"] or {}).get("mark"), [(one["file"], one["sha256"]) for one in found["files"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UserError(
            "De lijst van bestanden van dit rapport is niet te lezen.", fix="Maak het rapport opnieuw."
        ) from None
    return dict(found)


def _told(error: UserError) -> str:
    return " ".join(part for part in (error.what, error.why) if part)
