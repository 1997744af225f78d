"""Verbs of ``ketenzicht study``."""

from __future__ import annotations

from pathlib import Path

import typer

from ketenzicht.cli import study_serve, study_trail
from ketenzicht.cli.recorded import recorded
from ketenzicht.cli.study_forget import forget

FOLDER = typer.Argument(help="De map van de studie.", show_default=False)
QUIET = typer.Option(False, "--quiet", help="Toon geen voortgang.")
JSON = typer.Option(False, "--json", help="Toon de uitkomst als JSON.")


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    study = typer.Typer(
        rich_markup_mode=None, help="Een studie maken, controleren en uitvoeren.", no_args_is_help=True
    )
    app.add_typer(study, name="study")
    study.command("forget")(recorded("study forget")(forget))

    @study.command("new")
    @recorded("study new")
    def _new(
        folder: Path = FOLDER,
        chain: str = typer.Option(..., "--chain", help="De keten: een naam of een map."),
        registrations: list[Path] = typer.Option(  # noqa: B008
            ..., "--from", help="De registratiebestanden.", show_default=False
        ),
        more: list[Path] = typer.Argument(None, help="Nog meer registratiebestanden.", show_default=False),  # noqa: B008
        quiet: bool = QUIET,
        as_json: bool = JSON,
    ) -> None:
        """Maak een studie: raad wat de kolommen betekenen en zeg wat er nog te kiezen is."""
        from ketenzicht.cli.console import progress, show_json
        from ketenzicht.cli.study_output import new_as_data, show_new
        from ketenzicht.study.new import new_study

        with progress(quiet or as_json) as tell:
            made = new_study(folder, chain, [*registrations, *(more or [])], tell=tell)
        if as_json:
            show_json(new_as_data(made))
        else:
            show_new(made)

    @study.command("check")
    @recorded("study check")
    def _check(folder: Path = FOLDER, quiet: bool = QUIET, as_json: bool = JSON) -> None:
        """Controleer de registraties van een studie en schrijf het kwaliteitsrapport."""
        from ketenzicht.cli.console import progress, show_json
        from ketenzicht.cli.study_output import check_as_data, show_check
        from ketenzicht.study.check import check_study

        with progress(quiet or as_json) as tell:
            result = check_study(folder, tell=tell)
        if as_json:
            show_json(check_as_data(result))
        else:
            show_check(result, short=quiet)

    @study.command("run")
    @recorded("study run")
    def _run(
        folder: Path = FOLDER,
        approve: str = typer.Option(
            "",
            "--approve",
            help="Geef vrij wat een tweede persoon nakeek: het kenmerk uit output-check.html.",
        ),
        by: str = typer.Option("", "--by", help="De tweede persoon; hoort bij --approve."),
        day: str = typer.Option(
            "", "--date", help="De dag van vrijgave voor het grootboek (jjjj-mm-dd); vandaag als leeg."
        ),
        engine: str = typer.Option(
            "", "--engine", help="Reken op een server: spark://machine:poort. Op deze machine als leeg."
        ),
        engine_folder: str = typer.Option(
            "",
            "--engine-folder",
            help="De map of objectopslag die server en deze machine delen; de beveiligde map als leeg.",
        ),
        quiet: bool = QUIET,
        as_json: bool = JSON,
    ) -> None:
        """Voer een studie uit: van registraties naar een rapport met beschermde cijfers."""
        from ketenzicht.cli.console import day_given, progress, show_json
        from ketenzicht.cli.run_output import approval_given, run_as_data, server_given, show_run
        from ketenzicht.study.run import run_study

        on, approval = day_given(day), approval_given(approve, by)
        server = server_given(engine, engine_folder)
        with progress(quiet or as_json) as tell:
            run = run_study(folder, on=on, approval=approval, server=server, tell=tell)
        if as_json:
            show_json(run_as_data(run))
        else:
            show_run(run)

    @study.command("paths")
    @recorded("study paths")
    def _paths(folder: Path = FOLDER, quiet: bool = QUIET, as_json: bool = JSON) -> None:
        """Toon welke stap op welke volgt, na hoeveel dagen, en welke routes zaken nemen."""
        from ketenzicht.cli.console import progress, show_json
        from ketenzicht.cli.paths_output import show_paths
        from ketenzicht.publish.data import result_data
        from ketenzicht.study.paths import study_paths
        from ketenzicht.study.settings import load_study

        study = load_study(folder)
        with progress(quiet or as_json) as tell:
            paths = study_paths(study, tell=tell)
        if as_json:
            show_json({"study": str(folder), **result_data(paths)})
        else:
            show_paths(paths, study)

    @study.command("factors")
    def _factors(folder: Path = FOLDER, as_json: bool = JSON) -> None:
        """Toon per oorzaak wat de vrijgegeven cijfers van een studie ervan laten zien, en wat zij niet laten zien."""
        from ketenzicht.cli.console import show_json
        from ketenzicht.cli.factors_output import show_factors
        from ketenzicht.study.factors import study_factors

        found = study_factors(folder)
        if as_json:
            show_json({"study": str(folder), "factors": found})
        else:
            show_factors(found)

    @study.command("causes")
    @recorded("study causes", "folder", "other")
    def _causes(
        folder: Path = FOLDER,
        periods: tuple[str, str] = typer.Option(
            None,
            "--periods",
            help="Twee perioden, de vroege eerst: een jaar, of twee dagen met een / ertussen.",
            show_default=False,
        ),
        between: tuple[str, str] = typer.Option(
            None,
            "--between",
            help="Twee waarden van het kenmerk van --attribute, zoals twee gemeenten.",
            show_default=False,
        ),
        attribute: str = typer.Option(
            "", "--attribute", help="Het kenmerk van de melding waarvan --between de waarden noemt."
        ),
        other: Path = typer.Option(  # noqa: B008
            None, "--with", help="De map van een andere studie met dezelfde keten.", show_default=False
        ),
        measure: str = typer.Option(
            "", "--measure", help="De maat van soort caseload, als de keten er meer heeft."
        ),
        approve: str = typer.Option("", "--approve", help="Geef vrij wat een tweede persoon nakeek."),
        by: str = typer.Option("", "--by", help="De tweede persoon; hoort bij --approve."),
        day: str = typer.Option(
            "", "--date", help="De dag van vrijgave voor het grootboek; vandaag als leeg."
        ),
        quiet: bool = QUIET,
        as_json: bool = JSON,
    ) -> None:
        """Toon waaruit de caseload bestaat, en waardoor die verschilt van een andere periode, plaats of studie."""
        from ketenzicht.cli.causes_output import causes_as_data, compared_given, show_causes
        from ketenzicht.cli.console import day_given, progress, show_json
        from ketenzicht.cli.run_output import approval_given
        from ketenzicht.study.causes import study_causes

        compared = compared_given(periods, between, attribute, other, measure)
        on, approval = day_given(day), approval_given(approve, by)
        with progress(quiet or as_json) as tell:
            found = study_causes(folder, compared, on=on, approval=approval, tell=tell)
        if as_json:
            show_json(causes_as_data(found))
        else:
            show_causes(found)

    study_serve.register(study)
    study_trail.register(study)
