-- Reports of a stretch of days by what went before: nothing (a first one), or how help went since the report before.
-- In: report_place, spell. Values: $first_on, $last_on, $place (null: all), $help (null: not asked), $planned and
-- $dropout (end reasons), $lookback_months, $lookback_days, $side. Out: rows of caseload_case, a number per case.
insert into caseload_case
with index_report as (
    select report_id, case_id, occurred_on
    from report_place
    where occurred_on between $first_on and $last_on and ($place is null or place = $place)
),
preceded as (
    select index_report.report_id, index_report.case_id, index_report.occurred_on, max(past.occurred_on) as before_on
    from index_report
    left join report_place as past
        on past.case_id = index_report.case_id
        and past.occurred_on < index_report.occurred_on
        and past.occurred_on >= index_report.occurred_on - to_months($lookback_months) - to_days($lookback_days)
    group by all
),
helped as (
    select
        preceded.report_id,
        preceded.case_id,
        bool_or(spell.ended_on is null or spell.ended_on > preceded.occurred_on) as runs,
        arg_max(
            {'kind': spell.end_kind, 'reason': spell.end_reason},
            (spell.ended_on, spell.started_on, spell.spell_number)
        ) as ending
    from preceded
    join spell
        on spell.case_id = preceded.case_id
        and spell.stage = $help
        and spell.started_on < preceded.occurred_on
        and (spell.ended_on is null or spell.ended_on > preceded.before_on)
    group by preceded.report_id, preceded.case_id
)
select
    $side as side,
    'melding' as number,
    case
        when preceded.before_on is null then 'eerste'
        when $help is null then 'herhaald'
        when helped.report_id is null then 'geen-hulp'
        when helped.runs then 'hulp-loopt'
        when helped.ending.kind = 'einde' and helped.ending.reason is null then 'hulp-onbekend'
        when list_contains($dropout, helped.ending.reason) then 'hulp-uitval'
        when list_contains($planned, helped.ending.reason) then 'hulp-volgens-plan'
        else 'hulp-anders'
    end as part,
    preceded.case_id,
    count(*) as amount
from preceded
left join helped using (report_id, case_id)
group by part, preceded.case_id
