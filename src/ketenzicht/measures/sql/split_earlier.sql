-- How many events of one kind each member had before the day of the start; events that are one report count once.
-- In: cohort, case_event, report_member. Value: $earlier. Out: split_value (member, value).
create or replace table split_value as
select
    cohort.member,
    cast(count(distinct coalesce(report_member.report_id, case_event.event_id)) as varchar) as value
from cohort
left join case_event
    on case_event.case_id = cohort.case_id
    and case_event.occurred_on < cohort.started_on
    and case_event.activity = $earlier
left join report_member using (event_id)
group by cohort.member
