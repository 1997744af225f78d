"""Verbs of ``ketenzicht survey``: a survey from its questions to what the answers tell."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ketenzicht.cli import survey_serve
from ketenzicht.cli.recorded import recorded

Folder = Annotated[Path, typer.Argument(help="Map van de uitvraag.", metavar="MAP", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]
Synthetic = Annotated[bool, typer.Option("--synthetic", help="Markeer alles als verzonnen.")]
FORMS = ("xlsx", "xlsform")


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    survey = typer.Typer(
        rich_markup_mode=None,
        help="Een uitvraag: vragen, formulieren, antwoorden en de uitkomst.",
        no_args_is_help=True,
    )
    app.add_typer(survey, name="survey")
    survey.command("new")(new)
    survey.command("check")(check)
    survey.command("export")(export)
    survey.command("import")(import_answers)
    survey.command("status")(status)
    survey.command("analyse")(analyse)
    survey.command("export-study")(recorded("survey export-study", "target")(export_study))
    survey.command("schema")(schema)
    survey_serve.register(survey)


def new(
    folder: Folder,
    like: Annotated[str, typer.Option("--like", help="Naam van een uitvraag die meekomt.")] = "thuiszitters",
) -> None:
    """Maak een uitvraag: een kopie van een die meekomt, om aan te passen."""
    from ketenzicht.cli.survey_output import show_new
    from ketenzicht.survey.load import new_survey

    show_new(new_survey(folder, like))


def check(folder: Folder, as_json: AsJson = False) -> None:
    """Controleer een uitvraag en de antwoorden die er zijn; eindigt met 1 als er antwoorden fout zijn."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.survey_output import check_as_data, show_check
    from ketenzicht.survey.collect import check_folder
    from ketenzicht.survey.load import load_survey

    opened = load_survey(folder)
    checked = check_folder(opened)
    if as_json:
        show_json(check_as_data(opened, checked))
    else:
        show_check(opened, checked)
    if any(finding.level == "error" for one in checked for finding in one.open):
        raise typer.Exit(1)


def export(
    folder: Folder,
    form: Annotated[
        str, typer.Option("--form", help="xlsx (rekenblad) of xlsform (voor ODK en Kobo).")
    ] = "xlsx",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Map voor de formulieren; anders 'formulieren' in de uitvraag."),
    ] = None,
    organisation: Annotated[
        str, typer.Option("--for", help="Code van één organisatie; anders een formulier voor elk.")
    ] = "",
    language: Annotated[str, typer.Option("--language", help="Taal van het formulier: nl of en.")] = "nl",
) -> None:
    """Schrijf formulieren: een rekenblad per organisatie, met wat al is ingevuld, of een XLSForm."""
    from ketenzicht.cli.survey_output import show_files
    from ketenzicht.cli.survey_write import write_forms
    from ketenzicht.errors import UserError
    from ketenzicht.survey.load import load_survey

    for what, given, known in (("formulier", form, FORMS), ("taal", language, ("nl", "en"))):
        if given not in known:
            raise UserError(
                f"'{given}' is geen {what} dat we kennen.", fix="Kies uit: " + ", ".join(known) + "."
            )
    opened = load_survey(folder)
    show_files(write_forms(opened, form, output or opened.folder / "formulieren", organisation, language))


def import_answers(
    folder: Folder,
    files: Annotated[list[Path], typer.Argument(help="Ingevulde formulieren.", show_default=False)],
    organisation: Annotated[
        str, typer.Option("--for", help="Code van de organisatie, als het formulier die niet noemt.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Lees ingevulde formulieren in; wat compleet is, is ingediend. Eerdere antwoorden blijven bewaard."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.survey_output import import_as_data, show_import
    from ketenzicht.survey.collect import take_in
    from ketenzicht.survey.load import load_survey

    opened = load_survey(folder)
    taken = [take_in(opened, file, organisation) for file in files]
    if as_json:
        show_json([import_as_data(one) for one in taken])
    else:
        for one in taken:
            show_import(one)


def status(folder: Folder, as_json: AsJson = False) -> None:
    """Toon de respons: wie heeft ingediend, wie is begonnen, wie is te laat en wie telt anders."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.cli.survey_output import show_status, status_as_data
    from ketenzicht.survey.analysis.given import gather
    from ketenzicht.survey.answers import ANSWERS, is_closed, read_answer_folder
    from ketenzicht.survey.load import load_survey

    opened = load_survey(folder)
    files = read_answer_folder(opened.folder / ANSWERS)
    given, strange = gather(opened, files)
    today = date.today()
    closed = is_closed(opened.survey, files, today)
    if as_json:
        show_json(status_as_data(opened, given, strange, closed=closed))
    else:
        show_status(opened, given, strange, closed=closed, on=today)


def analyse(
    folder: Folder,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Map voor de uitkomst; anders 'out' in de uitvraag.")
    ] = None,
    synthetic: Synthetic = False,
    day: Annotated[
        str, typer.Option("--date", help="De dag waarop de cijfers weggaan (jjjj-mm-dd); vandaag als leeg.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Reken de uitkomst uit en schrijf die als pagina, werkmap en data, met beschermde cijfers."""
    from ketenzicht.cli.console import day_given, show_json
    from ketenzicht.cli.survey_output import show_analysis
    from ketenzicht.cli.survey_write import write_reconciled
    from ketenzicht.publish.survey_report import survey_data, write_survey
    from ketenzicht.study.survey import analysed, survey_policy
    from ketenzicht.survey.answers import ANSWERS, is_closed, read_answer_folder
    from ketenzicht.survey.load import load_survey

    opened, on = load_survey(folder), day_given(day)
    target = output or opened.folder / "out"
    files = read_answer_folder(opened.folder / ANSWERS)
    closed = is_closed(opened.survey, files, on)
    found, shown = analysed(opened, files, survey_policy(opened, on), closed=closed, synthetic=synthetic)
    written = write_survey(target, shown)
    secure = write_reconciled(opened.folder / "out" / "secure", found)
    if as_json:
        show_json(survey_data(shown))
    else:
        show_analysis(shown, written, secure)


def export_study(
    folder: Folder,
    target: Annotated[
        Path, typer.Argument(help="De map van de studie.", metavar="STUDIE", show_default=False)
    ],
    synthetic: Synthetic = False,
) -> None:
    """Schrijf de rijen van organisaties die tellen zoals gevraagd als een studie."""
    from ketenzicht.cli.survey_output import show_study
    from ketenzicht.survey.answers import ANSWERS, read_answer_folder
    from ketenzicht.survey.load import load_survey
    from ketenzicht.survey.study_export import write_study

    opened = load_survey(folder)
    files = read_answer_folder(opened.folder / ANSWERS)
    show_study(write_study(target, opened, files, synthetic=synthetic))


def schema() -> None:
    """Schrijf het JSON Schema waarmee een editor je helpt."""
    from ketenzicht.cli.console import show_json
    from ketenzicht.survey.schema import survey_schema

    show_json(survey_schema())
