"""A study in the list of what was found: what it says, and where it answers what somebody looked for.

A map of evidence shows where research is, not what it says (Saran 2020, Campbell Systematic Reviews 16, e1081); so
the list that its cells lead to holds the findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ketenzicht.catalogue.model import Finding, Study
from ketenzicht.catalogue.search import Segment, highlight, question_words
from ketenzicht.message import Label, message
from ketenzicht.publish.language import Wording
from ketenzicht.web.cahier_words import METHOD_WORDS


@dataclass(frozen=True)
class Line:
    """A study in a list: its texts in segments, what was looked for marked.

    Args:
        study: which one.
        title: of the study.
        text: what it is about.
        findings: each with its text in segments.
        elsewhere: other parts that hold words of the question which stand in none of these: what part, and its text.
    """

    study: Study
    title: list[Segment]
    text: list[Segment]
    findings: list[tuple[Finding, list[Segment]]]
    elsewhere: list[tuple[Label, list[Segment]]]


def line_of(study: Study, words: str, wording: Wording) -> Line:
    """A study as it stands in a list.

    Args:
        study: which one.
        words: what somebody looked for; empty when nothing.
        wording: the language of the reader.
    """
    title = highlight(study.title, words)
    text = highlight(study.description or study.question or "", words)
    findings = [(one, highlight(one.text, words)) for one in study.findings]
    shown = " ".join((study.title, study.description or study.question or "", *study.organisations))
    shown = " ".join((shown, *(one.text for one in study.findings)))
    return Line(study, title, text, findings, list(_elsewhere(study, words, shown, wording)))


def _elsewhere(
    study: Study, words: str, shown: str, wording: Wording
) -> Iterator[tuple[Label, list[Segment]]]:
    missing = [word for word in question_words(words) if not _holds(shown, word)]
    for label, text in _other_parts(study, wording):
        found = [word for word in missing if _holds(text, word)]
        if found:
            missing = [word for word in missing if word not in found]
            yield label, highlight(text, words)


def _holds(text: str, word: str) -> bool:
    return any(segment.is_hit for segment in highlight(text, word))


def _other_parts(study: Study, wording: Wording) -> Iterable[tuple[Label, str]]:
    methods = ", ".join(wording.text(METHOD_WORDS[one]) for one in study.methods)
    return (
        (message("Vraag"), study.question or ""),
        (message("Toelichting"), study.explanation or ""),
        (message("Grenzen"), study.limits or ""),
        (message("Wie"), study.n or ""),
        (message("Periode"), study.period or ""),
        (message("Plaats"), study.place or ""),
        (message("Opdracht van"), study.commissioned_by or ""),
        (message("Makers"), ", ".join(study.authors)),
        (message("Hoe"), methods),
    )
