-- The stock of a stage, day by day. A spell is open from the day it started up to, not including, its end.
-- In: spell. Value: $stage. Out: day, opened, closed.
with change as (
    select greatest(started_on, $data_from) as day, 1 as opened, 0 as closed
    from spell
    where stage = $stage and (ended_on is null or ended_on > $data_from)
    union all
    select ended_on, 0, 1
    from spell
    where stage = $stage and ended_on > $data_from and ended_on <= $data_to
)
select day, sum(opened) as opened, sum(closed) as closed
from change
group by day
order by day
