-- Age in days of what is open at the end of a day, as counts.
-- In: spell. Values: $stage, $on. Out: age, spells.
select $on - started_on as age, count(*) as spells
from spell
where stage = $stage and started_on <= $on and (ended_on is null or ended_on > $on)
group by age
order by age
