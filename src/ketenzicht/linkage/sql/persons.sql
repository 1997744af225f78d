-- Persons out of records that hang together (`together`), or of what surely does where that is broken
-- (`surely_together`, of the records in `broken_node`). What even then contradicts itself falls apart by BSN.
create or replace table person as
with
tied as materialized (
    select record_l as record from tie where record_l <> record_r
    union select record_r from tie where record_l <> record_r
),
surely as (
    select s.record, s.cluster_id, count(distinct r.bsn) over (partition by s.cluster_id) > 1 as torn
    from surely_together as s join person_record as r on r.record_id = s.record
),
grouped as (
    select
        c.record,
        r.bsn,
        r.known,
        s.record is not null as broken,
        case
            when s.record is null then c.cluster_id
            when not s.torn then 'zeker ' || s.cluster_id
            when r.bsn is not null then 'bsn ' || r.bsn
            else 'record ' || c.record
        end as one
    from tied
    join together as c on c.record = tied.record
    join person_record as r on r.record_id = c.record
    left join surely as s on s.record = c.record
),
judged_same as (
    select record_l as record from tie where tied_by = 'besluit' union select record_r from tie where tied_by = 'besluit'
),
counted as (
    select
        g.record,
        max(bsn) over (partition by one) as number,
        min(g.record) over (partition by one) as first_record,
        count(*) over (partition by one) as records,
        bsn is not null and count(bsn) over (partition by one) > 1 as by_bsn,
        known is not null and count(*) over (partition by one, known) > 1 as by_number,
        j.record is not null as by_decision,
        broken
    from grouped as g
    left join judged_same as j on j.record = g.record
)
select
    record as record_id,
    pseudonym('persoon', coalesce(number, 'record ' || first_record)) as person_id,
    case
        when by_bsn then 'bsn'
        when records = 1 then 'alleen'
        when by_number then 'nummer'
        when by_decision then 'besluit'
        else 'kans'
    end as linked_by,
    broken
from counted
union all
select record_id, pseudonym('persoon', coalesce(bsn, 'record ' || record_id)), 'alleen', false
from person_record
where record_id not in (select record from tied);
