"""From the record of a case to what is drawn: names instead of ids, organisations as lanes, Dutch words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from ketenzicht.chain.model import Chain, Event, Stage
from ketenzicht.diagram.timeline import Bar, Happening, Lane, Mark, Missed, Person, Row, Timeline
from ketenzicht.diagram.timeline_words import counted, long_date
from ketenzicht.history import History
from ketenzicht.history.timeline import CaseEvent, CasePerson, CaseRecord, CaseSpell, uncovered
from ketenzicht.measures.kinds.missed_terms import MissedTerm

MOST_PERSONS = 12
MARGIN = 0.04
"""What stays free at the end of the axis when nothing is open any more, as a share of it."""
SEX = {"V": "vrouw", "M": "man", "O": "geslacht anders"}

KnownPersons = Mapping[str, tuple[int | None, str | None]]


def make_timeline(
    history: History,
    record: CaseRecord,
    missed: Sequence[MissedTerm],
    known: KnownPersons,
    synthetic: bool,
) -> Timeline:
    """The timeline of a case with at least one event.

    Args:
        history: where the record comes from: names of its chain, end of its data.
        record: the case.
        missed: the terms that it missed.
        known: birth year and sex by person, each None when unknown.
        synthetic: made-up data.
    """
    chain, data_to = history.chain, history.settings.data_to
    names = _Names(chain, history.settings.unit)
    # With the person as unit, the person comes first and then those who were named with them.
    persons = sorted(record.persons, key=lambda person: person.person_id != record.case_id)
    letters = _letters(persons)
    first, last = _stretch(record, data_to)
    notes = []
    if last < data_to:
        notes.append(f"Daarna staat er tot en met {long_date(data_to)} niets meer in de gegevens.")
    if record.undated:
        number = counted(record.undated, "gebeurtenis", "gebeurtenissen")
        notes.append(f"Niet getekend: {number} zonder bekende dag of buiten de gegevens.")
    if len(persons) > MOST_PERSONS:
        notes.append(f"Niet getekend: nog {len(persons) - MOST_PERSONS} personen.")
    return Timeline(
        case=record.case_id,
        unit=chain.unit_name.nl if chain.unit_name is not None else history.settings.unit,
        chain=chain.title.nl,
        first=first,
        last=last,
        data_to=data_to,
        lanes=_lanes(chain, names, record, missed),
        gaps=uncovered(record.spells, first, min(last, data_to)),
        persons=tuple(
            Person(letters[person.person_id], _person_words(person, known), person.days)
            for person in persons[:MOST_PERSONS]
        ),
        story=_story(names, record, missed, letters),
        notes=tuple(notes),
        synthetic=synthetic,
    )


class _Names:
    """The words of a chain by id, and which organisation an event or a spell belongs to."""

    def __init__(self, chain: Chain, unit: str) -> None:
        self.events = {event.id: event for event in chain.events}
        self.stages = {stage.id: stage for stage in chain.stages}
        self.reasons = {reason.id: reason.name.nl for reason in chain.end_reasons}
        self._organisations = {item.id: item.name.nl for item in chain.organisations}
        self._itself = f"{chain.unit_name.nl if chain.unit_name else unit} zelf".capitalize()
        self.order = {name: number for number, name in enumerate(self._organisations.values())}

    def organisation(self, name: str | None) -> str | None:
        """The name of an organisation given by id or already by name."""
        return None if name is None else self._organisations.get(name, name)

    def of_event(self, event: CaseEvent) -> str:
        """Who registered or did it; what happens to the case itself belongs to nobody."""
        declared = self.events[event.activity]
        return self.organisation(event.organisation) or self.organisation(declared.by) or self._itself

    def of_spell(self, spell: CaseSpell) -> str:
        """Who carries the stage: as registered at its begin, unless another organisation began it (a transfer)."""
        stage, begin = self.stages[spell.stage], self.events[spell.begin_activity]
        if stage.organisation is not None and begin.by != stage.organisation:
            return self.organisation(stage.organisation) or self._itself
        return self.organisation(spell.organisation) or self.organisation(stage.organisation) or self._itself

    def ending(self, spell: CaseSpell) -> str:
        """Why a spell ended, where that is known."""
        if spell.end_kind == "verlies" and spell.end_activity is not None:
            return self.events[spell.end_activity].name.nl.lower()
        return self.reasons.get(spell.end_reason or "", "").lower()


def _stretch(record: CaseRecord, data_to: date) -> tuple[date, date]:
    first = record.events[0].occurred_on
    if any(spell.ended_on is None for spell in record.spells):
        return first, data_to
    last = max(
        [event.occurred_on for event in record.events] + [s.ended_on for s in record.spells if s.ended_on]
    )
    return first, min(last + timedelta(days=max(round((last - first).days * MARGIN), 7)), data_to)


def _lanes(chain: Chain, names: _Names, record: CaseRecord, missed: Sequence[MissedTerm]) -> tuple[Lane, ...]:
    rows: dict[str, list[Row]] = {}
    for event in chain.events:
        if _begins_or_ends(chain, event.id) and event.kind != "instroom":
            continue
        for organisation, days in _days_by_organisation(names, record, event.id).items():
            marks = tuple(Mark(day, number) for day, number in sorted(days.items()))
            rows.setdefault(organisation, []).append(Row(event.name.nl, marks=marks))
    for stage in chain.stages:
        for organisation, spells in _spells_by_organisation(names, record, stage).items():
            bars = tuple(_bar(names, spell, missed) for spell in spells)
            whole = any(other.part_of == stage.id for other in chain.stages)
            rows.setdefault(organisation, []).append(Row(stage.name.nl, bars=bars, whole=whole))
    order = sorted(rows, key=lambda name: (names.order.get(name, len(names.order)), name))
    return tuple(Lane(name, tuple(rows[name])) for name in order)


def _begins_or_ends(chain: Chain, event: str) -> bool:
    """Whether bars show this event already."""
    return any(event in (*stage.begins_with, *stage.ends_with) for stage in chain.stages)


def _days_by_organisation(names: _Names, record: CaseRecord, activity: str) -> dict[str, Counter[date]]:
    found: dict[str, Counter[date]] = {}
    for event in record.events:
        if event.activity == activity:
            found.setdefault(names.of_event(event), Counter())[event.occurred_on] += 1
    return found


def _spells_by_organisation(names: _Names, record: CaseRecord, stage: Stage) -> dict[str, list[CaseSpell]]:
    found: dict[str, list[CaseSpell]] = {}
    for spell in record.spells:
        if spell.stage == stage.id:
            found.setdefault(names.of_spell(spell), []).append(spell)
    return found


def _bar(names: _Names, spell: CaseSpell, missed: Sequence[MissedTerm]) -> Bar:
    return Bar(
        spell.started_on,
        spell.ended_on,
        names.ending(spell),
        tuple(
            Missed(item.due_on, item.until_on, f"termijn gemist: {words}", words)
            for item in missed
            if item.spell_number == spell.number
            for words in [missed_words(names.stages[spell.stage], names.events, item)]
        ),
    )


def missed_words(stage: Stage, events: Mapping[str, Event], item: MissedTerm) -> str:
    """For instance ``besluit na 9 werkdagen, termijn 5``."""
    name = events[item.term.until or stage.ends_with[0]].name.nl
    # 'Besluit na veiligheidsbeoordeling na 9 werkdagen' would say 'na' twice.
    what = name.split(" na ")[0].lower()
    unit = "werkdag" if item.term.limit.unit == "werkdagen" else "dag"
    taken = f"{item.taken} {unit}{'' if item.taken == 1 else 'en'}"
    length = str(item.term.limit.length)
    if item.term.limit.unit not in ("werkdagen", "dagen"):
        length = f"{length} {item.term.limit.unit}"
    if item.decided_on is None:
        return f"nog geen {what} na {taken}, termijn {length}"
    return f"{what} na {taken}, termijn {length}"


def _story(
    names: _Names, record: CaseRecord, missed: Sequence[MissedTerm], letters: Mapping[str, str]
) -> tuple[Happening, ...]:
    lines = []
    for event in record.events:
        reason = names.reasons.get(event.end_reason or "")
        words = names.events[event.activity].name.nl
        lines.append(
            Happening(
                event.occurred_on,
                names.of_event(event),
                f"{words}: {reason.lower()}" if reason else words,
                _who(event, letters),
            )
        )
    spells = {spell.number: spell for spell in record.spells}
    for item in missed:
        spell = spells[item.spell_number]
        words = f"termijn gemist: {missed_words(names.stages[spell.stage], names.events, item)}"
        lines.append(Happening(item.until_on, names.of_spell(spell), words, "", missed=True))
    # Sorting is stable: on one day, events keep their order and a missed term comes after them.
    return tuple(sorted(lines, key=lambda line: line.day))


def _letters(persons: Iterable[CasePerson]) -> dict[str, str]:
    """A, B ... Z, then P27, P28: short names that only mean something within this case."""
    return {
        person.person_id: chr(ord("A") + number) if number < 26 else f"P{number + 1}"
        for number, person in enumerate(persons)
    }


def _who(event: CaseEvent, letters: Mapping[str, str]) -> str:
    if len(letters) > 1 and len(event.persons) == len(letters):
        return "allen"
    return ", ".join(letters[person] for person in event.persons)


def _person_words(person: CasePerson, known: KnownPersons) -> str:
    year, sex = known.get(person.person_id, (None, None))
    parts = [*person.roles, SEX.get(sex or "", ""), "" if year is None else f"geb. {year}"]
    return ", ".join(part for part in parts if part) or "verder niets bekend"
