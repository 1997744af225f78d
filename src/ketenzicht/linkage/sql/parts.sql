-- The parts of each record that set bits of its code. In: person_record, field_weight. Out: record_part, known_part, coded_record.

create or replace macro pairs_of(word) as
    list_transform(range(1, length(word) + 2), lambda place: substr('_' || word || '_', place, 2));

-- The place in the text is part of a part: a sign in another place is another one.
create or replace macro signs_of(given) as
    list_transform(range(1, length(given) + 1), lambda place: place || ':' || substr(given, place, 1));

create or replace table record_part as
with
field as (
    select record_id, 'voornamen' as field, pairs_of(given_name) as parts from person_record
    union all
    select record_id, 'geslachtsnaam', flatten(list_transform(family_names, lambda name: pairs_of(name)))
    from person_record
    union all
    -- Day and month also without their place, so that a date with the two swapped keeps half of it.
    select record_id, 'geboortedatum', list_filter(
        ['d' || birth_day, 'm' || birth_month, 'x' || birth_day, 'x' || birth_month]
        || case when $salted then [] else signs_of(cast(birth_year as varchar)) end,
        lambda part: part is not null
    ) from person_record
    union all
    select record_id, 'geslacht', [sex] from person_record where sex is not null
    union all
    select record_id, 'postcode', signs_of(postcode) from person_record
    union all
    select record_id, 'huisnummer', [house_number] from person_record where house_number is not null
    union all
    select record_id, 'woonplaats', pairs_of(place) from person_record
    union all
    select record_id, 'email', pairs_of(email) from person_record
),
part as (
    select record_id, field, unnest(list_distinct(parts)) as part from field
),
counted as (
    select record_id, field, part, count(*) over (partition by record_id, field) as parts from part
)
select
    record_id,
    case when $salted then birth_year end as salt,
    field || chr(31) || part as part,
    greatest(1, cast(round(weight / parts) as bigint)) as positions,
    field
from counted
join field_weight using (field)
join person_record using (record_id)
where not $salted or birth_year is not null;
create or replace table known_part as
select salt, part, row_number() over (order by salt, part) - 1 as place
from (select distinct salt, part from record_part);
-- A record of which too little is known gets no code.
create or replace table coded_record as
select record_id, row_number() over (order by record_id) - 1 as place
from (select distinct record_id, field from record_part)
join field_weight using (field)
group by record_id
having sum(weight) >= $enough * (select sum(weight) from field_weight);
