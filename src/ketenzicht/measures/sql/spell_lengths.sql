-- Days that spells of a stage that started in the period lasted, as counts; cause 0 for still open or lost.
-- In: spell. Value: $stage. Out: day, cause, spells.
select
    coalesce(ended_on, $data_to) - started_on as day,
    case when end_kind = 'einde' then 1 else 0 end as cause,
    count(*) as spells
from spell
where stage = $stage and started_on between $period_from and $period_to
group by all
order by all
