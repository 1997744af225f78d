"""Why two records are one person, or may be: the levels of evidence and their weights, added up.

A weight is a power of two: +3 makes it eight times as likely that it is one person, -1 half as likely. It starts from
what two records have without looking at them. The text names levels, never what stands in a record: whoever
reviews looks that up by the numbers of the records, in the registration itself.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht.engine import literal
from ketenzicht.spreadsheet import harmless_sql

if TYPE_CHECKING:
    from ketenzicht.engine import Engine
    from ketenzicht.linkage.model import LinkageModel

REASONS = {
    "kans": "gekoppeld",
    "onzeker": "te onzeker om te koppelen",
    "andere-voornaam": "een andere voornaam en geen nummer dat klopt: misschien familie",
    "twee-bsn": "twee verschillende geldige BSN's",
    "verbindt-twee-bsn": "zou twee verschillende BSN's bij elkaar brengen",
    "tegen-besluit": "zou bij elkaar brengen wat volgens een besluit twee personen zijn",
}


def write_pairs(engine: Engine, model: LinkageModel, table: str, path: Path) -> None:
    """Write the pairs of a table, the likeliest first, with chance, reason and why, to a CSV in the secure folder."""
    reason = "reason" if table == "review" else "decision"
    words = " ".join(f"when {literal(name)} then {literal(text)}" for name, text in REASONS.items())
    engine.run(
        f"""
        copy (
            select {harmless_sql("cast(record_id_l as varchar)")} as record_1,
                {harmless_sql("cast(record_id_r as varchar)")} as record_2,
                {_decimals("match_probability", 4)} as kans,
                case {reason} {words} end as reden, {why_sql(model)} as waarom
            from {table} order by round(match_probability, 6) desc, record_id_l, record_id_r
        ) to {literal(str(path))} (format csv, header, delimiter ';')
        """
    )


def why_sql(model: LinkageModel) -> str:
    """A statement part: ``uitgangspunt -13,1; achternaam gelijk +8,2; ...; samen +4,9`` for a scored pair."""
    start = math.log2(model.prior / (1 - model.prior))
    parts = [f"'uitgangspunt ' || {_signed(str(start))}"]
    parts += [_part(comparison) for comparison in model.settings["comparisons"]]
    return f"concat_ws('; ', {', '.join(parts)}, 'samen ' || {_signed('match_weight')})"


def _part(comparison: dict[str, Any]) -> str:
    """The text of one comparison of a scored pair; NULL when there was nothing to compare."""
    name = comparison["output_column_name"]
    levels = [one for one in comparison["comparison_levels"] if not one.get("is_null_level")]
    labels = " ".join(
        f"when {len(levels) - 1 - place} then {literal(level['label_for_charts'])}"
        for place, level in enumerate(levels)
    )
    frequent = any(level.get("tf_adjustment_column") for level in levels)
    weight = f"mw_{name} + mw_tf_adj_{name}" if frequent else f"mw_{name}"
    return f"{literal(name)} || ' ' || case gamma_{name} {labels} end || ' ' || {_signed(weight)}"


def _signed(number: str) -> str:
    return f"replace(printf('%+.1f', {number}), '.', ',')"


def _decimals(number: str, places: int) -> str:
    return f"replace(printf('%.{places}f', {number}), '.', ',')"
