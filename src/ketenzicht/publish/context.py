"""The line under every table and chart: a figure that is copied elsewhere takes its context along.

Status, rounding and threshold, unit, period, number of cases, definition, data and program version: what somebody
needs to judge a loose figure, or to find out where it came from.
"""

from __future__ import annotations

from collections.abc import Sequence

from ketenzicht.message import Label, message
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.language import NO_BREAK, Wording, capital
from ketenzicht.publish.outputs import STATUS_NAMES, CheckedOutput, Status, overall

SHORT = 12
"""Letters of a fingerprint that a reader sees; the manifest has all."""


def context_line(
    content: ReportContent, outputs: Sequence[CheckedOutput], definition: str | None, wording: Wording
) -> str:
    """The context of some outputs as one line.

    Args:
        content: what is published.
        outputs: what the line stands under.
        definition: the code of the definition; None when it has none.
        wording: the language.
    """
    policy, study = content.policy, content.study
    numbers = [output.n for output in outputs if output.n is not None]
    first, last = (wording.day(day) for day in study.period)
    parts: list[Label] = [
        STATUS_NAMES[status_of(content, outputs)],
        message(
            "afgerond op {base}, kleinste aantal {threshold}",
            base=policy.rounding,
            threshold=policy.threshold,
        ),
        study.unit,
        message("{van} tot en met {tot}", van=first, tot=last),
    ]
    if numbers:
        parts.append(message("n = {n}", n=max(numbers)))
    if definition is not None:
        parts.append(message("definitie {code}", code=definition))
    parts.append(message("gegevens {kenmerk}", kenmerk=study.data_fingerprint[:SHORT]))
    parts.append(message("ketenzicht {versie}", versie=study.program_version))
    line = f"{NO_BREAK}· ".join(wording.text(part) for part in parts)
    return capital(line).replace("n = ", f"n{NO_BREAK}={NO_BREAK}")


def release_words(content: ReportContent, wording: Wording) -> tuple[tuple[str, str], ...]:
    """How the figures stand to earlier releases, as labels with their text; nothing when that was not looked at."""
    release = content.release
    if release is None:
        return ()
    say = wording.text
    rows: list[tuple[Label, str]] = [
        (message("Kenmerk van deze vrijgave"), release.mark[:SHORT]),
        (message("Vergeleken met eerdere vrijgaven"), wording.number(release.compared)),
    ]
    rows += [(message("Wat daarom is weggelaten"), say(warning)) for warning in release.warnings]
    if content.policy.second_person:
        approved = release.approved_by or say(message("nog niemand"))
        rows.append((message("Nagekeken door"), approved))
    return tuple((say(label), text) for label, text in rows)


def status_of(content: ReportContent, outputs: Sequence[CheckedOutput]) -> Status:
    """The status of some outputs together; nothing is simply protected while a second person must still look."""
    found = overall(output.status for output in outputs)
    return "review" if found == "protected" and content.awaits_approval else found
