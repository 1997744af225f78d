-- What is done with each pair that was scored. `scored` has the pairs, `person_record` the records.
create or replace table decided as
select
    s.*,
    case
        when l.bsn = r.bsn then 'bsn'
        when l.bsn <> r.bsn then 'twee-bsn'
        when s.match_probability < $link then 'onzeker'
        when s.other_given_name then 'andere-voornaam'
        else 'kans'
    end as decision
from scored as s
join person_record as l on l.record_id = s.record_id_l
join person_record as r on r.record_id = s.record_id_r;

-- Records with one BSN are one person, whatever else they say; each is tied to the first of them.
create or replace table tie as
select record_id as record_l, min(record_id) over (partition by bsn) as record_r from person_record where bsn is not null
union all
select record_id_l, record_id_r from decided where decision = 'kans';

create or replace table node as select record_id as record from person_record;
