"""What ``ketenzicht study run`` and ``ketenzicht demo`` print: protected sentences, and where the files are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ketenzicht.cli.console import console
from ketenzicht.cli.study_output import show_changed, show_to_erase
from ketenzicht.errors import UserError

if TYPE_CHECKING:
    from rich.console import Console

    from ketenzicht.engine import Server
    from ketenzicht.study.release import Approval
    from ketenzicht.study.run import StudyRun


MOST_WARNINGS = 3


def approval_given(mark: str, by: str) -> Approval | None:
    """The approval that the options say; None without them.

    Raises:
        UserError: one is given without the other.
    """
    from ketenzicht.study.release import Approval

    if bool(mark) != bool(by.strip()):
        raise UserError(
            "--approve en --by horen bij elkaar.",
            why="Bij een vrijgave hoort wat er is nagekeken, en door wie.",
            fix='Schrijf bijvoorbeeld: --approve 3fa9c2d17b04 --by "A. de Vries"',
        )
    return Approval(mark, by.strip()) if mark else None


def server_given(url: str, folder: str) -> Server | None:
    """The server that the options say; None without them, and then this machine counts.

    Raises:
        UserError: a folder without a server.
    """
    from ketenzicht.engine import Server

    if folder and not url:
        raise UserError(
            "--engine-folder hoort bij --engine.",
            why="Alleen een server heeft een gedeelde map nodig.",
            fix="Schrijf bijvoorbeeld: --engine spark://rekenserver:15002 --engine-folder /gedeeld/ketenzicht",
        )
    return Server(url, folder or None) if url else None


def run_as_data(run: StudyRun) -> dict[str, Any]:
    """A run for ``--json``."""
    from ketenzicht.publish.context import status_of

    content = run.released.content
    return {
        "study": str(run.study.folder),
        "synthetic": run.study.settings.synthetic,
        "sentences": run.sentences,
        "report": None if run.report is None else str(run.report),
        "files": [str(path) for path in run.files],
        "status": status_of(content, content.outputs),
        "release": run.released.number,
        "broken_off": run.broken_off,
        "changed": [str(one) for one in run.changed],
        "again": run.released.again,
        "ledger": str(run.released.ledger),
        "mark": content.release.mark if content.release else None,
        "warnings": [str(warning) for warning in content.release.warnings] if content.release else [],
    }


def show_run(run: StudyRun) -> None:
    """Print the sentences that can be mailed, and where the report is."""
    from rich.markup import escape
    from rich.table import Table

    out = console()
    if run.broken_off:
        out.print(escape(run.broken_off), "Alles is nu opnieuw gemaakt.")
    if run.study.settings.synthetic:
        out.print("[bold]Verzonnen gegevens:[/] niemand in deze cijfers bestaat.")
    listed = Table.grid(padding=(0, 1))
    for sentence in headlines(run):
        listed.add_row("-", escape(sentence))
    out.print(listed, soft_wrap=False)
    _show_release(out, run)
    show_changed(out, run.changed)
    show_to_erase(out, run.study)
    if run.report is not None:
        out.print(f"Rapport: [bold]{escape(str(run.report))}[/]")
    out.print(f"Alle bestanden: {escape(str(run.study.out))}")


def _show_release(out: Console, run: StudyRun) -> None:
    """Whose policy held, what was withheld for earlier releases, what somebody must look at, and where it stands."""
    from rich.markup import escape
    from rich.table import Table

    from ketenzicht.publish.language import Wording
    from ketenzicht.publish.policy_words import whose_policy

    released, wording = run.released, Wording("nl")
    content, page = released.content, str(run.study.out / "output-check.html")
    warnings = content.release.warnings if content.release else ()
    told = Table.grid(padding=(0, 1))
    for warning in warnings[:MOST_WARNINGS]:
        told.add_row("[bold yellow]Let op[/]", escape(wording.text(warning)))
    if len(warnings) > MOST_WARNINGS:
        more = len(warnings) - MOST_WARNINGS
        told.add_row("[bold yellow]Let op[/]", f"Zo zijn er nog {more}; zie {escape(page)}")
    if warnings:
        out.print(told, soft_wrap=False)
    review = sum(output.status == "review" for output in content.outputs)
    if review:
        what = "1 tabel of lijn" if review == 1 else f"{review} tabellen of lijnen"
        out.print(f"[bold yellow]Nakijken[/] {what}; zie {escape(page)}")
    out.print(f"Beleid: {escape(wording.text(whose_policy(content.policy)))}")
    if content.awaits_approval and content.release:
        mark = content.release.mark[:12]
        out.print(
            "[bold yellow]Nog niet vrijgegeven:[/] een tweede persoon kijkt output-check.html na, en dan:"
        )
        out.print(f'  ketenzicht study run {escape(str(run.study.folder))} --approve {mark} --by "..."')
    elif released.again:
        out.print(f"Vrijgave {released.number}: dezelfde cijfers als eerder.")
    else:
        out.print(f"Vrijgave {released.number} in {escape(str(released.ledger))}")


def headlines(run: StudyRun) -> list[str]:
    """The sentences of the measures that the chain calls its main ones; all of them when it names none."""
    main = [measure.id for measure in run.study.chain.measures if measure.main]
    return [run.sentences[name] for name in main or run.sentences if name in run.sentences]
