"""A survey as an XLSForm, for those who ask with ODK or Kobo: the sheets as rows (specification at xlsform.org).

Rules between questions become constraints and, where an explanation may be given, a question that shows only when
the rule is broken. Rules on last year, on known totals and on the number of rows need what a form does not have;
they are checked when answers come in, and :func:`left_out` names them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ketenzicht.chain.model.amounts import Number
from ketenzicht.chain.model.base import TextNode, text_in
from ketenzicht.survey.expressions import (
    AnswerTo,
    Cell,
    Divided,
    Expression,
    Minus,
    Times,
    Total,
    When,
)
from ketenzicht.survey.model import (
    ChoiceQuestion,
    ChoicesQuestion,
    DateQuestion,
    NumberQuestion,
    Question,
    Rule,
    Survey,
    TextQuestion,
    YesNoQuestion,
)

Row: TypeAlias = dict[str, str]
LANGUAGES = (("nl", "Nederlands (nl)"), ("en", "English (en)"))
YES_NO = "ja_nee"
ORGANISATION = "organisatie"


@dataclass(frozen=True)
class XlsForm:
    """The three sheets of an XLSForm, a mapping of heading to cell per row."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: tuple[Row, ...]


def xlsform(survey: Survey) -> XlsForm:
    """The sheets for a survey; names have ``_`` where ids have ``-``."""
    rows: list[Row] = [{"type": "start", "name": "start"}, {"type": "end", "name": "end"}]
    rows.append(
        {"type": "text", "name": ORGANISATION, "required": "yes"}
        | _told("label", TextNode(nl="Code van uw organisatie", en="Code of your organisation"))
    )
    choices: dict[str, list[Row]] = {
        YES_NO: [
            {"list_name": YES_NO, "name": "ja"} | _told("label", TextNode(nl="ja", en="yes")),
            {"list_name": YES_NO, "name": "nee"} | _told("label", TextNode(nl="nee", en="no")),
        ]
    }
    for section in survey.sections:
        rows.append(
            {"type": "begin_group", "name": f"groep_{_name(section.id)}"} | _told("label", section.title)
        )
        if section.introduction:
            rows.append(
                {"type": "note", "name": f"inleiding_{_name(section.id)}"}
                | _told("label", section.introduction)
            )
        for question in section.questions:
            rows += _question(survey, question, survey.rules, choices)
        for table in section.tables:
            rows.append({"type": "begin_repeat", "name": _name(table.id)} | _told("label", table.name))
            for column in table.columns:
                rows += _question(survey, column, table.rules, choices)
            rows.append({"type": "end_repeat", "name": _name(table.id)})
        rows.append({"type": "end_group", "name": f"groep_{_name(section.id)}"})
    settings = {
        "form_title": survey.title.nl,
        "form_id": _name(survey.id),
        "version": survey.version,
        "default_language": LANGUAGES[0][1],
    }
    return XlsForm(tuple(rows), tuple(row for group in choices.values() for row in group), (settings,))


def left_out(survey: Survey) -> tuple[str, ...]:
    """The ids of the rules that a form cannot hold."""
    rules = [
        *survey.rules,
        *(rule for one in survey.sections for table in one.tables for rule in table.rules),
    ]
    return tuple(rule.id for rule in rules if _xpath(rule.left) is None or _xpath(rule.right) is None)


def _question(
    survey: Survey, question: Question, rules: tuple[Rule, ...], choices: dict[str, list[Row]]
) -> Iterator[Row]:
    row: Row = {"type": _type(question), "name": _name(question.id)}
    row |= _told("label", question.question or question.name)
    if hint := _hint(survey, question):
        row |= _told("hint", hint)
    if question.required:
        row["required"] = "yes"
    if question.when:
        row["relevant"] = _when(question.when)
    if isinstance(question, TextQuestion) and question.long:
        row["appearance"] = "multiline"
    if isinstance(question, ChoiceQuestion | ChoicesQuestion):
        name = f"keuzes_{_name(question.id)}"
        choices[name] = [
            {"list_name": name, "name": one.id} | _told("label", one.name) for one in question.choices
        ]
    about = [rule for rule in rules if _last_of(rule, question)]
    bounds = [*_bounds(question), *(_held(rule) for rule in about if rule.level == "fout")]
    if bounds:
        row["constraint"] = " and ".join(bounds)
    hard = next((rule for rule in about if rule.level == "fout"), None)
    if hard is not None:
        row |= _told("constraint_message", _plain(hard.sentence))
    yield row
    for rule in about:
        if rule.level == "toelichting":
            yield {
                "type": "text",
                "name": f"toelichting_{_name(rule.id)}",
                "required": "yes",
                "relevant": _filled(rule) + f" and not({_held(rule)})",
                "appearance": "multiline",
            } | _told("label", _plain(rule.sentence))


def _type(question: Question) -> str:
    if isinstance(question, NumberQuestion):
        return "decimal" if question.decimals else "integer"
    if isinstance(question, DateQuestion):
        return "date"
    if isinstance(question, YesNoQuestion):
        return f"select_one {YES_NO}"
    if isinstance(question, ChoiceQuestion):
        return f"select_one keuzes_{_name(question.id)}"
    return f"select_multiple keuzes_{_name(question.id)}" if isinstance(question, ChoicesQuestion) else "text"


def _bounds(question: Question) -> Iterator[str]:
    if isinstance(question, NumberQuestion):
        if question.minimum is not None:
            yield f". >= {question.minimum:f}"
        if question.maximum is not None:
            yield f". <= {question.maximum:f}"
    elif isinstance(question, DateQuestion):
        if question.earliest is not None:
            yield f". >= date('{question.earliest}')"
        if question.latest is not None:
            yield f". <= date('{question.latest}')"
    elif isinstance(question, TextQuestion):
        yield f"string-length(.) <= {question.longest}"


def _hint(survey: Survey, question: Question) -> TextNode | None:
    known = {one.id: one for one in survey.definitions}
    parts = [question.explanation] if question.explanation else []
    parts += [known[name].text for name in question.definitions]
    parts += [norm.name for norm in survey.norms if norm.id == question.norm]
    if not parts:
        return None
    return TextNode(
        nl=" ".join(text_in(part, "nl") for part in parts), en=" ".join(text_in(part, "en") for part in parts)
    )


def _last_of(rule: Rule, question: Question) -> bool:
    """Whether a rule is told at this question: the one on its left side, which it is about."""
    return (
        isinstance(rule.left, AnswerTo | Cell)
        and _leaf(rule.left) == question.id
        and _xpath(rule.right) is not None
    )


def _held(rule: Rule) -> str:
    left, right = _xpath(rule.left), _xpath(rule.right)
    margin = f"{rule.margin:f}"
    if rule.margin_share:
        share = f"{rule.margin_share:f} * ({right})"
        margin = f"if({share} > {margin}, {share}, {margin})"
    high, low = f"({left}) - ({right}) <= {margin}", f"({right}) - ({left}) <= {margin}"
    held = {"hoogstens": high, "minstens": low, "gelijk": f"({high} and {low})"}[rule.compare]
    return f"({held} or not({_filled(rule)}))"


def _filled(rule: Rule) -> str:
    """That everything that a rule needs is filled in, and that it holds here."""
    names = dict.fromkeys([*_leaves(rule.left), *_leaves(rule.right)])
    parts = [f"${{{_name(name)}}} != ''" for name in names]
    return " and ".join([*parts, *([_when(rule.when)] if rule.when else [])])


def _when(when: When) -> str:
    field = f"${{{_name(when.question)}}}"
    if when.values:
        return "(" + " or ".join(f"selected({field}, '{value}')" for value in when.values) + ")"
    return f"{field} > {when.more_than:f}" if when.more_than is not None else f"{field} != ''"


def _xpath(expression: Expression) -> str | None:
    """The expression in the language of a form; None when it needs what a form does not have. Days become numbers."""
    if isinstance(expression, Number):
        return f"{expression.number:f}"
    if isinstance(expression, AnswerTo):
        return f"${{{_name(expression.question)}}}"
    if isinstance(expression, Cell):
        return f"decimal-date-time(${{{_name(expression.column)}}})"
    if not isinstance(expression, Total | Minus | Times | Divided):
        return None
    sign = {"Total": " + ", "Minus": " - ", "Times": " * ", "Divided": " div "}[type(expression).__name__]
    parts = [_xpath(part) for part in _operands(expression)]
    return None if None in parts else sign.join(f"({part})" for part in parts)


def _leaves(expression: Expression) -> Iterator[str]:
    if isinstance(expression, AnswerTo | Cell):
        yield _leaf(expression)
    elif isinstance(expression, Total | Minus | Times | Divided):
        for part in _operands(expression):
            yield from _leaves(part)


def _leaf(expression: AnswerTo | Cell) -> str:
    return expression.question if isinstance(expression, AnswerTo) else expression.column


def _operands(expression: Total | Minus | Times | Divided) -> tuple[Expression, ...]:
    if isinstance(expression, Total):
        return expression.terms
    return expression.factors if isinstance(expression, Times) else expression.parts


def _plain(sentence: TextNode) -> TextNode:
    """The sentence of a rule without its numbers, which a form cannot fill in."""
    gone = {"links": "…", "rechts": "…", "verschil": "…"}
    english = None if sentence.en is None else sentence.en.format(**gone)
    return TextNode(nl=sentence.nl.format(**gone), en=english)


def _told(what: str, text: TextNode) -> Row:
    return {f"{what}::{name}": text_in(text, language) for language, name in LANGUAGES}


def _name(id_: str) -> str:
    return id_.replace("-", "_")
