"""An example of a benchmark to begin with: a commented ``benchmark.yaml`` and made-up tables that it can run on.

The places do not exist. They differ more than chance gives, as places do; one of them changes its registration, so
that a break can be seen, and one grows past its limits.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from ketenzicht.compare.settings import SETTINGS_FILE
from ketenzicht.errors import UserError

TABLE, CIRCUMSTANCES = "tellingen.csv", "omgeving.csv"
_FIRST, _LAST = 2015, 2024
_BEGINNINGS = ("Ooster", "Wester", "Noorder", "Zuider", "Hoge", "Lage")
_ENDINGS = ("klaver", "distel", "varen", "zegge", "heemst", "kruid", "linde")
_AGES = (("0-3", 0.16), ("4-11", 0.45), ("12-17", 0.39))
_PER_AGE = (0.022, 0.034, 0.041)
_SEED = 20150101
SETTINGS = """\
# Een vergelijking: welke tabel, wat er geteld is, wie vergelijkbaar zijn en waar reeksen breken.
# Dit voorbeeld is verzonnen. Vervang de tabellen en de tekst door die van u.
titel: Meldingen over kinderen, per gemeente
synthetisch: true         # haal weg bij echte gegevens
soort_eenheid: gemeente   # hoe een eenheid heet, enkelvoud en meervoud
soort_eenheden: gemeenten

indicator:
  naam: kinderen over wie een melding kwam
  soort: per_inwoners     # of: aandeel (dan is de noemer het aantal waarvan de telling een deel is)
  per: 1000
  van: kinderen           # waarvan: hoe de noemer heet
  definitie: VOORBEELD_KINDEREN   # de code van wat er is geteld; alleen gelijke codes worden vergeleken
# keten: thuiszitters   # een keten die deze definitie kent; haar breuken tellen dan mee

telling:
  bestand: tellingen.csv
  bron: verzonnen, door ketenzicht compare new
  kolommen:
    eenheid: code
    naam: gemeente
    jaar: jaar
    telling: meldkinderen
    noemer: kinderen
    groep: leeftijd       # weglaten als er geen leeftijden of andere groepen in staan
    # kwadraten: kwadraten    # per rij: de som over personen van hun aantal meldingen in het kwadraat
    # definitie: definitie    # als niet elke rij dezelfde definitie heeft
  # tekens: {"n.b.": ontbreekt}   # wat er staat als er geen getal is; '.', 'x', 'c' en 'z' zijn bekend

standaard: alle           # alle eenheden samen; of {bestand: standaard.csv, bron: "..."} met cijfers per groep
# standaardisatie: direct # anders indirect, zoals bij kleine eenheden hoort
# jaar: 2024              # het jaar dat wordt vergeleken; anders het laatste
eigen: [X01, X04]         # wie een eigen hoofdstuk krijgt: codes of namen

omgeving:
  bestand: omgeving.csv
  bron: verzonnen, door ketenzicht compare new
  eenheid: code
  kenmerken:              # of: klasse: grootteklasse
    - {kolom: inwoners, naam: inwoners, schaal: factor}
    - {kolom: laag_inkomen, naam: lage inkomens}
    - {kolom: eenouder, naam: eenoudergezinnen}
    - {kolom: dichtheid, naam: adressen per km2, schaal: factor}
vergelijkbaar: 10         # hoeveel vergelijkbare eenheden

reeksbreuken:
  - vanaf: 2019
    wat: een nieuw registratiesysteem
    eenheden: [X04]       # weglaten als het voor alle eenheden geldt
"""


def new_benchmark(folder: Path) -> tuple[Path, ...]:
    """Write the example; an existing benchmark is never overwritten.

    Returns:
        The files that were written.

    Raises:
        UserError: the folder holds a benchmark already.
    """
    names = (SETTINGS_FILE, TABLE, CIRCUMSTANCES)
    taken = [name for name in names if (folder / name).exists()]
    if taken:
        raise UserError(
            f"In deze map staat al een {taken[0]}.",
            why="Een bestaande vergelijking wordt nooit overschreven.",
            fix="Kies een andere map.",
            file=folder,
        )
    table, circumstances = _made_up()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in zip(names, (SETTINGS, table, circumstances), strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in names)


def _made_up() -> tuple[str, str]:
    """Counts by place, year and age, and circumstances by place."""
    random = np.random.default_rng(_SEED)
    names = [begin + end for begin in _BEGINNINGS for end in _ENDINGS]
    children = np.exp(random.normal(8.6, 0.9, len(names))).round(-1) + 300
    poor = np.clip(random.normal(8, 2.5, len(names)) + 0.8 * np.log(children / 5000), 2, None)
    alone = np.clip(0.6 * poor + random.normal(5, 1.2, len(names)), 2, None)
    dense = np.exp(random.normal(6.4, 0.8, len(names)) + 0.5 * np.log(children / 5000))
    root = 1 + 0.03 * (poor - poor.mean()) + random.normal(0, 0.09, len(names))
    counts: list[list[object]] = [["code", "gemeente", "jaar", "leeftijd", "meldkinderen", "kinderen"]]
    circumstances: list[list[object]] = [
        ["code", "gemeente", "inwoners", "laag_inkomen", "eenouder", "dichtheid"]
    ]
    for place, name in enumerate(names):
        code = f"X{place + 1:02}"
        circumstances.append(
            [
                code,
                name,
                int(children[place] * 5),
                *(f"{one[place]:.1f}" for one in (poor, alone)),
                int(dense[place]),
            ]
        )
        for year in range(_FIRST, _LAST + 1):
            for (age, part), rate in zip(_AGES, _PER_AGE, strict=True):
                people = int(children[place] * part * (1 + 0.01 * random.normal()))
                changed = 1.6 if name == names[3] and year >= 2019 else 1.0
                grown = 1.9 if name == names[0] and year == _LAST else 1.0
                expected = people * rate * root[place] ** 2 * changed * grown * np.exp(random.normal(0, 0.03))
                counts.append([code, name, year, age, int(random.poisson(expected)), people])
    return _as_csv(counts), _as_csv(circumstances)


def _as_csv(rows: list[list[object]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", lineterminator="\n").writerows(rows)
    return stream.getvalue()
