"""Doors for what belongs to a study or survey beside the registrations: its policy, its sample, who is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from fuzz.door import MARK, MARKED_NUMBER, Door
from fuzz.seeds import SHIPPED

if TYPE_CHECKING:
    from ketenzicht.study.settings import Study

POLICY = b"""\
bronhouder: Veilig Thuis Voorbeeldstad
contact: onderzoek@voorbeeld.example
geldig_van: 2026-01-01
geldig_tot: 2026-12-31
afronden: 5
drempel: 10
beschermingsinterval: 3
dominantie: {aantal: 2, deel: 0.90, rest: 0.10}
groepsonthulling: nakijken
toestaan: [CalculatedRatios]
uitvoer: [rapport, pdf, werkmap, json]
tweede_persoon: false
"""
ASKED = (
    f"code;naam;groep;contact\nNOORD;Noord {MARK};groot;{MARK}@voorbeeld.test\nZUID;Zuid;klein;\n".encode()
)
BOOK = SHIPPED / "study" / "templates" / "sample" / "codeboek.yaml"


def _policy(path: Path) -> Iterator[str]:
    from ketenzicht.publish.policy_file import read_policy, remarks

    yield from remarks(read_policy(path))


def _plan(path: Path) -> Iterator[str]:
    from ketenzicht.sample.plan import load_plan

    load_plan(path)
    yield from ()


def _sample(path: Path) -> Iterator[str]:
    from ketenzicht.sample.drawn import read_sample

    _ = read_sample(path).readable
    yield from ()


def _workbook(path: Path) -> Iterator[str]:
    """A workbook in which a reader coded files."""
    from ketenzicht.sample.codebook import load_codebook
    from ketenzicht.sample.workbook import read_workbook, take_over

    reader, rows = read_workbook(path)
    take_over(path.parent / "codes.jsonl", load_codebook(BOOK), reader, rows, {MARK: "1", "c2": "2"})
    yield from ()


def _asked(path: Path) -> Iterator[str]:
    """Who is asked; names of organisations are no secret."""
    from ketenzicht.survey.asked import read_asked
    from ketenzicht.survey.model import Asked, Group

    groups = tuple(Group.model_validate({"id": one, "naam": one}) for one in ("groot", "klein"))
    read_asked(path, Asked.model_validate({"eenheid": "regio", "groepen": groups}))
    yield from ()


def _forgotten(path: Path) -> Iterator[str]:
    from ketenzicht.study.forgotten import forgotten_marks

    forgotten_marks(cast("Study", SimpleNamespace(folder=path.parent)))
    yield from ()


def samples() -> list[bytes]:
    """A sample of two files, as it is kept."""
    from ketenzicht.sample.drawn import Sample, SampleFile

    files = tuple(SampleFile(at, f"{MARK}{at}", "", 0.5, ("a", "b"), {"melder": "politie"}) for at in (1, 2))
    made = Sample("eenvoudig", 1, "", 9, {"": 9}, files, {"": ((MARKED_NUMBER, {"melder": "school"}),)})
    return [json.dumps(asdict(made)).encode()]


def workbooks() -> list[bytes]:
    """A workbook of a reader with two files, of which one is coded."""
    from ketenzicht.publish.sample_workbook import WorkbookRow, coding_workbook
    from ketenzicht.sample.codebook import load_codebook

    values = {"hulp-gestopt": "ja", "reden-stoppen": "wachttijd", "notitie": f"{MARK} {MARKED_NUMBER}"}
    rows = [WorkbookRow(1, MARK, 0, values, False, ()), WorkbookRow(2, "c2", 0, {}, False, ())]
    return [coding_workbook(load_codebook(BOOK), "a", rows, {"studie": "Toets"})]


STUDY_DOORS = (
    Door("policy", "onthulling.yaml", _policy, lambda: [POLICY]),
    Door(
        "sample-plan",
        "steekproef.yaml",
        _plan,
        lambda: [(SHIPPED / "study" / "templates" / "sample" / "steekproef.yaml").read_bytes()],
    ),
    Door("sample", "steekproef.json", _sample, samples, "json", 20, True),
    Door("sample-workbook", "coderen.xlsx", _workbook, workbooks, "zip", 3, True),
    Door("survey-asked", "organisaties.csv", _asked, lambda: [ASKED], share=20),
    Door("forgotten", "vergeten.jsonl", _forgotten, lambda: [b'{"merken": ["a1", "b2"]}\n' * 2], "json"),
)
