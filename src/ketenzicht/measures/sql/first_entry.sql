-- The first day after which a row that counts is at risk.
-- In: spell. Out: one value, null when none counts.
select min(entry) from spell where fate = 'counts'
