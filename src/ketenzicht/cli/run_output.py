"""What ``ketenzicht study run`` and ``ketenzicht demo`` print: protected sentences, and where the files are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ketenzicht.cli.console import console

if TYPE_CHECKING:
    from ketenzicht.study.run import StudyRun


def run_as_data(run: StudyRun) -> dict[str, Any]:
    """A run for ``--json``."""
    return {
        "study": str(run.study.folder),
        "synthetic": run.study.settings.synthetic,
        "sentences": run.sentences,
        "report": str(run.files[0]),
        "files": [str(path) for path in run.files],
    }


def show_run(run: StudyRun) -> None:
    """Print the sentences that can be mailed, and where the report is."""
    from rich.markup import escape
    from rich.table import Table

    out = console()
    if run.study.settings.synthetic:
        out.print("[bold]Verzonnen gegevens:[/] niemand in deze cijfers bestaat.")
    listed = Table.grid(padding=(0, 1))
    for sentence in headlines(run):
        listed.add_row("-", escape(sentence))
    out.print(listed, soft_wrap=False)
    out.print(f"Rapport: [bold]{escape(str(run.files[0]))}[/]")
    out.print(f"Alle bestanden: {escape(str(run.study.out))}")


def headlines(run: StudyRun) -> list[str]:
    """The sentences of the measures that the chain calls its main ones; all of them when it names none."""
    main = [measure.id for measure in run.study.chain.measures if measure.main]
    return [run.sentences[name] for name in main or run.sentences if name in run.sentences]
