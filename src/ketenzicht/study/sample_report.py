"""From what readers noted to a report: protected figures outside, exact ones in the secure folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.message import Label
from ketenzicht.spreadsheet import harmless
from ketenzicht.study.noted import noted_fingerprint
from ketenzicht.study.policy import policy_of
from ketenzicht.study.release import Approval, Released, ledger_path, release_study
from ketenzicht.study.run import Tell, study_facts, take_in
from ketenzicht.study.sample import Research, write_secure
from ketenzicht.study.sample_registers import register_sides

if TYPE_CHECKING:
    from ketenzicht.publish.content import ReportContent
    from ketenzicht.publish.sample import PublishedSample
    from ketenzicht.publish.together import ReleaseFigures
    from ketenzicht.sample.estimate import Estimate

EXACT = ("vraag", "antwoord", "schatting", "laag", "hoog", "standaardfout", "dossiers", "ontwerpeffect")


@dataclass(frozen=True)
class SampleReport:
    """What was written: ``files`` may be shown, ``exact`` stays in the secure folder; and how it left."""

    shown: PublishedSample
    files: tuple[Path, ...]
    exact: Path
    released: Released


def report_sample(
    research: Research,
    *,
    on: date | None = None,
    approval: Approval | None = None,
    tell: Tell = lambda _step: None,
) -> SampleReport:
    """Estimate, lay beside the registrations, protect, record in the ledger and write.

    Args:
        research: the folder of reading files.
        on: the day on which the figures leave; today when left out.
        approval: of a second person, where the policy asks for one.
        tell: hears the name of each step.

    Raises:
        UserError: nothing was drawn, a variable names what the registrations do not have, the ledger is broken,
            the policy does not hold on that day, or what was approved is something else.
    """
    from ketenzicht.publish.sample import PublishedSample, protect_sample, write_sample_report
    from ketenzicht.sample.results import estimates, results

    study, book, day = research.study, research.book, on or date.today()
    in_force = policy_of(study, on=day)
    sample, codings = research.sample(), research.codings()
    intake = take_in(study, tell)
    tell("dossiers en registraties naast elkaar leggen")
    found = results(book, sample, codings, attribute_names(research), register_sides(research))
    facts = study_facts(study, {**intake.fingerprints, **noted_fingerprint(study)})

    def protected(earlier: Sequence[ReleaseFigures]) -> ReportContent:
        return protect_sample(found, facts, study.chain, in_force.policy, earlier)

    tell("cijfers beschermen en vergelijken met eerdere vrijgaven")
    ledger = ledger_path(study, in_force)
    released = release_study(study, protected, found.measures, ledger, on=day, approval=approval)
    shown = PublishedSample(book.title, found, released.content)
    exact = research.secure / "schattingen.csv"
    write_secure(exact, _exact_table(estimates(book, sample, codings)))
    return SampleReport(shown, write_sample_report(study.out, shown), exact, released)


def _exact_table(estimated: Mapping[tuple[str, str], Estimate]) -> bytes:
    """The estimates with everything that belongs to them, as CSV, for the secure folder."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(EXACT)
    writer.writerows(
        [harmless(variable), harmless(level), one.value, one.low, one.high, one.standard_error, one.files,
         one.design_effect]
        for (variable, level), one in estimated.items()
    )  # fmt: skip
    return text.getvalue().encode("utf-8-sig")


def attribute_names(research: Research) -> Mapping[str, Mapping[str, Label]]:
    """By attribute and value how the chain calls that value; the attribute itself under the empty value."""
    chain = research.study.chain
    lists = {one.id: one.codes for one in chain.code_lists}
    return {one.id: {"": one.name, **lists.get(one.code_list or "", {})} for one in chain.attributes}
