"""One server at its post: what it says of itself while it runs, so that the next one knows how it ended.

A server that is stopped (Ctrl-C, or SIGTERM as of a service manager) takes its note away; one that is killed, or
falls with the machine, leaves it behind.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from ketenzicht.errors import UserError, system_reason
from ketenzicht.one_holder import Held, Holder, holding

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
    holder: Holder | None = None
    with ExitStack() as until_the_end:
        try:
            holder = until_the_end.enter_context(holding(folder / f".{name}.slot", folder / f".{name}.json"))
            holder.tell(begon=datetime.now().strftime(MOMENT))
        except Held as held:
            if alone:
                raise _not_alone(folder, _begun(held.note)) from None
        except OSError as error:
            raise _closed(folder, error) from error
        if holder is None:
            yield ""
            return
        try:
            with _stopped_as_it_should():
                yield _begun(holder.before)
        except (UserError, KeyboardInterrupt, SystemExit):
            holder.come_to_end()
            raise
        holder.come_to_end()


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


def _begun(note: dict[str, str] | None) -> str:
    """When the server of a note began; empty when it left none."""
    return "" if note is None else note.get("begon", "een onbekend moment")


def _not_alone(folder: Path, begun: str) -> UserError:
    return UserError(
        "Dit wordt al getoond door een andere server.",
        why=f"Die begon op {begun or 'een onbekend moment'}. "
        "Twee servers op één map zouden elkaar in de weg zitten.",
        fix="Gebruik de server die loopt, of stop die eerst.",
        file=folder,
    )


def _closed(folder: Path, error: OSError) -> UserError:
    return UserError(
        "In deze map kan niet worden geschreven.",
        why=system_reason(error) or "Wat hier wordt ingevuld zou niet bewaard kunnen worden.",
        fix="Geef schrijfrechten, maak ruimte, of zet de map op een schijf die niet alleen-lezen is.",
        file=folder,
    )
