-- Which events concern which case, dated to the day.
-- In: events, involvement. Settings: $unit ('huishouden' or 'persoon'), $data_from, $data_to.
-- Out: membership, dated_event, case_event.

-- A person belongs to a household from the first involvement there until the first one in another household.
create or replace table membership as
with seen as (
    select distinct involvement.person_id, involvement.household_id, cast(events.occurred_at as date) as seen_on
    from involvement
    join events using (event_id)
    where involvement.person_id is not null and involvement.household_id is not null
      and events.occurred_at is not null
),
changes as (
    select *, lag(household_id) over by_time is distinct from household_id as changed
    from seen
    window by_time as (partition by person_id order by seen_on, household_id)
),
starts as (select * from changes where changed)
select
    person_id,
    household_id,
    seen_on as from_on,
    lead(seen_on) over (partition by person_id order by seen_on, household_id) as until_on
from starts;

-- Only dates known to the day and inside the data window count; what is left out is counted by the caller.
create or replace table dated_event as
select
    event_id,
    cast(occurred_at as date) as occurred_on,
    activity,
    organisation,
    spell_id,
    case_id as given_case_id,
    end_reason
from events
where occurred_at is not null
  and precision in ('moment', 'dag')
  and cast(occurred_at as date) between $data_from and $data_to;

-- Who asks for the days of organisations makes this table of dated_event, once for all measures.
drop table if exists organisation_day;

create or replace table case_event as
with by_household as (
    select distinct dated_event.event_id, involvement.household_id as case_id
    from dated_event
    join involvement using (event_id)
    where $unit = 'huishouden' and involvement.household_id is not null
),
by_person as (
    select distinct dated_event.event_id, involvement.person_id as case_id
    from dated_event
    join involvement using (event_id)
    where $unit = 'persoon' and involvement.person_id is not null
),
-- An event of a household without named persons concerns everyone who belongs to it on that day.
by_member as (
    select distinct dated_event.event_id, membership.person_id as case_id
    from dated_event
    join involvement using (event_id)
    join membership
        on membership.household_id = involvement.household_id
        and dated_event.occurred_on >= membership.from_on
        and (membership.until_on is null or dated_event.occurred_on < membership.until_on)
    where $unit = 'persoon'
      and involvement.person_id is null
      and dated_event.event_id not in (select event_id from by_person)
),
-- Logs without persons or households carry the case themselves.
by_given_case as (
    select dated_event.event_id, dated_event.given_case_id as case_id
    from dated_event
    anti join involvement using (event_id)
    where dated_event.given_case_id is not null
),
linked as (
    select * from by_household
    union all
    select * from by_person
    union all
    select * from by_member
    union all
    select * from by_given_case
)
select linked.case_id, dated_event.* exclude (given_case_id)
from linked
join dated_event using (event_id)
order by linked.case_id, dated_event.occurred_on, dated_event.event_id;
