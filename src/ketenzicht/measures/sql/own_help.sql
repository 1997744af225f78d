-- Persons who were named when the clock started, and when help of their own began.
-- With the person as unit a case is that person alone.
-- In: cohort, case_event, dated_event, involvement, spell, mark (causes above 1 are losses). Values: $start_event
-- (null where a stage starts the clock), $help, $begins (events that begin it).
-- Out: own_help (member, person_id, fate: 'unnamed' when help began for the case without saying for whom, 'had' when
-- help of their own ran already, else 'counted'; day and cause: 1 help began, 2 lost, 0 neither by the end; room: days
-- until the data end).
create or replace table own_help as
with involved as (
    select distinct cohort.member, cohort.case_id, cohort.started_on, involvement.person_id
    from cohort
    join case_event
        on case_event.case_id = cohort.case_id
        and case_event.occurred_on = cohort.started_on
        and ($start_event is null or case_event.activity = $start_event)
    join involvement using (event_id)
    where involvement.person_id is not null
      and ($unit <> 'persoon' or involvement.person_id = cohort.case_id)
),
begun as (
    select distinct dated_event.event_id, dated_event.occurred_on, dated_event.spell_id, involvement.person_id
    from dated_event
    left join involvement on involvement.event_id = dated_event.event_id and involvement.person_id is not null
    where list_contains($begins, dated_event.activity)
),
running as (
    select distinct begun.person_id, spell.started_on, spell.ended_on
    from begun
    join case_event using (event_id)
    join spell
        on spell.case_id = case_event.case_id
        and spell.stage = $help
        and (spell.begin_event = begun.event_id or spell.spell_id = begun.spell_id)
    where begun.person_id is not null
),
unnamed as (
    select distinct cohort.member
    from cohort
    join case_event on case_event.case_id = cohort.case_id and case_event.occurred_on > cohort.started_on
    join begun on begun.event_id = case_event.event_id and begun.person_id is null
),
had as (
    select distinct involved.member, involved.person_id
    from involved
    join running
        on running.person_id = involved.person_id
        and running.started_on <= involved.started_on
        and (running.ended_on is null or running.ended_on > involved.started_on)
),
first_own as (
    select involved.member, involved.person_id, min(begun.occurred_on) as begun_on
    from involved
    join begun on begun.person_id = involved.person_id and begun.occurred_on > involved.started_on
    group by involved.member, involved.person_id
),
lost as (
    select cohort.member, min(mark.occurred_on) as lost_on
    from cohort
    join mark on mark.case_id = cohort.case_id and mark.occurred_on > cohort.started_on and mark.cause > 1
    group by cohort.member
)
select
    involved.member,
    involved.person_id,
    case
        when unnamed.member is not null then 'unnamed'
        when had.member is not null then 'had'
        else 'counted'
    end as fate,
    least(begun_on, lost_on, $data_to) - involved.started_on as day,
    case
        when begun_on <= coalesce(lost_on, begun_on) then 1
        when lost_on is not null then 2
        else 0
    end as cause,
    $data_to - involved.started_on as room
from involved
left join unnamed using (member)
left join had using (member, person_id)
left join first_own using (member, person_id)
left join lost using (member)
