"""A made-up file on an investment in wijkteams, small enough to work out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def made_up() -> dict[str, Any]:
    """Two groups. Young people: 400 referrals before, 330 after, and elsewhere 10 % more by inhabitants.

    So 440 were expected, and 110 fewer came: at 2,000 euros 220,000. Adults: 200 and 190 of 1,000 euros: 10,000 more.
    """
    return {
        "titel": "Wijkteams in een verzonnen gemeente",
        "synthetisch": True,
        "prijspeil": 2024,
        "prijsindex": {"2022": 100.0, "2024": 110.0},
        "voor": {"van": "2019-01-01", "tot": "2019-12-31"},
        "na": {"van": "2022-01-01", "tot": "2022-12-31"},
        "team": {
            "eenmalig": {"bedrag": 60000, "prijspeil": 2024, "herkomst": "verzonnen"},
            "per_jaar": {"bedrag": 100000, "prijspeil": 2022, "herkomst": "verzonnen"},
        },
        "groepen": [
            {
                "groep": "jeugd",
                "naam": "Jeugdigen",
                "inwoners": {"voor": 10000, "na": 10000},
                "deel_van_team": 0.5,
                "verwijzingen": [
                    {
                        "soort": "zonder-verblijf",
                        "naam": "Jeugdhulp zonder verblijf",
                        "aantal": {"voor": 400, "na": 330},
                        "kosten": {
                            "bedrag": 2000, "laag": 1600, "hoog": 2500, "prijspeil": 2024, "herkomst": "verzonnen",
                        },
                        "vergelijking": {
                            "naam": "drie verzonnen gemeenten",
                            "aantal": {"voor": 5000, "na": 6600},
                            "inwoners": {"voor": 100000, "na": 120000},
                        },
                    }
                ],
            },
            {
                "groep": "volwassenen",
                "naam": "Volwassenen",
                "inwoners": {"voor": 50000, "na": 50000},
                "deel_van_team": 0.5,
                "verwijzingen": [
                    {
                        "soort": "maatwerk",
                        "naam": "Maatwerkvoorziening Wmo",
                        "aantal": {"voor": 200, "na": 190},
                        "kosten": {"bedrag": 1000, "prijspeil": 2024, "herkomst": "verzonnen"},
                    }
                ],
            },
        ],
    }  # fmt: skip


def write_investment(path: Path, content: dict[str, Any]) -> Path:
    """The content as a file."""
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path
