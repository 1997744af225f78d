"""Verbs of ``ketenzicht sample``: reading files, from the draw to what it tells of all cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ketenzicht.cli.recorded import recorded

if TYPE_CHECKING:
    from ketenzicht.study.sample import Research

Folder = Annotated[Path, typer.Argument(help="De map van de studie.", metavar="STUDIE", show_default=False)]
File = Annotated[
    str,
    typer.Argument(help="Het nummer van het dossier in de lijst.", metavar="DOSSIER", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]
Reason = Annotated[str, typer.Option("--reason", help="Waarom; komt bij het dossier te staan.")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    sample = typer.Typer(
        rich_markup_mode=None,
        help="Dossieronderzoek: een steekproef trekken, lezen, afstemmen en schatten.",
        no_args_is_help=True,
    )
    app.add_typer(sample, name="sample")
    sample.command("size")(size)
    sample.command("new")(recorded("sample new")(new))
    sample.command("draw")(recorded("sample draw")(draw))
    sample.command("list")(recorded("sample list")(list_))
    sample.command("replace")(recorded("sample replace")(replace))
    sample.command("export")(recorded("sample export")(export))
    sample.command("import")(recorded("sample import")(import_))
    sample.command("code")(recorded("sample code")(code))
    sample.command("status")(status)
    sample.command("differences")(recorded("sample differences")(differences))
    sample.command("settle")(recorded("sample settle")(settle))
    sample.command("report")(recorded("sample report")(report))
    sample.command("merge")(recorded("sample merge")(merge))


def size(
    margin: Annotated[
        float, typer.Option("--margin", help="De marge in procentpunten, naar boven en beneden.")
    ],
    cases: Annotated[
        int | None, typer.Option("--cases", min=1, help="Hoeveel casussen er zijn; zonder: heel veel.")
    ] = None,
    share: Annotated[
        float, typer.Option("--share", help="Het aandeel dat je verwacht, in procent; 50 vraagt het meest.")
    ] = 50.0,
    as_json: AsJson = False,
) -> None:
    """Reken uit hoeveel dossiers je moet lezen voor een marge."""
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.errors import UserError
    from ketenzicht.sample.size import files_needed

    try:
        files = files_needed(margin / 100, cases, share=share / 100)
    except ValueError:
        raise UserError("De marge en het aandeel moeten tussen 0 en 100 liggen.") from None
    if as_json:
        show_json({"dossiers": files, "marge": margin, "casussen": cases, "aandeel": share})
    else:
        of = "" if cases is None else f" van de {cases}"
        console().print(f"Lees [bold]{files}[/]{of} dossiers voor een marge van {margin:g} procentpunt.")


def new(folder: Folder) -> None:
    """Maak een plan en een codeboek om aan te passen."""
    from ketenzicht.cli.console import console
    from ketenzicht.study.sample import CODEBOOK_FILE, PLAN_FILE, new_research
    from ketenzicht.study.settings import load_study

    made, out = new_research(load_study(folder)), console()
    out.print(f"Gemaakt: {made}", markup=False)
    out.print(f"1. Pas {PLAN_FILE} aan: hoeveel dossiers, welke lagen, wie leest.")
    out.print(f"2. Pas {CODEBOOK_FILE} aan: wat lezers van elk dossier noteren.")
    out.print("3. Trek de steekproef: ketenzicht sample draw STUDIE")


def draw(folder: Folder, as_json: AsJson = False) -> None:
    """Trek de steekproef; dezelfde seed geeft dezelfde dossiers."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.sample_output import drawn_as_data, show_drawn
    from ketenzicht.study.sample import draw_sample

    research = _opened(folder)
    found = draw_sample(research)
    if as_json:
        show_json(drawn_as_data(found))
    else:
        show_drawn(research, found)


def list_(folder: Folder, as_json: AsJson = False) -> None:
    """Noem de dossiers op volgorde van lezen, met wie ze leest; alleen pseudoniemen."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.sample_output import drawn_as_data, show_list

    found = _opened(folder).sample()
    if as_json:
        show_json(drawn_as_data(found))
    else:
        show_list(found)


def replace(folder: Folder, file: File, reason: Reason) -> None:
    """Neem het volgende dossier in plaats van een dat niet te lezen is."""
    from ketenzicht.cli.console import console
    from ketenzicht.study.sample import replace_in_sample

    instead = replace_in_sample(_opened(folder), file, reason)
    console().print(
        f"In plaats daarvan komt dossier {instead.number}: {instead.case} "
        f"(lezer {' en '.join(instead.readers)})."
    )


def export(
    folder: Folder,
    reader: Annotated[str, typer.Option("--reader", help="Een lezer; anders een rekenblad voor elk.")] = "",
) -> None:
    """Schrijf codeerbladen met de tijdlijn van elk dossier, in de beveiligde map."""
    from ketenzicht.cli.console import console
    from ketenzicht.study.sample import write_workbooks

    out = console()
    for path in write_workbooks(_opened(folder), reader):
        out.print(str(path), markup=False)
    out.print(
        "[bold]Let op:[/] een codeerblad toont wat er in een casus gebeurde. Laat het in de beveiligde map."
    )


def import_(
    folder: Folder,
    files: Annotated[list[Path], typer.Argument(help="Ingevulde codeerbladen.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Lees ingevulde codeerbladen in; eerdere antwoorden blijven bewaard."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.sample_output import show_taken, taken_as_data
    from ketenzicht.study.sample import take_workbook

    research = _opened(folder)
    taken = [take_workbook(research, path) for path in files]
    if as_json:
        show_json([taken_as_data(reader, rows) for reader, rows in taken])
    else:
        for reader, rows in taken:
            show_taken(reader, rows)
    if any(row.outcome in ("elders gewijzigd", "onbekend dossier") for _, rows in taken for row in rows):
        raise typer.Exit(1)


def code(
    folder: Folder,
    reader: Annotated[
        str, typer.Option("--reader", help="Wie leest: een lezer van het plan, of de afhandelaar.")
    ],
    port: Annotated[int, typer.Option("--port", help="De poort; 0 voor een die vrij is.")] = 8020,
) -> None:
    """Toon de dossiers van een lezer, of de verschillen aan de afhandelaar, als pagina's op deze computer."""
    import sys
    from hashlib import sha256

    from ketenzicht.errors import UserError, system_reason
    from ketenzicht.study.settings import load_study
    from ketenzicht.web.coding.app import listen
    from ketenzicht.web.coding.desk import open_desk
    from ketenzicht.web.duty import on_duty

    desk = open_desk(load_study(folder), reader)
    secure = desk.research().secure
    with on_duty(secure, f"lezen-{sha256(reader.encode()).hexdigest()[:8]}", alone=False) as fell:
        try:
            server = listen(desk, port)
        except OSError as error:
            raise UserError(
                f"Op poort {port} kan niet worden geluisterd.",
                why=system_reason(error),
                fix="Kies een andere poort, bijvoorbeeld: --port 8021.",
            ) from error
        if fell:
            sys.stdout.write(
                f"De vorige keer (begonnen op {fell}) is afgebroken. Wat als opgeslagen was gemeld, is er.\n"
            )
        if cut := desk.research().codings().broken:
            sys.stdout.write(
                f"Afgebroken tijdens het opslaan, en dus nooit als opgeslagen gemeld: {cut} keer.\n"
            )
        sys.stdout.write(f"Open dit adres: http://127.0.0.1:{server.effective_port}/{desk.secret}/\n")
        sys.stdout.write("Geef het aan niemand: wie het heeft, ziet de dossiers. Stoppen: Ctrl-C.\n")
        sys.stdout.flush()
        server.run()


def status(folder: Folder, as_json: AsJson = False) -> None:
    """Toon hoe ver elke lezer is, en wat na een ander codeboek opnieuw bekeken moet worden."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.sample_output import show_status, status_as_data

    research = _opened(folder)
    data = status_as_data(research)
    if as_json:
        show_json(data)
    else:
        show_status(data)


def differences(folder: Folder, as_json: AsJson = False) -> None:
    """Noem waar twee lezers verschillen, en wat daarover is afgesproken."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.sample_output import differences_as_data, show_differences
    from ketenzicht.study.sample import open_differences

    research = _opened(folder)
    data = differences_as_data(research, open_differences(research))
    if as_json:
        show_json(data)
    else:
        show_differences(data)


def settle(
    folder: Folder,
    file: File,
    variable: Annotated[str, typer.Argument(help="De vraag.", metavar="VRAAG", show_default=False)],
    value: Annotated[str, typer.Argument(help="Wat het wordt.", metavar="ANTWOORD", show_default=False)],
    reason: Reason,
) -> None:
    """Leg vast wat twee lezers samen besloten, met de reden."""
    from ketenzicht.cli.console import console
    from ketenzicht.study.sample import settle_difference

    saved = settle_difference(_opened(folder), file, variable, value, reason)
    console().print(f"Vastgelegd: {variable} = {value} (door {saved.reader}).", markup=False)


def report(
    folder: Folder,
    day: Annotated[
        str, typer.Option("--date", help="De dag van vrijgave voor het grootboek; vandaag als leeg.")
    ] = "",
    approve: Annotated[str, typer.Option("--approve", help="Geef vrij wat een tweede persoon nakeek.")] = "",
    by: Annotated[str, typer.Option("--by", help="De tweede persoon; hoort bij --approve.")] = "",
    as_json: AsJson = False,
) -> None:
    """Schat wat de dossiers over alle casussen zeggen, naast de registraties, met beschermde cijfers."""
    from ketenzicht.cli.console import day_given, show_json
    from ketenzicht.cli.run_output import approval_given
    from ketenzicht.cli.sample_output import report_as_data, show_report
    from ketenzicht.study.sample_report import report_sample

    made = report_sample(_opened(folder), on=day_given(day), approval=approval_given(approve, by))
    if as_json:
        show_json(report_as_data(made))
    else:
        show_report(made)


def merge(folder: Folder) -> None:
    """Leg wat lezers noteerden naast de registraties, als kenmerken van casussen voor de studie."""
    from ketenzicht.cli.sample_output import show_merged
    from ketenzicht.study.sample import merge_noted

    show_merged(*merge_noted(_opened(folder)))


def _opened(folder: Path) -> Research:
    from ketenzicht.study.sample import open_research
    from ketenzicht.study.settings import load_study

    return open_research(load_study(folder))
