-- Spells that are one: no longer apart than the gap that the stage allows, or a continuation of the last
-- (temporary stop, change, switch of provider). Then: closed spells shorter than the minimum are left out.
-- In: paired_spell, stage_setting. Out: joined_spell, spell.

create or replace table joined_spell as
with ordered as (
    select
        paired_spell.*,
        stage_setting.gap,
        max(coalesce(ended_on, date '9999-12-31')) over earlier as latest_end,
        lag(end_kind) over by_start as previous_kind
    from paired_spell
    join stage_setting using (stage)
    window
        by_start as (partition by stage, case_id order by started_on, begin_event),
        earlier as (
            partition by stage, case_id
            order by started_on, begin_event
            rows between unbounded preceding and 1 preceding
        )
),
flagged as (
    select
        *,
        case
            when latest_end is null then 1
            when previous_kind = 'voortzetting' then 0
            when gap > 0 and (latest_end = date '9999-12-31' or started_on - latest_end <= gap) then 0
            else 1
        end as is_new
    from ordered
),
numbered as (
    select
        *,
        sum(is_new) over (partition by stage, case_id order by started_on, begin_event) as island
    from flagged
),
-- Begin and end are taken whole: an aggregate of one column would pass over an unknown value to another spell.
islands as (
    select
        stage,
        case_id,
        arg_min(
            {'spell_id': spell_id, 'organisation': organisation, 'begin_event': begin_event},
            (started_on, begin_event)
        ) as beginning,
        min(started_on) as started_on,
        case when bool_or(ended_on is null) then null else max(ended_on) end as ended_on,
        arg_max(
            {'activity': end_activity, 'reason': end_reason, 'kind': end_kind},
            (coalesce(ended_on, date '9999-12-31'), begin_event)
        ) as ending,
        count(*) as parts
    from numbered
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
