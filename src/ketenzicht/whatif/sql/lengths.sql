-- Spells of one stage: how long each was seen, from which day of it on, and how it ended (null: it went on).
-- In: spell, estimated_case. Values: $stage, $since, setting $data_to.
-- Out: rows (number, entry, days, ending, reason).
select
    estimated_case.number,
    greatest(0, $since::date - spell.started_on)::integer as entry,
    (least(coalesce(spell.ended_on, $data_to), $data_to) - spell.started_on)::integer as days,
    case when spell.end_kind in ('einde', 'voortzetting') then spell.end_activity end as ending,
    case when spell.end_kind in ('einde', 'voortzetting') then spell.end_reason end as reason
from spell
join estimated_case using (case_id)
where spell.stage = $stage
order by estimated_case.number, spell.started_on, spell.spell_number
