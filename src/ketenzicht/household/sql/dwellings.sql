-- Which addresses are no household on which days, and who besides family came there together.
-- In: stretch, present, family, no_household, $most. Out: dwelling, and more rows in bond.

create or replace table dwelling as
with counted as (
    select stretch, count(*) as persons, count(distinct family) as families
    from family
    group by stretch
)
select
    stretch.stretch,
    (counted.persons > $most and counted.families > 2)
    or exists (
        select 1
        from no_household
        where no_household.address = stretch.address
            and no_household.from_on <= stretch.from_on
            and coalesce(no_household.until_on > stretch.from_on, true)
    ) as shared
from stretch
join counted using (stretch);

insert into bond
select present.stretch, present.person_id, 'dag ' || present.arrived_on as bond
from present
join dwelling using (stretch)
where present.day_known and not dwelling.shared;
