-- Groups that would bring two BSN together, or two records that somebody said are of two persons: one of the links is
-- wrong, and nothing says which. Only what ties them surely stays.
create or replace table broken as
with reasons as (
    select c.cluster_id, 'verbindt-twee-bsn' as reason
    from together as c
    join person_record as r on r.record_id = c.record
    group by c.cluster_id
    having count(distinct r.bsn) > 1
    union
    select l.cluster_id, 'tegen-besluit'
    from verdict as v
    join together as l on l.record = v.record_l
    join together as r on r.record = v.record_r
    where not v.same and l.cluster_id = r.cluster_id
)
select cluster_id, max(reason) as reason from reasons group by cluster_id;

create or replace table broken_node as
select c.record from together as c join broken using (cluster_id);

create or replace table sure_tie as
select t.record_l, t.record_r
from tie as t
join broken_node as l on l.record = t.record_l
join broken_node as r on r.record = t.record_r
where t.tied_by <> 'kans';
