-- Pairs that somebody should look at: likely enough, not brought together, and not decided on.
create or replace table review as
select s.*, case when d.decision in ('kans', 'besluit', 'nummer') then b.reason else d.decision end as reason
from decided as d
join person as l on l.record_id = d.record_id_l
join person as r on r.record_id = d.record_id_r
join scored as s on s.record_id_l = d.record_id_l and s.record_id_r = d.record_id_r
join together as c on c.record = d.record_id_l
left join broken as b using (cluster_id)
where d.match_probability >= $review and l.person_id <> r.person_id and d.decision <> 'besluit-apart';

create or replace table link as
select s.*, d.decision
from decided as d
join person as l on l.record_id = d.record_id_l
join person as r on r.record_id = d.record_id_r
join scored as s on s.record_id_l = d.record_id_l and s.record_id_r = d.record_id_r
where d.decision = 'kans' and l.person_id = r.person_id;
