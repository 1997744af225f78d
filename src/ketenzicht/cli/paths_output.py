"""What ``ketenzicht study paths`` prints: protected numbers of steps and routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ketenzicht.cli.console import console

if TYPE_CHECKING:
    from ketenzicht.publish.published import PublishedResult
    from ketenzicht.study.settings import Study


def show_paths(paths: PublishedResult, study: Study) -> None:
    """Print each table: what, how many, and how long or which share."""
    from rich.table import Table

    from ketenzicht.publish.language import Wording
    from ketenzicht.publish.published import PublishedNumber
    from ketenzicht.study.policy import policy_of

    out, wording = console(), Wording("nl")
    out.soft_wrap = False
    policy = policy_of(study).policy
    if study.settings.synthetic:
        out.print("[bold]Verzonnen gegevens:[/] niemand in deze cijfers bestaat.\n")
    for table in paths.tables:
        shown = Table(title=wording.text(table.title), title_justify="left", box=None, pad_edge=False)
        shown.add_column("", ratio=1)
        for column in table.columns:
            shown.add_column(wording.text(column), justify="right", no_wrap=True)
        for row in table.rows:
            figures = [
                ""
                if figure is None
                else wording.figure(figure, policy, count=not isinstance(figure, PublishedNumber) and not at)
                for at, figure in enumerate(row.figures)
            ]
            shown.add_row(wording.text(row.label), *figures)
        out.print(shown)
        out.print()
