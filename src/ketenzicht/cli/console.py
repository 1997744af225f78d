"""What the command line prints and reads: errors, results as JSON, progress (silent with ``--quiet``), days."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from ketenzicht.errors import UserError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

EXIT_CODES = {
    0: "gelukt",
    1: "de controle vond fouten",
    2: "een fout van de gebruiker: bestand, optie of beschrijving klopt niet",
    130: "onderbroken met Ctrl-C",
}


LANGUAGES = ("nl", "en")
"""Of what a command writes."""


def console(stderr: bool = False) -> Console:
    """A Rich console that wraps neither paths nor tables in a pipe, and makes no picture of line ``:100:``."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True, emoji=False)


def show_error(error: UserError, *, as_json: bool = False) -> None:
    """Print a user's error: as JSON on standard output, or as text on standard error."""
    if as_json:
        show_json({"error": error.as_data()})
        return
    from rich.markup import escape

    out = console(stderr=True)
    head = f"{error.place}: {error.what}" if error.place else error.what
    wrong, why, fix = (
        ("Error", "Why", "Remedy") if error.language == "en" else ("Fout", "Waarom", "Oplossing")
    )
    out.print(f"[bold red]{wrong}[/] {escape(head)}")
    for label, text in ((why, error.why), (fix, error.fix)):
        if text:
            out.print(f"  [dim]{label}[/]  {escape(text)}")


def show_json(data: Any) -> None:
    """Print data as JSON, one document, Dutch letters kept."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def day_given(text: str) -> date:
    """The day that an option names as year-month-day; today when it is empty.

    Raises:
        UserError: it is no day.
    """
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise UserError(
            f"'{text}' is geen datum.", fix="Schrijf jaar-maand-dag, bijvoorbeeld 2026-11-22."
        ) from None


def one_of(option: str, value: str, choices: tuple[str, ...]) -> None:
    """Refuse a value of an option that is none of the choices."""
    if value not in choices:
        raise UserError(
            f"De waarde '{value}' mag niet bij {option}.",
            why="Mogelijk zijn: " + ", ".join(choices) + ".",
            fix=did_you_mean(value, choices),
        )


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """A moving bar on standard error that tells which step runs; the function it gives names the next step.

    How long a step takes is not known beforehand, so the bar moves without a percentage.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from ketenzicht.passphrase import stepping_aside

    columns = (BarColumn(bar_width=12), TimeElapsedColumn(), TextColumn("{task.description}"))

    @contextmanager
    def aside() -> Iterator[None]:
        bar.stop()
        try:
            yield
        finally:
            bar.start()

    with Progress(*columns, console=console(stderr=True), transient=True) as bar, stepping_aside(aside):
        task = bar.add_task("begin", total=None)
        yield lambda step: bar.update(task, description=step)
