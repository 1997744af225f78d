"""What ``ketenzicht sample`` prints: the draw and its margin, how far readers are, where they differ, the estimates.

Files go by number and pseudonym; texts that readers wrote are never printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht.cli.console import console

if TYPE_CHECKING:
    from rich.console import Console

    from ketenzicht.sample.double import Difference
    from ketenzicht.sample.drawn import Sample, SampleFile
    from ketenzicht.sample.workbook import TakenRow
    from ketenzicht.study.sample import Research
    from ketenzicht.study.sample_report import SampleReport


def drawn_as_data(sample: Sample) -> dict[str, Any]:
    """A sample as data."""
    from ketenzicht.sample.results import margin

    return {
        "ontwerp": sample.design,
        "seed": sample.seed,
        "casussen": sample.cases,
        "lagen": dict(sample.sizes),
        "marge_procentpunt": round(100 * margin(sample), 1),
        "dossiers": [
            {
                "nummer": file.number,
                "casus": file.case,
                "laag": file.stratum,
                "gewicht": 1 / file.chance,
                "lezers": file.readers,
                "vervallen": file.gone,
            }
            for file in sample.files
        ],
        "reserve": {name: [case for case, _ in rows] for name, rows in sample.reserves.items()},
    }


def show_drawn(research: Research, sample: Sample) -> None:
    """Print what was drawn, and what margin that buys."""
    from rich.markup import escape

    from ketenzicht.publish.language import Wording
    from ketenzicht.sample.result_compared import label_of
    from ketenzicht.sample.results import margin
    from ketenzicht.sample.size import margin_of
    from ketenzicht.study.sample_report import attribute_names

    out, files = console(), sample.readable
    twice = sum(len(file.readers) > 1 for file in files)
    out.print(
        f"Getrokken: [bold]{len(files)}[/] van de {sample.cases} casussen ({sample.design}, seed {sample.seed})."
    )
    if sample.stratum:
        names = attribute_names(research).get(sample.stratum, {})
        for name, number in sorted(Counter(file.stratum for file in files).items()):
            called = Wording("nl").text(label_of(name, names))
            shown = called if called == name else f"{name} {called}"
            out.print(f"  {escape(shown)}: {number} van {sample.sizes[name]}")
    points, equal = (
        Wording("nl").number(round(100 * one, 1), 1)
        for one in (margin(sample), margin_of(len(files), sample.cases))
    )
    out.print(
        f"Marge: een aandeel van de helft is bekend op {points} procentpunt na, naar boven en naar beneden (95 %)."
    )
    if points != equal:
        out.print(f"Met gelijke kansen voor alle casussen zou dat {equal} zijn.")
    out.print(f"Dubbel te lezen: {twice}. Lezers: {escape(', '.join(research.plan.readers))}.")
    out.print(f"Lijst: ketenzicht sample list {research.study.folder}", markup=False)


def show_list(sample: Sample) -> None:
    """Print the files in the order of reading."""
    from rich.table import Table

    shown = Table(box=None, pad_edge=False)
    for name in ("dossier", "casus", "laag", "lezers", ""):
        shown.add_column(name, justify="right" if name == "dossier" else "left", no_wrap=bool(name))
    for file in sample.files:
        gone = f"vervallen: {file.gone}" if file.gone else ""
        shown.add_row(str(file.number), file.case, file.stratum, " en ".join(file.readers), gone)
    console().print(shown)


def taken_as_data(reader: str, rows: Sequence[TakenRow]) -> dict[str, Any]:
    """What became of a workbook."""
    return {
        "lezer": reader,
        "rijen": [
            {
                "dossier": row.number,
                "uitkomst": row.outcome,
                "klaar": row.finished,
                "opmerkingen": [{"vraag": one.variable, "wat": str(one.what)} for one in row.remarks],
            }
            for row in rows
        ],
    }


def show_taken(reader: str, rows: Sequence[TakenRow]) -> None:
    """Print what became of a workbook."""
    from rich.markup import escape

    out, counts = console(), Counter(row.outcome for row in rows)
    finished = sum(row.finished for row in rows)
    told = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
    out.print(f"Lezer [bold]{escape(reader)}[/]: {told}; {finished} klaar.")
    for row in rows:
        if row.outcome == "elders gewijzigd":
            out.print(
                f"  [bold red]Dossier {row.number}[/]: sinds dit blad gemaakt werd is er elders opgeslagen. "
                "De rij is niet overgenomen; het blad is bewaard. Maak een nieuw blad en vul aan."
            )
        elif row.outcome == "onbekend dossier":
            out.print(
                f"  [bold red]Dossier {escape(row.number)}[/] is niet van deze lezer, niet van deze steekproef, "
                "of gewist. De rij is niet overgenomen. Is iemand gewist, verwijder dan ook dit blad."
            )
        for one in row.remarks:
            out.print(f"  Dossier {row.number}, {escape(one.variable)}: {escape(str(one.what))}")


def status_as_data(research: Research) -> dict[str, Any]:
    """How far each reader is."""
    from ketenzicht.sample.changes import kept_codebooks, to_revisit

    sample, codings = research.sample(), research.codings()
    number = {file.case: file.number for file in sample.readable}
    readers = []
    for reader in research.plan.readers:
        own = [file for file in sample.readable if reader in file.readers]
        newest = [codings.newest(file.case, reader) for file in own]
        readers.append(
            {
                "lezer": reader,
                "dossiers": len(own),
                "klaar": sum(one is not None and one.state == "klaar" for one in newest),
                "bezig": sum(one is not None and one.state == "concept" for one in newest),
            }
        )
    again = to_revisit(research.book, kept_codebooks(research.codebooks), codings, list(number))
    return {
        "lezers": readers,
        "opnieuw": [
            {
                "dossier": number[one.file],
                "lezer": one.reader,
                "vragen": [{"vraag": variable, "waarom": str(why)} for variable, why in one.variables],
            }
            for one in sorted(again, key=lambda one: (number[one.file], one.reader))
        ],
        "onleesbare_regels": codings.broken,
    }


def show_status(data: dict[str, Any]) -> None:
    """Print how far each reader is."""
    from rich.markup import escape

    out = console()
    for one in data["lezers"]:
        out.print(
            f"Lezer [bold]{escape(one['lezer'])}[/]: {one['klaar']} van {one['dossiers']} klaar, "
            f"{one['bezig']} bezig."
        )
    if data["opnieuw"]:
        out.print("Het codeboek is veranderd. Wat hier niet staat, blijft gelden. Kijk opnieuw naar:")
    for one in data["opnieuw"]:
        told = "; ".join(f"{item['vraag']}: {item['waarom']}" for item in one["vragen"])
        out.print(f"  Dossier {one['dossier']}, lezer {escape(one['lezer'])}: {escape(told)}")
    if data["onleesbare_regels"]:
        out.print(f"[bold red]Let op:[/] {data['onleesbare_regels']} opgeslagen regels zijn niet te lezen.")


def differences_as_data(
    research: Research, found: Sequence[tuple[SampleFile, Difference]]
) -> list[dict[str, Any]]:
    """Where two readers differ."""
    return [
        {
            "dossier": file.number,
            "vraag": one.variable,
            "lezers": sorted(file.readers),
            "antwoorden": [_said(one.one), _said(one.other)],
            "afgesproken": _said(one.settled) if one.reason else None,
            "reden": one.reason,
        }
        for file, one in found
    ]


def show_differences(data: Sequence[dict[str, Any]]) -> None:
    """Print where two readers differ."""
    from rich.markup import escape

    out = console()
    still = {one["dossier"] for one in data if not one["reden"]}
    if not data:
        out.print("Geen verschillen in wat door twee lezers klaar is.")
        return
    out.print(f"Te bespreken: [bold]{len(still)}[/] dossiers.")
    for one in data:
        (first, second), (a, b) = one["antwoorden"], one["lezers"]
        told = f"{a}: {first}, {b}: {second}"
        after = f" -> {one['afgesproken']} ({one['reden']})" if one["reden"] else ""
        out.print(f"  Dossier {one['dossier']}, {escape(one['vraag'])}: {escape(told + after)}")
    if still:
        out.print("Leg vast: ketenzicht sample settle STUDIE DOSSIER VRAAG ANTWOORD --reason WAAROM")


def report_as_data(made: SampleReport) -> dict[str, Any]:
    """The protected estimates, and how they left."""
    from ketenzicht.publish.sample import sample_data

    released = made.released
    return {
        **sample_data(made.shown),
        "ledger": {"file": str(released.ledger), "number": released.number, "again": released.again},
    }


def show_report(made: SampleReport) -> None:
    """Print the protected estimates and where the files are."""
    from rich.markup import escape
    from rich.table import Table

    from ketenzicht.publish.language import Wording
    from ketenzicht.publish.sample import figures_shown, result_name

    out, wording, shown = console(), Wording("nl"), made.shown
    out.soft_wrap = False
    if shown.synthetic:
        out.print("[bold]Verzonnen gegevens:[/] niemand in deze cijfers bestaat.\n")
    if shown.draft:
        out.print("[bold]Concept:[/] nog niet alles is gelezen of nagekeken. Geef dit niet verder.\n")
    for result in shown.results:
        for table in result.tables:
            title = (
                wording.text(result_name(result)) if len(result.tables) == 1 else wording.text(table.title)
            )
            drawn = Table(title=title, title_justify="left", box=None, pad_edge=False)
            drawn.add_column("", max_width=max(out.width - 15 * len(table.columns), 14), overflow="fold")
            for column in table.columns:
                drawn.add_column(wording.text(column), justify="right")
            for label, cells in figures_shown(table, wording, shown.policy):
                drawn.add_row(label, *cells)
            out.print(drawn)
            out.print()
        for warning in result.warnings:
            out.print(f"[bold]Let op:[/] {escape(wording.text(warning))}\n")
    _show_release(out, made)
    for path in made.files[:1]:
        out.print(f"Rapport: {path}", markup=False, soft_wrap=True)
    out.print(
        f"Exacte schattingen, alleen voor in de beveiligde map: {made.exact}", markup=False, soft_wrap=True
    )


def _show_release(out: Console, made: SampleReport) -> None:
    """Print how it left: its place in the ledger, or the mark that a second person must give."""
    released, release = made.released, made.shown.content.release
    if released.number is not None:
        again = ": dezelfde cijfers als eerder." if released.again else f" in {released.ledger}"
        out.print(f"Vrijgave {released.number}{again}", markup=False, soft_wrap=True)
    elif release is not None:
        out.print(
            "[bold yellow]Nog niet vrijgegeven:[/] een tweede persoon kijkt dossieronderzoek-output-check.html na, "
            f'en geeft --approve {release.mark[:12]} --by "..."'
        )


def show_merged(path: Path, known: Sequence[str], unknown: Sequence[str]) -> None:
    """Print which codes the study can use."""
    from rich.markup import escape

    out = console()
    out.print(f"Geschreven: {path}", markup=False)
    if known:
        out.print(f"De volgende keer dat de studie draait zijn dit kenmerken: {escape(', '.join(known))}.")
    if unknown:
        out.print(
            f"De keten beschrijft dit nog niet: {escape(', '.join(unknown))}. "
            "Zet ze bij 'kenmerken' in een eigen keten om ze in maten te gebruiken."
        )


def _said(value: Any) -> str:
    if value is None:
        return "niets"
    return "; ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
