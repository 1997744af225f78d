"""Checks on groups and states of cases: does each say what is in it, and does every case fit in one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from math import inf

from ketenzicht.chain.checks.registry import Problem, Subject, check
from ketenzicht.chain.model import Category, Chain, Duration, HazardMeasure, SoFar, Split, State
from ketenzicht.chain.references import nodes
from ketenzicht.chain.yaml_places import DataPath


def _splits(chain: Chain) -> Iterator[tuple[DataPath, Split]]:
    for path, node in nodes(chain):
        if isinstance(node, Split):
            yield path, node


def _grouped(chain: Chain) -> Iterator[tuple[DataPath, Split | SoFar]]:
    """Everything with groups."""
    for path, node in nodes(chain):
        if isinstance(node, Split | SoFar):
            yield path, node


def _by_number(split: Split | SoFar, chain: Chain) -> bool:
    """Whether the groups are ranges of numbers."""
    if isinstance(split, SoFar):
        return True
    kind = next((item.type for item in chain.attributes if item.id == split.attribute), None)
    return split.earlier is not None or kind == "getal"


@check(
    "indeling-onduidelijk",
    "Een indeling kijkt naar één ding: een kenmerk, of het aantal eerdere gebeurtenissen.",
)
def split_unclear(subject: Subject) -> Iterator[Problem]:
    """Splits that look at an attribute and at earlier events, or at neither."""
    for path, split in _splits(subject.chain):
        if (split.attribute is None) == (split.earlier is None):
            yield Problem(
                path,
                f"Bij indeling '{split.id}' hoort óf een kenmerk óf eerdere.",
                "Laat er precies een staan.",
            )


@check(
    "indeling-dubbel", "De id van een indeling of toestand staat voor een rij in de tabel en moet eigen zijn."
)
def split_twice(subject: Subject) -> Iterator[Problem]:
    """Splits of a measure with one id, or with that of the states; states with one id."""
    for index, measure in enumerate(subject.chain.measures):
        seen = {"alle", "toestand"} if isinstance(measure, HazardMeasure) else set[str]()
        for path, node in nodes(measure, ("maten", index)):
            if not isinstance(node, Split | State | SoFar):
                continue
            own = f"toestand {node.id}" if isinstance(node, State) else node.id
            if own in seen:
                yield Problem((*path, "id"), f"De id '{node.id}' is al vergeven.", "Kies een andere id.")
            seen.add(own)


@check(
    "groep-zonder-inhoud",
    "Een groep noemt codes met 'is', of een bereik van getallen met 'minstens' en 'hoogstens'.",
)
def group_without_content(subject: Subject) -> Iterator[Problem]:
    """Groups with codes where numbers are, the other way round, with both, with neither, or with an empty range."""
    for path, split in _grouped(subject.chain):
        numbers = _by_number(split, subject.chain)
        for position, group in enumerate(split.categories):
            ranged = group.at_least is not None or group.at_most is not None
            where = (*path, "groepen", position)
            if numbers and (group.values or not ranged):
                yield Problem(
                    where,
                    f"Groep '{group.id}' van '{split.id}' heeft geen bereik van getallen.",
                    "Noem minstens, hoogstens of allebei, zonder 'is'.",
                )
            elif not numbers and (ranged or not group.values):
                yield Problem(
                    where,
                    f"Groep '{group.id}' van '{split.id}' noemt geen codes.",
                    "Noem de codes bij 'is'. Een bereik kan alleen bij eerdere of bij een kenmerk van type getal.",
                )
            elif numbers and _lowest(group) > _highest(group):
                yield Problem(
                    where,
                    f"Bij groep '{group.id}' van '{split.id}' is minstens meer dan hoogstens.",
                    "Wissel de twee getallen om.",
                )


@check(
    "groepen-overlappen",
    "Een zaak die in twee groepen past, telt alleen in de eerste: dat is zelden de bedoeling.",
)
def groups_overlap(subject: Subject) -> Iterator[Problem]:
    """Groups of one split that share a code, a number or an id."""
    for path, split in _grouped(subject.chain):
        for (_, first), (position, second) in combinations(enumerate(split.categories), 2):
            if first.id == second.id or set(first.values) & set(second.values) or _meet(first, second):
                yield Problem(
                    (*path, "groepen", position),
                    f"Groep '{second.id}' van '{split.id}' overlapt met groep '{first.id}'.",
                    "Geef elke groep een eigen id en eigen codes of getallen.",
                )


@check("groep-buiten-codelijst", "Een groep met een code die niet bestaat blijft leeg.")
def group_outside_code_list(subject: Subject) -> Iterator[Problem]:
    """Groups with codes that the code list of the attribute does not have."""
    attributes = {item.id: item for item in subject.chain.attributes}
    lists = {item.id: item for item in subject.chain.code_lists}
    for path, split in _splits(subject.chain):
        attribute = attributes.get(split.attribute or "")
        code_list = lists.get(attribute.code_list or "") if attribute else None
        for position, group in enumerate(split.categories):
            for code in group.values:
                if code_list is not None and code not in code_list.codes:
                    yield Problem(
                        (*path, "groepen", position, "is"),
                        f"'{code}' staat niet in codelijst '{code_list.id}'.",
                        "Kies uit: " + ", ".join(code_list.codes) + ".",
                    )


def _lowest(group: Category) -> float:
    return -inf if group.at_least is None else group.at_least


def _highest(group: Category) -> float:
    return inf if group.at_most is None else group.at_most


def _meet(first: Category, second: Category) -> bool:
    if first.values or second.values:
        return False
    return max(_lowest(first), _lowest(second)) <= min(_highest(first), _highest(second))


@check(
    "toestand-onduidelijk",
    "Een toestand is een fase die loopt, een fase die voorbij is, of al het andere.",
)
def state_unclear(subject: Subject) -> Iterator[Problem]:
    """States with none or several of ``loopt``, ``beeindigd`` and ``anders``, or with reasons but no end."""
    for path, state in nodes(subject.chain):
        if not isinstance(state, State):
            continue
        if (state.running is not None) + (state.ended is not None) + state.otherwise != 1:
            yield Problem(
                path,
                f"Toestand '{state.id}' is niet precies één van loopt, beeindigd en anders.",
                "Laat er precies een staan.",
            )
        elif state.end_reasons and state.ended is None:
            yield Problem(
                path,
                f"Toestand '{state.id}' noemt redenen van een einde, maar geen fase die voorbij is.",
                "Noem de fase bij beeindigd, of laat einde_redenen weg.",
            )


@check(
    "toestanden-zonder-anders", "Zonder 'anders' is er geen toestand voor een zaak die in geen andere past."
)
def states_without_otherwise(subject: Subject) -> Iterator[Problem]:
    """Measures with states of which not exactly one is ``anders``."""
    for index, measure in enumerate(subject.chain.measures):
        if not isinstance(measure, HazardMeasure) or not measure.states:
            continue
        if sum(state.otherwise for state in measure.states) != 1:
            yield Problem(
                ("maten", index, "toestanden"),
                f"Bij '{measure.id}' hoort precies één toestand met 'anders: true'.",
                "Voeg haar toe; waar zij in de lijst staat maakt niet uit.",
            )


@check("banden-uit-volgorde", "Elk tijdvak van een maat eindigt later dan het tijdvak ervoor.")
def bands_out_of_order(subject: Subject) -> Iterator[Problem]:
    """Bands in working days, which have no place on this clock, or that do not end one after another."""
    for index, measure in enumerate(subject.chain.measures):
        if not isinstance(measure, HazardMeasure):
            continue
        ends = [_days(band) for band in measure.bands]
        if any(later <= earlier for earlier, later in pairwise([0.0, *ends])):
            yield Problem(
                ("maten", index, "banden"),
                f"De banden van '{measure.id}' staan niet in volgorde.",
                "Zet de kortste eerst, en gebruik geen werkdagen.",
            )


def _days(band: Duration) -> float:
    """About how many days; 0 for working days."""
    return (
        band.length * {"dagen": 1, "werkdagen": 0, "weken": 7, "maanden": 30.4375, "jaren": 365.25}[band.unit]
    )


@check(
    "onderweg-onduidelijk",
    "Wat onderweg geteld wordt, is één ding: een gebeurtenis, of de duur van een fase.",
)
def so_far_unclear(subject: Subject) -> Iterator[Problem]:
    """Groups by what happened so far that count an event and a stage, neither, or values of a stage."""
    for path, item in nodes(subject.chain):
        if not isinstance(item, SoFar):
            continue
        if (item.event is None) == (item.stage is None):
            yield Problem(
                path, f"Bij '{item.id}' hoort óf een gebeurtenis óf een fase.", "Laat er precies een staan."
            )
        elif item.stage is not None and item.different is not None:
            yield Problem(
                (*path, "verschillende"),
                f"'{item.id}' telt de duur van een fase, en die heeft geen kenmerk.",
                "Laat verschillende weg, of noem een gebeurtenis in plaats van de fase.",
            )


@check("niets-te-vergelijken", "Een maat van soort hazard vergelijkt groepen of toestanden.")
def nothing_to_compare(subject: Subject) -> Iterator[Problem]:
    """Hazard measures without splits, without states and without groups by what happened so far."""
    for index, measure in enumerate(subject.chain.measures):
        if isinstance(measure, HazardMeasure) and not (measure.splits or measure.states or measure.so_far):
            yield Problem(
                ("maten", index),
                f"Maat '{measure.id}' heeft geen kenmerken, geen toestanden en niets onderweg.",
                "Noem er ten minste een, of kies soort incidentie.",
            )
