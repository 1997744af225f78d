-- The rows themselves, gathered per stratum: for what cannot be computed from counts.
-- In: spell. Out: stratum_*, and lists of case_id, entry, day, ending.
select
    columns('^stratum_'),
    list(case_id) as case_id,
    list(entry) as entry,
    list(day) as day,
    list(ending) as ending
from spell
where fate in ('counts', 'no length')
group by all
order by columns('^stratum_')
