-- Transfers of the period by what came of them within a number of days, as counts.
-- In: spell. Values: $stage, $limit (days), $picked_up_by (events). Out: status, spells.
select
    case
        when spell.started_on + $limit > $data_to then 'not_followed'
        when list_contains($picked_up_by, end_activity) and ended_on <= started_on + $limit then 'picked_up'
        when ended_on <= started_on + $limit then 'otherwise'
        else 'waiting'
    end as status,
    count(*) as spells
from spell
where stage = $stage and started_on between $period_from and $period_to
group by all
order by all
