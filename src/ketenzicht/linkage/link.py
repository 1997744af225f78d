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

from ketenzicht.engine import Engine
from ketenzicht.errors import UserError
from ketenzicht.linkage.model import COMPARED, LinkageModel, estimate, linker_of, quiet, rules
from ketenzicht.linkage.records import TABLE, PersonFields, prepare_records
from ketenzicht.linkage.trade_off import TradeOff, trade_off
from ketenzicht.secure_folder import secure_folder
from ketenzicht.whole_file import work_folder

if TYPE_CHECKING:
    import pyarrow as pa

    from ketenzicht.engine import Engine

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
            ``linked_by``: bsn, nummer (of one registration), besluit (of somebody), kans or alleen; where bounds
            were asked for also ``person_id_strict`` and ``person_id_loose``.
        links, review: CSV of the pairs linked by chance, and of those to look at, each with why; no name or date.
        model: JSON of the model; with it the same records give the same persons.
        records, people: how many records went in, and how many persons came out.
        with_bsn: records with a valid BSN.
        linked_by_bsn, linked_by_number, linked_by_decision, linked_by_chance, unlinked: records by how they came to
            share a person; they add up to records.
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
    linked_by_number: int
    linked_by_decision: int
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
    bounds: tuple[float, float] | None = None,
    verdicts: pa.Table | None = None,
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
        bounds: a stricter and a looser chance, at which persons are made as well.
        verdicts: pairs that somebody decided on: ``record_l``, ``record_r`` and ``same`` (boolean); they are linked,
            or kept apart, whatever the chance. Only two BSN that differ are never linked.
        labels: pairs that somebody judged: ``record_l``, ``record_r`` and ``same`` (boolean); they judge the
            thresholds, and do not change what is linked.
        model: a model kept from before; estimated on these records when left out.
        threads: number of threads; all cores when left out.

    Raises:
        UserError: a column or a number of a record is missing, or no field can be compared.
        ValueError: the thresholds are not 0.01 <= review <= loose <= link <= strict < 1.
    """
    from ketenzicht.intake.pseudonym import prepare
    from ketenzicht.linkage.decide import make_pairs, make_persons, register_scores
    from ketenzicht.linkage.explain import write_pairs

    store = Path(store)
    strict, loose = bounds or (link, link)
    if not LOWEST <= review <= loose <= link <= strict < 1:
        raise ValueError(
            f"thresholds must be {LOWEST} <= review <= loose <= link <= strict < 1; "
            f"got {review}, {loose}, {link} and {strict}"
        )
    with (
        work_folder(secure_folder(store)) as work,
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
        register_scores(engine, scored.physical_name, model, verdicts)
        for name, at in (("strict", strict), ("loose", loose)) if bounds else ():
            make_persons(engine, at)
            engine.run(f"alter table person rename to person_{name}")
        make_persons(engine, link)
        make_pairs(engine, review)
        write_pairs(engine, model, "link", work / "links.csv")
        write_pairs(engine, model, "review", work / "review.csv")
        engine.write_parquet(_persons_sql(bounds is not None), work / "persons.parquet")
        (work / "model.json").write_text(model.as_json(), encoding="utf-8")
        made = _counted(engine, store, trade_off(engine, link, labels))
        (work / "linkage.json").write_text(_summary(made, link, review), encoding="utf-8")
        for name in ("persons.parquet", "links.csv", "review.csv", "model.json", "linkage.json"):
            (work / name).replace(store / name)
    return made


def _persons_sql(bounded: bool) -> str:
    """Persons of the records in their order, beside those of a stricter and a looser threshold."""
    if not bounded:
        return "select * exclude (broken) from person order by record_id"
    return (
        "select p.* exclude (broken), s.person_id as person_id_strict, l.person_id as person_id_loose "
        "from person as p join person_strict as s using (record_id) join person_loose as l using (record_id) "
        "order by record_id"
    )


def _counted(engine: Engine, store: Path, shown: tuple[TradeOff, ...]) -> Linkage:
    by = dict(engine.rows("select linked_by, count(*) from person group by linked_by"))
    records, people = engine.rows("select count(*), count(distinct person_id) from person")[0]
    return Linkage(
        persons=store / "persons.parquet",
        links=store / "links.csv",
        review=store / "review.csv",
        model=store / "model.json",
        records=records,
        people=people,
        with_bsn=engine.value("select count(bsn) from person_record"),
        linked_by_bsn=by.get("bsn", 0),
        linked_by_number=by.get("nummer", 0),
        linked_by_decision=by.get("besluit", 0),
        linked_by_chance=by.get("kans", 0),
        unlinked=by.get("alleen", 0),
        to_review=engine.value("select count(*) from review"),
        trade_off=shown,
    )


def _summary(made: Linkage, link: float, review: float) -> str:
    data = {name: value for name, value in asdict(made).items() if not isinstance(value, Path)}
    return json.dumps({"link": link, "review_from": review} | data, ensure_ascii=False, indent=2) + "\n"
