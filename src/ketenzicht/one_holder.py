"""One holder of a folder at a time, who leaves a note there that tells the next one how the last one ended.

The lock is the operating system's: it lets go when the holder is killed or the machine falls. The note is a file, and
stays behind. So a folder with a note that nobody holds is of a holder that did not come to its end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Held(Exception):  # noqa: N818 - a state, not a mistake
    """Somebody else holds the folder.

    Args:
        note: what that holder tells; None when it left no note, empty when it cannot be read.
    """

    def __init__(self, note: dict[str, str] | None) -> None:
        super().__init__("the folder is held")
        self.note = note


class Holder:
    """Who holds a folder.

    Args:
        note: the file that holds the note.
    """

    def __init__(self, note: Path) -> None:
        self._note = note
        self.before = read_note(note)
        """What the last holder told that was killed or fell; None when it came to its end, empty when unreadable."""

    def tell(self, **told: str) -> None:
        """Put this in the note.

        Raises:
            OSError: it cannot be written.
        """
        self._note.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    def come_to_end(self) -> None:
        """Take the note away."""
        with suppress(OSError):
            self._note.unlink(missing_ok=True)


@contextmanager
def holding(lock: Path, note: Path) -> Iterator[Holder]:
    """Hold a folder until this ends.

    Args:
        lock: the file that is locked; its folder is there.
        note: the file of the note.

    Raises:
        Held: somebody else holds it.
        OSError: nothing can be written there.
    """
    from filelock import FileLock, Timeout

    file_lock = FileLock(lock, timeout=0)
    try:
        file_lock.acquire()
    except Timeout:
        raise Held(read_note(note)) from None
    try:
        yield Holder(note)
    finally:
        file_lock.release()


def read_note(note: Path) -> dict[str, str] | None:
    """What a note tells: None when there is none, empty when it cannot be read. Its writer may have been killed."""
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in told.items()} if isinstance(told, dict) else {}
