"""What a threshold costs: wrong links against missed ones, by the model itself and by labelled pairs.

When the chances of the model are right, the mean chance of the linked pairs is the share of right links, and the sum
of the chances below the threshold is what is missed (Blakely & Salmond 2002, International Journal of Epidemiology
31). The model does not know of pairs that it never looked at, nor that a family shares more than a name.
Only labels tell how it really is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ketenzicht.engine import statement

if TYPE_CHECKING:
    import pyarrow as pa

    from ketenzicht.engine import Engine

THRESHOLDS = (0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)

Interval = tuple[float, float, float]
"""A share with its 95 % Wilson interval: value, low, high."""


@dataclass(frozen=True)
class TradeOff:
    """One threshold.

    Args:
        link: chance from which a pair is linked.
        pairs: pairs with at least this chance, without those of an equal BSN and those that are never linked.
        precision: expected share of them that are one person; None when there are none.
        recall: expected share of such pairs, among all that were looked at, that is found; None when there are none.
        labelled_precision, labelled_recall: the same among labelled pairs, with interval; None without labels.
    """

    link: float
    pairs: int
    precision: float | None
    recall: float | None
    labelled_precision: Interval | None = None
    labelled_recall: Interval | None = None


def trade_off(engine: Engine, chosen: float, labels: pa.Table | None) -> tuple[TradeOff, ...]:
    """The usual thresholds and the chosen one, lowest first, from the tables ``scored`` and ``person_record``."""
    engine.run(statement("ketenzicht.linkage.sql", "judged"))
    if labels is not None:
        engine.attach("label", labels)
        engine.run(statement("ketenzicht.linkage.sql", "labelled"))
    return tuple(_at(engine, link, labels is not None) for link in sorted({*THRESHOLDS, chosen}))


def _at(engine: Engine, link: float, labelled: bool) -> TradeOff:
    values = {"link": link}
    pairs, right, all_right = engine.rows(
        "select count(*) filter (where chance >= $link), "
        "coalesce(sum(chance) filter (where chance >= $link), 0), coalesce(sum(chance), 0) from judged",
        values,
    )[0]
    precision = round(float(right) / pairs, 6) if pairs else None
    recall = round(float(right / all_right), 6) if all_right else None
    if not labelled:
        return TradeOff(link, pairs, precision, recall)
    found, found_right, same = engine.rows(
        "select count(*) filter (where chance >= $link), count(*) filter (where chance >= $link and same), "
        "count(*) filter (where same) from labelled",
        values,
    )[0]
    return TradeOff(link, pairs, precision, recall, _wilson(found_right, found), _wilson(found_right, same))


def _wilson(count: int, of: int) -> Interval | None:
    """A share with its Wilson score interval (Wilson 1927, Journal of the American Statistical Association 22)."""
    if not of:
        return None
    from scipy.stats import binomtest

    interval = binomtest(count, of).proportion_ci(method="wilson")
    return round(count / of, 6), round(float(interval.low), 6), round(float(interval.high), 6)
