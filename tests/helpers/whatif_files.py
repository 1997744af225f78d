"""A small model file, a scenario and unit costs as texts, and a way to write them with something changed."""

from __future__ import annotations

from pathlib import Path

MODEL = """\
naam: Klein model
keten: veilig-thuis
verzonnen: true
periode: {van: 2027-01-01, tot: 2029-12-31, aanloop_jaren: 1}
zaken:
  huishouden:
    begint_in: veiligheidsbeoordeling
    aankomst:
      per_dag: {waarde: 1.0, herkomst: aanname, interval: [0.8, 1.25]}
organisaties:
  veilig-thuis:
    plaatsen: {waarde: geen, herkomst: aanname}
fasen:
  veiligheidsbeoordeling:
    bij: veilig-thuis
    duur:
      klaar: {waarde: {mediaan: 6, spreiding: 0.5}, herkomst: aanname}
    termijn: "10"
  hulp:
    naam: Hulp
    einde: {waarde: {volgens-plan: 0.7, uitgevallen: 0.3}, herkomst: aanname, standaardfout: {uitgevallen: 0.1}}
    duur:
      volgens-plan: {waarde: {gemiddelde: 60}, herkomst: aanname}
      uitgevallen: {waarde: {gemiddelde: 20}, herkomst: aanname}
routes:
  verder:
    van: veiligheidsbeoordeling
    kans: {waarde: {hulp: 0.5, niets: 0.5}, herkomst: aanname}
    naar: {hulp: hulp}
terugkeer_na:
  uitgevallen: {kans: {waarde: 0.5, herkomst: aanname}, na: {waarde: {gemiddelde: 90}, herkomst: aanname}}
  volgens-plan: {kans: {waarde: 0.1, herkomst: aanname}, na: {waarde: {gemiddelde: 90}, herkomst: aanname}}
"""

SCENARIO = """\
naam: Minder uitval
vanaf: 2027-07-01
wijzigingen:
  - {parameter: fasen.hulp.einde.uitgevallen, wordt: 0.1}
kosten:
  eenmalig: {bedrag: 2000, prijspeil: 2026}
  per_jaar: {bedrag: 1000, prijspeil: 2026}
"""

COSTS = """\
prijspeil: 2026
prijsindex: {2024: 100, 2026: 110}
eenheden:
  - {fase: veiligheidsbeoordeling, per_start: {bedrag: 500, prijspeil: 2024, herkomst: aanname}}
  - {fase: hulp, per_dag: {bedrag: 20, prijspeil: 2026, herkomst: aanname}}
"""


def written(folder: Path, text: str, *changes: tuple[str, str], name: str = "model.yaml") -> Path:
    """The text as a file, with each old piece replaced by another; a piece that is not there is a mistake."""
    for old, other in changes:
        assert old in text, old
        text = text.replace(old, other)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def line_of(path: Path, piece: str) -> int:
    """The line on which something stands."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if piece in line)
