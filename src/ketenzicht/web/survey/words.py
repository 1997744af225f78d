"""The templates of the pages of a survey, in Dutch and in English, with what only they say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from django.templatetags.static import static
from django.utils import timezone
from jinja2 import Environment

from ketenzicht.message import Label, message
from ketenzicht.publish.language import Language
from ketenzicht.survey.expressions import When
from ketenzicht.survey.model import Question, Survey, YesNoQuestion
from ketenzicht.survey.parts import questions, tables
from ketenzicht.survey.typed import Level
from ketenzicht.web.survey.access import Role
from ketenzicht.web.survey.merge import ANSWER, EXPLANATION, FILE, TABLE, TAKEN, Typed
from ketenzicht.web.words import Words as PageWords
from ketenzicht.web.words import environment

ROLE_WORDS: dict[Role, Label] = {
    "coordinator": message("Coördinator"),
    "region": message("Organisatie"),
    "analyst": message("Analist"),
    "reader": message("Lezer"),
}
STATUS_WORDS: dict[str, Label] = {
    "leeg": message("Nog niets ingevuld"),
    "concept": message("Bezig"),
    "ingediend": message("Ingediend"),
    "heropend": message("Heropend"),
}
KIND_WORDS: dict[str, Label] = {
    "concept": message("Concept"),
    "ingediend": message("Ingediend"),
    "heropend": message("Heropend"),
    "opzij": message("Apart bewaard"),
}
LEVEL_WORDS: dict[Level, Label] = {
    "error": message("Fout"),
    "missing": message("Nog leeg"),
    "explain": message("Toelichting nodig"),
    "notice": message("Ter informatie"),
}
ACT_WORDS: dict[str, Label] = {
    "concept": message("opgeslagen"),
    "ingediend": message("ingediend"),
    "heropend": message("heropend"),
    "opzij": message("apart bewaard"),
    "uitgenodigd": message("iemand uitgenodigd"),
    "link": message("link gemaakt"),
    "wachtwoord": message("wachtwoord gekozen"),
    "aangemeld": message("aangemeld"),
    "dicht": message("te vaak iets verkeerds ingevuld, een kwartier dicht"),
    "app": message("codes van een app ingesteld"),
    "app weg": message("codes van een app uitgezet"),
    "herstelcodes": message("herstelcodes gemaakt"),
    "passkey": message("passkey toegevoegd"),
    "passkey weg": message("passkey verwijderd"),
    "passkey geweigerd": message("passkey geweigerd: misschien een kopie"),
    "stap weg": message("tweede stap van iemand weggehaald"),
    "gekoppeld": message("account van de organisatie gekoppeld"),
    "geweigerd": message("iemand met een account van een organisatie geweigerd"),
    "ingetrokken": message("toegang ingetrokken"),
    "toegelaten": message("toegang teruggegeven"),
    "rol": message("rol of organisatie gewijzigd"),
    "herinnerd": message("herinnerd"),
    "gesloten": message("uitvraag gesloten"),
    "opengesteld": message("uitvraag weer opengesteld"),
    "uitgevoerd": message("antwoorden uitgevoerd"),
    "klok": message("klok van de server verzet"),
    "afgebroken": message("de server was afgebroken en begon opnieuw"),
    "teruggezet": message("begonnen met een andere database dan de laatste keer"),
}
CELL = "cel."
"""Before the number of a row, from 0, and the id of a column in the name of a field."""
BY_SERVER = ("klok", "afgebroken", "teruggezet")
"""Acts that nobody does."""
BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS",
    "Linux": "Linux",
}  # fmt: skip
"""What programs and devices say of themselves (User-Agent); the first that fits, as many say several."""
WAY_WORDS: dict[str, Label] = {
    "wachtwoord": message("met wachtwoord"),
    "link": message("met een eenmalige link"),
    "code": message("met wachtwoord en code"),
    "herstelcode": message("met een herstelcode"),
    "passkey": message("met een passkey"),
    "organisatie": message("met het account van de organisatie"),
}
"""How somebody logged in."""


class Words(PageWords):
    """Everything that a page of a survey says, in one language."""

    def moment(self, at: datetime) -> str:
        """A day and a time, where the survey is held."""
        here = timezone.localtime(at)
        return f"{self.day(here.date())}, {here:%H:%M}"

    def browser(self, told: str) -> str:
        """A browser as people know it, by what it says of itself."""
        program = next((name for mark, name in BROWSERS.items() if mark in told), "")
        device = next((name for mark, name in SYSTEMS.items() if mark in told), "")
        if program and device:
            return self.text(message("{programma} op {apparaat}", programma=program, apparaat=device))
        return told or self.text(message("onbekende browser"))

    def rows(self, number: int) -> str:
        """How many rows a table has."""
        return self.text(message("1 rij") if number == 1 else message("{n} rijen", n=number))

    def explanation(self, of: str) -> str:
        """The name of an explanation; ``of`` is the key of what it explains."""
        return self.text(message("Toelichting ({wat})", wat=of))

    def explained(self, survey: Survey, key: str) -> str:
        """What an explanation is about: the question, or the finding by its key."""
        asked = questions(survey).get(key)
        return self.text(asked.name) if asked else key

    def field(self, survey: Survey | None, name: str) -> str:
        """What stands in a field of a page or of a version, by its name; that itself where there are no words for it.

        Args:
            survey: None on a page that is of no survey.
            name: of the field.
        """
        if name in (FILE, TAKEN):
            return self.file if name == FILE else self.taken
        if survey is None:
            return name
        if name.startswith(EXPLANATION):
            return self.explanation(self.explained(survey, name.removeprefix(EXPLANATION)))
        if name.startswith(CELL):
            return self._cell(survey, name) or name
        found = {ANSWER + key: one.name for key, one in questions(survey).items()}
        found |= {TABLE + key: one.name for key, one in tables(survey).items()}
        return self.text(found[name]) if name in found else name

    def _cell(self, survey: Survey, name: str) -> str:
        """The column and the row of a cell; empty when it is of no table."""
        row, _, column = name.removeprefix(CELL).partition(".")
        known = {one.id: one.name for table in tables(survey).values() for one in table.columns}
        if column not in known or not row.isdecimal():
            return ""
        return f"{self.text(known[column])}, {self.row(int(row))}"

    @property
    def file(self) -> str:
        """The name of the workbook that was sent."""
        return self.text(message("Het rekenblad dat u stuurde"))

    def workbook(self, fingerprint: str) -> str:
        """A workbook by the first signs of its fingerprint: enough to see that it is another one."""
        return self.text(message("rekenblad {kenmerk}", kenmerk=fingerprint[:8])) if fingerprint else ""

    @property
    def taken(self) -> str:
        """The name of the workbook whose answers were taken over."""
        return self.text(message("Het rekenblad waarvan de antwoorden zijn overgenomen"))

    def typed(self, question: Question, value: Typed) -> str:
        """An answer as it was typed, choices by their name."""
        names = self.choices(question)
        texts = [value] if isinstance(value, str) else value
        return "; ".join(names.get(text, text) for text in texts)

    def choices(self, question: Question) -> dict[str, str]:
        """The answers to choose from, by code."""
        if isinstance(question, YesNoQuestion):
            return {"ja": self.text(message("Ja")), "nee": self.text(message("Nee"))}
        return {one.id: self.text(one.name) for one in getattr(question, "choices", ())}

    def only_when(self, when: When, questions: Mapping[str, Question]) -> str:
        """When a question is asked."""
        of = questions[when.question]
        name = self.text(of.name)
        if when.more_than is not None:
            return self.text(
                message("Alleen als '{vraag}' meer is dan {n}.", vraag=name, n=float(when.more_than))
            )
        if not when.values:
            return self.text(message("Alleen als '{vraag}' is ingevuld.", vraag=name))
        known = self.choices(of)
        chosen = self.listed([f"'{known.get(code, code)}'" for code in when.values])
        return self.text(message("Alleen als bij '{vraag}' staat: {antwoord}.", vraag=name, antwoord=chosen))

    def hurdles(self, number: int) -> str:
        """What stands between these answers and handing them in."""
        if number == 0:
            return self.text(message("Niets staat het indienen in de weg."))
        if number == 1:
            return self.text(message("Er moet nog één ding gebeuren voordat u kunt indienen."))
        return self.text(message("Er moeten nog {n} dingen gebeuren voordat u kunt indienen.", n=number))

    def found(self, number: int) -> str:
        """How much was found."""
        return self.text(message("1 opmerking") if number == 1 else message("{n} opmerkingen", n=number))

    def more(self, number: int) -> str:
        """That a list goes on."""
        return self.text(message("en nog {n}", n=number))

    def differences(self, number: int) -> str:
        """How many answers a workbook would change."""
        if number == 0:
            return self.text(message("Er verandert dan niets."))
        return self.text(
            message("Er verandert dan 1 antwoord.")
            if number == 1
            else message("Er veranderen dan {n} antwoorden.", n=number)
        )

    def rows_read(self, number: int) -> str:
        """How many rows the tables of a workbook have."""
        return self.text(
            message("1 rij gelezen.") if number == 1 else message("{n} rijen gelezen.", n=number)
        )

    def kept(self, number: int) -> str:
        """How much of a workbook was not understood."""
        if number == 1:
            return self.text(message("1 cel is niet begrepen"))
        return self.text(message("{n} cellen zijn niet begrepen", n=number))

    def response(self, number: int, total: int) -> str:
        """How many answered."""
        return self.text(message("{n} van de {alle} hebben ingediend.", n=number, alle=total))

    def late(self, number: int) -> str:
        """How many have not handed in."""
        if number == 0:
            return self.text(message("Iedereen heeft ingediend."))
        if number == 1:
            return self.text(message("Van één organisatie is nog niets ingediend."))
        return self.text(message("Van {n} organisaties is nog niets ingediend.", n=number))

    def uninvited(self, number: int) -> str:
        """How many organisations have an address and nobody yet."""
        if number == 1:
            return self.text(
                message("Van één organisatie is een adres bekend en is nog niemand uitgenodigd.")
            )
        return self.text(
            message("Van {n} organisaties is een adres bekend en is nog niemand uitgenodigd.", n=number)
        )

    def drafts(self, number: int) -> str:
        """The offer to take drafts along."""
        if number == 1:
            return self.text(message("Neem ook het concept mee van wie nog niet indiende (1)"))
        return self.text(message("Neem ook de concepten mee van wie nog niet indienden ({n})", n=number))

    def moved(self, seconds: int) -> str:
        """How far a clock was moved."""
        hours = abs(seconds) / 3600
        if seconds < 0:
            return self.text(message("{n} uur terug", n=round(hours, 1)))
        return self.text(message("{n} uur vooruit", n=round(hours, 1)))

    def put_back(self, there: int, noted: int) -> str:
        """How far a trail was, and how far it is that was found instead."""
        return self.text(message("tot en met regel {n}, dat was regel {eerder}", n=there, eerder=noted))

    def row(self, number: int) -> str:
        """A row of a table, counted from 0, as people count."""
        return self.text(message("rij {n}", n=number + 1))


def dutch(**options: Any) -> Environment:
    """The templates in Dutch."""
    return _environment("nl", options)


def english(**options: Any) -> Environment:
    """The templates in English."""
    return _environment("en", options)


def _environment(language: Language, options: dict[str, Any]) -> Environment:
    found = environment(language, options)
    words = Words(language)
    found.globals |= {
        "words": words,
        "moment": words.moment,
        "save_script": static("save.js"),
        "roles": {role: words.text(ROLE_WORDS[role]) for role in get_args(Role)},
        "statuses": STATUS_WORDS,
        "kinds": KIND_WORDS,
        "levels": LEVEL_WORDS,
        "acts": ACT_WORDS,
        "by_server": BY_SERVER,
        "ways": WAY_WORDS,
        "passkey_script": static("passkey.js"),
    }
    return found
