-- The rows themselves, in the order in which they are stored: no sorting where that is by case already.
-- In: spell. Out: case_id, entry, day, ending.
select case_id, entry, day, ending
from spell
where fate in ('counts', 'no length')
