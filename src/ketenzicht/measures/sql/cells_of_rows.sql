-- Each row as one number, (day - $first_day) x $endings + ending, gathered per stratum; where entry is delayed its
-- day as well, with the last ending.
-- In: spell. Values: $first_day, $endings, $delayed. Out: stratum_*, cells.
select columns('^stratum_'), list(cell) as cells
from (
    select columns('^stratum_'), cast((day - $first_day) * $endings + ending as integer) as cell
    from spell
    where fate = 'counts' and number > 0
    union all
    select columns('^stratum_'), cast((entry - $first_day + 1) * $endings - 1 as integer)
    from spell
    where fate = 'counts' and number > 0 and $delayed
)
group by all
order by columns('^stratum_')
