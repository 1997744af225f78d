-- What becomes of each row: it counts, or why not.
-- In: given. Out: given with fate.
select
    *,
    case
        when case_id is null then 'no case'
        when entry is null or day is null then 'no day'
        when potential < 0 then 'after end'
        when day < entry then 'backwards'
        when day = entry then 'no length'
        else 'counts'
    end as fate
from given
