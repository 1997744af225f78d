-- Days from the start of a spell to its end by cause, or to the end of the data (cause 0), as counts.
-- In: spell, end_cause (end_kind, name, cause). Values: $stage, $other (the cause of ends that have no cause).
-- Out: day, cause, spells.
select
    coalesce(spell.ended_on, $data_to) - spell.started_on as day,
    case
        when spell.end_kind in ('open', 'voortzetting') then 0
        else coalesce(end_cause.cause, $other)
    end as cause,
    count(*) as spells
from spell
left join end_cause
    on end_cause.end_kind = spell.end_kind
    and end_cause.name = case when spell.end_kind = 'verlies' then spell.end_activity else spell.end_reason end
where spell.stage = $stage and spell.started_on between $period_from and $period_to
group by all
order by all
