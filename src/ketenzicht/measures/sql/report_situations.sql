-- In which situation each report of the period came in, as counts.
-- In: report, report_case, report_person, spell. Value: $activity and the period.
-- Out: linked, running (stages, sorted), ended (stages, sorted), named (has persons), known (0, 1, 2), reports.
-- Ended are the stages of the own case and of every earlier case of the persons named: who moved to another
-- household is still known. Known counts the persons with such an ended stage.
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
earlier_case as (
    select distinct own.report_id, own.occurred_on, own.person_id, past_case.case_id
    from index_report
    join report_person as own using (report_id)
    join report_person as past on past.person_id = own.person_id and past.occurred_on < own.occurred_on
    join report_case as past_case on past_case.report_id = past.report_id
),
ended_for_person as (
    select earlier_case.report_id, earlier_case.person_id, spell.stage
    from earlier_case
    join spell on spell.case_id = earlier_case.case_id
        and spell.started_on < earlier_case.occurred_on and spell.ended_on <= earlier_case.occurred_on
),
own_stage as (
    select involved.report_id, spell.stage, spell.ended_on is null or spell.ended_on > involved.occurred_on as runs
    from involved
    join spell on spell.case_id = involved.case_id and spell.started_on < involved.occurred_on
),
running as (
    select report_id, list_sort(list_distinct(list(stage))) as stages from own_stage where runs group by report_id
),
ended as (
    select report_id, list_sort(list_distinct(list(stage))) as stages
    from (
        select report_id, stage from own_stage where not runs
        union all
        select report_id, stage from ended_for_person
    )
    group by report_id
),
known as (
    select report_id, count(distinct person_id) as persons from ended_for_person group by report_id
)
select
    own.report_id is not null as linked,
    coalesce(running.stages, []) as running,
    coalesce(ended.stages, []) as ended,
    person.report_id is not null as named,
    least(coalesce(known.persons, 0), 2) as known,
    count(*) as reports
from index_report
left join running using (report_id)
left join ended using (report_id)
left join known using (report_id)
left join (select distinct report_id from involved) as own on own.report_id = index_report.report_id
left join (select distinct report_id from report_person) as person on person.report_id = index_report.report_id
group by all
order by all
