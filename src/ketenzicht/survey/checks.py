"""What a survey must satisfy beyond its form: every name in it names something, said with line and remedy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import BaseModel

from ketenzicht.chain.model import Chain
from ketenzicht.chain.model.base import Sourced, text_in
from ketenzicht.errors import UserError, UserErrors, did_you_mean
from ketenzicht.intake.yaml_model import Places, error_at
from ketenzicht.survey.expressions import (
    AnswerTo,
    Cell,
    ColumnFilter,
    Known,
    LastYear,
    RowCount,
    When,
)
from ketenzicht.survey.model import (
    Analysis,
    ChoiceQuestion,
    ChoicesQuestion,
    NumberQuestion,
    Question,
    QuestionBase,
    Rule,
    StudyEvent,
    StudyExport,
    Survey,
    TableTemplate,
)
from ketenzicht.survey.parts import columns, questions, tables

Where = tuple[str | int, ...]
RULE_WORDS = ("links", "rechts", "verschil")


def check_content(survey: Survey, chain: Chain, places: Places, path: Path) -> None:
    """Refuse names that name nothing, and ids that two things share.

    Raises:
        UserErrors: all of them together, each with its line.
    """
    found = list(_Checks(survey, chain, places).all())
    if found:
        raise UserErrors("Deze uitvraag", found, path)


def definition_codes(chain: Chain) -> set[str]:
    """The definition codes that a chain describes, or that its measures, reference values and code lists carry."""
    codes = {item.code for item in chain.definitions}
    codes |= {measure.definition_code for measure in chain.measures if measure.definition_code}
    codes |= {value.definition_code for value in chain.reference_values}
    return codes | {code for one in chain.code_lists for code in one.codes}


class _Checks:
    def __init__(self, survey: Survey, chain: Chain, places: Places) -> None:
        self.survey, self.chain, self.places = survey, chain, places
        self.questions, self.tables = questions(survey), tables(survey)
        self.codes = definition_codes(chain)
        self.sources = {source.id for source in (*survey.sources, *chain.sources)}

    def all(self) -> Iterator[UserError]:
        yield from self.twice()
        yield from self.days()
        for where, node in _walk(self.survey, ()):
            yield from self.node(where, node)
        yield from self.analysis(self.survey.analysis)
        if self.survey.study is not None:
            yield from self.study(self.survey.study)

    def known(self, where: Where, what: str, name: str | None, names: Iterable[str]) -> Iterator[UserError]:
        names = list(names)
        if name is not None and name not in names:
            yield error_at(
                self.places,
                where,
                f"'{name}' is geen {what} van deze uitvraag.",
                why="Een verwijzing moet wijzen naar iets dat beschreven is.",
                fix=did_you_mean(name, names) or f"Beschrijf '{name}' of pas de verwijzing aan.",
            )

    def twice(self) -> Iterator[UserError]:
        seen: set[str] = set()
        for number, section in enumerate(self.survey.sections):
            items: list[tuple[str, int, Question | TableTemplate]] = [
                *(("vragen", at, one) for at, one in enumerate(section.questions)),
                *(("tabellen", at, one) for at, one in enumerate(section.tables)),
            ]
            for key, at, one in items:
                if one.id in seen:
                    yield self.same(("onderdelen", number, key, at, "id"), one.id)
                seen.add(one.id)
                if isinstance(one, TableTemplate):
                    inside = [column.id for column in one.columns]
                    for place, name in enumerate(inside):
                        if name in inside[:place]:
                            yield self.same(("onderdelen", number, key, at, "kolommen", place, "id"), name)
        rules = [rule.id for rule in self.survey.rules]
        for place, name in enumerate(rules):
            if name in rules[:place]:
                yield self.same(("regels", place, "id"), name)

    def same(self, where: Where, name: str) -> UserError:
        return error_at(
            self.places,
            where,
            f"De id '{name}' komt twee keer voor.",
            why="Dan is niet duidelijk welke bedoeld is.",
        )

    def days(self) -> Iterator[UserError]:
        period, deadline = self.survey.period, self.survey.deadline
        if period.first > period.last:
            yield error_at(self.places, ("periode", "tot"), "De periode eindigt voordat zij begint.")
        if deadline.opens > deadline.closes:
            yield error_at(self.places, ("termijn", "sluit"), "De uitvraag sluit voordat zij opent.")

    def node(self, where: Where, node: BaseModel) -> Iterator[UserError]:
        if isinstance(node, Sourced):
            for name in node.source:
                yield from self.known((*where, "bron"), "bron", name, self.sources)
        if isinstance(node, QuestionBase):
            yield from self.question(where, node)
        if isinstance(node, NumberQuestion | TableTemplate):
            yield from self.code((*where, "definitie"), node.definition_code)
        if isinstance(node, TableTemplate):
            yield from self.known((*where, "sleutel"), "kolom", node.key, columns(node))
            for place, rule in enumerate(node.rules):
                yield from self.rule((*where, "regels", place), rule, node)
        for place, rule in enumerate(node.rules if isinstance(node, Survey) else ()):
            yield from self.rule((*where, "regels", place), rule, None)
        for place, one in enumerate(node.definitions if isinstance(node, Survey) else ()):
            yield from self.code((*where, "begrippen", place, "code"), one.code)

    def question(self, where: Where, node: QuestionBase) -> Iterator[UserError]:
        for name in node.definitions:
            yield from self.known(
                (*where, "begrippen"), "begrip", name, (one.id for one in self.survey.definitions)
            )
        yield from self.known((*where, "norm"), "norm", node.norm, (one.id for one in self.survey.norms))
        if isinstance(node, ChoiceQuestion | ChoicesQuestion):
            inside = [choice.id for choice in node.choices]
            for place, name in enumerate(inside):
                if name in inside[:place]:
                    yield self.same((*where, "keuzes", place, "id"), name)
            yield from self.names((*where, "keuzes"), node)
        if node.when is not None:
            table = next((one for one in self.tables.values() if node in one.columns), None)
            among = columns(table) if table else self.questions
            yield from self.when((*where, "als"), node.when, among)

    def names(self, where: Where, node: ChoiceQuestion | ChoicesQuestion) -> Iterator[UserError]:
        """In a spreadsheet an answer is known by its name: each is another one, and none looks like two."""
        for language in ("nl", "en"):
            names = [text_in(choice.name, language).casefold() for choice in node.choices]
            for place, name in enumerate(names):
                if name in names[:place]:
                    what = f"Twee antwoorden heten '{name}'."
                    yield error_at(self.places, (*where, place, "naam"), what, fix="Geef elk een eigen naam.")
                if isinstance(node, ChoicesQuestion) and ";" in name:
                    what = f"Het antwoord '{name}' heeft een puntkomma in zijn naam."
                    why = "In een rekenblad staat die tussen twee antwoorden."
                    yield error_at(
                        self.places, (*where, place, "naam"), what, why=why, fix="Kies een ander teken."
                    )

    def when(self, where: Where, when: When, among: dict[str, Question]) -> Iterator[UserError]:
        yield from self.known((*where, "vraag"), "vraag of kolom", when.question, among)
        yield from self.choices((*where, "is"), among.get(when.question), when.values)

    def choices(
        self, where: Where, question: Question | None, values: Collection[str]
    ) -> Iterator[UserError]:
        if isinstance(question, ChoiceQuestion | ChoicesQuestion):
            for value in values:
                yield from self.known(
                    where, f"keuze bij '{question.id}'", value, (one.id for one in question.choices)
                )

    def code(self, where: Where, code: str | None) -> Iterator[UserError]:
        if code is not None and code not in self.codes:
            yield error_at(
                self.places,
                where,
                f"De keten {self.chain.id} kent de definitiecode '{code}' niet.",
                why="Een aantal zonder bekende code is later met niets te vergelijken.",
                fix=did_you_mean(code, self.codes),
            )

    def rule(self, where: Where, rule: Rule, table: TableTemplate | None) -> Iterator[UserError]:
        if rule.when is not None:
            yield from self.when((*where, "als"), rule.when, columns(table) if table else self.questions)
        for key, text in (("nl", rule.sentence.nl), ("en", rule.sentence.en or "")):
            try:
                strange = [
                    word for _, word, _, _ in Formatter().parse(text) if word not in (None, *RULE_WORDS)
                ]
            except ValueError:
                strange = ["{"]
            if strange:
                yield error_at(
                    self.places,
                    (*where, "melding", key),
                    f"De melding vraagt om '{strange[0]}', en dat is er niet.",
                    fix="Kies uit: {links}, {rechts} en {verschil}.",
                )
        for side, expression in (("links", rule.left), ("rechts", rule.right)):
            for deeper, node in _walk(expression, (*where, side)):
                yield from self.leaf(deeper, node, table)

    def leaf(self, where: Where, node: BaseModel, table: TableTemplate | None) -> Iterator[UserError]:
        if isinstance(node, AnswerTo):
            yield from self.known((*where, "vraag"), "vraag", node.question, self.questions)
        elif isinstance(node, LastYear):
            yield from self.known((*where, "vorig"), "vraag", node.question, self.questions)
        elif isinstance(node, Known):
            totals = [one.id for one in self.survey.asked.totals]
            yield from self.known((*where, "bekend"), "bekend totaal", node.total, totals)
        elif isinstance(node, Cell):
            among = columns(table) if table else {}
            yield from self.known((*where, "kolom"), "kolom van deze tabel", node.column, among)
        elif isinstance(node, RowCount):
            yield from self.known((*where, "rijen"), "tabel", node.table, self.tables)
            yield from self.filters((*where, "waar"), node.where, node.table)

    def filters(self, where: Where, filters: tuple[ColumnFilter, ...], table: str) -> Iterator[UserError]:
        among = columns(self.tables[table]) if table in self.tables else {}
        for place, one in enumerate(filters):
            yield from self.known((*where, place, "kolom"), "kolom", one.column, among)
            yield from self.choices((*where, place, "is"), among.get(one.column), one.values)

    def analysis(self, analysis: Analysis) -> Iterator[UserError]:
        where: Where = ("analyse",)
        if analysis.counted_by is not None:
            at, counted = (*where, "telt_volgens"), analysis.counted_by
            yield from self.known((*at, "vraag"), "vraag", counted.question, self.questions)
            yield from self.choices((*at, "gevraagd"), self.questions.get(counted.question), counted.asked)
        for place, one in enumerate(analysis.weighted):
            at = (*where, "ophogen", place)
            yield from self.known((*at, "vraag"), "vraag", one.question, self.questions)
            yield from self.known(
                (*at, "met"), "bekend totaal", one.by, (it.id for it in self.survey.asked.totals)
            )
        for place, item in enumerate(analysis.reconciled):
            at = (*where, "aansluiten", place)
            yield from self.known((*at, "vraag"), "vraag", item.question, self.questions)
            yield from self.known((*at, "tabel"), "tabel", item.table, self.tables)
            yield from self.filters((*at, "waar"), item.where, item.table)
        if analysis.offer is not None:
            yield from self.offer((*where, "aanbod"), analysis)

    def study(self, study: StudyExport) -> Iterator[UserError]:
        where: Where = ("studie",)
        yield from self.known((*where, "tabel"), "tabel", study.table, self.tables)
        among = columns(self.tables[study.table]) if study.table in self.tables else {}
        yield from self.known((*where, "nummer"), "kolom", study.number, among)
        reasons = {one.id for one in self.chain.end_reasons}
        events = [one.id for one in self.chain.events]
        for name in study.measures:
            yield from self.measure((*where, "maten"), name)
        for place, one in enumerate(study.events):
            at: Where = (*where, "gebeurtenissen", place)
            if one.event not in events:
                yield error_at(
                    self.places,
                    (*at, "gebeurtenis"),
                    f"De keten {self.chain.id} kent de gebeurtenis '{one.event}' niet.",
                    fix=did_you_mean(one.event, events),
                )
            yield from self.known((*at, "kolom"), "kolom", one.column, among)
            yield from self.filters((*at, "waar"), one.where, study.table)
            yield from self.known((*at, "reden"), "kolom", one.reason, among)
            yield from self.reasons(at, one, reasons)

    def measure(self, where: Where, name: str | None) -> Iterator[UserError]:
        names = [one.id for one in self.chain.measures]
        if name is not None and name not in names:
            what = f"De keten {self.chain.id} heeft geen maat '{name}'."
            yield error_at(self.places, where, what, fix=did_you_mean(name, names))

    def reasons(self, where: Where, event: StudyEvent, reasons: Collection[str]) -> Iterator[UserError]:
        """Codes that a filter lets through to a reason are end reasons of the chain."""
        for one in event.where:
            for value in one.values if one.column == event.reason else ():
                if value not in reasons:
                    yield error_at(
                        self.places,
                        (*where, "reden"),
                        f"De keten {self.chain.id} kent de reden van einde '{value}' niet.",
                        fix=did_you_mean(value, reasons),
                    )

    def offer(self, where: Where, analysis: Analysis) -> Iterator[UserError]:
        offer = analysis.offer
        if offer is None:
            return
        yield from self.known((*where, "norm"), "norm", offer.norm, (one.id for one in self.survey.norms))
        yield from self.measure((*where, "maat"), offer.measure)
        if offer.totals is not None:
            for key, name in (("deel", offer.totals.part), ("geheel", offer.totals.whole)):
                yield from self.known((*where, "totalen", key), "vraag", name, self.questions)
        if offer.rows is not None:
            rows, at = offer.rows, (*where, "rijen")
            yield from self.known((*at, "tabel"), "tabel", rows.table, self.tables)
            among = columns(self.tables[rows.table]) if rows.table in self.tables else {}
            named = (
                ("begin", rows.begin),
                ("aanbod", rows.offer),
                ("einde", rows.end),
                ("reden", rows.reason),
            )
            for key, column in named:
                yield from self.known((*at, key), "kolom", column, among)


def _walk(node: Any, where: Where) -> Iterator[tuple[Where, BaseModel]]:
    """Every node with the keys on the way to it."""
    if isinstance(node, BaseModel):
        yield where, node
        for name, field in type(node).model_fields.items():
            yield from _walk(getattr(node, name), (*where, field.alias or name))
    elif isinstance(node, tuple):
        for place, value in enumerate(node):
            yield from _walk(value, (*where, place))
