"""A chain on the terminal: what ``ketenzicht chain show`` prints, readable at 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ketenzicht.chain import chain_hash, has_badge, needs_check
from ketenzicht.chain.certainty import CERTAINTY_NAMES
from ketenzicht.chain.model import Chain, EndReason, Factor, Measure, Sourced, Stage, Term, text_in

if TYPE_CHECKING:
    from rich.console import RenderableType

_COUNTS_AS = {"hoofd": "uitval", "breed": "uitval (ruim)"}
_EFFECT = {"einde": "einde", "concurrerend": "ander einde", "voortzetting": "loopt door"}


def chain_text(chain: Chain, language: str = "nl") -> Iterator[RenderableType]:
    """The parts of a chain to print, from title to gaps; texts of the chain in the language asked for."""
    from rich.padding import Padding
    from rich.text import Text

    yield Text(text_in(chain.title, language), style="bold")
    yield Text(f"{chain.id} · versie {chain.version} · vingerafdruk {chain_hash(chain)[:12]}", style="dim")
    yield Padding(Text(text_in(chain.summary, language)), (1, 0, 0, 0))
    yield from _section("Wie doen mee", len(chain.organisations))
    for organisation in chain.organisations:
        yield _item(
            text_in(organisation.name, language), organisation.kind or "", badge=has_badge(organisation)
        )
        yield from _bullets(text_in(task, language) for task in organisation.tasks)
        if organisation.source:
            yield _origin(organisation, chain)
    yield from _section("Fasen", len(chain.stages))
    for number, stage in enumerate(chain.stages, start=1):
        yield from _stage(number, stage, chain, language)
    if chain.end_reasons:
        yield from _section("Redenen van einde", len(chain.end_reasons))
        yield _end_reasons(chain.end_reasons, language)
        yield _origin(chain.end_reasons[0], chain)
    if chain.report_classes:
        yield from _section("Klassen van meldingen", len(chain.report_classes))
        yield Padding(Text("De eerste klasse die past, geldt.", style="dim"), (0, 0, 0, 2))
        for number, item in enumerate(chain.report_classes, start=1):
            yield _line(f"{number}. {text_in(item.name, language)}", indent=2)
        yield _origin(chain.report_classes[0], chain)
    if chain.measures:
        yield from _section("Maten", len(chain.measures))
    for measure in chain.measures:
        yield from _measure(measure, chain, language)
    if chain.factors:
        yield from _section("Oorzaken: wat de caseload hoog kan maken", len(chain.factors))
    for factor in chain.factors:
        yield from _factor(factor, chain, language)
    if chain.gaps:
        yield from _section("Hiaten: wat we niet weten", len(chain.gaps))
    for gap in chain.gaps:
        yield _line("• " + text_in(gap.what, language), indent=2)
        yield _line(text_in(gap.consequence, language), indent=4, style="dim")
    yield from _legend(chain)


def _section(title: str, count: int) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.rule import Rule
    from rich.text import Text

    heading = Text.assemble((title, "bold cyan"), (f" ({count})", "dim"))
    yield Padding(Rule(heading, align="left", style="cyan"), (1, 0, 0, 0))


def _stage(number: int, stage: Stage, chain: Chain, language: str) -> Iterator[RenderableType]:
    owners = {item.id: text_in(item.name, language) for item in chain.organisations}
    stages = {item.id: text_in(item.name, language) for item in chain.stages}
    where = [owners.get(stage.organisation or "", "")]
    where += ["niet altijd"] if stage.optional else []
    yield _item(
        f"{number}. {text_in(stage.name, language)}",
        " · ".join(part for part in where if part),
        badge=has_badge(stage),
    )
    begins, ends = (_events(names, chain, language) for names in (stage.begins_with, stage.ends_with))
    part = f"; deel van {stages[stage.part_of]}" if stage.part_of in stages else ""
    yield _line(f"van {begins} tot {ends}{part}", indent=4)
    if stage.note:
        yield _line(text_in(stage.note, language), indent=4, style="dim")
    yield _origin(stage, chain)
    for term in stage.terms:
        yield from _term(term, stage, chain, language)


def _term(term: Term, stage: Stage, chain: Chain, language: str) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    from ketenzicht.diagram import duration_text

    length = duration_text(term.limit, language)
    text = Text.assemble(
        ("Termijn  ", "cyan"), (text_in(term.name, language) if term.name else length, "bold")
    )
    if has_badge(term):
        text.append(" ").append(*_badge())
    yield Padding(text, (0, 0, 0, 4))
    clock = _events((term.clock,) if term.clock else stage.begins_with, chain, language)
    until = _events((term.until,) if term.until else stage.ends_with, chain, language)
    yield _line(f"{length}, van {clock} tot {until}", indent=6)
    if term.norm is not None:
        norm = Text(f"norm {term.norm:.0%}")
        if needs_check(term.norm_certainty, term.as_of, amount_or_term=True):
            norm.append(" ").append(*_badge())
        norm.append(f" {_origin_words(term.norm_source, term.norm_certainty, chain)}", style="dim italic")
        yield Padding(norm, (0, 0, 0, 6))
    yield _origin(term, chain, indent=6)


def _events(ids: tuple[str, ...], chain: Chain, language: str) -> str:
    names = {event.id: text_in(event.name, language) for event in chain.events}
    return " of ".join(names[name] for name in ids)


def _end_reasons(reasons: tuple[EndReason, ...], language: str) -> RenderableType:
    from rich.padding import Padding
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("Code")
    table.add_column("Reden")
    table.add_column("Telt als")
    for reason in reasons:
        counts = _COUNTS_AS.get(reason.dropout, _EFFECT[reason.effect])
        table.add_row(reason.code or "", text_in(reason.name, language), counts)
    return Padding(table, (0, 0, 0, 2))


def _measure(measure: Measure, chain: Chain, language: str) -> Iterator[RenderableType]:
    yield _item(text_in(measure.name, language), f"{measure.id} · {measure.kind}", badge=has_badge(measure))
    yield _line(text_in(measure.sentence, language), indent=4)
    if measure.reference:
        comparable = "" if measure.not_comparable is None else " (niet vergelijkbaar, staan ernaast)"
        yield _line(f"{len(measure.reference)} gepubliceerde cijfers{comparable}", indent=4, style="dim")
    yield _origin(measure, chain)


def _factor(factor: Factor, chain: Chain, language: str) -> Iterator[RenderableType]:
    badge = any(has_badge(item) for item in factor.evidence)
    yield _item(text_in(factor.name, language), " · ".join((factor.id, *factor.levels)), badge=badge)
    yield _line(text_in(factor.mechanism, language), indent=4)
    for item in factor.evidence:
        yield _line("- " + text_in(item.says, language), indent=4)
        yield _origin(item, chain, indent=6)
    for trace in factor.trace:
        yield _line(
            f"te zien in {trace.measure} ({trace.figure}): {text_in(trace.reading, language)}", indent=4
        )
    if factor.not_registered is not None:
        why, needed = factor.not_registered.why, factor.not_registered.needed
        yield _line(
            f"niet te zien: {text_in(why, language)} Nodig: {text_in(needed, language)}",
            indent=4,
            style="dim",
        )


def _origin(item: Sourced, chain: Chain, indent: int = 4) -> RenderableType:
    dated = [f"peildatum {item.as_of}"] if item.as_of else []
    dated += [f"nagekeken {item.checked}"] if item.checked else []
    words = " · ".join([_origin_words(item.source, item.certainty, chain), *dated])
    return _line(words, indent=indent, style="dim italic")


def _origin_words(sources: tuple[str, ...], certainty: str | None, chain: Chain) -> str:
    titles = {
        source.id: f"{source.title} ({source.publisher})" if source.publisher else source.title
        for source in chain.sources
    }
    named = "; ".join(titles.get(name, name) for name in sources) or "geen bron"
    return f"bron: {named} · {certainty}" if certainty else f"bron: {named}"


def _legend(chain: Chain) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    used = {
        item.certainty for item in (*chain.stages, *chain.measures, *chain.end_reasons, *chain.organisations)
    }
    used |= {term.certainty for stage in chain.stages for term in stage.terms}
    used |= {item.certainty for factor in chain.factors for item in factor.evidence}
    codes = [f"{code} {name}" for code, name in CERTAINTY_NAMES.items() if code in used]
    if not codes:
        return
    yield from _section("Hoe zeker", len(codes))
    yield _line(" · ".join(codes), indent=2)
    text = Text.assemble(_badge(), " kijk het na bij de bron voordat u erop bouwt: ")
    text.append("de tekst is oud, zonder datum of uit de tweede hand.")
    yield Padding(text, (0, 0, 0, 2))


def _badge() -> tuple[str, str]:
    return (" controleer ", "black on yellow")


def _item(name: str, extra: str, *, badge: bool) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    text = Text(name, style="bold")
    if badge:
        text.append(" ").append(*_badge())
    if extra:
        text.append(f"  {extra}", style="not bold cyan")
    return Padding(text, (1, 0, 0, 2))


def _bullets(lines: Iterable[str]) -> Iterator[RenderableType]:
    for line in lines:
        yield _line(f"- {line}", indent=4)


def _line(text: str, *, indent: int, style: str = "") -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    # A grid with a first column for the bullet hangs the lines that follow, which plain wrapping cannot.
    bullet = text[:2] if text.startswith(("- ", "• ")) else ""
    grid = Table.grid(padding=0)
    grid.add_column(width=indent + len(bullet))
    grid.add_column()
    grid.add_row(Text(" " * indent + bullet, style=style), Text(text[len(bullet) :], style=style))
    return grid
