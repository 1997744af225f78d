"""Commands that read rows of persons or change a study stand in its trail (:mod:`ketenzicht.study.trail`)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import typer

P = ParamSpec("P")
R = TypeVar("R")


def recorded(command: str, *folders: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a verb stand in the trail of a study, under a name that says nothing of what was given to it.

    Args:
        command: its name, as ``study run``.
        folders: the names of its parameters with the folder of a study; ``folder`` when left out.
    """

    def with_trail(verb: Callable[P, R]) -> Callable[P, R]:
        @wraps(verb)
        def answer(*args: P.args, **given: P.kwargs) -> R:
            from ketenzicht.study import trail

            with ExitStack() as trails:
                for name in folders or ("folder",):
                    if isinstance(folder := given[name], Path):
                        trails.enter_context(trail.recorded(folder, command))
                try:
                    return verb(*args, **given)
                except typer.Exit as ended:  # it was done; the exit code says what it found
                    found = ended
            raise found

        return answer

    return with_trail
