"""A guided case on the terminal: the plan, the reasons, the worked cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.markup import escape

from ketenzicht.chain.model import Option
from ketenzicht.chain.model.base import Duration
from ketenzicht.chain.model.options import Status
from ketenzicht.guide.assess import Amount, Assessment, OptionStatus
from ketenzicht.guide.plan import Plan, Step, make_plan
from ketenzicht.guide.questions import questions
from ketenzicht.guide.receipt import receipt_of
from ketenzicht.guide.worked_cases import Tried
from ketenzicht.message import Label, duration_words
from ketenzicht.publish.language import Wording
from ketenzicht.rules.explain import Explained

if TYPE_CHECKING:
    from rich.console import Console

DUTCH = Wording("nl")
STATUS_WORDS: dict[Status, str] = {
    "open": "kan nu",
    "dicht": "kan nu niet",
    "nog-onbekend": "nog niet bekend",
    "oordeel-nodig": "iemand moet dit beoordelen",
    "niet-beoordeeld": "niet bekeken",
}
_STYLES: dict[Status, str] = {"open": "bold green", "dicht": "bold red", "oordeel-nodig": "bold yellow"}
_SIGNS = {True: "[green]ja [/]", False: "[red]nee[/]", None: "[yellow]?  [/]"}


def show_plan(assessment: Assessment, out: Console) -> None:
    """What to do, in order; then what to find out, which terms run, and what is not known yet."""
    plan = make_plan(assessment)
    out.print(f"\n[bold]Plan op {_day(assessment.day)}[/]")
    if not plan.steps:
        out.print("Er is nog geen stap bekend die nu kan.")
    for number, step in enumerate(plan.steps, start=1):
        _show_step(assessment, number, step, out)
    _show_rest(assessment, plan, out)
    if found := questions(assessment):
        out.print(f"\nVragen die nog iets kunnen veranderen: {len(found)}.")
    receipt = receipt_of(assessment.chain, assessment.day)
    chain = f"{receipt.chain} versie {receipt.version} ({receipt.fingerprint[:12]})"
    out.print(f"\n[dim]{chain}, ketenzicht {receipt.program}[/]")


def _show_step(assessment: Assessment, number: int, step: Step, out: Console) -> None:
    option = step.option.option
    before = f" [bold red]uiterlijk {_day(step.before)}[/]" if step.before is not None else ""
    urgent = " [bold red]dringend[/]" if option.urgent else ""
    out.print(f"\n{number}. [bold]{_say(option.name)}[/]{urgent}{before}")
    out.print(f"   {_say(option.what)}")
    if option.lasts is not None:
        out.print(f"   Hoe lang: {_lasts(option, option.lasts)}")
    for name in _how(assessment, option):
        out.print(f"   {escape(name)}")
    for words, others in (("Eerst", step.after), ("Op dezelfde dag", step.same_day)):
        if others:
            out.print(f"   {words}: {', '.join(_name(assessment, other) for other in others)}")
    for text in (*option.mind, *option.not_yet):
        out.print(f"   [dim]Let op:[/] {_say(text)}")
    for other in step.instead_of:
        out.print(f"   [dim]Anders:[/] {_say(other.option.name)}")


def _lasts(option: Option, lasts: Duration) -> str:
    said = [_say(duration_words(lasts))]
    said += [
        f"of {_say(duration_words(one.lasts))} als dit het vraagt: {' of '.join(one.who)}"
        for one in option.lasts_for
    ]
    if option.extension is not None:
        said.append(f"met verlenging {_say(duration_words(option.extension))} erbij")
    return ", ".join(said)


def _how(assessment: Assessment, option: Option) -> list[str]:
    if option.how is None:
        return []
    contacts = {item.id: item for item in assessment.chain.contacts}
    where = [DUTCH.text(option.how.where)] if option.how.where is not None else []
    return where + [
        ", ".join([DUTCH.text(found.name), *(part for part in (found.phone, found.url) if part)])
        for found in (contacts[name] for name in option.how.contacts)
    ]


def _show_rest(assessment: Assessment, plan: Plan, out: Console) -> None:
    if plan.find_out:
        out.print("\n[bold]Zoek uit[/]")
    for item in plan.find_out:
        out.print(f"- {_say(item.fact.name)}" + (f": {_say(item.how)}" if item.how is not None else ""))
    if plan.terms:
        out.print("\n[bold]Termijnen[/]")
    for term in plan.terms:
        passed = " [red](voorbij)[/]" if term.passed else ""
        out.print(f"- {_day(term.last)}{passed}  {_say(term.term.name or term.stage.name)}")
    if plan.to_be_judged:
        out.print("\n[bold]Iemand moet dit beoordelen[/]")
    for judged in plan.to_be_judged:
        out.print(f"- {_say(judged.option.name)}: " + "; ".join(_say(text) for text in judged.judgements))


def show_explanation(assessment: Assessment, only: str, out: Console) -> None:
    """Every option, or one, with its conditions, what would have to change and its sources."""
    for item in assessment.options:
        if (only and item.option.id == only) or (not only and item.status != "niet-beoordeeld"):
            _show_option(assessment, item, out)
    hidden = 0 if only else len(assessment.of("niet-beoordeeld"))
    if hidden:
        out.print(f"\n[dim]Niet bekeken: {hidden}. Waarom niet: met --option en de id van een optie.[/]")


def _show_option(assessment: Assessment, item: OptionStatus, out: Console) -> None:
    option = item.option
    style = _STYLES.get(item.status, "bold")
    out.print(
        f"\n[{style}]{STATUS_WORDS[item.status]}[/]  [bold]{_say(option.name)}[/] [dim]({option.id})[/]"
    )
    if item.why_not_judged is not None:
        out.print(f"   {_say(item.why_not_judged)}")
        return
    names = {fact.id: fact.name for fact in assessment.chain.facts}
    tree = assessment.explanation(option.id)
    if tree is not None:
        _show_tree(tree, 3, out)
    if item.missing:
        out.print(f"   Nog niet bekend: {', '.join(_say(names[name]) for name in item.missing)}")
    if item.status == "dicht":
        changes = [
            _say(leaf.unmet).rstrip(".")
            if leaf.parts and leaf.unmet is not None
            else f"{_say(leaf.said)} ({'dat is nu zo' if leaf.holds else 'dat is nu niet zo'})"
            for leaf in assessment.must_change(option.id)
        ]
        out.print(f"   Wat anders moet zijn: {'; '.join(changes)}")
    _show_amounts(assessment, item, out)
    titles = {source.id: source.title for source in assessment.chain.sources}
    checked = f", nagekeken {_day(option.checked)}" if option.checked is not None else ""
    if option.source:
        certainty = f" (zekerheid {option.certainty}{checked})"
        out.print(f"   [dim]Bron: {escape('; '.join(titles[name] for name in option.source))}{certainty}[/]")


def _show_amounts(assessment: Assessment, item: OptionStatus, out: Console) -> None:
    rules = {rule.id: rule for rule in assessment.chain.rules}
    for found in item.amounts:
        rule = rules[found.rule]
        out.print(f"   {_say(rule.name)}: {_amount(found, rule.unit)}")


def _amount(found: Amount, unit: str) -> str:
    if found.value is not None:
        money = unit.startswith("EUR")
        number = DUTCH.number(float(found.value), 2 if money else None)
        return f"€ {number}{unit.removeprefix('EUR')}" if money else f"{number} {unit}"
    if found.without is None:
        return "nog niet bekend"
    return "niet bekend voor deze dag" + (f". {_say(found.gap)}" if found.gap is not None else "")


def _show_tree(tree: Explained, depth: int, out: Console) -> None:
    unmet = f" [dim]{_say(tree.unmet)}[/]" if tree.unmet is not None and tree.holds is False else ""
    out.print(f"{' ' * depth}{_SIGNS[tree.holds]} {_say(tree.said)}{unmet}")
    for part in tree.parts:
        _show_tree(part, depth + 3, out)


def show_tried(tried: Sequence[Tried], out: Console) -> None:
    """Which worked cases come out as expected, and where the others differ."""
    for item in tried:
        sign = "[green]klopt[/]      " if item.holds else "[bold red]klopt niet[/] "
        out.print(f"{sign} {escape(item.case.id)}  [dim]{_say(item.case.name)}[/]")
        for problem in item.unreadable:
            out.print(f"   {escape(problem.what)} {escape(problem.fix)}")
        for other in item.differences:
            missing = f", niet bekend: {', '.join(other.missing)}" if other.missing else ""
            out.print(f"   {other.option}: {other.found}{missing}; verwacht was {other.expected}")
        for gives in item.amounts:
            out.print(
                f"   {gives.rule}: {gives.found or 'niet bekend'}; verwacht was {gives.expected or 'niets'}"
            )
        if item.no_blockers:
            out.print(f"   Blokkades die er niet zijn: {', '.join(item.no_blockers)}")
        if item.order is not None:
            out.print(f"   De volgorde in het plan is: {', '.join(item.order) or 'leeg'}")
    wrong = sum(not item.holds for item in tried)
    out.print(f"Casussen: {len(tried)}. Anders dan verwacht: {wrong}.")


def _name(assessment: Assessment, option: str) -> str:
    return _say(assessment.status(option).option.name)


def _say(label: Label) -> str:
    return escape(DUTCH.text(label))


def _day(day: date | None) -> str:
    return DUTCH.day(day) if day is not None else ""
