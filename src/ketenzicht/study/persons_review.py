"""Pairs of records that somebody looks at: the list, why a pair is or is not linked, and what was decided."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht.engine import Engine, quoted
from ketenzicht.errors import UserError, UserErrors
from ketenzicht.intake.mapping import Layout
from ketenzicht.linkage.verdicts import Verdict, add_verdicts, read_verdicts
from ketenzicht.publish.person_workbook import ANSWERS, SHEET, PairToReview, person_workbook
from ketenzicht.secure_folder import only_run
from ketenzicht.study.forgotten import demand_kept
from ketenzicht.study.persons import REVIEW, WHY, PersonLinking, demand_linking
from ketenzicht.study.settings import load_study
from ketenzicht.whole_file import work_folder, write_whole

if TYPE_CHECKING:
    from ketenzicht.linkage import Linkage
    from ketenzicht.linkage.registrations import Records

MOST_REVIEWED, MOST_LINKED = 2000, 200
"""Pairs on the list, the likeliest first; and links to check, the least likely first."""

HEADS = {
    "bsn": "bsn", "given_names": "voornamen", "surname": "geslachtsnaam", "birth_date": "geboortedatum",
    "sex": "geslacht", "postcode": "postcode", "house_number": "huisnummer", "place": "woonplaats", "email": "email",
}  # fmt: skip

NEVER = "twee verschillende geldige BSN's"


@dataclass(frozen=True)
class Taken:
    """What was read from a list: decisions that are new or changed, and those that were there already."""

    added: int
    same: int


def write_lists(
    linking: PersonLinking, records: Records, found: Linkage, verdicts: Mapping[tuple[str, str], Verdict]
) -> tuple[Path, Path]:
    """Write the workbook with pairs to look at, and the page that shows what weighs in each of them."""
    rows = [*_lines(found.review)[:MOST_REVIEWED], *_lines(found.links)[::-1][:MOST_LINKED]]
    listed = {_pair(row["record_1"], row["record_2"]) for row in rows}
    rows += [
        {
            "record_1": one.record_1,
            "record_2": one.record_2,
            "kans": "",
            "reden": "er is een besluit",
            "waarom": "",
        }
        for one in verdicts.values()
        if one.answer != "open" and (one.record_1, one.record_2) not in listed
    ]
    known = _said(records, {row[name] for row in rows for name in ("record_1", "record_2")})
    pairs = list[PairToReview]()
    for row in rows:
        both = (row["record_1"], row["record_2"])
        if not all(record in known for record in both):
            continue
        given = verdicts.get(_pair(*both))
        decided = (given.answer, given.by, given.reason) if given and given.answer != "open" else ("", "", "")
        one, other = (known[record] for record in both)
        pairs.append(
            PairToReview(
                len(pairs) + 1,
                both,
                ((one["file"], one["source_row"]), (other["file"], other["source_row"])),
                (one, other),
                row["kans"],
                row["reden"],
                row["waarom"],
                decided,
            )
        )
    heads = {name: head for name, head in HEADS.items() if name in records.fields.present}
    review = write_whole(linking.secure / REVIEW, person_workbook(pairs, heads), secret=True)
    why = write_whole(linking.secure / WHY, _page(linking, found, pairs), secret=True)
    return review, why


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def _pair(one: str, other: str) -> tuple[str, str]:
    return min(one, other), max(one, other)


def _said(records: Records, wanted: Iterable[str]) -> dict[str, dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    chosen = records.table.filter(pc.is_in(records.table["record"], pa.array(sorted(wanted), pa.string())))
    return {row["record"]: row for row in chosen.to_pylist()}


def _page(linking: PersonLinking, found: Linkage, pairs: list[PairToReview]) -> str:
    """The page with a chart per pair: each kind of evidence as a bar, to the right when it speaks for one person."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("ketenzicht.study"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("why.html.j2").render(
        title=linking.study.settings.title,
        settings=linking.settings,
        trade_off=found.trade_off,
        pairs=[(pair, _parts(pair.why)) for pair in pairs if pair.why],
        decimal=lambda number, places=2: f"{number:.{places}f}".replace(".", ","),
    )


def _parts(why: str) -> list[tuple[str, str, float]]:
    """What weighs: its words, its weight as text and as a number."""
    parts = [part.rsplit(" ", 1) for part in why.split("; ")]
    return [(words, weight, float(weight.replace(",", "."))) for words, weight in parts]


def take_review(folder: Path, path: Path, *, by: str = "") -> Taken:
    """Read the decisions in a list that somebody filled in, and keep those that are new.

    Args:
        folder: the study.
        path: the workbook, or a CSV file with the same columns.
        by: who decided, where the list does not say.

    Raises:
        UserError: it is no such list, a decision has no name or reason, or it cannot be followed; nothing is kept.
    """
    linking = demand_linking(load_study(folder))
    demand_kept(linking.study, date.today())
    with only_run(linking.study.folder, "person review", lambda _step: None):
        before = read_verdicts(linking.verdicts)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        given = [replace(one, at=at) for one in _decisions(linking, path, by)]
        new = [one for one in given if _differs(one, before.get((one.record_1, one.record_2)))]
        if new:
            add_verdicts(linking.verdicts, new)
        return Taken(len(new), len(given) - len(new))


def demand_taken(linking: PersonLinking) -> None:
    """Refuse to write a new list over one in which somebody filled in decisions that were not read.

    Raises:
        UserError: there are such decisions.
    """
    path = linking.secure / REVIEW
    if not path.is_file():
        return
    before = read_verdicts(linking.verdicts)
    if any(_differs(one, before.get((one.record_1, one.record_2))) for one in _decisions(linking, path, "")):
        raise UserError(
            "In de nakijklijst staan besluiten die nog niet zijn ingelezen.",
            why="Opnieuw koppelen schrijft een nieuwe lijst, en dan zijn ze weg.",
            fix=f"Lees ze in met: ketenzicht person review {linking.study.folder} --from {path}",
            file=path,
        )


def _differs(one: Verdict, before: Verdict | None) -> bool:
    if before is None:
        return one.answer != "open"
    return (one.answer, one.by, one.reason) != (before.answer, before.by, before.reason)


def _decisions(linking: PersonLinking, path: Path, by: str) -> list[Verdict]:
    """The decisions in a list.

    Raises:
        UserError: mistakes in it, each with its row.
    """
    never = {
        _pair(row["record_1"], row["record_2"])
        for row in _lines(linking.secure / "review.csv")
        if row["reden"] == NEVER
    }
    found, errors = list[Verdict](), list[UserError]()
    for number, rows in _by_pair(linking, path).items():
        answers = {row["besluit"].lower().replace("é", "e") for row in rows if row["besluit"]}
        if not answers:
            continue
        line, records = int(rows[0]["source_row"]), sorted(row["record"] for row in rows)
        names = next((row["door"] for row in rows if row["door"]), by.strip())
        reason = next((row["toelichting"] for row in rows if row["toelichting"]), "")
        answer = answers.pop()
        wrong = ""
        if answers or answer not in ANSWERS:
            wrong = "Het besluit moet 'een', 'twee' of 'open' zijn."
        elif len(records) != 2 or not all(records):
            wrong = "Dit paar heeft niet precies twee records; rijen zijn weggehaald of dubbel."
        elif not names:
            wrong = "Er staat niet wie dit besloot. Vul 'door' in, of geef --by."
        elif not reason and answer != "open":
            wrong = "Er staat niet waarom. Vul 'toelichting' in."
        elif answer == "een" and (records[0], records[1]) in never:
            wrong = "Deze twee hebben elk een ander geldig BSN. Verbeter eerst het BSN in de registratie."
        if wrong:
            errors.append(UserError(f"Paar {number}: {wrong}", file=path, line=line))
        else:
            found.append(Verdict(records[0], records[1], answer, names, reason, ""))  # type: ignore[arg-type]
    if errors:
        raise UserErrors("Deze nakijklijst", errors, path)
    return found


def _by_pair(linking: PersonLinking, path: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of a list by the number of the pair."""
    from ketenzicht.intake.readers import open_source
    from ketenzicht.intake.readers.source import scanning

    needed = ("paar", "record", "besluit", "door", "toelichting")
    layout = Layout(sheet=SHEET) if path.suffix.lower() == ".xlsx" else Layout()
    with work_folder(linking.secure) as work, Engine(spill=work / "spill") as engine:
        source = open_source(engine, path, layout, work, "review")
        missing = [name for name in needed if name not in source.columns]
        if missing:
            raise UserError(
                f"Dit is geen nakijklijst: de kolom '{missing[0]}' ontbreekt.",
                fix=f"Neem {linking.secure / REVIEW} en vul daarin besluit, door en toelichting in.",
                file=path,
            )
        columns = ", ".join(f"coalesce(trim({quoted(name)}), '') as {name}" for name in needed)
        with scanning(source):
            rows = engine.table(
                f"select row_number() over () + {source.header_rows} as source_row, {columns} from {source.relation}"
            ).to_pylist()
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        if row["paar"]:
            found.setdefault(row["paar"], []).append(row)
    return found
