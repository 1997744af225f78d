"""All doors: what each reads, as the program does it for a user, and how much of a long run it gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from fuzz import seeds
from fuzz.door import Door
from fuzz.mutations import Form
from fuzz.person_doors import PERSON_DOORS
from fuzz.place_doors import PLACE_DOORS
from fuzz.study_doors import STUDY_DOORS

if TYPE_CHECKING:
    from helpers.web import Browser
    from ketenzicht.chain.model import Chain
    from ketenzicht.engine import Engine
    from ketenzicht.survey.load import SurveyFolder

DAY = date(2026, 11, 22)


@cache
def _engine() -> Engine:
    from ketenzicht.engine import Engine
    from ketenzicht.intake.pseudonym import prepare

    made = Engine(memory_limit="1GB", threads=1)
    prepare(made, b"\0" * 32)
    return made


@cache
def _chain(name: str) -> Chain:
    from helpers.intake import spell_chain
    from helpers.web import web_chain
    from ketenzicht.chain import load_chain

    return {"klein": web_chain, "toets": spell_chain}.get(name, lambda: load_chain(name))()


def _registration(**layout: Any) -> Callable[[Path], Iterable[str]]:
    """A registration as intake scans it: every cell of every row."""

    def enter(path: Path) -> Iterator[str]:
        from ketenzicht.intake.mapping import Layout
        from ketenzicht.intake.readers import open_source
        from ketenzicht.intake.readers.delimited import check_quotes
        from ketenzicht.intake.readers.source import scanning

        engine = _engine()
        source = open_source(engine, path, Layout.model_validate(layout), path.parent, "source")
        with scanning(source):
            engine.run(f"create or replace table taken as select * from {source.relation}")
        check_quotes(engine, source)
        for notice in source.notices:
            yield str(notice.detail)

    return enter


def _guess(path: Path) -> Iterator[str]:
    """A registration of which the mapping is guessed."""
    from ketenzicht.intake.guess.guess import guess_file
    from ketenzicht.intake.guess.profile import days_of, profile
    from ketenzicht.intake.guess.write import mapping_text
    from ketenzicht.intake.load_mapping import load_mapping
    from ketenzicht.intake.mapping import Layout

    engine, chain = _engine(), _chain("veilig-thuis")
    found = profile(engine, path, Layout(), path.parent, "sample")
    guessed = guess_file(engine, found, chain)
    columns = tuple(column.name for column in found.columns)
    text = mapping_text(guessed, path.name, columns, {}, chain)
    days_of(engine, found, guessed.time_columns)
    target = path.with_suffix(".yaml")
    target.write_text(text, encoding="utf-8")
    if guessed.time_columns:
        load_mapping(target, chain)
    yield from ()


def _intake(path: Path) -> Iterator[str]:
    """A registration from the file to canonical events and a report of its quality.

    That report names columns and codes; what it says besides may hold no cell.
    """
    from helpers.intake import file_mapping, take_in

    chain = _chain("toets")
    mapping = yaml.safe_load(seeds.MAPPING)
    del mapping["bestand"], mapping["indeling"]
    result = take_in(chain, path.parent / "out", file_mapping(path, chain, mapping))
    for finding in result.quality.as_data()["findings"]:
        yield f"{finding['what']} {finding['fix']} {finding['detail']}"


def _mapping(path: Path) -> Iterator[str]:
    from ketenzicht.intake.load_mapping import load_mapping

    load_mapping(path, _chain("toets"))
    yield from ()


def _study(path: Path) -> Iterator[str]:
    from ketenzicht.study.settings import load_study

    load_study(path.parent)
    yield from ()


def _chain_file(path: Path) -> Iterator[str]:
    from ketenzicht.chain import load_chain
    from ketenzicht.guide.checks import check_chain

    check_chain(load_chain(path.parent), as_of=DAY)
    yield from ()


def _survey_file(path: Path) -> Iterator[str]:
    from ketenzicht.survey.load import load_survey

    load_survey(path.parent)
    yield from ()


@cache
def _survey() -> SurveyFolder:
    from ketenzicht.survey.load import load_survey

    return load_survey("thuiszitters")


def _survey_book(path: Path) -> Iterator[str]:
    """A workbook that an organisation hands in, with all checks."""
    from ketenzicht.survey.check_answers import check
    from ketenzicht.survey.template_read import read_template

    reading = read_template(path, _survey().survey)
    check(_survey().survey, reading.given.answers)
    yield from ()


def _survey_answers(path: Path) -> Iterator[str]:
    """A file of answers, with all checks."""
    from ketenzicht.survey.answers import plain_answers, read_answer_file
    from ketenzicht.survey.check_answers import check, in_the_way

    given = read_answer_file(path)
    survey = _survey().survey
    in_the_way(check(survey, plain_answers(survey, given.answers)), given.explanations)
    yield from ()


@cache
def _catalogue() -> Any:
    from ketenzicht.catalogue.load import load_catalogue

    return load_catalogue("sociaal-domein")


def _references(path: Path) -> Iterator[str]:
    """References that somebody imports, and exports again."""
    from ketenzicht.catalogue.proposals import export, read_references

    export(read_references(path, _catalogue()).studies, path.suffix)
    yield from ()


def _map_file(name: str) -> Callable[[Path], Iterable[str]]:
    """A map or session that somebody opens on the page, told in words."""

    def enter(path: Path) -> Iterator[str]:
        from ketenzicht.problem_map.in_words import in_words
        from ketenzicht.problem_map.open_file import open_file

        session, _left_out = open_file(path.read_bytes(), name)
        in_words(session.begin)
        yield from ()

    return enter


def _codings(path: Path) -> Iterator[str]:
    from ketenzicht.sample.codings import read_codings
    from ketenzicht.sample.double import differences, final

    book = _codebook()
    codings = read_codings(path)
    files = sorted({one.file for one in codings.saved})
    differences(book, codings, files)
    for file in files:
        final(book, codings, file)
    yield from ()


@cache
def _codebook() -> Any:
    from ketenzicht.sample.codebook import load_codebook

    return load_codebook(seeds.SHIPPED / "study" / "templates" / "sample" / "codeboek.yaml")


def _codebook_file(path: Path) -> Iterator[str]:
    from ketenzicht.sample.codebook import load_codebook

    load_codebook(path)
    yield from ()


def _person_lists(path: Path) -> Iterator[str]:
    from ketenzicht.household.register import read_register

    register = read_register(path)
    for problem in register.problems:
        yield f"{problem.what} {problem.why}"


def _addresses(path: Path) -> Iterator[str]:
    from ketenzicht.household.no_household import read_no_household

    read_no_household(path)
    yield from ()


def _inhabitants(path: Path) -> Iterator[str]:
    from ketenzicht.study.inhabitants import read_inhabitants

    read_inhabitants(path)
    yield from ()


def _elsewhere(path: Path) -> Iterator[str]:
    from ketenzicht.study.elsewhere import read_elsewhere

    read_elsewhere(path)
    yield from ()


def _case_file(path: Path) -> Iterator[str]:
    from ketenzicht.guide.case_file import read_case_file

    for remark in read_case_file(_chain("klein"), path.read_bytes()).remarks:
        yield str(remark)


@cache
def _browser() -> Browser:
    from helpers.web import Browser, application_for_tests

    return Browser(application_for_tests())


class ServerError(Exception):
    """The server answered that it is at fault."""


def _api(path: Path) -> Iterator[str]:
    """A request to the API of the guide: what is wrong with it is told, and its answers are not."""
    page = _browser()._ask(
        "POST", "/api/v1/ketens/klein/beoordelingen", path.read_bytes(), "application/json"
    )
    if page.status >= 500:
        raise ServerError(page.status)
    if page.status >= 400:
        yield page.body.decode()


def _alone(*content: bytes) -> Callable[[], list[bytes]]:
    return lambda: list(content)


def _shipped(path: str) -> Callable[[], list[bytes]]:
    return lambda: [(seeds.SHIPPED / path).read_bytes()]


_TABLE = {"make_seeds": _alone(seeds.CSV), "cells": True}

FORMS: dict[str, Form] = {".json": "json"}

DOORS: dict[str, Door] = {
    door.name: door
    for door in (
        Door("csv", "zaken.csv", _registration(), **_TABLE, share=20),
        Door(
            "csv-packed", "zaken.csv.gz", _registration(), _alone(seeds.packed(seeds.CSV)), "gzip", 10, True
        ),
        Door("cbs-protocol", "levering.txt", _registration(soort="cbs-vt-1"), _alone(seeds.CBS), cells=True),
        Door("xlsx", "zaken.xlsx", _registration(), seeds.spreadsheets, "zip", 10, True),
        Door("xls", "zaken.xls", _registration(), seeds.old_workbooks, "bytes", 20, True),
        Door("ods", "zaken.ods", _registration(), seeds.open_documents, "zip", 10, True),
        Door("parquet", "zaken.parquet", _registration(), seeds.parquets, "bytes", 10, True),
        Door("spss", "zaken.sav", _registration(), seeds.statistics, "bytes", 10, True),
        Door("xes", "log.xes", _registration(), _alone(seeds.XES), cells=True),
        Door("xes-packed", "log.xes.gz", _registration(), _alone(seeds.packed(seeds.XES)), "gzip", 5, True),
        Door(
            "ocel-json",
            "log.jsonocel",
            _registration(objecttype="huis"),
            _alone(seeds.OCEL_JSON),
            form="json",
            cells=True,
        ),
        Door("ocel-xml", "log.xmlocel", _registration(objecttype="huis"), _alone(seeds.OCEL_XML), cells=True),
        Door(
            "ocel-sqlite",
            "log.sqlite",
            _registration(objecttype="huis"),
            seeds.object_databases,
            "bytes",
            5,
            True,
        ),
        Door("guess", "zaken.csv", _guess, **_TABLE, share=1),
        Door("intake", "zaken.csv", _intake, **_TABLE, share=1),
        Door("mapping", "zaken.yaml", _mapping, _alone(seeds.MAPPING), share=60),
        Door("study", "study.yaml", _study, _alone(seeds.STUDY), share=20),
        Door("chain", "keten.yaml", _chain_file, seeds.chains, share=20),
        Door(
            "survey", "uitvraag.yaml", _survey_file, _shipped("surveys/thuiszitters/uitvraag.yaml"), share=5
        ),
        Door("survey-workbook", "formulier.xlsx", _survey_book, seeds.survey_books, "zip", 5, True),
        Door(
            "survey-answers",
            "NOORD.json",
            _survey_answers,
            seeds.survey_answers,
            form="json",
            share=60,
            cells=True,
        ),
        Door(
            "survey-answers-yaml",
            "NOORD.yaml",
            _survey_answers,
            seeds.survey_answers,
            form="json",
            cells=True,
        ),
        *(
            Door(
                f"references{ending}",
                f"lijst{ending}",
                _references,
                _alone(*content),
                FORMS.get(ending, "text"),
                30,
            )
            for ending, content in seeds.references().items()
        ),
        Door("map", "kaart.json", _map_file("kaart.json"), seeds.maps, form="json", share=40),
        Door(
            "map-yaml", "kaart.yaml", _map_file("kaart.yaml"), _shipped("kaarten/thuiszitters.yaml"), share=5
        ),
        Door("map-session", "sessie.json", _map_file("sessie.json"), seeds.sessions, form="json", share=20),
        Door("codings", "codes.jsonl", _codings, _alone(seeds.CODINGS), form="json", share=100, cells=True),
        Door(
            "codebook",
            "codeboek.yaml",
            _codebook_file,
            _shipped("study/templates/sample/codeboek.yaml"),
            share=20,
        ),
        Door("person-lists", "brp.csv", _person_lists, seeds.person_lists, share=40, cells=True),
        Door("addresses", "adressen.csv", _addresses, seeds.addresses, share=60, cells=True),
        Door(
            "inhabitants",
            "inwoners.csv",
            _inhabitants,
            _alone(b"jaar;aantal;plaats;groep;bron\n2023;100;A;;CBS\n"),
            share=60,
        ),
        Door(
            "elsewhere",
            "elders.csv",
            _elsewhere,
            _alone(
                b"getal;waarde;afgerond_op;van;tot;bron\nmelding:periode;1.540;10;2024-01-01;2024-12-31;CBS\n"
            ),
            share=60,
        ),
        Door("case", "casus.json", _case_file, seeds.cases, form="json", share=150, cells=True),
        Door("api", "vraag.json", _api, _alone(*seeds.REQUESTS), form="json", share=100, cells=True),
        *PERSON_DOORS,
        *PLACE_DOORS,
        *STUDY_DOORS,
    )
}
