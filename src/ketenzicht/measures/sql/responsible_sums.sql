-- Sums over cases of their days (d) and of their days with 0, 1 or more organisations responsible (x): all that the
-- share of days and its variance by case need.
-- In: responsible_stretch. Out: band (0 up to the landmark, 1 after it, 2 both), holders (0, 1, 2 for more), cases,
-- with_some (cases with x above 0), x, d, xx, xd, dd.
with of_case as (
    select
        member,
        band,
        state.holders,
        sum(days) as d,
        coalesce(sum(days) filter (where least(responsible_stretch.holders, 2) = state.holders), 0) as x
    from responsible_stretch
    join (values (0), (1), (2)) as part (band) on part.band = 2 or part.band = cast(late as integer)
    cross join (values (0), (1), (2)) as state (holders)
    group by all
)
select
    band,
    holders,
    count(*) as cases,
    count(*) filter (where x > 0) as with_some,
    cast(sum(x) as bigint) as x,
    cast(sum(d) as bigint) as d,
    cast(sum(x * x) as bigint) as xx,
    cast(sum(x * d) as bigint) as xd,
    cast(sum(d * d) as bigint) as dd
from of_case
group by band, holders
order by band, holders
