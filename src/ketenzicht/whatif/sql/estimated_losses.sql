-- How long each case was in sight, and how it was lost (null: it was not).
-- In: estimated_case. Values: $since. Out: rows (number, loss, days).
select number, loss, (seen_until - greatest(first_on, $since::date))::integer as days
from estimated_case
where seen_until >= $since::date
order by number
