-- A row per stratum: how many rows of each fate, and of those that count the days and the cells.
-- In: fates (one of the statements of that name). Value: $clock, the day of strata in which none counts.
-- Out: stratum_*, a number per fate, the days, cells, numbers and entries.
select
    columns('^stratum_'),
    cast(coalesce(sum(number) filter (where fate = 'no case'), 0) as bigint) as no_case,
    cast(coalesce(sum(number) filter (where fate = 'no day'), 0) as bigint) as no_day,
    cast(coalesce(sum(number) filter (where fate = 'after end'), 0) as bigint) as after_end,
    cast(coalesce(sum(number) filter (where fate = 'backwards'), 0) as bigint) as backwards,
    cast(coalesce(sum(number) filter (where fate = 'no length'), 0) as bigint) as no_length,
    cast(coalesce(sum(number) filter (where fate = 'counts'), 0) as bigint) as counts,
    min(least_number) as least_number,
    coalesce(any_value(potential_from) filter (where fate = 'counts'), 0) as potential_from,
    coalesce(any_value(potential_to) filter (where fate = 'counts'), 0) as potential_to,
    coalesce(any_value(day_to) filter (where fate = 'counts'), $clock) as day_to,
    any_value(cells) filter (where fate = 'counts') as cells,
    any_value(numbers) filter (where fate = 'counts') as numbers,
    any_value(entries) filter (where fate = 'counts') as entries
from fates
group by all
order by columns('^stratum_')
