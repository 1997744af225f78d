-- Stretches of days on which nothing changes at an address, who is there, and what binds them.
-- In: person, stay, parent, partner, no_household, $until_on (the day after the last one looked at).
-- Out: lived, stretch, present, bond, family.

create or replace table lived as
select
    stay.person_id,
    stay.address,
    stay.from_on,
    least(coalesce(stay.until_on, $until_on), $until_on) as until_on,
    stay.day_known,
    coalesce(stay.from_on < person.adult_on, false) as came_as_minor
from stay
join person using (person_id)
where stay.kind = 'woonadres' and stay.from_on < least(coalesce(stay.until_on, $until_on), $until_on);

create or replace table stretch as
with tie_day as (
    select child_id as person_id, unnest([from_on, until_on]) as day from parent
    union all
    select parent_id as person_id, unnest([from_on, until_on]) as day from parent
    union all
    select one_id as person_id, unnest([from_on, until_on]) as day from partner
    union all
    select other_id as person_id, unnest([from_on, until_on]) as day from partner
),
cut as (
    select address, from_on as day from lived
    union
    select address, until_on as day from lived
    union
    select lived.address, tie_day.day
    from lived
    join tie_day on tie_day.person_id = lived.person_id and tie_day.day > lived.from_on and tie_day.day < lived.until_on
    union
    select address, unnest([from_on, until_on]) as day from no_household
),
part as (
    select address, day as from_on, lead(day) over (partition by address order by day) as until_on
    from cut
    where day is not null
)
select row_number() over (order by address, from_on) as stretch, address, from_on, until_on
from part
where until_on is not null;

create or replace table present as
select stretch.stretch, lived.person_id, lived.from_on as arrived_on, lived.day_known, lived.came_as_minor
from stretch
join lived
    on lived.address = stretch.address
    and lived.from_on <= stretch.from_on
    and lived.until_on >= stretch.until_on;

-- Whoever shares a bond belongs together: a parent with all children, a child with both parents, two partners.
create or replace table bond as
with tie as (
    select from_on, until_on, 'ouder ' || parent_id as bond, unnest([child_id, parent_id]) as person_id from parent
    union all
    select from_on, until_on, 'kind ' || child_id as bond, unnest([child_id, parent_id]) as person_id from parent
    union all
    select from_on, until_on, 'paar ' || one_id || ' ' || other_id as bond, unnest([one_id, other_id]) as person_id from partner
)
select distinct present.stretch, present.person_id, tie.bond
from present
join stretch using (stretch)
join tie using (person_id)
where coalesce(tie.from_on <= stretch.from_on, true) and coalesce(tie.until_on > stretch.from_on, true);

create or replace table family as
select stretch, person_id, person_id as family from present;
