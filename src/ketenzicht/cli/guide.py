"""Verbs of ``ketenzicht guide``: ask, explain and check. Answers stay in this process unless a file is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import date

    from ketenzicht.chain.model import Chain
    from ketenzicht.guide.assess import Assessment, Guide

Name = Annotated[
    str,
    typer.Argument(help="Naam van een keten die meekomt, of een map met een eigen keten.", metavar="KETEN"),
]
CaseFile = Annotated[
    Path | None, typer.Option("--case", help="Begin met de antwoorden uit dit casusbestand.")
]
Day = Annotated[str, typer.Option("--date", help="Beoordeel op deze dag (jjjj-mm-dd); vandaag als leeg.")]
AsJson = Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the application."""
    verbs = typer.Typer(
        rich_markup_mode=None,
        help="De wegwijzer: wat kan er in deze situatie, en wat eerst.",
        no_args_is_help=True,
    )
    verbs.command("ask")(ask)
    verbs.command("explain")(explain)
    verbs.command("check")(check)
    app.add_typer(verbs, name="guide")


def ask(
    chain: Name,
    case: CaseFile = None,
    save: Annotated[
        Path | None,
        typer.Option("--save", help="Bewaar de antwoorden in dit bestand; anders blijft er niets over."),
    ] = None,
    day: Day = "",
    as_json: AsJson = False,
) -> None:
    """Vraag wat nog iets uitmaakt, een vraag tegelijk, en toon het plan."""
    import sys

    from ketenzicht.cli.console import console, day_given, show_json
    from ketenzicht.cli.guide_ask import converse
    from ketenzicht.cli.guide_text import show_plan
    from ketenzicht.cli.write_file import write_file
    from ketenzicht.guide.as_data import assessment_data
    from ketenzicht.guide.case_file import case_file
    from ketenzicht.guide.open import open_guide

    guide, on = open_guide(chain), day_given(day)
    if save is not None and save.exists() and save != case:
        _refuse_to_overwrite(save)
    given = _given(guide.chain, case) if case is not None else {}
    assessment, given = converse(guide, given, on, sys.stdin, console(stderr=as_json))
    if save is not None:
        write_file(save, case_file(guide.chain, given))
    if as_json:
        show_json(assessment_data(assessment, str_of))
    else:
        show_plan(assessment, console())


def explain(
    chain: Name,
    case: Annotated[Path, typer.Option("--case", help="Het casusbestand met de antwoorden.")],
    option: Annotated[str, typer.Option("--option", help="Leg alleen deze optie uit.")] = "",
    day: Day = "",
    as_json: AsJson = False,
) -> None:
    """Leg uit wat kan en wat niet: waarom, wat anders zou moeten zijn, en volgens welke bron."""
    from ketenzicht.cli.console import console, day_given, show_json
    from ketenzicht.cli.guide_text import show_explanation
    from ketenzicht.errors import UserError, did_you_mean
    from ketenzicht.guide.as_data import assessment_data, option_data
    from ketenzicht.guide.open import open_guide

    guide = open_guide(chain)
    options = [item.id for item in guide.chain.options]
    if option and option not in options:
        raise UserError(
            f"'{option}' is geen optie van deze keten.",
            fix=did_you_mean(option, options) or f"Zie ze allemaal met: ketenzicht chain show {chain}",
        )
    assessment = _assessed(guide, case, day_given(day))
    if not as_json:
        show_explanation(assessment, option, console())
    elif option:
        show_json(option_data(assessment, assessment.status(option), str_of))
    else:
        show_json(assessment_data(assessment, str_of))


def check(chain: Name, as_json: AsJson = False) -> None:
    """Probeer de casussen van een keten; eindigt met 1 als er een anders uitkomt."""
    from ketenzicht.cli.console import console, show_json
    from ketenzicht.cli.guide_text import show_tried
    from ketenzicht.guide.as_data import tried_data
    from ketenzicht.guide.open import open_guide
    from ketenzicht.guide.worked_cases import try_case

    guide = open_guide(chain)
    tried = [try_case(guide, case) for case in guide.chain.worked_cases]
    if as_json:
        show_json({"casussen": [tried_data(item) for item in tried]})
    else:
        show_tried(tried, console())
    if not all(item.holds for item in tried):
        raise typer.Exit(1)


def str_of(label: object) -> str:
    """A label in Dutch."""
    from ketenzicht.publish.language import Wording

    return Wording("nl").text(label)  # type: ignore[arg-type]


def _assessed(guide: Guide, case: Path, day: date) -> Assessment:
    from ketenzicht.rules.answers import read_answers

    answers, _ = read_answers(guide.chain, _given(guide.chain, case))
    return guide.assess(answers, day)


def _given(chain: Chain, path: Path) -> dict[str, tuple[str, ...]]:
    """The answers of a case file, all of them usable."""
    import sys

    from ketenzicht.errors import UserError, system_reason
    from ketenzicht.guide.case_file import read_case_file
    from ketenzicht.rules.answers import read_answers

    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError("Dit bestand is niet te lezen.", why=system_reason(error), file=path) from None
    saved = read_case_file(chain, data)
    for remark in saved.remarks:
        sys.stderr.write(f"Let op: {str_of(remark)}\n")
    _, problems = read_answers(chain, saved.given)
    if problems:
        lines = [f"- {item.fact}: {str_of(item.what)}" for item in problems]
        raise UserError(
            "\n".join(["Dit bestand heeft antwoorden die niet te gebruiken zijn.", *lines]),
            fix="Verbeter ze, of haal ze weg en beantwoord de vragen opnieuw.",
            file=path,
        )
    return dict(saved.given)


def _refuse_to_overwrite(path: Path) -> None:
    from ketenzicht.errors import UserError

    raise UserError(
        "Dit bestand bestaat al.",
        why="Een bewaarde casus wordt niet stil vervangen.",
        fix="Kies een andere naam, of noem hetzelfde bestand ook bij --case.",
        file=path,
    )
