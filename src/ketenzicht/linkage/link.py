"""Records of persons to persons: equal BSN first, the rest by the weight of the evidence, and conservatively so.

Two people taken for one spoil a history more than one person taken for two, so what is doubtful is not linked but
listed for somebody to look at. Never linked, whatever the chance: two valid BSN that differ; another given name
without a number or address of mail that says otherwise (twins, and parent and child, agree on all else).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.engine import script
from ketenzicht.errors import UserError
from ketenzicht.linkage.model import LinkageModel
from ketenzicht.linkage.records import PersonFields
from ketenzicht.linkage.trade_off import TradeOff

if TYPE_CHECKING:
    import pyarrow as pa

    from ketenzicht.engine import Engine

SQL = "ketenzicht.linkage.sql"
MEMORY = "4GB"
LINK, REVIEW = 0.95, 0.1
"""Chances from which a pair is linked, and from which somebody should look at it."""

LOWEST = 0.01
"""Pairs with a smaller chance are not kept."""


@dataclass(frozen=True)
class Linkage:
    """What linking found, and where it stands in the secure folder.

    Args:
        persons: Parquet with ``record_id``, ``person_id`` (the pseudonym that intake gives to the same BSN) and
            ``linked_by``: bsn, kans or alleen.
        links, review: CSV of the pairs linked by chance, and of those to look at, each with why; no name or date.
        model: JSON of the model; with it the same records give the same persons.
        records, people: how many records went in, and how many persons came out.
        with_bsn: records with a valid BSN.
        linked_by_bsn, linked_by_chance, unlinked: records by how they came to share a person; they add up to records.
        to_review: pairs to look at.
        trade_off: what other thresholds would give.
    """

    persons: Path
    links: Path
    review: Path
    model: Path
    records: int
    people: int
    with_bsn: int
    linked_by_bsn: int
    linked_by_chance: int
    unlinked: int
    to_review: int
    trade_off: tuple[TradeOff, ...]


def link_persons(
    table: pa.Table,
    fields: PersonFields,
    store: Path | str,
    *,
    key: bytes,
    link: float = LINK,
    review: float = REVIEW,
    labels: pa.Table | None = None,
    model: LinkageModel | None = None,
    threads: int | None = None,
) -> Linkage:
    """Find which records are of one person, and write that to the secure folder.

    Args:
        table: the records, of one or more registrations, one row each.
        fields: which column holds what.
        store: the secure folder; made when absent, readable by this user only.
        key: of the pseudonyms (see :func:`ketenzicht.intake.read_key`).
        link: chance from which a pair is linked.
        review: chance from which a pair that is not linked is listed.
        labels: pairs that somebody judged: ``record_l``, ``record_r`` and ``same`` (boolean); they judge the
            thresholds, and do not change what is linked.
        model: a model kept from before; estimated on these records when left out.
        threads: number of threads; all cores when left out.

    Raises:
        UserError: a column or a number of a record is missing, or no field can be compared.
        ValueError: the thresholds are not 0 < review <= link < 1.
    """
    from ketenzicht.engine import Engine
    from ketenzicht.intake.pseudonym import prepare
    from ketenzicht.intake.run import work_folder
    from ketenzicht.linkage.explain import write_pairs
    from ketenzicht.linkage.model import COMPARED, estimate, linker_of, quiet, rules
    from ketenzicht.linkage.records import TABLE, prepare_records
    from ketenzicht.linkage.trade_off import trade_off

    store = Path(store)
    if not LOWEST <= review <= link < 1:
        raise ValueError(f"thresholds must be {LOWEST} <= review <= link < 1; got {review} and {link}")
    with (
        work_folder(store) as work,
        Engine(memory_limit=MEMORY, spill=work / "spill", threads=threads) as engine,
        quiet(),
    ):
        prepare(engine, key)
        records = prepare_records(engine, table, fields)
        if records < 2:
            raise UserError("Er zijn minder dan twee records om te koppelen.")
        if not rules(COMPARED, fields.present):
            raise UserError(
                "Met deze kolommen alleen zijn personen niet te herkennen.",
                fix="Noem een nummer of een geboortedatum, of voornaam en achternaam samen.",
            )
        known = engine.for_linking().register(TABLE)
        model = model or estimate(known, records, fields.present)
        linker = linker_of(model, known)
        scored = linker.inference.predict(threshold_match_probability=LOWEST)
        _decide(engine, scored.physical_name, model, link, review)
        write_pairs(engine, model, "link", work / "links.csv")
        write_pairs(engine, model, "review", work / "review.csv")
        engine.write_parquet(
            "select * exclude (broken) from person order by record_id", work / "persons.parquet"
        )
        (work / "model.json").write_text(model.as_json(), encoding="utf-8")
        made = _counted(engine, store, trade_off(engine, link, labels))
        (work / "linkage.json").write_text(_summary(made, link, review), encoding="utf-8")
        for name in ("persons.parquet", "links.csv", "review.csv", "model.json", "linkage.json"):
            (work / name).replace(store / name)
    return made


def _decide(engine: Engine, scored: str, model: LinkageModel, link: float, review: float) -> None:
    """Make the tables ``decided``, ``person``, ``review`` and ``link`` of the scored pairs."""
    from splink.clustering import cluster_pairwise_predictions_at_threshold

    engine.run(
        f"create or replace view scored as select *, {_other_given_name(model)} as other_given_name from {scored}"
    )
    for sql in script(SQL, "decide"):
        engine.run(sql, {"link": link})
    database = engine.for_linking()
    together = cluster_pairwise_predictions_at_threshold(
        nodes=database.register("node"),
        edges=database.register("tie"),
        db_api=database,
        node_id_column_name="record",
        edge_id_column_name_left="record_l",
        edge_id_column_name_right="record_r",
    )
    engine.run(f"create or replace view together as select * from {together.physical_name}")
    for sql in script(SQL, "persons"):
        engine.run(sql, {"review": review})


def _other_given_name(model: LinkageModel) -> str:
    """Whether given names are known and differ, and no number or address of mail says that it is one person."""
    compared = {one["output_column_name"] for one in model.settings["comparisons"]}
    if "voornaam" not in compared:
        return "false"
    agrees = [f"gamma_{name} > 0" for name in ("bsn", "nummer", "email") if name in compared]
    return " and ".join(["gamma_voornaam = 0", *(f"not ({one})" for one in agrees)])


def _counted(engine: Engine, store: Path, shown: tuple[TradeOff, ...]) -> Linkage:
    records, people, by_bsn, by_chance, alone = engine.rows(
        "select count(*), count(distinct person_id), count(*) filter (where linked_by = 'bsn'), "
        "count(*) filter (where linked_by = 'kans'), count(*) filter (where linked_by = 'alleen') from person"
    )[0]
    return Linkage(
        persons=store / "persons.parquet",
        links=store / "links.csv",
        review=store / "review.csv",
        model=store / "model.json",
        records=records,
        people=people,
        with_bsn=engine.value("select count(bsn) from person_record"),
        linked_by_bsn=by_bsn,
        linked_by_chance=by_chance,
        unlinked=alone,
        to_review=engine.value("select count(*) from review"),
        trade_off=shown,
    )


def _summary(made: Linkage, link: float, review: float) -> str:
    data = {name: value for name, value in asdict(made).items() if not isinstance(value, Path)}
    return json.dumps({"link": link, "review_from": review} | data, ensure_ascii=False, indent=2) + "\n"
