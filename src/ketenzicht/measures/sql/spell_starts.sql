-- Spells that started in the period by day, every one or the first of each case: those of spell_ends.
-- In: spell. Values: $stage, $choice (elke or eerste). Out: started_on, spells.
select started_on, count(*) as spells
from (
    select started_on
    from spell
    where stage = $stage and started_on between $period_from and $period_to
    qualify $choice = 'elke'
        or row_number() over (partition by case_id order by started_on, ended_on nulls last, spell_number) = 1
)
group by started_on
