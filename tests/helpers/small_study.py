"""A study of one small file of reports; which rows it has and what its columns mean, a test says itself."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """\
keten: veilig-thuis
titel: Proef
periode: {van: 2019-01-01, tot: 2022-12-31}
gegevens: {van: 2015-01-01, tot: 2022-12-31}
koppelingen: [koppelingen/meldingen.yaml]
"""


def small_study(folder: Path, mapping: str, settings: str = SETTINGS) -> Path:
    """The folder of a study with these settings and this mapping."""
    (folder / "koppelingen").mkdir(parents=True)
    (folder / "study.yaml").write_text(settings, encoding="utf-8")
    (folder / "koppelingen" / "meldingen.yaml").write_text(mapping, encoding="utf-8")
    return folder
