-- Rows that a caller gave with dates: what is open, or ended after the end of the data, is censored at that end.
-- In: given_row. Values: $clock (day before the first one that counts), $data_end.
-- Out: as given_with_days.
select
    columns('^stratum_'),
    case_id,
    greatest(entered_on - started_on, 0) + $clock as entry,
    least(coalesce(ended_on, cast($data_end as date)), cast($data_end as date)) - started_on as day,
    case when ended_on <= cast($data_end as date) then ending else 0 end as ending,
    number,
    cast($data_end as date) - started_on as potential
from given_row
