-- As cells_of_rows, each different cell of a stratum once, with the number of rows in it.
-- In: spell. Values: $first_day, $endings, $delayed. Out: stratum_*, cells, numbers.
select columns('^stratum_'), list(cell) as cells, list(number) as numbers
from (
    select columns('^stratum_'), cell, cast(sum(number) as bigint) as number
    from (
        select columns('^stratum_'), cast((day - $first_day) * $endings + ending as integer) as cell, number
        from spell
        where fate = 'counts' and number > 0
        union all
        select columns('^stratum_'), cast((entry - $first_day + 1) * $endings - 1 as integer), number
        from spell
        where fate = 'counts' and number > 0 and $delayed
    )
    group by all
)
group by all
order by columns('^stratum_')
