"""Which events a file holds, and which column dates each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ketenzicht.chain.model import Chain, Event
from ketenzicht.intake.guess.names import likeness, words
from ketenzicht.intake.guess.profile import Profile, filled_where
from ketenzicht.intake.guess.roles import Roles

if TYPE_CHECKING:
    from ketenzicht.engine import Engine

Meanings = dict[str, tuple[str, str]]
SURE, LIKELY, UNSURE = "zeker", "waarschijnlijk", "onzeker"
LEAST = 0.45
CLEAR = 0.9
ENDING = ("einde", "besluit", "verlies")


def wide_table(
    roles: Roles, found: Profile, chain: Chain, mapping: dict[str, Any], meanings: Meanings
) -> None:
    """One row holds several events, each with its own date column."""
    events: list[dict[str, Any]] = []
    for column in roles.dates:
        event, certainty = _named_event(column, chain, [one["gebeurtenis"] for one in events])
        if event is None:
            continue
        entry: dict[str, Any] = {"gebeurtenis": event.id, "tijd": column}
        if event.kind in ("instroom", "advies"):
            entry["altijd"] = True
        _number(roles, entry, meanings)
        if roles.end_reason and event.kind == "einde":
            entry["einde_reden"] = roles.end_reason
            meanings[roles.end_reason] = ("reden van het einde", SURE)
        if roles.organisation:
            entry["organisatie"] = roles.organisation
            meanings[roles.organisation] = ("organisatie bij de gebeurtenis", LIKELY)
        meanings[column] = (f"datum van: {event.name.nl}", certainty)
        events.append(entry)
    _attach(roles, chain, events, meanings)
    mapping["gebeurtenissen"] = events


def _named_event(column: str, chain: Chain, used: list[str]) -> tuple[Event | None, str]:
    wanted = "-".join(sorted(words(column) - {"datum"}))
    scored = sorted(
        (
            (max(likeness(wanted, event.id), likeness(wanted, event.name.nl)), event.id, event)
            for event in chain.events
            if event.id not in used
        ),
        reverse=True,
    )
    if not scored or scored[0][0] < LEAST:
        return None, ""
    tie = len(scored) > 1 and scored[1][0] == scored[0][0]
    if tie:
        return None, ""
    return scored[0][2], SURE if scored[0][0] >= CLEAR else LIKELY


def by_kind(
    engine: Engine, roles: Roles, found: Profile, chain: Chain, mapping: dict[str, Any], meanings: Meanings
) -> None:
    """A column says what kind of row it is; the same date columns mean something else for each kind."""
    assert roles.kind is not None  # noqa: S101 - the caller chose this shape for it
    events: list[dict[str, Any]] = []
    unknown = []
    for value in found.named(roles.kind).values:
        named = _events_of_kind(value, chain)
        if not named:
            unknown.append(value)
        filled = [name for name in roles.dates if filled_where(engine, found, name, roles.kind, value) > 0]
        dated = _dates_of(named, filled, {begin for stage in chain.stages for begin in stage.begins_with})
        for event in named:
            column = dated.get(event.id)
            if column is None:
                continue
            entry: dict[str, Any] = {
                "gebeurtenis": event.id,
                "waar": {"kolom": roles.kind, "is": value},
                "tijd": column,
            }
            _number(roles, entry, meanings)
            _organisation(roles, entry, event, chain, meanings)
            if roles.end_reason and event.kind == "einde":
                share = filled_where(engine, found, roles.end_reason, roles.kind, value)
                if share > 0:
                    entry["einde_reden"] = roles.end_reason
                    meanings[roles.end_reason] = ("reden van het einde", SURE)
            meanings.setdefault(column, ("datum; welke gebeurtenis hangt af van de soort", LIKELY))
            events.append(entry)
    certainty = LIKELY if not unknown else UNSURE
    meanings[roles.kind] = ("soort rij: bepaalt welke gebeurtenis het is", certainty)
    for column in roles.other_numbers:
        meanings[column] = ("verwijzing naar een andere registratie; niet nodig", LIKELY)
        mapping.setdefault("overgeslagen", []).append(column)
    _attach(roles, chain, events, meanings)
    mapping["gebeurtenissen"] = events


def _events_of_kind(value: str, chain: Chain) -> list[Event]:
    given = words(value)
    cover = {event.id: len(given & words(event.id)) / len(given) for event in chain.events} if given else {}
    best = max(cover.values(), default=0.0)
    return [event for event in chain.events if best >= 0.5 and cover[event.id] == best]


def _dates_of(events: list[Event], columns: list[str], begins: set[str]) -> dict[str, str]:
    """The column that dates each event of a kind: by its name, else the first free end or other column."""
    free = list(columns)
    found: dict[str, str] = {}
    for event in events:
        for column in free:
            if (words(column) - {"datum"}) & words(event.id):
                found[event.id] = column
                free.remove(column)
                break
    for event in events:
        if event.id in found:
            continue
        ending = event.kind in ENDING and event.id not in begins
        fitting = [column for column in free if ("einde" in words(column)) == ending]
        if fitting:
            found[event.id] = fitting[0]
            free.remove(fitting[0])
    return found


def _organisation(
    roles: Roles, entry: dict[str, Any], event: Event, chain: Chain, meanings: Meanings
) -> None:
    if not roles.organisation:
        return
    receiver = [
        attribute.id
        for attribute in chain.attributes
        if event.id in attribute.of and "organisatie" in words(attribute.id)
    ]
    if event.kind == "overdracht" and receiver:
        entry["kenmerken"] = {receiver[0]: roles.organisation}
    else:
        entry["organisatie"] = roles.organisation
    meanings[roles.organisation] = ("organisatie die het doet, of die overneemt", LIKELY)


def long_table(
    roles: Roles, found: Profile, chain: Chain, mapping: dict[str, Any], meanings: Meanings
) -> None:
    """One event per row, named by an activity column."""
    assert roles.activity is not None  # noqa: S101 - the caller chose this shape for it
    activity: dict[str, Any] = {"kolom": roles.activity, "tijd": roles.dates[0]}
    meanings[roles.activity] = ("naam van de gebeurtenis", SURE)
    meanings[roles.dates[0]] = ("tijd van de gebeurtenis", SURE if len(roles.dates) == 1 else LIKELY)
    values = found.named(roles.activity).values
    translation = {}
    for value in values:
        best = max(
            (max(likeness(value, event.id), likeness(value, event.name.nl)), event.id)
            for event in chain.events
        )
        if best[0] >= LEAST:
            translation[value] = best[1]
    if len(translation) < len(values) or not values:
        meanings[roles.activity] = ("naam van de gebeurtenis; niet alle namen zijn herkend", UNSURE)
    if translation:
        activity["vertaling"] = translation
    _number(roles, activity, meanings)
    if roles.organisation:
        activity["organisatie"] = roles.organisation
        meanings[roles.organisation] = ("organisatie bij de gebeurtenis", LIKELY)
    if roles.lifecycle:
        meanings[roles.lifecycle] = ("stap in de levensloop; alleen afgeronde stappen tellen", LIKELY)
        activity["levensloop"] = {"kolom": roles.lifecycle, "houd": ["complete"]}
    _attach(roles, chain, [activity], meanings)
    mapping["activiteit"] = activity


def _number(roles: Roles, entry: dict[str, Any], meanings: Meanings) -> None:
    if roles.spell:
        entry["traject"] = roles.spell
        meanings[roles.spell] = ("nummer van de melding of het traject", SURE)


def _attach(roles: Roles, chain: Chain, events: list[dict[str, Any]], meanings: Meanings) -> None:
    """Give each attribute to the first event that carries it according to the chain."""
    belongs = {attribute.id: attribute.of for attribute in chain.attributes}
    names = {attribute.id: attribute.name.nl for attribute in chain.attributes}
    for attribute, (column, score) in roles.attributes.items():
        fitting = [entry for entry in events if entry.get("gebeurtenis", "") in belongs[attribute]]
        fitting = fitting or [entry for entry in events if "gebeurtenis" not in entry]
        if fitting:
            fitting[0].setdefault("kenmerken", {})[attribute] = column
            meanings[column] = (f"kenmerk: {names[attribute]}", SURE if score >= CLEAR else LIKELY)
