"""A made-up registration of young people who are not at school, in groups that go the same way: counted by hand.

One file, one event per row, as a regional attendance office could keep it. Nobody in it exists.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

STUDY = """\
keten: thuiszitters
titel: 'Verzonnen: thuiszitters in een regio'
gegevens: {van: 2022-08-01, tot: 2025-12-31}
periode: {van: 2023-08-01, tot: 2024-07-31}
eenheid: persoon
koppelingen: [koppelingen/leerplicht.yaml]
inwoners: inwoners.csv
talen: [nl]
synthetisch: true
"""
INHABITANTS = """\
jaar;groep;aantal;bron
2024;5-tot-18;4000;verzonnen
2024;leerlingen-5-tot-18;3000;verzonnen
2024;leerplichtigen;3200;verzonnen
"""
MAPPING = """\
bestand: ../leerplicht.csv
personen: {nummer: leerling}
activiteit:
  kolom: gebeurtenis
  tijd: datum
  traject: melding
  kenmerken: {soort-verzuim: soort, soort-aanbod: aanbod}
  einde_reden: reden
"""
COLUMNS = ("leerling", "datum", "gebeurtenis", "melding", "soort", "aanbod", "reden")


@dataclass(frozen=True)
class Step:
    """What happens so many days after the start, with what the row carries."""

    day: int
    event: str
    carries: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Group:
    """So many young people who all go the same way from one day on."""

    size: int
    start: date
    steps: tuple[Step, ...]


LONG = (("soort", "maand"), ("melding", "1"))
AGAIN = (("soort", "signaal"), ("melding", "2"))
PLACE = (("aanbod", "plek"),)

GROUPS = (
    # Enrolled and long absent: an offer after 60 days, back at school after 100; all are reported once.
    Group(60, date(2023, 10, 2), (
        Step(0, "begin-langdurig-relatief-verzuim"), Step(30, "melding", LONG), Step(31, "in-behandeling", LONG),
        Step(60, "aanbod", PLACE), Step(100, "terug-naar-school"), Step(101, "melding-afgesloten", LONG),
    )),
    # The same, but reported again, with a suspicion and a screening.
    Group(20, date(2023, 10, 2), (
        Step(0, "begin-langdurig-relatief-verzuim"), Step(30, "melding", LONG), Step(45, "lvb-vermoeden"),
        Step(60, "aanbod", PLACE), Step(75, "lvb-screening"), Step(100, "terug-naar-school"),
        Step(200, "melding", AGAIN),
    )),
    # Enrolled nowhere: back at school after 40 days, without an offer.
    Group(40, date(2023, 10, 2), (Step(0, "begin-absoluut-verzuim"), Step(40, "terug-naar-school"))),
    # Enrolled nowhere: to work after 200 days, without an offer.
    Group(40, date(2023, 11, 1), (
        Step(0, "begin-absoluut-verzuim"), Step(200, "einde-thuiszitten", (("reden", "werk"),)),
    )),
    # Enrolled, de-registered after 50 days and then enrolled nowhere: one period at home; an offer comes too late.
    # After the period of the study at home again.
    Group(20, date(2023, 11, 1), (
        Step(0, "begin-langdurig-relatief-verzuim"), Step(50, "uitgeschreven"), Step(50, "begin-absoluut-verzuim"),
        Step(150, "aanbod", PLACE), Step(170, "terug-naar-school"), Step(300, "begin-absoluut-verzuim"),
    )),
    # Enrolled and long absent, until an exemption 5 onder a that nobody renews.
    Group(20, date(2023, 10, 2), (Step(0, "begin-langdurig-relatief-verzuim"), Step(50, "vrijstelling-5-onder-a"))),
    # Notices for 5 onder a: for a year, with advice and renewed; never fit, without advice; no exemption.
    Group(40, date(2023, 9, 1), (
        Step(-30, "verklaring-deskundige"), Step(0, "kennisgeving-5-onder-a"), Step(14, "onderwijskundig-advies"),
        Step(30, "vrijstelling-5-onder-a"), Step(300, "kennisgeving-herhaald"),
    )),
    Group(20, date(2023, 9, 1), (
        Step(0, "kennisgeving-5-onder-a"), Step(30, "vrijstelling-5-onder-a-nooit-geschikt"),
    )),
    Group(20, date(2023, 9, 1), (Step(0, "kennisgeving-5-onder-a"), Step(60, "geen-vrijstelling"))),
    # Notices for 5 onder b: half of them with an exemption; and for 5 onder c: all of them.
    Group(20, date(2023, 9, 1), (Step(0, "kennisgeving-5-onder-b"), Step(30, "vrijstelling-5-onder-b"))),
    Group(20, date(2023, 9, 1), (Step(0, "kennisgeving-5-onder-b"), Step(30, "geen-vrijstelling"))),
    Group(20, date(2023, 9, 1), (Step(0, "kennisgeving-5-onder-c"), Step(30, "vrijstelling-5-onder-c"))),
    # Enrolled nowhere from March on, and still so on the last day of the data.
    Group(20, date(2024, 3, 1), (Step(0, "begin-absoluut-verzuim"),)),
    # Enrolled nowhere, and moved after 30 days: lost.
    Group(20, date(2023, 10, 2), (Step(0, "begin-absoluut-verzuim"), Step(30, "verhuizing"))),
    # Absence of less than four weeks that the office calls long all the same.
    Group(20, date(2024, 1, 8), (Step(0, "begin-langdurig-relatief-verzuim"), Step(20, "terug-naar-school"))),
)  # fmt: skip


def write_absence_study(folder: Path) -> None:
    """A study folder with the registration, its mapping and the settings; all measures of the chain."""
    (folder / "koppelingen").mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    (folder / "inwoners.csv").write_text(INHABITANTS, encoding="utf-8")
    (folder / "koppelingen" / "leerplicht.yaml").write_text(MAPPING, encoding="utf-8")
    with (folder / "leerplicht.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, delimiter=";")
        table.writeheader()
        for letter, group in zip("ABCDEFGHIJKLMNO", GROUPS, strict=True):
            for number in range(group.size):
                pupil = f"{letter}{number:03d}"
                for step in group.steps:
                    row = dict(step.carries)
                    if "melding" in row:
                        row["melding"] = f"{pupil}-{row['melding']}"
                    day = group.start + timedelta(days=step.day)
                    table.writerow({"leerling": pupil, "datum": day, "gebeurtenis": step.event} | row)
