"""Reading files (*dossieronderzoek*) of a study: draw, hand out, take back, settle, and merge with the registers.

The plan and the codebook stand in ``dossieronderzoek`` in the study. What was drawn and noted stands in ``beveiligd``
in there, readable by this user only: unlike ``out`` it cannot be made again, so nothing deletes it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.intake.yaml_model import Places
from ketenzicht.sample.codebook import Codebook, load_codebook
from ketenzicht.sample.plan import Plan, load_plan
from ketenzicht.secure_folder import secure_folder
from ketenzicht.study.forgotten import demand_kept
from ketenzicht.study.noted import NOTED_FILE
from ketenzicht.study.settings import Study
from ketenzicht.whole_file import write_whole

if TYPE_CHECKING:
    from ketenzicht.sample.codings import Coding, Codings
    from ketenzicht.sample.double import Difference
    from ketenzicht.sample.drawn import Sample, SampleFile
    from ketenzicht.sample.workbook import TakenRow

FOLDER, SECURE = "dossieronderzoek", "beveiligd"
PLAN_FILE, CODEBOOK_FILE = "steekproef.yaml", "codeboek.yaml"


@dataclass(frozen=True)
class Research:
    """The folder of reading files, read.

    Args:
        study: the study.
        plan, places: how the sample is to be drawn, and the line of each setting.
        book: the codebook.
    """

    study: Study
    plan: Plan
    places: Places
    book: Codebook

    @property
    def secure(self) -> Path:
        """Where what was drawn and noted stands."""
        return self.study.folder / FOLDER / SECURE

    @property
    def codings_file(self) -> Path:
        """Every save of every reader."""
        return self.secure / "codering.jsonl"

    @property
    def sample_file(self) -> Path:
        """What was drawn."""
        return self.secure / "steekproef.json"

    @property
    def codebooks(self) -> Path:
        """Every version of the codebook that was read with."""
        return self.secure / "codeboeken"

    def sample(self) -> Sample:
        """What was drawn.

        Raises:
            UserError: nothing yet.
        """
        from ketenzicht.sample.drawn import read_sample

        return read_sample(self.sample_file)

    def codings(self) -> Codings:
        """What was saved."""
        from ketenzicht.sample.codings import read_codings

        return read_codings(self.codings_file)


def new_research(study: Study) -> Path:
    """Make the folder with a plan and a codebook to adapt.

    Raises:
        UserError: it is there already.
    """
    folder = study.folder / FOLDER
    if folder.exists():
        raise UserError(
            "Deze studie heeft al een dossieronderzoek.", fix="Pas aan wat er staat.", file=folder
        )
    (folder / SECURE).mkdir(parents=True, mode=0o700)
    templates = files("ketenzicht.study") / "templates" / "sample"
    for name in (PLAN_FILE, CODEBOOK_FILE):
        (folder / name).write_text((templates / name).read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def open_research(study: Study) -> Research:
    """The plan and the codebook of a study.

    Raises:
        UserError: there are none, or one has a mistake; it names the line. Or the study may not be kept
            any longer, or others can read what readers noted.
    """
    demand_kept(study, date.today())
    plan, places = load_plan(study.folder / FOLDER / PLAN_FILE)
    secure_folder(study.folder / FOLDER / SECURE)
    return Research(study, plan, places, load_codebook(study.folder / FOLDER / plan.codebook))


def draw_sample(research: Research) -> Sample:
    """Draw by the plan, and keep what was drawn.

    Raises:
        UserError: something was noted or replaced already, or the cases cannot give what is asked.
    """
    from ketenzicht.sample.drawn import draw, write_sample
    from ketenzicht.sample.population import population
    from ketenzicht.study.case import whole_history

    if research.codings().saved:
        raise UserError(
            "Er is al gelezen: deze steekproef wordt niet opnieuw getrokken.",
            why="Wat lezers noteerden hoort bij de dossiers die getrokken zijn.",
            fix="Vervang een dossier met: ketenzicht sample replace. "
            f"Of bewaar {research.secure} elders en begin opnieuw.",
        )
    if research.sample_file.exists() and any(file.gone for file in research.sample().files):
        raise UserError(
            "Er zijn al dossiers vervangen: deze steekproef wordt niet opnieuw getrokken.",
            why="Dan zou niemand meer zien welke dossiers niet te lezen waren, en waarom.",
            fix=f"Bewaar {research.sample_file} elders en begin opnieuw.",
        )
    with whole_history(research.study) as history:
        found = draw(research.plan, research.places, population(history))
    write_sample(research.sample_file, found)
    return found


def replace_in_sample(research: Research, case: str, reason: str) -> SampleFile:
    """Take the next file instead of one that cannot be read.

    Raises:
        UserError: it cannot be replaced.
    """
    from ketenzicht.sample.drawn import replace_file, write_sample

    changed, instead = replace_file(research.sample(), case, reason)
    write_sample(research.sample_file, changed)
    return instead


def write_workbooks(research: Research, reader: str = "") -> tuple[Path, ...]:
    """A workbook for each reader, or for one, with timelines and what was saved already; in the secure folder.

    Raises:
        UserError: there is no such reader, or nothing was drawn.
    """
    from ketenzicht.publish.sample_workbook import WorkbookRow, coding_workbook
    from ketenzicht.sample.changes import keep_codebook
    from ketenzicht.study.case import case_stories

    sample, codings, book = research.sample(), research.codings(), research.book
    keep_codebook(research.codebooks, book)
    readers = [known_reader(research, reader)] if reader else list(research.plan.readers)
    stories = case_stories(research.study, [file.case for file in sample.readable])
    written = []
    for one in readers:
        rows = []
        for file in sample.readable:
            if one in file.readers:
                newest = codings.newest(file.case, one)
                rows.append(
                    WorkbookRow(
                        file.number,
                        file.case,
                        newest.number if newest else 0,
                        newest.values if newest else {},
                        newest is not None and newest.state == "klaar",
                        stories.get(file.case, ()),
                    )
                )
        path = research.secure / f"coderen-{one}.xlsx"
        write_secure(path, coding_workbook(book, one, rows, {"studie": research.study.settings.title}))
        written.append(path)
    return tuple(written)


def take_workbook(research: Research, path: Path) -> tuple[str, list[TakenRow]]:
    """Save what a reader filled in; the workbook itself is kept as well.

    One with a file that is not in the sample is not kept: it may be of somebody who was erased.

    Raises:
        UserError: it is no workbook of a reader of this sample.
    """
    from ketenzicht.sample.changes import keep_codebook
    from ketenzicht.sample.workbook import CASE, read_workbook, take_over

    reader, rows = read_workbook(path)
    known_reader(research, reader)
    sample = research.sample()
    if {str(row[CASE]).strip() for row in rows} <= {file.case for file in sample.files}:
        content = path.read_bytes()
        kept = research.secure / "ingelezen" / f"{reader}-{sha256(content).hexdigest()[:12]}.xlsx"
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_secure(kept, content)
    keep_codebook(research.codebooks, research.book)
    own = {file.case: str(file.number) for file in sample.readable if reader in file.readers}
    return reader, take_over(research.codings_file, research.book, reader, rows, own)


def open_differences(research: Research) -> list[tuple[SampleFile, Difference]]:
    """Where two readers differ, in the order of reading, settled or not."""
    from ketenzicht.sample.double import differences

    sample = research.sample()
    by_case = {file.case: file for file in sample.readable}
    return [(by_case[one.file], one) for one in differences(research.book, research.codings(), list(by_case))]


def settle_difference(research: Research, case: str, variable: str, value: str, reason: str) -> Coding:
    """Keep what readers settled on, with the reason.

    Raises:
        UserError: they do not differ there, the value does not fit, or there is no reason.
    """
    from ketenzicht.sample.double import settle
    from ketenzicht.sample.save_coding import Overtaken, save
    from ketenzicht.sample.workbook import typed

    file = research.sample().file(case)
    known = research.book.variable(variable)
    said: Any = value if known is None else typed(known, value)
    coding = settle(
        research.book, research.codings(), file.case, variable, said, reason, research.plan.settler or ""
    )
    try:
        return save(research.codings_file, coding, seen=coding.number)
    except Overtaken:
        raise UserError(
            "Iemand anders handelde net iets af in dit dossier.",
            fix="Kijk wat er staat en probeer het opnieuw.",
        ) from None


def merge_noted(research: Research) -> tuple[Path, tuple[str, ...], tuple[str, ...]]:
    """Lay what was noted beside the registrations, as attributes of cases, for the next run of the study.

    Returns:
        The file, the variables that the chain declares as an attribute, and those that it does not.

    Raises:
        UserError: no file is finished.
    """
    from ketenzicht.sample.double import final

    codings = research.codings()
    noted = {file.case: final(research.book, codings, file.case) for file in research.sample().readable}
    noted = {case: values for case, values in noted.items() if values}
    if not noted:
        raise UserError(
            "Er is nog geen dossier klaar.", fix="Zie wie nog bezig is: ketenzicht sample status STUDIE"
        )
    names = [one.id for one in research.book.variables if one.kind != "tekst"]
    known = {one.id for one in research.study.chain.attributes}
    kept = {
        name: {case: _as_text(values[name]) for case, values in sorted(noted.items()) if name in values}
        for name in names
    }
    path = research.study.folder / NOTED_FILE
    write_secure(path, json.dumps(kept, ensure_ascii=False, indent=1).encode())
    return path, tuple(one for one in names if one in known), tuple(one for one in names if one not in known)


def known_reader(research: Research, reader: str) -> str:
    """A reader of the plan.

    Raises:
        UserError: there is no such reader.
    """
    if reader not in research.plan.readers:
        raise UserError(
            f"'{reader}' is geen lezer van deze steekproef.",
            fix=did_you_mean(reader, research.plan.readers),
            file=research.study.folder / FOLDER / PLAN_FILE,
        )
    return reader


def write_secure(path: Path, content: bytes) -> None:
    """Write a file that only this user can read; whole or not at all."""
    path.parent.chmod(0o700)
    write_whole(path, content, secret=True)


def _as_text(value: Any) -> str:
    return ",".join(value) if isinstance(value, list | tuple) else str(value)
