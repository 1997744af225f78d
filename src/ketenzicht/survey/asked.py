"""Reads who is asked: a CSV file as a spreadsheet writes it, with ``code``, ``naam`` and a column per known total."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.spreadsheet import csv_rows
from ketenzicht.survey.model import Asked, AskedOrganisation

CODE, NAME, GROUP, CONTACT = "code", "naam", "groep", "contact"


def read_asked(path: Path, asked: Asked) -> tuple[AskedOrganisation, ...]:
    """The asked organisations; none when the file is not there.

    Args:
        path: the file: UTF-8 or Windows-1252, ``;`` or ``,`` between the columns.
        asked: which groups and totals there are.

    Raises:
        UserError: a column or value is missing or wrong; it names the line.
    """
    if not path.is_file():
        return ()
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    rows = csv_rows(text.splitlines(), ";" if first.count(";") >= first.count(",") else ",", path)
    _line, names = next(rows, (1, []))
    head = [cell.strip().lower() for cell in names]
    _demand_columns(head, asked, path)
    found: dict[str, AskedOrganisation] = {}
    for line, cells in rows:
        values = {name: cell.strip() for name, cell in zip(head, cells, strict=False)}
        if not any(values.values()):
            continue
        organisation = _organisation(values, asked, path, line)
        if organisation.code in found:
            raise UserError(
                f"De code '{organisation.code}' staat er twee keer in.",
                why="Een antwoord hoort bij precies één organisatie.",
                fix="Geef elke organisatie een eigen code.",
                file=path,
                line=line,
            )
        found[organisation.code] = organisation
    return tuple(found.values())


def columns_of(asked: Asked) -> tuple[str, ...]:
    """The columns of the file, in order."""
    groups = (GROUP,) if asked.groups else ()
    return (CODE, NAME, *groups, CONTACT, *(total.id for total in asked.totals))


def _demand_columns(head: list[str], asked: Asked, path: Path) -> None:
    known = columns_of(asked)
    for name in head:
        if name and name not in known:
            raise UserError(
                f"De kolom '{name}' is niet bekend.",
                why="Een getal telt alleen mee als de uitvraag het noemt, bij 'gevraagd: totalen:'.",
                fix=did_you_mean(name, known),
                file=path,
                line=1,
            )
    for name in (CODE, NAME):
        if name not in head:
            raise UserError(
                f"De kolom '{name}' ontbreekt.",
                why="Zonder code en naam is niet te zien van wie een antwoord is.",
                fix="De eerste regel is: " + ";".join(known),
                file=path,
                line=1,
            )


def _organisation(values: dict[str, str], asked: Asked, path: Path, line: int) -> AskedOrganisation:
    code, name, group = values.get(CODE, ""), values.get(NAME, ""), values.get(GROUP, "")
    if not code or not name:
        raise UserError("Een organisatie heeft een code en een naam.", file=path, line=line)
    if any(not (sign.isalnum() or sign in "-_.") for sign in code) or code.startswith("."):
        raise UserError(
            f"De code '{code}' kan niet.",
            why="De code wordt de naam van een bestand.",
            fix="Gebruik letters, cijfers en streepjes.",
            file=path,
            line=line,
        )
    groups = [one.id for one in asked.groups]
    if groups and group not in groups:
        raise UserError(
            f"De groep '{group}' bestaat niet.",
            why="Groepen van deze uitvraag: " + ", ".join(groups) + ".",
            fix=did_you_mean(group, groups),
            file=path,
            line=line,
        )
    totals = dict(_totals(values, asked, path, line))
    return AskedOrganisation(
        code=code, name=name, group=group or None, contact=values.get(CONTACT) or None, totals=totals
    )


def _totals(values: dict[str, str], asked: Asked, path: Path, line: int) -> Iterator[tuple[str, Decimal]]:
    for total in asked.totals:
        text = values.get(total.id, "")
        if not text:
            continue
        try:
            number = Decimal(text.replace(".", "").replace(",", "."))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number < 0:
            raise UserError(
                f"Bij '{total.id}' staat geen getal vanaf 0.",
                fix="Schrijf alleen cijfers, of laat het leeg als het niet bekend is.",
                file=path,
                line=line,
            )
        yield total.id, number
