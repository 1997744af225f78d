-- As fates_with_rows, with each different cell of a stratum once: for many rows and few strata, without delayed entry.
-- In: spell. Values: $first_day, $endings. Out: as fates.
select
    columns('^stratum_'),
    fate,
    sum(number) as number,
    min(least_number) as least_number,
    min(potential_from) as potential_from,
    max(potential_to) as potential_to,
    max(day_to) as day_to,
    list(cell) as cells,
    list(cast(number as bigint)) as numbers,
    null as entries
from (
    select
        columns('^stratum_'),
        fate,
        try_cast((day - $first_day) * $endings + ending as integer) as cell,
        sum(number) as number,
        min(number) as least_number,
        min(potential) as potential_from,
        max(potential) as potential_to,
        max(day) as day_to
    from spell
    group by all
)
group by all
