-- Cases by status, by the sum of their first levels and by the sum of their changes, as counts.
-- In: score_level. Out: status, first_levels (number known), first_sum, changes (number known), change_sum, cases.
with totals as (
    select
        case_id,
        status,
        count(first_level) as first_levels,
        coalesce(sum(first_level), 0) as first_sum,
        count(last_level - first_level) as changes,
        coalesce(sum(last_level - first_level), 0) as change_sum
    from score_level
    group by case_id, status
)
select * exclude (case_id), count(*) as cases
from totals
group by all
order by all
