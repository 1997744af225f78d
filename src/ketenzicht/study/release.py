"""Let the figures of a study out: compared with earlier releases, approved where the policy asks for it, recorded.

The same study on the same data is one release, however often it is run: it is found in the ledger by what was asked,
and compared only with what stands before it, so that it gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ketenzicht.errors import UserError
from ketenzicht.study.elsewhere import releases_elsewhere
from ketenzicht.study.policy import PolicyInForce
from ketenzicht.study.settings import Study

if TYPE_CHECKING:
    from ketenzicht.measures import MeasureResult
    from ketenzicht.publish.content import ReportContent
    from ketenzicht.publish.ledger import Release
    from ketenzicht.publish.together import ReleaseFigures

Protect: TypeAlias = "Callable[[Sequence[ReleaseFigures]], ReportContent]"
"""Gives the figures of a study as they may be shown beside what earlier releases tell."""

LEDGER_NAME = "grootboek.jsonl"
SHORTEST_MARK = 8
"""The fewest letters of a mark that somebody who approves must give."""


@dataclass(frozen=True)
class Approval:
    """The second person who looked at the figures, and the mark of what they saw."""

    mark: str
    by: str


@dataclass(frozen=True)
class Released:
    """The figures as they may be written.

    Args:
        content: what may be shown.
        ledger: the file that it is recorded in.
        number: its place there; None while a second person must still approve it.
        again: whether the same figures had been released before.
    """

    content: ReportContent
    ledger: Path
    number: int | None
    again: bool


def ledger_path(study: Study, in_force: PolicyInForce) -> Path:
    """Where releases are recorded: where the policy says, else in the study, as always for made-up data."""
    shared = in_force.file.ledger if in_force.file is not None else None
    return study.folder / LEDGER_NAME if shared is None or study.settings.synthetic else shared


def release_study(
    study: Study,
    protect: Protect,
    exact: Sequence[MeasureResult],
    ledger: Path,
    *,
    on: date,
    approval: Approval | None = None,
) -> Released:
    """Compare with earlier releases, check, and record.

    Args:
        study: the study.
        protect: gives its figures as they may be shown beside what earlier releases tell.
        exact: the figures as they are, for the checks.
        ledger: where releases are recorded.
        on: the day on which it leaves; it stands in the ledger and in no other file.
        approval: of a second person; needed once when the policy asks for it.

    Raises:
        UserError: the ledger is broken or in use, the file with figures of others has a mistake, or what was approved
            is not what would leave.
    """
    from ketenzicht.publish.ledger import append_release, locked, read_ledger
    from ketenzicht.publish.marks import ledger_line, release_mark, request_mark

    alone = protect(())
    request, people = request_mark(alone), _population(study)

    def beside(earlier: Sequence[Release]) -> ReportContent:
        return _beside([*elsewhere, *earlier], protect, alone, exact, request)

    with locked(ledger):
        known = read_ledger(ledger)
        related = [item for item in known if (item.chain["id"], item.population) == (alone.chain.id, people)]
        elsewhere = releases_elsewhere(study, alone, related)
        asked = [place for place, item in enumerate(related) if item.request == request]
        if asked:
            again, ready = related[asked[-1]], beside(related[: asked[-1]])
            if release_mark(ready, request) == again.mark:
                _demand_same(approval, again.mark)
                return Released(_approved(ready, again.approved_by), ledger, again.number, again=True)
        ready = beside(related)
        if approval is not None:
            _demand_same(approval, release_mark(ready, request))
            ready = _approved(ready, approval.by)
        if ready.awaits_approval:
            return Released(ready, ledger, None, again=False)
        line = ledger_line(ready, len(known) + 1, request, people, on)
        append_release(ledger, line)
        return Released(ready, ledger, line.number, again=False)


def _beside(
    earlier: Sequence[Release],
    protect: Protect,
    alone: ReportContent,
    exact: Sequence[MeasureResult],
    request: str,
) -> ReportContent:
    """What may be shown beside these earlier releases and what others published, checked, with its mark."""
    from ketenzicht.publish.content import ReleaseFacts
    from ketenzicht.publish.earlier import clashes, warnings_of
    from ketenzicht.publish.elsewhere import NUMBER as NUMBER_ELSEWHERE
    from ketenzicht.publish.marks import release_mark
    from ketenzicht.publish.write import checked

    found = clashes(alone, earlier)
    content = protect([release.figures for release in earlier]) if found else alone
    ready = checked(content, exact, clashes(content, earlier) if found else ())
    compared = sum(item.number != NUMBER_ELSEWHERE for item in earlier)
    facts = ReleaseFacts(release_mark(ready, request), compared, warnings_of(found, alone, earlier))
    return replace(ready, release=facts)


def _approved(content: ReportContent, by: str | None) -> ReportContent:
    return (
        content
        if content.release is None
        else replace(content, release=replace(content.release, approved_by=by))
    )


def _demand_same(approval: Approval | None, mark: str) -> None:
    if approval is None or (len(approval.mark) >= SHORTEST_MARK and mark.startswith(approval.mark)):
        return
    raise UserError(
        f"Het kenmerk '{approval.mark}' hoort niet bij wat er nu naar buiten wil.",
        why="Sinds het nakijken is er iets veranderd: de gegevens, de keuzes, het beleid of een eerdere vrijgave.",
        fix=f"Voer de studie uit zonder --approve, kijk out/output-check.html opnieuw na en neem dat kenmerk "
        f"(minstens {SHORTEST_MARK} tekens).",
    )


def _population(study: Study) -> str:
    """What tells apart data on other people: made-up worlds differ by their seed, and none is real."""
    settings = study.settings
    return f"verzonnen, seed {settings.seed}" if settings.synthetic else ""
