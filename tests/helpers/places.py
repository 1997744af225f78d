"""A country of made-up municipalities, as Tabel 33 writes them."""

from pathlib import Path

from ketenzicht.compare.places.municipalities import Municipalities, read_municipalities
from ketenzicht.compare.places.splits import Splits, read_splits

HEADER = (
    '"92.10 Gemeentecode","92.11 Omschrijving","92.12 Nieuwe code","99.98 Datum ingang","99.99 Datum einde"'
)

ROWS = (
    ("0000", "Onbekend", "", "", ""),
    ("0001", "Aarde", "0010", "", "20200101"),
    ("0002", "Berg", "0010", "", "20200101"),
    ("0003", "Cent", "0004", "", "20210101"),
    ("0004", "Dal", "", "", ""),
    ("0005", "Eik (G.)", "", "", ""),
    ("0006", "Eik (U.)", "", "", ""),
    ("0007", "Oud", "0011", "", "20200701"),
    ("0010", "Aardberg", "", "20200101", ""),
    ("0011", "Nieuw", "", "20200701", ""),
    ("1999", "Registratie Niet Ingezetenen (RNI)", "", "20140106", ""),
)
"""0001 and 0002 merge in 0010; 0003 is split over 0004 and 0005; 0007 takes another name."""

COUNTS: dict[str, float | None] = {
    "0001": 10,
    "0002": 5,
    "0003": 8,
    "0004": 20,
    "0005": 30,
    "0006": 1,
    "0007": 4,
}
"""Of each municipality of before 2020."""

SPLITS = """\
volledig_van: 2019-01-01
volledig_tot: 2022-01-01
splitsingen:
  - gemeente: "0003"
    op: 2021-01-01
    {into}
    bron: verzonnen
"""


def written(folder: Path, rows: tuple[tuple[str, ...], ...] = ROWS) -> Path:
    path = folder / "tabel33.csv"
    lines = [HEADER, *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def country(folder: Path) -> Municipalities:
    return read_municipalities(written(folder))


def split_over(folder: Path, table: Municipalities, into: str = 'naar: ["0004", "0005"]') -> Splits:
    path = folder / "splitsingen.yaml"
    path.write_text(SPLITS.format(into=into), encoding="utf-8")
    return read_splits(path, table)
