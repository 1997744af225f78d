"""The report as plain values, ready for the template: no figure is computed here, only put into words."""

from __future__ import annotations

from collections.abc import Iterable

from ketenzicht.chain.certainty import has_badge, needs_check
from ketenzicht.chain.model import Chain, Sourced, Stage, Term
from ketenzicht.message import message
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.context import release_words
from ketenzicht.publish.language import Language, Wording
from ketenzicht.publish.method import certainty_words, method_words
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.policy_words import policy_words
from ketenzicht.publish.published import PublishedFinding, PublishedQuality
from ketenzicht.publish.report_factors import factor_views
from ketenzicht.publish.report_measure import measure_view, source_marks, steps
from ketenzicht.publish.views import (
    FindingView,
    GapView,
    Pair,
    QualityView,
    ReportPage,
    SourceView,
    StageView,
    TermView,
)


def report_page(content: ReportContent, language: Language) -> ReportPage:
    """The whole report in one language."""
    wording = Wording(language)
    chain, study = content.chain, content.study
    measures = tuple(measure_view(content, result, wording) for result in content.results)
    return ReportPage(
        language=language,
        title=study.title,
        chain=wording.text(chain.title),
        chain_summary=wording.text(chain.summary),
        synthetic=study.synthetic,
        draft=content.awaits_approval,
        facts=_facts(content, wording),
        measures=measures,
        factors=factor_views(content, wording),
        stages=tuple(_stage(chain, stage, wording) for stage in chain.stages),
        attrition=steps(content.attrition, wording, content.policy),
        quality=_quality(content.quality, wording, content.policy) if content.quality else None,
        terms=_terms(chain, wording),
        method=method_words(content, wording),
        certainties=certainty_words(wording),
        sources=_sources(content, wording),
        gaps=tuple(
            GapView(
                wording.text(gap.what),
                wording.text(gap.consequence),
                wording.text(gap.closes_with) if gap.closes_with else None,
            )
            for gap in chain.gaps
        ),
        accountability=_accountability(content, wording),
        fingerprints=tuple(study.fingerprints.items()),
    )


def _facts(content: ReportContent, wording: Wording) -> tuple[Pair, ...]:
    study = content.study
    return (
        (wording.text(message("Keten")), wording.text(content.chain.title)),
        (wording.text(message("Periode")), _window(study.period, wording)),
        (wording.text(message("Gegevens")), _window(study.data, wording)),
        (wording.text(message("Eenheid")), wording.text(study.unit)),
    )


def _window(days: tuple[object, object], wording: Wording) -> str:
    return wording.text(message("{van} tot en met {tot}", van=str(days[0]), tot=str(days[1])))


def _stage(chain: Chain, stage: Stage, wording: Wording) -> StageView:
    events = {event.id: wording.text(event.name) for event in chain.events}
    organisations = {item.id: wording.text(item.name) for item in chain.organisations}
    return StageView(
        name=wording.text(stage.name),
        by=organisations[stage.organisation] if stage.organisation else None,
        begins=_or(wording, [events[id_] for id_ in stage.begins_with]),
        ends=_or(wording, [events[id_] for id_ in stage.ends_with]),
        optional=stage.optional,
        note=wording.text(stage.note) if stage.note else None,
        check=has_badge(stage),
        sources=source_marks(chain, stage.source),
        terms=tuple(_term(chain, term, wording) for term in stage.terms),
    )


def _term(chain: Chain, term: Term, wording: Wording) -> TermView:
    norm_check = term.norm is not None and needs_check(term.norm_certainty, None, amount_or_term=False)
    sources = tuple(dict.fromkeys((*term.source, *term.norm_source)))
    limit = wording.duration(term.limit)
    return TermView(
        name=wording.text(term.name) if term.name else limit,
        limit=limit,
        norm=wording.percent(term.norm) if term.norm is not None else None,
        check=has_badge(term) or norm_check,
        sources=source_marks(chain, sources),
        note=wording.text(term.note) if term.note else None,
    )


def _or(wording: Wording, names: list[str]) -> str:
    joint = wording.text(message("of"))
    return f" {joint} ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + f" {joint} {names[-1]}"


DIMENSIONS = (
    ("conformiteit", message("Klopt de vorm?")),
    ("volledigheid", message("Is alles er?")),
    ("plausibiliteit", message("Kan het kloppen?")),
)
"""Kahn's three dimensions of data quality, as questions."""

WORDS_OF_CHECKS = (
    message("conformiteit"),
    message("volledigheid"),
    message("plausibiliteit"),
    message("fout"),
    message("waarschuwing"),
    message("melding"),
)
"""Words that the checks give as plain ids, so that the extractor of texts to translate sees them."""


def _quality(quality: PublishedQuality, wording: Wording, policy: Policy) -> QualityView:
    groups = []
    for dimension, question in DIMENSIONS:
        found = [item for item in quality.findings if str(item.dimension) == dimension]
        groups.append(
            (
                wording.text(question),
                wording.text(message(dimension)),
                tuple(_finding(item, wording, policy) for item in found),
            )
        )
    return QualityView(
        files=tuple(
            (
                item.file,
                wording.count(item.rows, policy),
                wording.count(item.unreadable, policy),
            )
            for item in quality.files
        ),
        groups=tuple(groups),
    )


def _finding(finding: PublishedFinding, wording: Wording, policy: Policy) -> FindingView:
    return FindingView(
        severity=wording.text(finding.severity),
        what=wording.text(finding.what),
        fix=wording.text(finding.fix),
        where=f"{finding.file}, {finding.column}" if finding.column else finding.file,
        count=wording.count(finding.count, policy),
        total=wording.count(finding.total, policy),
    )


def _terms(chain: Chain, wording: Wording) -> tuple[Pair, ...]:
    """Words of the chain that a reader may not know, with their explanation."""
    nodes: list[tuple[str, Sourced]] = []
    nodes += [(wording.text(stage.name), stage) for stage in chain.stages]
    nodes += [(wording.text(item.name), item) for item in chain.report_classes]
    nodes += [
        (wording.text(item.name) + (f" ({item.code})" if item.code else ""), item)
        for item in chain.end_reasons
    ]
    explained = [(name, wording.text(node.note)) for name, node in nodes if node.note is not None]
    own = [
        (
            wording.text(message("95%-interval")),
            wording.text(
                message(
                    "Een cijfer uit een beperkt aantal zaken is nooit precies. "
                    "Het echte cijfer ligt waarschijnlijk tussen deze twee grenzen."
                )
            ),
        ),
        (
            wording.text(message("Kans")),
            wording.text(
                message(
                    "Een geschat aandeel. Zaken die korter zijn gevolgd tellen mee zolang ze zijn gevolgd."
                )
            ),
        ),
        (
            wording.text(message("Concurrerende gebeurtenis")),
            wording.text(message("Iets waarna de uitkomst niet meer kan, zoals overlijden of vertrek.")),
        ),
        (
            wording.text(message("Caseload")),
            wording.text(message("Het aantal zaken dat op een dag open staat.")),
        ),
    ]
    return tuple(sorted({*explained, *own}, key=lambda pair: pair[0].lower()))


def _sources(content: ReportContent, wording: Wording) -> tuple[SourceView, ...]:
    chain = content.chain
    used: list[Iterable[str]] = []
    for stage in chain.stages:
        used.append(stage.source)
        used += [(*term.source, *term.norm_source) for term in stage.terms]
    shown = {result.measure for result in content.results}
    values = {value.id: value for value in chain.reference_values}
    for measure in chain.measures:
        if measure.id in shown:
            used.append(measure.source)
            used += [values[id_].source for id_ in measure.reference]
    for evidence in (item for factor in chain.factors for item in factor.evidence):
        used += [evidence.source, *(values[id_].source for id_ in evidence.reference)]
    ids = {id_ for group in used for id_ in group}
    views = [
        SourceView(
            id=f"bron-{source.id}",
            title=source.title,
            about=", ".join(str(part) for part in (source.publisher, source.year) if part),
            url=source.url,
            note=wording.text(source.note) if source.note else None,
        )
        for source in chain.sources
        if source.id in ids
    ]
    return tuple(sorted(views, key=lambda view: view.title.lower()))


def _accountability(content: ReportContent, wording: Wording) -> tuple[Pair, ...]:
    study = content.study
    names = {
        "merge_same_day": message("Meldingen van dezelfde dag samengevoegd"),
        "seed": message("Begingetal van het toeval"),
        "person_threshold": message("Kans waarvanaf records één persoon zijn"),
        "person_linkage": message("Kenmerk van het koppelen van personen"),
        "household_most_persons": message("Een adres met meer personen is geen huishouden"),
    }
    rows: list[Pair] = [
        (wording.text(message("Keten")), f"{content.chain.id} {study.chain_version}"),
        (wording.text(message("Kenmerk van de keten (SHA-256)")), study.chain_hash),
        (wording.text(message("Programma")), f"ketenzicht {study.program_version}"),
        (wording.text(message("Kenmerk van de gegevens (SHA-256)")), study.data_fingerprint),
        *policy_words(content.policy, wording),
        *release_words(content, wording),
    ]
    for name, value in study.parameters.items():
        label = wording.text(names[name]) if name in names else name
        rows.append((label, _parameter(value, wording)))
    return tuple(rows)


def _parameter(value: str | int | bool, wording: Wording) -> str:
    if isinstance(value, bool):
        return wording.text(message("ja")) if value else wording.text(message("nee"))
    return str(value)
