"""Checks the answers of one organisation: types, what is missing, and the rules of the survey.

Errors that must be mended (hard edits) are kept apart from what is only unlikely (soft edits) and may stay once it is
explained: De Waal T, Pannekoek J, Scholtus S (2011). *Handbook of Statistical Data Editing and Imputation*. Wiley.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from ketenzicht.chain.model.base import TextNode
from ketenzicht.message import message
from ketenzicht.survey.evaluate import Facts, evaluate, places_of
from ketenzicht.survey.model import Rule, Survey
from ketenzicht.survey.parts import tables
from ketenzicht.survey.typed import Finding, Level, Place, applies, row_name, type_answers

Sides: TypeAlias = tuple[Decimal | date, Decimal | date]

LEVELS: Mapping[str, Level] = {"fout": "error", "toelichting": "explain"}


def check(
    survey: Survey,
    answers: Mapping[str, Any],
    previous: Mapping[str, Any] | None = None,
    *,
    known: Mapping[str, Decimal] | None = None,
) -> tuple[Finding, ...]:
    """Everything that is wrong with answers, or has to be explained.

    Args:
        survey: what was asked.
        answers: by the id of the question, text as typed or a plain value; by the id of the table, a list of rows,
            each a mapping by the id of the column. What is not there was not filled in.
        previous: the answers of the same organisation to the survey before, in the same form, if any.
        known: the known totals of the organisation (:class:`.AskedOrganisation`), by id.

    Returns:
        errors first, then what is missing, what to explain and what is only said; each in the order of the survey.
        The same answers give the same findings with the same keys.
    """
    typed, found = type_answers(survey, answers)
    before = type_answers(survey, previous)[0] if previous else None
    facts = Facts(typed, known=known or {}) if before is None else Facts(typed, before, known or {})
    findings = [*found, *_of_survey(survey, facts), *_of_rows(survey, facts)]
    order = ("error", "missing", "explain", "notice")
    return tuple(sorted(findings, key=lambda one: order.index(one.level)))


def in_the_way(findings: Iterable[Finding], explanations: Mapping[str, str]) -> tuple[Finding, ...]:
    """What must still happen before answers can be submitted.

    Args:
        findings: what :func:`check` found.
        explanations: the texts that the organisation gave, by the key of a finding or by the id of a question.
    """
    told = {name for name, text in explanations.items() if text.strip()}
    return tuple(
        one
        for one in findings
        if one.level in ("error", "missing") or (one.level == "explain" and not _explained(one, told))
    )


def _explained(finding: Finding, told: set[str]) -> bool:
    """An explanation beside a question covers what is found there; a row needs one of its own."""
    return finding.key in told or any(place.row is None and place.field in told for place in finding.places)


def _of_survey(survey: Survey, facts: Facts) -> Iterator[Finding]:
    for rule in survey.rules:
        if applies(rule.when, facts.answers.values) and (sides := _broken(rule, facts)):
            yield _said(rule, sides, rule.id, None, None)


def _of_rows(survey: Survey, facts: Facts) -> Iterator[Finding]:
    for name, table in tables(survey).items():
        if not table.rules:
            continue
        for number, row in enumerate(facts.answers.rows.get(name, ())):
            at = Facts(facts.answers, facts.previous, facts.known, row)
            for rule in table.rules:
                if applies(rule.when, row) and (sides := _broken(rule, at)):
                    key = f"{rule.id}:{row_name(table, row, number)}"
                    yield _said(rule, sides, key, name, number)


def _broken(rule: Rule, facts: Facts) -> Sides | None:
    """Both sides of a rule that does not hold; nothing when it holds or a side is missing."""
    left, right = evaluate(rule.left, facts), evaluate(rule.right, facts)
    if left is None or right is None or _holds(rule, left, right):
        return None
    return left, right


def _said(rule: Rule, sides: Sides, key: str, table: str | None, row: int | None) -> Finding:
    places = dict.fromkeys([*places_of(rule.left, table, row), *places_of(rule.right, table, row)])
    explain = rule.level == "toelichting"
    return Finding(
        key,
        LEVELS[rule.level],
        tuple(places) or (Place(table or "", row),),
        filled(rule.sentence, *sides),
        message("Verbeter het, of leg uit waarom het klopt.")
        if explain
        else message("Verbeter een van beide."),
    )


def _holds(rule: Rule, left: Decimal | date, right: Decimal | date) -> bool:
    if isinstance(left, date) and isinstance(right, date):
        difference = Decimal((left - right).days)
    else:
        difference = _number(left) - _number(right)
    margin = max(rule.margin, rule.margin_share * abs(right)) if isinstance(right, Decimal) else rule.margin
    if rule.compare == "gelijk":
        return abs(difference) <= margin
    return difference <= margin if rule.compare == "hoogstens" else difference >= -margin


def filled(sentence: TextNode, left: Decimal | date, right: Decimal | date) -> TextNode:
    """The sentence of a rule with its numbers, as each language writes them."""
    difference = abs(_number(left) - _number(right))
    values = {"links": left, "rechts": right, "verschil": difference}

    def told(text: str, dutch: bool) -> str:
        return text.format(**{name: _told(value, dutch) for name, value in values.items()})

    return TextNode(nl=told(sentence.nl, True), en=None if sentence.en is None else told(sentence.en, False))


def _told(value: Decimal | date, dutch: bool) -> str:
    if isinstance(value, date):
        return f"{value.day}-{value.month}-{value.year}" if dutch else value.isoformat()
    text = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if dutch else text


def _number(value: Decimal | date) -> Decimal:
    return Decimal(value.toordinal()) if isinstance(value, date) else value
