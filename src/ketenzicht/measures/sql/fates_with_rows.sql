-- As fates, with each row as one number: (day - $first_day) x $endings + ending. Beside it, only where rows are
-- $weighted or $delayed, how many it stands for and its entry.
-- In: spell. Values: $first_day, $endings, $weighted, $delayed. Out: as fates.
select
    columns('^stratum_'),
    fate,
    sum(number) as number,
    min(number) as least_number,
    min(potential) as potential_from,
    max(potential) as potential_to,
    max(day) as day_to,
    list(try_cast((day - $first_day) * $endings + ending as integer)) as cells,
    list(cast(number as bigint)) filter (where $weighted) as numbers,
    list(try_cast(entry - $first_day as integer)) filter (where $delayed) as entries
from spell
group by all
