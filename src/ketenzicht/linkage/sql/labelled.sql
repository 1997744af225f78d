-- Labelled pairs with their chance; a pair that was never looked at has none, and is missed at every threshold.
create or replace table labelled as
select distinct
    least(a.record_id, b.record_id) as record_l, greatest(a.record_id, b.record_id) as record_r, x.same,
    coalesce(j.chance, 0) as chance
from label as x
join person_record as a on a.record_id = cast(x.record_l as varchar)
join person_record as b on b.record_id = cast(x.record_r as varchar)
left join judged as j
    on j.record_id_l = least(a.record_id, b.record_id) and j.record_id_r = greatest(a.record_id, b.record_id)
where not coalesce(a.bsn = b.bsn, false);
