"""Reading twice: which files, where two readers differ, and what they settled on.

Both read blind: nobody sees what the other noted until both are finished.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.sample.codebook import NOTHING_SAID, Codebook, asked, counted, remarks
from ketenzicht.sample.codings import Coding, Codings
from ketenzicht.sample.lots import lots


@dataclass(frozen=True)
class Difference:
    """A variable of a file on which two readers do not say the same.

    Args:
        file, variable: where.
        one, other: what each said; None for nothing.
        settled: what it became; None for nothing, also as long as it is open.
        reason: why; also of a draft.
        open: whether it still has to be settled, with an answer that fits the codebook and a reason. A question that
            what was settled before it makes void is not open.
    """

    file: str
    variable: str
    one: Any
    other: Any
    settled: Any = None
    reason: str = ""
    open: bool = True


def read_twice(files: Sequence[str], share: float, seed: int) -> tuple[str, ...]:
    """The files that two readers read: a share of them, rounded up, by lot.

    Raises:
        ValueError: a share that is not between 0 and 1.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError("the share of files that is read twice lies between 0 and 1")
    luck = lots(files, seed, "dubbel")
    order = sorted(range(len(files)), key=lambda at: (luck[at], files[at]))
    chosen = set(order[: ceil(share * len(files))])
    return tuple(file for at, file in enumerate(files) if at in chosen)


def pairs(codings: Codings, files: Sequence[str]) -> list[tuple[Coding, Coding]]:
    """Of each file that two readers finished, the last save of both, in alphabetical order of reader."""
    done = (_finished(codings, file) for file in files)
    return [(found[0], found[1]) for found in done if len(found) >= 2]


def differences(book: Codebook, codings: Codings, files: Sequence[str]) -> list[Difference]:
    """Where two readers differ, with what was settled, if it was; texts are not compared.

    A question that nobody came to, and that what was settled makes to be asked, stands among them.
    """
    return [found for one, other in pairs(codings, files) for found in _settled(book, codings, one, other)[0]]


def settle(
    book: Codebook, codings: Codings, file: str, variable: str, value: Any, reason: str, by: str = ""
) -> Coding:
    """What was settled on a question, to be saved; what was settled before in this file goes along.

    Args:
        book: the codebook.
        codings: what was saved.
        file, variable: where readers differ.
        value: what it becomes.
        reason: why.
        by: who settles; both readers together when left out.

    Raises:
        UserError: they do not differ there, the value does not fit, or there is no reason.
    """
    found = {one.variable: one for one in differences(book, codings, [file])}
    if variable not in found:
        raise UserError(
            f"Over '{variable}' verschillen de lezers niet in dit dossier.",
            fix=did_you_mean(variable, found) or "Zie: ketenzicht sample differences STUDIE",
        )
    if not reason.strip():
        raise UserError(
            "Zonder reden kan een verschil niet worden afgehandeld.",
            why="Wie later met het codeboek werkt, moet kunnen zien waarom.",
        )
    one, other = pairs(codings, [file])[0]
    before = codings.newest(file, role="overleg")
    values = dict(before.values if before else {}) | {variable: value}
    reasons = dict((before.reasons if before else None) or {}) | {variable: reason.strip()}
    if wrong := [
        one for one in remarks(book, {**one.values, **values}, finished=False) if one.variable == variable
    ]:
        raise UserError(str(wrong[0].what), why=f"Het gaat om '{variable}'.")
    return Coding(
        file,
        by or f"{one.reader} en {other.reader}",
        before.number if before else 0,
        book.version,
        values,
        "klaar",
        "overleg",
        reasons,
    )


def settled_values(coding: Coding | None) -> dict[str, Any]:
    """What was settled with a reason; an answer without one is a draft and counts for nothing."""
    if coding is None:
        return {}
    reasons = coding.reasons or {}
    return {name: value for name, value in coding.values.items() if reasons.get(name, "").strip()}


def final(book: Codebook, codings: Codings, file: str) -> dict[str, Any]:
    """What counts of a file: what was settled, and else what the first reader by name noted; nothing of a draft.

    What was settled counts for as long as readers differ there.
    """
    done = _finished(codings, file)
    if not done:
        return {}
    values = _settled(book, codings, *done[:2])[1] if len(done) > 1 else done[0].values
    return counted(book, values)


def _finished(codings: Codings, file: str) -> list[Coding]:
    """The last save of each reader who finished a file, in alphabetical order of reader."""
    newest = codings.newest_by_reader(file)
    return [newest[reader] for reader in sorted(newest) if newest[reader].state == "klaar"]


def _settled(
    book: Codebook, codings: Codings, one: Coding, other: Coding
) -> tuple[list[Difference], dict[str, Any]]:
    """Where two readers differ, and what the first noted with what was settled there.

    From question to question: what was settled decides what is asked after it.
    """
    newest = codings.newest(one.file, role="overleg")
    settled, reasons = settled_values(newest), (newest.reasons if newest else None) or {}
    own, theirs = counted(book, one.values), counted(book, other.values)
    values, closed, found = dict(one.values), set[str](), list[Difference]()
    for variable in book.variables:
        if variable.kind == "tekst":
            continue
        name, rule = variable.id, variable.only_if
        first, second = _plain(own.get(name)), _plain(theirs.get(name))
        came = variable in asked(book, values)
        nobody = first is None and second is None and variable.required and came
        if first == second and not nobody:
            continue
        values |= {name: settled[name]} if name in settled else {}
        stands = counted(book, values).get(name) if name in settled else None
        nothing = not variable.required and settled.get(name, "?") in NOTHING_SAID
        void = rule is not None and rule.variable in closed and not came
        if stands is not None or nothing or void:
            closed.add(name)
        reason = reasons.get(name, "")
        found.append(Difference(one.file, name, first, second, _plain(stands), reason, name not in closed))
    return found, values


def _plain(value: Any) -> Any:
    return tuple(sorted(value)) if isinstance(value, list | tuple) else value
