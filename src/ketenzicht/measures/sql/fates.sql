-- Per stratum and fate how many rows there are, and between which days they lie.
-- In: spell. Out: stratum_*, fate, number and the days; cells, numbers and entries (of rows) stay empty.
select
    columns('^stratum_'),
    fate,
    sum(number) as number,
    min(number) as least_number,
    min(potential) as potential_from,
    max(potential) as potential_to,
    max(day) as day_to,
    null as cells,
    null as numbers,
    null as entries
from spell
group by all
