-- Which group of people goes on as which: a household keeps its number where most of its adults are, then most of its
-- children, then at the address. Adults first: children who are placed in another family join that one.
-- In: composition, composed, person. Out: successor, chain.

create or replace table successor as
with before as (
    select
        composed.composition,
        composed.person_id,
        lag(composed.composition) over (partition by composed.person_id order by composition.from_on) as earlier
    from composed
    join composition using (composition)
),
scored as (
    select
        before.earlier,
        before.composition,
        count(*) filter (person.adult_on > later.from_on) as minors,
        count(*) - minors as adults,
        earlier.address = later.address as stayed,
        later.from_on,
        min(before.person_id) as first_person
    from before
    join composition as later on later.composition = before.composition
    join composition as earlier on earlier.composition = before.earlier
    join person using (person_id)
    group by before.earlier, before.composition, earlier.address, later.address, later.from_on
),
chosen as (
    select *
    from scored
    qualify row_number() over (
        partition by composition order by adults desc, minors desc, stayed desc, first_person, earlier
    ) = 1
)
select earlier, composition
from chosen
qualify row_number() over (
    partition by earlier order by adults desc, minors desc, stayed desc, from_on, first_person, composition
) = 1;

create or replace table chain as
select composition.composition, coalesce(successor.earlier, composition.composition) as root
from composition
left join successor using (composition);
