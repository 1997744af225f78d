"""Every statement gives the same table on DuckDB and on a server: made-up registrations of chains, both units.

The registrations hold what tells engines apart: several things on one day, gaps, dates known to the month or not at
all, unknown values, persons who move, and fields with several codes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

import ketenzicht
from helpers.apache_spark import apache_spark
from helpers.registered import registered, settings
from helpers.sail import sail_server
from helpers.two_engines import TwoEngines
from ketenzicht.chain import load_chain
from ketenzicht.engine import script
from ketenzicht.engine.spark import SparkEngine
from ketenzicht.history import build_history
from ketenzicht.measures import measure

pytestmark = pytest.mark.generative

PACKAGE = Path(ketenzicht.__file__).parent
CASES = 60
CHAINS = ("veilig-thuis", "onderwijsconsulenten", "overheidsincasso", "thuiszitters", "wijkteams")
OWN_TABLE = "a table of a caller's own, in the caller's memory"
ONE_CASE = "one case is looked up on the machine of who asks"
ON_THIS_MACHINE = {
    "intake": "registration files are read where they are, and become Parquet",
    "household": "made while files are read",
    "linkage": "records are linked while files are read, by Splink in DuckDB",
    "sample": "files to read are drawn by a command of its own",
    "whatif": "a model is estimated by a command of its own",
    "history/sql/case_list": ONE_CASE,
    "history/sql/some_cases": ONE_CASE,
    "measures/sql/facts_by_stratum": OWN_TABLE,
    "measures/sql/fates": OWN_TABLE,
    "measures/sql/fates_with_counts": OWN_TABLE,
    "measures/sql/fates_with_rows": OWN_TABLE,
    "measures/sql/first_entry": OWN_TABLE,
    "measures/sql/given_fate": OWN_TABLE,
    "measures/sql/given_with_dates": OWN_TABLE,
    "measures/sql/given_with_days": OWN_TABLE,
    "measures/sql/rows_by_stratum": OWN_TABLE,
    "measures/sql/rows_in_order": OWN_TABLE,
}
"""Statements, or rooms of them, that never go to a server, and why."""


@pytest.fixture(scope="module")
def sail() -> Iterator[str]:
    with sail_server() as url:
        yield url


def compare(
    url: str, folder: Path, chain: str, unit: str, *, seed: int, kinds: Collection[str] | None = None
) -> set[str]:
    """Histories and measures on both engines, which raises where they differ; gives the statements that passed."""
    described = load_chain(chain)
    with SparkEngine(url, folder) as other, TwoEngines(other) as engine:
        registered(described, seed=seed, cases=CASES).into(engine)
        history = build_history(engine, described, settings(unit))
        for declared in described.measures:
            if kinds is None or declared.kind in kinds:
                measure(history, declared)
        return engine.seen


def forgotten(seen: set[str]) -> list[str]:
    """Statements in files that neither passed nor stay on this machine."""
    found = []
    for path in sorted(PACKAGE.rglob("*.sql")):
        name = path.relative_to(PACKAGE).with_suffix("").as_posix()
        if name in ON_THIS_MACHINE or name.split("/")[0] in ON_THIS_MACHINE:
            continue
        package = ".".join(("ketenzicht", *path.parent.relative_to(PACKAGE).parts))
        if not seen.issuperset(script(package, path.stem)):
            found.append(name)
    return found


def needless(seen: set[str]) -> list[str]:
    """Statements that are said to stay on this machine, and are part of a study."""
    files = (name.rpartition("/") for name in ON_THIS_MACHINE if "/" in name)
    return [
        f"{folder}/{name}"
        for folder, _, name in files
        if seen.intersection(script(".".join(("ketenzicht", *folder.split("/"))), name))
    ]


def test_every_statement_gives_the_same_table_on_sail(sail: str, tmp_path: Path) -> None:
    seen = compare(sail, tmp_path, "veilig-thuis", "huishouden", seed=1)
    seen |= compare(sail, tmp_path, "wijkteams", "persoon", seed=2, kinds=("score", "aandeel", "per-inwoner"))
    assert not forgotten(seen)
    assert not needless(seen)


def test_what_stays_on_this_machine_is_still_there() -> None:
    for name in ON_THIS_MACHINE:
        assert list(PACKAGE.glob(f"{name}.sql" if "/" in name else f"{name}/**/*.sql")), name


@pytest.mark.nightly
@pytest.mark.parametrize("seed", [3, 4, 5])
@pytest.mark.parametrize("unit", ["huishouden", "persoon"])
@pytest.mark.parametrize("chain", CHAINS)
def test_every_chain_gives_the_same_tables_on_sail(
    sail: str, tmp_path: Path, chain: str, unit: str, seed: int
) -> None:
    compare(sail, tmp_path, chain, unit, seed=seed)


@pytest.mark.nightly
@pytest.mark.parametrize("unit", ["huishouden", "persoon"])
@pytest.mark.parametrize("chain", CHAINS)
def test_every_chain_gives_the_same_tables_on_apache_spark(tmp_path: Path, chain: str, unit: str) -> None:
    compare(apache_spark(), tmp_path, chain, unit, seed=1)
