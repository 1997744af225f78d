-- Families at one address to those who live together, and the days that these are the same people.
-- In: stretch, present, bond, family, dwelling. Out: composition, composed.

create or replace table unit as
with couple_bond as (
    select bond.stretch, bond.bond, min(family.family) as family
    from bond
    join family using (stretch, person_id)
    where starts_with(bond.bond, 'paar ')
        or (starts_with(bond.bond, 'kind ') and bond.bond <> 'kind ' || bond.person_id)
    group by bond.stretch, bond.bond
    having count(*) >= 2
),
described as (
    select
        present.stretch,
        family.family,
        bool_and(present.came_as_minor) as only_minors,
        min(present.arrived_on) as arrived_on,
        (present.stretch, family.family) in (select (stretch, family) from couple_bond) as couple,
        dwelling.shared
    from present
    join family using (stretch, person_id)
    join dwelling using (stretch)
    group by present.stretch, family.family, dwelling.shared
),
-- Children without a parent at the address belong to the family that has lived there longest.
hosted as (
    select
        *,
        case
            when only_minors and not shared
                then first_value(family) over (partition by stretch order by only_minors, arrived_on, family)
            else family
        end as host
    from described
),
-- Two families without a couple among them are taken to be two who moved in together later.
joined as (
    select
        stretch,
        family,
        case
            when not shared
                and count(distinct host) over (partition by stretch) = 2
                and not bool_or(couple) over (partition by stretch)
                then min(host) over (partition by stretch)
            else host
        end as unit
    from hosted
)
select family.stretch, family.person_id, joined.unit
from family
join joined using (stretch, family);

create or replace table composition as
with living as (
    select
        stretch.address,
        stretch.from_on,
        stretch.until_on,
        dwelling.shared,
        string_agg(unit.person_id, ' ' order by unit.person_id) as members
    from unit
    join stretch using (stretch)
    join dwelling using (stretch)
    group by stretch.address, stretch.from_on, stretch.until_on, dwelling.shared, unit.stretch, unit.unit
),
starts as (
    select *, lag(until_on) over same is distinct from from_on as is_start
    from living
    window same as (partition by address, shared, members order by from_on)
),
runs as (
    select *, sum(cast(is_start as integer)) over (partition by address, shared, members order by from_on) as run
    from starts
)
select
    row_number() over (order by min(from_on), members, address, shared) as composition,
    address,
    shared,
    members,
    min(from_on) as from_on,
    max(until_on) as until_on
from runs
group by address, shared, members, run;

create or replace table composed as
select composition, unnest(string_split(members, ' ')) as person_id from composition;
