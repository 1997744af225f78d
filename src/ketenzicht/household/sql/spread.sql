-- One round: who shares a bond takes the lowest name of them. Repeated until nothing changes.
create or replace table spread as
with named as (
    select stretch, bond, min(family) as family
    from bond
    join family using (stretch, person_id)
    group by stretch, bond
),
lower as (
    select bond.stretch, bond.person_id, min(named.family) as family
    from bond
    join named using (stretch, bond)
    group by bond.stretch, bond.person_id
)
select stretch, person_id, least(family.family, coalesce(lower.family, family.family)) as family
from family
left join lower using (stretch, person_id);
