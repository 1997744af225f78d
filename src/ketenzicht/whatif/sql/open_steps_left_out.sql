-- Stages that begin more than rarely after something else began after the same thing: the model does not follow those.
-- In: follows. Values: $most (share). Out: rows (stage).
select stage
from (
    select *, min(started_on) over (partition by case_id, after_day, after_spell) as first_on
    from follows
)
group by stage
having count(*) filter (where started_on > first_on) > $most * count(*)
order by stage
