-- The cases with a report in the period: the day of the first one, how many, and what was registered with the first.
-- In: report_case, report_member, case_event, events. Values: $period_from, $period_to. Out: a row per case.
-- /* attributes */ stands for one aggregate per attribute of the registrations.
with reported as (
    select case_id, min(occurred_on) as first_on, count(*) as reports
    from report_case
    where occurred_on between $period_from and $period_to
    group by case_id
)
select
    reported.case_id,
    reported.first_on,
    reported.reports
    /* attributes */
from reported
join case_event on case_event.case_id = reported.case_id and case_event.occurred_on = reported.first_on
join report_member on report_member.event_id = case_event.event_id
join events on events.event_id = case_event.event_id
group by reported.case_id, reported.first_on, reported.reports
order by reported.case_id
