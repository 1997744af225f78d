-- Rows that a caller gave with days on a clock of their own.
-- In: given_row. Values: $clock (day before the first one that counts), $data_end (null when not said).
-- Out: stratum_*, case_id, entry, day, ending (0 censored), number, potential (days until the end of the data).
select
    columns('^stratum_'),
    case_id,
    entry + $clock as entry,
    day,
    ending,
    number,
    cast($data_end as date) - started_on as potential
from given_row
