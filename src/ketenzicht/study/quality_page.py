"""The quality report as one HTML file: no script, no outside request, and no exact number that could be a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ketenzicht import __version__
from ketenzicht.attrition import Attrition
from ketenzicht.chain.model import Chain, text_in
from ketenzicht.intake import Finding, QualityReport
from ketenzicht.message import Message, Value
from ketenzicht.publish.language import Wording
from ketenzicht.publish.release_figure import release_count
from ketenzicht.study.policy import policy_of
from ketenzicht.study.read_before import ChangedFile
from ketenzicht.study.settings import Study
from ketenzicht.whole_file import write_whole

DAY = re.compile(r"(\d{4}-\d{2})-\d{2}")
DIMENSIONS = {
    "conformiteit": ("Klopt de vorm?", "Waarden die niet zijn zoals afgesproken: codes, datums, kolommen."),
    "volledigheid": ("Is alles er?", "Wat ontbreekt of als onbekend is opgegeven."),
    "plausibiliteit": ("Kan het kloppen?", "Waarden die elkaar tegenspreken of onwaarschijnlijk zijn."),
}
"""Kahn's three dimensions as questions."""


def write_quality_page(
    study: Study, quality: QualityReport, path: Path, changed: Sequence[ChangedFile] = ()
) -> Path:
    """Write the page, with the files that are other than at the last run; whole or not at all. Returns its path."""
    return write_whole(path, render(study, quality, changed))


def render(study: Study, quality: QualityReport, changed: Sequence[ChangedFile] = ()) -> str:
    """The page as text. Counts are rounded, small ones hidden; rows and values are not on it."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("ketenzicht.study"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    policy = policy_of(study).policy
    wording = Wording("nl")

    def count(number: int) -> str:
        return wording.count(release_count(number, policy), policy)

    return environment.get_template("quality.html.j2").render(
        title=study.settings.title,
        synthetic=study.settings.synthetic,
        chain=text_in(study.chain.title, "nl"),
        chain_version=study.chain.version,
        data=study.settings.data,
        version=__version__,
        policy=policy,
        count=count,
        changed=changed,
        files=quality.files,
        dimensions=[
            (
                title,
                explanation,
                [_shown(one, count) for one in quality.findings if one.about.dimension == key],
            )
            for key, (title, explanation) in DIMENSIONS.items()
        ],
        activities=[(_event_name(study.chain, one.activity), count(one.count)) for one in quality.activities],
        attrition=[(title, _steps(steps, count)) for title, steps in quality.attrition_by_unit()],
        share=_share,
    )


def _event_name(chain: Chain, activity: str) -> str:
    return next(text_in(event.name, "nl") for event in chain.events if event.id == activity)


def _shown(finding: Finding, count: Any) -> dict[str, str]:
    return {
        "severity": finding.about.severity,
        "what": str(finding.about.what),
        "fix": str(finding.about.fix),
        "detail": _protected(finding.detail, count) if finding.detail else "",
        "file": finding.file,
        "column": finding.column,
        "count": count(finding.count),
    }


def _protected(detail: Message, count: Any) -> str:
    """The detail of a finding as it may leave: numbers as counts, of a day only its month."""

    def shown(value: Value) -> Value:
        if isinstance(value, int):
            return str(count(value))
        return DAY.sub(r"\1", value) if isinstance(value, str) else value

    return str(Message(detail.template, tuple((name, shown(value)) for name, value in detail.values)))


def _steps(steps: tuple[Attrition, ...], count: Any) -> list[tuple[str, str, str, str]]:
    return [(str(one.step), count(one.after), count(one.left_out), str(one.reason)) for one in steps]


def _share(filled: int | None, rows: int) -> str:
    """How full a column is, in steps of five percent, so that no small number of empty cells can be read off."""
    if filled is None or rows == 0:
        return "–"
    if filled == rows:
        return "altijd"
    if filled == 0:
        return "nooit"
    return f"ongeveer {max(5, min(95, round(20 * filled / rows) * 5))} %"
