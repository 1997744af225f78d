-- Events that count in each year.
-- In: case_event, rate_code (event_id: those with the codes asked for), rate_year (year, first_day, last_day).
-- Value: $activities. Out: rate_item (year, case_id, happened_on).
create or replace table rate_item as
select rate_year.year, case_event.case_id, case_event.occurred_on as happened_on
from case_event
join rate_year on case_event.occurred_on between rate_year.first_day and rate_year.last_day
join rate_code using (event_id)
where list_contains($activities, case_event.activity)
