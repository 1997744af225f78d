-- Each start of a clock in the period, with the dates of its term and what came of it.
-- In: spell, case_event, workday (day, number), loss_activity. Values: $stage, $clock (event or null),
-- $until (event or null), $by_spell (match on the spell id), $working_days, $days, $months, and the period.
-- Out: term_date, one row per spell. A decision on the last day is in time; the term has passed when its last day
-- is before the end of the data.
create or replace table term_date as
with clocked as (
    select
        spell.spell_number,
        spell.case_id,
        spell.spell_id,
        spell.started_on,
        spell.ended_on,
        spell.end_kind,
        coalesce(max(clock.occurred_on), case when $clock is null then any_value(spell.started_on) end) as clock_on
    from spell
    left join case_event as clock
        on clock.case_id = spell.case_id
        and clock.activity = $clock
        and clock.occurred_on <= spell.started_on
    where spell.stage = $stage
    group by spell.spell_number, spell.case_id, spell.spell_id, spell.started_on, spell.ended_on, spell.end_kind
),
decided as (
    select
        clocked.*,
        coalesce(
            min(decision.occurred_on),
            case
                when $until is null and any_value(clocked.end_kind) in ('einde', 'voortzetting')
                then any_value(clocked.ended_on)
            end
        ) as decided_on,
        case when any_value(clocked.end_kind) = 'verlies' then any_value(clocked.ended_on) end as lost_on
    from clocked
    left join case_event as decision
        on decision.case_id = clocked.case_id
        and decision.activity = $until
        and decision.occurred_on >= clocked.started_on
        and (not $by_spell or clocked.spell_id is null or decision.spell_id = clocked.spell_id)
        and (clocked.ended_on is null or decision.occurred_on <= clocked.ended_on)
    where clocked.clock_on between $period_from and $period_to
    group by clocked.spell_number, clocked.case_id, clocked.spell_id, clocked.started_on, clocked.ended_on,
        clocked.end_kind, clocked.clock_on
),
-- The n-th working day after a day is the first date whose number is that of the day plus n.
last_working_day as (
    select own.day, min(later.day) as due_on
    from workday as own
    join workday as later on later.number = own.number + $working_days
    group by own.day
),
due as (
    select
        decided.*,
        case
            when $working_days > 0 then last_working_day.due_on
            else cast(decided.clock_on + to_months($months) + to_days($days) as date)
        end as due_on
    from decided
    left join last_working_day on last_working_day.day = decided.clock_on
)
select
    spell_number,
    case_id,
    clock_on,
    due_on,
    decided_on,
    lost_on,
    case
        when decided_on <= due_on then 'in_time'
        when decided_on > due_on then 'late'
        when lost_on <= due_on then 'lost'
        when lost_on > due_on then 'late'
        when due_on < $data_to then 'open_late'
        else 'open_within'
    end as status
from due
