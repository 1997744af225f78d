-- The registrations that one case rests on: every event that concerns it, with all who were involved in that event.
-- A person's household brings in the events that name the household only.
-- In: all_events, all_involvement. Values: $case_id, $unit. Out: events, involvement.
create or replace table events as
with household as (
    select distinct household_id
    from all_involvement
    where household_id is not null
      and (($unit = 'persoon' and person_id = $case_id) or ($unit = 'huishouden' and household_id = $case_id))
),
concerned as (
    select event_id
    from all_involvement
    where household_id in (select household_id from household)
    union
    select event_id
    from all_involvement
    where $unit = 'persoon' and person_id = $case_id
    union
    select event_id
    from all_events
    where case_id = $case_id
)
select *
from all_events
where event_id in (select event_id from concerned);

create or replace table involvement as
select *
from all_involvement
where event_id in (select event_id from events);
