"""A made-up study of two organisations that know the same persons by other numbers, names and mistakes.

The truth is known: who is who, and how many were helped after a report. Nobody in it exists.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

CHAIN = """\
id: proef
versie: "1"
titel: Proef
samenvatting: Een melding bij de een, hulp bij de ander.
casus: persoon
organisaties: [{id: meldpunt, naam: Meldpunt}, {id: hulp, naam: Hulp}]
gebeurtenissen:
  - {id: melding, naam: Melding, soort: instroom, bij: meldpunt}
  - {id: start-hulp, naam: Start van hulp, soort: start, bij: hulp}
  - {id: einde-hulp, naam: Einde van hulp, soort: einde, bij: hulp}
fasen:
  - {id: hulp, naam: Hulp, bij: hulp, begint_met: start-hulp, eindigt_met: einde-hulp, koppeling: samenvoegen}
bronnen: [{id: proef, titel: Gekozen voor deze proef, gecontroleerd: 2026-11-22}]
maten:
  - id: hulp-na-melding
    soort: incidentie
    hoofdmaat: true
    naam: {nl: Hulp na een melding, en: Help after a report}
    vanaf: {gebeurtenis: melding, keuze: eerste}
    uitkomsten: [{id: hulp, naam: {nl: start van hulp, en: start of help}, gebeurtenissen: start-hulp}]
    horizonnen: [{duur: 6, eenheid: maanden}]
    zin:
      nl: "De kans op hulp binnen {horizon} na de melding is {kans} ({n} personen)."
      en: "The chance of help within {horizon} after the report is {kans} ({n} persons)."
  - id: hulp-binnen-de-hulp
    soort: voorraad
    naam: {nl: Personen met hulp, en: Persons with help}
    fase: hulp
    zin:
      nl: "Gemiddeld kregen {gemiddeld} personen hulp: {begin} aan het begin en {eind} aan het eind."
      en: "On average {gemiddeld} persons had help: {begin} at the start and {eind} at the end."
"""
STUDY = """\
keten: keten
titel: Proef met twee organisaties
periode: {van: 2022-01-01, tot: 2022-12-31}
gegevens: {van: 2021-01-01, tot: 2024-12-31}
eenheid: persoon
koppelingen: [koppelingen/meldpunt.yaml, koppelingen/hulp.yaml]
synthetisch: true
seed: 1
"""
LINKING = """\
personen_koppelen:
  kolommen:
    - koppeling: koppelingen/meldpunt.yaml
      nummer: client
      bsn: bsn
      voornamen: voornamen
      voorvoegsel: voorvoegsel
      geslachtsnaam: naam
      geboortedatum: geboren
      postcode: postcode
      huisnummer: huisnummer
    - koppeling: koppelingen/hulp.yaml
      bestand: ../registraties/clienten.csv
      nummer: nr
      nummer_in_bestand: clientnummer
      bsn: burgerservicenummer
      voornamen: roepnaam
      geslachtsnaam: achternaam
      geboortedatum: geb_datum
      postcode: pc
      huisnummer: nummer
"""
REPORTS = """\
bestand: ../registraties/meldpunt.csv
register: meldpunt
personen: [{nummer: bsn}]
bsn_afspraak: vt-1
overgeslagen: [client, voornamen, voorvoegsel, naam, geboren, postcode, huisnummer]
gebeurtenissen:
  - {gebeurtenis: melding, tijd: datum, traject: melding}
"""
HELP = """\
bestand: ../registraties/hulp.csv
register: hulp
personen: [{nummer: bsn}]
bsn_afspraak: vt-1
overgeslagen: [nr]
gebeurtenissen:
  - {gebeurtenis: start-hulp, tijd: start, traject: traject}
  - {gebeurtenis: einde-hulp, tijd: einde, traject: traject}
"""
GIVEN = ("Fatima", "Kees", "Anneke", "Mohamed", "Sophie", "Daan", "Noor", "Levi", "Esra", "Bram", "Jochem", "Tess",
         "Willem", "Yasmina", "Hendrika", "Luuk", "Marieke", "Omar", "Pieter", "Rosa")  # fmt: skip
FAMILY = (("", "Jansen"), ("de", "Bakker"), ("", "Yilmaz"), ("", "Visser"), ("van der", "Kolk"), ("", "Mulder"),
          ("de", "Groot"), ("", "Postma"), ("van den", "Berg"), ("", "Hendriks"), ("", "El Amrani"),
          ("ten", "Brinke"), ("", "Zonneveld"), ("", "Ravensberg"), ("", "Wiersma"))  # fmt: skip


@dataclass(frozen=True)
class Made:
    """The study and its truth: persons who were reported, and those of them who were helped within half a year."""

    folder: Path
    people: int
    helped: int


def bsn(draw: random.Random) -> str:
    """A number of nine digits that passes the eleven test."""
    while True:
        digits = [draw.randint(1, 9), *(draw.randint(0, 9) for _ in range(7))]
        last = sum((9 - place) * digit for place, digit in enumerate(digits)) % 11
        if last < 10:
            return "".join(map(str, [*digits, last]))


def make_persons_study(folder: Path, people: int = 400) -> Made:
    """Write the study: of three in ten persons the BSN is not known at one of both, and some are written wrongly."""
    draw = random.Random(3)
    for name in ("keten", "koppelingen", "registraties"):
        (folder / name).mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY + LINKING, encoding="utf-8")
    (folder / "keten" / "keten.yaml").write_text(CHAIN, encoding="utf-8")
    (folder / "koppelingen" / "meldpunt.yaml").write_text(REPORTS, encoding="utf-8")
    (folder / "koppelingen" / "hulp.yaml").write_text(HELP, encoding="utf-8")
    reports, help_, clients, helped = [], [], [], 0
    for number in range(people):
        particle, family = draw.choice(FAMILY)
        given, own = draw.choice(GIVEN), bsn(draw)
        born = date(1950, 1, 1) + timedelta(days=draw.randint(0, 22_000))
        code, house = (
            f"{draw.randint(1000, 9999)}{draw.choice('ABCD')}{draw.choice('GHJK')}",
            draw.randint(1, 200),
        )
        known_here, known_there = draw.random() < 0.7, draw.random() < 0.7
        day = date(2022, 1, 1) + timedelta(days=draw.randint(0, 300))
        line = [own if known_here else "", given, particle, family, f"{born:%d-%m-%Y}", code, house]
        for again in range(draw.choice((1, 1, 2))):
            reports.append([f"m{number}-{again}", f"C{number}", day + timedelta(days=10 * again), *line])
        if draw.random() < 0.6:
            start = day + timedelta(days=draw.randint(20, 250))
            helped += (start - day).days <= 181
            help_.append(
                [f"h{number}", 5000 + number, own if known_there else "", start, start + timedelta(days=90)]
            )
            moved = draw.random() < 0.25
            clients.append(
                [
                    5000 + number,
                    own if known_there else "",
                    *_written(draw, given, particle, family),
                    _born(draw, born),
                    f"{draw.randint(1000, 9999)}KL" if moved else code,
                    draw.randint(1, 200) if moved else house,
                ]
            )
    head = (
        "melding",
        "client",
        "datum",
        "bsn",
        "voornamen",
        "voorvoegsel",
        "naam",
        "geboren",
        "postcode",
        "huisnummer",
    )
    _write(folder / "registraties" / "meldpunt.csv", head, reports)
    _write(folder / "registraties" / "hulp.csv", ("traject", "nr", "bsn", "start", "einde"), help_)
    head = ("clientnummer", "burgerservicenummer", "roepnaam", "achternaam", "geb_datum", "pc", "nummer")
    _write(folder / "registraties" / "clienten.csv", head, clients)
    return Made(folder, people, helped)


def _written(draw: random.Random, given: str, particle: str, family: str) -> tuple[str, str]:
    """How the other organisation writes a name: with the particle before it, now and then wrongly."""
    name = f"{particle} {family}".strip()
    kind = draw.random()
    if kind < 0.1:
        return given[0] + ".", name
    if kind < 0.2:
        return given, name.upper()
    if kind < 0.3:
        return given[:-1], name
    if kind < 0.35:
        return given, name[:-2] + name[-1]
    return given, name


def _born(draw: random.Random, born: date) -> str:
    """A date of birth as the other organisation knows it: now and then the year alone, or with a digit wrong."""
    kind = draw.random()
    if kind < 0.1:
        return f"{born.year}-00-00"
    if kind < 0.2:
        return str(born.replace(day=1 + born.day % 28))
    return str(born)


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerows([head, *rows])
