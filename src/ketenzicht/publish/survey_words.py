"""The results of a survey in words of one language, ready for page and workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ketenzicht import __version__
from ketenzicht.message import Label, message
from ketenzicht.publish.language import NO_BREAK, Language, Wording, capital
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.policy_words import policy_words
from ketenzicht.publish.published import (
    Hidden,
    PublishedCount,
    PublishedNumber,
    PublishedResult,
    PublishedShare,
)
from ketenzicht.publish.report_measure import result_view
from ketenzicht.publish.survey import PublishedSurvey
from ketenzicht.publish.views import CellView, GapView, Pair, ResultView, RowView, TableView
from ketenzicht.survey.analysis.offer_figures import BY_ROWS, BY_TOTALS, NEVER_ADDED, OTHERWISE
from ketenzicht.survey.analysis.reconcile import RECONCILED

SHORT = 12
"""Letters of a fingerprint that a reader sees."""


@dataclass(frozen=True)
class SurveyPage:
    """The page in words."""

    language: Language
    title: str
    synthetic: bool
    draft: str
    """Why it may not be passed on yet; empty when it may."""
    facts: tuple[Pair, ...]
    key: tuple[tuple[str, str, str], ...]
    """Of each answer to the main question: the figure, its name, the sentence."""
    never_added: str
    answered: str
    response: TableView
    definitions: TableView | None
    results: tuple[ResultView, ...]
    items: TableView
    warnings: tuple[str, ...]
    context: str
    gaps: tuple[GapView, ...]
    policy: tuple[Pair, ...]


def survey_page(shown: PublishedSurvey, language: Language) -> SurveyPage:
    """The whole page in one language."""
    wording = Wording(language)
    say, survey = wording.text, shown.survey
    period = message("{van} tot en met {tot}", van=str(survey.period.first), tot=str(survey.period.last))
    results = tuple(_result(shown, result, wording) for result in shown.results)
    key = tuple(
        (_key(result, shown.policy, wording), view.name, view.sentence)
        for result, view in zip(shown.results, results, strict=True)
        if result.measure in (BY_ROWS, BY_TOTALS)
    )
    return SurveyPage(
        language=language,
        title=say(survey.title),
        synthetic=shown.synthetic,
        draft=say(_draft(shown)) if shown.draft else "",
        facts=(
            (say(message("Keten")), say(shown.chain.title)),
            (say(message("Periode")), f"{say(survey.period.name)}: {say(period)}"),
            (
                say(message("Gevraagd")),
                f"{wording.number(shown.response[-1].asked)} × {say(survey.asked.unit)}",
            ),
            (say(message("Versie")), survey.version),
        ),
        key=key,
        never_added=say(NEVER_ADDED) if len(key) > 1 else "",
        answered=say(
            message(
                "Van de {gevraagd} gevraagde organisaties dienden er {ingediend} in.",
                gevraagd=shown.response[-1].asked,
                ingediend=shown.response[-1].submitted,
            )
        ),
        response=_response(shown, wording),
        definitions=_definitions(shown, wording) if shown.definitions else None,
        results=results,
        items=_items(shown, wording),
        warnings=tuple(say(one) for one in shown.warnings),
        context=_context(shown, wording),
        gaps=tuple(
            GapView(say(gap.what), say(gap.consequence), say(gap.closes_with) if gap.closes_with else None)
            for gap in survey.gaps
        ),
        policy=policy_words(shown.policy, wording),
    )


def _draft(shown: PublishedSurvey) -> Label:
    if not shown.closed:
        return message(
            "De uitvraag is nog niet gesloten: organisaties kunnen nog antwoorden en verbeteren. "
            "Geef dit niet verder: wie later antwoordt, is anders te herkennen."
        )
    return message("Een tweede persoon moet dit nog nakijken. Geef het niet verder.")


def result_name(shown: PublishedSurvey, result: PublishedResult) -> Label:
    """How a result is called."""
    within = result.words.get("horizon", "")
    if result.measure == BY_ROWS:
        return message("Aanbod binnen {binnen}, volgens rijen", binnen=within)
    if result.measure == BY_TOTALS:
        return message("Aanbod binnen {binnen}, volgens aantallen", binnen=within)
    if result.measure == OTHERWISE:
        return message("Organisaties die anders tellen")
    if result.measure == RECONCILED:
        return message("Aantallen naast rijen")
    return message("Opgehoogd: {wat}", wat=result.unit)


def _result(shown: PublishedSurvey, result: PublishedResult, wording: Wording) -> ResultView:
    name, sentence = (
        capital(wording.text(result_name(shown, result))),
        result_sentence(shown, result, wording),
    )
    told = replace(result, warnings=tuple(one for one in result.warnings if one != NEVER_ADDED))
    period = (shown.survey.period.first, shown.survey.period.last)
    return result_view(told, name, sentence, period, wording, shown.policy)


def result_sentence(shown: PublishedSurvey, result: PublishedResult, wording: Wording) -> str:
    """What a result says, in one sentence; nothing where a table says it all."""
    figure = result.headline.get("kans") or result.headline.get("aandeel")
    within = result.words.get("horizon", "")
    if figure is None:
        return _weighted_sentence(result, wording) if "antwoorden" in result.words else ""
    if not isinstance(figure, PublishedShare):
        return wording.text(
            message("Er zijn te weinig gevallen om te zeggen hoe vaak er op tijd een aanbod was.")
        )
    values = {
        "deel": wording.percent(figure.value),
        "laag": wording.percent(figure.low),
        "hoog": wording.percent(figure.high),
        "n": wording.number(figure.n),
    }
    if result.measure == BY_ROWS:
        sentence = message(
            "De kans op een passend aanbod binnen {binnen} is {deel} "
            "(95%-interval {laag} tot {hoog}, n = {n} rijen).",
            binnen=within,
            **values,
        )
    else:
        sentence = message(
            "Waar alleen aantallen zijn, kreeg {deel} binnen {binnen} een passend aanbod "
            "(95%-interval {laag} tot {hoog}, n = {n} jongeren over wie dit bekend is).",
            binnen=within,
            **values,
        )
    told = wording.text(sentence).replace("n = ", f"n{NO_BREAK}={NO_BREAK}")
    if result.norm is not None:
        told += " " + wording.text(message("De norm is {norm}.", norm=wording.percent(result.norm)))
    return told


def _weighted_sentence(result: PublishedResult, wording: Wording) -> str:
    counted, _, estimate, low, high, _ = result.tables[0].rows[-1].figures
    if not isinstance(counted, PublishedCount) or not isinstance(estimate, PublishedNumber):
        return ""
    bounds = [wording.number(one.value) for one in (low, high) if isinstance(one, PublishedNumber)]
    if len(bounds) < 2:
        return ""
    sentence = message(
        "Bij {antwoorden} zijn er {geteld} geteld; van allen samen schatten we {schatting} "
        "(95%-interval {laag} tot {hoog}).",
        antwoorden=result.words["antwoorden"],
        geteld=wording.number(counted.n),
        schatting=wording.number(estimate.value),
        laag=bounds[0],
        hoog=bounds[1],
    )
    return wording.text(sentence)


def _key(result: PublishedResult, policy: Policy, wording: Wording) -> str:
    figure = result.headline.get("kans") or result.headline.get("aandeel")
    return "–" if figure is None or isinstance(figure, Hidden) else wording.figure(figure, policy)


def _response(shown: PublishedSurvey, wording: Wording) -> TableView:
    totals = [wording.text(label) for label, _ in shown.response[-1].covered]
    heads = [message("gevraagd"), message("ingediend"), message("respons"), message("begonnen")]
    covered = [wording.text(message("{totaal} gedekt", totaal=name.lower())) for name in totals]
    rows = [
        (
            row.label,
            [
                wording.number(row.asked),
                wording.number(row.submitted),
                wording.percent(row.submitted / row.asked) if row.asked else "–",
                wording.number(row.begun),
                *("–" if share is None else wording.percent(share) for _, share in row.covered),
            ],
        )
        for row in shown.response
    ]
    columns = [*(capital(wording.text(head)) for head in heads), *(capital(text) for text in covered)]
    return _plain(message("Respons van organisaties"), message("Groep"), columns, rows, wording, total=True)


def _definitions(shown: PublishedSurvey, wording: Wording) -> TableView:
    rows = [
        (
            row.label,
            [
                wording.number(row.organisations),
                wording.text(message("ja") if row.as_asked else message("nee, staat apart")),
            ],
        )
        for row in shown.definitions
    ]
    heads = [wording.text(message("Organisaties")), wording.text(message("Zoals gevraagd"))]
    return _plain(message("Volgens welke betekenis wordt geteld"), message("Betekenis"), heads, rows, wording)


def _items(shown: PublishedSurvey, wording: Wording) -> TableView:
    rows = [
        (
            row.label,
            [
                wording.number(row.applied),
                wording.number(row.answered),
                wording.percent(1 - row.answered / row.applied) if row.applied else "–",
            ],
        )
        for row in shown.items
    ]
    heads = [message("Van toepassing"), message("Ingevuld"), message("Open gelaten")]
    title = message("Wat organisaties invulden, van wie indienden")
    return _plain(title, message("Vraag of tabel"), [wording.text(head) for head in heads], rows, wording)


def _plain(
    title: Label,
    first: Label,
    columns: Sequence[str],
    rows: Sequence[tuple[Label, Sequence[str]]],
    wording: Wording,
    *,
    total: bool = False,
) -> TableView:
    shown = tuple(
        RowView(
            capital(wording.text(label)),
            0,
            total and number == len(rows) - 1,
            tuple(CellView(text) for text in cells),
        )
        for number, (label, cells) in enumerate(rows)
    )
    return TableView(wording.text(title), wording.text(first), tuple(columns), shown, has_hidden=False)


def _context(shown: PublishedSurvey, wording: Wording) -> str:
    policy = shown.policy
    parts: list[Label] = [
        message("{keten}, versie {versie}", keten=shown.chain.id, versie=shown.chain.version),
        message("uitvraag {id}, versie {versie}", id=shown.survey.id, versie=shown.survey.version),
        shown.survey.period.name,
        message(
            "afgerond op {base}, kleinste aantal {threshold}",
            base=policy.rounding,
            threshold=policy.threshold,
        ),
        message("gegevens {kenmerk}", kenmerk=shown.fingerprint[:SHORT]),
        message("ketenzicht {versie}", versie=__version__),
    ]
    return capital(f"{NO_BREAK}· ".join(wording.text(part) for part in parts))
