"""The worked examples as a page of the manual: ``docs/reference/measures-by-example.md``."""

from __future__ import annotations

from inspect import cleandoc

from ketenzicht.diagram.timeline import Bar, Lane, Mark, Row, Timeline
from ketenzicht.diagram.timeline_text import timeline_lines
from ketenzicht.history import History
from ketenzicht.history.timeline import CaseRecord, case_record
from spec.example import STUDY, Chapter, Example, chapters, history_of_example, rows_of

WIDTH = 90
NAMES = {"household": "household", "persons": "persons", "spell": "trajectory", "reason": "end reason"}

HEAD = f"""\
# Measures by example

For each kind of measure, small histories of which the answer can be worked out by hand.
What the kinds count in general is in [measures](measures.md), and why they are computed so in
[statistics](../explanation/statistics.md).

Every example on this page is run as a test, so this page is what the program does.

**How to read it.**
A table of events is what the registrations say: one line per event, `-` where nothing is registered.
Events and end reasons are those of the chain that we ship for Veilig Thuis, unless a chapter says otherwise.
The measure is as it would stand in `maten.yaml`, without its id, name and sentence;
an example without one uses the measure above it.
Unless an example says otherwise, the data run from {STUDY["gegevens"]["van"]} to {STUDY["gegevens"]["tot"]},
the period is the year 2024, and a case is what the chain says: a household for Veilig Thuis.
*3 of 4 (0.3006 to 0.9544)* is a share with its 95 % interval; *0.3167* a chance.
*{{kans}}* is the figure that a sentence names so; *left out* is what the report counts under "Wat niet meetelt".
"""


def page() -> str:
    """The whole page."""
    found = tuple(chapters())
    kinds = ", ".join(f"[{chapter.kind}](#{chapter.kind})" for chapter in found)
    return f"{HEAD}\nKinds: {kinds}.\n" + "".join(_chapter(chapter) for chapter in found)


def _chapter(chapter: Chapter) -> str:
    text = f"\n## {chapter.kind}\n\n{chapter.about}\n"
    shown = ""
    for example in chapter.examples:
        measure = chapter.measure_of(example)
        text += _example(chapter, example, None if measure == shown else measure)
        shown = measure
    return text


def _example(chapter: Chapter, example: Example, measure: str | None) -> str:
    parts = [f"### {example.title}", _events(example)]
    if example.drawn:
        parts.append(f"```text\n{_drawing(history_of_example(chapter, example), example)}\n```")
    if example.study:
        parts.append(f"```yaml\n# study.yaml\n{cleandoc(example.study)}\n```")
    if measure is not None:
        parts.append(f"```yaml\n# maten.yaml\n{measure}\n```")
    parts.append(
        _table([("figure", "answer"), *((f"`{name}`", told) for name, told in example.answer.items())])
    )
    parts.append(cleandoc(example.why))
    return "\n" + "\n\n".join(parts) + "\n"


def _events(example: Example) -> str:
    names, rows = rows_of(example.events)
    return _table([tuple(NAMES.get(name, name) for name in names), *(tuple(row.values()) for row in rows)])


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def _drawing(history: History, example: Example) -> str:
    """All cases under one axis, with the stages and events that the example wants to see."""
    cases = [
        str(case) for (case,) in history.rows("select distinct case_id from case_event order by case_id")
    ]
    records = [case_record(history, case) for case in cases]
    days = [event.occurred_on for record in records for event in record.events]
    settings = history.settings
    is_open = any(spell.ended_on is None for record in records for spell in _spells(record, example))
    timeline = Timeline(
        case="",
        unit="",
        chain="",
        first=min(days),
        last=settings.data_to if is_open else max(days),
        data_to=settings.data_to,
        lanes=tuple(_lane(history, record, example) for record in records),
        gaps=(),
        persons=(),
        story=(),
        notes=(),
        synthetic=False,
    )
    lines = ["".join(words for words, _role in line) for line in timeline_lines(timeline, WIDTH)]
    # a title, a blank line, two lines of axis of which the first may be blank, the cases, a blank line, the story
    axis = lines.index("") + 1
    return "\n".join(lines[axis : lines.index("", axis + 2)]).lstrip("\n")


def _spells(record: CaseRecord, example: Example) -> list[object]:
    return [spell for spell in record.spells if spell.stage in example.drawn]


def _lane(history: History, record: CaseRecord, example: Example) -> Lane:
    stages = {stage.id: stage.name.nl for stage in history.chain.stages}
    rows = []
    for name in example.drawn:
        if name in stages:
            bars = tuple(
                Bar(spell.started_on, spell.ended_on) for spell in record.spells if spell.stage == name
            )
            if bars:
                rows.append(Row(name, bars=bars))
        else:
            marks = tuple(Mark(event.occurred_on) for event in record.events if event.activity == name)
            if marks:
                rows.append(Row(name, marks=marks))
    return Lane(record.case_id, tuple(rows))
