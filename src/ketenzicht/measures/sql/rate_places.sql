-- The place of each case in each year: what its last event up to the end of the year says that names one.
-- In: case_event, place_value (event_id, value), rate_year. Out: rate_place (year, case_id, place).
create or replace table rate_place as
select
    rate_year.year,
    case_event.case_id,
    arg_max(place_value.value, (case_event.occurred_on, case_event.event_id)) as place
from case_event
join place_value using (event_id)
join rate_year on case_event.occurred_on <= rate_year.last_day
group by all
