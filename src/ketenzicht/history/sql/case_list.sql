-- The cases, longest or most reported first.
-- In: case_event, report_case, spell. Values: $most_reports, $number.
-- Out: case_id, first_on, last_on, reports, organisations, stages, is_open.
with happened as (
    select
        case_id,
        min(occurred_on) as first_on,
        max(occurred_on) as last_on,
        count(distinct organisation) as organisations
    from case_event
    group by case_id
),
reported as (
    select case_id, count(*) as reports
    from report_case
    group by case_id
),
stayed as (
    select case_id, count(distinct stage) as stages, bool_or(ended_on is null) as is_open
    from spell
    group by case_id
)
select
    happened.case_id,
    happened.first_on,
    happened.last_on,
    coalesce(reported.reports, 0) as reports,
    happened.organisations,
    coalesce(stayed.stages, 0) as stages,
    coalesce(stayed.is_open, false) as is_open
from happened
left join reported using (case_id)
left join stayed using (case_id)
order by
    case
        when $most_reports then coalesce(reported.reports, 0)
        else case when coalesce(stayed.is_open, false) then $data_to else happened.last_on end - happened.first_on
    end desc,
    happened.case_id
limit $number
