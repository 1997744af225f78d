-- Each start of a clock in the period, by what came of its term, as counts.
-- In: spell, case_event, workday (day, number), loss_activity. Values: $stage, $clock (event or null),
-- $until (event or null), $by_spell (match on the spell id), $working_days, $days, $months.
-- Out: status, spells. A decision on the last day is in time; the term has passed when its last day is before the
-- end of the data.
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
due as (
    select
        decided.*,
        case
            when $working_days > 0 then (
                select min(later.day)
                from workday as own
                join workday as later on later.number = own.number + $working_days
                where own.day = decided.clock_on
            )
            else cast(decided.clock_on + to_months($months) + to_days($days) as date)
        end as due_on
    from decided
)
select
    case
        when decided_on <= due_on then 'in_time'
        when decided_on > due_on then 'late'
        when lost_on <= due_on then 'lost'
        when lost_on > due_on then 'late'
        when due_on < $data_to then 'open_late'
        else 'open_within'
    end as status,
    count(*) as spells
from due
group by all
order by all
