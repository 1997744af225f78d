-- What is compared of one column between the earlier and the later half of a file: everything from its different
-- values with their counts, so that a file is scanned once and nothing is sorted.
-- Filled in before it runs: $table, $value (the column), $early (a condition), $moment.
with by_value as (
    select
        $value as value,
        count(*) filter ($early) as early,
        count(*) filter (not ($early)) as late,
        min($moment) filter (not ($early)) as since
    from $table
    where kept and $value is not null and ($early) is not null
    group by $value
),

numbers as (
    select try_cast(replace(value, ',', '.') as double) as number, sum(early) as early, sum(late) as late
    from by_value
    group by number
),

running as (
    select
        *,
        sum(early) over (order by number rows unbounded preceding) as early_so_far,
        sum(late) over (order by number rows unbounded preceding) as late_so_far,
        sum(early) over () as all_early,
        sum(late) over () as all_late
    from numbers
    where number is not null
),

by_shape as (
    select
        regexp_replace(regexp_replace(value, '[0-9]', '9', 'g'), '[A-Za-z]', 'a', 'g') as shape,
        sum(early) as early,
        sum(late) as late
    from by_value
    group by shape
)

select
    cast((select coalesce(sum(early), 0) from by_value) as bigint),
    cast((select coalesce(sum(late), 0) from by_value) as bigint),
    (select count(*) from by_value),
    cast((select coalesce(sum(late), 0) from by_value where early = 0) as bigint),
    cast((select coalesce(sum(early), 0) from by_value where late = 0) as bigint),
    (select strftime(min(since), '%Y-%m') from by_value where early = 0),
    (select sum(early + late) filter (number is not null) * 10 >= sum(early + late) * 9 from numbers),
    (select min(number) from running where early_so_far * 2 >= all_early and all_early > 0),
    (select min(number) from running where late_so_far * 2 >= all_late and all_late > 0),
    (
        select
            coalesce(max(abs(
                early / nullif((select sum(early) from by_value), 0) - late / nullif((select sum(late) from by_value), 0)
            )), 0)
        from by_shape
    )
