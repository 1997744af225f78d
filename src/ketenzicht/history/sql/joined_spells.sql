-- Spells that are one. First, what ended in a continuation (temporary stop, change, switch of provider) goes on in
-- the next spell of the case that starts within the days that the stage allows; one spell continues one spell.
-- Then, spells no longer apart than the gap of the stage, or running at the same time where the stage says that
-- this is one spell. Last, closed spells shorter than the minimum are left out.
-- In: paired_spell, stage_setting. Out: joined_spell, spell.

create or replace table numbered_spell as
select
    *,
    row_number() over (
        order by stage, case_id, started_on, ended_on nulls last, spell_id nulls last, end_reason nulls last, begin_event
    ) as key
from paired_spell;

create or replace table continuation as
with candidate as (
    select
        past.key as from_key,
        next.key as to_key,
        past.ended_on,
        row_number() over (partition by past.key order by next.started_on, next.key) as choice
    from numbered_spell as past
    join stage_setting on stage_setting.stage = past.stage
    join numbered_spell as next
        on next.stage = past.stage
        and next.case_id = past.case_id
        and next.started_on >= past.ended_on
        and next.started_on <= past.ended_on + stage_setting.continuation
        and next.key > past.key
    where past.end_kind = 'voortzetting'
)
select from_key, to_key
from candidate
where choice = 1
qualify row_number() over (partition by to_key order by ended_on desc, from_key) = 1;

create or replace table continued_spell as
with recursive walk(root, key, step) as (
    select key, key, 0
    from numbered_spell
    where key not in (select to_key from continuation)
    union all
    select walk.root, continuation.to_key, walk.step + 1
    from walk
    join continuation on continuation.from_key = walk.key
),
whole as (
    select root, max_by(key, step) as last_key, count(*) as parts
    from walk
    group by root
)
select
    first.* replace (
        last.ended_on as ended_on,
        last.end_activity as end_activity,
        last.end_reason as end_reason,
        last.end_kind as end_kind
    ),
    whole.parts
from whole
join numbered_spell as first on first.key = whole.root
join numbered_spell as last on last.key = whole.last_key;

create or replace table joined_spell as
with ordered as (
    select
        continued_spell.*,
        stage_setting.gap,
        stage_setting.overlap,
        max(coalesce(ended_on, date '9999-12-31')) over (
            partition by stage, case_id
            order by started_on, key
            rows between unbounded preceding and 1 preceding
        ) as latest_end
    from continued_spell
    join stage_setting using (stage)
),
flagged as (
    select
        *,
        case
            when latest_end is null then 1
            when overlap = 'samenvoegen' and started_on < latest_end then 0
            when gap > 0 and (latest_end = date '9999-12-31' or started_on - latest_end <= gap) then 0
            else 1
        end as is_new
    from ordered
),
grouped as (
    select *, sum(is_new) over (partition by stage, case_id order by started_on, key) as island
    from flagged
),
-- Begin and end are taken whole: an aggregate of one column would pass over an unknown value to another spell.
islands as (
    select
        stage,
        case_id,
        arg_min(
            {'spell_id': spell_id, 'organisation': organisation, 'begin_event': begin_event},
            (started_on, key)
        ) as beginning,
        min(started_on) as started_on,
        case when bool_or(ended_on is null) then null else max(ended_on) end as ended_on,
        arg_max(
            {'activity': end_activity, 'reason': end_reason, 'kind': end_kind},
            (coalesce(ended_on, date '9999-12-31'), key)
        ) as ending,
        sum(parts) as parts
    from grouped
    group by stage, case_id, island
)
select
    stage,
    case_id,
    beginning.spell_id as spell_id,
    beginning.organisation as organisation,
    beginning.begin_event as begin_event,
    started_on,
    ended_on,
    ending.activity as end_activity,
    ending.reason as end_reason,
    ending.kind as end_kind,
    parts
from islands;

create or replace table spell as
select
    row_number() over (order by joined_spell.stage, case_id, started_on, begin_event) as spell_number,
    joined_spell.*
from joined_spell
join stage_setting using (stage)
where ended_on is null or ended_on - started_on >= stage_setting.minimum;
