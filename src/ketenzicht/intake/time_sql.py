"""The statement parts that read a date: its parts, its precision, its zone, the Dutch local time.

Most dates are whole and written in one fixed width: those are cut at known places, which is many times faster
than a regular expression. Only what is left (partial dates, single digits, times with odd spacing) takes that road.
"""

from __future__ import annotations

from ketenzicht.engine.engine import literal
from ketenzicht.intake.dates import CLOCK, DAY, UNKNOWN, ZONE, fixed_places, parts_sql

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
    short = f"length({text}) <= 10"
    iso = f"({text}[11] in ('T', ' ') and length({text}) >= 16)"
    tail = f"substr({text}, 12)"
    zoned = f"{tail}[-6] in ('+', '-')"
    steps = [
        f"{p}_cut as (select *, "
        f"case when {short} then {text} when {iso} then substr({text}, 1, 10) "
        f"else regexp_extract({text}, {literal(DAY)}) end as {p}_day, "
        f"case when {short} then '' when {iso} and {zoned} then substr({tail}, 1, length({tail}) - 6) "
        f"when {iso} and {tail}[-1] = 'Z' then substr({tail}, 1, length({tail}) - 1) "
        f"else replace(regexp_extract({text}, {literal(CLOCK)}, 1), ',', '.') end as {p}_clock, "
        f"case when {short} then null when {iso} and {zoned} then zone_minutes({tail}[-6:]) "
        f"else zone_minutes(regexp_extract({text}, {literal(ZONE)}, 1)) end as {p}_ahead from {source})",
        f"{p}_tried as (select *, {_quick(f'{p}_day', expressions)} as {p}_quick from {p}_cut)",
        f"{p}_parted as (select *, case when {p}_quick is null and {text} is not null "
        f"then {parts_sql(f'{p}_day', expressions)} end as {p}_part from {p}_tried)",
        f"{p}_walled as (select *, case "
        f"when {text} is null then null "
        f"when {p}_quick is not null then case when {p}_clock = '' then 'dag' else 'moment' end "
        f"when lower({text}) in ({unknown}) or {p}_part.y in ('0000', '9999') then 'onbekend' "
        f"when {p}_part is null then 'fout' "
        f"when is_absent({p}_part.m) then 'jaar' when is_absent({p}_part.d) then 'maand' "
        f"when {p}_clock = '' then 'dag' else 'moment' end as {p}_kind, "
        f"case when {p}_quick is not null and {p}_clock = '' then cast({p}_quick as timestamp) "
        f"when {p}_quick is not null then try_cast(cast({p}_quick as varchar) || ' ' || {p}_clock as timestamp) "
        f"else try_cast({p}_part.y || '-' || part_or_first({p}_part.m) || '-' "
        f"|| case when is_absent({p}_part.m) then '01' else part_or_first({p}_part.d) end || ' ' "
        f"|| case when {p}_clock = '' or is_absent({p}_part.d) then '00:00' else {p}_clock end "
        f"as timestamp) end as {p}_wall "
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


def _quick(day: str, expressions: tuple[str, ...]) -> str:
    """The date of a text of fixed width, or NULL; the year 9999 means that the date is unknown."""
    branches = []
    for year, month, dayplace, length, marks in fixed_places(expressions):
        checks = [f"length({day}) = {length}", *(f"{day}[{place}] in ('-', '/', '.')" for place in marks)]
        cut = [f"substr({day}, {place}, {size})" for place, size in ((year, 4), (month, 2), (dayplace, 2))]
        branches.append(
            f"when {' and '.join(checks)} then try_cast({cut[0]} || '-' || {cut[1]} || '-' || {cut[2]} as date)"
        )
    found = f"case {' '.join(branches)} end" if branches else "cast(null as date)"
    return f"case when ({found}) between date '0001-01-01' and date '9998-12-31' then ({found}) end"
