-- The cases that parameters are estimated from: numbered, with their first report and the day they left sight.
-- In: report_case, report, case_event, loss_activity. Setting: $data_to. Out: estimated_case, case_report.
create or replace table case_report as
select distinct report_case.case_id, report.occurred_on as day
from report_case
join report using (report_id, occurred_on);

create or replace table estimated_case as
with first_report as (
    select case_id, min(day) as first_on
    from case_report
    group by case_id
),
loss as (
    select
        first_report.case_id,
        min(case_event.occurred_on) as lost_on,
        arg_min(case_event.activity, (case_event.occurred_on, case_event.event_id)) as loss
    from first_report
    join case_event
        on case_event.case_id = first_report.case_id
        and case_event.occurred_on >= first_report.first_on
    join loss_activity using (activity)
    group by first_report.case_id
)
select
    (row_number() over (order by first_report.case_id) - 1)::integer as number,
    first_report.case_id,
    first_report.first_on,
    coalesce(loss.lost_on, $data_to) as seen_until,
    loss.loss
from first_report
left join loss using (case_id);
