-- How many index reports had how many earlier ones.
-- In: report, report_key, report_case. Values: $activity, $only_first, $lookback_months, $lookback_days,
-- $full_months, $full_days, and the period. Out: status, earlier, reports.
with first_of_case as (
    select
        report_case.case_id,
        arg_min(report_case.report_id, (report_case.occurred_on, report_case.report_id)) as report_id
    from report_case
    join report using (report_id)
    where report.activity = $activity
      and report_case.occurred_on between $period_from and $period_to
    group by report_case.case_id
),
index_report as (
    select report.report_id, report.occurred_on, keyed.report_id is not null as linked
    from report
    left join (select distinct report_id from report_key) as keyed on keyed.report_id = report.report_id
    left join (select distinct report_id from report_case) as cased on cased.report_id = report.report_id
    left join (select distinct report_id from first_of_case) as first on first.report_id = report.report_id
    where report.activity = $activity
      and report.occurred_on between $period_from and $period_to
      and (not $only_first or cased.report_id is null or first.report_id is not null)
),
earlier as (
    select index_report.report_id, count(distinct past.report_id) as earlier
    from index_report
    join report_key as own using (report_id)
    join report_key as past
        on past.key = own.key
        and past.activity = own.activity
        and past.occurred_on < own.occurred_on
        and past.occurred_on >= own.occurred_on - to_months($lookback_months) - to_days($lookback_days)
    group by index_report.report_id
)
select
    case
        when not linked then 'unlinked'
        when occurred_on - to_months($full_months) - to_days($full_days) < $data_from then 'no_lookback'
        else 'counted'
    end as status,
    coalesce(earlier, 0) as earlier,
    count(*) as reports
from index_report
left join earlier using (report_id)
group by all
order by all
