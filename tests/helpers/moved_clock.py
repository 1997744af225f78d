"""``ketenzicht`` with a clock that is as many seconds off as a file says: ``moved_clock.py FILE ARGUMENTS...``."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path


def main() -> None:
    """Move the clock of Django, which everything in the pages of a survey asks, and run."""
    from django.utils import timezone

    moved, right = Path(sys.argv.pop(1)), timezone.now
    timezone.now = lambda: right() + timedelta(seconds=float(moved.read_text() or 0))
    from ketenzicht.cli import main as command

    command()


if __name__ == "__main__":
    main()
