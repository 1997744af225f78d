-- The first and the last measurement of each case whose first one lies in the period, and what came of it.
-- In: score_value (case_id, occurred_on, position, level). Values: $months, $days (least time between two).
-- Out: score_case (case_id, first_on, last_on, status): too_late (no second one possible before the end of the data),
-- single, too_close, pair.
create or replace table score_case as
with measured as (
    select case_id, min(occurred_on) as first_on, max(occurred_on) as last_on
    from score_value
    group by case_id
)
select
    case_id,
    first_on,
    last_on,
    case
        when first_on + to_months($months) + to_days($days) > $data_to then 'too_late'
        when last_on = first_on then 'single'
        when first_on + to_months($months) + to_days($days) > last_on then 'too_close'
        else 'pair'
    end as status
from measured
where first_on between $period_from and $period_to
