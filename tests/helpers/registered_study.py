"""A study folder of made-up registrations of any chain, with ties, gaps, and dates that are not known to the day."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from helpers.registered import DATA, PERIOD, registered
from ketenzicht.chain import load_chain

MOST_PERSONS = 3
COLUMNS = ("nummer", "datum", "gebeurtenis", "organisatie", "traject", "reden", "huishouden")
FORMATS = {"maand": "%Y-%m", "dag": "%Y-%m-%d", "moment": "%Y-%m-%d"}


def registered_study(folder: Path, chain: str, *, seed: int, cases: int, without: str = "") -> Path:
    """Write a study of a number of households; gives its folder.

    Args:
        folder: the folder to make.
        chain: id of a shipped chain.
        seed, cases: of the registrations.
        without: an attribute that the registrations do not carry.
    """
    described = load_chain(chain)
    made = registered(described, seed=seed, cases=cases)
    attributes = [one.id for one in described.attributes if one.id != without]
    names = [one.replace("-", "_") for one in attributes]
    persons = [f"persoon_{number}" for number in range(1, MOST_PERSONS + 1)]
    involved = defaultdict(list)
    for one in made.involvement.to_pylist():
        involved[one["event_id"]].append(one)
    (folder / "koppelingen").mkdir(parents=True)
    with (folder / "registratie.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*COLUMNS, *persons, *names])
        for event in made.events.to_pylist():
            who = involved[event["event_id"]]
            numbers = [one["person_id"] for one in who] + [None] * MOST_PERSONS
            writer.writerow(
                [event["event_id"], _date(event["occurred_at"], event["precision"]), event["activity"]]
                + [event[name] for name in ("organisation", "spell_id", "end_reason")]
                + [who[0]["household_id"], *numbers[:MOST_PERSONS], *(event[name] for name in names)]
            )
    carried = ", ".join(f"{one}: {name}" for one, name in zip(attributes, names, strict=True))
    (folder / "koppelingen" / "registratie.yaml").write_text(
        f"bestand: ../registratie.csv\nhuishouden: huishouden\n"
        f"personen: [{', '.join(f'{{nummer: {name}}}' for name in persons)}]\n"
        "activiteit:\n  kolom: gebeurtenis\n  tijd: datum\n  nummer: nummer\n  traject: traject\n"
        f"  organisatie: organisatie\n  einde_reden: reden\n  kenmerken: {{{carried}}}\n",
        encoding="utf-8",
    )
    groups = ["", *sorted({one.group for one in described.measures if getattr(one, "group", None)})]
    years = range(DATA[0].year, DATA[1].year + 1)
    (folder / "inwoners.csv").write_text(
        "jaar;groep;aantal\n" + "".join(f"{year};{group};5000\n" for group in groups for year in years),
        encoding="utf-8",
    )
    (folder / "study.yaml").write_text(
        f"keten: {chain}\ntitel: Verzonnen\neenheid: persoon\nkoppelingen: [koppelingen/registratie.yaml]\n"
        f"gegevens: {{van: {DATA[0]}, tot: {DATA[1]}}}\nperiode: {{van: {PERIOD[0]}, tot: {PERIOD[1]}}}\n"
        "inwoners: inwoners.csv\ntalen: [nl]\nsynthetisch: true\n",
        encoding="utf-8",
    )
    return folder


def _date(moment: datetime | None, precision: str) -> str:
    return "" if moment is None else moment.strftime(FORMATS[precision])
