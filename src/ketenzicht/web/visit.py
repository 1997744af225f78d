"""What a page gets to work with: the guide, the language, the case that came in; and how it is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ketenzicht.chain.model import Chain, Fact
from ketenzicht.guide.assess import Assessment, Guide
from ketenzicht.guide.plan import Plan, make_plan
from ketenzicht.guide.questions import plan_questions, questions
from ketenzicht.publish.language import Language
from ketenzicht.web.case_form import CaseForm, read_form
from ketenzicht.web.site import KEY, Site
from ketenzicht.web.words import Words


@dataclass(frozen=True)
class Visit:
    """One request for a page of a guide.

    Args:
        request: what came in.
        language: in which the page is.
        guide: the guide.
        form: the case that the request carries.
    """

    request: HttpRequest
    language: Language
    guide: Guide
    form: CaseForm

    @property
    def chain(self) -> Chain:
        """The chain of the guide."""
        return self.guide.chain

    @property
    def words(self) -> Words:
        """The words of the language."""
        return Words(self.language)

    @cached_property
    def assessment(self) -> Assessment:
        """All options for this case."""
        return self.guide.assess(self.form.answers, self.form.day)

    @cached_property
    def plan(self) -> Plan:
        """The plan for this case."""
        return make_plan(self.assessment)

    @cached_property
    def next_question(self) -> Fact | None:
        """What to ask next: first what settles options, then what makes the plan richer; None when all was asked."""
        settling = questions(self.assessment)
        if settling:
            return settling[0].fact
        return next(iter(plan_questions(self.assessment)), None)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """The facts of the chain by id."""
        return {fact.id: fact for fact in self.chain.facts}

    def applies(self, fact: Fact) -> bool:
        """Whether a question is certain to be about this case."""
        return fact.only_if is None or bool(self.assessment.judge.verdict(fact.only_if).holds)

    def page(self, template: str, *, status: int = 200, **content: Any) -> HttpResponse:
        """A page of the guide."""
        return page(
            self.request,
            template,
            self.language,
            status=status,
            **{"visit": self, "form": self.form, **content},
        )


def site(request: HttpRequest) -> Site:
    """The site that a request is for."""
    found: Site = request.META[KEY]
    return found


def visit_of(request: HttpRequest, language: Language, chain: str) -> Visit:
    """What a request for a page of a guide brings; a page that says so when there is no such guide."""
    guide = site(request).guides.get(chain)
    if guide is None:
        raise Http404
    return Visit(request, language, guide, read_form(request.POST, guide.chain, site(request).today()))


def page(
    request: HttpRequest, template: str, language: Language, *, status: int = 200, **content: Any
) -> HttpResponse:
    """A page in a language."""
    other: Language = "en" if language == "nl" else "nl"
    bare = request.path.removeprefix("/en") if language == "en" else request.path
    home = "/en/" if language == "en" else "/"
    return render(
        request,
        template,
        {
            "home": home,
            "other": other,
            "other_path": bare if other == "nl" else "/en" + bare,
            "problems": (),
            **content,
        },
        status=status,
        using=language,
    )
