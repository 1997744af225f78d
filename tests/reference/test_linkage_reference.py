"""Persons in public data sets for linkage, beside Splink with the settings of its own tutorials, in one run.

The settings are those of Splink's documentation: the tutorial (fake_1000) and the example on febrl3, which has the
columns of febrl1 and febrl2. Both sides are judged by F1 over pairs of records of one person, after clustering at the
same threshold.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ketenzicht.engine import Engine
from ketenzicht.intake.mapping import Layout
from ketenzicht.intake.readers.open import open_source
from ketenzicht.linkage.link import link_persons
from ketenzicht.linkage.model import LinkageModel
from ketenzicht.linkage.records import PersonFields

pytestmark = pytest.mark.reference

KEY = b"a key for tests, thirty-two bytes"
THRESHOLDS = (0.5, 0.9, 0.95, 0.99)
FEBRL = PersonFields(
    "rec_id",
    number="soc_sec_id",
    given_names="given_name",
    surname="surname",
    birth_date="date_of_birth",
    postcode="postcode",
    house_number="street_number",
    place="suburb",
)
FAKE = PersonFields(
    "unique_id", given_names="first_name", surname="surname", birth_date="dob", place="city", email="email"
)
SETS = {
    "febrl1": ("febrl_dataset1.csv.gz", FEBRL, "regexp_extract(rec_id, 'rec-([0-9]+)-', 1)", 500),
    "febrl2": ("febrl_dataset2.csv.gz", FEBRL, "regexp_extract(rec_id, 'rec-([0-9]+)-', 1)", 1934),
    "fake_1000": ("splink_fake_1000.csv", FAKE, "cluster", 2031),
}


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine() as opened:
        yield opened


def tutorial(name: str) -> tuple[Any, list[Any], float, list[Any]]:
    """Settings, rules that are almost surely right, their recall, and rules to learn within, as in the tutorials."""
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    if name == "fake_1000":
        settings = SettingsCreator(
            link_type="dedupe_only",
            comparisons=[
                cl.NameComparison("first_name"),
                cl.NameComparison("surname"),
                cl.LevenshteinAtThresholds("dob", 1),
                cl.ExactMatch("city").configure(term_frequency_adjustments=True),
                cl.EmailComparison("email"),
            ],
            blocking_rules_to_generate_predictions=[block_on("first_name", "city"), block_on("surname")],
        )
        close = "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2"
        certain = [block_on("first_name", "dob"), close, block_on("email")]
        return settings, certain, 0.7, [block_on("first_name", "surname"), block_on("dob")]
    blocked = ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
    settings = SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[block_on(one) for one in blocked],
    )
    swapped = "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth"
    certain = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth"), swapped]
    return settings, certain, 0.9, [block_on("date_of_birth"), block_on("postcode")]


def by_tutorial(engine: Engine, name: str, identifier: str) -> dict[float, float]:
    """F1 of Splink with the settings of its tutorial, at each threshold."""
    from splink import Linker

    logging.getLogger("splink").setLevel(logging.CRITICAL)
    settings, certain, recall, learned = tutorial(name)
    linker = Linker(engine.for_linking().register("record"), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(certain, recall=recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in learned:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    scored = linker.inference.predict()
    found = {}
    for link in THRESHOLDS:
        together = linker.clustering.cluster_pairwise_predictions_at_threshold(scored, link)
        found[link] = f1(
            engine, f"select {identifier} as id, cluster_id as person from {together.physical_name}"
        )
    return found


def f1(engine: Engine, persons: str) -> float:
    """Harmonic mean of precision and recall over pairs: twice the right ones out of those found and those true."""
    counted = (
        "select sum(n * (n - 1) / 2) from (select count(*) as n from p join truth using (id) group by {})"
    )
    engine.run(f"create or replace temp table p as {persons}")
    right, found, true = (
        float(engine.value(counted.format(by))) for by in ("truth.one, p.person", "p.person", "truth.one")
    )
    return 2 * right / (found + true)


@pytest.mark.parametrize("name", SETS)
def test_f1_is_at_least_that_of_splinks_own_tutorial(
    shared_data: Path, engine: Engine, tmp_path: Path, name: str
) -> None:
    file, fields, same, pairs = SETS[name]
    source = open_source(engine, shared_data / "record_linkage" / file, Layout(), tmp_path, "source")
    engine.run(f"create table record as select * from {source.relation}")
    engine.run(f"create table truth as select {fields.record} as id, {same} as one from record")
    assert (
        engine.value("select sum(n * (n - 1) / 2) from (select count(*) as n from truth group by one)")
        == pairs
    )
    theirs = by_tutorial(engine, name, fields.record)
    table: pa.Table = engine.table("select * from record")
    model = None
    for link in THRESHOLDS:
        made = link_persons(table, fields, tmp_path / "secure", key=KEY, link=link, model=model)
        model = LinkageModel.from_json(made.model.read_text(encoding="utf-8"))
        persons = f"select record_id as id, person_id as person from read_parquet('{made.persons}')"
        ours = f1(engine, persons)
        print(f"{name} {link}: {ours:.4f} beside {theirs[link]:.4f}")  # noqa: T201
        assert ours >= theirs[link]


def test_labels_of_fake_1000_judge_the_threshold(shared_data: Path, engine: Engine, tmp_path: Path) -> None:
    folder = shared_data / "record_linkage"
    record = open_source(engine, folder / "splink_fake_1000.csv", Layout(), tmp_path, "record")
    label = open_source(engine, folder / "splink_fake_1000_labels.csv", Layout(), tmp_path, "label")
    labels = engine.table(
        "select unique_id_l as record_l, unique_id_r as record_r, "
        f"clerical_match_score::double = 1 as same from {label.relation}"
    )
    table = engine.table(f"select * from {record.relation}")
    made = link_persons(table, FAKE, tmp_path / "secure", key=KEY, labels=labels)
    for one in made.trade_off:
        assert one.precision is not None
        assert one.labelled_precision is not None
        # What the model expects of its links is no better than what the labels say.
        assert one.labelled_precision[2] >= one.precision
