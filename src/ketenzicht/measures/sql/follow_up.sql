-- Every member from its start until the outcome, a competing event or the end of the data, in rows (from_day, to_day]
-- of days since the start, cut where its state may change; a row holds the state at the end of its first day, so
-- that what happens on a day counts for the state before it. After the outcome a member is followed on when $every.
-- In: cohort, mark (cause 1 is the outcome, higher ones compete), spell, case_state (position, stage, runs, reasons),
-- so_far_change (member, day: of a change that does not follow from events of the case alone).
-- Values: $every, $otherwise (the state when none fits).
-- Out: follow_up (member, case_id, from_day, to_day, cause (0: none), state). Members without length are not in it.
create or replace table follow_up as
with followed as (
    select
        cohort.member,
        cohort.case_id,
        cohort.started_on,
        coalesce(min(mark.occurred_on) filter (where mark.cause > 1 or not $every), $data_to) as left_on
    from cohort
    left join mark
        on mark.case_id = cohort.case_id
        and mark.occurred_on > cohort.started_on
    group by all
),
state_spell as (
    select case_id, stage, started_on, ended_on, end_reason, spell_number
    from spell
    where stage in (select stage from case_state)
),
case_change as (
    select case_id, occurred_on as day from mark
    union
    select case_id, started_on from state_spell
    union
    select case_id, ended_on from state_spell where ended_on is not null
),
cut as (
    select member, case_id, started_on, left_on, started_on as day
    from followed
    where left_on > started_on
    union all
    select followed.member, followed.case_id, followed.started_on, followed.left_on, case_change.day
    from followed
    join case_change
        on case_change.case_id = followed.case_id
        and case_change.day > followed.started_on
        and case_change.day < followed.left_on
    union
    select followed.member, followed.case_id, followed.started_on, followed.left_on, so_far_change.day
    from followed
    join so_far_change
        on so_far_change.member = followed.member
        and so_far_change.day > followed.started_on
        and so_far_change.day < followed.left_on
),
stretch as (
    select
        member,
        case_id,
        started_on,
        day as from_on,
        lead(day, 1, left_on) over (partition by member order by day) as to_on
    from cut
),
situation as (
    select
        stretch.member,
        stretch.from_on,
        state_spell.stage,
        bool_or(state_spell.ended_on is null or state_spell.ended_on > stretch.from_on) as runs,
        arg_max({'reason': state_spell.end_reason}, (state_spell.ended_on, state_spell.spell_number))
            filter (where state_spell.ended_on <= stretch.from_on) as last_end
    from stretch
    join state_spell
        on state_spell.case_id = stretch.case_id
        and state_spell.started_on <= stretch.from_on
    group by all
),
fitting as (
    select situation.member, situation.from_on, min(case_state.position) as state
    from situation
    join case_state
        on case_state.stage = situation.stage
        and case_state.runs = situation.runs
        and (
            case_state.runs
            or len(case_state.reasons) = 0
            or list_contains(case_state.reasons, situation.last_end.reason)
        )
    group by all
),
ending as (
    select case_id, occurred_on, min(cause) as cause
    from mark
    group by all
)
select
    stretch.member,
    stretch.case_id,
    stretch.from_on - stretch.started_on as from_day,
    stretch.to_on - stretch.started_on as to_day,
    coalesce(ending.cause, 0) as cause,
    coalesce(fitting.state, $otherwise) as state
from stretch
left join fitting using (member, from_on)
left join ending
    on ending.case_id = stretch.case_id
    and ending.occurred_on = stretch.to_on
order by stretch.member, from_day
