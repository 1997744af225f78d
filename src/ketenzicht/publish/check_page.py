"""The page for the output checker: what is asked to leave, which checks it passed, what was withheld and why.

It shows no figure of its own: how many figures of an output are hidden can be seen in the output itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from ketenzicht.message import Message, message
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.context import release_words
from ketenzicht.publish.language import Language, Wording, capital
from ketenzicht.publish.outputs import OUTCOME_NAMES, STATUS_NAMES, CheckedOutput, Status
from ketenzicht.publish.policy_words import policy_words
from ketenzicht.publish.statbarn import CHECK_NAMES, CHECKS, STATBARN_NAMES

Pair = tuple[str, str]

STATUS_MEANS: dict[Status, Message] = {
    "protected": message("Alle controles zijn gehaald. Het mag naar buiten."),
    "review": message("Een mens moet hiernaar kijken voor het naar buiten gaat. De reden staat erbij."),
    "withheld": message("Hier staat geen enkel cijfer: te weinig gevallen, of die zouden eruit volgen."),
    "refused": message(
        "Het beleid laat het niet toe, of een controle is niet gehaald. Het staat in geen bestand."
    ),
}
ORDER: tuple[Status, ...] = ("review", "refused", "withheld", "protected")
"""What asks for attention comes first."""


@dataclass(frozen=True)
class OutputView:
    """One output as the page shows it."""

    id: str
    owner: str
    title: str
    status: Status
    stand: str
    kinds: str
    n: str
    hidden: str
    reasons: tuple[str, ...]
    checks: tuple[Pair, ...]


@dataclass(frozen=True)
class CheckPage:
    """What the page knows: plain texts."""

    language: Language
    title: str
    synthetic: bool
    draft: bool
    mark: str | None
    facts: tuple[Pair, ...]
    policy: tuple[Pair, ...]
    warnings: tuple[str, ...]
    counts: tuple[tuple[Status, str, int, str], ...]
    attention: tuple[OutputView, ...]
    fine: tuple[tuple[str, tuple[OutputView, ...]], ...]
    checks: tuple[tuple[str, str, str], ...]


def check_page(content: ReportContent, language: Language) -> CheckPage:
    """The page in one language."""
    wording, study = Wording(language), content.study
    first, last = (wording.day(day) for day in study.period)
    counted = Counter(output.status for output in content.outputs)
    views = [_view(content, output, wording) for output in content.outputs]
    fine = [view for view in views if view.status == ORDER[-1]]
    facts = (
        (message("Keten"), f"{wording.text(content.chain.title)} ({study.chain_version})"),
        (message("Periode"), wording.text(message("{van} tot en met {tot}", van=first, tot=last))),
        (message("Eenheid"), wording.text(study.unit)),
        (message("Kenmerk van de gegevens (SHA-256)"), study.data_fingerprint),
        (message("Programma"), f"ketenzicht {study.program_version}"),
    )
    return CheckPage(
        language=language,
        title=study.title,
        synthetic=study.synthetic,
        draft=content.awaits_approval,
        mark=content.release.mark if content.release else None,
        facts=(*((wording.text(label), text) for label, text in facts), *release_words(content, wording)),
        policy=policy_words(content.policy, wording),
        warnings=tuple(wording.text(warning) for warning in content.release.warnings)
        if content.release
        else (),
        counts=tuple(
            (status, wording.text(STATUS_NAMES[status]), counted[status], wording.text(STATUS_MEANS[status]))
            for status in ORDER
            if counted[status]
        ),
        attention=tuple(view for status in ORDER[:-1] for view in views if view.status == status),
        fine=tuple((owner, tuple(group)) for owner, group in groupby(fine, key=lambda view: view.owner)),
        checks=tuple(
            (check, wording.text(CHECK_NAMES[check]), _outcomes(content, check, wording)) for check in CHECKS
        ),
    )


def render_check_page(content: ReportContent, language: Language) -> str:
    """The page as HTML: no script, nothing from outside."""
    from ketenzicht.publish.page import environment

    page = check_page(content, language)
    return str(environment(language).get_template("output_check.html.j2").render(page=page))


def _view(content: ReportContent, output: CheckedOutput, wording: Wording) -> OutputView:
    names = {name: wording.text(label) for name, label in content.result_names.items()}
    hidden = [
        wording.text(message("{n} te klein", n=output.small)) if output.small else "",
        wording.text(message("{n} anders af te leiden", n=output.derivable)) if output.derivable else "",
    ]
    return OutputView(
        id=output.id,
        owner=names[output.measure] if output.measure else wording.text(message("De hele studie")),
        title=capital(wording.text(output.title)),
        status=output.status,
        stand=wording.text(STATUS_NAMES[output.status]),
        kinds=", ".join(wording.text(STATBARN_NAMES[name]) for name in output.statbarns),
        n="–" if output.n is None else wording.number(output.n),
        hidden=", ".join(text for text in hidden if text) or wording.text(message("niets")),
        reasons=tuple(capital(wording.text(reason)) for reason in output.reasons),
        checks=tuple((check, wording.text(OUTCOME_NAMES[outcome])) for check, outcome in output.checks),
    )


def _outcomes(content: ReportContent, check: str, wording: Wording) -> str:
    """How often a check had which outcome."""
    found = Counter(outcome for output in content.outputs for name, outcome in output.checks if name == check)
    said = [
        f"{wording.text(name)} {found[outcome]}" for outcome, name in OUTCOME_NAMES.items() if found[outcome]
    ]
    return ", ".join(said) or wording.text(message("niet gevraagd"))
