"""One measure of the report: sentence, chart, tables, what others published, what to bear in mind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ketenzicht.chain.certainty import has_badge, needs_check
from ketenzicht.chain.model import (
    Chain,
    Duration,
    IncidenceMeasure,
    ReferenceValue,
    RepeatsMeasure,
)
from ketenzicht.message import message
from ketenzicht.publish.charts import chart_of
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.context import context_line
from ketenzicht.publish.language import NO_BREAK, Wording, capital
from ketenzicht.publish.outputs import of_measure
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    PublishedCount,
    PublishedFigure,
    PublishedResult,
    PublishedStep,
    PublishedTable,
)
from ketenzicht.publish.report_series import region_words, series_views
from ketenzicht.publish.sentence import key_figure, sentence_of
from ketenzicht.publish.views import (
    CellView,
    MeasureView,
    ReferenceView,
    ResultView,
    RowView,
    SourceMark,
    StepView,
    TableView,
)

QUARTERS = (1, 4, 7, 10)
"""The months that begin a quarter."""


def source_marks(chain: Chain, ids: Iterable[str]) -> tuple[SourceMark, ...]:
    """References to sources: publisher and year, else the title."""
    known = {source.id: source for source in chain.sources}
    marks = []
    for id_ in ids:
        source = known[id_]
        name = " ".join(str(part) for part in (source.publisher, source.year) if part) or source.title
        marks.append(SourceMark(f"bron-{id_}", name))
    return tuple(marks)


def measure_view(content: ReportContent, result: PublishedResult, wording: Wording) -> MeasureView:
    """Everything that the report says about one measure."""
    chain, policy = content.chain, content.policy
    measure = next(item for item in chain.measures if item.id == result.measure)
    outputs = [item for item in of_measure(content.outputs, measure.id) if item.part != "attrition"]
    name, sentence = wording.text(measure.name), sentence_of(measure, result, wording.language)
    chart = chart_of(
        result,
        title=name,
        sentence=sentence,
        period=content.study.period,
        wording=wording,
        horizon=_months(measure.horizons[-1])
        if isinstance(measure, IncidenceMeasure | RepeatsMeasure)
        else None,
    )
    tables = tuple(table_view(table, wording, policy) for table in result.tables)
    # the figures that are drawn come first; a series has its own table of months
    main = _series_table(result, wording, policy) if result.series else (tables[0] if tables else None)
    return MeasureView(
        anchor=f"maat-{measure.id}",
        question=measure.question,
        main=measure.main,
        name=name,
        sentence=sentence.replace("n = ", f"n{NO_BREAK}={NO_BREAK}"),
        key=key_figure(measure, result, wording.language),
        explanation=wording.text(measure.explanation) if measure.explanation else None,
        chart=chart,
        main_table=main,
        tables=tables if result.series else tables[1:],
        references=references(chain, measure.reference, wording),
        published=series_views(chain, measure, wording),
        not_comparable=wording.text(measure.not_comparable) if measure.not_comparable else None,
        caveats=tuple(wording.text(caveat) for caveat in measure.caveats),
        warnings=tuple(wording.text(warning) for warning in result.warnings),
        definition=tuple((wording.text(label), wording.text(text)) for label, text in result.definition),
        attrition=steps(result.attrition, wording, policy),
        sources=source_marks(chain, measure.source),
        check=has_badge(measure),
        context=context_line(content, outputs, measure.definition_code, wording),
    )


def result_view(
    result: PublishedResult,
    name: str,
    sentence: str,
    period: tuple[date, date],
    wording: Wording,
    policy: Policy,
) -> ResultView:
    """A result that no chain declares, in words.

    Args:
        result: protected figures.
        name: what it is called.
        sentence: what it says; empty where its tables say it all.
        period: the first and last day that it is about.
        wording: the language.
        policy: what protects it.
    """
    return ResultView(
        anchor=f"uitkomst-{result.measure}",
        name=name,
        sentence=sentence,
        chart=chart_of(result, title=name, sentence=sentence, period=period, wording=wording),
        tables=tuple(table_view(table, wording, policy) for table in result.tables),
        warnings=tuple(wording.text(one) for one in result.warnings),
        definition=tuple((wording.text(label), wording.text(text)) for label, text in result.definition),
        attrition=steps(result.attrition, wording, policy),
    )


def steps(attrition: Iterable[PublishedStep], wording: Wording, policy: Policy) -> tuple[StepView, ...]:
    """The attrition in words."""
    return tuple(
        StepView(
            wording.text(step.step),
            wording.text(step.unit),
            wording.count(step.before, policy),
            wording.count(step.after, policy),
            wording.count(step.left_out, policy),
            wording.text(step.reason) if step.left_out != 0 else "–",
        )
        for step in attrition
    )


def table_view(table: PublishedTable, wording: Wording, policy: Policy) -> TableView:
    """A table of figures in words; a column of figures with intervals is followed by one of those."""
    columns = range(len(table.columns))
    kinds = [
        {type(row.figures[column]) for row in table.rows if row.figures[column] is not None}
        for column in columns
    ]
    bounded = [any(wording.interval(row.figures[column]) for row in table.rows) for column in columns]
    heads: list[str] = []
    for column in columns:
        heads.append(capital(wording.text(table.columns[column])))
        if bounded[column]:
            heads.append(wording.text(message("95%-interval")))
    rows = []
    for row in table.rows:
        cells: list[CellView] = []
        for column in columns:
            figure = row.figures[column]
            cells.append(_cell(figure, wording, policy, count=PublishedCount in kinds[column]))
            if bounded[column]:
                cells.append(CellView(wording.interval(figure), interval=True))
        label = capital(wording.text(row.label))
        rows.append(RowView(label, row.level, row.id == table.total, tuple(cells)))
    return TableView(
        title=wording.text(table.title),
        first=wording.text(message("Onderdeel")),
        columns=tuple(heads),
        rows=tuple(rows),
        has_hidden=any(cell.hidden for row in rows for cell in row.cells),
    )


def _cell(figure: PublishedFigure | None, wording: Wording, policy: Policy, *, count: bool) -> CellView:
    if figure is None:
        return CellView("")
    return CellView(wording.figure(figure, policy, count=count), hidden=isinstance(figure, Hidden))


def _series_table(result: PublishedResult, wording: Wording, policy: Policy) -> TableView:
    """A year per row with the first day of each quarter; the data file holds every month."""
    counts = {(day.year, day.month): count for day, count in result.series[0].points}
    years = sorted({year for year, _ in counts})
    rows = tuple(
        RowView(
            str(year),
            0,
            False,
            tuple(
                CellView(
                    wording.count(counts[year, month], policy),
                    hidden=not isinstance(counts[year, month], int),
                )
                if (year, month) in counts
                else CellView("")
                for month in QUARTERS
            ),
        )
        for year in years
    )
    return TableView(
        wording.text(message("Aantal open op de eerste dag van elk kwartaal")),
        wording.text(message("Jaar")),
        tuple(wording.day_of_year(month, 1) for month in QUARTERS),
        rows,
        any(cell.hidden for row in rows for cell in row.cells),
    )


def references(chain: Chain, ids: Iterable[str], wording: Wording) -> tuple[ReferenceView, ...]:
    """What others published about the same thing."""
    known = {value.id: value for value in chain.reference_values}
    marks = {"provisional": message("voorlopig"), "derived": message("afgeleid")}
    views = []
    for id_ in ids:
        value = known[id_]
        mark = marks.get(value.status)
        views.append(
            ReferenceView(
                wording.text(value.indicator),
                reference_words(value, wording),
                region_words(value.region, wording),
                _period(value.period, wording),
                wording.text(mark) if mark else None,
                needs_check(value.certainty, None, amount_or_term=False),
                source_marks(chain, value.source),
            )
        )
    return tuple(views)


def reference_words(value: ReferenceValue, wording: Wording) -> str:
    """The published value with its range, in its own unit."""

    def shown(number: float) -> str:
        if value.unit == "percent":
            return wording.percent(number / 100, digits=0 if number == int(number) else 1)
        return wording.number(number, None)

    if value.value is None:
        if value.low is None or value.high is None:
            return wording.text(message("geen getal gepubliceerd"))
        return wording.text(message("{laag} tot {hoog}", laag=shown(value.low), hoog=shown(value.high)))
    if value.low is not None and value.high is not None:
        return wording.text(
            message(
                "{waarde} ({laag} tot {hoog})",
                waarde=shown(value.value),
                laag=shown(value.low),
                hoog=shown(value.high),
            )
        )
    return shown(value.value)


def _period(period: str, wording: Wording) -> str:
    """Years speak for themselves; only the word for a figure without a period of its own is translated."""
    year = period.removeprefix("gepubliceerd ")
    return period if year == period else wording.text(message("gepubliceerd {jaar}", jaar=year))


def _months(duration: Duration) -> float:
    """A duration on the axis of a curve."""
    a_month = {"maanden": 1, "jaren": 1 / 12, "weken": 365.25 / 12 / 7}
    return duration.length / a_month.get(duration.unit, 365.25 / 12)
