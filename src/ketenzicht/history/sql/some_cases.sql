-- The registrations that some cases rest on: every event that concerns them, with all who were involved in that event.
-- A person's household brings in the events that name the household only.
-- In: all_events, all_involvement. Values: $case_ids, $unit. Out: events, involvement.
create or replace table events as
with household as (
    select distinct household_id
    from all_involvement
    where household_id is not null
      and (($unit = 'persoon' and list_contains($case_ids, person_id)) or ($unit = 'huishouden' and list_contains($case_ids, household_id)))
),
concerned as (
    select event_id
    from all_involvement
    where household_id in (select household_id from household)
    union
    select event_id
    from all_involvement
    where $unit = 'persoon' and list_contains($case_ids, person_id)
    union
    select event_id
    from all_events
    where list_contains($case_ids, case_id)
)
select *
from all_events
where event_id in (select event_id from concerned);

create or replace table involvement as
select *
from all_involvement
where event_id in (select event_id from events);
