"""All components on one page, so that whoever changes their look sees what it does. Everything shown is made up."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse

from ketenzicht.chain.model import Chain, Choice, Contact, Duration, Fact, Source, Stage, Term, TextNode
from ketenzicht.chain.model.options import FactKind
from ketenzicht.message import message
from ketenzicht.publish.language import Language
from ketenzicht.rules.answers import AnswerProblem
from ketenzicht.web.case_form import CaseForm
from ketenzicht.web.creditors import Place
from ketenzicht.web.evidence import Evidence, Grounds
from ketenzicht.web.visit import page

DAY = date(2026, 1, 1)
SOURCE = Source(
    id="voorbeeld", title="Voorbeeld", publisher="Uitgever", year=2026, url="https://example.org/"
)


def _text(dutch: str, english: str) -> TextNode:
    return TextNode(nl=dutch, en=english)


def _fact(kind: FactKind, dutch: str, english: str) -> Fact:
    choices = (
        Choice(id="een", name=_text("Het ene", "The one")),
        Choice(
            id="ander", name=_text("Het andere", "The other"), explanation=_text("Met uitleg.", "Explained.")
        ),
    )
    return Fact(
        id=f"voorbeeld-{kind}",
        name=_text(dutch, english),
        topic="voorbeeld",
        question=_text(dutch, english),
        why=_text("Daarom.", "Because."),
        kind=kind,
        choices=choices if kind in ("keuze", "meerkeuze") else (),
    )


FACTS = (
    _fact("ja-nee", "Een vraag met ja of nee?", "A question with yes or no?"),
    _fact("keuze", "Een vraag met één antwoord?", "A question with one answer?"),
    _fact("meerkeuze", "Een vraag met meer antwoorden?", "A question with several answers?"),
    _fact("getal", "Een vraag naar een getal?", "A question for a number?"),
    _fact("bedrag", "Een vraag naar een bedrag?", "A question for an amount?"),
    _fact("datum", "Een vraag naar een datum?", "A question for a date?"),
)
WRONG = AnswerProblem(FACTS[-1].id, message("Deze datum bestaat niet."))
FORM = CaseForm({FACTS[0].id: ("ja",), WRONG.fact: ("31-2-2026",)}, {}, (WRONG,), (), DAY)
CONTACT = Contact(id="voorbeeld", organisation="voorbeeld", name=_text("Loket", "Desk"), phone="088-1234567")
TERM = Term(
    id="vier-weken", limit=Duration(length=4, unit="weken"), certainty="A", name=_text("Betalen", "Pay")
)
CHAIN = Chain(
    id="voorbeeld",
    version="1",
    title=_text("Voorbeeld", "Example"),
    summary=_text("Voorbeeld", "Example"),
    unit="persoon",
    organisations=(),
    events=(),
    sources=(SOURCE,),
    stages=(
        Stage(id="brief", name=_text("Eerste brief", "First letter"), begins_with=("a",), ends_with=("b",)),
        Stage(
            id="aanmaning",
            name=_text("Aanmaning", "Reminder"),
            begins_with=("b",),
            ends_with=("c",),
            terms=(TERM,),
            source=("voorbeeld",),
            certainty="S",
            checked=DAY,
        ),
    ),
)


def gallery(request: HttpRequest, language: Language) -> HttpResponse:
    """Every component in every state."""
    return page(
        request,
        "components.html.j2",
        language,
        facts={fact.id: fact for fact in FACTS},
        form=FORM,
        problems_shown=(WRONG,),
        grounds=(Evidence((SOURCE,), "A", DAY, None, False), Evidence((), "S", DAY, DAY, True)),
        contacts=(CONTACT,),
        places=tuple(Place(stage, stage.id == "aanmaning") for stage in CHAIN.stages),
        evidence=Grounds(CHAIN),
    )
