"""How many events or ended spells fall in each part: what kind ``aandeel`` is computed from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ketenzicht.chain.model import ShareMeasure, SharePart, StartPoint
from ketenzicht.engine import quoted, statement
from ketenzicht.history import History
from ketenzicht.measures.splits import split_cohort, split_column

SQL = "ketenzicht.measures.sql"
UNKNOWN, OTHER = "onbekend", "anders"


@dataclass(frozen=True)
class ShareCounts:
    """Items in the period by part; ``OTHER`` fits no part, of ``UNKNOWN`` the code is missing.

    Args:
        by_day: items by (day as text, part).
        by_group: items by (number of the group of the split, part).
        absent: attributes that these registrations do not have; then nothing is counted.
    """

    by_day: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_group: Counter[tuple[int, str]] = field(default_factory=Counter)
    absent: tuple[str, ...] = ()


def count_shares(history: History, declared: ShareMeasure) -> ShareCounts:
    """Count what the measure declares; the part of an item is the first that fits."""
    wanted = {part.where.attribute for part in declared.parts if part.where is not None}
    if declared.split is not None and declared.split.attribute is not None:
        wanted.add(declared.split.attribute)
    known = {str(name) for (name, *_rest) in history.rows("describe events")}
    absent = tuple(sorted(name for name in wanted if _column(name) not in known))
    if absent:
        return ShareCounts(absent=absent)
    if declared.stage is not None:
        history.run(statement(SQL, "share_spells"), stage=declared.stage, choice=declared.choice)
    else:
        history.run(statement(SQL, "share_events"), activities=list(declared.events), choice=declared.choice)
    part, values = _part_of_item(history, declared)
    history.run(
        f"create or replace table share_part as select member, started_on, {part} as part from share_item",
        **values,
    )
    by_day: Counter[tuple[str, str]] = Counter()
    for day, name, items in history.rows("select started_on, part, count(*) from share_part group by all"):
        by_day[str(day), str(name)] += int(str(items))
    return ShareCounts(by_day, _by_group(history, declared))


def _by_group(history: History, declared: ShareMeasure) -> Counter[tuple[int, str]]:
    found: Counter[tuple[int, str]] = Counter()
    if declared.split is None:
        return found
    history.run("create or replace table cohort as select member, case_id, started_on from share_item")
    event = declared.events[0] if len(declared.events) == 1 else None
    split_cohort(history, StartPoint(event=event, choice="elke"), (declared.split,))
    column = quoted(split_column(declared.split))
    rows = history.rows(
        f"select {column}, part, count(*) from share_part join cohort_split using (member) group by all"
    )
    for group, name, items in rows:
        found[int(str(group)), str(name)] += int(str(items))
    return found


def _part_of_item(history: History, declared: ShareMeasure) -> tuple[str, dict[str, object]]:
    """The part of an item as an expression, with its named values."""
    values: dict[str, object] = {}
    cases = ""
    for number, part in enumerate(declared.parts):
        values["part" + _letters(number)] = part.id
        cases += f" when {_fits(_letters(number), part, values)} then $part{_letters(number)}"
    unknown = [
        _unknown(history, name, values)
        for name in dict.fromkeys(part.where.attribute for part in declared.parts if part.where is not None)
    ]
    if declared.stage is not None:
        unknown.append("end_reason is null")
    if unknown:
        cases += f" when {' or '.join(unknown)} then '{UNKNOWN}'"
    return f"case{cases} else '{OTHER}' end", values


def _letters(number: int) -> str:
    """A number as the end of the name of a value, which holds no digits."""
    return "_" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _fits(of: str, part: SharePart, values: dict[str, object]) -> str:
    conditions = []
    if part.events:
        values[f"events{of}"] = list(part.events)
        conditions.append(f"list_contains($events{of}, activity)")
    if part.end_reasons:
        values[f"reasons{of}"] = list(part.end_reasons)
        conditions.append(f"list_contains($reasons{of}, end_reason)")
    if part.where is not None:
        values[f"codes{of}"] = list(part.where.values)
        conditions.append(f"list_has_any({_codes(part.where.attribute)}, $codes{of})")
    return " and ".join(conditions)


def _unknown(history: History, attribute: str, values: dict[str, object]) -> str:
    """Whether a code is missing, or one that means unknown."""
    list_id = next((item.code_list for item in history.chain.attributes if item.id == attribute), None)
    codes = next((item.unknown for item in history.chain.code_lists if item.id == list_id), ())
    name = "unknown" + _letters(len(values))
    values[name] = ["", *codes]
    return f"coalesce(len(list_filter({_codes(attribute)}, code -> not list_contains(${name}, code))), 0) = 0"


def _codes(attribute: str) -> str:
    """The codes in a field; it may hold several, between commas."""
    return f"list_transform(string_split({quoted(_column(attribute))}, ','), code -> trim(code))"


def _column(attribute: str) -> str:
    return attribute.replace("-", "_")
