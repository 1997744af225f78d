-- Pairs that a threshold decides on: not those of an equal BSN, nor those that are never linked.
-- Chances are decimals, so that sums do not depend on their order.
create or replace table judged as
select s.record_id_l, s.record_id_r, cast(s.match_probability as decimal(12, 9)) as chance
from scored as s
join person_record as l on l.record_id = s.record_id_l
join person_record as r on r.record_id = s.record_id_r
where not s.other_given_name and (l.bsn is null or r.bsn is null);
