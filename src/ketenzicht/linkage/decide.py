"""From scored pairs to persons: what ties records together, and what keeps them apart.

Two people taken for one spoil a history more than one person taken for two. So a group that contradicts itself, with
two BSN or with two records that somebody said are of two persons, keeps only what ties it surely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ketenzicht.engine import script, statement

if TYPE_CHECKING:
    import pyarrow as pa

    from ketenzicht.engine import Engine
    from ketenzicht.linkage.model import LinkageModel

SQL = "ketenzicht.linkage.sql"


def register_scores(engine: Engine, scored: str, model: LinkageModel, verdicts: pa.Table | None) -> None:
    """Make ``scored`` and ``verdict`` known: the pairs with their chance, and what somebody decided about pairs.

    Args:
        engine: with the table ``person_record``.
        scored: the table that Splink made.
        model: what scored them.
        verdicts: ``record_l``, ``record_r`` and ``same`` (boolean); one verdict per pair.
    """
    import pyarrow as pa

    engine.run(
        f"create or replace view scored as select *, {_other_given_name(model)} as other_given_name from {scored}"
    )
    empty = pa.table({"record_l": pa.array([], pa.string()), "record_r": pa.array([], pa.string()),
                      "same": pa.array([], pa.bool_())})  # fmt: skip
    engine.register("verdict_given", empty if verdicts is None else verdicts)
    engine.run(
        "create or replace table verdict as select least(record_l, record_r) as record_l, "
        "greatest(record_l, record_r) as record_r, same from verdict_given"
    )


def make_persons(engine: Engine, link: float) -> None:
    """Make the table ``person`` of the records, with the pairs from this chance linked.

    ``together`` and ``broken`` then hold what hangs together, and what of it contradicts itself.
    """
    for sql in script(SQL, "decide"):
        engine.run(sql, {"link": link})
    _cluster(engine, "together", "node", "tie")
    for sql in script(SQL, "broken"):
        engine.run(sql)
    if engine.value("select count(*) from broken"):
        _cluster(engine, "surely_together", "broken_node", "sure_tie")
    else:
        engine.run(
            "create or replace view surely_together as select null as record, null as cluster_id where false"
        )
    engine.run(statement(SQL, "persons"))


def _cluster(engine: Engine, name: str, nodes: str, edges: str) -> None:
    """Make a view with ``record`` and ``cluster_id``: the connected parts of a graph."""
    from splink.clustering import cluster_pairwise_predictions_at_threshold

    database = engine.for_linking()
    found = cluster_pairwise_predictions_at_threshold(
        nodes=database.register(nodes),
        edges=database.register(edges),
        db_api=database,
        node_id_column_name="record",
        edge_id_column_name_left="record_l",
        edge_id_column_name_right="record_r",
    )
    engine.run(f"create or replace view {name} as select record, cluster_id from {found.physical_name}")


def make_pairs(engine: Engine, review: float) -> None:
    """Make the tables ``review`` and ``link`` of pairs to look at and of pairs that were linked by chance."""
    for sql in script(SQL, "pairs"):
        engine.run(sql, {"review": review})


def _other_given_name(model: LinkageModel) -> str:
    """Whether given names are known and differ, and no number or address of mail says that it is one person."""
    compared = {one["output_column_name"] for one in model.settings["comparisons"]}
    if "voornaam" not in compared:
        return "false"
    agrees = [f"gamma_{name} > 0" for name in ("bsn", "nummer", "email") if name in compared]
    return " and ".join(["gamma_voornaam = 0", *(f"not ({one})" for one in agrees)])
