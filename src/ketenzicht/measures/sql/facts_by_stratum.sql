-- Per stratum how many rows there are of each fate, and between which days those lie that count.
-- In: spell. Value: $clock, the day of strata in which none counts. Out: stratum_*, a number per fate, and the days.
select
    columns('^stratum_'),
    cast(coalesce(sum(number) filter (where fate = 'no case'), 0) as bigint) as no_case,
    cast(coalesce(sum(number) filter (where fate = 'no day'), 0) as bigint) as no_day,
    cast(coalesce(sum(number) filter (where fate = 'after end'), 0) as bigint) as after_end,
    cast(coalesce(sum(number) filter (where fate = 'backwards'), 0) as bigint) as backwards,
    cast(coalesce(sum(number) filter (where fate = 'no length'), 0) as bigint) as no_length,
    cast(coalesce(sum(number) filter (where fate = 'counts'), 0) as bigint) as counts,
    coalesce(min(least_number), 0) as least_number,
    coalesce(min(potential_from) filter (where fate = 'counts'), 0) as potential_from,
    coalesce(max(potential_to) filter (where fate = 'counts'), 0) as potential_to,
    coalesce(min(entry_from) filter (where fate = 'counts'), $clock) as entry_from,
    coalesce(max(entry_to) filter (where fate = 'counts'), $clock) as entry_to,
    coalesce(max(day_to) filter (where fate = 'counts'), $clock) as day_to
from (
    select
        columns('^stratum_'),
        fate,
        sum(number) as number,
        min(number) as least_number,
        min(potential) as potential_from,
        max(potential) as potential_to,
        min(entry) as entry_from,
        max(entry) as entry_to,
        max(day) as day_to
    from spell
    group by all
)
group by all
order by columns('^stratum_')
