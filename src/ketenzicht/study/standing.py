"""What a study has to show, and whether it was released: the files of its last run, held against the ledger.

The manifest of a run names each file with its fingerprint, and the mark of its figures. They are released when that
mark stands in the ledger. A file that is not the one that the manifest names is not shown as released to anybody.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ketenzicht.errors import UserError
from ketenzicht.study.policy import policy_of
from ketenzicht.study.release import ledger_path
from ketenzicht.study.settings import Study
from ketenzicht.whole_file import demand_whole

QUALITY, CHECK_PAGE, MANIFEST = "quality.html", "output-check.html", "manifest.json"
INTERNAL = (CHECK_PAGE, MANIFEST, QUALITY)
"""What is made for who works on a study, and is never released."""


@dataclass(frozen=True)
class Shown:
    """One file that a study has to show.

    Args:
        name: of the file in ``out``.
        made: when it was written, on the clock of this computer.
        released: whether it may be seen by who sees only what was released.
        fingerprint: the SHA-256 that the manifest gives it; empty for a file that the manifest does not name.
    """

    name: str
    made: datetime
    released: bool
    fingerprint: str

    @property
    def internal(self) -> bool:
        """Whether it is for who works on the study, released or not."""
        return self.name in INTERNAL


@dataclass(frozen=True)
class Standing:
    """What a study has to show.

    Args:
        files: in the order of their names.
        made: when the last run was written, on the clock of this computer; None when there was none.
        release: the number of the release in the ledger; None when it was not released.
        approved_by: the second person, where there was one.
        trouble: why nothing can be said to be released, in Dutch; empty when there is no such reason.
    """

    files: tuple[Shown, ...]
    made: datetime | None
    release: int | None
    approved_by: str
    trouble: str

    def file(self, name: str, *, drafts: bool) -> Shown | None:
        """A file by its name, for who sees drafts or for who does not; None when there is none to see."""
        return next((one for one in self.seen(drafts=drafts) if one.name == name), None)

    def seen(self, *, drafts: bool) -> tuple[Shown, ...]:
        """The files that somebody may see."""
        return self.files if drafts else tuple(one for one in self.files if one.released)


def standing(study: Study) -> Standing:
    """What a study has to show at this moment; nothing while its files are being replaced."""
    from ketenzicht.publish.write import MADE

    try:
        demand_whole(study.out)
        manifest = _manifest(study.out / MANIFEST)
        release, by = _release(study, manifest)
        trouble = ""
    except UserError as error:
        trouble = " ".join(part for part in (error.what, error.why) if part)
        return Standing((), None, None, "", trouble)
    named = {str(one["file"]): str(one["sha256"]) for one in manifest.get("files", ())}
    files = []
    for name in sorted({*MADE, *INTERNAL}):
        path = study.out / name
        if (name in named or name in INTERNAL) and path.is_file() and not path.is_symlink():
            made = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            is_released = release is not None and name in named and name not in INTERNAL
            files.append(Shown(name, made, is_released, named.get(name, "")))
    written = next((one.made for one in files if one.name == MANIFEST), None)
    return Standing(tuple(files), written, release, by, trouble)


def content_of(study: Study, shown: Shown) -> bytes | None:
    """What a file holds; None when it is not, or no longer, what the manifest says, or cannot be read."""
    try:
        content = (study.out / shown.name).read_bytes()
    except OSError:
        return None
    right = not shown.fingerprint or hashlib.sha256(content).hexdigest() == shown.fingerprint
    return content if right else None


def _manifest(path: Path) -> Mapping[str, Any]:
    """The manifest of the last run; nothing when there was none.

    Raises:
        UserError: it cannot be read.
    """
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        for one in found["files"]:
            _ = one["file"], one["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError(
            "De lijst van bestanden van de laatste run is niet te lezen.", fix="Voer de studie opnieuw uit."
        ) from None
    return dict(found)


def _release(study: Study, manifest: Mapping[str, Any]) -> tuple[int | None, str]:
    """The place in the ledger of the figures of a run, and who approved them.

    Raises:
        UserError: the policy or the ledger has a mistake.
    """
    from ketenzicht.publish.ledger import read_ledger

    mark = (manifest.get("release") or {}).get("mark")
    if not mark:
        return None, ""
    for release in reversed(read_ledger(ledger_path(study, policy_of(study)))):
        if release.mark == mark:
            return release.number, release.approved_by or ""
    return None, ""
