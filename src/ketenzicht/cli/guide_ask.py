"""The conversation of ``ketenzicht guide ask``: one question at a time, with a way back and a way out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, TextIO

from ketenzicht.chain.model import Fact
from ketenzicht.guide.assess import Assessment, Guide
from ketenzicht.guide.questions import plan_questions, questions
from ketenzicht.rules.answers import AnswerProblem, UnknownKind, read_answer, read_answers

if TYPE_CHECKING:
    from rich.console import Console

UNKNOWN_WORDS: dict[str, UnknownKind] = {
    "?": "weet-ik-niet", "weet ik niet": "weet-ik-niet", "u": "zoek-ik-uit", "zoek ik uit": "zoek-ik-uit",
    "-": "wil-ik-niet-zeggen", "wil ik niet zeggen": "wil-ik-niet-zeggen",
}  # fmt: skip
BACK, STOP = ("t", "terug"), ("s", "stop")
HELP = "? weet ik niet   u zoek ik uit   - wil ik niet zeggen   t terug   s stop"

Given = dict[str, tuple[str, ...]]


def converse(
    guide: Guide, given: Mapping[str, tuple[str, ...]], day: date, lines: TextIO, out: Console
) -> tuple[Assessment, Given]:
    """Ask until nothing matters any more, also for the plan, or the user stops or has no more lines.

    Args:
        guide: the guide.
        given: answers to begin with, as typed; all usable.
        day: the day of judgement.
        lines: where answers come from; a terminal or a file.
        out: where questions go.
    """
    texts: Given = dict(given)
    asked: list[str] = []
    facts = {fact.id: fact for fact in guide.chain.facts}
    again: Fact | None = None
    told = False
    while True:
        assessment = guide.assess(read_answers(guide.chain, texts)[0], day)
        found = [question.fact for question in questions(assessment)]
        settled = not found
        found = found or list(plan_questions(assessment))
        if again is None and not found:
            return assessment, texts
        if settled and not told:
            out.print(
                "\n[bold]Wat kan en wat niet is bekend.[/] De rest geeft data en bedragen; met s stopt u."
            )
            told = True
        fact, again = again or found[0], None
        _show(fact, out)
        word = _line(lines, out)
        if word is None or word.lower() in STOP:
            return assessment, texts
        if word.lower() in BACK:
            again = facts[asked.pop()] if asked else fact
            texts.pop(again.id, None)
            continue
        answer = _texts(fact, word)
        problem = read_answer(fact, answer) if answer else None
        if not answer or isinstance(problem, AnswerProblem):
            if isinstance(problem, AnswerProblem):
                out.print(f"[red]{problem.what}[/] {problem.fix or ''}")
            again = fact
            continue
        texts[fact.id] = answer
        asked.append(fact.id)


def _show(fact: Fact, out: Console) -> None:
    from rich.markup import escape

    out.print(f"\n[bold]{escape(fact.question.nl)}[/]")
    out.print(f"[dim]{escape(fact.why.nl)}[/]")
    if fact.explanation is not None:
        out.print(f"[dim]{escape(fact.explanation.nl)}[/]")
    for number, choice in enumerate(fact.choices, start=1):
        out.print(f"  {number}  {escape(choice.name.nl)}")
    out.print(f"[dim]{_how(fact)}   {HELP}[/]")


def _how(fact: Fact) -> str:
    if fact.kind == "ja-nee":
        return "ja of nee"
    if fact.kind == "keuze":
        return "een nummer"
    if fact.kind == "meerkeuze":
        return "een of meer nummers, met komma's"
    if fact.kind == "datum":
        return "dag-maand-jaar"
    return f"een getal ({fact.unit.nl})" if fact.unit is not None else "een getal"


def _line(lines: TextIO, out: Console) -> str | None:
    out.print("> ", end="")
    out.file.flush()
    line = lines.readline()
    return line.strip() if line else None


def _texts(fact: Fact, word: str) -> tuple[str, ...]:
    """An answer as typed: ways of not knowing by their sign, choices by their number or id."""
    unknown = UNKNOWN_WORDS.get(word.lower())
    if unknown is not None:
        return (unknown,)
    if not fact.choices:
        short = {"j": "ja", "n": "nee"} if fact.kind == "ja-nee" else {}
        return (short.get(word.lower(), word.lower()),) if word else ()
    parts = [part.strip() for part in word.split(",") if part.strip()]
    return tuple(dict.fromkeys(_choice(fact, part) for part in parts))


def _choice(fact: Fact, part: str) -> str:
    number = int(part) if part.isascii() and part.isdigit() else 0
    return fact.choices[number - 1].id if 1 <= number <= len(fact.choices) else part.lower()
