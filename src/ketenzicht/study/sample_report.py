"""From what readers noted to a report: protected figures outside, exact ones in the secure folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.message import Label
from ketenzicht.spreadsheet import harmless
from ketenzicht.study.sample import Research, write_secure

if TYPE_CHECKING:
    from ketenzicht.publish.sample import PublishedSample


@dataclass(frozen=True)
class SampleReport:
    """What was written: ``files`` may be shown, ``exact`` stays in the secure folder."""

    shown: PublishedSample
    files: tuple[Path, ...]
    exact: Path


def report_sample(research: Research, *, on: date | None = None) -> SampleReport:
    """Estimate, protect and write.

    Raises:
        UserError: nothing was drawn, or the policy does not hold on that day.
    """
    from ketenzicht.publish.sample import release_sample, write_sample_report
    from ketenzicht.sample.results import estimates, results
    from ketenzicht.study.policy import policy_of

    study, book = research.study, research.book
    policy = policy_of(study, on=on).policy
    sample, codings = research.sample(), research.codings()
    shown = release_sample(
        results(book, sample, codings, attribute_names(research)),
        policy,
        title=book.title,
        study=study.settings.title,
        period=(study.settings.period.first, study.settings.period.last),
        synthetic=study.settings.synthetic,
    )
    exact = research.secure / "schattingen.csv"
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(
        ["vraag", "antwoord", "schatting", "laag", "hoog", "standaardfout", "dossiers", "ontwerpeffect"]
    )
    for (variable, level), one in estimates(book, sample, codings).items():
        effect = "" if one.design_effect is None else one.design_effect
        writer.writerow(
            [
                harmless(variable),
                harmless(level),
                one.value,
                one.low,
                one.high,
                one.standard_error,
                one.files,
                effect,
            ]
        )
    write_secure(exact, text.getvalue().encode("utf-8-sig"))
    return SampleReport(shown, write_sample_report(study.out, shown), exact)


def attribute_names(research: Research) -> Mapping[str, Mapping[str, Label]]:
    """By attribute and value how the chain calls that value; the attribute itself under the empty value."""
    chain = research.study.chain
    lists = {one.id: one.codes for one in chain.code_lists}
    return {one.id: {"": one.name, **lists.get(one.code_list or "", {})} for one in chain.attributes}
