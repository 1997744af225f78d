"""``ketenzicht chain references``: what others published, by definition; sums and changes where those are allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ketenzicht.chain.model import Chain
    from ketenzicht.chain.published import Published
    from ketenzicht.publish.language import Wording


def show_references(
    name: Annotated[
        str,
        typer.Argument(
            help="Naam van een keten die meekomt, of een map met een eigen keten.", metavar="KETEN"
        ),
    ],
    measure: Annotated[str, typer.Option("--measure", help="Alleen de definities bij deze maat.")] = "",
    definition: Annotated[str, typer.Option("--definition", help="Alleen deze definitiecode.")] = "",
    region: Annotated[str, typer.Option("--region", help="Alleen deze regio.")] = "",
    add: Annotated[
        list[str] | None,
        typer.Option(
            "--add", metavar="CIJFER", help="Tel dit cijfer op: een id, of CODE@PERIODE. Noem er meer."
        ),
    ] = None,
    trend: Annotated[
        list[str] | None,
        typer.Option(
            "--trend", metavar="CIJFER", help="Geef de verandering tussen cijfers. Noem er twee of meer."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")] = False,
    language: Annotated[str, typer.Option("--language", help="Taal van de teksten: nl of en.")] = "nl",
) -> None:
    """Show published series with their breaks; or add figures, or tell a change, where definitions allow it."""
    from ketenzicht.cli.console import LANGUAGES, one_of
    from ketenzicht.errors import UserError
    from ketenzicht.publish.language import Wording

    one_of("--language", language, LANGUAGES)
    wording = Wording("en" if language == "en" else "nl")
    try:
        _show(name, measure, definition, region, add or [], trend or [], wording, as_json=as_json)
    except UserError as error:
        raise wording.error(error) from None


def _show(
    name: str, measure: str, definition: str, region: str, add: list[str], trend: list[str], wording: Wording,
    *, as_json: bool,
) -> None:  # fmt: skip
    from rich.console import Console

    from ketenzicht.chain import definitions, load_chain
    from ketenzicht.cli.chain_references_text import (
        gaps_data,
        gaps_text,
        series_data,
        series_text,
        sum_text,
        trend_text,
    )
    from ketenzicht.cli.console import show_json
    from ketenzicht.errors import UserError, sentence
    from ketenzicht.message import message

    chain = load_chain(name)
    out = Console(highlight=False)
    if add and trend:
        raise UserError(sentence("Kies --add of --trend, niet allebei."))
    if add:
        total = definitions.add(chain, [figure_given(chain, text, region) for text in add])
        if as_json:
            show_json(vars(total))
        else:
            out.print(sum_text(chain, total, wording))
        return
    if trend:
        change = definitions.trend(chain, [figure_given(chain, text, region) for text in trend])
        if as_json:
            show_json(
                {"code": change.figures[0].code, "difference": change.difference, "ratio": change.ratio}
            )
        else:
            for part in trend_text(change, wording):
                out.print(part)
        return
    codes = _codes(chain, measure, definition)
    if as_json:
        shown = series_data(chain, codes, region)
        show_json({"chain": chain.id, "series": shown, "gaps": gaps_data(chain, codes)})
        return
    parts = list(series_text(chain, codes, region, wording))
    for part in parts:
        out.print(part)
    if not parts:
        out.print(wording.text(message("Hierbij zijn geen gepubliceerde cijfers.")))
    for part in gaps_text(chain, codes, wording):
        out.print(part)


def figure_given(chain: Chain, text: str, region: str) -> Published:
    """A figure by its id, or by its code and period, also when it only follows from published ones.

    Raises:
        UserError: it is not known, and does not follow from what is.
    """
    from ketenzicht.chain.published import published, worked_out
    from ketenzicht.errors import UserError, sentence

    code, mark, period = text.partition("@")
    if not mark:
        return published(chain, text)
    place = region or "Nederland"
    found = worked_out(chain, code, place, period)
    if found is None:
        raise UserError(
            sentence(
                "Van {code} is over {periode} ({plaats}) geen aantal gepubliceerd, en het volgt ook niet uit andere.",
                code=code,
                periode=period,
                plaats=place,
            ),
            fix=sentence(
                "Zie: ketenzicht chain references {keten} --definition {code}", keten=chain.id, code=code
            ),
        )
    return found


def _codes(chain: Chain, measure: str, definition: str) -> tuple[str, ...]:
    """The codes asked for, in the order in which the chain describes or publishes them."""
    from ketenzicht.errors import UserError, did_you_mean, sentence

    values = {item.id: item.definition_code for item in chain.reference_values}
    known = tuple(dict.fromkeys([*(item.code for item in chain.definitions), *values.values()]))
    if definition and definition not in known:
        raise UserError(
            sentence("De keten '{keten}' heeft geen definitie '{code}'.", keten=chain.id, code=definition),
            fix=did_you_mean(definition, known),
        )
    asked = next((item for item in chain.measures if item.id == measure), None)
    if measure and asked is None:
        raise UserError(
            sentence("De keten '{keten}' heeft geen maat '{maat}'.", keten=chain.id, maat=measure),
            fix=did_you_mean(measure, [item.id for item in chain.measures]),
        )
    chosen = set(known)
    if asked is not None:
        chosen = {asked.definition_code or "", *(values[name] for name in asked.reference)}
    return tuple(code for code in known if code in chosen and definition in ("", code))
