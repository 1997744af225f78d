"""One server at its post: what it says of itself while it runs, so that the next one knows how it ended.

A server that is stopped (Ctrl-C, or SIGTERM as of a service manager) takes its note away. One that is killed, or
falls with the machine, leaves it behind, and the operating system lets go of its lock: so the next start sees the
difference. The same idea as :func:`ketenzicht.secure_folder.only_run`, for what runs until it is stopped.
"""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from ketenzicht.errors import UserError, system_reason

MOMENT = "%Y-%m-%d om %H:%M:%S"


@contextmanager
def on_duty(folder: Path, name: str, *, alone: bool) -> Iterator[str]:
    """Be the server of a folder until this ends.

    Args:
        folder: holds the note and the lock; it is there.
        name: of what is served in it, as a part of file names.
        alone: whether a second server is refused; else it runs beside the first and leaves no note.

    Yields:
        when a server that was killed or fell had begun; empty when the last one was stopped as it should.

    Raises:
        UserError: another server runs here, or nothing can be written here.
    """
    from filelock import FileLock, Timeout

    note, lock = folder / f".{name}.json", FileLock(folder / f".{name}.slot", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        if alone:
            raise UserError(
                "Dit wordt al getoond door een andere server.",
                why=f"Die begon op {_begun(note) or 'een onbekend moment'}. "
                "Twee servers op één map zouden elkaar in de weg zitten.",
                fix="Gebruik de server die loopt, of stop die eerst.",
                file=folder,
            ) from None
        yield ""
        return
    except OSError as error:
        raise _closed(folder, error) from error
    try:
        before = _begun(note)
        try:
            note.write_text(json.dumps({"begon": datetime.now().strftime(MOMENT)}), encoding="utf-8")
        except OSError as error:
            raise _closed(folder, error) from error
        with _stopped_as_it_should():
            yield before
        with suppress(OSError):
            note.unlink(missing_ok=True)
    except (UserError, KeyboardInterrupt, SystemExit):
        with suppress(OSError):
            note.unlink(missing_ok=True)
        raise
    finally:
        lock.release()


@contextmanager
def _stopped_as_it_should() -> Iterator[None]:
    """SIGTERM ends as Ctrl-C does: what is being answered is finished first."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: Any) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _begun(note: Path) -> str:
    """When the server of a note began; empty when there is no note. It may have been killed while writing it."""
    try:
        return str(json.loads(note.read_text(encoding="utf-8"))["begon"])
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError):
        return "een onbekend moment"


def _closed(folder: Path, error: OSError) -> UserError:
    return UserError(
        "In deze map kan niet worden geschreven.",
        why=system_reason(error) or "Wat hier wordt ingevuld zou niet bewaard kunnen worden.",
        fix="Geef schrijfrechten, maak ruimte, of zet de map op een schijf die niet alleen-lezen is.",
        file=folder,
    )
