-- What is done with each pair that was scored. `scored` has the pairs, `person_record` the records, `verdict` what
-- somebody decided about a pair.
create or replace table decided as
select
    s.record_id_l,
    s.record_id_r,
    s.match_probability,
    case
        when l.bsn = r.bsn then 'bsn'
        when l.bsn <> r.bsn then 'twee-bsn'
        when l.known = r.known then 'nummer'
        when v.same then 'besluit'
        when not v.same then 'besluit-apart'
        when s.match_probability < $link then 'onzeker'
        when s.other_given_name then 'andere-voornaam'
        else 'kans'
    end as decision
from scored as s
join person_record as l on l.record_id = s.record_id_l
join person_record as r on r.record_id = s.record_id_r
left join verdict as v
    on v.record_l = least(s.record_id_l, s.record_id_r) and v.record_r = greatest(s.record_id_l, s.record_id_r);

-- What ties records together. Surely: one BSN, one number in one registration, a decision of somebody; each record is
-- tied to the first of them.
create or replace table tie as
select record_id as record_l, min(record_id) over (partition by bsn) as record_r, 'bsn' as tied_by
from person_record where bsn is not null
union all
select record_id, min(record_id) over (partition by known), 'nummer' from person_record where known is not null
union all
select v.record_l, v.record_r, 'besluit'
from verdict as v
join person_record as l on l.record_id = v.record_l
join person_record as r on r.record_id = v.record_r
where v.same
union all
select record_id_l, record_id_r, 'kans' from decided where decision = 'kans';

create or replace table node as select record_id as record from person_record;
