-- Events to spells, for all stages of a chain at once.
-- In: case_event, stage_event (stage, activity, role), stage_setting (stage, pairing, gap, minimum), end_reason_effect.
-- Out: paired_spell (before joining over gaps and continuations). An end without a start makes no spell.
-- The day is the clock: a spell covers the days from started_on up to, not including, ended_on.

create or replace table stage_mark as
select
    stage_event.stage,
    stage_setting.pairing,
    stage_event.role,
    case_event.case_id,
    case_event.occurred_on,
    case_event.event_id,
    case_event.activity,
    case_event.organisation,
    case_event.spell_id,
    case_event.end_reason
from case_event
join stage_event using (activity)
join stage_setting using (stage)
union all
-- Where starts join what runs, a loss must end it there and then, or the return of a case would be lost.
select
    stage_setting.stage,
    stage_setting.pairing,
    'end' as role,
    case_event.case_id,
    case_event.occurred_on,
    case_event.event_id,
    case_event.activity,
    case_event.organisation,
    case_event.spell_id,
    null as end_reason
from case_event
join loss_activity using (activity)
join stage_setting on stage_setting.pairing = 'samenvoegen';

-- Pairing 'samenvoegen': a start while the stage runs joins the running spell. On a day with a start and an
-- end, a running spell ends and a new one starts; when none ran, one starts and ends that day. After a day with a
-- loss nothing runs: a start on that day joins what is lost. Of an end and a loss on one day, the end counts.
create or replace table merged_spell as
with per_day as (
    select
        stage,
        case_id,
        occurred_on,
        bool_or(role = 'begin') as begins,
        bool_or(role = 'end') as ends,
        bool_or(is_loss) as loses,
        arg_min(event_id, event_id) filter (where role = 'begin') as begin_event,
        min(organisation) filter (where role = 'begin') as organisation,
        min(spell_id) filter (where role = 'begin') as spell_id,
        arg_min({'activity': activity, 'reason': end_reason}, (is_loss, event_id))
            filter (where role = 'end') as ending
    from (
        select stage_mark.*, loss_activity.activity is not null as is_loss
        from stage_mark
        left join loss_activity on loss_activity.activity = stage_mark.activity
    ) as marked
    where pairing = 'samenvoegen'
    group by stage, case_id, occurred_on
),
state as (
    select
        *,
        coalesce(
            last_value(
                case
                    when loses then false
                    when begins and not ends then true
                    when ends and not begins then false
                end ignore nulls
            )
                over (
                    partition by stage, case_id
                    order by occurred_on
                    rows between unbounded preceding and 1 preceding
                ),
            false
        ) as was_open
    from per_day
),
opened as (
    select *, row_number() over (partition by stage, case_id order by occurred_on) as position
    from state
    where begins and (not was_open or (ends and not loses))
),
closed as (
    select *, row_number() over (partition by stage, case_id order by occurred_on) as position
    from state
    where ends and (was_open or begins)
)
select
    opened.stage,
    opened.case_id,
    opened.spell_id,
    opened.organisation,
    opened.begin_event,
    opened.occurred_on as started_on,
    closed.occurred_on as ended_on,
    closed.ending.activity as end_activity,
    closed.ending.reason as end_reason
from opened
left join closed using (stage, case_id, position);

-- Pairings 'traject' (start and end carry the same spell id) and 'volgorde' (k-th start, k-th end);
-- without a spell id 'traject' falls back on order.
create or replace table matched_spell as
with keyed as (
    select
        *,
        case
            when pairing = 'traject' and spell_id is not null then 'id ' || spell_id
            else 'order ' || row_number() over (
                partition by stage, case_id, role, pairing = 'traject' and spell_id is not null
                order by occurred_on, event_id
            )
        end as match_key
    from stage_mark
    where pairing in ('traject', 'volgorde')
),
opened as (
    select
        stage,
        case_id,
        match_key,
        min(spell_id) as spell_id,
        min(occurred_on) as started_on,
        min(event_id) as begin_event,
        arg_min(organisation, event_id) as organisation
    from keyed
    where role = 'begin'
    group by stage, case_id, match_key
),
ends as (
    select
        keyed.stage,
        keyed.case_id,
        keyed.match_key,
        min(keyed.occurred_on) as ended_on,
        arg_min(
            {'activity': keyed.activity, 'reason': keyed.end_reason}, (keyed.occurred_on, keyed.event_id)
        ) as ending
    from keyed
    join opened using (stage, case_id, match_key)
    where keyed.role = 'end' and keyed.occurred_on >= opened.started_on
    group by keyed.stage, keyed.case_id, keyed.match_key
)
select
    opened.stage,
    opened.case_id,
    opened.spell_id,
    opened.organisation,
    opened.begin_event,
    opened.started_on,
    ends.ended_on,
    ends.ending.activity as end_activity,
    ends.ending.reason as end_reason
from opened
left join ends using (stage, case_id, match_key);

-- A loss (death, leaving the region) ends whatever runs on that day.
create or replace table paired_spell as
with found as (
    select * from merged_spell
    union all
    select * from matched_spell
),
first_loss as (
    select
        found.stage,
        found.case_id,
        found.begin_event,
        min(loss.occurred_on) as lost_on,
        arg_min(loss.activity, (loss.occurred_on, loss.event_id)) as loss_activity
    from found
    join case_event as loss on loss.case_id = found.case_id and loss.occurred_on >= found.started_on
    join loss_activity using (activity)
    where found.ended_on is null or loss.occurred_on < found.ended_on
    group by found.stage, found.case_id, found.begin_event
)
select
    found.stage,
    found.case_id,
    found.spell_id,
    found.organisation,
    found.begin_event,
    found.started_on,
    coalesce(first_loss.lost_on, found.ended_on) as ended_on,
    coalesce(first_loss.loss_activity, found.end_activity) as end_activity,
    case when first_loss.lost_on is null then found.end_reason end as end_reason,
    case
        when first_loss.lost_on is not null or loss_activity.activity is not null then 'verlies'
        when found.ended_on is null then 'open'
        when end_reason_effect.effect = 'voortzetting' then 'voortzetting'
        else 'einde'
    end as end_kind
from found
left join first_loss using (stage, case_id, begin_event)
left join loss_activity on loss_activity.activity = found.end_activity
left join end_reason_effect on end_reason_effect.end_reason = found.end_reason;
