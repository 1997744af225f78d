-- Spells of a stage that ended in the period, every one or the first of each case, to be told apart by the reason of their end.
-- In: spell. Values: $stage, $choice and the period. Out: share_item (member, case_id, started_on: the day of the end,
-- activity: the event that ended it, end_reason).
create or replace table share_item as
select
    row_number() over (order by ended_on, spell_number) as member,
    case_id,
    ended_on as started_on,
    end_activity as activity,
    end_reason
from spell
where stage = $stage and end_kind = 'einde' and ended_on between $period_from and $period_to
qualify $choice = 'elke' or row_number() over (partition by case_id order by ended_on, spell_number) = 1
