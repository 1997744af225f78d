-- Persons out of records that hang together. When they would bring two BSN together, only equal BSN stay together:
-- one of the links is wrong, and nothing says which.
create or replace table person as
with
grouped as (
    select n.record, c.cluster_id as together, r.bsn, count(distinct r.bsn) over (partition by c.cluster_id) > 1 as broken
    from node as n join together as c on c.record = n.record join person_record as r on r.record_id = n.record
),
named as (
    select *, case when not broken then together when bsn is not null then 'bsn ' || bsn else 'record ' || record end as one
    from grouped
),
counted as (
    select
        record,
        max(bsn) over (partition by one) as number,
        min(record) over (partition by one) as first_record,
        count(*) over (partition by one) as records,
        bsn is not null and count(bsn) over (partition by one) > 1 as by_bsn,
        broken
    from named
)
select
    record as record_id,
    pseudonym('persoon', coalesce(number, 'record ' || first_record)) as person_id,
    case when by_bsn then 'bsn' when records > 1 then 'kans' else 'alleen' end as linked_by,
    broken
from counted;

-- Pairs that somebody should look at: likely enough, and not brought together.
create or replace table review as
select
    d.*,
    case when d.decision = 'kans' then 'verbindt-twee-bsn' else d.decision end as reason
from decided as d
join person as l on l.record_id = d.record_id_l
join person as r on r.record_id = d.record_id_r
where d.match_probability >= $review and l.person_id <> r.person_id;

create or replace table link as
select d.* from decided as d
join person as l on l.record_id = d.record_id_l
join person as r on r.record_id = d.record_id_r
where d.decision = 'kans' and l.person_id = r.person_id;
