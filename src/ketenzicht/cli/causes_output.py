"""What ``ketenzicht study causes`` prints: the answer in words, the tree, and what makes the difference."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht.cli.console import console

if TYPE_CHECKING:
    from ketenzicht.publish.published import PublishedTable
    from ketenzicht.study.causes import Causes
    from ketenzicht.study.causes_compared import Compared

SHOWN = ("boom", "verschil", "caseload", "meldingen")
"""The tables, in the order in which they answer: what it is, why it differs, of what it consists."""


def compared_given(
    periods: tuple[str, str] | None,
    places: tuple[str, str] | None,
    attribute: str,
    other: Path | None,
    measure: str,
) -> Compared:
    """What the options ask to compare.

    Raises:
        UserError: a period is none.
    """
    from ketenzicht.study.causes_compared import Compared, period_given

    return Compared(
        periods=(period_given(periods[0]), period_given(periods[1])) if periods else None,
        places=places or None,
        attribute=attribute or None,
        other=other,
        measure=measure or None,
    )


def causes_as_data(causes: Causes) -> dict[str, Any]:
    """The answer for ``--json``."""
    from ketenzicht.publish.data import result_data

    return {
        "study": str(causes.study.folder),
        "synthetic": causes.study.settings.synthetic,
        "sentence": causes.sentence,
        "files": [str(path) for path in causes.files],
        "releases": [
            {"ledger": str(item.ledger), "release": item.number, "again": item.again}
            for item in causes.released
        ],
        **result_data(causes.result),
    }


def show_causes(causes: Causes) -> None:
    """Print the answer, readable at 80 columns."""
    from rich.markup import escape

    from ketenzicht.publish.language import Wording

    out, wording = console(), Wording("nl")
    out.soft_wrap = False
    if causes.study.settings.synthetic:
        out.print("[bold]Verzonnen gegevens:[/] niemand in deze cijfers bestaat.")
    out.print(escape(causes.sentence))
    out.print()
    tables = {table.id: table for table in causes.result.tables}
    for name in SHOWN:
        if name in tables:
            out.print(_table(tables[name], causes))
            out.print()
    for warning in causes.result.warnings:
        out.print(f"[bold yellow]Let op[/] {escape(wording.text(warning))}")
    waiting = [item for item in causes.released if item.number is None]
    for item in waiting:
        mark = item.content.release.mark[:12] if item.content.release else ""
        out.print(
            f'[bold yellow]Nog niet vrijgegeven:[/] een tweede persoon geeft --approve {mark} --by "..."'
        )
    out.soft_wrap = True
    for path in causes.files[:1]:
        out.print(f"Rapport: [bold]{escape(str(path))}[/]")


def _table(table: PublishedTable, causes: Causes) -> Any:
    from rich.markup import escape
    from rich.table import Table

    from ketenzicht.publish.language import Wording, capital
    from ketenzicht.publish.published import PublishedNumber

    wording, policy = Wording("nl"), causes.released[0].content.policy
    shown = Table(
        title=escape(wording.text(table.title)), title_justify="left", box=None, pad_edge=False, width=78
    )
    shown.add_column("", ratio=1)
    bounded = any(wording.interval(figure) for row in table.rows for figure in row.figures)
    for column in table.columns:
        shown.add_column(escape(capital(wording.text(column))), justify="right", max_width=20)
    for row in table.rows:
        figures = [
            ""
            if figure is None
            else wording.figure(figure, policy, count=not isinstance(figure, PublishedNumber))
            for figure in row.figures
        ]
        if bounded:
            figures = [
                f"{text}\n[dim]{interval}[/]" if (interval := wording.interval(figure)) else text
                for text, figure in zip(figures, row.figures, strict=True)
            ]
        label = escape(capital(wording.text(row.label)))
        shown.add_row(f"  {label}" if row.level else label, *figures)
    return shown
