-- Days from the start of a spell to its end by cause, or to the end of the data (cause 0), as counts.
-- In: spell, end_cause (end_kind, name, cause). Values: $stage, $choice (elke or eerste), $by_case, $other (the cause
-- of ends that have no cause). Out: case_id (null unless $by_case), day, cause, spells.
with chosen as (
    select *
    from spell
    where stage = $stage and started_on between $period_from and $period_to
    qualify $choice = 'elke'
        or row_number() over (partition by case_id order by started_on, ended_on nulls last, spell_number) = 1
)
select
    case when $by_case then chosen.case_id end as case_id,
    coalesce(chosen.ended_on, $data_to) - chosen.started_on as day,
    case
        when chosen.end_kind in ('open', 'voortzetting') then 0
        else coalesce(end_cause.cause, $other)
    end as cause,
    count(*) as spells
from chosen
left join end_cause
    on end_cause.end_kind = chosen.end_kind
    and end_cause.name = case when chosen.end_kind = 'verlies' then chosen.end_activity else chosen.end_reason end
group by all
order by all
