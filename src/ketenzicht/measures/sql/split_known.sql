-- What was registered of each member when the clock started: the value on the event that starts it, else on the
-- last earlier event of the case that carries one. Where a stage starts the clock, the events of that day count.
-- In: cohort, case_event, attribute_value (event_id, value). Value: $start_event (null for a stage).
-- Out: split_value (member, value).
create or replace table split_value as
select
    cohort.member,
    arg_max(attribute_value.value, (case_event.occurred_on, case_event.event_id)) as value
from cohort
join case_event
    on case_event.case_id = cohort.case_id
    and case_event.occurred_on <= cohort.started_on
join attribute_value using (event_id)
where $start_event is null
   or case_event.activity = $start_event
   or case_event.occurred_on < cohort.started_on
group by cohort.member
