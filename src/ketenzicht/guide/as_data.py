"""An assessed case as plain data, for ``--json`` and the API. Holds what the answers led to, not the answers.

Keys are those of the chain format where it has them. Amounts are texts, exact to the cent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ketenzicht.chain.model import Chain, Fact, Option
from ketenzicht.guide.assess import Assessment, OptionStatus
from ketenzicht.guide.plan import Plan, make_plan
from ketenzicht.guide.questions import questions
from ketenzicht.guide.receipt import Receipt, receipt_of
from ketenzicht.guide.worked_cases import Tried
from ketenzicht.message import Label
from ketenzicht.rules.explain import Explained

Say = Callable[[Label], str]
"""A label in words of a language."""

Data = dict[str, Any]


def assessment_data(assessment: Assessment, say: Say) -> Data:
    """Statuses with their explanation, questions, plan and receipt of one case."""
    return {
        "opties": [option_data(assessment, item, say) for item in assessment.options],
        "blokkades": [{"voorwaarde": item.blocker, "geldt": item.holds} for item in assessment.blockers],
        "vragen": [
            {
                "feit": item.fact.id,
                "vraag": say(item.fact.question),
                "opties": item.options,
                "beslist": item.settles,
            }
            for item in questions(assessment)
        ],
        "plan": plan_data(make_plan(assessment), say),
        "ontvangstbewijs": receipt_data(receipt_of(assessment.chain, assessment.day)),
    }


def option_data(assessment: Assessment, item: OptionStatus, say: Say) -> Data:
    """One option: its status, why, what is missing and what would have to change."""
    option = item.option
    judged = item.status != "niet-beoordeeld"
    tree = assessment.explanation(option.id) if judged else None
    units = {rule.id: rule.unit for rule in assessment.chain.rules}
    return {
        "optie": option.id,
        "naam": say(option.name),
        "bij": option.organisation,
        "status": item.status,
        "niet_beoordeeld": say(item.why_not_judged) if item.why_not_judged is not None else None,
        "ontbreekt": list(item.missing),
        "oordelen": [say(text) for text in item.judgements],
        "uitleg": explained_data(tree, say) if tree is not None else None,
        "moet_anders": [
            explained_data(leaf, say)
            for leaf in (assessment.must_change(option.id) if item.status == "dicht" else ())
        ],
        "bedragen": [
            {
                "regel": found.rule,
                "waarde": _text(found.value),
                "eenheid": units[found.rule],
                "norm_onbekend": found.without,
                "hiaat": say(found.gap) if found.gap is not None else None,
            }
            for found in item.amounts
        ],
        **origin_data(option),
    }


def explained_data(tree: Explained, say: Say) -> Data:
    """A condition with its outcome: true, false, or null for unknown."""
    return {
        "soort": tree.shape,
        "geldt": tree.holds,
        "tekst": say(tree.said),
        "feiten": list(tree.facts),
        "niet_gehaald": say(tree.unmet) if tree.unmet is not None and tree.holds is False else None,
        "voorwaarde": tree.name,
        "delen": [explained_data(part, say) for part in tree.parts],
    }


def plan_data(plan: Plan, say: Say) -> Data:
    """What to do, in order, before when."""
    return {
        "stappen": [
            {
                "optie": step.option.option.id,
                "naam": say(step.option.option.name),
                "uiterlijk": _text(step.before),
                "na": list(step.after),
                "zelfde_dag": list(step.same_day),
                "liever_dan": [item.option.id for item in step.instead_of],
            }
            for step in plan.steps
        ],
        "uitzoeken": [
            {"feit": item.fact.id, "hoe": say(item.how) if item.how is not None else None}
            for item in plan.find_out
        ],
        "termijnen": [
            {
                "fase": item.stage.id,
                "termijn": item.term.id,
                "vanaf": _text(item.since),
                "uiterlijk": _text(item.last),
                "verstreken": item.passed,
            }
            for item in plan.terms
        ],
        "te_beoordelen": [item.option.id for item in plan.to_be_judged],
    }


def receipt_data(receipt: Receipt) -> Data:
    """Where an outcome comes from."""
    return {
        "keten": receipt.chain,
        "versie": receipt.version,
        "vingerafdruk": receipt.fingerprint,
        "dag": _text(receipt.day),
        "programma": receipt.program,
    }


def origin_data(item: Option) -> Data:
    """The sources of an option, how sure they are and when they were checked."""
    return {"bron": list(item.source), "zekerheid": item.certainty, "gecontroleerd": _text(item.checked)}


def fact_data(fact: Fact, say: Say) -> Data:
    """A question with its possible answers."""
    return {
        "feit": fact.id,
        "naam": say(fact.name),
        "onderwerp": fact.topic,
        "vraag": say(fact.question),
        "waarom": say(fact.why),
        "uitleg": say(fact.explanation) if fact.explanation is not None else None,
        "soort": fact.kind,
        "eenheid": say(fact.unit) if fact.unit is not None else None,
        "keuzes": [{"id": choice.id, "naam": say(choice.name)} for choice in fact.choices],
        "minstens": _text(fact.at_least),
        "hoogstens": _text(fact.at_most),
        "dringend": fact.urgent,
    }


def chain_data(chain: Chain, say: Say) -> Data:
    """The questions and options of a chain."""
    sources = {source.id: source for source in chain.sources}
    used = dict.fromkeys(name for option in chain.options for name in option.source)
    return {
        **chain_line(chain, say),
        "feiten": [fact_data(fact, say) for fact in chain.facts],
        "opties": [
            {
                "optie": option.id,
                "naam": say(option.name),
                "wat": say(option.what),
                "bij": option.organisation,
                "soort": option.kind,
                **origin_data(option),
            }
            for option in chain.options
        ],
        "bronnen": [{"id": name, "titel": sources[name].title, "url": sources[name].url} for name in used],
    }


def chain_line(chain: Chain, say: Say) -> Data:
    """What a chain is, for a list."""
    return {
        "keten": chain.id,
        "versie": chain.version,
        "titel": say(chain.title),
        "samenvatting": say(chain.summary),
    }


def tried_data(tried: Tried) -> Data:
    """How a worked case came out."""
    return {
        "casus": tried.case.id,
        "klopt": tried.holds,
        "onleesbaar": [item.what for item in tried.unreadable],
        "verschillen": [
            {
                "optie": item.option,
                "verwacht": item.expected,
                "gevonden": item.found,
                "ontbreekt": list(item.missing),
            }
            for item in tried.differences
        ],
        "volgorde": list(tried.order) if tried.order is not None else None,
        "bedragen": [
            {"regel": item.rule, "verwacht": _text(item.expected), "gevonden": _text(item.found)}
            for item in tried.amounts
        ],
        "blokkades": list(tried.no_blockers),
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
