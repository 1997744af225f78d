-- Leaves out ends that lie before their beginning, and numbers what remains in canonical order.
-- In: merged, grouped, candidate, stage_pair. Out: event, row_event.

create or replace table early_end as
with linked as (
    select
        file, place, group_row, activity, occurred_at, precision,
        coalesce(spell_id, 'row ' || file || ':' || group_row) as link
    from merged
    where not long and occurred_at is not null and precision in ('moment', 'dag', 'maand', 'jaar')
        and activity in (select "begin" from stage_pair union select "end" from stage_pair)
),
started as (
    select link, stage_pair."end" as activity, arg_min({'at': occurred_at, 'precision': precision}, occurred_at) as first
    from linked
    join stage_pair on stage_pair."begin" = linked.activity
    group by link, stage_pair."end"
)
select distinct linked.file, linked.place, linked.group_row, linked.activity
from linked
join started using (link, activity)
where case
    when linked.precision = 'moment' and started.first.precision = 'moment' then linked.occurred_at < started.first.at
    when linked.precision = 'maand' then last_day(linked.occurred_at) < cast(started.first.at as date)
    when linked.precision = 'jaar' then year(linked.occurred_at) < year(started.first.at)
    else cast(linked.occurred_at as date) < cast(started.first.at as date)
end;

create or replace table event as
select
    row_number() over (
        order by coalesce(given_case, household_id, person_id) nulls last, occurred_at nulls last,
            activity_order, delivery, file, group_row, place
    ) as event_id,
    occurred_at,
    precision,
    activity,
    organisation,
    spell_id,
    coalesce(given_case, household_id, person_id) as case_id,
    end_reason
    /* attributes */,
    cast(delivery as integer) as delivery,
    group_row as source_row,
    file,
    place,
    identity
from merged
anti join early_end using (file, place, group_row, activity);

drop table merged;

create or replace table row_event as
with joined as (
    select grouped.file, grouped.source_row, grouped.place, grouped.activity, grouped.fate, event.event_id
    from grouped
    left join event
        on event.file = grouped.file and event.place = grouped.place and event.source_row = grouped.source_row
    where not by_person
    union all
    select grouped.file, grouped.source_row, grouped.place, grouped.activity, grouped.fate, event.event_id
    from grouped
    left join event
        on event.file = grouped.file and event.place = grouped.place and event.activity = grouped.activity
        and event.identity = grouped.identity
    where by_person
)
select
    file,
    source_row,
    place,
    activity,
    case when fate is null and event_id is null then 'einde-voor-begin' else fate end as fate,
    case when fate is null then event_id end as event_id
from joined;

drop view grouped;
drop view keyed;
drop table candidate;
