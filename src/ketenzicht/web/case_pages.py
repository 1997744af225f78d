"""The pages on which a case is read: per organisation, as a plan, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from markupsafe import Markup

from ketenzicht.chain.model import Contact
from ketenzicht.diagram import steps_svg
from ketenzicht.guide.plan import Plan, Step
from ketenzicht.guide.receipt import receipt_of
from ketenzicht.publish.language import Language
from ketenzicht.web.answer_pages import check_page
from ketenzicht.web.creditors import (
    by_what_is_open,
    contacts_of,
    happened_last,
    reach,
    standing,
    undecided,
    why_closed,
)
from ketenzicht.web.visit import Visit, site, visit_of


def result(request: HttpRequest, language: Language, chain: str) -> HttpResponse:
    """What is open, closed or unknown, per organisation."""
    return _case_page(request, language, chain, "result")


def plan(request: HttpRequest, language: Language, chain: str) -> HttpResponse:
    """What to do, in order."""
    return _case_page(request, language, chain, "plan")


def on_paper(request: HttpRequest, language: Language, chain: str) -> HttpResponse:
    """The plan with contacts and terms on paper, without anything to click."""
    return _case_page(request, language, chain, "paper")


def _case_page(request: HttpRequest, language: Language, chain: str, name: str) -> HttpResponse:
    visit = visit_of(request, language, chain)
    if visit.form.problems:
        return check_page(visit)
    return visit.page(f"{name}.html.j2", here=name, **case_content(visit))


def case_content(visit: Visit) -> dict[str, Any]:
    """What the pages of a case are made of."""
    assessment, chain = visit.assessment, visit.chain
    return {
        "assessment": assessment,
        "plan": visit.plan,
        "first": tuple(_first(visit.plan)),
        "creditors": by_what_is_open(assessment),
        "undecided": undecided(assessment),
        "drawing": lambda name: _drawing(visit, name),
        "blockers": standing(assessment),
        "receipt": receipt_of(chain, visit.form.day),
        "hidden": visit.form.fields(visit.form.given),
        "evidence": site(visit.request).grounds[chain.id],
        "why_closed": lambda option: why_closed(assessment, option.id),
        "contacts_of": lambda option: contacts_of(chain, option),
        "reach": lambda option: reach(chain, option),
        "rules": {rule.id: rule for rule in chain.rules},
        "letters": {letter.id: letter for letter in chain.letters},
        "options": {option.id: option for option in chain.options},
        "organisations": {item.id: item for item in chain.organisations},
        "conditions": {item.id: item for item in chain.conditions},
        "plan_contacts": _contacts(visit),
    }


def _first(of: Plan) -> Iterator[tuple[int, Step]]:
    """The steps that cannot wait, with their number: urgent ones, and those that have a last day."""
    for number, step in enumerate(of.steps, 1):
        if step.option.option.urgent or step.before is not None:
            yield number, step


def _drawing(visit: Visit, organisation: str) -> Markup:
    """The stages of an organisation, drawn."""
    # SVG that we drew ourselves: its texts were escaped when it was written
    return Markup(steps_svg(visit.chain, organisation, happened_last(visit.assessment), visit.language))  # noqa: S704


def _contacts(visit: Visit) -> tuple[Contact, ...]:
    """Everyone whom the plan says to reach, once."""
    found = [contact for step in visit.plan.steps for contact in contacts_of(visit.chain, step.option.option)]
    return tuple(dict.fromkeys(found))
