-- Events of cases in the period, every one or the first of each case, to be told apart by their codes.
-- In: case_event, events. Values: $activities, $choice and the period. Out: share_item (member, case_id, started_on, activity,
-- and all columns of events that are attributes).
create or replace table share_item as
select
    row_number() over (order by case_event.occurred_on, case_event.event_id, case_event.case_id) as member,
    case_event.case_id,
    case_event.occurred_on as started_on,
    events.* exclude (case_id)
from case_event
join events using (event_id)
where list_contains($activities, case_event.activity)
  and case_event.occurred_on between $period_from and $period_to
qualify $choice = 'elke'
    or row_number() over (partition by case_event.case_id order by case_event.occurred_on, case_event.event_id) = 1
