"""The statement parts that read a date: its parts, its precision, its zone, the Dutch local time."""

from __future__ import annotations

from ketenzicht.engine.engine import literal
from ketenzicht.intake.dates import CLOCK, DAY, UNKNOWN, ZONE, parts_sql

LOCAL = "Europe/Amsterdam"


def time_columns(
    text: str, prefix: str, source: str, expressions: tuple[str, ...], zone: str
) -> tuple[list[str], dict[str, str]]:
    """Layers of a ``with`` clause that read one date column, and the staged columns they end in.

    Args:
        text: the column with the cleaned text.
        prefix: of all names made here.
        source: the layer to read from.
        expressions: regular expressions of the accepted notations.
        zone: the zone of times that carry none.

    The staged columns are ``<prefix>_at`` (Dutch local time, or NULL), ``_precision`` (moment, dag, maand, jaar,
    onbekend; ``fout`` when the text is no date; NULL when it is empty), ``_text`` (as written) and ``_zone``
    (``geen`` for a time without a zone, ``nederlands`` for the zone that Dutch clocks had, else ``ander``).
    """
    p = prefix
    unknown = ", ".join(literal(word) for word in UNKNOWN)
    naive = f"{p}_wall" if zone == LOCAL else f"timezone('{LOCAL}', timezone({literal(zone)}, {p}_wall))"
    shifted = f"timezone('{LOCAL}', timezone('UTC', {p}_wall - to_minutes({p}_ahead)))"
    steps = [
        f"{p}_split as (select *, regexp_extract({text}, '{DAY}') as {p}_day, "
        f"replace(regexp_extract({text}, '{CLOCK}', 1), ',', '.') as {p}_clock, "
        f"zone_minutes(regexp_extract({text}, '{ZONE}', 1)) as {p}_ahead from {source})",
        f"{p}_parted as (select *, {parts_sql(f'{p}_day', expressions)} as {p}_part from {p}_split)",
        f"{p}_walled as (select *, case "
        f"when {text} is null then null "
        f"when lower({text}) in ({unknown}) or {p}_part.y in ('0000', '9999') then 'onbekend' "
        f"when {p}_part is null then 'fout' "
        f"when is_absent({p}_part.m) then 'jaar' when is_absent({p}_part.d) then 'maand' "
        f"when {p}_clock = '' then 'dag' else 'moment' end as {p}_kind, "
        f"try_cast({p}_part.y || '-' || part_or_first({p}_part.m) || '-' "
        f"|| case when is_absent({p}_part.m) then '01' else part_or_first({p}_part.d) end || ' ' "
        f"|| case when {p}_clock = '' or is_absent({p}_part.d) then '00:00' else {p}_clock end "
        f"as timestamp) as {p}_wall "
        f"from {p}_parted)",
        f"{p}_dated as (select *, case when {p}_kind is null or {p}_kind in ('onbekend', 'fout') then null "
        f"when {p}_kind = 'moment' and {p}_ahead is not null then {shifted} "
        f"when {p}_kind = 'moment' then {naive} else {p}_wall end as {p}_local from {p}_walled)",
    ]
    columns = {
        f"{p}_at": f"{p}_local",
        f"{p}_precision": f"case when {p}_kind not in ('onbekend', 'fout') and {p}_wall is null then 'fout' "
        f"when {p}_kind = 'moment' and {p}_ahead is null and {p}_wall = date_trunc('day', {p}_wall) then 'dag' "
        f"else {p}_kind end",
        f"{p}_text": text,
        f"{p}_zone": f"case when {p}_kind <> 'moment' then null when {p}_ahead is null then 'geen' "
        f"when {p}_local = {p}_wall then 'nederlands' else 'ander' end",
    }
    return steps, columns
