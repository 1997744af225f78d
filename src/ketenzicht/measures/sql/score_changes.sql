-- Pairs by domain and change, as counts; change null where a level is missing at one of the two.
-- In: score_level. Out: position, change, cases.
select position, last_level - first_level as change, count(*) as cases
from score_level
where status = 'pair'
group by all
order by all
