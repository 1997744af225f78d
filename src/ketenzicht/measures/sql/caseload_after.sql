-- What began in a stretch of days and was still open at its end: the days after it up to the end of the data.
-- In: caseload_spell. Values: $first_on, $last_on. Out: days.
select coalesce(sum(coalesce(ended_on, $data_to + 1) - ($last_on + 1)), 0) as days
from caseload_spell
where started_on between $first_on and $last_on and coalesce(ended_on, $data_to + 1) > $last_on + 1
