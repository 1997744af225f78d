"""The paths of the cases of a study: which step follows which, after how long, and the routes that most cases take.

Asked for by itself (``ketenzicht study paths``): the answers come from the compiled batch of ``history.paths``,
and pass the disclosure policy like all others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ketenzicht.chain.model import Chain, TextNode
from ketenzicht.engine import Engine
from ketenzicht.errors import UserError
from ketenzicht.history import build_history
from ketenzicht.message import Label, message
from ketenzicht.study.forgotten import demand_kept
from ketenzicht.study.policy import policy_of
from ketenzicht.study.run import MEMORY, history_settings
from ketenzicht.study.settings import Study
from ketenzicht.whole_file import demand_whole

if TYPE_CHECKING:
    from ketenzicht.history.paths import PathTables
    from ketenzicht.measures import MeasureResult
    from ketenzicht.measures.result import Row
    from ketenzicht.publish.published import PublishedResult

MOST_STEPS, MOST_ROUTES = 25, 15
SECONDS_PER_DAY = 86_400

EVENTS = """
select case_id, activity, cast(occurred_on as timestamp) as occurred_at
from case_event
where case_id in (
    select report_case.case_id
    from report_case
    where report_case.occurred_on between $period_from and $period_to
)
order by case_id, occurred_on, event_id
"""


def study_paths(study: Study, *, tell: Callable[[str], None] = lambda _step: None) -> PublishedResult:
    """Steps and routes of the cases with a report in the period, over all days that the data cover; protected.

    Raises:
        UserError: the registrations have not been taken in yet.
    """
    from ketenzicht.publish.release import release

    policy = policy_of(study).policy
    tables, cases = _path_tables(study, tell)
    return release(_as_result(study.chain, tables, cases), policy)


def _path_tables(study: Study, tell: Callable[[str], None]) -> tuple[PathTables, int]:
    from ketenzicht.history.paths import batch_of_file

    demand_kept(study, date.today())
    events = study.secure / "events.parquet"
    if not events.is_file():
        raise UserError(
            "Deze studie heeft nog geen ingelezen registraties.",
            why="De paden komen uit de gebeurtenissen die het inlezen maakt.",
            fix=f"Voer eerst uit: ketenzicht study run {study.folder}",
        )
    demand_whole(study.secure)
    with Engine(memory_limit=MEMORY, spill=study.secure / ".spill") as engine:
        engine.attach_parquet("events", events)
        engine.attach_parquet("involvement", study.secure / "involvement.parquet")
        tell("geschiedenissen reconstrueren")
        history = build_history(engine, study.chain, history_settings(study))
        history.run(f"create or replace table path_event as {EVENTS}")
        target = study.secure / ".paths.parquet"
        try:
            engine.write_parquet("select * from path_event", target)
            tell("paden tellen")
            tables = batch_of_file(target, case="case_id", activity="activity", time="occurred_at")
        finally:
            target.unlink(missing_ok=True)
    return tables, tables.durations.num_rows


def _as_result(chain: Chain, tables: PathTables, cases: int) -> MeasureResult:
    from ketenzicht.measures.estimators.intervals import share
    from ketenzicht.measures.result import Count, MeasureResult, Row, Table

    names = {event.id: event.name for event in chain.events}
    steps = tables.directly_follows.slice(0, MOST_STEPS).to_pylist()
    routes = tables.variants.slice(0, MOST_ROUTES).to_pylist()
    listed = sum(route["cases"] for route in routes)

    def row(id_: str, label: Label, number: int, route: str) -> Row:
        part, whole = f"paden:route:{route}", "paden:casussen"
        return Row(id_, label, (Count(number, part), share(number, cases, part, whole)))

    return MeasureResult(
        measure="paden",
        kind="paden",
        unit=message("casus"),
        definition=(
            (
                message("Zaken"),
                message("met een melding in de periode; al hun gebeurtenissen in de gegevens"),
            ),
            (message("Stap"), message("de volgende gebeurtenis van dezelfde casus")),
            (message("Route"), message("alle gebeurtenissen van een casus, op volgorde van dag")),
        ),
        tables=(
            Table(
                id="stappen",
                title=message("Stappen die het meest voorkomen"),
                columns=(message("Aantal"), message("Dagen (mediaan)")),
                rows=tuple(_step(step, names) for step in steps),
            ),
            Table(
                id="routes",
                title=message("Routes die het meest voorkomen"),
                columns=(message("Aantal"), message("Aandeel")),
                rows=(
                    *(
                        row(
                            f"route-{number}",
                            _arrows(_runs([names[activity] for activity in route["activities"]])),
                            route["cases"],
                            ">".join(route["activities"]),
                        )
                        for number, route in enumerate(routes, start=1)
                    ),
                    row("andere", message("Alle andere routes"), cases - listed, "andere"),
                    Row("totaal", message("Totaal"), (Count(cases, "paden:casussen"), None)),
                ),
                total="totaal",
            ),
        ),
    )


def _step(step: Mapping[str, Any], names: Mapping[str, TextNode]) -> Row:
    from ketenzicht.measures.result import Count, Days, Row

    first, then = step["from_activity"], step["to_activity"]
    days, number = step["median_seconds"] / SECONDS_PER_DAY, step["count"]
    name = f"paden:stap:{first}>{then}"
    return Row(
        f"{first}--{then}",
        _arrows([(names[first], 1), (names[then], 1)]),
        (Count(number, name), Days(days, number, whole=name)),
    )


def _runs(names: Sequence[TextNode]) -> list[tuple[TextNode, int]]:
    """The same name several times on end once, with its number."""
    runs: list[tuple[TextNode, int]] = []
    for name in names:
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + 1)
        else:
            runs.append((name, 1))
    return runs


def _arrows(runs: Sequence[tuple[TextNode, int]]) -> TextNode:
    def joined(words: Sequence[str]) -> str:
        marked = [
            word if times == 1 else f"{word} ({times}x)" for word, (_, times) in zip(words, runs, strict=True)
        ]
        return " → ".join(marked)

    return TextNode(
        nl=joined([name.nl for name, _ in runs]), en=joined([name.en or name.nl for name, _ in runs])
    )
