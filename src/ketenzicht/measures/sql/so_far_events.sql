-- The days on which members reach a next number of events since their start, or of different destinations of those.
-- A report that was registered as several events is one; a destination that is not known is none.
-- In: cohort, case_event, report_member, destination_value (event_id, value). Values: $event, $different.
-- Out: reached (member, day, number).
create or replace table reached as
with counted as (
    select
        cohort.member,
        case_event.occurred_on,
        unnest(
            case
                when $different then string_split(destination_value.value, ',')
                else [coalesce(report_member.report_id, case_event.event_id)::varchar]
            end
        ) as counts_once
    from cohort
    join case_event
        on case_event.case_id = cohort.case_id
        and case_event.activity = $event
        and case_event.occurred_on > cohort.started_on
    left join report_member using (event_id)
    left join destination_value using (event_id)
),
first_time as (
    select member, counts_once, min(occurred_on) as day
    from counted
    group by all
)
select
    member,
    day,
    (sum(count(*)) over (partition by member order by day))::integer as number
from first_time
group by member, day
