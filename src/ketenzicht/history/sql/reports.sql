-- Events of inflow (reports), those of one household on one day taken together when $merge_same_day.
-- In: dated_event, involvement, events, membership, case_event, inflow_activity. Out: report, report_member,
-- report_key (everything that an earlier report can be recognised by), report_case, report_person.

create or replace table report_member as
with household as (
    select event_id, min(household_id) as household_id
    from involvement
    where household_id is not null
    group by event_id
),
keyed as (
    select
        dated_event.event_id,
        dated_event.occurred_on,
        dated_event.activity,
        case
            when $merge_same_day then coalesce(household.household_id, events.case_id, cast(dated_event.event_id as varchar))
            else cast(dated_event.event_id as varchar)
        end as merge_key
    from dated_event
    join events using (event_id)
    join inflow_activity on inflow_activity.activity = dated_event.activity
    left join household using (event_id)
)
select
    min(event_id) over (partition by activity, occurred_on, merge_key) as report_id,
    event_id,
    occurred_on,
    activity
from keyed;

create or replace table report as
select report_id, activity, occurred_on, count(*) as members
from report_member
group by report_id, activity, occurred_on;

create or replace table report_case as
select distinct report_member.report_id, report_member.occurred_on, case_event.case_id
from report_member
join case_event using (event_id);

-- With the person as unit a report is also recognised by its household, so that linking by person never
-- finds fewer earlier reports than linking by household.
create or replace table report_key as
select distinct report_id, activity, occurred_on, case_id as key
from report_case
join report using (report_id, occurred_on)
union
select distinct report_member.report_id, report_member.activity, report_member.occurred_on, involvement.household_id as key
from report_member
join involvement using (event_id)
where $unit = 'persoon' and involvement.household_id is not null;

create or replace table report_person as
select distinct report_member.report_id, report_member.occurred_on, involvement.person_id
from report_member
join involvement using (event_id)
where involvement.person_id is not null;
