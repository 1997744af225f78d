-- In which situation each report of the period came in, as counts.
-- In: report, report_case, report_person, spell. Value: $activity and the period.
-- Out: linked, running (stages, sorted), ended (stages, sorted), named (has persons), known (0, 1, 2), reports.
with index_report as (
    select report_id, occurred_on
    from report
    where activity = $activity and occurred_on between $period_from and $period_to
),
involved as (
    select index_report.report_id, index_report.occurred_on, report_case.case_id
    from index_report
    join report_case using (report_id)
),
stages as (
    select
        involved.report_id,
        list_sort(list_distinct(coalesce(
            list(spell.stage) filter (where spell.ended_on is null or spell.ended_on > involved.occurred_on), []
        ))) as running,
        list_sort(list_distinct(coalesce(
            list(spell.stage) filter (where spell.ended_on <= involved.occurred_on), []
        ))) as ended
    from involved
    join spell on spell.case_id = involved.case_id and spell.started_on < involved.occurred_on
    group by involved.report_id
),
known as (
    select index_report.report_id, count(distinct own.person_id) as persons
    from index_report
    join report_person as own using (report_id)
    join report_person as past on past.person_id = own.person_id and past.occurred_on < own.occurred_on
    group by index_report.report_id
)
select
    index_report.report_id in (select report_id from involved) as linked,
    coalesce(stages.running, []) as running,
    coalesce(stages.ended, []) as ended,
    index_report.report_id in (select report_id from report_person) as named,
    least(coalesce(known.persons, 0), 2) as known,
    count(*) as reports
from index_report
left join stages using (report_id)
left join known using (report_id)
group by all
order by all
