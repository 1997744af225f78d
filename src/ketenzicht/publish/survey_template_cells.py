"""What a cell of the workbook of a survey checks and says: its rule, its hint, its explanation."""

from __future__ import annotations

from datetime import date
from typing import Any

from ketenzicht.chain.model import text_in
from ketenzicht.message import message
from ketenzicht.publish.language import Wording
from ketenzicht.survey.model import (
    ChoiceQuestion,
    ChoicesQuestion,
    DateQuestion,
    NumberQuestion,
    Question,
    Survey,
    TextQuestion,
    YesNoQuestion,
)
from ketenzicht.survey.values import NO, YES

FIRST_DAY, LAST_DAY = date(1900, 3, 1), date(9999, 12, 31)
"""Spreadsheets count days right between these."""
LONGEST_TITLE, LONGEST_HINT = 32, 255
LEAST = -1e15


def names_of(question: ChoiceQuestion | ChoicesQuestion | YesNoQuestion, wording: Wording) -> tuple[str, ...]:
    """The answers to choose from, as a reader sees them."""
    if isinstance(question, YesNoQuestion):
        return tuple(wording.translated(word) for word in (YES, NO))
    return tuple(text_in(choice.name, wording.language) for choice in question.choices)


def validation(question: Question, source: str, wording: Wording) -> dict[str, Any]:
    """What a spreadsheet itself can check, as xlsxwriter takes it; the rest is checked when it is read back.

    Args:
        question: what is asked.
        source: where its list of answers stands; empty when it has none.
        wording: the language.
    """
    rule: dict[str, Any] = {"validate": "any"}
    if isinstance(question, NumberQuestion):
        rule = {"validate": "decimal" if question.decimals else "integer", **_between(question)}
    elif isinstance(question, DateQuestion):
        first, last = max(question.earliest or FIRST_DAY, FIRST_DAY), question.latest or LAST_DAY
        rule = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
    elif isinstance(question, ChoiceQuestion | YesNoQuestion):
        rule = {"validate": "list", "source": source}
    elif isinstance(question, TextQuestion):
        rule = {"validate": "length", "criteria": "<=", "value": question.longest}
    told = hint(question, wording)[:LONGEST_HINT]
    return rule | {
        "input_title": wording.text(question.name)[:LONGEST_TITLE],
        "input_message": told,
        "error_title": wording.text(message("Dit past hier niet")),
        "error_message": told,
        "ignore_blank": True,
    }


def hint(question: Question, wording: Wording) -> str:
    """What may be filled in, in a few words."""
    parts = []
    if isinstance(question, NumberQuestion):
        parts.append(message("een getal") if question.decimals else message("een heel getal"))
        if question.unit:
            parts.append(message("in {eenheid}", eenheid=question.unit))
    elif isinstance(question, DateQuestion):
        parts.append(message("een datum: dag-maand-jaar"))
    elif isinstance(question, YesNoQuestion):
        parts.append(message("ja of nee"))
    elif isinstance(question, ChoiceQuestion):
        parts.append(message("kies uit de lijst"))
    elif isinstance(question, ChoicesQuestion):
        names = "; ".join(names_of(question, wording))
        parts.append(message("een of meer, met een puntkomma ertussen: {keuzes}", keuzes=names))
    else:
        parts.append(message("tekst"))
    if question.required:
        parts.append(message("verplicht"))
    return ", ".join(wording.text(part) for part in parts)


def explained(survey: Survey, question: Question, wording: Wording) -> str:
    """The explanation of a question with its definitions and norm."""
    known, say = {one.id: one for one in survey.definitions}, wording.text
    texts = [say(question.explanation)] if question.explanation else []
    texts += [f"{say(known[name].name)}: {say(known[name].text)}" for name in question.definitions]
    texts += [say(message("Norm: {norm}", norm=one.name)) for one in survey.norms if one.id == question.norm]
    return "\n".join(texts)


def _between(question: NumberQuestion) -> dict[str, Any]:
    low = LEAST if question.minimum is None else float(question.minimum)
    if question.maximum is None:
        return {"criteria": ">=", "value": low}
    return {"criteria": "between", "minimum": low, "maximum": float(question.maximum)}
