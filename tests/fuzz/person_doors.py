"""Doors for what is about one person: linking, codes of persons, and decisions about pairs."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from fuzz.door import MARK, MARKED_NUMBER, Door

if TYPE_CHECKING:
    from ketenzicht.study.persons import PersonLinking

HEADING = "paar;record;registratie;rij;kans;reden;besluit;door;toelichting"
LISTED = "record_1;record_2;kans;reden;waarom\n"


def _linking(folder: Path) -> PersonLinking:
    """As much of the linking of a study as reading a list of decisions needs."""
    (folder / "review.csv").write_text(LISTED, encoding="utf-8")
    return cast("PersonLinking", SimpleNamespace(secure=folder))


def _decisions(path: Path) -> Iterator[str]:
    """A list of pairs in which somebody decided."""
    from ketenzicht.study.persons_review import _decisions

    _decisions(_linking(path.parent), path, "")
    yield from ()


def _verdicts(path: Path) -> Iterator[str]:
    """Decisions as they are kept."""
    from ketenzicht.linkage.verdicts import as_table, read_verdicts

    as_table(read_verdicts(path).values())
    yield from ()


def _model(path: Path) -> Iterator[str]:
    """A model for linking, of another study."""
    from ketenzicht.linkage.artefact import read_artefact

    read_artefact(path)
    yield from ()


def _agreement(path: Path) -> Iterator[str]:
    from ketenzicht.linkage.encoded.agreement import read_agreement

    _ = read_agreement(path).fingerprint
    yield from ()


def _coded(path: Path) -> Iterator[str]:
    """Codes of another organisation, compared with themselves."""
    from ketenzicht.linkage.encoded.files import demand_comparable, read_coded
    from ketenzicht.linkage.encoded.match import find_pairs

    read = read_coded(path)
    demand_comparable(read, read)
    find_pairs(read, read, one_to_one=True)
    yield from ()


def _persons(path: Path) -> Iterator[str]:
    from ketenzicht.linkage.encoded.files import read_persons

    read_persons(path)
    yield from ()


def decisions() -> list[bytes]:
    """A list with a pair that is one person, and one that nobody decided on."""
    rows = [
        HEADING,
        f"1;r1;a.csv;2;0,9;nakijken;een;{MARK};{MARK} {MARKED_NUMBER}",
        "1;r2;b.csv;3;;;;;",
        "2;r3;a.csv;4;0,8;nakijken;;;",
        f"2;{MARK};b.csv;5;;;;;",
    ]
    return ["\n".join([*rows, ""]).encode()]


def workbooks() -> list[bytes]:
    """The same list as a workbook."""
    from ketenzicht.publish.person_workbook import PairToReview, person_workbook

    said = {"bsn": MARKED_NUMBER, "surname": MARK}
    pair = PairToReview(
        1,
        ("r1", "r2"),
        (("a", 2), ("b", 3)),
        (said, said),
        "0,9",
        "nakijken",
        "naam 2,0",
        ("een", MARK, MARK),
    )
    return [person_workbook([pair], {"bsn": "bsn", "surname": "geslachtsnaam"})]


def verdicts() -> list[bytes]:
    """Two decisions, of which the second takes the first back."""
    lines = [
        {
            "record_1": "r1",
            "record_2": "r2",
            "answer": answer,
            "by": MARK,
            "reason": MARKED_NUMBER,
            "at": "2026-11-22T10:00:00+00:00",
        }
        for answer in ("een", "open")
    ]
    return ["".join(json.dumps(one) + "\n" for one in lines).encode()]


def models() -> list[bytes]:
    """A model with one comparison; it scores nothing, and its fingerprint is right."""
    from ketenzicht.linkage.artefact import Artefact
    from ketenzicht.linkage.model import LinkageModel

    settings = {"link_type": "dedupe_only", "probability_two_random_records_match": 0.001, "comparisons": []}
    made = Artefact(LinkageModel(settings), 0.95, 0.5, 0.99, 0.8, ("bsn", "surname"), {"a": "0"}, 9, "1", "5")
    return [made.as_json().encode()]


AGREEMENT = b"""\
versie: 1
doel: proef
velden: {geslachtsnaam: 120, geboortedatum: 120, postcode: 60}
geboortejaar_als_zout: true
"""


def coded() -> list[bytes]:
    """Codes of two persons, of whom one has no code."""
    import pyarrow as pa

    table = pa.table(
        {
            "record": pa.array([MARK, "b"]),
            "bsn": pa.array([MARKED_NUMBER, None]),
            "code": pa.array([bytes(range(256)), None], pa.binary(256)),
        }
    )
    return [_parquet(table, {"afspraak": "x", "doel": "proef", "geheim": "y", "gewichten": "120 120 60"})]


def persons() -> list[bytes]:
    """Who is who, as it is given back."""
    import pyarrow as pa

    return [_parquet(pa.table({"record": ["a"], "persoon": [MARK]}), {"afspraak": "x"})]


def _parquet(table: Any, marks: dict[str, str]) -> bytes:
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(marks), out, compression="none")
    return out.getvalue()


PERSON_DOORS = (
    Door("person-decisions", "nakijken.csv", _decisions, decisions, share=5, cells=True),
    Door("person-workbook", "nakijken.xlsx", _decisions, workbooks, "zip", 2, True),
    Door("person-verdicts", "besluiten.jsonl", _verdicts, verdicts, "json", 20, True),
    Door("person-model", "artefact.json", _model, models, "json", 20),
    Door("person-agreement", "afspraak.yaml", _agreement, lambda: [AGREEMENT], share=20),
    Door("person-codes", "codes.parquet", _coded, coded, "bytes", 10, True),
    Door("person-pairs", "personen.parquet", _persons, persons, "bytes", 10, True),
)
