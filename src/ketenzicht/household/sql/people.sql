-- Lists to persons, and what they name as family to ties between persons of this file.
-- In: brp_person, brp_stay, brp_relation, brp_renamed, forgotten_mark, listed_address.
-- Out: list_person, person, stay, parent, partner, no_household.

-- A person without a BSN is known by the A-number, else by the list. Of two lists of one person the one that is still
-- kept counts, else the first.
create or replace table list_person as
with named as (
    select
        *,
        case
            when eleven_test(bsn_digits(bsn)) then bsn_digits(bsn)
            else 'brp ' || coalesce(a_number, 'lijst ' || person)
        end as number
    from brp_person
)
select
    *,
    pseudonym('persoon', number) as person_id,
    row_number() over (partition by number order by suspended, person) = 1 as first_list,
    first_list and pseudonym('vergeten', pseudonym('persoon', number)) not in (select mark from forgotten_mark) as used
from named;

create or replace table person as
select person_id, cast(born_last + interval 18 year as date) as adult_on
from list_person
where used;

-- An address that was written otherwise from a day on is one dwelling, unless somebody still lived under the old
-- address after that day, or the old one became several.
create or replace table address_written as
with one_name as (
    select before, min(after) as after, min(renamed_on) as renamed_on
    from brp_renamed
    group by before
    having count(distinct after) = 1
)
select one_name.before, one_name.after
from one_name
anti join (
    select one_name.before
    from one_name
    join brp_stay on brp_stay.address = one_name.before
    where brp_stay.until_on is null or brp_stay.until_on > one_name.renamed_on
) as still_used using (before);

create or replace table stay as
select
    list_person.person_id,
    brp_stay.kind,
    coalesce(address_written.after, brp_stay.address) as address,
    brp_stay.from_on,
    brp_stay.until_on,
    brp_stay.day_known
from brp_stay
join list_person on list_person.person = brp_stay.person and list_person.used
left join address_written on address_written.before = brp_stay.address;

create or replace table no_household as
select coalesce(address_written.after, listed_address.address) as address, listed_address.from_on, listed_address.until_on
from listed_address
left join address_written on address_written.before = listed_address.address;

-- Somebody is found by BSN, else by A-number, else by a name with a birth date that one person in the file has.
create or replace table related as
with by_bsn as (
    select bsn, min(person_id) as person_id from list_person where bsn is not null group by bsn having count(distinct person_id) = 1
),
by_a_number as (
    select a_number, min(person_id) as person_id
    from list_person
    where a_number is not null
    group by a_number
    having count(distinct person_id) = 1
),
by_name as (
    select name, min(person_id) as person_id from list_person where name is not null group by name having count(distinct person_id) = 1
)
select
    list_person.person_id,
    brp_relation.kind,
    coalesce(by_bsn.person_id, by_a_number.person_id, by_name.person_id) as other_id,
    brp_relation.from_on,
    brp_relation.until_on
from brp_relation
join list_person on list_person.person = brp_relation.person and list_person.used
left join by_bsn on by_bsn.bsn = brp_relation.bsn
left join by_a_number on by_a_number.a_number = brp_relation.a_number
left join by_name on by_name.name = brp_relation.name;

-- What the list of a child says of its parents goes before what their lists say of the child.
create or replace table parent as
with said as (
    select person_id as child_id, other_id as parent_id, from_on, until_on
    from related
    where kind = 'ouder'
    union all
    select other_id as child_id, person_id as parent_id, from_on, until_on
    from related
    where kind = 'kind'
        and (other_id, person_id) not in (select (person_id, other_id) from related where kind = 'ouder' and other_id is not null)
)
select
    child_id,
    parent_id,
    case when bool_and(from_on is not null) then min(from_on) end as from_on,
    case when bool_and(until_on is not null) then max(until_on) end as until_on
from said
where child_id is not null and parent_id is not null and child_id <> parent_id
    and coalesce(until_on > coalesce(from_on, date '0001-01-01'), true)
group by child_id, parent_id;

-- Of one marriage in two lists the one that knows its end is right.
create or replace table partner as
select
    least(person_id, other_id) as one_id,
    greatest(person_id, other_id) as other_id,
    from_on,
    min(until_on) as until_on
from related
where kind = 'partner' and other_id is not null and person_id <> other_id
group by least(person_id, other_id), greatest(person_id, other_id), from_on
having min(until_on) is null or min(until_on) > from_on;
