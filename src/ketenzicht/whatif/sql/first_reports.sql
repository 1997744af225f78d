-- First reports per day, days without any too.
-- In: estimated_case. Values: $since, setting $data_to. Out: rows (day, first reports).
with days as (
    select unnest(generate_series($since::timestamp, $data_to::timestamp, interval 1 day))::date as day
)
select days.day, count(estimated_case.number)::integer as number
from days
left join estimated_case on estimated_case.first_on = days.day
group by days.day
order by days.day
