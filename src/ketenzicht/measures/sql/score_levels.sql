-- The levels of each case at its first and last measurement, one row per domain.
-- Of several levels on one day none counts unless they are the same.
-- In: score_case, score_value (level null where missing or outside the scale).
-- Out: score_level (case_id, status, position, first_level, last_level), last_level for pairs only.
create or replace table score_level as
with daily as (
    select
        case_id,
        occurred_on,
        position,
        case when min(level) = max(level) then min(level) end as level
    from score_value
    group by case_id, occurred_on, position
)
select score_case.case_id, score_case.status, first.position, first.level as first_level, last.level as last_level
from score_case
join daily as first on first.case_id = score_case.case_id and first.occurred_on = score_case.first_on
left join daily as last
    on score_case.status = 'pair'
    and last.case_id = score_case.case_id
    and last.occurred_on = score_case.last_on
    and last.position = first.position
