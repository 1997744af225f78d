"""The pages on which a case is described: one question, all questions, and the answers to look over."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from ketenzicht.chain.model import Fact
from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language
from ketenzicht.rules.answers import AnswerProblem
from ketenzicht.web.visit import Visit, visit_of

EMPTY = message("Kies of geef een antwoord. Weet u het niet? Kies dan: weet ik niet.")


def question(request: HttpRequest, language: Language, chain: str) -> HttpResponse:
    """The next question that matters; the answers to look over when there is none."""
    visit = visit_of(request, language, chain)
    form, post = visit.form, request.POST
    if "wijzig" in post:
        return _question_page(visit, _fact(visit, post["wijzig"]), change=True)
    shown = _fact(visit, form.shown[0]) if form.shown else None
    change = post.get("naar") == "controle"
    action = post.get("actie")
    if action == "terug":
        return _question_page(visit, _previous(visit, shown), change=False)
    if shown is not None and action == "blijf":
        return _question_page(visit, shown, change=change)
    if shown is not None and action != "overslaan":
        problem = form.problem(shown.id)
        if problem is None and not form.texts(shown.id):
            problem = AnswerProblem(shown.id, EMPTY)
        if problem is not None:
            return _question_page(visit, shown, change=change, problems=(problem,))
    if form.problems or change or visit.next_question is None:
        return check_page(visit)
    return _question_page(visit, visit.next_question, change=False)


def all_questions(request: HttpRequest, language: Language, chain: str) -> HttpResponse:
    """Every question that is about this case on one page; comes back as long as answers bring questions.

    When the script of the page asks, because an answer changed, only the places of questions that come or go are
    the answer. What is typed elsewhere is not touched, and mistakes are told after *Verder*.
    """
    visit = visit_of(request, language, chain)
    form = visit.form
    facts = {fact.id for fact in visit.chain.facts if visit.applies(fact)}
    added = [fact for fact in visit.chain.facts if fact.id in facts - set(form.shown)] if form.shown else []
    if request.POST.get("actie") == "volgen":
        changed = [fact for fact in visit.chain.facts if (fact.id in facts) != (fact.id in form.shown)]
        return visit.page("follow.html.j2", facts=facts, added=added, changed=changed)
    if form.shown and not added and not form.problems and request.POST.get("actie") != "blijf":
        return check_page(visit)
    return visit.page(
        "all.html.j2",
        status=422 if form.problems else 200,
        topics=[
            (topic, [fact for fact in visit.chain.facts if fact.topic == topic.id])
            for topic in visit.chain.topics
        ],
        facts=facts,
        added=added,
        hidden=form.fields(name for name in form.given if name not in visit.facts),
        problems=form.problems,
    )


def check(request: HttpRequest, language: Language, chain: str) -> HttpResponse:
    """The answers to look over."""
    return check_page(visit_of(request, language, chain))


def check_page(visit: Visit, *, remarks: tuple[Label, ...] = ()) -> HttpResponse:
    """All answers, each with a way to change it. Answers that cannot be used stand first."""
    form = visit.form
    given = [fact for fact in visit.chain.facts if fact.id in form.given]
    wrong = {problem.fact for problem in form.problems}
    apply = [fact for fact in given if fact.id in wrong or visit.applies(fact)]
    topics = [
        (topic, found)
        for topic in visit.chain.topics
        if (found := [fact for fact in apply if fact.topic == topic.id])
    ]
    return visit.page(
        "check.html.j2",
        status=422 if form.problems else 200,
        topics=topics,
        set_aside=[fact for fact in given if fact not in apply],
        remarks=remarks,
        problems=form.problems,
        hidden=form.fields(name for name in form.given if name in visit.facts),
    )


def _question_page(
    visit: Visit, fact: Fact, *, change: bool, problems: tuple[AnswerProblem, ...] = ()
) -> HttpResponse:
    answered = list(visit.form.given)
    place = answered.index(fact.id) if fact.id in answered else len(answered)
    return visit.page(
        "question.html.j2",
        status=422 if problems else 200,
        fact=fact,
        change=change,
        place=place,
        topic=next(topic for topic in visit.chain.topics if topic.id == fact.topic),
        problems=problems,
    )


def _previous(visit: Visit, shown: Fact | None) -> Fact:
    """The question that was answered before the one on the page."""
    answered = [name for name in visit.form.given if name in visit.facts]
    if shown is not None and shown.id in answered:
        answered = answered[: answered.index(shown.id)]
    if answered:
        return visit.facts[answered[-1]]
    return shown or visit.chain.facts[0]


def _fact(visit: Visit, name: str) -> Fact:
    if name not in visit.facts:
        raise Http404
    return visit.facts[name]
